//! The fictitious document and its spec, and the labelled edits of the document and of the spec.

use colt_numbers_audit::VendorDocument;
use serde_json::Value;

use crate::patch;

/// The document, in the vendor's text form.
pub const TEXT: &str = include_str!("../data/audit/lockers.txt");
/// The spec that was written from the document.
pub const SPEC: &str = include_str!("../data/audit/lockers.yaml");

/// Reads a document from its text.
pub fn document(text: &str) -> VendorDocument {
    VendorDocument::from_bytes(text.as_bytes()).unwrap()
}

/// The spec as JSON.
pub fn spec() -> Value {
    serde_yaml::from_str(SPEC).unwrap()
}

/// Reads labelled edits. Each edit has a unique id and a reason.
pub fn cases(edits: &str) -> Vec<Value> {
    let operation = "/paths/~1v2~1lockers~1booking/post";
    let cases: Vec<Value> = serde_yaml::from_str(&edits.replace("<op>", operation)).unwrap();
    let mut ids: Vec<&str> = cases.iter().map(|case| case["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an id is given twice: {ids:?}");
    for case in &cases {
        assert!(case["why"].is_string(), "`{}` has no reason", case["id"]);
    }
    cases
}

/// The spec after a labelled edit.
pub fn edited_spec(case: &Value) -> Value {
    let Some(edits) = case.get("spec") else { return spec() };
    patch::apply(&spec(), edits).unwrap_or_else(|error| panic!("{}: {error}", case["id"]))
}

/// [`TEXT`] after a labelled edit.
pub fn edited_text(case: &Value) -> String {
    edit(TEXT, case)
}

/// A document after a labelled edit. Line numbers refer to the unedited document. An edit that changes nothing fails the test.
///
/// - `{line: 7, to: text}` replaces a line, `{line: 7, from: a, to: b}` replaces a word in a line;
/// - `{after: 7, add: [text]}` adds lines, `{cut: [7, 9]}` removes lines, `{move: [7, 9], after: 12}` moves lines;
/// - `{all: a, to: b}` replaces a word everywhere; `{noise: kind}` changes every line by [`noisy`].
pub fn edit(text: &str, case: &Value) -> String {
    let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
    for edit in case["document"].as_array().into_iter().flatten() {
        let before = lines.clone();
        apply(&mut lines, edit);
        assert!(before != lines, "{}: {edit} changes nothing", case["id"]);
    }
    lines.concat().join("\n") + "\n"
}

fn apply(lines: &mut [Vec<String>], edit: &Value) {
    let text = |key: &str| edit[key].as_str().unwrap().to_owned();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap() - 1;
    let replace = |lines: &mut Vec<String>, from: &str| {
        for line in lines {
            *line = line.replace(from, &text("to"));
        }
    };
    if let Some(from) = edit.get("all").and_then(Value::as_str) {
        lines.iter_mut().for_each(|lines| replace(lines, from));
    } else if let Some(kind) = edit.get("noise").and_then(Value::as_str) {
        lines.iter_mut().flatten().for_each(|line| *line = noisy(kind, line));
    } else if let Some(cut) = edit.get("cut").or(edit.get("move")) {
        let cut = &mut lines[number(&cut[0])..=number(&cut[1])];
        let taken = cut.concat();
        cut.iter_mut().for_each(Vec::clear);
        if edit.get("move").is_some() {
            lines[number(&edit["after"])].extend(taken);
        }
    } else if let Some(added) = edit.get("add") {
        let added = added.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
        lines[number(&edit["after"])].extend(added);
    } else {
        let line = &mut lines[number(&edit["line"])];
        match edit.get("from").and_then(Value::as_str) {
            Some(from) => replace(line, from),
            None => *line = vec![text("to")],
        }
    }
}

/// A line with one kind of noise. Noise is a difference that comes from typing or conversion.
pub fn noisy(kind: &str, line: &str) -> String {
    let body = line.trim_start_matches('\t');
    let tabs = &line[..line.len() - body.len()];
    match kind {
        "no-break spaces" => format!("{tabs}{}", body.replace(' ', "\u{a0}")),
        "spaces at the end" => format!("{line} \u{a0} "),
        "spaces at the beginning" => format!("{tabs}  {body}"),
        "spaces before the tab" if !line.trim().is_empty() => format!(" \u{a0}{line}"),
        "invisible characters" => format!("{tabs}\u{200b}{}\u{feff}", body.replace(' ', " \u{ad}")),
        "straight quotes" => line.replace(['‘', '’'], "'").replace(['“', '”'], "\""),
        "curly quotes" => curly(line),
        "other bullets" => line.replace('·', "•"),
        "tabs between words" => format!("{tabs}{}", body.replace(' ', "\t")),
        "other bookmarks" => line.replace("[bookmark: _Toc10000000", "[bookmark: _Toc77700").replace("_Ref", "_Other"),
        "no bookmarks" => {
            let mut line = line.to_owned();
            while let (Some(from), Some(to)) = (line.find("[bookmark"), line.find(']')) {
                line.replace_range(from..=to, "");
            }
            line
        }
        "carriage returns" => format!("{line}\r"),
        _ => line.to_owned(),
    }
}

/// A line with typographic quotes, as Word inserts them.
fn curly(line: &str) -> String {
    let mut opens = true;
    let quote = |c: char| {
        let replacement = match (c, opens) {
            ('"', true) => '“',
            ('"', false) => '”',
            _ => return c,
        };
        opens = !opens;
        replacement
    };
    line.chars().map(quote).collect()
}
