//! Escapes text of the spec for doc comments: no part of the text becomes a doc test, a link or HTML, or changes the meaning of other lines.

use colt_numbers_terminal_text::escape_lines;

/// The text, escaped for a doc comment. Every line ending of Markdown becomes `\n`.
#[must_use]
pub fn doc_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = escape_lines(&text);
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            lines.push(if fenced { "```".to_owned() } else { "```text".to_owned() });
            fenced = !fenced;
        } else if fenced {
            lines.push(line.trim_end().to_owned());
        } else {
            lines.push(escape(trimmed));
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines.join("\n").trim().to_owned()
}

/// Escapes the syntax of Markdown and rustdoc, outside code between backticks.
fn escape(line: &str) -> String {
    let mut code = false;
    let mut words = Vec::new();
    for word in line.split(' ') {
        let is_url = !code && (word.starts_with("http://") || word.starts_with("https://"));
        let mut out = String::new();
        for c in word.chars() {
            code ^= c == '`';
            if !code && matches!(c, '[' | ']' | '<' | '>') {
                out.push('\\');
            }
            out.push(c);
        }
        if is_url && !word.contains(['[', ']', '<', '>', '`']) {
            let end = word.trim_end_matches(['.', ',', ';', ')', ':']);
            out = format!("<{end}>{}", &word[end.len()..]);
        }
        words.push(out);
    }
    // An unpaired backtick would turn the rest of the text into code.
    if code { words.join(" ").replace('`', "'") } else { words.join(" ") }
}
