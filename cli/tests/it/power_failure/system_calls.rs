//! Runs a command under `strace`, and reads the system calls that it made.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::ProgramOutput;

/// The system calls that change files or send data.
const TRACED: &str = "openat,open,creat,close,lseek,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,ftruncate,truncate,fallocate,\
                      copy_file_range,sendfile,fsync,fdatasync,sync,syncfs,sync_file_range,mkdir,mkdirat,rmdir,unlink,unlinkat,rename,renameat,\
                      renameat2,link,linkat,symlink,symlinkat";

/// A system call. It began and ended at these lines of the trace, which are in the order in which they happened.
#[derive(Debug)]
pub struct SystemCall {
    pub name: String,
    /// The arguments as text. The texts among them are in `texts`.
    arguments: String,
    /// The bytes of each text and buffer among the arguments.
    pub texts: Vec<Vec<u8>>,
    /// Negative if it failed; `None` if it did not end.
    pub result: Option<i64>,
    pub began: usize,
    /// `usize::MAX` if it did not end.
    pub ended: usize,
}

impl SystemCall {
    /// The argument at this position as a number, where no text comes before it.
    pub fn number(&self, position: usize) -> i64 {
        let argument = self.arguments.split(',').nth(position).unwrap_or_default().trim();
        argument.parse().unwrap_or_else(|_| panic!("argument {position} of {}({})", self.name, self.arguments))
    }

    /// The last argument as a number.
    pub fn last_number(&self) -> i64 {
        self.number(self.arguments.split(',').count() - 1)
    }

    pub fn has_flag(&self, flag: &str) -> bool {
        self.arguments.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| word == flag)
    }

    pub fn has_failed(&self) -> bool {
        self.result.is_some_and(|result| result < 0)
    }
}

/// Whether `strace` is installed and may trace processes. If `CI` is set, it has to.
pub fn is_available() -> bool {
    let status = Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let is_available = status.is_ok_and(|status| status.success());
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0");
    assert!(is_available || !is_ci, "`strace` does not work; hint: `bash .ci/power-failure install` installs it");
    if !is_available {
        println!("skipped: `strace` does not work");
    }
    is_available
}

/// Runs a command to its end; returns its output and its system calls. `first_line` is the line at which the trace begins.
pub fn trace(command: &Command, file: &Path, first_line: usize) -> (ProgramOutput, Vec<SystemCall>, usize) {
    let mut traced = Command::new("strace");
    traced.args(["--follow-forks", "--quiet=all", "--signal=none", "--string-limit=100000000", "-xx", "-o"]).arg(file);
    traced.arg(format!("--trace={TRACED}")).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => traced.env(name, value),
            None => traced.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        traced.current_dir(folder);
    }
    let output = ProgramOutput::of(traced.stdin(Stdio::null()).output().unwrap());
    let text = std::fs::read_to_string(file).unwrap();
    let (calls, lines) = parse(&text, first_line);
    (output, calls, lines)
}

/// The system calls of a trace, and the line after it.
fn parse(text: &str, first_line: usize) -> (Vec<SystemCall>, usize) {
    let (mut calls, mut unfinished, mut end) = (Vec::new(), HashMap::new(), first_line);
    for line in text.lines() {
        let at = end;
        end += 1;
        let (process, event) = line.split_once(' ').unwrap_or_else(|| panic!("`{line}`"));
        let event = event.trim_start();
        let (began, whole) = if let Some(begin) = event.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, (at, begin));
            continue;
        } else if let Some(resumed) = event.strip_prefix("<... ") {
            let (began, begin): (usize, &str) = unfinished.remove(process).unwrap_or_else(|| panic!("`{line}`"));
            (began, format!("{begin}{}", resumed.split_once(" resumed>").map_or("", |(_, rest)| rest)))
        } else {
            (at, event.to_owned())
        };
        calls.push(call(&whole, began, at));
    }
    calls.extend(unfinished.into_values().map(|(began, begin)| call(begin, began, usize::MAX)));
    calls.sort_by_key(|call| call.began);
    (calls, end)
}

fn call(text: &str, began: usize, ended: usize) -> SystemCall {
    let (name, rest) = text.split_once('(').unwrap_or_else(|| panic!("`{text}`"));
    let (arguments, result) = rest.rsplit_once(" = ").unwrap_or((rest, ""));
    let arguments = arguments.trim_end().trim_end_matches(')');
    let result = result.split(' ').next().and_then(|number| number.parse().ok());
    assert!(!arguments.contains("\"..."), "a text was truncated: {name}");
    let mut parts = arguments.split('"');
    let mut without_texts = parts.next().unwrap_or_default().to_owned();
    let mut texts = Vec::new();
    while let (Some(text), Some(rest)) = (parts.next(), parts.next()) {
        texts.push(bytes(text));
        without_texts.push_str(rest);
    }
    let ended = if result.is_some() { ended } else { usize::MAX };
    SystemCall { name: name.to_owned(), arguments: without_texts, texts, result, began, ended }
}

/// The bytes of a text such as `\x2f\x74`.
fn bytes(text: &str) -> Vec<u8> {
    let codes = text.split("\\x").skip(1);
    codes.map(|code| u8::from_str_radix(code, 16).unwrap_or_else(|_| panic!("`{code}`"))).collect()
}
