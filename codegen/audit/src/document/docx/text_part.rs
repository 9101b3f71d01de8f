//! Converts one part of a `.docx` (body, notes, a header) from WordprocessingML or DrawingML to lines of text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::field::{self, ComplexField};
use super::styles::{RunFormat, Styles, VerticalPosition, value};
use super::warning::{DocxWarning, DocxWarningKind};
use crate::error::{AuditError, not_docx};

/// A converted `.docx`, or a converted part of a `.docx`.
#[derive(Debug)]
pub(crate) struct DocxText {
    pub(crate) text: String,
    pub(crate) warnings: Vec<DocxWarning>,
}

/// Elements whose text is not visible.
const INVISIBLE: [&str; 3] = ["instrText", "delText", "delInstrText"];

/// Converts a part to text, with warnings.
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
            Event::Text(text) => writer.text(&text.into_inner()),
            Event::CData(text) => writer.text(&text.into_inner()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => writer.text(c.encode_utf8(&mut [0; 4])),
                _ => writer.text(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default()),
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
    is_list_item: bool,
    is_heading: bool,
    /// Whether the paragraph mark is deleted, so that the next paragraph continues this paragraph.
    is_continued: bool,
}

/// A run that is being read.
#[derive(Default)]
struct TextRun {
    format: RunFormat,
    style: Option<String>,
    /// A font that shows other symbols than the characters in the file.
    symbols: Option<String>,
}

struct TextWriter<'s> {
    styles: &'s Styles,
    text: String,
    /// The number of lines of `text`.
    lines: usize,
    /// The local names of the open elements.
    open: Vec<String>,
    /// The number of open elements around the invisible element that is being read; `None` if all open elements are visible.
    visible_depth: Option<usize>,
    paragraphs: Vec<Paragraph>,
    runs: Vec<TextRun>,
    fields: Vec<ComplexField>,
    /// The styles of the open tables.
    tables: Vec<Option<String>>,
    /// For each open `mc:AlternateContent`: whether one of its choices was read.
    chosen: Vec<bool>,
    /// Whether a cell has begun but has no line yet.
    begins_cell: bool,
    /// The start of the current row (bytes, lines), and whether it is deleted.
    row: (usize, usize, bool),
    /// The text of a paragraph whose mark is deleted.
    unfinished: String,
    /// Warnings about open elements, each with the number of elements around it.
    open_warnings: Vec<(usize, DocxWarning)>,
    /// Warnings about the current line.
    line_warnings: Vec<DocxWarning>,
    warnings: Vec<DocxWarning>,
}

impl<'s> TextWriter<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            text: String::new(),
            lines: 0,
            open: Vec::new(),
            visible_depth: None,
            paragraphs: Vec::new(),
            runs: Vec::new(),
            fields: Vec::new(),
            tables: Vec::new(),
            chosen: Vec::new(),
            begins_cell: false,
            row: (0, 0, false),
            unfinished: String::new(),
            open_warnings: Vec::new(),
            line_warnings: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn finish(mut self) -> DocxText {
        self.flush_unfinished();
        self.warnings.append(&mut self.line_warnings);
        DocxText { text: self.text, warnings: self.warnings }
    }

    fn ancestor(&self, back: usize) -> &str {
        self.open.len().checked_sub(back).and_then(|index| self.open.get(index)).map_or("", String::as_str)
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name().as_ref().to_owned();
        if self.visible_depth.is_none() {
            self.begin(&name, tag);
        }
        self.open.push(name);
    }

    fn begin(&mut self, name: &str, tag: &BytesStart<'_>) {
        let (parent, grandparent) = (self.ancestor(1).to_owned(), self.ancestor(2).to_owned());
        match (name, parent.as_str()) {
            (_, "rPr") if grandparent == "r" => self.run_property(name, tag),
            ("rPr", "r") => self.run(|run| run.format.apply_drawing(tag)),
            (_, "rPr") if grandparent == "pPr" => self.paragraph_mark_property(name),
            (_, "trPr") => self.row_property(name),
            (_, "pPr" | "numPr") => self.paragraph_property(name, tag),
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
            _ => self.other_element(name, tag),
        }
        // An element `…PrChange` has the formatting before a tracked change, which is not visible.
        if self.visible_depth.is_none() && (INVISIBLE.contains(&name) || name.ends_with("PrChange")) {
            self.visible_depth = Some(self.open.len());
        }
    }

    /// Handles elements other than paragraphs, runs and tables; most of them cause a warning.
    fn other_element(&mut self, name: &str, tag: &BytesStart<'_>) {
        let unread = DocxWarningKind::Unread;
        match name {
            "del" | "moveFrom" => self.collect(DocxWarningKind::Tracked, "deleted text", true),
            "ins" | "moveTo" => self.collect(DocxWarningKind::Tracked, "inserted text", false),
            "cellDel" | "cellIns" | "cellMerge" => self.warning(DocxWarningKind::Tracked, "a cell", ""),
            "oMath" => self.collect(unread, "a formula", true),
            "rt" => self.collect(unread, "ruby text", true),
            "altChunk" | "subDoc" => self.warning(unread, "a part of another file", ""),
            "ddList" => self.warning(unread, "a drop-down list", ""),
            "textpath" => {
                let text = value(tag, "string").unwrap_or_default();
                self.warning(unread, "WordArt", &text);
            }
            "fldSimple" => {
                let code = value(tag, "instr").unwrap_or_default();
                self.drawn_field(&code);
                if field::is_page_number(&code) {
                    self.visible_depth = Some(self.open.len());
                }
            }
            // Separator lines between text and notes.
            "footnote" | "endnote"
                if value(tag, "type").is_some_and(|kind| kind.to_lowercase().ends_with("separator")) =>
            {
                self.visible_depth = Some(self.open.len());
            }
            _ => {}
        }
    }

    /// Warns about a field that Word draws from its code.
    fn drawn_field(&mut self, code: &str) {
        if field::is_drawn(code) {
            self.warning(DocxWarningKind::Unread, "a field", code);
        }
    }

    /// Reads the first choice, as Word does, and the fallback only if there is no choice.
    fn choice(&mut self, name: &str) {
        match self.chosen.last_mut() {
            Some(chosen) if !*chosen => *chosen = name == "Choice",
            _ => self.visible_depth = Some(self.open.len()),
        }
    }

    fn run_property(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "rStyle" => self.run(|run| run.style = value(tag, "val")),
            "rFonts" => {
                let fonts = ["ascii", "hAnsi"].into_iter().filter_map(|script| value(tag, script));
                let font = fonts.into_iter().find(|font| is_symbol_font(font));
                self.run(|run| run.symbols = font);
            }
            _ => self.run(|run| run.format.apply(name, tag)),
        }
    }

    /// Reads a property of a paragraph mark.
    fn paragraph_mark_property(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" => self.paragraph(|paragraph| paragraph.is_continued = true),
            "ins" | "moveTo" => {}
            _ => return,
        }
        self.warning(DocxWarningKind::Tracked, "the end of a paragraph", "");
    }

    fn row_property(&mut self, name: &str) {
        match name {
            "del" => self.warning(DocxWarningKind::Tracked, "a deleted row", ""),
            "ins" => return self.warning(DocxWarningKind::Tracked, "an inserted row", ""),
            "hidden" => self.warning(DocxWarningKind::Hidden, "a row", ""),
            _ => return,
        }
        match self.tables.len() {
            1 => self.row.2 = true,
            // Skip the whole row that has this property.
            _ => self.visible_depth = self.open.len().checked_sub(2),
        }
    }

    fn paragraph_property(&mut self, name: &str, tag: &BytesStart<'_>) {
        let val = value(tag, "val");
        self.paragraph(|paragraph| match name {
            "numId" => paragraph.is_list_item = val.is_none_or(|id| id != "0"),
            "pStyle" => {
                let style = val.as_deref().unwrap_or_default().to_ascii_lowercase();
                paragraph.is_heading |= style.starts_with("heading") || style.starts_with("title");
                paragraph.style = val;
            }
            "outlineLvl" => paragraph.is_heading = true,
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
                        self.symbol(&value(tag, "font").unwrap_or_default(), &format!("U+{:04X}", u32::from(c)));
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
                    self.drawn_field(&code);
                }
            },
            _ => self.other_element(name, tag),
        }
    }

    fn close(&mut self) {
        let Some(name) = self.open.pop() else { return };
        while let Some((_, warning)) = self.open_warnings.pop_if(|(around, _)| *around == self.open.len()) {
            if !warning.text.trim().is_empty() {
                self.warning(warning.kind, &warning.what, &warning.text);
            }
        }
        if let Some(depth) = self.visible_depth {
            if depth == self.open.len() {
                self.visible_depth = None;
            }
            return;
        }
        match name.as_str() {
            "p" => self.end_paragraph(),
            "r" => drop(self.runs.pop()),
            "AlternateContent" => drop(self.chosen.pop()),
            "tc" if self.tables.len() == 1 => {
                self.flush_unfinished();
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

    /// Reads text. Only the text in some elements, such as `w:t`, belongs to the document; other text is whitespace between XML elements.
    fn text(&mut self, text: &str) {
        match self.ancestor(1) {
            "instrText" => return self.fields.last_mut().into_iter().for_each(|field| field.code.push_str(text)),
            // Word writes `w:delText` only within `w:del`.
            "delText" if self.open_warnings.is_empty() => {
                return self.warning(DocxWarningKind::Tracked, "deleted text", text);
            }
            "t" | "delText" => {}
            _ => return,
        }
        let flat: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
        self.open_warnings.iter_mut().for_each(|(_, warning)| warning.text.push_str(&flat));
        if self.visible_depth.is_some() || !self.fields.iter().all(|field| field.is_shown) {
            return;
        }
        let style = self.paragraphs.last().and_then(|paragraph| paragraph.style.as_deref());
        let table = self.tables.last().and_then(|table| table.as_deref());
        let run = self.runs.last();
        let format = run.map(|run| run.format).unwrap_or_default();
        let effective = self.styles.effective(format, run.and_then(|run| run.style.as_deref()), style, table);
        let symbols = run.and_then(|run| run.symbols.clone());
        if effective.hidden {
            return self.warning(DocxWarningKind::Hidden, "text", &flat);
        }
        if effective.struck {
            return self.warning(DocxWarningKind::Struck, "text", &flat);
        }
        match symbols {
            Some(font) => self.symbol(&font, &flat),
            None if flat.contains(|c| is_private(c) && !is_bullet(c)) => {
                self.warning(DocxWarningKind::Unread, "a symbol of an unknown font", &flat);
            }
            None => {}
        }
        if effective.level == VerticalPosition::Baseline || !flat.contains(|c: char| c.is_ascii_digit()) {
            return self.push(&flat);
        }
        let marks: String = flat.chars().map(|c| script_digit(c, effective.level)).collect();
        self.push(&marks);
        self.warning(DocxWarningKind::Raised, "text", &flat);
    }

    /// Warns about a character that a font shows as another symbol.
    fn symbol(&mut self, font: &str, text: &str) {
        if !text.trim().is_empty() {
            self.warning(DocxWarningKind::Unread, &format!("a symbol of the font {font}"), text);
        }
    }

    /// Warns about the text of an element when the element ends. If `invisible`, the text is not added to the text form.
    fn collect(&mut self, kind: DocxWarningKind, what: &str, invisible: bool) {
        let warning = DocxWarning { kind, line: None, what: what.to_owned(), text: String::new() };
        self.open_warnings.push((self.open.len(), warning));
        if invisible {
            self.visible_depth = Some(self.open.len());
        }
    }

    /// Adds a warning about the current line. If the warning before has the same kind and subject, the two are merged.
    fn warning(&mut self, kind: DocxWarningKind, what: &str, text: &str) {
        match self.line_warnings.last_mut() {
            Some(last) if last.kind == kind && last.what == what => last.text.push_str(text),
            _ => {
                self.line_warnings.push(DocxWarning { kind, line: None, what: what.to_owned(), text: text.to_owned() })
            }
        }
    }

    fn push(&mut self, text: &str) {
        self.paragraph(|paragraph| {
            // A superscript digit is not part of the number beside it.
            let (before, after) = (paragraph.text.chars().next_back(), text.chars().next());
            let must_separate = |a: Option<char>, b: Option<char>| {
                a.is_some_and(|a| a.is_ascii_digit()) && b.is_some_and(is_script_digit)
            };
            if must_separate(before, after) || must_separate(after, before) {
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
            // This paragraph is in a text box, which is inside a run of the outer paragraph.
            outer.text.push('\n');
            outer.text.push_str(&done.text);
            return;
        }
        // A field without an end must not hide the rest of the document.
        self.fields.iter_mut().for_each(|field| field.is_shown = true);
        let mut text = std::mem::take(&mut self.unfinished);
        if done.is_list_item && !done.is_heading && text.is_empty() {
            text.push_str("· ");
        }
        text.push_str(&done.text);
        if done.is_continued {
            self.unfinished = text;
        } else {
            self.line(&text);
        }
    }

    fn flush_unfinished(&mut self) {
        let unfinished = std::mem::take(&mut self.unfinished);
        if !unfinished.is_empty() {
            self.line(&unfinished);
        }
    }

    fn line(&mut self, text: &str) {
        let line = self.lines + 1;
        self.warnings.extend(self.line_warnings.drain(..).map(|warning| DocxWarning { line: Some(line), ..warning }));
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

/// A bullet in the fonts Symbol and Wingdings.
fn is_bullet(c: char) -> bool {
    matches!(c, '\u{f0b7}' | '\u{f0a7}')
}

/// Characters of the private use area, whose glyph depends on the font.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}')
}

/// Whether a font shows other symbols than the characters in the file.
fn is_symbol_font(font: &str) -> bool {
    let font = font.to_lowercase();
    font == "symbol" || font.starts_with("wingdings") || font == "webdings"
}

/// The superscript or subscript form of a digit; any other character is unchanged.
fn script_digit(c: char, level: VerticalPosition) -> char {
    const ABOVE: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const BELOW: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    let marks = if level == VerticalPosition::Below { BELOW } else { ABOVE };
    c.to_digit(10).and_then(|digit| marks.get(digit as usize)).copied().unwrap_or(c)
}

fn is_script_digit(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉')
}

#[cfg(test)]
mod tests;
