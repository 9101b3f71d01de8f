//! The standard streams as they are.
//!
//! Rust's standard library makes the null device of a stream that was closed, and a success of a write to one that is not open for
//! writing. An order that was printed there is printed nowhere, so here both are seen.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

/// A stream that the program writes to.
#[derive(Clone, Copy, Debug)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Whether anybody can read what is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reader {
    There,
    /// The stream was closed, its reader went away, or it is the null device.
    Gone,
}

impl Stream {
    /// Writes bytes as they are.
    ///
    /// # Errors
    /// Where they cannot be written although there may be a reader, as on a full disk.
    pub fn bytes(self, bytes: &[u8]) -> io::Result<Reader> {
        self.write(ColorChoice::AlwaysAnsi, bytes)
    }

    /// Writes text, without its colours unless they were asked for or this is a terminal that shows them.
    ///
    /// # Errors
    /// As for [`Stream::bytes`].
    pub fn text(self, text: &[u8]) -> io::Result<Reader> {
        self.write(self.color(), text)
    }

    fn write(self, color: ColorChoice, text: &[u8]) -> io::Result<Reader> {
        let written = self.raw().and_then(|raw| {
            let mut stream = AutoStream::new(raw, color);
            stream.write_all(text).and_then(|()| stream.flush())
        });
        match written {
            Ok(()) if self.is_null() => Ok(Reader::Gone),
            Ok(()) => Ok(Reader::There),
            Err(error) if is_closed(&error) => Ok(Reader::Gone),
            Err(error) => Err(error),
        }
    }

    /// Whether this is a terminal.
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Out => io::stdout().is_terminal(),
            Self::Error => io::stderr().is_terminal(),
        }
    }

    /// How colours were chosen: by `--color`, else by terminal and environment.
    fn color(self) -> ColorChoice {
        match (ColorChoice::global(), self) {
            (ColorChoice::Auto, Self::Out) => AutoStream::choice(&io::stdout()),
            (ColorChoice::Auto, Self::Error) => AutoStream::choice(&io::stderr()),
            (chosen, _) => chosen,
        }
    }

    /// The stream itself, without the standard library's reading of its errors.
    #[cfg(unix)]
    fn raw(self) -> io::Result<std::fs::File> {
        use std::os::fd::AsFd as _;
        let copy = match self {
            Self::Out => io::stdout().as_fd().try_clone_to_owned(),
            Self::Error => io::stderr().as_fd().try_clone_to_owned(),
        };
        copy.map(Into::into)
    }

    #[cfg(not(unix))]
    fn raw(self) -> io::Result<Box<dyn io::Write>> {
        Ok(match self {
            Self::Out => Box::new(io::stdout()),
            Self::Error => Box::new(io::stderr()),
        })
    }

    #[cfg(unix)]
    fn is_null(self) -> bool {
        use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
        let Ok(null) = std::fs::metadata("/dev/null") else { return false };
        let stream = self.raw().and_then(|stream| stream.metadata());
        stream.is_ok_and(|stream| stream.file_type().is_char_device() && stream.rdev() == null.rdev())
    }

    #[cfg(not(unix))]
    fn is_null(self) -> bool {
        false
    }
}

/// Whether there is nobody to read, rather than no room.
fn is_closed(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::EBADF) {
        return true;
    }
    error.kind() == io::ErrorKind::BrokenPipe
}
