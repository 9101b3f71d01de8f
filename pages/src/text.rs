//! Text as markup: literal values in backticks become code, and blank lines separate paragraphs.

use maud::{Markup, html};

/// Marks text in backticks as code.
pub fn marked(text: &str) -> Markup {
    // An odd number of backticks would make the rest of the text code.
    let is_paired = text.matches('`').count().is_multiple_of(2);
    html! {
        @if is_paired {
            @for (index, part) in text.split('`').enumerate() {
                @if index % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (text) }
    }
}

/// The paragraphs of a text.
pub fn paragraphs(text: &str) -> Markup {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    html! { @for part in parts { p.lines { (marked(part)) } } }
}
