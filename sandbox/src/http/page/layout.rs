//! What all pages of the sandbox have in common: the frame of the page, and short elements.

use colt_numbers_pages::page::{Page, Style};
use colt_numbers_pages::text::marked;
use jiff::Timestamp;
use maud::{Markup, html};

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
    /// The page as HTML.
    pub(crate) fn page(&self, header: Markup, main: Markup) -> String {
        let files = ["look.css", "style.css"].map(page_file);
        let files = files.each_ref().map(String::as_str);
        let head = html! {
            @if let Some(seconds) = self.refresh { meta http-equiv="refresh" content=(seconds); }
            @if self.is_live { script src=(page_file("script.js")) defer {} }
        };
        let (title, style) = (self.title, Style::Files(&files));
        Page { title, skip: "Skip to the content", style, head, header, main, footer: html! {} }.html()
    }
}

/// The path of a file of the page.
pub(crate) fn page_file(name: &str) -> String {
    format!("{ADMIN_PATH}/page/{name}")
}

/// A page with a message only.
pub(crate) fn message_page(title: &str, message: &str) -> String {
    let header = html! { h1 { (title) } };
    let main = html! { p { (marked(message)) } p { a href={ (ADMIN_PATH) "/" } { "Back to the sandbox" } } };
    Layout { title, refresh: None, is_live: false }.page(header, main)
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
        (Some(_), _) => html! { span.badge.warn { "fault" } },
        (None, Some(response)) => html! { span.badge.(class(response.status)) { (response.status) } },
        (None, None) => html! { span.badge.mute { "open" } },
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
