//! The send log: one line for each attempt, appended and synced before the attempt's first byte can leave.
//!
//! It is not beside the journal, so that restoring an older copy of the journal does not restore an older send log too. If the log contains a send
//! that the journal does not, the journal is an older copy.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::clock::rfc3339;
use crate::error::JournalError;
use crate::folder::{create_folder, sync_folder};
use crate::span::Span;
use crate::store::SentLine;

/// The id of the send log of a journal in PostgreSQL, which several machines use: each has a send log of its own. It is in a file beside the log, and begins
/// with the name of the machine.
#[cfg(feature = "postgres")]
pub(crate) fn id(folder: &Path, journal: &str) -> std::io::Result<String> {
    create_folder(folder)?;
    let path = folder.join(format!("sends-{journal}.id"));
    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        result => return check_id(&path, result?),
    }
    // The file appears with its content, and only once, even if several processes do this at the same time.
    let id = format!("{}-{}", machine_name(), uuid::Uuid::new_v4().simple());
    let new = folder.join(format!("sends-{journal}.id-{id}"));
    let mut file = File::create_new(&new)?;
    file.write_all(id.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&new, &path);
    std::fs::remove_file(&new)?;
    sync_folder(folder)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => check_id(&path, std::fs::read_to_string(&path)?),
    }
}

/// The name of this machine, as a part of a file name.
#[cfg(feature = "postgres")]
fn machine_name() -> String {
    let name = whoami::hostname().unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(63).collect();
    if name.is_empty() { "machine".to_owned() } else { name }
}

/// Several machines with an empty id would share one send log in the journal, so that none of them is compared.
#[cfg(feature = "postgres")]
fn check_id(path: &Path, id: String) -> std::io::Result<String> {
    if !id.trim().is_empty() {
        return Ok(id);
    }
    let hint = "remove it; the send log beside it is then compared with the journal from its start";
    Err(std::io::Error::other(format!("the file `{}` is empty; hint: {hint}", path.display())))
}

/// The send log of one journal.
#[derive(Debug)]
pub(crate) struct SendLog {
    path: PathBuf,
    file: File,
    /// Everything before this byte has been compared with the journal.
    compared: u64,
    /// Whether a part that had been compared was missing when it was opened.
    is_lost: bool,
}

impl SendLog {
    /// Opens the send log of a journal, or creates it if nothing has been sent. `compared` is how far it has been compared with the journal.
    ///
    /// A file that is shorter than that is not the file that was compared. This is an error, unless `accept_loss`.
    pub(crate) fn open(folder: &Path, journal: &str, compared: u64, accept_loss: bool) -> Result<Self, JournalError> {
        let path = folder.join(format!("sends-{journal}.log"));
        let failed = |error: std::io::Error| JournalError::SendLog { path: path.clone(), reason: error.to_string() };
        create_folder(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        if length == 0 {
            sync_folder(folder).map_err(failed)?;
        }
        if length < compared && !accept_loss {
            return Err(JournalError::SendLogLost { path });
        }
        let is_lost = length < compared;
        Ok(Self { path, file, compared: if is_lost { 0 } else { compared }, is_lost })
    }

    /// Whether a part of the log was missing when it was opened: it does not show every send.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// How far the log has been compared with the journal.
    pub(crate) fn compared(&self) -> u64 {
        self.compared
    }

    /// The lines that have not been compared yet. The caller compares them, and then calls [`SendLog::set_compared`] with the second value.
    pub(crate) fn read_new(&mut self) -> Result<(Vec<SentLine>, u64), JournalError> {
        let end = self.file.metadata().map_err(|error| self.failed(&error))?.len();
        if end > self.compared {
            // Another process may not have synced its lines. If they were lost after the journal has recorded `end`, the log would seem to be lost.
            self.file.sync_data().map_err(|error| self.failed(&error))?;
        }
        Ok((self.read(end)?, end))
    }

    pub(crate) fn set_compared(&mut self, end: u64) {
        self.compared = end;
    }

    /// Appends lines and syncs them. Like [`SendLog::read_new`], returns the lines that have not been compared yet, but only those before the new
    /// lines: other processes, or processes that use a copy of the journal, appended them.
    pub(crate) fn append(&mut self, lines: &[SentLine]) -> Result<(Vec<SentLine>, u64), JournalError> {
        // The last line may be incomplete because its process ended. The line break keeps it apart from this line.
        let text: String = lines.iter().map(|line| format!("\n{}\n", write_line(line))).collect();
        self.file.write_all(text.as_bytes()).map_err(|error| self.failed(&error))?;
        self.file.sync_data().map_err(|error| self.failed(&error))?;
        let end = self.file.stream_position().map_err(|error| self.failed(&error))?;
        Ok((self.read(end.saturating_sub(text.len() as u64))?, end))
    }

    /// The lines from the compared byte to `end`.
    fn read(&mut self, end: u64) -> Result<Vec<SentLine>, JournalError> {
        if end <= self.compared {
            return Ok(Vec::new());
        }
        let mut text = Vec::new();
        let length = end - self.compared;
        self.file
            .seek(SeekFrom::Start(self.compared))
            .and_then(|_| (&self.file).take(length).read_to_end(&mut text))
            .map_err(|error| self.failed(&error))?;
        let text = String::from_utf8_lossy(&text);
        let mut lines = Vec::new();
        for line in text.lines() {
            match read_line(line) {
                Line::Whole(line) => lines.push(*line),
                // The process ended, or the power failed, before this line was synced, so the order was not sent.
                Line::Cut => {}
                Line::Damaged => {
                    let shown: String = line.chars().take(80).collect();
                    let hint = "restore the file from a backup, or else move it away and resume the journal";
                    let reason = format!("a line is damaged: `{shown}`; hint: {hint}");
                    return Err(JournalError::SendLog { path: self.path.clone(), reason });
                }
            }
        }
        Ok(lines)
    }

    fn failed(&self, error: &std::io::Error) -> JournalError {
        JournalError::SendLog { path: self.path.clone(), reason: error.to_string() }
    }
}

fn write_line(line: &SentLine) -> String {
    let SentLine { at, stock, account, session, claim, tracking_id, sending_until, spans, lock_id } = line;
    let spans: Vec<_> = spans.iter().map(|span| format!("{}-{}", span.first, span.last)).collect();
    let lock_id = lock_id.as_deref().map_or_else(|| "-".to_owned(), |id| format!("={}", encode(id)));
    let text = [
        rfc3339(*at),
        at.to_string(),
        encode(stock),
        encode(account),
        session.clone(),
        claim.clone(),
        encode(tracking_id),
        sending_until.to_string(),
        spans.join(","),
        lock_id,
    ]
    .join(" ");
    format!("{text} #{:016x}", checksum(&text))
}

enum Line {
    Whole(Box<SentLine>),
    Cut,
    Damaged,
}

fn read_line(line: &str) -> Line {
    // Of a line that was not synced, a power failure may leave any sectors; the others are zeros.
    let is_torn = line.contains('\0');
    let Some((text, sum)) = line.rsplit_once(" #").filter(|(_, sum)| sum.len() == 16 && !is_torn) else {
        return Line::Cut;
    };
    match parse(text) {
        Some(line) if sum == format!("{:016x}", checksum(text)) => Line::Whole(Box::new(line)),
        _ => Line::Damaged,
    }
}

fn parse(text: &str) -> Option<SentLine> {
    let fields: Vec<&str> = text.split(' ').collect();
    let [_, at, stock, account, session, claim, tracking_id, sending_until, spans, lock_id] = fields[..] else {
        return None;
    };
    let spans = spans.split(',').filter(|span| !span.is_empty()).map(|span| {
        let (first, last) = span.split_once('-')?;
        Some(Span { first: first.parse().ok()?, last: last.parse().ok()? })
    });
    Some(SentLine {
        at: at.parse().ok()?,
        stock: decode(stock)?,
        account: decode(account)?,
        session: session.to_owned(),
        claim: claim.to_owned(),
        tracking_id: decode(tracking_id)?,
        sending_until: sending_until.parse().ok()?,
        spans: spans.collect::<Option<_>>()?,
        lock_id: match lock_id.strip_prefix('=') {
            Some(id) => Some(decode(id)?),
            None => None,
        },
    })
}

/// Percent-encodes blanks, percent signs, number signs, control characters and non-ASCII characters.
fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'!'..=b'~' if byte != b'%' && byte != b'#' => char::from(byte).to_string(),
        _ => format!("%{byte:02x}"),
    };
    text.bytes().map(byte).collect()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut parts = text.split('%');
    bytes.extend(parts.next()?.bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(part.get(2..)?.bytes());
    }
    String::from_utf8(bytes).ok()
}

/// FNV-1a.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(tracking_id: &str) -> SentLine {
        SentLine {
            at: 1_795_000_000_000,
            stock: "http://127.0.0.1:4010/api".to_owned(),
            account: "7f3a91".to_owned(),
            session: "s".to_owned(),
            claim: "c".to_owned(),
            tracking_id: tracking_id.to_owned(),
            sending_until: 1_795_000_300_000,
            spans: vec![
                Span { first: 442_081_324_758, last: 442_081_324_767 },
                Span { first: 5_000_000, last: 5_000_000 },
            ],
            lock_id: Some("a lock #1 with 100 %\nand ü".to_owned()),
        }
    }

    #[test]
    fn lines_survive_their_text_and_cut_lines_damage_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let open = |compared| SendLog::open(folder.path(), "j", compared, false);
        let mut log = open(0).unwrap();
        let none = SentLine { spans: vec![], lock_id: None, ..line("second") };
        let append = |log: &mut SendLog, lines: &[SentLine]| {
            let (others, end) = log.append(lines).unwrap();
            log.set_compared(end);
            others
        };
        assert_eq!(append(&mut log, &[line("first"), none.clone()]), []);
        let whole = write_line(&line("cut"));
        for length in 0..whole.len() {
            let mut file = OpenOptions::new().append(true).open(&log.path).unwrap();
            write!(file, "\n{}", &whole[..length]).unwrap();
            // After a power failure, a part may be zeros, also at the beginning.
            write!(file, "\n{}{}", "\0".repeat(whole.len() - length), &whole[whole.len() - length..]).unwrap();
        }
        let mut other = open(0).unwrap();
        assert_eq!(other.read_new().unwrap().0, [line("first"), none]);
        let (_, end) = other.read_new().unwrap();
        other.set_compared(end);
        assert_eq!(append(&mut other, &[line("third")]), []);
        assert_eq!(append(&mut log, &[line("fourth")]), [line("third")], "the lines in between");
        assert_eq!(append(&mut other, &[line("fifth")]), [line("fourth")]);
        let (others, _) = other.append(&[line("sixth")]).unwrap();
        assert_eq!(others, []);
        let (others, _) = other.append(&[line("seventh")]).unwrap();
        assert_eq!(others, [line("sixth")], "lines that were not compared are compared next time");
    }

    #[test]
    fn a_damaged_line_and_a_lost_log_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let open = |compared, accept_loss| SendLog::open(folder.path(), "j", compared, accept_loss);
        let mut log = open(0, false).unwrap();
        let (_, length) = log.append(&[line("first")]).unwrap();
        let text = std::fs::read_to_string(&log.path).unwrap();
        std::fs::write(&log.path, text.replace("442081324758", "442081324759")).unwrap();
        assert!(matches!(open(0, false).unwrap().read_new(), Err(JournalError::SendLog { .. })));
        std::fs::remove_file(&log.path).unwrap();
        assert!(matches!(open(length, false), Err(JournalError::SendLogLost { .. })));
        assert_eq!(open(length, true).unwrap().compared(), 0);
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn the_id_stays_and_an_empty_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let created = id(folder.path(), "j").unwrap();
        assert_eq!(id(folder.path(), "j").unwrap(), created);
        assert!(created.starts_with(&machine_name()), "{created}");
        std::fs::write(folder.path().join("sends-j.id"), "\n").unwrap();
        let error = id(folder.path(), "j").unwrap_err().to_string();
        assert!(error.contains("sends-j.id` is empty; hint: remove it"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let log = SendLog::open(&folder.path().join("state"), "j", 0, false).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&log.path), mode(log.path.parent().unwrap())), (0o600, 0o700));
    }
}
