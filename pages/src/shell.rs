//! Quotes text for a shell, so that a command on a page can be copied into a terminal.

use colt_numbers_terminal_text::is_unsafe;

/// Quotes a text for bash. Characters that a terminal would interpret are escaped: they could end a paste and run a command.
///
/// ```
/// use colt_numbers_pages::shell::quote;
///
/// assert_eq!(quote("it's"), r"'it'\''s'");
/// assert_eq!(quote("\u{1b}[201~"), r"$'\x1b[201~'");
/// ```
pub fn quote(text: &str) -> String {
    let is_safe = |c: char| c == '\n' || !is_unsafe(c);
    if text.chars().all(is_safe) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '\'' | '\\' => format!("\\{c}"),
            c if is_safe(c) => c.to_string(),
            c => c.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect(),
        })
        .collect();
    format!("$'{escaped}'")
}
