//! The folder for the files that the program saves on its own: in the user's state folder, accessible only to the user.
//!
//! The crates that look up such folders know no state folder on macOS and Windows, so the rules below would be needed with them too.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The folder's name in the user's state folder.
const NAME: &str = "colt-numbers";

/// Creates the folder if it does not exist, and returns its path.
///
/// # Errors
/// If no state folder is known, or the folder cannot be created. The error contains the path of the folder, or only its name if the path is
/// unknown.
pub fn create() -> Result<PathBuf, (PathBuf, io::Error)> {
    let path = user_state_folder(|name| std::env::var_os(name), std::env::home_dir());
    let Some(path) = path.map(|parent| parent.join(NAME)) else {
        let unknown = io::Error::new(io::ErrorKind::NotFound, "neither `XDG_STATE_HOME` nor a home folder is known");
        return Err((NAME.into(), unknown));
    };
    match create_private(&path) {
        Ok(()) => Ok(path),
        Err(error) => Err((path, error)),
    }
}

/// The user's state folder. Relative paths are ignored: the XDG Base Directory Specification demands that.
fn user_state_folder(variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
    let absolute_path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = home.filter(|path| path.is_absolute());
    absolute_path("XDG_STATE_HOME").or_else(|| match std::env::consts::OS {
        "windows" => absolute_path("LOCALAPPDATA"),
        "macos" => home.map(|home| home.join("Library/Application Support")),
        _ => home.map(|home| home.join(".local/state")),
    })
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::user_state_folder;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_state_folder_comes_from_the_variable_or_the_home_folder() {
        for (state, home, expected) in [
            ("/state", "/home/me", Some("/state")),
            ("", "/home/me", Some("/home/me/.local/state")),
            ("state", "/home/me", Some("/home/me/.local/state")),
            ("state", "home", None),
            ("", "", None),
        ] {
            let folder = user_state_folder(|name| (name == "XDG_STATE_HOME").then(|| state.into()), Some(home.into()));
            assert_eq!(folder, expected.map(Into::into), "{state:?}, {home:?}");
        }
    }
}
