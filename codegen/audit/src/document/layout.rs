//! Groups lines into blocks: paragraphs, cells of tables, and the JSON of examples. `table` interprets the cells.

use crate::document::line::DocumentLine;
use crate::document::normalize;

/// A block of lines, and the number of empty lines before it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Block {
    /// The kind of block.
    pub(crate) kind: BlockKind,
    /// The lines with text; at least one.
    pub(crate) lines: Vec<DocumentLine>,
    /// The number of empty lines before the block.
    pub(crate) gap: usize,
}

/// The kind of a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BlockKind {
    /// A line outside of tables.
    Paragraph,
    /// A cell of a table.
    Cell,
    /// JSON, in a cell or outside of tables.
    Json,
}

impl Block {
    /// The number of its first line.
    pub(crate) fn first(&self) -> usize {
        self.lines.first().map_or(0, |line| line.number)
    }

    /// The number of its last line.
    pub(crate) fn last(&self) -> usize {
        self.lines.last().map_or(0, |line| line.number)
    }

    /// The text on one line.
    pub(crate) fn text(&self) -> String {
        let texts: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        texts.join(" ").trim().to_owned()
    }
}

/// Groups the lines of a document into blocks. Every line with text is in exactly one block.
pub(crate) fn blocks(lines: &[DocumentLine]) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut gap = 0;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if line.is_blank() {
            gap += 1;
            index += 1;
            continue;
        }
        if line.text.starts_with(['{', '[']) {
            let length = json(&lines[index..]);
            let inside = lines[index..index + length].iter().filter(|line| !line.text.is_empty()).cloned().collect();
            found.push(Block { kind: BlockKind::Json, lines: inside, gap });
            index += length;
            gap = 0;
            continue;
        }
        index += 1;
        match found.last_mut() {
            Some(cell) if gap == 0 && !line.begins_cell && cell.kind == BlockKind::Cell => {
                cell.lines.push(line.clone())
            }
            _ => {
                let kind = if line.begins_cell { BlockKind::Cell } else { BlockKind::Paragraph };
                found.push(Block { kind, lines: vec![line.clone()], gap });
            }
        }
        gap = 0;
    }
    found
}

/// The number of lines of the JSON that begins with the first line.
fn json(lines: &[DocumentLine]) -> usize {
    let mut scan = JsonScan::default();
    let mut length = 1;
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.text.is_empty()) {
        if index > 0 && scan.ends_before(line) {
            break;
        }
        length = index + 1;
        if scan.line(&line.text) {
            break;
        }
    }
    length
}

/// The state of a scan of JSON.
#[derive(Default)]
struct JsonScan {
    depth: usize,
    in_string: bool,
    /// Whether the line before ended with a closing bracket and no comma.
    ended_with_bracket: bool,
}

impl JsonScan {
    /// Whether the JSON ended before this line. The JSON of a document may lack closing brackets, so a line that cannot be JSON ends it.
    fn ends_before(&self, line: &DocumentLine) -> bool {
        if self.in_string {
            return false;
        }
        if line.begins_cell && self.ended_with_bracket && line.text.starts_with(['{', '[']) {
            return true;
        }
        let text = line.text.as_str();
        let literal = ["true", "false", "null"].iter().any(|word| text.starts_with(word));
        let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ',' | 'e' | 'E' | ' ' | ']' | '}'));
        !(literal || number || text.starts_with(['{', '}', '[', ']', '"', ',', ':']))
    }

    /// Reads one line; returns whether the JSON ends on this line.
    fn line(&mut self, text: &str) -> bool {
        let mut escaped = false;
        for c in text.chars() {
            if self.in_string {
                match c {
                    '"' if !escaped => self.in_string = false,
                    _ => escaped = c == '\\' && !escaped,
                }
                continue;
            }
            match c {
                '"' => (self.in_string, escaped) = (true, false),
                '{' | '[' => self.depth += 1,
                '}' | ']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return true;
                    }
                }
                _ => {}
            }
        }
        self.ended_with_bracket = text.ends_with(['}', ']']);
        false
    }
}

/// Whether a block is a numbered heading.
pub(crate) fn is_numbered_heading(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.lines.first().is_some_and(|line| normalize::is_numbered(&line.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    fn layout(text: &str) -> Vec<(BlockKind, usize, usize, usize)> {
        let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
        blocks(document.lines()).iter().map(|block| (block.kind, block.first(), block.last(), block.gap)).collect()
    }

    #[test]
    fn lines_are_grouped_into_blocks() {
        use BlockKind::{Cell, Json, Paragraph};
        assert_eq!(
            layout("a\nb\n\n\tc\nd\n\te\n\nf"),
            [(Paragraph, 1, 1, 0), (Paragraph, 2, 2, 0), (Cell, 4, 5, 1), (Cell, 6, 6, 0), (Paragraph, 8, 8, 1)]
        );
        assert_eq!(
            layout("\t{\n \"a\": \"} x\"\n\n}\n\t[\n]\nx"),
            [(Json, 1, 4, 0), (Json, 5, 6, 0), (Paragraph, 7, 7, 0)]
        );
    }

    #[test]
    fn json_with_a_missing_bracket_ends_before_other_text() {
        use BlockKind::{Cell, Json, Paragraph};
        assert_eq!(layout("\t{\n\"a\": {\n}\n\t{\n}\n"), [(Json, 1, 3, 0), (Json, 4, 5, 0)]);
        assert_eq!(layout("{\n\"a\": 1\n\n3.2 LU next\n\tx"), [(Json, 1, 2, 0), (Paragraph, 4, 4, 1), (Cell, 5, 5, 0)]);
        assert_eq!(layout("{\n\"a\": \"two\nlines\"\n}\nbehind"), [(Json, 1, 4, 0), (Paragraph, 5, 5, 0)]);
    }
}
