//! One story of a `.docx` (its body, its notes, a header): from WordprocessingML, or DrawingML, to lines of text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::field::{self, ComplexField};
use super::styles::{RunFormat, Styles, VerticalPosition, value};
use super::warning::{DocxWarning, DocxWarningKind};
use crate::error::{AuditError, not_docx};

/// A `.docx` as it was read.
#[derive(Debug)]
pub(crate) struct DocxText {
    pub(crate) text: String,
    pub(crate) warnings: Vec<DocxWarning>,
}

/// Elements whose text nobody sees.
const UNSEEN: [&str; 3] = ["instrText", "delText", "delInstrText"];

/// The text form of a part, and what there is to know of it.
pub(super) fn read(part: &str, xml: &str, styles: &Styles) -> Result<DocxText, AuditError> {
    let mut reader = Reader::from_str(xml);
    let mut writer = TextWriter::new(styles);
    loop {
        match reader.read_event().map_err(|error| not_docx(format!("`{part}`: {error}")))? {
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
            Event::Eof => return Ok(writer.finish()),
            _ => {}
        }
    }
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    item: bool,
    heading: bool,
    /// Its end is deleted: what follows belongs to it.
    runs_on: bool,
}

/// A run that is being read.
#[derive(Default)]
struct TextRun {
    format: RunFormat,
    style: Option<String>,
    /// A font that shows other signs than the characters in the file.
    symbols: Option<String>,
}

struct TextWriter<'s> {
    styles: &'s Styles,
    text: String,
    /// How many lines the text has.
    lines: usize,
    /// The local names of the open elements.
    open: Vec<String>,
    /// How many of the open elements, from the bottom, are seen; what lies above is not.
    seen: Option<usize>,
    paragraphs: Vec<Paragraph>,
    runs: Vec<TextRun>,
    fields: Vec<ComplexField>,
    /// The styles of the open tables.
    tables: Vec<Option<String>>,
    /// Of each open `mc:AlternateContent`, whether one of its choices was read.
    chosen: Vec<bool>,
    /// A cell has begun and has no line yet.
    begins_cell: bool,
    /// Where the row began (bytes, lines), and whether it is deleted.
    row: (usize, usize, bool),
    /// What a paragraph with a deleted end has left.
    carried: String,
    /// Remarks about elements that are open, with how many elements are open around each.
    collected: Vec<(usize, DocxWarning)>,
    /// Remarks about the line that is being read.
    pending: Vec<DocxWarning>,
    warnings: Vec<DocxWarning>,
}

impl<'s> TextWriter<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            text: String::new(),
            lines: 0,
            open: Vec::new(),
            seen: None,
            paragraphs: Vec::new(),
            runs: Vec::new(),
            fields: Vec::new(),
            tables: Vec::new(),
            chosen: Vec::new(),
            begins_cell: false,
            row: (0, 0, false),
            carried: String::new(),
            collected: Vec::new(),
            pending: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn finish(mut self) -> DocxText {
        self.flush_carried();
        self.warnings.append(&mut self.pending);
        DocxText { text: self.text, warnings: self.warnings }
    }

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
            (_, "rPr") if around_that == "r" => self.of_run(name, tag),
            ("rPr", "r") => self.run(|run| run.format.apply_drawing(tag)),
            (_, "rPr") if around_that == "pPr" => self.of_mark(name),
            (_, "trPr") => self.of_row(name),
            (_, "pPr" | "numPr") => self.of_paragraph(name, tag),
            ("r", _) => self.runs.push(TextRun::default()),
            (_, "r") => self.in_run(name, tag),
            ("p", _) => self.paragraphs.push(Paragraph::default()),
            ("tbl", _) => self.tables.push(None),
            ("tblStyle", "tblPr") => {
                let style = value(tag, "val");
                self.tables.last_mut().into_iter().for_each(|table| table.clone_from(&style));
            }
            ("tr", _) if self.tables.len() == 1 => self.row = (self.text.len(), self.lines, false),
            ("tc", _) if self.tables.len() == 1 => self.begins_cell = true,
            ("AlternateContent", _) => self.chosen.push(false),
            ("Choice" | "Fallback", _) => self.choice(name),
            _ => self.unread(name, tag),
        }
        // Formatting as it was before a tracked change.
        if self.seen.is_none() && (UNSEEN.contains(&name) || name.ends_with("PrChange")) {
            self.seen = Some(self.open.len());
        }
    }

    /// Elements whose text is a warning.
    fn unread(&mut self, name: &str, tag: &BytesStart<'_>) {
        let unread = DocxWarningKind::Unread;
        match name {
            "del" | "moveFrom" => self.collect(DocxWarningKind::Tracked, "deleted text", true),
            "ins" | "moveTo" => self.collect(DocxWarningKind::Tracked, "inserted text", false),
            "cellDel" | "cellIns" | "cellMerge" => self.warning(DocxWarningKind::Tracked, "a cell", ""),
            "oMath" => self.collect(unread, "a formula", true),
            "rt" => self.collect(unread, "text above other text", true),
            "altChunk" | "subDoc" => self.warning(unread, "a part of another file", ""),
            "ddList" => self.warning(unread, "a drop-down list", ""),
            "textpath" => {
                let text = value(tag, "string").unwrap_or_default();
                self.warning(unread, "WordArt", &text);
            }
            "fldSimple" => {
                let code = value(tag, "instr").unwrap_or_default();
                self.drawn(&code);
                if field::is_page_number(&code) {
                    self.seen = Some(self.open.len());
                }
            }
            // LineRange between text and notes.
            "footnote" | "endnote"
                if value(tag, "type").is_some_and(|kind| kind.to_lowercase().ends_with("separator")) =>
            {
                self.seen = Some(self.open.len());
            }
            _ => {}
        }
    }

    /// A warning about a field that shows what its code says.
    fn drawn(&mut self, code: &str) {
        if field::is_drawn(code) {
            self.warning(DocxWarningKind::Unread, "a field", code);
        }
    }

    /// The first choice is read, as Word does; the fallback only where there is none.
    fn choice(&mut self, name: &str) {
        match self.chosen.last_mut() {
            Some(chosen) if !*chosen => *chosen = name == "Choice",
            _ => self.seen = Some(self.open.len()),
        }
    }

    fn of_run(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "rStyle" => self.run(|run| run.style = value(tag, "val")),
            "rFonts" => {
                let fonts = ["ascii", "hAnsi"].into_iter().filter_map(|script| value(tag, script));
                let font = fonts.into_iter().find(|font| shows_signs(font));
                self.run(|run| run.symbols = font);
            }
            _ => self.run(|run| run.format.apply(name, tag)),
        }
    }

    /// What is said of the mark at the end of a paragraph.
    fn of_mark(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" => self.paragraph(|paragraph| paragraph.runs_on = true),
            "ins" | "moveTo" => {}
            _ => return,
        }
        self.warning(DocxWarningKind::Tracked, "the end of a paragraph", "");
    }

    fn of_row(&mut self, name: &str) {
        match name {
            "del" => self.warning(DocxWarningKind::Tracked, "a deleted row", ""),
            "ins" => return self.warning(DocxWarningKind::Tracked, "an inserted row", ""),
            "hidden" => self.warning(DocxWarningKind::Hidden, "a row", ""),
            _ => return,
        }
        match self.tables.len() {
            1 => self.row.2 = true,
            // All of the row, of whose properties this is one.
            _ => self.seen = self.open.len().checked_sub(2),
        }
    }

    fn of_paragraph(&mut self, name: &str, tag: &BytesStart<'_>) {
        let val = value(tag, "val");
        self.paragraph(|paragraph| match name {
            "numId" => paragraph.item = val.is_none_or(|id| id != "0"),
            "pStyle" => {
                let style = val.as_deref().unwrap_or_default().to_ascii_lowercase();
                paragraph.heading |= style.starts_with("heading") || style.starts_with("title");
                paragraph.style = val;
            }
            "outlineLvl" => paragraph.heading = true,
            _ => {}
        });
    }

    fn in_run(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "br" | "cr" => self.push("\n"),
            "tab" | "ptab" => self.push(" "),
            "noBreakHyphen" => self.push("-"),
            "sym" => {
                let code = value(tag, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                    if !is_bullet(c) {
                        self.sign(&value(tag, "font").unwrap_or_default(), &format!("U+{:04X}", u32::from(c)));
                    }
                }
            }
            "fldChar" => match value(tag, "fldCharType").as_deref() {
                Some("begin") => self.fields.push(ComplexField::default()),
                Some("separate") => {
                    let fields = self.fields.last_mut().into_iter();
                    fields.for_each(|field| field.is_shown = !field::is_page_number(&field.code));
                }
                _ => {
                    let code = self.fields.pop().unwrap_or_default().code;
                    self.drawn(&code);
                }
            },
            _ => self.unread(name, tag),
        }
    }

    fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        while let Some((_, warning)) = self.collected.pop_if(|(around, _)| *around == self.open.len()) {
            if !warning.text.trim().is_empty() {
                self.warning(warning.kind, &warning.what, &warning.text);
            }
        }
        if let Some(seen) = self.seen {
            if seen == self.open.len() {
                self.seen = None;
            }
            return;
        }
        match name.as_str() {
            "p" => self.end_paragraph(),
            "r" => drop(self.runs.pop()),
            "AlternateContent" => drop(self.chosen.pop()),
            "tc" if self.tables.len() == 1 => {
                self.flush_carried();
                if std::mem::take(&mut self.begins_cell) {
                    self.emit("\t\n");
                }
            }
            "tr" if self.tables.len() == 1 => {
                if self.row.2 {
                    self.text.truncate(self.row.0);
                    self.lines = self.row.1;
                } else {
                    self.emit("\n");
                }
            }
            "tbl" => {
                self.tables.pop();
                if self.tables.is_empty() {
                    self.emit("\n");
                }
            }
            _ => {}
        }
    }

    /// Text counts where it stands in a `w:t`; what is between elements is only layout of the XML.
    fn say(&mut self, text: &str) {
        match self.inside(1) {
            "instrText" => return self.fields.last_mut().into_iter().for_each(|field| field.code.push_str(text)),
            // Word writes it within `w:del` alone.
            "delText" if self.collected.is_empty() => {
                return self.warning(DocxWarningKind::Tracked, "deleted text", text);
            }
            "t" | "delText" => {}
            _ => return,
        }
        let flat: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        self.collected.iter_mut().for_each(|(_, warning)| warning.text.push_str(&flat));
        if self.seen.is_some() || !self.fields.iter().all(|field| field.is_shown) {
            return;
        }
        let style = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        let table = self.tables.last().and_then(|table| table.as_deref());
        let run = self.runs.last();
        let format = run.map(|run| run.format).unwrap_or_default();
        let seen = self.styles.effective(format, run.and_then(|run| run.style.as_deref()), style, table);
        let symbols = run.and_then(|run| run.symbols.clone());
        if seen.hidden {
            return self.warning(DocxWarningKind::Hidden, "text", &flat);
        }
        if seen.struck {
            return self.warning(DocxWarningKind::Struck, "text", &flat);
        }
        match symbols {
            Some(font) => self.sign(&font, &flat),
            None if flat.contains(|c| is_private(c) && !is_bullet(c)) => {
                self.warning(DocxWarningKind::Unread, "a sign of an unknown font", &flat);
            }
            None => {}
        }
        if seen.level == VerticalPosition::Baseline || !flat.contains(|c: char| c.is_ascii_digit()) {
            return self.push(&flat);
        }
        let marks: String = flat.chars().map(|c| mark(c, seen.level)).collect();
        self.push(&marks);
        self.warning(DocxWarningKind::Raised, "text", &flat);
    }

    /// A character that a font shows as another sign.
    fn sign(&mut self, font: &str, text: &str) {
        if !text.trim().is_empty() {
            self.warning(DocxWarningKind::Unread, &format!("a sign of the font {font}"), text);
        }
    }

    /// A warning about all text of an element, which is read or not.
    fn collect(&mut self, kind: DocxWarningKind, what: &str, unseen: bool) {
        let warning = DocxWarning { kind, line: None, what: what.to_owned(), text: String::new() };
        self.collected.push((self.open.len(), warning));
        if unseen {
            self.seen = Some(self.open.len());
        }
    }

    /// A warning about the line that is being read; what continues the one before belongs to it.
    fn warning(&mut self, kind: DocxWarningKind, what: &str, text: &str) {
        match self.pending.last_mut() {
            Some(last) if last.kind == kind && last.what == what => last.text.push_str(text),
            _ => self.pending.push(DocxWarning { kind, line: None, what: what.to_owned(), text: text.to_owned() }),
        }
    }

    fn push(&mut self, text: &str) {
        self.paragraph(|paragraph| {
            // A raised digit is not part of the number beside it.
            let (before, after) = (paragraph.text.chars().next_back(), text.chars().next());
            let parted =
                |a: Option<char>, b: Option<char>| a.is_some_and(|a| a.is_ascii_digit()) && b.is_some_and(is_mark);
            if parted(before, after) || parted(after, before) {
                paragraph.text.push(' ');
            }
            paragraph.text.push_str(text);
        });
    }

    fn paragraph(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn run(&mut self, change: impl FnOnce(&mut TextRun)) {
        if let Some(run) = self.runs.last_mut() {
            change(run);
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
        // A field that does not end must not swallow the rest of the document.
        self.fields.iter_mut().for_each(|field| field.is_shown = true);
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
        let line = self.lines + 1;
        self.warnings.extend(self.pending.drain(..).map(|warning| DocxWarning { line: Some(line), ..warning }));
        if std::mem::take(&mut self.begins_cell) {
            self.emit("\t");
        }
        self.emit(text);
        self.emit("\n");
    }

    fn emit(&mut self, text: &str) {
        self.lines += text.matches('\n').count();
        self.text.push_str(text);
    }
}

/// A bullet, as the fonts Symbol and Wingdings have it.
fn is_bullet(c: char) -> bool {
    matches!(c, '\u{f0b7}' | '\u{f0a7}')
}

/// Characters without a meaning of their own: what they show is up to the font.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Whether a font shows other signs than the characters in the file.
fn shows_signs(font: &str) -> bool {
    let font = font.to_lowercase();
    font == "symbol" || font.starts_with("wingdings") || font == "webdings"
}

/// The digit above or below the line; any other character as it is.
fn mark(c: char, level: VerticalPosition) -> char {
    const ABOVE: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const BELOW: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    let marks = if level == VerticalPosition::Below { BELOW } else { ABOVE };
    c.to_digit(10).and_then(|digit| marks.get(digit as usize)).copied().unwrap_or(c)
}

fn is_mark(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉')
}

#[cfg(test)]
mod tests;
