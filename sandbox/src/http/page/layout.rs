//! What all pages of the sandbox have in common: the frame of the page, and short elements.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

use crate::request_log::RecordedRequest;
use crate::served_api::ADMIN_PATH;

/// The frame of a page.
pub(crate) struct Layout<'a> {
    pub(crate) title: &'a str,
    /// The number of seconds after which a browser without scripts reloads the page.
    pub(crate) refresh: Option<u32>,
    /// Whether the script keeps the page up to date.
    pub(crate) is_live: bool,
}

impl Layout<'_> {
    pub(crate) fn page(&self, header: Markup, main: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
                    title { (self.title) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href={ (ADMIN_PATH) "/page/style.css" };
                    @if self.is_live { script src={ (ADMIN_PATH) "/page/script.js" } defer {} }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header { (header) }
                    main #main { (main) }
                }
            }
        }
    }
}

/// A page with a message only.
pub(crate) fn message_page(title: &str, message: &str) -> Markup {
    let header = html! { h1 { (title) } };
    let main = html! { p { (marked(message)) } p { a href={ (ADMIN_PATH) "/" } { "Back to the sandbox" } } };
    Layout { title, refresh: None, is_live: false }.page(header, main)
}

/// Marks text in backticks as code.
pub(crate) fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A point in time, to the second, in UTC.
pub(crate) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (at.strftime("%Y-%m-%d %H:%M:%S")) } }
}

/// What came of a request: its status, the fault that struck it, or neither yet.
pub(crate) fn status(request: &RecordedRequest) -> Markup {
    let class = |status: u16| match status {
        200..=299 => "good",
        _ => "bad",
    };
    match (&request.fault, &request.response) {
        (Some(_), _) => html! { span.badge.fault { "fault" } },
        (None, Some(response)) => html! { span.badge.(class(response.status)) { (response.status) } },
        (None, None) => html! { span.badge.open { "open" } },
    }
}

/// Where the statement of a violation comes from.
pub(crate) fn citation(source: Option<&str>, assumption: Option<&str>) -> Markup {
    html! {
        @match (source, assumption) {
            (Some(source), _) => { code { (source) } }
            (None, Some(_)) => "an assumption of the spec",
            (None, None) => "not cited",
        }
    }
}
