//! What the description of a parameter says: labelled keywords, listed values, and prose. Nothing of the cell is lost: what is neither
//! keyword_value nor value is prose.

use strum::IntoStaticStr;

use crate::document::line::DocumentLine;
use crate::document::normalize;

/// A labelled keyword_value, named as OpenAPI names it.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd)]
#[strum(serialize_all = "camelCase")]
pub(crate) enum SchemaKeyword {
    MaxLength,
    MinLength,
    Maximum,
    Minimum,
    MaxItems,
    MinItems,
    Pattern,
    Example,
    Default,
    Format,
    Type,
}

impl SchemaKeyword {
    /// The keyword of OpenAPI.
    pub(crate) fn keyword(self) -> &'static str {
        self.into()
    }

    /// Whether its value is a number.
    pub(crate) fn is_limit(self) -> bool {
        self <= Self::MinItems
    }
}

/// A labelled keyword_value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct KeywordValue {
    pub(crate) kind: SchemaKeyword,
    pub(crate) value: String,
    pub(crate) line: usize,
}

impl KeywordValue {
    /// Whether two keywords say the same.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.value == other.value
    }
}

/// One value of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ListedValue {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A sentence, or what of one stands on a line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) line: usize,
    /// It is a title or the head of a table, and states nothing by itself.
    pub(crate) heading: bool,
}

/// What the description of a parameter says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Description {
    pub(crate) keywords: Vec<KeywordValue>,
    pub(crate) values: Vec<ListedValue>,
    pub(crate) prose: Vec<Statement>,
}

/// What a label announces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Label {
    KeywordValue(SchemaKeyword),
    Values,
    Prose,
}

/// The labels, in small letters and without blanks and hyphens. A keyword_value behind a label that is missing here is read as prose, and a spec
/// without it passes.
const LABELS: [(&str, Label); 28] = [
    ("maximumlength", Label::KeywordValue(SchemaKeyword::MaxLength)),
    ("minimumlength", Label::KeywordValue(SchemaKeyword::MinLength)),
    ("maxlength", Label::KeywordValue(SchemaKeyword::MaxLength)),
    ("minlength", Label::KeywordValue(SchemaKeyword::MinLength)),
    ("maxitems", Label::KeywordValue(SchemaKeyword::MaxItems)),
    ("minitems", Label::KeywordValue(SchemaKeyword::MinItems)),
    ("maximum", Label::KeywordValue(SchemaKeyword::Maximum)),
    ("minimum", Label::KeywordValue(SchemaKeyword::Minimum)),
    ("regularexpression", Label::KeywordValue(SchemaKeyword::Pattern)),
    ("pattern", Label::KeywordValue(SchemaKeyword::Pattern)),
    ("regex", Label::KeywordValue(SchemaKeyword::Pattern)),
    ("examples", Label::KeywordValue(SchemaKeyword::Example)),
    ("example", Label::KeywordValue(SchemaKeyword::Example)),
    ("defaultvalue", Label::KeywordValue(SchemaKeyword::Default)),
    ("default", Label::KeywordValue(SchemaKeyword::Default)),
    ("format", Label::KeywordValue(SchemaKeyword::Format)),
    ("datatype", Label::KeywordValue(SchemaKeyword::Type)),
    ("type", Label::KeywordValue(SchemaKeyword::Type)),
    ("availablevalues", Label::Values),
    ("availablevalue", Label::Values),
    ("allowedvalues", Label::Values),
    ("possiblevalues", Label::Values),
    ("acceptedvalues", Label::Values),
    ("supportedvalues", Label::Values),
    ("validvalues", Label::Values),
    ("values", Label::Values),
    ("enum", Label::Values),
    ("description", Label::Prose),
];

/// A stretch of a line: what stands behind a label, or all of it where there is none.
struct LabelledText<'l> {
    label: Option<Label>,
    text: &'l str,
    line: usize,
}

/// Reads the lines of a description.
pub(crate) fn read<'l>(lines: impl IntoIterator<Item = &'l DocumentLine>) -> Description {
    let mut reader = DescriptionReader::default();
    for line in lines {
        for stretch in stretches(line) {
            reader.stretch(&stretch);
        }
    }
    reader.description
}

/// The statements of a line; a title is one.
pub(crate) fn statements(line: &DocumentLine, heading: bool) -> impl Iterator<Item = Statement> {
    let texts = if heading { vec![line.text.as_str()] } else { normalize::sentences(&line.text) };
    let says = texts.into_iter().filter(|text| !normalize::key(text).is_empty());
    says.map(move |text| Statement { text: text.to_owned(), line: line.number, heading })
}

fn stretches(line: &DocumentLine) -> Vec<LabelledText<'_>> {
    let text = line.text.as_str();
    let mut found = Vec::new();
    let mut label = None;
    let mut start = 0;
    let mut at = text.len() - normalize::unbulleted(text).len();
    if let Some((first, end)) = label_at(text, at, |length| length / 7).or_else(|| label_without_colon(text, at)) {
        (label, start, at) = (Some(first), end, end);
    }
    while let Some(blank) = text[at..].find([' ', '(', ';']).map(|offset| at + offset) {
        at = blank + 1;
        let Some((next, end)) = label_at(text, at, |_| 0) else { continue };
        found.push(LabelledText { label, text: text[start..blank].trim(), line: line.number });
        (label, start, at) = (Some(next), end, end);
    }
    found.push(LabelledText { label, text: text[start..].trim(), line: line.number });
    found.retain(|stretch| stretch.label.is_some() || !stretch.text.is_empty());
    found
}

/// The label at an offset, in any case, with blanks and hyphens between its parts and as many typing errors as its length allows; and
/// where its value begins.
fn label_at(text: &str, at: usize, allowed: fn(usize) -> usize) -> Option<(Label, usize)> {
    let end = text[at..].find([':', '=']).filter(|length| *length <= 24)? + at;
    let letters = letters(&text[at..end]);
    let errors = |name: &str| strsim::osa_distance(name, &letters);
    let (_, label) = LABELS.iter().find(|(name, _)| errors(name) <= allowed(name.len()))?;
    Some((*label, end + 1))
}

/// The label that a line begins with where no colon follows: a limit with its number (`maxLength 20`), or values with a verb (`Allowed
/// values are A and B`); and where its value begins.
fn label_without_colon(text: &str, at: usize) -> Option<(Label, usize)> {
    let line = &text[at..];
    let label = |length: usize| {
        let letters = letters(&line[..length]);
        LABELS.iter().find(|(name, _)| *name == letters).map(|(_, label)| *label)
    };
    if let Some(length) = line.find(|c: char| c.is_ascii_digit()).filter(|length| *length <= 24)
        && let Some(Label::KeywordValue(kind)) = label(length)
        && kind.is_limit()
    {
        return Some((Label::KeywordValue(kind), at + length));
    }
    // Without an adjective before it, `values` begins a sentence.
    [" are ", " is "].into_iter().find_map(|verb| {
        let length = line.find(verb).filter(|length| ("values".len() + 1..=24).contains(length))?;
        matches!(label(length)?, Label::Values).then_some((Label::Values, at + length + verb.len()))
    })
}

/// A label as [`LABELS`] has it.
fn letters(text: &str) -> String {
    let parts = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
    parts.flat_map(char::to_lowercase).collect()
}

/// What the next stretch without a label may go on with.
#[derive(Default)]
enum Continuation {
    #[default]
    Nothing,
    /// A label whose value has not come yet.
    KeywordValue(SchemaKeyword),
    /// A list: its last line ended with a comma, or it has no item yet.
    List { wants_more: bool },
}

#[derive(Default)]
struct DescriptionReader {
    description: Description,
    open: Continuation,
}

impl DescriptionReader {
    fn stretch(&mut self, stretch: &LabelledText<'_>) {
        let (text, line) = (stretch.text, stretch.line);
        match (stretch.label, std::mem::take(&mut self.open)) {
            (Some(Label::KeywordValue(kind)), _) if text.is_empty() => self.open = Continuation::KeywordValue(kind),
            (Some(Label::KeywordValue(kind)), _) | (None, Continuation::KeywordValue(kind)) => {
                self.keyword_value(kind, text, line)
            }
            (Some(Label::Values), _) => self.list(text, line),
            (Some(Label::Prose), _) => self.prose(text, line),
            (None, Continuation::List { wants_more }) if wants_more || self.goes_on(text) => self.list(text, line),
            (None, _) => match normalize::bulleted(text).filter(|item| is_short(item)) {
                Some(item) => self.value(item, line),
                None => self.prose(text, line),
            },
        }
    }

    fn keyword_value(&mut self, kind: SchemaKeyword, text: &str, line: usize) {
        let (value, rest) = if kind.is_limit() { number(text) } else { (normalize::unbulleted(text).to_owned(), "") };
        if value.is_empty() {
            self.prose(text, line);
        } else {
            self.description.keywords.push(KeywordValue { kind, value, line });
            self.prose(rest, line);
        }
    }

    fn list(&mut self, text: &str, line: usize) {
        let items: Vec<&str> = items(text);
        if items.iter().any(|item| !is_short(item)) {
            self.prose(text, line);
            return;
        }
        self.open = Continuation::List { wants_more: items.is_empty() || text.ends_with([',', ';', '|']) };
        for item in items {
            self.value(item, line);
        }
    }

    /// Whether a line without a label goes on with the list of the line before, though that has no comma at its end: it begins with one, or
    /// the list is of codes (`CZ, NO`) and the line holds nothing else.
    fn goes_on(&self, text: &str) -> bool {
        let is_code = |item: &str| item.len() <= 3 && item.bytes().all(|byte| byte.is_ascii_uppercase());
        let items = items(text);
        let is_of_codes = !items.is_empty()
            && items.iter().all(|item| is_code(item))
            && self.description.values.iter().all(|value| is_code(&value.text));
        text.starts_with([',', ';', '|']) || is_of_codes
    }

    fn value(&mut self, text: &str, line: usize) {
        self.description.values.push(ListedValue { text: text.to_owned(), line });
    }

    fn prose(&mut self, text: &str, line: usize) {
        let line = DocumentLine { number: line, cell: false, text: text.to_owned() };
        self.description.prose.extend(statements(&line, false));
    }
}

/// The number that a text begins with, without separators of thousands, and what stands behind it.
fn number(text: &str) -> (String, &str) {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut end = digits(text);
    let mut number = text[..end].to_owned();
    while let Some(behind) = text[end..].strip_prefix([',', ' ']).filter(|behind| digits(behind) == 3) {
        number.push_str(&behind[..3]);
        end += 4;
    }
    (number, text[end..].trim_start_matches(['.', ',', ';', ' ']))
}

/// The items of a list on one line.
fn items(text: &str) -> Vec<&str> {
    text.split([',', ';', '|', '·'])
        .flat_map(|item| {
            let words: Vec<&str> = item.split_whitespace().collect();
            match words[..] {
                // `CZ and SK`
                [first, "and" | "or" | "&", last] => vec![first, last],
                ["and" | "or" | "&", last] => vec![last],
                _ => vec![item],
            }
        })
        .map(|item| item.trim().trim_end_matches('.'))
        .filter(|item| !item.is_empty())
        .collect()
}

/// Whether a text is short enough for a value, and no sentence.
fn is_short(text: &str) -> bool {
    normalize::words(text).len() <= 4 && !text.ends_with(['.', ':', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// What a description says, in one line for each part.
    fn said(text: &str) -> Vec<String> {
        let document = Document::from_bytes(text.as_bytes()).unwrap();
        let found = read(document.lines());
        let keywords = found.keywords.iter().map(|keyword_value| {
            format!("{} {} @{}", keyword_value.kind.keyword(), keyword_value.value, keyword_value.line)
        });
        let values = found.values.iter().map(|value| format!("= {} @{}", value.text, value.line));
        let prose = found.prose.iter().map(|one| format!("{} @{}", one.text, one.line));
        keywords.chain(values).chain(prose).collect()
    }

    #[test]
    fn labels_are_found_however_they_are_typed() {
        let keywords = ["maxLength 20 @1", "pattern ^a{1,2}$ @2", "example b c @3"];
        assert_eq!(said("maxLength: 20\npattern: ^a{1,2}$\nexample: b c"), keywords);
        assert_eq!(said("Max Length:20\nPATTERN =\u{a0}^a{1,2}$\nExample :b  c"), keywords);
        assert_eq!(said("maxLength: 20 pattern: ^a{1,2}$ example: b c").len(), 3);
        assert_eq!(said("maxLength:\n20"), ["maxLength 20 @2"]);
        assert_eq!(said("maxLength 20, per range"), ["maxLength 20 @1", "per range @1"]);
        assert_eq!(said("· Max length 20 characters")[0], "maxLength 20 @1");
        assert_eq!(
            said("Maximum length: 9\nRegular expression: ^a$\nDefault value: 3"),
            ["maxLength 9 @1", "pattern ^a$ @2", "default 3 @3"]
        );
        assert_eq!(said("At most 20 of them"), ["At most 20 of them @1"]);
        assert_eq!(said("maxLength: 20, per range"), ["maxLength 20 @1", "per range @1"]);
        assert_eq!(said("description: One id. Give it."), ["One id. @1", "Give it. @1"]);
        assert_eq!(said("A reference. maxLength: 5"), ["maxLength 5 @1", "A reference. @1"]);
        assert_eq!(
            said("maxLenght: 20\nexmaple : b c\nPatern: ^a$"),
            ["maxLength 20 @1", "example b c @2", "pattern ^a$ @3"]
        );
        for (typed, read) in [("20,000", "20000"), ("1 000 000", "1000000"), ("255, 1000", "255"), ("20.", "20")] {
            assert_eq!(said(&format!("maximum: {typed}"))[0], format!("maximum {read} @1"));
        }
        assert_eq!(said("typed names\nvaluesless"), ["typed names @1", "valuesless @2"]);
    }

    #[test]
    fn lists_are_found_however_they_are_broken() {
        let values = |lines: [usize; 3]| {
            ["AA", "BB", "CC"].iter().zip(lines).map(|(value, line)| format!("= {value} @{line}")).collect::<Vec<_>>()
        };
        assert_eq!(said("Available values : AA, BB, CC"), values([1, 1, 1]));
        assert_eq!(said("Allowed values: AA ,BB and CC."), values([1, 1, 1]));
        assert_eq!(said("Allowed values are AA ,BB and CC."), values([1, 1, 1]));
        assert_eq!(said("Enum: AA, BB, CC"), values([1, 1, 1]));
        assert_eq!(said("Values are sent as they are"), ["Values are sent as they are @1"]);
        assert_eq!(said("Available\u{a0}values: AA,\nBB, CC"), values([1, 2, 2]));
        assert_eq!(said("Available values: AA\nBB, CC"), values([1, 2, 2]));
        assert_eq!(said("Available values:\nAA, BB\n, CC"), values([2, 2, 3]));
        assert_eq!(said("Available values:\nAA, BB,\nCC"), values([2, 2, 3]));
        assert_eq!(said("· AA\n· BB\n· CC"), values([1, 2, 3]));
        assert_eq!(
            said("· AA\n· It is what the customer asked for."),
            ["= AA @1", "· It is what the customer asked for. @2"]
        );
        assert_eq!(said("Available values: AA, BB, CC\nOnly some of these are supported."), {
            let mut all = values([1, 1, 1]);
            all.push("Only some of these are supported. @2".into());
            all
        });
    }

    #[test]
    fn nothing_panics_on_odd_labels() {
        for text in ["maxLength", ":", "values", "·", "example:", "é maxLength: é", "pattern:\n\npattern:"] {
            let _ = said(text);
        }
    }
}
