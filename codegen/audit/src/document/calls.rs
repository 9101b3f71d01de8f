//! Reads URLs, methods, the API table and the status table of a document.

use crate::document::VendorDocument;
use crate::document::description::{self, Statement};
use crate::document::layout::Block;
use crate::document::line::DocumentLine;
use crate::document::normalize;

/// A URL of the API, with the label before it (`Production`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DocumentedUrl {
    pub(crate) label: String,
    pub(crate) url: String,
    pub(crate) line: usize,
}

impl DocumentedUrl {
    /// The method before the URL, as in `Example: GET https://…`.
    pub(crate) fn verb(&self) -> Option<&str> {
        let word = self.label.rsplit(' ').next()?;
        ["GET", "PUT", "POST", "PATCH", "DELETE"].into_iter().find(|verb| word == *verb)
    }
}

/// An HTTP method.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Method {
    pub(crate) verb: String,
    pub(crate) line: usize,
}

/// A row of the API table: a path and its description.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ApiRow {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) last: usize,
    pub(crate) prose: Vec<Statement>,
}

/// A row of the status table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct StatusRow {
    pub(crate) api: String,
    pub(crate) line: usize,
    pub(crate) last: usize,
    /// The other cells, in order.
    pub(crate) cells: Vec<StatusCell>,
}

/// The meaning of a column of the status table.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum StatusColumn {
    Country,
    Previous,
    New,
    Next,
    Other,
}

impl StatusColumn {
    fn of_title(title: &str) -> Self {
        let title = title.to_ascii_lowercase();
        [("previous", Self::Previous), ("new", Self::New), ("next", Self::Next), ("countr", Self::Country)]
            .into_iter()
            .find(|(word, _)| title.contains(word))
            .map_or(Self::Other, |(_, column)| column)
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Previous => "previous status",
            Self::New => "new status",
            Self::Next => "next actions",
            Self::Other => "further column",
        }
    }
}

/// A cell of the status table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct StatusCell {
    pub(crate) column: StatusColumn,
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl StatusCell {
    /// The items of a cell, sorted, because their order does not count.
    pub(crate) fn items(&self) -> Vec<&str> {
        let mut items: Vec<&str> =
            self.text.split([',', ';', '·']).map(str::trim).filter(|item| !item.is_empty()).collect();
        items.sort_unstable();
        items
    }

    fn show(&self) -> String {
        format!("{} `{}`", self.column.name(), self.text)
    }

    /// Whether two cells have the same items.
    fn has_same_items(&self, other: &Self) -> bool {
        let keys = |cell: &Self| cell.items().into_iter().map(normalize::key).collect::<Vec<_>>();
        keys(self) == keys(other)
    }
}

impl StatusRow {
    /// The cells that differ, in pairs of the same column: the cell of this row and the cell of the new row.
    pub(crate) fn differences<'s>(&'s self, new: &'s Self) -> Vec<(Option<&'s StatusCell>, Option<&'s StatusCell>)> {
        let mut added: Vec<&StatusCell> = new.cells.iter().collect();
        let mut found = Vec::new();
        for cell in &self.cells {
            let other = added.iter().position(|other| other.column == cell.column).map(|index| added.remove(index));
            if !other.is_some_and(|other| cell.has_same_items(other)) {
                found.push((Some(cell), other));
            }
        }
        found.extend(added.into_iter().map(|cell| (None, Some(cell))));
        found
    }

    /// All cells in words.
    pub(crate) fn show(&self) -> String {
        self.cells.iter().map(StatusCell::show).collect::<Vec<_>>().join(", ")
    }
}

/// The content of the text outside of parameter tables.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    pub(crate) endpoints: Vec<DocumentedUrl>,
    pub(crate) methods: Vec<Method>,
    pub(crate) apis: Vec<ApiRow>,
    pub(crate) statuses: Vec<StatusRow>,
    pub(crate) prose: Vec<Statement>,
}

impl Calls {
    /// Reads consecutive lines.
    pub(crate) fn lines(&mut self, lines: &[&DocumentLine]) {
        let mut rest = lines;
        while let [line, after @ ..] = rest {
            rest = after;
            let text = normalize::unbulleted(&line.text);
            if self.call(text, line.number) {
                continue;
            }
            // A label and its value may be on two lines.
            if let [next, after @ ..] = after
                && text.ends_with(':')
                && self.call(&format!("{text} {}", next.text), next.number)
            {
                rest = after;
                continue;
            }
            let title = DocumentLine { text: normalize::unnumbered(&line.text).to_owned(), ..(*line).clone() };
            let heading = is_heading(line, title.text.len() < line.text.len());
            self.prose.extend(description::statements(&title, heading));
        }
    }

    /// Moves URLs with values of path parameters to the prose: such a URL is an example call of an operation whose URL the document states.
    /// A URL with a label such as `Production` is an operation's.
    pub(crate) fn move_example_calls(&mut self, document: &VendorDocument) {
        let is_example = |endpoint: &DocumentedUrl| {
            let is_labelled = !endpoint.label.is_empty() && endpoint.verb().is_none();
            let path = path_of_url(&endpoint.url);
            let others = self.endpoints.iter().map(|other| path_of_url(&other.url));
            !is_labelled && others.into_iter().any(|template| template != path && is_of_template(path, template))
        };
        let (examples, endpoints): (Vec<_>, Vec<_>) = self.endpoints.iter().cloned().partition(is_example);
        self.endpoints = endpoints;
        for line in examples.iter().filter_map(|example| document.line(example.line)) {
            self.prose.retain(|statement| statement.line != line.number);
            self.prose.extend(description::statements(line, false));
        }
        self.prose.sort_by_key(|statement| statement.line);
    }

    fn call(&mut self, text: &str, line: usize) -> bool {
        if let Some((label, url, rest)) = endpoint(text) {
            self.endpoints.push(DocumentedUrl { label, url, line });
            let rest = DocumentLine { number: line, begins_cell: false, text: rest };
            self.prose.extend(description::statements(&rest, false));
            return true;
        }
        if let Some(verb) = method(text) {
            self.methods.push(Method { verb, line });
            return true;
        }
        false
    }

    /// Reads a table without parameters.
    pub(crate) fn table(&mut self, cells: &[Block]) {
        let is_path = |cell: &Block| path(&cell.text()).is_some();
        let head = cells.iter().position(is_path).unwrap_or(cells.len());
        if head == cells.len() {
            cells.iter().for_each(|cell| self.cell(cell, false));
            return;
        }
        let columns: Vec<StatusColumn> =
            cells[..head].iter().map(|cell| StatusColumn::of_title(&cell.text())).collect();
        for cell in &cells[..head] {
            self.cell(cell, true);
        }
        let is_status_table = columns.contains(&StatusColumn::Previous) || columns.contains(&StatusColumn::Next);
        for row in cells[head..].chunk_by(|_, next| !is_path(next)) {
            if is_status_table {
                self.status(row, &columns);
            } else {
                self.api(row);
            }
        }
    }

    fn cell(&mut self, cell: &Block, heading: bool) {
        let lines: Vec<&DocumentLine> = cell.lines.iter().collect();
        if heading {
            self.prose.extend(lines.iter().flat_map(|line| description::statements(line, true)));
        } else {
            self.lines(&lines);
        }
    }

    fn api(&mut self, row: &[Block]) {
        let [name, after @ ..] = row else { return };
        let lines = name.lines.iter().skip(1).chain(after.iter().flat_map(|cell| &cell.lines));
        let prose = lines.flat_map(|line| description::statements(line, false)).collect();
        let path = name.lines.first().map_or(String::new(), |line| line.text.clone());
        self.apis.push(ApiRow { path, line: name.first(), last: row.last().map_or(0, Block::last), prose });
    }

    fn status(&mut self, row: &[Block], columns: &[StatusColumn]) {
        let [name, after @ ..] = row else { return };
        let cells = after.iter().enumerate().map(|(index, cell)| {
            let column = columns.get(index + 1).copied().unwrap_or(StatusColumn::Other);
            StatusCell { column, text: cell.text(), line: cell.first() }
        });
        let cells = cells.filter(|cell| !cell.text.is_empty()).collect();
        self.statuses.push(StatusRow {
            api: name.text(),
            line: name.first(),
            last: row.last().map_or(0, Block::last),
            cells,
        });
    }
}

/// Whether a line is a heading: a line with a heading number, or a short line outside of tables that is not a sentence.
fn is_heading(line: &DocumentLine, numbered: bool) -> bool {
    let text = line.text.as_str();
    let short =
        text.split(' ').count() <= 3 && !text.ends_with(['.', ':', ',', ';']) && normalize::bulleted(text).is_none();
    numbered || (short && !line.begins_cell)
}

/// The path at the beginning of a cell.
fn path(text: &str) -> Option<&str> {
    let first = text.split(' ').next().unwrap_or_default();
    (first.starts_with('/') && first.len() > 1 && !first.starts_with("//")).then_some(first)
}

/// The label and the URL of a line, and the words after the URL; `None` if the line has more than a few other words.
fn endpoint(text: &str) -> Option<(String, String, String)> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let label = text[..start].trim().trim_end_matches([':', '-', '=']).trim();
    let (url, rest) = text[start..].split_once(' ').unwrap_or((&text[start..], ""));
    let url = url.trim_end_matches(['.', ',', ';', ')', '\'', '"']).to_owned();
    let few = |text: &str| normalize::words(text).len() <= 4;
    (few(label) && few(rest)).then(|| (label.to_owned(), url, rest.to_owned()))
}

/// A URL without scheme and host.
pub(crate) fn path_of_url(url: &str) -> &str {
    url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(url)
}

/// Whether a path is one of a template such as `/v1/order/{orderId}`. A parameter stands for any text within its segment, but not for itself.
pub(crate) fn is_of_template(path: &str, template: &str) -> bool {
    let is_of = |(segment, template): (&str, &str)| {
        let parameter = template.split_once('{').and_then(|(before, rest)| Some((before, rest.rsplit_once('}')?.1)));
        let is_value = |(before, after): (&str, &str)| {
            let value = segment.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            value.is_some_and(|value| !value.is_empty() && !value.contains('{'))
        };
        segment == template || parameter.is_some_and(is_value)
    };
    path.split('/').count() == template.split('/').count() && path.split('/').zip(template.split('/')).all(is_of)
}

/// The method that a line states (`Method: POST`).
fn method(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("method")?;
    let verb = rest.trim_start_matches([' ', ':', '=', '-']).trim_end_matches(['.', ' ']);
    let is_verb = !verb.is_empty()
        && verb.len() < rest.len()
        && verb.len() <= 10
        && verb.chars().all(|c| c.is_ascii_alphabetic());
    is_verb.then(|| verb.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout;

    fn read(text: &str) -> Calls {
        let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
        let blocks = layout::blocks(document.lines());
        let mut calls = Calls::default();
        let is_table = blocks.iter().all(|block| block.kind == layout::BlockKind::Cell);
        match is_table {
            true => calls.table(&blocks),
            false => calls.lines(&document.lines().iter().collect::<Vec<_>>()),
        }
        calls
    }

    #[test]
    fn urls_and_methods_are_distinguished_from_prose() {
        let found = read(
            "· Live: https://a.example/x/v1\nTest: https://b.example/x\n\nMethod: Post\nmethodical work\nSee https://a.example for all that is known of it.",
        );
        let urls: Vec<_> = found.endpoints.iter().map(|url| (url.label.as_str(), url.url.as_str(), url.line)).collect();
        assert_eq!(urls, [("Live", "https://a.example/x/v1", 1), ("Test", "https://b.example/x", 2)]);
        assert_eq!(found.methods, [Method { verb: "POST".into(), line: 4 }]);
        assert_eq!(found.prose.len(), 2);
    }

    #[test]
    fn rows_of_statuses_begin_with_a_path() {
        let found = read(
            "\tCall\n\tCountry\n\tPrevious state\n\tNew state\n\tNext\n\n\t/v1/a\n\tAll\n\tOld\n\tNew\n\tB, A\n\t/v1/b\n\tXX\n",
        );
        assert_eq!(found.statuses.len(), 2);
        assert_eq!(found.statuses[0].cells[3].items(), ["A", "B"]);
        assert_eq!(found.statuses[1].cells[0].column, StatusColumn::Country);
        assert_eq!(found.prose.len(), 5);
    }

    #[test]
    fn rows_of_apis_hold_their_prose() {
        let found = read("\tAPI\n\tDescription\n\n\t/v1/a\n\tFirst thing. Second thing.\n· third thing\n");
        assert_eq!((found.apis[0].path.as_str(), found.apis[0].line, found.apis[0].last), ("/v1/a", 4, 6));
        assert_eq!(found.apis[0].prose.len(), 3);
    }
}
