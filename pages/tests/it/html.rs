//! Reads a page: its tags, its attributes, and its visible text.

/// A piece of a page.
pub enum Piece<'p> {
    /// A tag, without its angle brackets.
    Tag(&'p str),
    /// Text between tags, as it is written.
    Text(&'p str),
}

/// The tags and texts of a page, without its style.
pub fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        pieces.push(Piece::Text(&rest[..start]));
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        pieces.push(Piece::Tag(tag));
        rest = &rest[end + 1..];
        if tag == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
    }
    pieces
}

/// The values of an attribute, in the order of the page.
pub fn attributes(page: &str, name: &str) -> Vec<String> {
    let of_tag = |tag: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescape(rest.split('"').next().unwrap()))
    };
    pieces(page).iter().filter_map(|piece| if let Piece::Tag(tag) = piece { of_tag(tag) } else { None }).collect()
}

/// The visible text, with a line for each paragraph, row and heading.
pub fn text(page: &str) -> String {
    const LINES: [&str; 19] = [
        "p", "tr", "li", "h1", "h2", "h3", "h4", "summary", "pre", "dt", "ul", "table", "section", "header", "nav",
        "details", "dl", "title", "div",
    ];
    let mut text = String::new();
    for piece in pieces(page) {
        match piece {
            Piece::Text(part) => text += &unescape(part),
            Piece::Tag(tag) => {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap();
                match name {
                    "td" | "th" | "dd" if !tag.starts_with('/') => text += " | ",
                    name if LINES.contains(&name) => text.push('\n'),
                    _ => {}
                }
            }
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "|");
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
