//! Writes the days on which reservations may lapse as a calendar in the format iCalendar (RFC 5545).

use jiff::Timestamp;
use jiff::civil::Date;

/// An event that lasts one day.
#[derive(Clone, Debug)]
pub struct DayEvent {
    /// Identifies the event: a calendar that imports it again replaces the one that it has.
    pub uid: String,
    pub day: Date,
    pub summary: String,
    pub description: String,
}

/// How long before the day a calendar reminds.
const REMINDER: &str = "-P7D";

/// The calendar file.
pub fn calendar(events: &[DayEvent], now: Timestamp) -> String {
    let mut text = String::new();
    let mut line = |content: String| push_folded(&mut text, &content);
    let property = |name: &str, value: &str| format!("{name}:{}", escape(value));
    line("BEGIN:VCALENDAR".to_owned());
    line("VERSION:2.0".to_owned());
    line("PRODID:-//colt-numbers//lapses//EN".to_owned());
    for event in events {
        line("BEGIN:VEVENT".to_owned());
        line(property("UID", &event.uid));
        line(format!("DTSTAMP:{}", now.strftime("%Y%m%dT%H%M%SZ")));
        line(format!("DTSTART;VALUE=DATE:{}", event.day.strftime("%Y%m%d")));
        line("TRANSP:TRANSPARENT".to_owned());
        line(property("SUMMARY", &event.summary));
        line(property("DESCRIPTION", &event.description));
        line("BEGIN:VALARM".to_owned());
        line("ACTION:DISPLAY".to_owned());
        line(property("DESCRIPTION", &event.summary));
        line(format!("TRIGGER:{REMINDER}"));
        line("END:VALARM".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    text
}

/// Escapes a text. Control characters other than line feeds are not allowed, and are left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// The longest line in bytes, without its end.
const MAX_LINE: usize = 75;

/// Appends a line. A longer one is folded: it continues on lines that begin with a blank.
fn push_folded(text: &mut String, line: &str) {
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > MAX_LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(character);
        length += character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_long_lines_are_folded() {
        let event = DayEvent {
            uid: "1@colt-numbers".to_owned(),
            day: jiff::civil::date(2027, 2, 21),
            summary: "a; b, c \\ d\u{1b}[31m".to_owned(),
            description: format!("first\nEND:VEVENT\r\n{}", "é".repeat(100)),
        };
        let now = "2026-11-28T07:00:00Z".parse().unwrap();
        let text = calendar(&[event], now);
        assert!(text.split("\r\n").all(|line| line.len() <= MAX_LINE && !line.contains(char::is_control)), "{text}");
        assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
        assert_eq!(text.lines().filter(|line| *line == "END:VEVENT").count(), 1);
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("SUMMARY:a\\; b\\, c \\\\ d[31m\r\n"), "{unfolded}");
        assert!(unfolded.contains(&format!("DESCRIPTION:first\\nEND:VEVENT\\n{}\r\n", "é".repeat(100))), "{unfolded}");
        assert!(unfolded.contains("DTSTART;VALUE=DATE:20270221\r\n"), "{unfolded}");
    }
}
