//! `check --lines`: the order of the verdicts, the line numbers, the summary, and the memory.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use serde_json::Value;

use crate::example_request::range;
use crate::support::{program, run_with_input};

fn body(number: u64) -> String {
    let number = format!("+442{number:09}");
    range(&number, &number).to_string()
}

#[test]
fn the_verdicts_are_in_the_order_of_the_lines() {
    let lines = 10_000;
    let is_broken = |line: u64| line.is_multiple_of(7);
    let text: String =
        (1..=lines).map(|line| if is_broken(line) { "{}\n".to_owned() } else { body(line) + "\n" }).collect();
    let output = run_with_input(["check", "-", "--lines", "--json"], text.as_bytes()).assert_exit(3);
    let mut count = 0;
    for (line, verdict) in (1..).zip(output.stdout.lines()) {
        let verdict: Value = serde_json::from_str(verdict).unwrap();
        assert_eq!(verdict["line"], line);
        assert_eq!(verdict["outcome"], if is_broken(line) { "invalid" } else { "valid" }, "line {line}");
        assert_eq!(verdict["violations"].as_array().unwrap().is_empty(), !is_broken(line));
        count += 1;
    }
    assert_eq!(count, lines);
}

#[test]
fn text_output_lists_the_violations_and_a_summary() {
    let text = [body(1), String::new(), body(2).replace("GB", "FR"), "\u{feff}{}".to_owned(), body(3)].join("\n");
    let output = run_with_input(["check", "-", "--lines"], text.as_bytes()).assert_exit(3);
    let line_headings: Vec<_> = output.stdout.lines().filter(|line| line.starts_with("line")).collect();
    assert_eq!(line_headings, ["line 3: valid: 2 warnings", "line 4: invalid: 1 error"]);
    assert_eq!(output.stderr, "4 requests: 3 valid, 1 invalid\n");
    let output = run_with_input(["check", "-", "--lines"], body(1).as_bytes()).assert_exit(0);
    assert_eq!((&*output.stdout, &*output.stderr), ("", "1 request: 1 valid, 0 invalid\n"));
    let output = run_with_input(["check", "-", "--lines"], b"").assert_exit(0);
    assert_eq!((&*output.stdout, &*output.stderr), ("", "0 requests: 0 valid, 0 invalid\n"));
}

#[test]
fn a_line_that_is_too_long_does_not_affect_other_lines() {
    let text = [body(1), "x".repeat(12_000_000), body(2)].join("\r\n");
    let output = run_with_input(["check", "-", "--lines", "--json"], text.as_bytes()).assert_exit(3);
    let verdicts: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outcomes: Vec<_> = verdicts.iter().map(|verdict| verdict["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["valid", "invalid", "valid"]);
    assert_eq!(verdicts[1]["violations"][0]["id"], "json");
}

#[test]
fn a_line_that_is_too_long_is_not_blank() {
    for (blank, rest) in [(" ", "{\"bad\":1}"), ("\t", "{\"bad\":1}"), (" ", ""), (" ", &body(1))] {
        for length in [9_999_990, 10_000_000, 10_500_000] {
            let text = blank.repeat(length) + rest;
            let is_blank = rest.is_empty() && length < 10_000_000;
            let is_valid = is_blank || (rest.len() > 10 && length + rest.len() < 10_000_000);
            let output =
                run_with_input(["check", "-", "--lines"], text.as_bytes()).assert_exit(if is_valid { 0 } else { 3 });
            let requests = if is_blank { "0 requests" } else { "1 request" };
            assert!(output.stderr.starts_with(&format!("{requests}: ")), "{length}, {rest}: {output:?}");
        }
    }
}

#[test]
fn verdicts_are_printed_before_the_input_ends() {
    let mut child = program().args(["check", "-", "--lines", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    for line in 1..=3 {
        stdin.write_all((body(line) + "\n").as_bytes()).unwrap();
        let expected = format!("{{\"line\":{line},\"outcome\":\"valid\",\"violations\":[]}}\n");
        let mut verdict = vec![0; expected.len()];
        stdout.read_exact(&mut verdict).unwrap();
        assert_eq!(String::from_utf8(verdict).unwrap(), expected);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

/// The peak memory of a process, in KiB.
#[cfg(target_os = "linux")]
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_text() {
    let mut child = program().args(["check", "-", "--lines", "--json"]).stdin(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()).unwrap());
    let lines = (0..1000).map(|line| body(line) + "\n").collect::<String>();
    let mut write_thousands = |count: usize| {
        for _ in 0..count {
            stdin.write_all(lines.as_bytes()).unwrap();
        }
        peak_memory(child.id())
    };
    let early = write_thousands(20);
    let late = write_thousands(100);
    assert!(late < early + 8 * 1024, "{early} KiB after 20,000 lines, {late} KiB after 120,000");
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert!(reader.join().unwrap() > 0);
}
