//! The text form of a `.docx`, made from `word/document.xml`. What is visible once all tracked changes are accepted is in it.
//!
//! | in the file | in the text form |
//! |---|---|
//! | a paragraph | a line; an item of a list begins with a bullet (its number or sign stands in another part, and is noise) |
//! | a cell | its lines, of which the first begins with a tab |
//! | a row | an empty line behind its cells |
//! | a table | one more empty line behind its last row |
//! | a table within a cell | its paragraphs, as lines of the cell around it |
//! | a text box | lines behind the paragraph that holds it |
//! | a line break, a tab | a new line, a blank (a tab means a cell) |
//! | deleted or moved away text, rows, paragraph marks | nothing |
//! | inserted or moved text, fields' results, hyperlinks, smart tags, content controls | their text |
//! | bookmarks, comments, fields' codes, pictures | nothing |

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::document::AuditError;

/// The part of the container that holds the text.
const PART: &str = "word/document.xml";
/// The largest text that is unpacked: a container can claim a thousand times its own size.
const MAX_PART: u64 = 64 << 20;
/// Parts of the text that nobody sees.
const UNSEEN: [&str; 7] = ["del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "cellDel"];

/// The text form of the document in a container.
///
/// # Errors
/// When it is no container, has no `word/document.xml`, that is too large, or is no well-formed XML.
pub(crate) fn text(bytes: &[u8]) -> Result<String, AuditError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(error.to_string()))?;
    let part = archive.by_name(PART).map_err(|error| wrong(format!("`{PART}`: {error}")))?;
    let mut xml = Vec::new();
    part.take(MAX_PART + 1).read_to_end(&mut xml).map_err(|error| wrong(format!("`{PART}`: {error}")))?;
    if xml.len() as u64 > MAX_PART {
        return Err(AuditError::TooLarge { limit: MAX_PART });
    }
    let xml = String::from_utf8(xml).map_err(|_| wrong(format!("`{PART}` is not UTF-8")))?;
    of_xml(&xml)
}

fn wrong(reason: String) -> AuditError {
    AuditError::NotDocx { reason }
}

fn of_xml(xml: &str) -> Result<String, AuditError> {
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::default();
    loop {
        match reader.read_event().map_err(|error| wrong(format!("`{PART}`: {error}")))? {
            Event::Start(tag) => writer.open(&tag),
            Event::Empty(tag) => {
                writer.open(&tag);
                writer.close();
            }
            Event::End(_) => writer.close(),
            Event::Text(text) => writer.say(&text.into_inner()),
            Event::CData(text) => writer.say(&text.into_inner()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => writer.say(c.encode_utf8(&mut [0; 4])),
                _ => writer.say(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(writer.text)
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    item: bool,
    heading: bool,
    /// Its end is deleted: what follows belongs to it.
    runs_on: bool,
}

#[derive(Default)]
struct Writer {
    text: String,
    /// The local names of the open elements.
    open: Vec<String>,
    /// How many of the open elements, from the bottom, are seen; what lies above is not.
    seen: Option<usize>,
    paragraphs: Vec<Paragraph>,
    tables: usize,
    /// A cell has begun and has no line yet.
    begins_cell: bool,
    /// Where the row began, and whether it is deleted.
    row: (usize, bool),
    /// What a paragraph with a deleted end has left.
    carried: String,
}

impl Writer {
    fn inside(&self, back: usize) -> &str {
        self.open.len().checked_sub(back).and_then(|index| self.open.get(index)).map_or("", String::as_str)
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name().as_ref().to_owned();
        if self.seen.is_none() {
            self.begin(&name, tag);
        }
        self.open.push(name);
    }

    fn begin(&mut self, name: &str, tag: &BytesStart<'_>) {
        let (around, around_that) = (self.inside(1).to_owned(), self.inside(2).to_owned());
        match (name, around.as_str()) {
            ("del" | "moveFrom", "rPr") if around_that == "pPr" => self.paragraph(|paragraph| paragraph.runs_on = true),
            ("del", "trPr") => self.row.1 |= self.tables == 1,
            // Formatting as it was before a tracked change.
            (name, _) if UNSEEN.contains(&name) || name.ends_with("PrChange") => self.seen = Some(self.open.len()),
            ("tbl", _) => self.tables += 1,
            ("tr", _) if self.tables == 1 => self.row = (self.text.len(), false),
            ("tc", _) if self.tables == 1 => self.begins_cell = true,
            ("p", _) => self.paragraphs.push(Paragraph::default()),
            ("numId", "numPr") => {
                let none = value(tag, "val").is_some_and(|id| id == "0");
                self.paragraph(|paragraph| paragraph.item = !none);
            }
            ("pStyle", "pPr") => {
                let style = value(tag, "val").unwrap_or_default().to_ascii_lowercase();
                self.paragraph(|paragraph| {
                    paragraph.heading |= style.starts_with("heading") || style.starts_with("title")
                });
            }
            ("outlineLvl", "pPr") => self.paragraph(|paragraph| paragraph.heading = true),
            ("br" | "cr", "r") => self.push("\n"),
            ("tab" | "ptab", "r") => self.push(" "),
            ("noBreakHyphen", "r") => self.push("-"),
            ("sym", "r") => {
                let code = value(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if let Some(seen) = self.seen {
            if seen == self.open.len() {
                self.seen = None;
            }
            return;
        }
        match name.as_str() {
            "p" => self.end_paragraph(),
            "tc" if self.tables == 1 => {
                self.flush_carried();
                if std::mem::take(&mut self.begins_cell) {
                    self.text.push_str("\t\n");
                }
            }
            "tr" if self.tables == 1 => {
                if self.row.1 {
                    self.text.truncate(self.row.0);
                } else {
                    self.text.push('\n');
                }
            }
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.text.push('\n');
                }
            }
            _ => {}
        }
    }

    /// Text counts where it stands in a `w:t`; what is between elements is only layout of the XML.
    fn say(&mut self, text: &str) {
        if self.seen.is_none() && self.inside(1) == "t" {
            let flat: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
            self.push(&flat);
        }
    }

    fn push(&mut self, text: &str) {
        self.paragraph(|paragraph| paragraph.text.push_str(text));
    }

    fn paragraph(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(done) = self.paragraphs.pop() else { return };
        if let Some(outer) = self.paragraphs.last_mut() {
            // A text box stands inside a run of the paragraph around it.
            outer.text.push('\n');
            outer.text.push_str(&done.text);
            return;
        }
        let mut text = std::mem::take(&mut self.carried);
        if done.item && !done.heading && text.is_empty() {
            text.push_str("· ");
        }
        text.push_str(&done.text);
        if done.runs_on {
            self.carried = text;
        } else {
            self.line(&text);
        }
    }

    fn flush_carried(&mut self) {
        let carried = std::mem::take(&mut self.carried);
        if !carried.is_empty() {
            self.line(&carried);
        }
    }

    fn line(&mut self, text: &str) {
        if std::mem::take(&mut self.begins_cell) {
            self.text.push('\t');
        }
        self.text.push_str(text);
        self.text.push('\n');
    }
}

fn value(tag: &BytesStart<'_>, local: &str) -> Option<String> {
    let attribute =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == local)?;
    Some(attribute.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(inner: &str) -> String {
        of_xml(&format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{inner}</w:body></w:document>"#))
            .unwrap()
    }

    #[test]
    fn what_is_seen_is_text() {
        let t = |text: &str| format!(r#"<w:r><w:t xml:space="preserve">{text}</w:t></w:r>"#);
        for (inner, text) in [
            (format!("<w:p>{}{}</w:p>", t("two "), t("runs")), "two runs\n"),
            (
                format!(
                    "<w:p>{}<w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:ins>{}</w:ins></w:p>",
                    t("a"),
                    t("c")
                ),
                "ac\n",
            ),
            (format!("<w:p><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>", t("x"), t("y")), "y\n"),
            (
                format!(
                    "<w:p><w:smartTag w:element=\"x\">{}</w:smartTag><w:hyperlink>{}</w:hyperlink></w:p>",
                    t("a"),
                    t("b")
                ),
                "ab\n",
            ),
            (format!("<w:p><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:p>", t("in")), "in\n"),
            (
                "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>".into(),
                "a b\nc-\n",
            ),
            ("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>".into(), "a\n"),
            ("<w:p><w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>".into(), "\n"),
            ("<w:p><w:r><w:t>a &amp; b &#945;&lt;</w:t></w:r></w:p>".into(), "a & b α<\n"),
            ("<w:p><w:r><w:sym w:font=\"Symbol\" w:char=\"F0B7\"/></w:r></w:p>".into(), "\u{f0b7}\n"),
            (format!("<w:p><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}</w:p>", t("item")), "· item\n"),
            (
                format!(
                    "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}</w:p>",
                    t("h")
                ),
                "h\n",
            ),
            (format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>", t("a "), t("b")), "a b\n"),
            (
                format!(
                    "<w:p><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:p>",
                    t("a"),
                    t("b")
                ),
                "a\n",
            ),
            (
                format!("<w:p>{}<w:r><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:r></w:p>", t("out"), t("box")),
                "out\nbox\n",
            ),
        ] {
            assert_eq!(body(&inner), text, "{inner}");
        }
    }

    #[test]
    fn tables_keep_their_cells_apart() {
        let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let row = |cells: &[String]| {
            format!("<w:tr>{}</w:tr>", cells.iter().map(|cell| format!("<w:tc>{cell}</w:tc>")).collect::<String>())
        };
        let inner = format!("<w:tbl>{}</w:tbl>", row(&[p("in"), p("ner")]));
        let table = format!(
            "<w:tbl>{}{}</w:tbl>{}",
            row(&[p("a"), p("b") + &p("c"), String::new()]),
            row(&[inner]),
            p("after")
        );
        assert_eq!(body(&table), "\ta\n\tb\nc\n\t\n\n\tin\nner\n\n\nafter\n");
        let deleted = format!(
            "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{}</w:tc></w:tr>{}</w:tbl>",
            p("gone"),
            row(&[p("stays")])
        );
        assert_eq!(body(&deleted), "\tstays\n\n\n");
    }

    #[test]
    fn xml_that_ends_early_is_refused() {
        for xml in ["<w:document><w:p", "<a></b>", "<a>&nope;</a><"] {
            let _ = of_xml(xml);
        }
        assert!(of_xml("<a></b>").is_err());
    }
}
