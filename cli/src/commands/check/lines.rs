//! `check --lines`: checks one request per line on several threads, and prints the verdicts in the order of the lines.
//!
//! Each thread reads the next block of lines, checks it, and waits until all earlier blocks are printed before it prints its own verdicts.
//! So the memory holds one block for each thread, and the verdicts need no sorting.

use std::io::{self, Read, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use colt_numbers::{Checks, MAX_REQUEST_BYTES};
use serde::Serialize;

use super::line_block_reader::{LineBlock, LineBlockReader};
use crate::args::CheckArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;
use crate::standard_stream::Delivery;
use crate::style::{LABEL, styled};
use crate::violations::{self, VerdictJson, is_invalid};

/// The maximum number of threads. More threads would not be faster: only one thread at a time reads, and only one prints.
const MAX_THREADS: usize = 8;

/// A block of more bytes than this is large. Only one thread at a time checks a large block, because a check needs many times the memory of
/// the text.
const LARGE_BLOCK: usize = 1_000_000;

/// Checks every line.
pub fn run(args: &CheckArgs, output: Output) -> Result<Exit, CommandFailure> {
    let checker = LineChecker {
        reader: Mutex::new(LineBlockReader::new(args.file.open(output)?)),
        printer: Mutex::default(),
        block_printed: Condvar::new(),
        large_block: Mutex::default(),
        checks: args.validation.checks()?,
        output,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| checker.run());
        }
        checker.run();
    });
    let PrinterState { counts, stopped_by, .. } = checker.printer.into_inner().unwrap_or_else(PoisonError::into_inner);
    match stopped_by {
        Some(StopCause::Read(error)) => return Err(args.file.read_failure(&error)),
        Some(StopCause::Write(failure)) => return Err(failure),
        None => {}
    }
    let LineCounts { requests, invalid } = counts;
    if !output.json {
        let valid = requests - invalid;
        let noun = if requests == 1 { "request" } else { "requests" };
        output.message(|out| writeln!(out, "{requests} {noun}: {valid} valid, {invalid} invalid"));
    }
    Ok(if invalid > 0 { Exit::InvalidRequest } else { Exit::Done })
}

/// The state that the threads share.
struct LineChecker<R> {
    reader: Mutex<LineBlockReader<R>>,
    printer: Mutex<PrinterState>,
    block_printed: Condvar,
    /// Locked while a thread checks a large block.
    large_block: Mutex<()>,
    checks: Checks,
    output: Output,
}

/// Which block is printed next, and the results of the printed blocks.
#[derive(Debug, Default)]
struct PrinterState {
    next_block: u64,
    counts: LineCounts,
    /// Whether output can no longer be read from standard output. The remaining lines are still checked: the exit code depends on all lines.
    is_output_lost: bool,
    stopped_by: Option<StopCause>,
}

/// Why the command stops before the end of the text: the text cannot be read, or the verdicts cannot be printed.
#[derive(Debug)]
enum StopCause {
    Read(io::Error),
    Write(CommandFailure),
}

/// How many requests were checked.
#[derive(Clone, Copy, Debug, Default)]
struct LineCounts {
    requests: u64,
    invalid: u64,
}

/// The verdict on a line as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct LineVerdictJson<'v> {
    line: u64,
    #[serde(flatten)]
    verdict: VerdictJson<'v>,
}

impl<R: Read> LineChecker<R> {
    /// Checks block after block, to the end of the text.
    fn run(&self) {
        let (mut block, mut text) = (LineBlock::default(), Vec::new());
        loop {
            let has_lines = lock(&self.reader).next(&mut block);
            let read_failure = match has_lines {
                Ok(false) => return,
                Ok(true) => None,
                Err(error) => Some(StopCause::Read(error)),
            };
            text.clear();
            let counts = if read_failure.is_some() { Ok(LineCounts::default()) } else { self.check(&block, &mut text) };
            if !self.print_in_order(block.index, &text, counts, read_failure) {
                return;
            }
        }
    }

    /// Checks the lines of a block, and writes their verdicts to `text`.
    fn check(&self, block: &LineBlock, text: &mut Vec<u8>) -> io::Result<LineCounts> {
        let _guard = (block.bytes.len() > LARGE_BLOCK).then(|| lock(&self.large_block));
        let mut counts = LineCounts::default();
        for (line, body) in block.lines().filter(|(_, body)| !is_blank(body)) {
            let violations = self.checks.violations(body);
            counts.requests += 1;
            counts.invalid += u64::from(is_invalid(&violations));
            if self.output.json {
                let verdict = VerdictJson::new(&violations);
                serde_json::to_writer(&mut *text, &LineVerdictJson { line, verdict })?;
                text.push(b'\n');
            } else if !violations.is_empty() {
                write!(text, "{} ", styled(LABEL, format_args!("line {line}:")))?;
                violations::write_summary(text, &violations)?;
                violations::write_list(text, "  ", &violations)?;
            }
        }
        Ok(counts)
    }

    /// Waits until all earlier blocks are printed, then prints the verdicts of this block. Returns false if the command stops.
    fn print_in_order(
        &self,
        block: u64,
        text: &[u8],
        counts: io::Result<LineCounts>,
        mut error: Option<StopCause>,
    ) -> bool {
        let mut printer = lock(&self.printer);
        while printer.next_block != block && printer.stopped_by.is_none() {
            printer = self.block_printed.wait(printer).unwrap_or_else(PoisonError::into_inner);
        }
        if printer.stopped_by.is_some() {
            return false;
        }
        match counts {
            Ok(counts) => {
                printer.counts.requests += counts.requests;
                printer.counts.invalid += counts.invalid;
            }
            Err(write_error) => error = Some(StopCause::Write(CommandFailure::internal(write_error.to_string()))),
        }
        let written = match () {
            () if printer.is_output_lost => Ok(Delivery::Lost),
            () if self.output.json => self.output.print_bytes(text),
            () => self.output.print_text(|out| out.write_all(text)),
        };
        printer.is_output_lost = matches!(written, Ok(Delivery::Lost));
        printer.stopped_by = error.or(written.err().map(StopCause::Write));
        printer.next_block += 1;
        self.block_printed.notify_all();
        printer.stopped_by.is_none()
    }
}

/// Whether a line is blank. A line longer than `MAX_REQUEST_BYTES` never counts as blank: the reader has truncated it, and the rest may contain more
/// than blanks.
fn is_blank(line: &[u8]) -> bool {
    line.len() <= MAX_REQUEST_BYTES && line.trim_ascii().is_empty()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
