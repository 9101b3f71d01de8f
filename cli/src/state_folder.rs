//! The folder for what the program keeps by itself: below the user's state folder, and open to nobody else.
//!
//! The crates that know such folders give none on macOS and Windows, so a rule of our own would stand beside them.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The folder's name in the state folder.
const NAME: &str = "colt-numbers";

/// The folder, made where it is not there.
///
/// # Errors
/// Where the user has no such folder, or it cannot be made. The path is that of the folder where it is known.
pub fn folder() -> Result<PathBuf, (PathBuf, io::Error)> {
    let path = parent(|name| std::env::var_os(name), std::env::home_dir());
    let Some(path) = path.map(|parent| parent.join(NAME)) else {
        let unknown = io::Error::new(io::ErrorKind::NotFound, "neither `XDG_STATE_HOME` nor a home folder is known");
        return Err((NAME.into(), unknown));
    };
    match made(&path) {
        Ok(()) => Ok(path),
        Err(error) => Err((path, error)),
    }
}

/// The user's state folder, as the XDG Base Directory Specification has it: a relative path there counts as none.
fn parent(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    let of = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = home.filter(|path| path.is_absolute());
    of("XDG_STATE_HOME").or_else(|| match std::env::consts::OS {
        "windows" => of("LOCALAPPDATA"),
        "macos" => home.map(|home| home.join("Library/Application Support")),
        _ => home.map(|home| home.join(".local/state")),
    })
}

fn made(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::parent;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_state_folder_is_the_users_own() {
        for (state, home, expected) in [
            ("/state", "/home/me", Some("/state")),
            ("", "/home/me", Some("/home/me/.local/state")),
            ("state", "/home/me", Some("/home/me/.local/state")),
            ("state", "home", None),
            ("", "", None),
        ] {
            let found = parent(|name| (name == "XDG_STATE_HOME").then(|| state.into()), Some(home.into()));
            assert_eq!(found, expected.map(Into::into), "{state:?}, {home:?}");
        }
    }
}
