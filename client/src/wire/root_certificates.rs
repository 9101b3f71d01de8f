//! Explains TLS errors about root certificates: which paths `SSL_CERT_FILE` and `SSL_CERT_DIR` name, and why these paths have no usable
//! root certificates.

use std::path::{Path, PathBuf};
use std::{fs, io};

use colt_numbers_terminal_text::SafeBytes;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

const FILE: &str = "SSL_CERT_FILE";
const FOLDER: &str = "SSL_CERT_DIR";

/// The source of the root certificates, to append to an error: each variable with its path, its problem and a hint.
pub(crate) fn describe() -> String {
    let paths = paths();
    if paths.is_empty() {
        return " (does this machine have root certificates? Debian's package is `ca-certificates`)".to_owned();
    }
    paths.iter().map(|path| format!("; {}", path.describe())).collect()
}

/// The source of the root certificates, to append to an error: each variable with its path only.
pub(crate) fn names() -> String {
    let names: Vec<_> = paths().iter().map(RootsPath::name).collect();
    if names.is_empty() {
        " (by the system's root certificates)".to_owned()
    } else {
        format!(" ({})", names.join("; "))
    }
}

/// The paths in the two environment variables. Only on the platforms of this condition are the variables read.
fn paths() -> Vec<RootsPath> {
    if !cfg!(all(unix, not(target_os = "android"), not(target_vendor = "apple"))) {
        return Vec::new();
    }
    let file = std::env::var_os(FILE).map(|path| RootsPath { variable: FILE, path: path.into() });
    let folders = std::env::var_os(FOLDER).unwrap_or_default();
    let folders = std::env::split_paths(&folders).filter(|path| !path.as_os_str().is_empty()).collect::<Vec<_>>();
    file.into_iter().chain(folders.into_iter().map(|path| RootsPath { variable: FOLDER, path })).collect()
}

/// A path to root certificates from an environment variable.
struct RootsPath {
    variable: &'static str,
    path: PathBuf,
}

impl RootsPath {
    fn describe(&self) -> String {
        let count = if self.variable == FILE { count_in_file(&self.path) } else { count_in_folder(&self.path) };
        let name = self.name();
        match count {
            Ok(count) => {
                format!(
                    "{name}: none of its {count} certificates is the root of the server's certificate; hint: add that root"
                )
            }
            Err(UnusableRoots { problem, hint }) => {
                let other = if self.variable == FILE { "a PEM file" } else { "a folder of PEM files" };
                let other = || format!("set it to {other} with root certificates, or unset it to use the system's");
                format!("{name}: {problem}; hint: {}", hint.map_or_else(other, str::to_owned))
            }
        }
    }

    fn name(&self) -> String {
        format!("`{}` is `{}`", self.variable, SafeBytes(self.path.as_os_str().as_encoded_bytes()))
    }
}

/// Why a file, or a folder or one of its files, has no usable root certificate.
struct UnusableRoots {
    problem: String,
    /// How to fix it; `None` if the variable must name another path.
    hint: Option<&'static str>,
}

impl UnusableRoots {
    fn new(problem: &str, hint: Option<&'static str>) -> Self {
        Self { problem: problem.to_owned(), hint }
    }
}

impl From<io::Error> for UnusableRoots {
    fn from(error: io::Error) -> Self {
        Self { problem: error.to_string(), hint: None }
    }
}

/// The number of usable root certificates in a file.
fn count_in_file(path: &Path) -> Result<usize, UnusableRoots> {
    if !fs::metadata(path)?.is_file() {
        return Err(UnusableRoots::new("it is not a file", Some("name a PEM file, or set `SSL_CERT_DIR` to a folder")));
    }
    count_in_text(&fs::read(path)?)
}

/// The number of usable root certificates in the files of a folder.
fn count_in_folder(path: &Path) -> Result<usize, UnusableRoots> {
    if !fs::metadata(path)?.is_dir() {
        return Err(UnusableRoots::new("it is not a folder", Some("name a folder, or set `SSL_CERT_FILE` to a file")));
    }
    let (mut count, mut last_problem) = (0, UnusableRoots::new("it has no files", None));
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        // The platform verifier does not load folders and broken links either.
        if !file.is_file() {
            continue;
        }
        match count_in_file(&file) {
            Ok(count_of_file) => count += count_of_file,
            Err(UnusableRoots { problem, hint }) => {
                let name = SafeBytes(file.file_name().unwrap_or_default().as_encoded_bytes()).to_string();
                last_problem = UnusableRoots { problem: format!("its file `{name}`: {problem}"), hint };
            }
        }
    }
    if count > 0 { Ok(count) } else { Err(last_problem) }
}

fn count_in_text(text: &[u8]) -> Result<usize, UnusableRoots> {
    const BYTE_ORDER_MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    /// The first byte of every certificate in DER, and of every PKCS #12 file.
    const SEQUENCE: u8 = 0x30;
    if text.is_empty() {
        return Err(UnusableRoots::new("it is empty", None));
    }
    // With a byte order mark, the first line is not recognized as the start of a PEM block.
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
