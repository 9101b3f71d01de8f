//! What a document states, as data: parameters, calls, statuses, examples and prose, each with its lines. It judges nothing.

use crate::document::Document;
use crate::document::calls::{ApiRow, Calls, DocumentedUrl, Method, StatusRow};
use crate::document::description::{self, Statement};
use crate::document::layout::{self, Block, BlockKind};
use crate::document::line::DocumentLine;
use crate::document::sample_json::SampleNode;
use crate::document::table::{self, Group, ParameterLocation, ParameterRow, TableEntry};

/// Which side of a call an example shows.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Role {
    Request,
    Response,
    Unknown,
}

impl Role {
    fn of_title(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let short = text.split(' ').count() <= 3;
        match () {
            () if short && text.contains("response") => Some(Self::Response),
            () if short && text.contains("request") => Some(Self::Request),
            () => None,
        }
    }

    /// The word for it in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Unknown => "JSON",
        }
    }
}

/// An example of a request or of a response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Sample {
    /// The heading above it, and its line.
    pub(crate) title: (String, usize),
    pub(crate) role: Role,
    /// The line that says which side it shows.
    pub(crate) label: Option<usize>,
    pub(crate) line: usize,
    pub(crate) last: usize,
    /// What it holds; none where it is not even nearly JSON.
    pub(crate) node: Option<SampleNode>,
    /// All that it says, in one line.
    pub(crate) text: String,
}

/// An entry of a parameter table, in the order of the document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Item {
    /// A table begins, or a section of one.
    Section,
    /// A group, by its index.
    Group(usize),
    /// A row, by its index.
    Row(usize),
}

/// What a document states.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) items: Vec<Item>,
    /// Where a section of a parameter table begins.
    pub(crate) sections: Vec<(ParameterLocation, usize)>,
    pub(crate) groups: Vec<Group>,
    pub(crate) rows: Vec<ParameterRow>,
    pub(crate) endpoints: Vec<DocumentedUrl>,
    pub(crate) methods: Vec<Method>,
    pub(crate) apis: Vec<ApiRow>,
    pub(crate) statuses: Vec<StatusRow>,
    pub(crate) samples: Vec<Sample>,
    /// Everything else, titles included.
    pub(crate) prose: Vec<Statement>,
}

impl Model {
    /// Reads a document.
    pub(crate) fn of(document: &Document) -> Self {
        let blocks = layout::blocks(document.lines());
        let mut builder = ModelBuilder::default();
        let mut rest = blocks.as_slice();
        while let Some(block) = rest.first() {
            let taken = match block.kind {
                BlockKind::Json => builder.sample(block),
                BlockKind::Paragraph => builder.paragraphs(rest),
                BlockKind::Cell => builder.table(rest),
            };
            rest = rest.get(taken.max(1)..).unwrap_or_default();
        }
        let Calls { endpoints, methods, apis, statuses, prose } = builder.calls;
        Self { endpoints, methods, apis, statuses, prose, ..builder.model }
    }
}

impl Model {
    /// Whether a parameter table has a section for this place.
    pub(crate) fn has_section(&self, place: ParameterLocation) -> bool {
        self.sections.iter().any(|(section, _)| *section == place)
    }

    /// By group: the names of the rows that follow it in the table.
    pub(crate) fn members(&self) -> Vec<Vec<String>> {
        let mut members: Vec<Vec<String>> = vec![Vec::new(); self.groups.len()];
        let mut open = None;
        for item in &self.items {
            match *item {
                Item::Section => open = None,
                Item::Group(group) => open = Some(group),
                Item::Row(row) => {
                    if let Some(group) = open {
                        members[group].push(self.rows[row].name.clone());
                    }
                }
            }
        }
        members
    }
}

#[derive(Default)]
struct ModelBuilder {
    model: Model,
    calls: Calls,
    /// The last paragraph: the title of the examples that follow.
    title: (String, usize),
    /// The sides that the examples to come will show, and the lines that say so.
    roles: Vec<(Role, usize)>,
}

impl ModelBuilder {
    fn paragraphs(&mut self, blocks: &[Block]) -> usize {
        let run = blocks
            .iter()
            .enumerate()
            .take_while(|(index, block)| block.kind == BlockKind::Paragraph && (*index == 0 || block.gap == 0));
        let lines: Vec<&DocumentLine> = run.flat_map(|(_, block)| &block.lines).collect();
        self.calls.lines(&lines);
        if let Some(line) = lines.last() {
            match Role::of_title(&line.text)
                .filter(|_| blocks.get(lines.len()).is_some_and(|next| next.kind == BlockKind::Json))
            {
                Some(role) => self.roles.push((role, line.number)),
                None => {
                    self.roles.clear();
                    self.title = (crate::document::normalize::unnumbered(&line.text).to_owned(), line.number);
                }
            }
        }
        lines.len()
    }

    fn sample(&mut self, block: &Block) -> usize {
        let role = if self.roles.is_empty() { None } else { Some(self.roles.remove(0)) };
        self.model.samples.push(Sample {
            title: self.title.clone(),
            role: role.map_or(Role::Unknown, |(role, _)| role),
            label: role.map(|(_, line)| line),
            line: block.first(),
            last: block.last(),
            node: SampleNode::parse(&block.lines),
            text: block.text(),
        });
        1
    }

    fn table(&mut self, blocks: &[Block]) -> usize {
        let (cells, taken) = cells(blocks);
        if table::is_parameter_table(&cells) {
            let answers = self.title.0.to_ascii_lowercase();
            let place = if answers.contains("output") || answers.contains("response") {
                ParameterLocation::Response
            } else {
                ParameterLocation::Body
            };
            self.parameters(table::read(&cells, place));
        } else {
            self.calls.table(&cells);
            let roles = cells.iter().filter_map(|cell| Some((Role::of_title(&cell.text())?, cell.first())));
            self.roles = roles.collect();
        }
        taken
    }

    fn parameters(&mut self, table: table::ParameterTable) {
        let model = &mut self.model;
        model.items.push(Item::Section);
        for entry in table.entries {
            match entry {
                TableEntry::Section(place, line) => {
                    model.items.push(Item::Section);
                    model.sections.push((place, line));
                }
                TableEntry::Group(group) => {
                    model.items.push(Item::Group(model.groups.len()));
                    model.groups.push(group);
                }
                TableEntry::Row(row) => {
                    model.items.push(Item::Row(model.rows.len()));
                    model.rows.push(row);
                }
            }
        }
        self.calls.prose.extend(table.prose);
    }
}

/// The cells of the table that the blocks begin with, and how many blocks they are. LineRange that an empty line parted from the cell of a
/// parameter that they describe are put back into it.
fn cells(blocks: &[Block]) -> (Vec<Block>, usize) {
    let mut cells: Vec<Block> = Vec::new();
    let mut index = 0;
    let mut of_parameters = false;
    while let Some(block) = blocks.get(index) {
        match block.kind {
            BlockKind::Cell => {
                cells.push(block.clone());
                index += 1;
            }
            BlockKind::Paragraph
                if {
                    of_parameters = of_parameters || table::is_parameter_table(&cells);
                    of_parameters && belongs_to_table(&blocks[index..])
                } =>
            {
                if let Some(cell) = cells.last_mut() {
                    cell.lines.extend(block.lines.iter().cloned());
                }
                index += 1;
            }
            _ => break,
        }
    }
    (cells, index)
}

/// Whether the paragraphs at the beginning of `rest` are block of the parameter table before: one empty line blocks them from it, and they
/// state a keyword_value, or the table goes on behind them.
fn belongs_to_table(rest: &[Block]) -> bool {
    let Some(first) = rest.first() else { return false };
    if first.gap > 1 || layout::is_numbered_heading(first) {
        return false;
    }
    if !description::read(&first.lines).keywords.is_empty() {
        return true;
    }
    let length = rest.iter().take_while(|block| block.kind == BlockKind::Paragraph && block.gap <= 1).count();
    let behind = rest.get(length..).unwrap_or_default();
    // A row or two tell enough.
    let run: Vec<Block> = behind.iter().take(8).take_while(|block| block.kind == BlockKind::Cell).cloned().collect();
    behind.first().is_some_and(|block| block.gap <= 1) && table::goes_on(&run)
}
