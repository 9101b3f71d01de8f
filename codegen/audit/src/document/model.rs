//! The model of a document: parameters, calls, statuses, examples and prose, each with its lines.

use crate::document::VendorDocument;
use crate::document::calls::{self, ApiRow, Calls, DocumentedUrl, Method, StatusRow};
use crate::document::description::{self, Statement};
use crate::document::layout::{self, Block, BlockKind};
use crate::document::line::DocumentLine;
use crate::document::sample_json::SampleNode;
use crate::document::table::{self, Group, ParameterLocation, ParameterRow, TableEntry};

/// Whether an example shows a request or a response.
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

    /// The name in messages.
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
    /// The title above the example, and the line of the title.
    pub(crate) title: (String, usize),
    pub(crate) role: Role,
    /// The line that states whether the example is a request or a response.
    pub(crate) label: Option<usize>,
    pub(crate) line: usize,
    pub(crate) last: usize,
    /// The parsed JSON; `None` if even the lenient parser rejects the text.
    pub(crate) node: Option<SampleNode>,
    /// The text on one line.
    pub(crate) text: String,
}

/// An entry of a parameter table, by index, in the order of the document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Item {
    /// The beginning of a table or of a section.
    Section,
    /// A group, by its index.
    Group(usize),
    /// A row, by its index.
    Row(usize),
}

/// An operation of a document: its lines begin with its first URL, or with its method.
#[derive(Debug, Default)]
pub(crate) struct DocumentedOperation {
    pub(crate) first: usize,
    pub(crate) endpoints: Vec<DocumentedUrl>,
    /// One method, if the document is well-formed.
    pub(crate) methods: Vec<Method>,
}

/// The content of a document.
#[derive(Debug, Default)]
pub(crate) struct Model {
    /// The operations, in the order of their lines; at least one.
    pub(crate) operations: Vec<DocumentedOperation>,
    pub(crate) items: Vec<Item>,
    /// The sections of parameter tables, each with its line.
    pub(crate) sections: Vec<(ParameterLocation, usize)>,
    pub(crate) groups: Vec<Group>,
    pub(crate) rows: Vec<ParameterRow>,
    pub(crate) endpoints: Vec<DocumentedUrl>,
    pub(crate) methods: Vec<Method>,
    pub(crate) apis: Vec<ApiRow>,
    pub(crate) statuses: Vec<StatusRow>,
    pub(crate) samples: Vec<Sample>,
    /// All other text, headings included.
    pub(crate) prose: Vec<Statement>,
}

impl Model {
    /// Reads a document.
    pub(crate) fn of(document: &VendorDocument) -> Self {
        let blocks = layout::blocks(document.lines());
        let mut builder = ModelBuilder::default();
        let mut rest = blocks.as_slice();
        while let Some(block) = rest.first() {
            let read_blocks = match block.kind {
                BlockKind::Json => builder.sample(block),
                BlockKind::Paragraph => builder.paragraphs(rest),
                BlockKind::Cell => builder.table(rest),
            };
            rest = rest.get(read_blocks.max(1)..).unwrap_or_default();
        }
        builder.calls.move_example_calls(document);
        let Calls { endpoints, methods, apis, statuses, prose } = builder.calls;
        let operations = operations(&endpoints, &methods, &builder.model);
        Self { operations, endpoints, methods, apis, statuses, prose, ..builder.model }
    }
}

/// The operations of a document. Once an operation has a URL and a method, the next one begins with the first URL or method after a table or an
/// example; or without these, with a URL if the operation began with a URL, and with a method if it began with a method.
fn operations(endpoints: &[DocumentedUrl], methods: &[Method], content: &Model) -> Vec<DocumentedOperation> {
    let rows = content.rows.iter().map(|row| row.line);
    let content: Vec<usize> = rows.chain(content.samples.iter().map(|sample| sample.line)).collect();
    let urls = endpoints.iter().map(|endpoint| (endpoint.line, true));
    let mut lines: Vec<(usize, bool)> = urls.chain(methods.iter().map(|method| (method.line, false))).collect();
    lines.sort_unstable();
    let mut firsts: Vec<usize> = Vec::new();
    let (mut began_with_url, mut has_url, mut has_method, mut before) = (false, false, false, 0);
    for (line, is_url) in lines {
        let is_past_content = content.iter().any(|content| before < *content && *content < line);
        let is_complete = has_url && has_method;
        if firsts.is_empty() || is_complete && (is_past_content || is_url == began_with_url) {
            firsts.push(line);
            (began_with_url, has_url, has_method) = (is_url, false, false);
        }
        has_url |= is_url;
        has_method |= !is_url;
        before = line;
    }
    // What precedes the first operation, such as the table of APIs, counts as a part of it.
    firsts.splice(..firsts.len().min(1), [0]);
    let ends = firsts.iter().skip(1).copied().chain([usize::MAX]);
    let of_lines = |(first, end): (usize, usize)| {
        let endpoints: Vec<DocumentedUrl> =
            endpoints.iter().filter(|endpoint| (first..end).contains(&endpoint.line)).cloned().collect();
        let mut methods: Vec<Method> =
            methods.iter().filter(|method| (first..end).contains(&method.line)).cloned().collect();
        if methods.is_empty() {
            let of_url = |url: &DocumentedUrl| Some(Method { verb: url.verb()?.to_owned(), line: url.line });
            methods = endpoints.iter().filter_map(of_url).collect();
        }
        DocumentedOperation { first, endpoints, methods }
    };
    firsts.iter().copied().zip(ends).map(of_lines).collect()
}

impl Model {
    /// Replaces each URL or path that has values of path parameters by its template: of some operations, a document has only an example call.
    pub(crate) fn use_templates(&mut self, templates: &[&str]) {
        let of_operations = self.operations.iter_mut().flat_map(|operation| &mut operation.endpoints);
        let urls = self.endpoints.iter_mut().chain(of_operations).map(|endpoint| &mut endpoint.url);
        let apis = self.apis.iter_mut().map(|api| &mut api.path);
        for url in urls.chain(apis).chain(self.statuses.iter_mut().map(|status| &mut status.api)) {
            let template = templates.iter().find(|template| calls::is_of_template(url, template));
            if let Some(template) = template.filter(|_| !templates.contains(&url.as_str())) {
                (*template).clone_into(url);
            }
        }
    }

    /// The index of the operation that a line belongs to.
    pub(crate) fn operation_at(&self, line: usize) -> usize {
        self.operations.partition_point(|operation| operation.first <= line).saturating_sub(1)
    }

    /// The last line of an operation.
    pub(crate) fn last_of(&self, operation: usize) -> usize {
        self.operations.get(operation + 1).map_or(usize::MAX, |next| next.first - 1)
    }

    /// Whether a parameter table of the operation has a section for this location.
    pub(crate) fn has_section(&self, operation: usize, location: ParameterLocation) -> bool {
        let mut sections = self.sections.iter().filter(|(_, line)| self.operation_at(*line) == operation);
        sections.any(|(section, _)| *section == location)
    }

    /// For each group, the names of the rows that follow it in the table.
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
    /// The last paragraph, which is the title of the following examples.
    title: (String, usize),
    /// The roles of the next examples, with the lines that state them.
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
            let title = self.title.0.to_ascii_lowercase();
            let location = if title.contains("error") {
                ParameterLocation::Error
            } else if title.contains("output") || title.contains("response") {
                ParameterLocation::Response
            } else {
                ParameterLocation::Body
            };
            self.parameters(table::read(&cells, location));
        } else {
            self.calls.table(&cells);
            self.roles = roles(&cells, blocks.get(taken));
        }
        taken
    }

    fn parameters(&mut self, table: table::ParameterTable) {
        let model = &mut self.model;
        model.items.push(Item::Section);
        for entry in table.entries {
            match entry {
                TableEntry::Section(location, line) => {
                    model.items.push(Item::Section);
                    model.sections.push((location, line));
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

/// The roles of the JSON after the cells of a table. A cell after the head that is not JSON, such as a call without a body, is the example of its
/// column.
fn roles(cells: &[Block], after: Option<&Block>) -> Vec<(Role, usize)> {
    let role = |cell: &Block| Some((Role::of_title(&cell.text())?, cell.first()));
    let Some(last) = cells.iter().rposition(|cell| role(cell).is_some()) else { return Vec::new() };
    let begins_row = |cell: &Block| cell.gap > 0;
    let first = cells[..=last].iter().rposition(begins_row).unwrap_or(0);
    let end = match cells[last + 1..].iter().position(begins_row) {
        Some(more) => last + 1 + more,
        None if after.is_none_or(begins_row) => cells.len(),
        None => last + 1,
    };
    cells[first..end].iter().skip(cells.len() - end).filter_map(role).collect()
}

/// The cells of the table at the beginning of `blocks`, and the number of blocks that belong to it. Lines that an empty line separates from
/// the cell of a parameter are added to that cell.
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

/// Whether the paragraphs at the beginning of `rest` belong to the parameter table before them. This is so if at most one empty line separates
/// them from the table, and if they state a keyword or the table continues after them.
fn belongs_to_table(rest: &[Block]) -> bool {
    let Some(first) = rest.first() else { return false };
    if first.gap > 1 || layout::is_numbered_heading(first) {
        return false;
    }
    if !description::read(&first.lines).keywords.is_empty() {
        return true;
    }
    let length = rest.iter().take_while(|block| block.kind == BlockKind::Paragraph && block.gap <= 1).count();
    let after = rest.get(length..).unwrap_or_default();
    // One or two rows are enough to decide.
    let run: Vec<Block> = after.iter().take(8).take_while(|block| block.kind == BlockKind::Cell).cloned().collect();
    after.first().is_some_and(|block| block.gap <= 1) && table::continues_table(&run)
}
