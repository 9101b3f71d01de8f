//! The parameter tables: rows, groups and sections, told by their cells. Empty lines help to tell rows apart, and are not relied on.
//!
//! How groups nest is not written in a table; `nest` infers it.

use crate::document::description::{self, Description, Statement};
use crate::document::layout::Block;
use crate::document::line::DocumentLine;

/// Where a parameter is sent, or comes from.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum ParameterLocation {
    Header,
    Path,
    Query,
    Body,
    Response,
}

impl ParameterLocation {
    /// The words for it in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Header => "the header",
            Self::Path => "the path",
            Self::Query => "the query",
            Self::Body => "the request body",
            Self::Response => "the response",
        }
    }

    /// The place that a section's title names, as in `Request body`.
    fn of_title(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "header" | "headers" | "request header" => Self::Header,
            "body" | "request" | "request body" => Self::Body,
            "path" | "path parameters" => Self::Path,
            "query" | "query parameters" => Self::Query,
            "response" | "response body" | "output parameters" => Self::Response,
            _ => return None,
        })
    }
}

/// Whether a parameter must be given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Requiredness {
    Mandatory,
    Optional,
    /// Mandatory under a condition.
    Conditional,
    /// Other words.
    Other(String),
}

impl Requiredness {
    /// The need that some words state; none where they state none. Typing errors are no other words.
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
            // Lengths tell most words apart at once.
            word.len().abs_diff(letters.len()) <= allowed && strsim::osa_distance(word, &letters) <= allowed
        };
        let exact = known.iter().find(|(word, _)| *word == letters);
        exact.or_else(|| known.iter().find(|(word, _)| near(word))).map(|(_, need)| need.clone())
    }

    /// The words for it in messages.
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
    /// The line of its name.
    pub(crate) line: usize,
    pub(crate) last: usize,
    pub(crate) place: ParameterLocation,
    /// Whether it must be given, and the line that says so.
    pub(crate) need: Option<(Requiredness, usize)>,
    pub(crate) description: Description,
    /// All that the row says, in one line.
    pub(crate) text: String,
}

/// A name under which parameters stand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) place: ParameterLocation,
}

/// What a table holds, in its order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum TableEntry {
    /// A title such as `header`: what follows is sent there.
    Section(ParameterLocation, usize),
    Group(Group),
    Row(ParameterRow),
}

/// A parameter table.
#[derive(Debug, Default)]
pub(crate) struct ParameterTable {
    pub(crate) entries: Vec<TableEntry>,
    /// The head and the titles of the sections, and cells that are none of the above.
    pub(crate) prose: Vec<Statement>,
}

/// Whether some cells are of a parameter table.
pub(crate) fn is_parameter_table(cells: &[Block]) -> bool {
    head_length(cells) > 0
        && cells.first().is_some_and(|cell| cell.text().to_ascii_lowercase().starts_with("parameter"))
        || cells.iter().any(|cell| need(cell).is_some())
}

/// Whether some cells go on with a parameter table that began before: they have parameters, and no head of their own.
pub(crate) fn goes_on(cells: &[Block]) -> bool {
    head_length(cells) == 0 && is_parameter_table(cells)
}

/// Reads a parameter table whose parameters are sent in `place` until a section says otherwise.
pub(crate) fn read(cells: &[Block], place: ParameterLocation) -> ParameterTable {
    let head = head_length(cells);
    let mut reader = TableReader { table: ParameterTable::default(), place };
    for line in cells[..head].iter().flat_map(|cell| &cell.lines) {
        reader.table.prose.extend(description::statements(line, true));
    }
    for chunk in chunks(&cells[head..]) {
        reader.chunk(chunk);
    }
    reader.table
}

/// How many cells the head of a table has.
fn head_length(cells: &[Block]) -> usize {
    let known = ["parameter", "parameters", "name", "type", "description"];
    let title = |cell: &Block| known.contains(&cell.text().to_ascii_lowercase().as_str());
    let titles = cells.iter().take_while(|cell| title(cell)).count();
    let first = chunks(cells).next().unwrap_or_default();
    let says_need = first.iter().any(|cell| need(cell).is_some());
    if first.len() >= 2 && !says_need && first.iter().filter(|cell| title(cell)).count() >= 2 {
        return first.len().max(titles);
    }
    if titles >= 2 { titles } else { 0 }
}

/// The need that a cell states, in all of its lines or in the first one.
fn need(cell: &Block) -> Option<Requiredness> {
    Requiredness::of(&cell.text()).or_else(|| Requiredness::of(&cell.lines.first()?.text))
}

/// What a cell says behind the need in its first line.
fn behind_need(cell: &Block) -> Option<Block> {
    let lines = cell.lines.get(1..).filter(|lines| !lines.is_empty() && Requiredness::of(&cell.text()).is_none())?;
    Some(Block { kind: cell.kind, lines: lines.to_vec(), gap: 0 })
}

/// Cells with no empty line between them.
fn chunks(cells: &[Block]) -> impl Iterator<Item = &[Block]> {
    cells.chunk_by(|_, next| next.gap == 0)
}

struct TableReader {
    table: ParameterTable,
    place: ParameterLocation,
}

impl TableReader {
    /// A name, a need, and a description that may be missing; and again, where no empty line blocks one row from the next.
    fn chunk(&mut self, chunk: &[Block]) {
        if chunk.iter().all(|cell| need(cell).is_none()) {
            self.without_need(chunk);
            return;
        }
        let mut rest = chunk;
        while let Some(at) = rest.iter().position(|cell| need(cell).is_some()) {
            let (before, from) = rest.split_at(at);
            let [need_cell, behind @ ..] = from else { break };
            let is_need = |cell: Option<&Block>| cell.is_some_and(|cell| need(cell).is_some());
            let is_name = is_need(behind.first()) || is_need(behind.get(1));
            let (described, next) = behind.split_at(usize::from(!is_name && !behind.is_empty()));
            // Where the first line of a description is missing, its next ones have become block of the cell before.
            let behind_need = behind_need(need_cell);
            let description: Vec<&Block> = behind_need.iter().chain(described).collect();
            let need = need(need_cell).map(|need| (need, need_cell.first()));
            let last = described.last().unwrap_or(need_cell).last();
            if let [others @ .., name] = before {
                others.iter().for_each(|cell| self.lone(cell));
                self.row(name, need, &description, last);
            } else {
                self.row_of_the_name_before(need_cell, need, &description, last);
            }
            rest = next;
        }
        rest.iter().for_each(|cell| self.lone(cell));
    }

    /// Cells of which none says a known need: a row with other words for it or none, or cells that stand alone.
    fn without_need(&mut self, chunk: &[Block]) {
        match chunk {
            [cell, behind @ ..] if name(&cell.text()).is_some() && behind.iter().any(is_description) => {
                let (need, description) = behind.split_at(usize::from(behind.len() > 1));
                let need = need.first().map(|need| (Requiredness::Other(need.text()), need.first()));
                let description: Vec<&Block> = description.iter().collect();
                self.row(cell, need, &description, chunk.last().map_or(0, Block::last));
            }
            _ => chunk.iter().for_each(|cell| self.lone(cell)),
        }
    }

    /// A cell alone: a section, a group, or the description that an empty line parted from its row.
    fn lone(&mut self, cell: &Block) {
        let text = cell.text();
        if text.is_empty() {
            return;
        }
        if let Some(place) = ParameterLocation::of_title(&text) {
            self.place = place;
            self.table.entries.push(TableEntry::Section(place, cell.first()));
            self.prose(cell, true);
            return;
        }
        let bare = |row: &ParameterRow| row.description == Description::default();
        match (name(&text), self.table.entries.last_mut()) {
            (Some((name, rest)), _) => {
                let (name, rest) = (name.to_owned(), rest.to_owned());
                self.table.entries.push(TableEntry::Group(Group { name, line: cell.first(), place: self.place }));
                self.rest(&rest, cell.first());
            }
            (None, Some(TableEntry::Row(row))) if bare(row) => describe(row, &[cell], cell.last()),
            (None, _) => self.prose(cell, false),
        }
    }

    fn row(&mut self, cell: &Block, need: Option<(Requiredness, usize)>, description: &[&Block], last: usize) {
        let text = cell.text();
        let (name, rest) = name(&text).unwrap_or((&text, ""));
        let mut row = ParameterRow {
            name: name.to_owned(),
            line: cell.first(),
            last,
            place: self.place,
            text: need.as_ref().map_or(name.to_owned(), |(need, _)| format!("{name} {}", need.name())),
            need,
            description: Description::default(),
        };
        let rest = DocumentLine { number: cell.first(), cell: false, text: rest.to_owned() };
        describe(&mut row, description, last);
        row.description.prose.extend(description::statements(&rest, false));
        self.table.entries.push(TableEntry::Row(row));
    }

    /// A row whose name stands alone in the cell before, parted from it by an empty line.
    fn row_of_the_name_before(
        &mut self,
        need_cell: &Block,
        need: Option<(Requiredness, usize)>,
        description: &[&Block],
        last: usize,
    ) {
        match self.table.entries.pop() {
            Some(TableEntry::Group(group)) => {
                let line = DocumentLine { number: group.line, cell: true, text: group.name };
                let cell = Block { kind: need_cell.kind, lines: vec![line], gap: 0 };
                self.row(&cell, need, description, last);
            }
            other => {
                self.table.entries.extend(other);
                self.prose(need_cell, false);
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
        let line = DocumentLine { number: line, cell: false, text: text.to_owned() };
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

/// The name that a cell holds, and a warning behind it, as in `numberRangeList (array)`.
fn name(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let word = word.trim_matches(|c: char| matches!(c, '\'' | '"' | ':' | '*'));
    let begins = word.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '@' | '$'));
    let inside =
        word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@' | '$' | '[' | ']'));
    let warning = rest.is_empty() || rest.starts_with(['(', '[', '*', '/']);
    (begins && inside && warning).then(|| (word.trim_end_matches("[]"), rest))
}

fn is_description(cell: &Block) -> bool {
    let found = description::read(&cell.lines);
    !found.keywords.is_empty() || !found.values.is_empty() || cell.text().contains(' ')
}
