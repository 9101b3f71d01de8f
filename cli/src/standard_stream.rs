//! Writes to standard output and standard error, and reports whether the stream has a reader.
//!
//! Rust's standard library opens the null device in place of a stream that was closed, and ignores the error of a write to a
//! stream that is not open for writing. An order id that is printed to such a stream is lost, so this module detects both cases.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

/// One of the two streams that the program writes to.
#[derive(Clone, Copy, Debug)]
pub enum StandardStream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Whether the written text has a reader.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// The stream is open, and is not the null device.
    Readable,
    /// The stream was closed, its reader went away, or the stream is the null device.
    Lost,
}

impl StandardStream {
    /// Writes bytes unchanged.
    ///
    /// # Errors
    /// If the write fails although there may be a reader, for example on a full disk.
    pub fn write_bytes(self, bytes: &[u8]) -> io::Result<Delivery> {
        self.write(ColorChoice::AlwaysAnsi, bytes)
    }

    /// Writes text. The colours of the text are removed unless `--color` or a terminal that supports colours allows them.
    ///
    /// # Errors
    /// The same as for [`StandardStream::write_bytes`].
    pub fn write_text(self, text: &[u8]) -> io::Result<Delivery> {
        self.write(self.color(), text)
    }

    fn write(self, color: ColorChoice, text: &[u8]) -> io::Result<Delivery> {
        let written = self.raw().and_then(|raw| {
            let mut stream = AutoStream::new(raw, color);
            stream.write_all(text).and_then(|()| stream.flush())
        });
        match written {
            Ok(()) if self.is_null_device() => Ok(Delivery::Lost),
            Ok(()) => Ok(Delivery::Readable),
            Err(error) if has_no_reader(&error) => Ok(Delivery::Lost),
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

    /// Whether this stream has colours: the value of `--color`, in which `auto` depends on the terminal and the environment.
    fn color(self) -> ColorChoice {
        match (ColorChoice::global(), self) {
            (ColorChoice::Auto, Self::Out) => AutoStream::choice(&io::stdout()),
            (ColorChoice::Auto, Self::Error) => AutoStream::choice(&io::stderr()),
            (chosen, _) => chosen,
        }
    }

    /// The stream as a file. Unlike the streams of the standard library, the file reports every write error.
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
    fn is_null_device(self) -> bool {
        use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
        let Ok(null) = std::fs::metadata("/dev/null") else { return false };
        let stream = self.raw().and_then(|stream| stream.metadata());
        stream.is_ok_and(|stream| stream.file_type().is_char_device() && stream.rdev() == null.rdev())
    }

    #[cfg(not(unix))]
    fn is_null_device(self) -> bool {
        false
    }
}

/// Whether the error means that there is no reader, as opposed to a full disk, for example.
fn has_no_reader(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::EBADF) {
        return true;
    }
    error.kind() == io::ErrorKind::BrokenPipe
}
