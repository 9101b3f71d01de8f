//! `check --lines`: one request a line, judged by as many threads as there are, told in the order of the text.
//!
//! Each thread takes the next piece of the text, judges it, and waits for its turn to write. So no more is in memory than a piece for
//! each thread, and the order needs no sorting.

use std::io::{self, Read, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use colt_numbers::{Checks, MAX_REQUEST_BYTES};
use serde::Serialize;

use super::line_block_reader::{Feed, Piece};
use crate::args::Check;
use crate::command_failure::Failure;
use crate::exit::Exit;
use crate::output::Output;
use crate::standard_stream::Reader;
use crate::style::{LABEL, painted};
use crate::violations::{self, Verdict, is_invalid};

/// More threads are of no use: reading and writing is done by one at a time.
const MOST_THREADS: usize = 8;

/// From this many bytes on, a piece is judged by one thread at a time: a judge takes many times the memory of the text.
const LARGE: usize = 1_000_000;

/// Judges every line.
pub fn run(asked: &Check, output: Output) -> Result<Exit, Failure> {
    let work = Work {
        feed: Mutex::new(Feed::new(asked.file.open(output)?)),
        turns: Mutex::default(),
        turned: Condvar::new(),
        large: Mutex::default(),
        checks: asked.checks.checks(),
        output,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| work.run());
        }
        work.run();
    });
    let Turns { tally, end, .. } = work.turns.into_inner().unwrap_or_else(PoisonError::into_inner);
    match end {
        Some(End::Unread(error)) => return Err(asked.file.unreadable(&error)),
        Some(End::Unwritten(failure)) => return Err(failure),
        None => {}
    }
    if !output.json {
        let valid = tally.bodies - tally.invalid;
        let noun = if tally.bodies == 1 { "request" } else { "requests" };
        output.say(|out| writeln!(out, "{} {noun}: {valid} valid, {} invalid", tally.bodies, tally.invalid));
    }
    Ok(if tally.invalid > 0 { Exit::InvalidReservation } else { Exit::Done })
}

/// What the threads share.
struct Work<R> {
    feed: Mutex<Feed<R>>,
    turns: Mutex<Turns>,
    turned: Condvar,
    /// Held by a thread that judges a large piece.
    large: Mutex<()>,
    checks: Checks,
    output: Output,
}

/// Whose turn it is to write, and what came of the turns before.
#[derive(Debug, Default)]
struct Turns {
    next: u64,
    tally: Tally,
    /// Whether the reader of standard output went away. The rest is judged all the same: the exit code is that of the whole text.
    is_unread: bool,
    end: Option<End>,
}

/// Why it ends before the text does.
#[derive(Debug)]
enum End {
    Unread(io::Error),
    Unwritten(Failure),
}

/// How many requests were judged.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    bodies: u64,
    invalid: u64,
}

/// The verdict on a line as JSON. The shape is stable.
#[derive(Serialize)]
struct LineVerdict<'v> {
    line: u64,
    #[serde(flatten)]
    verdict: Verdict<'v>,
}

impl<R: Read> Work<R> {
    /// Judges piece after piece, to the end.
    fn run(&self) {
        let (mut piece, mut text) = (Piece::default(), Vec::new());
        loop {
            let more = locked(&self.feed).next(&mut piece);
            let end = match more {
                Ok(false) => return,
                Ok(true) => None,
                Err(error) => Some(End::Unread(error)),
            };
            text.clear();
            let judged = if end.is_some() { Ok(Tally::default()) } else { self.judge(&piece, &mut text) };
            if !self.told(piece.index, &text, judged, end) {
                return;
            }
        }
    }

    /// Judges the lines of a piece, and writes what is to be told of them.
    fn judge(&self, piece: &Piece, text: &mut Vec<u8>) -> io::Result<Tally> {
        let _alone = (piece.bytes.len() > LARGE).then(|| locked(&self.large));
        let mut tally = Tally::default();
        for (line, body) in piece.lines().filter(|(_, body)| !is_blank(body)) {
            let found = self.checks.violations(body);
            tally.bodies += 1;
            tally.invalid += u64::from(is_invalid(&found));
            if self.output.json {
                serde_json::to_writer(&mut *text, &LineVerdict { line, verdict: Verdict::new(&found) })?;
                text.push(b'\n');
            } else if !found.is_empty() {
                write!(text, "{} ", painted(LABEL, format_args!("line {line}:")))?;
                violations::summary(text, &found)?;
                violations::list(text, "  ", &found)?;
            }
        }
        Ok(tally)
    }

    /// Waits for the turn of a piece and tells of it; whether to go on.
    fn told(&self, index: u64, text: &[u8], judged: io::Result<Tally>, mut end: Option<End>) -> bool {
        let mut turns = locked(&self.turns);
        while turns.next != index && turns.end.is_none() {
            turns = self.turned.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        if turns.end.is_some() {
            return false;
        }
        match judged {
            Ok(tally) => {
                turns.tally.bodies += tally.bodies;
                turns.tally.invalid += tally.invalid;
            }
            Err(error) => end = Some(End::Unwritten(Failure::internal(error.to_string()))),
        }
        let written = match () {
            () if turns.is_unread => Ok(Reader::Gone),
            () if self.output.json => self.output.bytes(text),
            () => self.output.text(|out| out.write_all(text)),
        };
        turns.is_unread = matches!(written, Ok(Reader::Gone));
        turns.end = end.or(written.err().map(End::Unwritten));
        turns.next += 1;
        self.turned.notify_all();
        turns.end.is_none()
    }
}

/// Whether a line holds nothing. Of one that is too long, blanks are all that was read, and may not be all that there is.
fn is_blank(line: &[u8]) -> bool {
    line.len() <= MAX_REQUEST_BYTES && line.trim_ascii().is_empty()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
