//! Classifies the parts of the container: parts that are read as text, parts without text, and other parts, which may have text.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::warning::{DocxWarning, DocxWarningKind};

/// The part with the body.
pub(super) const BODY: &str = "word/document.xml";
/// Parts that have no text of the document, in lower case. A name that ends with `/` stands for a whole folder. The list includes building
/// blocks, which the document does not show, and the data behind content controls, whose visible text is in the body.
const TEXTLESS: [&str; 23] = [
    "[content_types].xml",
    "_rels/",
    "docprops/",
    "customxml/",
    "word/_rels/",
    "word/styles.xml",
    "word/styleswitheffects.xml",
    "word/settings.xml",
    "word/websettings.xml",
    "word/fonttable.xml",
    "word/numbering.xml",
    "word/people.xml",
    "word/commentsids.xml",
    "word/commentsextended.xml",
    "word/commentsextensible.xml",
    "word/theme/",
    "word/fonts/",
    "word/printersettings/",
    "word/glossary/",
    "word/vbaproject.bin",
    "word/vbaprojectsignature.bin",
    "word/vbaprojectsignatureagile.bin",
    "word/vbadata.xml",
];
/// File extensions of pictures.
const PICTURES: [&str; 11] = ["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "ico"];

/// The parts that are read after the body, in this order: notes, headers and footers, data of diagrams.
pub(super) fn text_parts(names: &[String]) -> Vec<String> {
    let starts = ["word/footnotes", "word/endnotes", "word/header", "word/footer", "word/diagrams/data"];
    let of_kind = |start: &'static str| {
        names.iter().filter(move |name| {
            let lower = name.to_lowercase();
            let number = lower.strip_prefix(start).and_then(|rest| rest.strip_suffix(".xml"));
            number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
        })
    };
    starts.into_iter().flat_map(of_kind).cloned().collect()
}

/// The parts that are not read and may have text.
pub(super) fn others(names: &[String]) -> Vec<String> {
    let text_parts = text_parts(names);
    let has_diagrams = text_parts.iter().any(|name| name.to_lowercase().starts_with("word/diagrams/"));
    let is_textless = |name: &str| {
        let lower = name.to_lowercase();
        // The text of a diagram is read from its data, so the drawing that Word makes from this data is not read.
        let drawn = has_diagrams && lower.starts_with("word/diagrams/");
        let is_picture = || {
            let file = lower.strip_prefix("word/media/").and_then(|file| file.rsplit_once('.'));
            file.is_some_and(|(_, end)| PICTURES.contains(&end))
        };
        let is_relation = || lower.contains("/_rels/") && lower.ends_with(".rels");
        let is_known = |part: &str| if part.ends_with('/') { lower.starts_with(part) } else { lower == part };
        name == BODY
            || drawn
            || lower.ends_with('/')
            || is_relation()
            || is_picture()
            || TEXTLESS.iter().any(|part| is_known(part))
    };
    names.iter().filter(|name| !text_parts.contains(name) && !is_textless(name)).cloned().collect()
}

/// A warning for a part that is not read, unless it is empty.
pub(super) fn unread(name: &str, bytes: &[u8]) -> Option<DocxWarning> {
    let is_xml = [".xml", ".svg"].into_iter().any(|end| name.to_lowercase().ends_with(end));
    let xml = std::str::from_utf8(bytes).ok().filter(|_| is_xml);
    let text = xml.map(text_of);
    match &text {
        Some(text) if text.trim().is_empty() => return None,
        None if bytes.is_empty() => return None,
        _ => {}
    }
    let what = format!("the part `{name}`");
    Some(DocxWarning { kind: DocxWarningKind::Unread, line: None, what, text: text.unwrap_or_default() })
}

/// All text between tags.
fn text_of(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(part)) => text.push_str(&part.into_inner()),
            Ok(Event::CData(part)) => text.push_str(&part.into_inner()),
            Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or(&name)),
            },
            Ok(Event::End(_)) => text.push(' '),
            Ok(Event::Eof) => return text,
            // The XML is not well-formed, so all of it may be text.
            Err(_) => return xml.to_owned(),
            Ok(_) => {}
        }
    }
}
