//! What the description of a parameter says: labelled facts, listed values, and prose. Nothing of the cell is lost: what is neither
//! fact nor value is prose.

use crate::document::line::Line;
use crate::document::normalize;

/// A labelled fact, named as OpenAPI names it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum FactKind {
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

impl FactKind {
    /// The keyword of OpenAPI.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::MaxLength => "maxLength",
            Self::MinLength => "minLength",
            Self::Maximum => "maximum",
            Self::Minimum => "minimum",
            Self::MaxItems => "maxItems",
            Self::MinItems => "minItems",
            Self::Pattern => "pattern",
            Self::Example => "example",
            Self::Default => "default",
            Self::Format => "format",
            Self::Type => "type",
        }
    }

    /// Whether its value is a number.
    pub(crate) fn is_limit(self) -> bool {
        self <= Self::MinItems
    }
}

/// A labelled fact.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fact {
    pub(crate) kind: FactKind,
    pub(crate) value: String,
    pub(crate) line: usize,
}

impl Fact {
    /// Whether two facts say the same. A blank within a pattern matches a blank, and is no noise.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let text = |fact: &Self| match fact.kind {
            FactKind::Pattern => fact.value.trim_matches([' ', '\'', '"', '`']).to_owned(),
            kind if kind.is_limit() => fact.value.trim_start_matches('0').to_owned(),
            _ => fact.value.trim_matches(['\'', '"', ' ']).to_owned(),
        };
        self.kind == other.kind && text(self) == text(other)
    }
}

/// One value of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Listed {
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
    pub(crate) facts: Vec<Fact>,
    pub(crate) values: Vec<Listed>,
    pub(crate) prose: Vec<Statement>,
}

/// What a label announces.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Label {
    Fact(FactKind),
    Values,
    Prose,
}

/// The labels, in small letters and without blanks and hyphens; a longer one before a shorter one that it begins with.
const LABELS: [(&str, Label); 28] = [
    ("maximumlength", Label::Fact(FactKind::MaxLength)),
    ("minimumlength", Label::Fact(FactKind::MinLength)),
    ("maxlength", Label::Fact(FactKind::MaxLength)),
    ("minlength", Label::Fact(FactKind::MinLength)),
    ("maxitems", Label::Fact(FactKind::MaxItems)),
    ("minitems", Label::Fact(FactKind::MinItems)),
    ("maximum", Label::Fact(FactKind::Maximum)),
    ("minimum", Label::Fact(FactKind::Minimum)),
    ("regularexpression", Label::Fact(FactKind::Pattern)),
    ("pattern", Label::Fact(FactKind::Pattern)),
    ("regex", Label::Fact(FactKind::Pattern)),
    ("examples", Label::Fact(FactKind::Example)),
    ("example", Label::Fact(FactKind::Example)),
    ("defaultvalue", Label::Fact(FactKind::Default)),
    ("default", Label::Fact(FactKind::Default)),
    ("format", Label::Fact(FactKind::Format)),
    ("datatype", Label::Fact(FactKind::Type)),
    ("type", Label::Fact(FactKind::Type)),
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
struct Stretch<'l> {
    label: Option<Label>,
    text: &'l str,
    line: usize,
}

/// Reads the lines of a description.
pub(crate) fn read<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Description {
    let mut reader = Reader::default();
    for line in lines {
        for stretch in stretches(line) {
            reader.stretch(&stretch);
        }
    }
    reader.description
}

/// The statements of a line.
pub(crate) fn statements(line: &Line, heading: bool) -> impl Iterator<Item = Statement> {
    let texts: Vec<String> = if heading {
        vec![line.text.clone()]
    } else {
        normalize::sentences(&line.text).into_iter().map(str::to_owned).collect()
    };
    let number = line.number;
    texts.into_iter().filter(|text| !normalize::key(text).is_empty()).map(move |text| Statement {
        text,
        line: number,
        heading,
    })
}

fn stretches(line: &Line) -> Vec<Stretch<'_>> {
    let text = line.text.as_str();
    let mut found = Vec::new();
    let mut label = None;
    let mut start = 0;
    let mut at = text.len() - normalize::unbulleted(text).len();
    if let Some((first, end)) = label_at(text, at).or_else(|| mistyped(text, at)) {
        (label, start, at) = (Some(first), end, end);
    }
    while let Some(blank) = text[at..].find([' ', '(', ';']).map(|offset| at + offset) {
        at = blank + 1;
        let Some((next, end)) = label_at(text, at) else { continue };
        let named = text[at..end].ends_with([':', '=']);
        let telling = matches!(
            next,
            Label::Values
                | Label::Fact(FactKind::MaxLength | FactKind::MinLength | FactKind::Pattern | FactKind::Example)
        );
        if named && (label.is_some() || telling) && !follows_an_article(&text[..blank]) {
            found.push(Stretch { label, text: text[start..blank].trim(), line: line.number });
            (label, start, at) = (Some(next), end, end);
        }
    }
    found.push(Stretch { label, text: text[start..].trim(), line: line.number });
    found.retain(|stretch| stretch.label.is_some() || !stretch.text.is_empty());
    found
}

/// `for example: …` in a sentence is no label.
fn follows_an_article(before: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    matches!(word.as_str(), "for" | "a" | "an" | "the" | "as" | "this" | "following" | "see" | "of")
}

/// The label at an offset, and where its value begins.
fn label_at(text: &str, at: usize) -> Option<(Label, usize)> {
    LABELS.iter().find_map(|(name, label)| {
        let end = at + typed(&text[at..], name)?;
        let rest = &text[end..];
        let bare = rest.trim_start();
        let behind = text.len() - bare.len();
        if let Some(value) = bare.strip_prefix([':', '=']) {
            return Some((*label, text.len() - value.len()));
        }
        let number =
            matches!(label, Label::Fact(kind) if kind.is_limit()) && bare.starts_with(|c: char| c.is_ascii_digit());
        let verb = if *label == Label::Values && name.len() > "values".len() {
            bare.strip_prefix("are ").or_else(|| bare.strip_prefix("is "))
        } else {
            None
        };
        match verb {
            Some(value) if at == 0 => Some((*label, text.len() - value.trim_start_matches([':', ' ']).len())),
            _ => number.then_some((*label, behind)),
        }
    })
}

/// The label that a line begins with in spite of a typing error (`maxLenght:`), and where its value begins.
fn mistyped(text: &str, at: usize) -> Option<(Label, usize)> {
    let (word, _) = text[at..].split_once(':').filter(|(word, _)| word.len() <= 24)?;
    let letters: String = word.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect();
    let near = |name: &str| {
        // Lengths tell most words apart at once.
        let allowed = name.len() / 7;
        allowed > 0
            && name.len().abs_diff(letters.chars().count()) <= allowed
            && strsim::osa_distance(name, &letters) <= allowed
    };
    let (_, label) = LABELS.iter().find(|(name, _)| near(name))?;
    Some((*label, at + word.len() + 1))
}

/// How long `name` is as it is typed here, in any case, with blanks and hyphens between its parts.
fn typed(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().peekable();
    for (at, c) in text.char_indices() {
        if c.to_ascii_lowercase() == *wanted.peek()? {
            wanted.next();
            if wanted.peek().is_none() {
                return Some(at + c.len_utf8());
            }
        } else if at == 0 || !matches!(c, ' ' | '-' | '_') {
            return None;
        }
    }
    None
}

/// What the next stretch without a label may go on with.
#[derive(Default)]
enum Open {
    #[default]
    Nothing,
    /// A label whose value has not come yet.
    Fact(FactKind),
    /// A list: its last line ended with a comma, or it has no item yet.
    List { wants_more: bool },
}

#[derive(Default)]
struct Reader {
    description: Description,
    open: Open,
}

impl Reader {
    fn stretch(&mut self, stretch: &Stretch<'_>) {
        let (text, line) = (stretch.text, stretch.line);
        match (stretch.label, std::mem::take(&mut self.open)) {
            (Some(Label::Fact(kind)), _) if text.is_empty() => self.open = Open::Fact(kind),
            (Some(Label::Fact(kind)), _) | (None, Open::Fact(kind)) => self.fact(kind, text, line),
            (Some(Label::Values), _) => self.list(text, line),
            (Some(Label::Prose), _) => self.prose(text, line),
            (None, Open::List { wants_more }) if wants_more || self.goes_on(text) => self.list(text, line),
            (None, _) => match normalize::bulleted(text).filter(|item| is_short(item)) {
                Some(item) => {
                    self.value(item, line);
                    self.open = Open::List { wants_more: false };
                }
                None => self.prose(text, line),
            },
        }
    }

    fn fact(&mut self, kind: FactKind, text: &str, line: usize) {
        let (value, rest) = if kind.is_limit() { number(text) } else { (normalize::unbulleted(text).to_owned(), "") };
        if value.is_empty() {
            self.prose(text, line);
        } else {
            self.description.facts.push(Fact { kind, value, line });
            self.prose(rest, line);
        }
    }

    fn list(&mut self, text: &str, line: usize) {
        let sentences = normalize::sentences(text);
        let first = if text.starts_with('·') { text } else { sentences.first().copied().unwrap_or_default() };
        let items: Vec<&str> = items(first);
        if items.iter().any(|item| !is_short(item)) {
            self.prose(text, line);
            return;
        }
        let empty = items.is_empty();
        for item in items {
            self.value(item, line);
        }
        self.open = Open::List { wants_more: empty || first.ends_with([',', ';', '|']) };
        if first.len() < text.len() {
            self.prose(text[first.len()..].trim(), line);
        }
    }

    /// Whether a line without a label or comma before it still belongs to the list: it begins with a comma, or holds only values of the
    /// same make (`CZ, NO`).
    fn goes_on(&self, text: &str) -> bool {
        let make = |text: &str| text.chars().map(|c| if c.is_ascii_uppercase() { 'A' } else { c }).collect::<String>();
        let codes = |item: &&str| item.len() <= 3 && make(item).chars().all(|c| c == 'A');
        let items = items(text);
        let listed = &self.description.values;
        text.starts_with([',', ';', '|'])
            || (!items.is_empty() && items.iter().all(codes) && listed.iter().all(|value| codes(&value.text.as_str())))
    }

    fn value(&mut self, text: &str, line: usize) {
        self.description.values.push(Listed { text: text.to_owned(), line });
    }

    fn prose(&mut self, text: &str, line: usize) {
        let line = Line { number: line, cell: false, text: text.to_owned() };
        self.description.prose.extend(statements(&line, false));
    }
}

/// The number that a text begins with, without separators of thousands, and what stands behind it.
fn number(text: &str) -> (String, &str) {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut end = digits(text);
    let mut number = text[..end].to_owned();
    // Three digits behind a separator are thousands, unless more digits follow.
    while (1..=3).contains(&(end - text[..end].rfind([',', ' ']).map_or(0, |at| at + 1)))
        && let Some(behind) = text[end..].strip_prefix([',', ' '])
        && digits(behind) == 3
    {
        number.push_str(&behind[..3]);
        end += 4;
    }
    let rest = &text[end..];
    let unit = rest.trim_start().trim_start_matches(['.', ',']).trim_start();
    let unit = unit.strip_prefix("characters").or_else(|| unit.strip_prefix("chars")).unwrap_or(unit);
    (number, unit.trim_start_matches(['.', ',', ';']).trim())
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
        .map(|item| item.trim_matches(|c: char| matches!(c, ' ' | '\'' | '"' | '[' | ']')).trim_end_matches('.'))
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
        let facts = found.facts.iter().map(|fact| format!("{} {} @{}", fact.kind.keyword(), fact.value, fact.line));
        let values = found.values.iter().map(|value| format!("= {} @{}", value.text, value.line));
        let prose = found.prose.iter().map(|one| format!("{} @{}", one.text, one.line));
        facts.chain(values).chain(prose).collect()
    }

    #[test]
    fn labels_are_found_however_they_are_typed() {
        let facts = ["maxLength 20 @1", "pattern ^a{1,2}$ @2", "example b c @3"];
        assert_eq!(said("maxLength: 20\npattern: ^a{1,2}$\nexample: b c"), facts);
        assert_eq!(said("Max Length:20\nPATTERN =\u{a0}^a{1,2}$\nExample :b  c"), facts);
        assert_eq!(said("maxLength: 20 pattern: ^a{1,2}$ example: b c").len(), 3);
        assert_eq!(said("maxLength:\n20"), ["maxLength 20 @2"]);
        assert_eq!(said("maxLength 20 characters, per range"), ["maxLength 20 @1", "per range @1"]);
        assert_eq!(
            said("description: One id. Give it.\nFor example: x"),
            ["One id. @1", "Give it. @1", "For example: x @2"]
        );
        assert_eq!(said("A reference. maxLength: 5"), ["maxLength 5 @1", "A reference. @1"]);
        assert_eq!(
            said("maxLenght: 20\nexmaple : b c\nPatern: ^a$"),
            ["maxLength 20 @1", "example b c @2", "pattern ^a$ @3"]
        );
        for (typed, read) in [
            ("20,000 characters", "20000"),
            ("1 000 000", "1000000"),
            ("255, 1000", "255"),
            ("2000,000", "2000"),
            ("20.", "20"),
        ] {
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
        assert_eq!(said("Allowed values are AA ,BB and CC."), values([1, 1, 1]));
        assert_eq!(said("Available\u{a0}values: AA,\nBB, CC"), values([1, 2, 2]));
        assert_eq!(said("Available values:\nAA, BB\n, CC"), values([2, 2, 3]));
        assert_eq!(said("Available values: AA\nBB, CC"), values([1, 2, 2]));
        assert_eq!(said("· AA\n· BB\n· CC"), values([1, 2, 3]));
        assert_eq!(
            said("· AA\n· It is what the customer asked for."),
            ["= AA @1", "· It is what the customer asked for. @2"]
        );
        assert_eq!(said("Available values: AA. Others on request."), ["= AA @1", "Others on request. @1"]);
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
