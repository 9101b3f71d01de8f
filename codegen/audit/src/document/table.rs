//! Reads the rows, groups and sections of parameter tables, and recognizes them by their cells. Empty lines help to separate rows, but are not
//! required.
//!
//! A table does not state how groups nest; `nesting` infers it.

use crate::document::description::{self, Description, Statement};
use crate::document::layout::Block;
use crate::document::line::DocumentLine;

/// The location of a parameter.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum ParameterLocation {
    Header,
    Path,
    Query,
    Body,
    Response,
    /// A response to a request that was rejected or failed.
    Error,
}

impl ParameterLocation {
    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Header => "the header",
            Self::Path => "the path",
            Self::Query => "the query",
            Self::Body => "the request body",
            Self::Response => "the response",
            Self::Error => "the error response",
        }
    }

    /// The location that the title of a section names, as in `Request body`.
    fn of_title(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "header" | "headers" | "request header" => Self::Header,
            "body" | "request" | "request body" => Self::Body,
            "path" | "path parameters" => Self::Path,
            "query" | "query parameters" => Self::Query,
            "response" | "response body" | "output parameters" => Self::Response,
            "error" | "errors" | "error response" | "error body" => Self::Error,
            _ => return None,
        })
    }
}

/// Whether a parameter is mandatory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Requiredness {
    Mandatory,
    Optional,
    /// Mandatory under a condition.
    Conditional,
    /// Words that do not state whether it is mandatory.
    Other(String),
}

impl Requiredness {
    /// Parses the words for a requiredness; `None` if the words are not known. Typos are accepted.
    fn of(text: &str) -> Option<Self> {
        let letters: String = text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
        if letters.len() > 30 || text.len() > 40 {
            return None;
        }
        let known = [
            ("mandatory", Self::Mandatory),
            ("required", Self::Mandatory),
            ("optional", Self::Optional),
            ("conditional", Self::Conditional),
            ("conditionalmandatory", Self::Conditional),
        ];
        let near = |word: &str| {
            let allowed = if word.len() >= 9 { 2 } else { 1 };
            // Comparing lengths first rules out most words.
            word.len().abs_diff(letters.len()) <= allowed && strsim::osa_distance(word, &letters) <= allowed
        };
        let exact = known.iter().find(|(word, _)| *word == letters);
        exact.or_else(|| known.iter().find(|(word, _)| near(word))).map(|(_, requiredness)| requiredness.clone())
    }

    /// The name in messages.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Mandatory => "Mandatory",
            Self::Optional => "Optional",
            Self::Conditional => "Conditional Mandatory",
            Self::Other(text) => text,
        }
    }
}

/// A parameter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ParameterRow {
    pub(crate) name: String,
    /// The line of the name.
    pub(crate) line: usize,
    pub(crate) last: usize,
    pub(crate) location: ParameterLocation,
    /// Whether the parameter is mandatory, and the line that states this.
    pub(crate) requiredness: Option<(Requiredness, usize)>,
    pub(crate) description: Description,
    /// The text of the row on one line.
    pub(crate) text: String,
}

/// A group of parameters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) location: ParameterLocation,
}

/// An entry of a table, in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum TableEntry {
    /// A section title such as `header`: the location of the parameters that follow.
    Section(ParameterLocation, usize),
    Group(Group),
    Row(ParameterRow),
}

/// A parameter table.
#[derive(Debug, Default)]
pub(crate) struct ParameterTable {
    pub(crate) entries: Vec<TableEntry>,
    /// The head, the section titles, and cells that belong to no row, group or section.
    pub(crate) prose: Vec<Statement>,
}

/// Whether some cells are a parameter table.
pub(crate) fn is_parameter_table(cells: &[Block]) -> bool {
    head_length(cells) > 0
        && cells.first().is_some_and(|cell| cell.text().to_ascii_lowercase().starts_with("parameter"))
        || cells.iter().any(|cell| requiredness(cell).is_some())
}

/// Whether some cells continue a parameter table: they have parameters, but no head.
pub(crate) fn continues_table(cells: &[Block]) -> bool {
    head_length(cells) == 0 && is_parameter_table(cells)
}

/// Reads a parameter table. The parameters have this `location`, until a section title names a different location.
pub(crate) fn read(cells: &[Block], location: ParameterLocation) -> ParameterTable {
    let head = head_length(cells);
    let mut reader = TableReader { table: ParameterTable::default(), location };
    for line in cells[..head].iter().flat_map(|cell| &cell.lines) {
        reader.table.prose.extend(description::statements(line, true));
    }
    for chunk in chunks(&cells[head..]) {
        reader.chunk(chunk);
    }
    reader.table
}

/// The number of cells of the head of a table.
fn head_length(cells: &[Block]) -> usize {
    let known = ["parameter", "parameters", "name", "type", "description"];
    let title = |cell: &Block| known.contains(&cell.text().to_ascii_lowercase().as_str());
    let titles = cells.iter().take_while(|cell| title(cell)).count();
    let first = chunks(cells).next().unwrap_or_default();
    let has_requiredness = first.iter().any(|cell| requiredness(cell).is_some());
    if first.len() >= 2 && !has_requiredness && first.iter().filter(|cell| title(cell)).count() >= 2 {
        return first.len().max(titles);
    }
    if titles >= 2 { titles } else { 0 }
}

/// The requiredness that a cell states, in all of its lines or in its first line.
fn requiredness(cell: &Block) -> Option<Requiredness> {
    Requiredness::of(&cell.text()).or_else(|| Requiredness::of(&cell.lines.first()?.text))
}

/// The lines after the first line of a cell, if only the first line states a requiredness.
fn after_requiredness(cell: &Block) -> Option<Block> {
    let lines = cell.lines.get(1..).filter(|lines| !lines.is_empty() && Requiredness::of(&cell.text()).is_none())?;
    Some(Block { kind: cell.kind, lines: lines.to_vec(), gap: 0 })
}

/// Groups cells that have no empty line between them.
fn chunks(cells: &[Block]) -> impl Iterator<Item = &[Block]> {
    cells.chunk_by(|_, next| next.gap == 0)
}

struct TableReader {
    table: ParameterTable,
    location: ParameterLocation,
}

impl TableReader {
    /// Reads rows, which may follow one another without an empty line. A row consists of a name, a requiredness and an optional description.
    fn chunk(&mut self, chunk: &[Block]) {
        if chunk.iter().all(|cell| requiredness(cell).is_none()) {
            self.without_requiredness(chunk);
            return;
        }
        let mut rest = chunk;
        while let Some(at) = rest.iter().position(|cell| requiredness(cell).is_some()) {
            let (before, from) = rest.split_at(at);
            let [requiredness_cell, after @ ..] = from else { break };
            let is_requiredness = |cell: Option<&Block>| cell.is_some_and(|cell| requiredness(cell).is_some());
            let is_name = is_requiredness(after.first()) || is_requiredness(after.get(1));
            let (described, next) = after.split_at(usize::from(!is_name && !after.is_empty()));
            // If the cell of the description does not begin with a tab, its lines were added to the cell before.
            let after_requiredness = after_requiredness(requiredness_cell);
            let description: Vec<&Block> = after_requiredness.iter().chain(described).collect();
            let requiredness =
                requiredness(requiredness_cell).map(|requiredness| (requiredness, requiredness_cell.first()));
            let last = described.last().unwrap_or(requiredness_cell).last();
            if let [others @ .., name] = before {
                others.iter().for_each(|cell| self.single_cell(cell));
                self.row(name, requiredness, &description, last);
            } else {
                self.row_with_name_before(requiredness_cell, requiredness, &description, last);
            }
            rest = next;
        }
        rest.iter().for_each(|cell| self.single_cell(cell));
    }

    /// Reads cells without a known requiredness: either a row with unknown words or no words for its requiredness, or single cells.
    fn without_requiredness(&mut self, chunk: &[Block]) {
        match chunk {
            [cell, after @ ..] if name(&cell.text()).is_some() && after.iter().any(is_description) => {
                let (requiredness, description) = after.split_at(usize::from(after.len() > 1));
                let requiredness = requiredness
                    .first()
                    .map(|requiredness| (Requiredness::Other(requiredness.text()), requiredness.first()));
                let description: Vec<&Block> = description.iter().collect();
                self.row(cell, requiredness, &description, chunk.last().map_or(0, Block::last));
            }
            _ => chunk.iter().for_each(|cell| self.single_cell(cell)),
        }
    }

    /// Reads a single cell: a section, a group, or a description that an empty line separates from its row.
    fn single_cell(&mut self, cell: &Block) {
        let text = cell.text();
        if text.is_empty() {
            return;
        }
        if let Some(location) = ParameterLocation::of_title(&text) {
            self.location = location;
            self.table.entries.push(TableEntry::Section(location, cell.first()));
            self.prose(cell, true);
            return;
        }
        let bare = |row: &ParameterRow| row.description == Description::default();
        match (name(&text), self.table.entries.last_mut()) {
            (Some((name, rest)), _) => {
                let (name, rest) = (name.to_owned(), rest.to_owned());
                self.table.entries.push(TableEntry::Group(Group { name, line: cell.first(), location: self.location }));
                self.rest(&rest, cell.first());
            }
            (None, Some(TableEntry::Row(row))) if bare(row) => describe(row, &[cell], cell.last()),
            (None, _) => self.prose(cell, false),
        }
    }

    fn row(&mut self, cell: &Block, requiredness: Option<(Requiredness, usize)>, description: &[&Block], last: usize) {
        let text = cell.text();
        let (name, rest) = name(&text).unwrap_or((&text, ""));
        let mut row = ParameterRow {
            name: name.to_owned(),
            line: cell.first(),
            last,
            location: self.location,
            text: requiredness
                .as_ref()
                .map_or(name.to_owned(), |(requiredness, _)| format!("{name} {}", requiredness.name())),
            requiredness,
            description: Description::default(),
        };
        let rest = DocumentLine { number: cell.first(), begins_cell: false, text: rest.to_owned() };
        describe(&mut row, description, last);
        row.description.prose.extend(description::statements(&rest, false));
        self.table.entries.push(TableEntry::Row(row));
    }

    /// Reads a row whose name is in the cell before, separated by an empty line.
    fn row_with_name_before(
        &mut self,
        requiredness_cell: &Block,
        requiredness: Option<(Requiredness, usize)>,
        description: &[&Block],
        last: usize,
    ) {
        match self.table.entries.pop() {
            Some(TableEntry::Group(group)) => {
                let line = DocumentLine { number: group.line, begins_cell: true, text: group.name };
                let cell = Block { kind: requiredness_cell.kind, lines: vec![line], gap: 0 };
                self.row(&cell, requiredness, description, last);
            }
            other => {
                self.table.entries.extend(other);
                self.prose(requiredness_cell, false);
                for cell in description {
                    self.prose(cell, false);
                }
            }
        }
    }

    fn prose(&mut self, cell: &Block, heading: bool) {
        for line in &cell.lines {
            self.table.prose.extend(description::statements(line, heading));
        }
    }

    fn rest(&mut self, text: &str, line: usize) {
        let line = DocumentLine { number: line, begins_cell: false, text: text.to_owned() };
        self.table.prose.extend(description::statements(&line, false));
    }
}

fn describe(row: &mut ParameterRow, cells: &[&Block], last: usize) {
    row.description = description::read(cells.iter().flat_map(|cell| &cell.lines));
    for cell in cells {
        row.text = format!("{} {}", row.text, cell.text());
    }
    row.last = row.last.max(last);
}

/// The name in a cell and the remark after the name, as in `numberRangeList (array)`; `None` if the cell does not consist of a name.
fn name(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let word = word.trim_matches(|c: char| matches!(c, '\'' | '"' | ':' | '*'));
    let begins = word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '@' | '$'));
    let inside =
        word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | '$' | '[' | ']'));
    let is_remark_or_empty = rest.is_empty() || rest.starts_with(['(', '[', '*', '/']);
    (begins && inside && is_remark_or_empty).then(|| (word.trim_end_matches("[]"), rest))
}

fn is_description(cell: &Block) -> bool {
    let found = description::read(&cell.lines);
    !found.keywords.is_empty() || !found.values.is_empty() || cell.text().contains(' ')
}
