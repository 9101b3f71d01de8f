//! Where the platform's root certificates come from if the environment names a place for them, and what is wrong with that place.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use colt_numbers_terminal_text::SafeBytes;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

const FILE: &str = "SSL_CERT_FILE";
const FOLDER: &str = "SSL_CERT_DIR";

/// The roots that certificates are verified by, as an error's last part: each place by its variable and path, with its state and a hint.
pub(crate) fn describe() -> String {
    let places = places();
    if places.is_empty() {
        return " (does this machine have root certificates? Debian's package is `ca-certificates`)".to_owned();
    }
    places.iter().map(|place| format!("; {}", place.describe())).collect()
}

/// The same by their variables and paths alone.
pub(crate) fn names() -> String {
    let names: Vec<_> = places().iter().map(Place::name).collect();
    if names.is_empty() {
        " (by the system's root certificates)".to_owned()
    } else {
        format!(" ({})", names.join("; "))
    }
}

/// The places that the environment names. Other platforms than these read neither variable.
fn places() -> Vec<Place> {
    if !cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple"))) {
        return Vec::new();
    }
    let file = std::env::var_os(FILE).map(|path| Place { variable: FILE, path: path.into() });
    let folders = std::env::var_os(FOLDER).unwrap_or_default();
    let folders = std::env::split_paths(&folders).filter(|path| !path.as_os_str().is_empty()).collect::<Vec<_>>();
    file.into_iter().chain(folders.into_iter().map(|path| Place { variable: FOLDER, path })).collect()
}

/// A place that a variable names.
struct Place {
    variable: &'static str,
    path: PathBuf,
}

impl Place {
    fn describe(&self) -> String {
        let state = if self.variable == FILE { in_file(&self.path) } else { in_folder(&self.path) };
        let name = self.name();
        match state {
            Ok(count) => {
                format!("{name}: none of its {count} certificates fits; hint: add the root of the server's certificate")
            }
            Err(problem) => format!("{name}: {problem}; hint: {}", problem.hint(self.variable)),
        }
    }

    fn name(&self) -> String {
        format!("`{}` is `{}`", self.variable, SafeBytes(self.path.as_os_str().as_encoded_bytes()))
    }
}

/// Why a place gives no root certificate, or not all that it seems to.
enum Problem {
    Unreadable(io::Error),
    NotAFile,
    NotAFolder,
    NoFiles,
    /// A file of the folder has a problem.
    File(PathBuf, Box<Problem>),
    Empty,
    ByteOrderMark,
    Binary,
    NoCertificate,
    Malformed,
}

impl Problem {
    fn hint(&self, variable: &str) -> String {
        match self {
            Self::ByteOrderMark => "save it as UTF-8 without a byte order mark".to_owned(),
            Self::Binary => "convert it to PEM: `openssl x509 -inform der -in FILE -out FILE.pem`".to_owned(),
            Self::NotAFile => format!("name a PEM file, or set `{FOLDER}` to a folder"),
            Self::NotAFolder => format!("name a folder, or set `{FILE}` to a file"),
            Self::File(_, problem) if matches!(**problem, Self::ByteOrderMark | Self::Binary) => problem.hint(variable),
            Self::Unreadable(_)
            | Self::NoFiles
            | Self::File(..)
            | Self::Empty
            | Self::NoCertificate
            | Self::Malformed => {
                let what = if variable == FILE { "a PEM file" } else { "a folder of PEM files" };
                format!("set it to {what} with root certificates, or unset it to use the system's")
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "{error}"),
            Self::NotAFile => f.write_str("it is not a file"),
            Self::NotAFolder => f.write_str("it is not a folder"),
            Self::NoFiles => f.write_str("it has no files"),
            Self::File(path, problem) => {
                let name = path.file_name().unwrap_or_default();
                write!(f, "its file `{}`: {problem}", SafeBytes(name.as_encoded_bytes()))
            }
            Self::Empty => f.write_str("it is empty"),
            Self::ByteOrderMark => f.write_str("it begins with a byte order mark"),
            Self::Binary => f.write_str("it is binary (DER), not PEM"),
            Self::NoCertificate => f.write_str("it has no PEM block `CERTIFICATE`"),
            Self::Malformed => f.write_str("its certificates are malformed"),
        }
    }
}

/// How many root certificates a file gives.
fn in_file(path: &Path) -> Result<usize, Problem> {
    if !fs::metadata(path).map_err(Problem::Unreadable)?.is_file() {
        return Err(Problem::NotAFile);
    }
    of_text(&fs::read(path).map_err(Problem::Unreadable)?)
}

/// How many root certificates the files of a folder give.
fn in_folder(path: &Path) -> Result<usize, Problem> {
    if !fs::metadata(path).map_err(Problem::Unreadable)?.is_dir() {
        return Err(Problem::NotAFolder);
    }
    let (mut count, mut last) = (0, Problem::NoFiles);
    for entry in fs::read_dir(path).map_err(Problem::Unreadable)? {
        let file = entry.map_err(Problem::Unreadable)?.path();
        // Folders, and links that lead nowhere, are not loaded either.
        if !file.is_file() {
            continue;
        }
        match in_file(&file) {
            Ok(of_file) => count += of_file,
            Err(problem) => last = Problem::File(file, Box::new(problem)),
        }
    }
    if count > 0 { Ok(count) } else { Err(last) }
}

fn of_text(text: &[u8]) -> Result<usize, Problem> {
    const BYTE_ORDER_MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    /// The first byte of every certificate in DER, and of PKCS #12.
    const SEQUENCE: u8 = 0x30;
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    // The first line is not read as the beginning of a PEM block then.
    if BYTE_ORDER_MARKS.iter().any(|mark| text.starts_with(mark)) {
        return Err(Problem::ByteOrderMark);
    }
    let blocks: Vec<_> = CertificateDer::pem_slice_iter(text).collect();
    if blocks.is_empty() {
        return Err(if text[0] == SEQUENCE { Problem::Binary } else { Problem::NoCertificate });
    }
    match RootCertStore::empty().add_parsable_certificates(blocks.into_iter().flatten()) {
        (0, _) => Err(Problem::Malformed),
        (count, _) => Ok(count),
    }
}
