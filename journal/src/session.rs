//! Detects which processes that opened the journal are alive: each holds a lock on a file of its own, which the kernel frees when the process ends.
//! For a journal in PostgreSQL, the database knows which sessions were renewed, and there are no files.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::folder::create_folder;

/// The session of this process, and the folder with the files of all sessions, if they have files.
#[derive(Debug)]
pub(crate) struct Sessions {
    folder: Option<PathBuf>,
    id: String,
    /// Holds the lock.
    file: Option<File>,
}

/// Whether another session is alive.
#[derive(Debug)]
pub(crate) enum Liveness {
    Alive,
    /// Its process has ended. Only the caller that has this value may record that.
    Dead(DeadSession),
    /// It has no file, so it is not known whether it is alive.
    Missing,
}

/// The lock of a session whose process has ended. Drop it after that is recorded: this removes the file.
#[derive(Debug)]
pub(crate) struct DeadSession {
    path: PathBuf,
    _lock: File,
}

impl Sessions {
    /// Starts a session of the journal at `path`: creates its file, and locks it.
    pub(crate) fn start(path: &Path) -> std::io::Result<Self> {
        let mut folder = path.as_os_str().to_owned();
        folder.push("-sessions");
        let folder = PathBuf::from(folder);
        create_folder(&folder)?;
        let id = Uuid::new_v4().simple().to_string();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(folder.join(&id))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => std::io::Error::other("a new file is locked already"),
        })?;
        Ok(Self { folder: Some(folder), id, file: Some(file) })
    }

    /// Starts a session of a journal whose database knows which sessions are alive.
    #[cfg(feature = "postgres")]
    pub(crate) fn without_files() -> Self {
        Self { folder: None, id: Uuid::new_v4().simple().to_string(), file: None }
    }

    /// The id of this session.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whether a session is alive. If that cannot be determined although its file exists, it counts as alive.
    pub(crate) fn liveness(&self, id: &str) -> Liveness {
        if id == self.id {
            return Liveness::Alive;
        }
        let Some(path) = self.folder.as_ref().map(|folder| folder.join(id)) else { return Liveness::Missing };
        match OpenOptions::new().write(true).open(&path) {
            Ok(file) => match file.try_lock() {
                Ok(()) => Liveness::Dead(DeadSession { path, _lock: file }),
                Err(_) => Liveness::Alive,
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Liveness::Missing,
            Err(_) => Liveness::Alive,
        }
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        drop(self.file.take());
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_file(folder.join(&self.id));
        }
    }
}

impl Drop for DeadSession {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_as_long_as_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let (first, second) = (Sessions::start(&path).unwrap(), Sessions::start(&path).unwrap());
        assert!(matches!(first.liveness(&first.id), Liveness::Alive));
        assert!(matches!(first.liveness(&second.id), Liveness::Alive));
        assert!(matches!(first.liveness("another"), Liveness::Missing));
        std::fs::write(folder.path().join("journal.db-sessions/another"), "").unwrap();
        let Liveness::Dead(dead) = first.liveness("another") else { panic!() };
        assert!(
            matches!(second.liveness("another"), Liveness::Alive),
            "another process holds its lock to record its end"
        );
        drop(dead);
        assert!(matches!(second.liveness("another"), Liveness::Missing));
        drop((first, second));
        assert_eq!(std::fs::read_dir(folder.path().join("journal.db-sessions")).unwrap().count(), 0);
    }
}
