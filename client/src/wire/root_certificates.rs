//! Where the platform's root certificates come from if the environment names a place for them, and what is wrong with that place.

use std::path::{Path, PathBuf};
use std::{fs, io};

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
    let names: Vec<_> = places().iter().map(RootsPath::name).collect();
    if names.is_empty() {
        " (by the system's root certificates)".to_owned()
    } else {
        format!(" ({})", names.join("; "))
    }
}

/// The places that the environment names. Other platforms than these read neither variable.
fn places() -> Vec<RootsPath> {
    if !cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple"))) {
        return Vec::new();
    }
    let file = std::env::var_os(FILE).map(|path| RootsPath { variable: FILE, path: path.into() });
    let folders = std::env::var_os(FOLDER).unwrap_or_default();
    let folders = std::env::split_paths(&folders).filter(|path| !path.as_os_str().is_empty()).collect::<Vec<_>>();
    file.into_iter().chain(folders.into_iter().map(|path| RootsPath { variable: FOLDER, path })).collect()
}

/// A place that a variable names.
struct RootsPath {
    variable: &'static str,
    path: PathBuf,
}

impl RootsPath {
    fn describe(&self) -> String {
        let state = if self.variable == FILE { in_file(&self.path) } else { in_folder(&self.path) };
        let name = self.name();
        match state {
            Ok(count) => {
                format!("{name}: none of its {count} certificates fits; hint: add the root of the server's certificate")
            }
            Err(UnusableRoots { what, hint }) => {
                let other = if self.variable == FILE { "a PEM file" } else { "a folder of PEM files" };
                let other = || format!("set it to {other} with root certificates, or unset it to use the system's");
                format!("{name}: {what}; hint: {}", hint.map_or_else(other, str::to_owned))
            }
        }
    }

    fn name(&self) -> String {
        format!("`{}` is `{}`", self.variable, SafeBytes(self.path.as_os_str().as_encoded_bytes()))
    }
}

/// Why a place gives no root certificate, or not all that it seems to.
struct UnusableRoots {
    what: String,
    /// What to do about it. Where there is nothing, another place is to be named.
    hint: Option<&'static str>,
}

impl UnusableRoots {
    fn new(what: &str, hint: Option<&'static str>) -> Self {
        Self { what: what.to_owned(), hint }
    }
}

impl From<io::Error> for UnusableRoots {
    fn from(error: io::Error) -> Self {
        Self { what: error.to_string(), hint: None }
    }
}

/// How many root certificates a file gives.
fn in_file(path: &Path) -> Result<usize, UnusableRoots> {
    if !fs::metadata(path)?.is_file() {
        return Err(UnusableRoots::new("it is not a file", Some("name a PEM file, or set `SSL_CERT_DIR` to a folder")));
    }
    of_text(&fs::read(path)?)
}

/// How many root certificates the files of a folder give.
fn in_folder(path: &Path) -> Result<usize, UnusableRoots> {
    if !fs::metadata(path)?.is_dir() {
        return Err(UnusableRoots::new("it is not a folder", Some("name a folder, or set `SSL_CERT_FILE` to a file")));
    }
    let (mut count, mut last) = (0, UnusableRoots::new("it has no files", None));
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        // Folders, and links that lead nowhere, are not loaded either.
        if !file.is_file() {
            continue;
        }
        match in_file(&file) {
            Ok(of_file) => count += of_file,
            Err(UnusableRoots { what, hint }) => {
                let name = SafeBytes(file.file_name().unwrap_or_default().as_encoded_bytes()).to_string();
                last = UnusableRoots { what: format!("its file `{name}`: {what}"), hint };
            }
        }
    }
    if count > 0 { Ok(count) } else { Err(last) }
}

fn of_text(text: &[u8]) -> Result<usize, UnusableRoots> {
    const BYTE_ORDER_MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    /// The first byte of every certificate in DER, and of PKCS #12.
    const SEQUENCE: u8 = 0x30;
    if text.is_empty() {
        return Err(UnusableRoots::new("it is empty", None));
    }
    // The first line is not read as the beginning of a PEM block then.
    if BYTE_ORDER_MARKS.iter().any(|mark| text.starts_with(mark)) {
        let hint = "save it as UTF-8 without a byte order mark";
        return Err(UnusableRoots::new("it begins with a byte order mark", Some(hint)));
    }
    let blocks: Vec<_> = CertificateDer::pem_slice_iter(text).collect();
    if blocks.is_empty() && text[0] == SEQUENCE {
        let hint = "convert it to PEM: `openssl x509 -inform der -in FILE -out FILE.pem`";
        return Err(UnusableRoots::new("it is binary (DER), not PEM", Some(hint)));
    }
    if blocks.is_empty() {
        return Err(UnusableRoots::new("it has no PEM block `CERTIFICATE`", None));
    }
    match RootCertStore::empty().add_parsable_certificates(blocks.into_iter().flatten()) {
        (0, _) => Err(UnusableRoots::new("its certificates are malformed", None)),
        (count, _) => Ok(count),
    }
}
