//! The program's folders below the user's home folder: for files that the program saves on its own, and for the default credentials file.
//!
//! The crates that look up such folders know no state folder on macOS and Windows, so the rules below would be needed with them too.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The folder's name in the user's folder.
const NAME: &str = "colt-numbers";

/// A folder of the program.
#[derive(Clone, Copy, Debug)]
pub enum UserFolder {
    /// For files that the program saves on its own.
    State,
    /// For the default credentials file.
    Config,
}

impl UserFolder {
    /// The path of the folder, which may not exist. `None` if neither the variable nor a home folder is known.
    pub fn path(self) -> Option<PathBuf> {
        self.parent(|name| std::env::var_os(name), std::env::home_dir()).map(|parent| parent.join(NAME))
    }

    /// Creates the folder if it does not exist, accessible only to the user, and returns its path.
    ///
    /// # Errors
    /// If no folder is known, or it cannot be created. The error contains the path of the folder, or only its name if the path is unknown.
    pub fn create(self) -> Result<PathBuf, (PathBuf, io::Error)> {
        let Some(path) = self.path() else {
            let problem = format!("neither `{}` nor a home folder is known", self.variable());
            return Err((NAME.into(), io::Error::new(io::ErrorKind::NotFound, problem)));
        };
        match create_private(&path) {
            Ok(()) => Ok(path),
            Err(error) => Err((path, error)),
        }
    }

    /// The variable of the XDG Base Directory Specification.
    fn variable(self) -> &'static str {
        match self {
            Self::State => "XDG_STATE_HOME",
            Self::Config => "XDG_CONFIG_HOME",
        }
    }

    /// The user's folder that contains the program's folder. Relative paths are ignored: the XDG Base Directory Specification demands that.
    fn parent(self, variable: impl Fn(&str) -> Option<OsString>, home: Option<PathBuf>) -> Option<PathBuf> {
        let absolute_path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let home = home.filter(|path| path.is_absolute());
        absolute_path(self.variable()).or_else(|| match (std::env::consts::OS, self) {
            ("windows", Self::State) => absolute_path("LOCALAPPDATA"),
            ("windows", Self::Config) => absolute_path("APPDATA"),
            ("macos", _) => home.map(|home| home.join("Library/Application Support")),
            (_, Self::State) => home.map(|home| home.join(".local/state")),
            (_, Self::Config) => home.map(|home| home.join(".config")),
        })
    }
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
    use super::UserFolder;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_comes_from_the_variable_or_the_home_folder() {
        for (folder, in_home) in
            [(UserFolder::State, "/home/me/.local/state"), (UserFolder::Config, "/home/me/.config")]
        {
            for (value, home, expected) in [
                ("/given", "/home/me", Some("/given")),
                ("", "/home/me", Some(in_home)),
                ("given", "/home/me", Some(in_home)),
                ("given", "home", None),
                ("", "", None),
            ] {
                let variable = |name: &str| (name == folder.variable()).then(|| value.into());
                let parent = folder.parent(variable, Some(home.into()));
                assert_eq!(parent, expected.map(Into::into), "{folder:?}, {value:?}, {home:?}");
            }
        }
    }
}
