//! Finds and opens the journal of a command: the file of `--journal`, else of `COLT_JOURNAL`, else in the user's state folder.
//!
//! The embedded sandbox has a journal of its own. The sandbox and its orders end with the program, so a new plan for it replaces this journal.

use std::fmt;
use std::path::{Path, PathBuf};

use colt_numbers_journal::{Journal, JournalError, JournalOptions};

use crate::args::journal::JournalArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::user_folder::UserFolder;

/// The environment variable with the path of the journal.
const VARIABLE: &str = "COLT_JOURNAL";

/// The name of the default journal in the program's state folder.
const DEFAULT_FILE: &str = "journal.db";

/// The folder of the embedded sandbox's journal in the program's state folder.
const EMBEDDED_FOLDER: &str = "embedded";

/// The stock and the account of the plans for the embedded sandbox, whose address differs in each process.
const EMBEDDED_ACCOUNT: &str = "embedded";

/// How [`JournalFile::resume`] has opened a journal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Resumed {
    /// Nothing was lost.
    AsUsual,
    /// Its send log was lost.
    WithoutSendLog,
    /// The journal was lost, and was created anew from its send log.
    Recreated,
}

/// The place of a journal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum JournalFile {
    /// The user's journal.
    User(PathBuf),
    /// The journal of the embedded sandbox, in this folder together with its send log.
    Embedded(PathBuf),
}

impl JournalFile {
    /// The user's journal, for every target but the embedded sandbox. The file may not exist.
    pub fn of_user(args: &JournalArgs) -> Result<Self, CommandFailure> {
        let given = args.journal.clone().or_else(variable);
        given.map_or_else(|| Ok(state_folder()?.join(DEFAULT_FILE)), Ok).map(Self::User)
    }

    /// The user's journal, which must exist.
    pub fn of_user_if_exists(args: &JournalArgs) -> Result<Self, CommandFailure> {
        let user = Self::of_user(args)?;
        if user.exists()? { Ok(user) } else { Err(user.missing()) }
    }

    /// The user's journal, if the option or the variable names it.
    pub fn of_user_if_given(args: &JournalArgs) -> Option<Self> {
        args.journal.clone().or_else(variable).map(Self::User)
    }

    /// The journal of the embedded sandbox. The file may not exist.
    pub fn of_embedded(args: &JournalArgs) -> Result<Self, CommandFailure> {
        if args.journal.is_some() {
            return Err(CommandFailure::usage("`--journal` cannot be used with the embedded sandbox").hint(
                "add `--target sandbox`, for example: plans for the embedded sandbox have a journal of their own",
            ));
        }
        Ok(Self::Embedded(state_folder()?.join(EMBEDDED_FOLDER)))
    }

    /// The journals that a command without a target looks for a plan in, if they exist: only the file of `--journal` if it is given.
    pub fn existing(args: &JournalArgs) -> Result<Vec<Self>, CommandFailure> {
        let user = Self::of_user(args)?;
        if args.journal.is_some() {
            return Self::of_user_if_exists(args).map(|user| vec![user]);
        }
        let mut existing = Vec::new();
        // Plans for the embedded sandbox are kept in the state folder, so without the folder none exists.
        for file in [Some(user), Self::of_embedded(args).ok()].into_iter().flatten() {
            if file.exists()? {
                existing.push(file);
            }
        }
        Ok(existing)
    }

    /// The path of the file.
    pub fn path(&self) -> PathBuf {
        match self {
            Self::User(path) => match path.to_str().and_then(|path| path.strip_prefix("sqlite:")) {
                Some(path) => path.into(),
                None => path.clone(),
            },
            Self::Embedded(folder) => folder.join(DEFAULT_FILE),
        }
    }

    /// Whether the journal exists. An empty file does not count: it may have lost its orders, so it must not be reported as a journal without orders.
    ///
    /// # Errors
    /// If orders were sent with the journal, but it does not exist any more.
    pub fn exists(&self) -> Result<bool, CommandFailure> {
        if is_url(&self.path()) {
            return Ok(true);
        }
        self.options().exists().map_err(journal_failure)
    }

    fn missing(&self) -> CommandFailure {
        CommandFailure::usage(format!("the journal `{}` does not exist", self.path().display()))
            .hint("`colt-numbers plan` creates a journal")
    }

    fn options(&self) -> JournalOptions {
        let options = Journal::options(self.path());
        match self {
            Self::User(_) => options,
            Self::Embedded(folder) => options.send_log_folder(folder).local_account(EMBEDDED_ACCOUNT),
        }
    }

    /// Opens the journal even if its send log is lost, or the journal itself although its send log exists. From then on, it can be opened as usual. If
    /// the send log is lost, planned orders become unknown, unless they are kept. A journal that exists is not missed at its other paths from then on.
    pub async fn resume(&self, keeps_planned_orders: bool) -> Result<(Journal, Resumed), CommandFailure> {
        let opened = match self.options().exists() {
            Ok(false) => return Err(self.missing()),
            Ok(true) => self.options().accept_moved_journal().open().await,
            Err(error) => Err(error),
        };
        let (options, resumed) = match opened {
            Ok(journal) => return Ok((journal, Resumed::AsUsual)),
            Err(JournalError::SendLogLost { .. }) => {
                (self.options().accept_moved_journal().accept_lost_send_log(), Resumed::WithoutSendLog)
            }
            // Also of a file that exists without tables: its creation was interrupted.
            Err(JournalError::Lost { .. }) => (self.options().recreate_lost_journal(), Resumed::Recreated),
            Err(error) => return Err(journal_failure(error)),
        };
        let options = if keeps_planned_orders { options.keep_planned_orders() } else { options };
        options.open().await.map(|journal| (journal, resumed)).map_err(journal_failure)
    }

    /// Where a new plan is recorded: for the embedded sandbox, a new journal, which [`JournalFile::replace_by`] puts in place of the old one.
    pub fn for_new_plan(&self) -> Result<Self, CommandFailure> {
        let new = match self {
            Self::User(path) => return Ok(Self::User(path.clone())),
            Self::Embedded(folder) => folder.with_extension("new"),
        };
        remove_folder(&new)?;
        Ok(Self::Embedded(new))
    }

    /// Puts the journal of [`JournalFile::for_new_plan`], which is closed, in place of this one.
    pub fn replace_by(&self, new: &Self) -> Result<(), CommandFailure> {
        let (Self::Embedded(folder), Self::Embedded(new)) = (self, new) else { return Ok(()) };
        remove_folder(folder)?;
        std::fs::rename(new, folder).map_err(|error| folder_failure(folder, &error))
    }

    /// Removes the journal of [`JournalFile::for_new_plan`] if no plan was recorded. A user's journal stays.
    pub fn discard(&self) -> Result<(), CommandFailure> {
        match self {
            Self::User(_) => Ok(()),
            Self::Embedded(folder) => remove_folder(folder),
        }
    }

    /// Opens the journal; creates it if there is none.
    pub async fn open(&self) -> Result<Journal, CommandFailure> {
        if is_url(&self.path()) && !is_database(&self.path()) {
            return Err(CommandFailure::configuration("a journal must be a file on this machine")
                .hint("give the path of the file, without `://`"));
        }
        self.options().open().await.map_err(journal_failure)
    }
}

impl fmt::Display for JournalFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().display().fmt(f)
    }
}

fn remove_folder(folder: &Path) -> Result<(), CommandFailure> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(folder_failure(folder, &error)),
        _ => Ok(()),
    }
}

fn folder_failure(folder: &Path, error: &std::io::Error) -> CommandFailure {
    CommandFailure::internal(format!(
        "cannot replace the journal of the embedded sandbox in `{}`: {error}",
        folder.display()
    ))
}

/// The command that sends the planned orders of a plan, as it is printed.
pub fn apply_command(plan: &str, args: &JournalArgs) -> String {
    format!("colt-numbers apply {}{}", shell_word(plan), journal_option(args))
}

/// The option for the journal in a command that is printed, with a blank before it; empty if it was not given.
pub fn journal_option(args: &JournalArgs) -> String {
    args.journal.as_ref().map(|path| format!(" --journal {}", shell_word(&path.to_string_lossy()))).unwrap_or_default()
}

/// A word as a shell reads it.
fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn variable() -> Option<PathBuf> {
    std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn is_url(path: &Path) -> bool {
    path.as_os_str().to_str().is_some_and(|path| path.contains("://"))
}

/// Whether this is the URL of a journal in PostgreSQL, and this program can open it.
fn is_database(path: &Path) -> bool {
    let scheme = path.as_os_str().to_str().and_then(|path| path.split_once("://")).map(|(scheme, _)| scheme);
    cfg!(feature = "postgres") && matches!(scheme, Some("postgres" | "postgresql"))
}

/// The program's state folder, which may not exist: the journal creates it so that it survives a power failure.
fn state_folder() -> Result<PathBuf, CommandFailure> {
    UserFolder::State.path().ok_or_else(|| {
        CommandFailure::configuration("the user has no state folder for the journal")
            .hint("set `XDG_STATE_HOME` to a folder, or name the journal with `--journal FILE`")
    })
}

/// The failure for an error of the journal, with its exit code.
pub fn journal_failure(error: JournalError) -> CommandFailure {
    let exit = exit_code_of(&error);
    let text = error.to_string();
    // The library ends a message with its hint.
    let (message, library_hint) = match text.split_once("; hint: ") {
        Some((message, hint)) => (message.to_owned(), Some(hint.to_owned())),
        None => (text, None),
    };
    let hint = match (&error, library_hint) {
        (JournalError::Open { .. }, Some(hint)) => Some(hint),
        (_, library_hint) => hint_of(&error).map(str::to_owned).or(library_hint),
    };
    CommandFailure { exit, message, hint }
}

/// The exit code for an error of the journal.
pub fn exit_code_of(error: &JournalError) -> Exit {
    match error {
        JournalError::Open { .. }
        | JournalError::Damaged { .. }
        | JournalError::NetworkDrive { .. }
        | JournalError::NewerSchema { .. }
        | JournalError::Lost { .. }
        | JournalError::SendLogLost { .. }
        | JournalError::SendLog { .. }
        | JournalError::Held { .. }
        | JournalError::SendLogsMissing(_)
        | JournalError::OtherAccount { .. } => Exit::Configuration,
        JournalError::PlanExists(_)
        | JournalError::NoSuchPlan(_)
        | JournalError::NoSuchEntry(_)
        | JournalError::NoSuchSendLog(_)
        | JournalError::NotCounted { .. }
        | JournalError::OrderIdReused { .. }
        | JournalError::NotAllowed { .. } => Exit::Usage,
        JournalError::Conflicts(_) | JournalError::KeyReused { .. } | JournalError::Invalid { .. } => {
            Exit::InvalidRequest
        }
        JournalError::AnotherCopy { .. } => Exit::Doubt,
        JournalError::LimitReached { .. } => Exit::Guard,
        // A full disk, for example.
        _ => Exit::Internal,
    }
}

/// The hint for an error of the journal, where the library has none or one for programmers.
fn hint_of(error: &JournalError) -> Option<&'static str> {
    match error {
        JournalError::Lost { .. } => Some(
            "restore the journal from a backup; if it was moved, run `colt-numbers journal resume --journal FILE` with its new path; else see \
             `colt-numbers journal --help`",
        ),
        JournalError::SendLogLost { .. } => {
            Some("restore the send log from a backup, or see `colt-numbers journal --help`")
        }
        JournalError::Open { .. } => Some(
            "check the path (the default is in the folder that `XDG_STATE_HOME` names) and its permissions; do not begin another journal for orders \
             that may have been sent: it would send them again",
        ),
        JournalError::Damaged { .. } => Some(
            "restore it from a backup; without one, move the file aside, with its `-wal` and `-shm`, then `colt-numbers journal resume` makes the \
             journal again from its send log, with each sent order in doubt; do not begin another journal",
        ),
        JournalError::SendLogsMissing(_) => Some(
            "run `colt-numbers journal check` on each of them; `journal resume --lost ID --reason TEXT` gives up one that is lost for good",
        ),
        JournalError::OtherAccount { .. } => Some("use the target and the credentials that the plan was made with"),
        JournalError::NoSuchPlan(_) => Some("`colt-numbers status` lists the plans"),
        JournalError::NoSuchEntry(_) => Some("`colt-numbers status --csv` lists all orders"),
        JournalError::LimitReached { .. } => {
            Some("a limit cannot be changed; withdraw the order, and order it with another key")
        }
        JournalError::Database { .. } => {
            Some("check the disk and the permissions of the journal; `colt-numbers status` shows what is recorded")
        }
        _ => None,
    }
}
