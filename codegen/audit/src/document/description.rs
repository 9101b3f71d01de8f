//! Reads the description of a parameter: keywords with a label, listed values, and prose. No text is dropped: text that is neither a keyword nor
//! a value is prose.

use strum::IntoStaticStr;

use crate::document::line::DocumentLine;
use crate::document::normalize;

/// A keyword that a description can state with a label.
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
    /// The name of the keyword in OpenAPI.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the keyword is a limit, whose value is a number.
    pub(crate) fn is_limit(self) -> bool {
        self <= Self::MinItems
    }
}

/// A keyword with its value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct KeywordValue {
    pub(crate) keyword: SchemaKeyword,
    pub(crate) value: String,
    pub(crate) line: usize,
}

impl KeywordValue {
    /// Whether keyword and value are equal; the line does not count.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        self.keyword == other.keyword && self.value == other.value
    }
}

/// A value of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ListedValue {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// A sentence, or the part of a sentence that is on one line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) line: usize,
    /// Whether the text is a heading or the head of a table, which states nothing by itself.
    pub(crate) heading: bool,
}

/// The description of a parameter.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Description {
    pub(crate) keywords: Vec<KeywordValue>,
    pub(crate) values: Vec<ListedValue>,
    pub(crate) prose: Vec<Statement>,
}

/// The kind of text that follows a label.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum DescriptionLabel {
    Keyword(SchemaKeyword),
    Values,
    Prose,
}

/// The labels, in lower case without spaces and hyphens. Text after a label that is not in this list is read as prose, so a keyword there is
/// not compared.
const LABELS: [(&str, DescriptionLabel); 28] = [
    ("maximumlength", DescriptionLabel::Keyword(SchemaKeyword::MaxLength)),
    ("minimumlength", DescriptionLabel::Keyword(SchemaKeyword::MinLength)),
    ("maxlength", DescriptionLabel::Keyword(SchemaKeyword::MaxLength)),
    ("minlength", DescriptionLabel::Keyword(SchemaKeyword::MinLength)),
    ("maxitems", DescriptionLabel::Keyword(SchemaKeyword::MaxItems)),
    ("minitems", DescriptionLabel::Keyword(SchemaKeyword::MinItems)),
    ("maximum", DescriptionLabel::Keyword(SchemaKeyword::Maximum)),
    ("minimum", DescriptionLabel::Keyword(SchemaKeyword::Minimum)),
    ("regularexpression", DescriptionLabel::Keyword(SchemaKeyword::Pattern)),
    ("pattern", DescriptionLabel::Keyword(SchemaKeyword::Pattern)),
    ("regex", DescriptionLabel::Keyword(SchemaKeyword::Pattern)),
    ("examples", DescriptionLabel::Keyword(SchemaKeyword::Example)),
    ("example", DescriptionLabel::Keyword(SchemaKeyword::Example)),
    ("defaultvalue", DescriptionLabel::Keyword(SchemaKeyword::Default)),
    ("default", DescriptionLabel::Keyword(SchemaKeyword::Default)),
    ("format", DescriptionLabel::Keyword(SchemaKeyword::Format)),
    ("datatype", DescriptionLabel::Keyword(SchemaKeyword::Type)),
    ("type", DescriptionLabel::Keyword(SchemaKeyword::Type)),
    ("availablevalues", DescriptionLabel::Values),
    ("availablevalue", DescriptionLabel::Values),
    ("allowedvalues", DescriptionLabel::Values),
    ("possiblevalues", DescriptionLabel::Values),
    ("acceptedvalues", DescriptionLabel::Values),
    ("supportedvalues", DescriptionLabel::Values),
    ("validvalues", DescriptionLabel::Values),
    ("values", DescriptionLabel::Values),
    ("enum", DescriptionLabel::Values),
    ("description", DescriptionLabel::Prose),
];

/// The text after a label, or a text without a label.
struct LabelledText<'l> {
    label: Option<DescriptionLabel>,
    text: &'l str,
    line: usize,
}

/// Reads the lines of a description.
pub(crate) fn read<'l>(lines: impl IntoIterator<Item = &'l DocumentLine>) -> Description {
    let mut reader = DescriptionReader::default();
    for line in lines {
        for labelled in labelled_texts(line) {
            reader.labelled(&labelled);
        }
    }
    reader.description
}

/// The statements of a line; a heading is one statement.
pub(crate) fn statements(line: &DocumentLine, heading: bool) -> impl Iterator<Item = Statement> {
    let texts = if heading { vec![line.text.as_str()] } else { normalize::sentences(&line.text) };
    let with_text = texts.into_iter().filter(|text| !normalize::key(text).is_empty());
    with_text.map(move |text| Statement { text: text.to_owned(), line: line.number, heading })
}

fn labelled_texts(line: &DocumentLine) -> Vec<LabelledText<'_>> {
    let text = line.text.as_str();
    let mut found = Vec::new();
    let mut label = None;
    let mut start = 0;
    let mut at = text.len() - normalize::unbulleted(text).len();
    if let Some((first, end)) = label_at(text, at, |length| length / 7).or_else(|| label_without_colon(text, at)) {
        (label, start, at) = (Some(first), end, end);
    }
    while let Some(separator) = text[at..].find([' ', '(', ';']).map(|offset| at + offset) {
        at = separator + 1;
        let Some((next, end)) = label_at(text, at, |_| 0) else { continue };
        found.push(LabelledText { label, text: text[start..separator].trim(), line: line.number });
        (label, start, at) = (Some(next), end, end);
    }
    found.push(LabelledText { label, text: text[start..].trim(), line: line.number });
    found.retain(|labelled| labelled.label.is_some() || !labelled.text.is_empty());
    found
}

/// The label at an offset and the offset of its value. Letter case, spaces and hyphens do not count. `allowed` is the number of typos that are
/// allowed in a label of a given length.
fn label_at(text: &str, at: usize, allowed: fn(usize) -> usize) -> Option<(DescriptionLabel, usize)> {
    let end = text[at..].find([':', '=']).filter(|length| *length <= 24)? + at;
    let letters = letters(&text[at..end]);
    let errors = |name: &str| strsim::osa_distance(name, &letters);
    let (_, label) = LABELS.iter().find(|(name, _)| errors(name) <= allowed(name.len()))?;
    Some((*label, end + 1))
}

/// The label at the beginning of a line without a colon, and the offset of its value: a limit with its number (`maxLength 20`), or values
/// with a verb (`Allowed values are A and B`).
fn label_without_colon(text: &str, at: usize) -> Option<(DescriptionLabel, usize)> {
    let line = &text[at..];
    let label = |length: usize| {
        let letters = letters(&line[..length]);
        LABELS.iter().find(|(name, _)| *name == letters).map(|(_, label)| *label)
    };
    if let Some(length) = line.find(|c: char| c.is_ascii_digit()).filter(|length| *length <= 24)
        && let Some(DescriptionLabel::Keyword(keyword)) = label(length)
        && keyword.is_limit()
    {
        return Some((DescriptionLabel::Keyword(keyword), at + length));
    }
    // `values` without an adjective before it is the first word of a sentence, not a label.
    [" are ", " is "].into_iter().find_map(|verb| {
        let length = line.find(verb).filter(|length| ("values".len() + 1..=24).contains(length))?;
        matches!(label(length)?, DescriptionLabel::Values)
            .then_some((DescriptionLabel::Values, at + length + verb.len()))
    })
}

/// Normalizes a label to the form of [`LABELS`].
fn letters(text: &str) -> String {
    let parts = text.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
    parts.flat_map(char::to_lowercase).collect()
}

/// The part of the description that the next text without a label may continue.
#[derive(Default)]
enum Continuation {
    #[default]
    Nothing,
    /// A keyword whose label was at the end of a line, so that its value is on the next line.
    Keyword(SchemaKeyword),
    /// A list. It is incomplete if its last line ended with a comma or if it has no item yet.
    List { is_incomplete: bool },
}

#[derive(Default)]
struct DescriptionReader {
    description: Description,
    continuation: Continuation,
}

impl DescriptionReader {
    fn labelled(&mut self, labelled: &LabelledText<'_>) {
        let (text, line) = (labelled.text, labelled.line);
        match (labelled.label, std::mem::take(&mut self.continuation)) {
            (Some(DescriptionLabel::Keyword(keyword)), _) if text.is_empty() => {
                self.continuation = Continuation::Keyword(keyword)
            }
            (Some(DescriptionLabel::Keyword(keyword)), _) | (None, Continuation::Keyword(keyword)) => {
                self.keyword_value(keyword, text, line)
            }
            (Some(DescriptionLabel::Values), _) => self.list(text, line),
            (Some(DescriptionLabel::Prose), _) => self.prose(text, line),
            (None, Continuation::List { is_incomplete }) if is_incomplete || self.continues_list(text) => {
                self.list(text, line)
            }
            (None, _) => match normalize::bulleted(text).filter(|item| is_short(item)) {
                Some(item) => self.value(item, line),
                None => self.prose(text, line),
            },
        }
    }

    fn keyword_value(&mut self, keyword: SchemaKeyword, text: &str, line: usize) {
        let (value, rest) =
            if keyword.is_limit() { number(text) } else { (normalize::unbulleted(text).to_owned(), "") };
        if value.is_empty() {
            self.prose(text, line);
        } else {
            self.description.keywords.push(KeywordValue { keyword, value, line });
            self.prose(rest, line);
        }
    }

    fn list(&mut self, text: &str, line: usize) {
        let items: Vec<&str> = items(text);
        if items.iter().any(|item| !is_short(item)) {
            self.prose(text, line);
            return;
        }
        self.continuation = Continuation::List { is_incomplete: items.is_empty() || text.ends_with([',', ';', '|']) };
        for item in items {
            self.value(item, line);
        }
    }

    /// Whether a line without a label continues the list of the line before, although that line did not end with a comma. This is so if the
    /// line begins with a comma, or if the list and the line consist of codes (`CZ, NO`).
    fn continues_list(&self, text: &str) -> bool {
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
        let line = DocumentLine { number: line, begins_cell: false, text: text.to_owned() };
        self.description.prose.extend(statements(&line, false));
    }
}

/// The number at the beginning of a text, without thousands separators, and the text after it.
fn number(text: &str) -> (String, &str) {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut end = digits(text);
    let mut number = text[..end].to_owned();
    while let Some(after) = text[end..].strip_prefix([',', ' ']).filter(|after| digits(after) == 3) {
        number.push_str(&after[..3]);
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

/// Whether a text is short enough for a value, and not a sentence.
fn is_short(text: &str) -> bool {
    normalize::words(text).len() <= 4 && !text.ends_with(['.', ':', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    /// The content of a description, as one text for each keyword, value and statement.
    fn parts(text: &str) -> Vec<String> {
        let document = VendorDocument::from_bytes(text.as_bytes()).unwrap();
        let found = read(document.lines());
        let keywords = found.keywords.iter().map(|keyword_value| {
            format!("{} {} @{}", keyword_value.keyword.name(), keyword_value.value, keyword_value.line)
        });
        let values = found.values.iter().map(|value| format!("= {} @{}", value.text, value.line));
        let prose = found.prose.iter().map(|statement| format!("{} @{}", statement.text, statement.line));
        keywords.chain(values).chain(prose).collect()
    }

    #[test]
    fn labels_are_found_in_every_spelling() {
        let keywords = ["maxLength 20 @1", "pattern ^a{1,2}$ @2", "example b c @3"];
        assert_eq!(parts("maxLength: 20\npattern: ^a{1,2}$\nexample: b c"), keywords);
        assert_eq!(parts("Max Length:20\nPATTERN =\u{a0}^a{1,2}$\nExample :b  c"), keywords);
        assert_eq!(parts("maxLength: 20 pattern: ^a{1,2}$ example: b c").len(), 3);
        assert_eq!(parts("maxLength:\n20"), ["maxLength 20 @2"]);
        assert_eq!(parts("maxLength 20, per range"), ["maxLength 20 @1", "per range @1"]);
        assert_eq!(parts("· Max length 20 characters")[0], "maxLength 20 @1");
        assert_eq!(
            parts("Maximum length: 9\nRegular expression: ^a$\nDefault value: 3"),
            ["maxLength 9 @1", "pattern ^a$ @2", "default 3 @3"]
        );
        assert_eq!(parts("At most 20 of them"), ["At most 20 of them @1"]);
        assert_eq!(parts("maxLength: 20, per range"), ["maxLength 20 @1", "per range @1"]);
        assert_eq!(parts("description: One id. Give it."), ["One id. @1", "Give it. @1"]);
        assert_eq!(parts("A reference. maxLength: 5"), ["maxLength 5 @1", "A reference. @1"]);
        assert_eq!(
            parts("maxLenght: 20\nexmaple : b c\nPatern: ^a$"),
            ["maxLength 20 @1", "example b c @2", "pattern ^a$ @3"]
        );
        for (typed, read) in [("20,000", "20000"), ("1 000 000", "1000000"), ("255, 1000", "255"), ("20.", "20")] {
            assert_eq!(parts(&format!("maximum: {typed}"))[0], format!("maximum {read} @1"));
        }
        assert_eq!(parts("typed names\nvaluesless"), ["typed names @1", "valuesless @2"]);
    }

    #[test]
    fn lists_are_found_across_line_breaks() {
        let values = |lines: [usize; 3]| {
            ["AA", "BB", "CC"].iter().zip(lines).map(|(value, line)| format!("= {value} @{line}")).collect::<Vec<_>>()
        };
        assert_eq!(parts("Available values : AA, BB, CC"), values([1, 1, 1]));
        assert_eq!(parts("Allowed values: AA ,BB and CC."), values([1, 1, 1]));
        assert_eq!(parts("Allowed values are AA ,BB and CC."), values([1, 1, 1]));
        assert_eq!(parts("Enum: AA, BB, CC"), values([1, 1, 1]));
        assert_eq!(parts("Values are sent as they are"), ["Values are sent as they are @1"]);
        assert_eq!(parts("Available\u{a0}values: AA,\nBB, CC"), values([1, 2, 2]));
        assert_eq!(parts("Available values: AA\nBB, CC"), values([1, 2, 2]));
        assert_eq!(parts("Available values:\nAA, BB\n, CC"), values([2, 2, 3]));
        assert_eq!(parts("Available values:\nAA, BB,\nCC"), values([2, 2, 3]));
        assert_eq!(parts("· AA\n· BB\n· CC"), values([1, 2, 3]));
        assert_eq!(
            parts("· AA\n· It is what the customer asked for."),
            ["= AA @1", "· It is what the customer asked for. @2"]
        );
        assert_eq!(parts("Available values: AA, BB, CC\nOnly some of these are supported."), {
            let mut all = values([1, 1, 1]);
            all.push("Only some of these are supported. @2".into());
            all
        });
    }

    #[test]
    fn odd_labels_do_not_panic() {
        for text in ["maxLength", ":", "values", "·", "example:", "é maxLength: é", "pattern:\n\npattern:"] {
            let _ = parts(text);
        }
    }
}
