//! The frame of a page, and the look that all pages share.

use colt_numbers_terminal_text::escape_lines;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style sheet that all pages share: colours for light and dark mode, text, cards, badges and tables.
pub const STYLE: &str = include_str!("style.css");

/// The policy of a page with its style in it: it loads nothing, whatever its texts contain.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A page: its title, what its head and its body have besides the common frame, and where its style is.
#[derive(Debug)]
pub struct Page<'a> {
    /// The title of the window.
    pub title: &'a str,
    /// The text of the link that skips to the main part.
    pub skip: &'a str,
    /// The style that only pages of this kind have.
    pub style: Style<'a>,
    /// Further elements of the head.
    pub head: Markup,
    /// The header.
    pub header: Markup,
    /// The main part.
    pub main: Markup,
    /// The footer; empty for a page without a footer.
    pub footer: Markup,
}

/// Where the style of a page is.
#[derive(Clone, Copy, Debug)]
pub enum Style<'a> {
    /// In the page, after [`STYLE`], so that the page is one file.
    InPage(&'a str),
    /// In the files with these URLs. The policy is up to the server of the page.
    Files(&'a [&'a str]),
}

impl Page<'_> {
    /// The page as HTML. Control characters and characters that change the writing direction are escaped: HTML does not escape them.
    pub fn html(self) -> String {
        let Self { title, skip, style, head, header, main, footer } = self;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    @if let Style::InPage(_) = style { meta http-equiv="Content-Security-Policy" content=(POLICY); }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    @match style {
                        Style::InPage(own) => style { (PreEscaped(STYLE)) (PreEscaped(own)) },
                        Style::Files(files) => {
                            // Without an icon, browsers request `/favicon.ico`.
                            link rel="icon" href="data:,";
                            @for file in files { link rel="stylesheet" href=(file); }
                        }
                    }
                    (head)
                }
                body {
                    a.skip href="#main" { (skip) }
                    header { (header) }
                    main #main { (main) }
                    @if !footer.0.is_empty() { footer.soft.small { (footer) } }
                }
            }
        };
        escape_lines(&(page.into_string() + "\n")).into_owned()
    }
}
