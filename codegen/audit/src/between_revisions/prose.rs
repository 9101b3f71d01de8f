//! Compares the prose of two documents by statement. Line breaks and the order of statements do not count.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use similar::{Algorithm, DiffOp};

use crate::document::description::Statement;
use crate::document::normalize;

/// The maximum number of words that are compared, more than a hundred times the number in such a document.
const MAX_WORDS: usize = 40_000;

/// A statement that was added, removed, or changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct StatementEdit {
    pub(crate) old_line: Option<usize>,
    pub(crate) new_line: Option<usize>,
    /// Whether the statement is a heading, which states nothing about the API.
    pub(crate) heading: bool,
    /// The text of the statement; if it changed, with `[old → new]` in place of the changed words.
    pub(crate) text: String,
}

/// Renamed parameters and groups: old names and their new names. A statement did not change if the old text with the new names equals the new
/// text.
#[derive(Clone, Debug, Default)]
pub(crate) struct RenameMap(pub(crate) BTreeMap<String, String>);

impl RenameMap {
    /// Replaces the old names in a text.
    fn apply(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let is_name_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_name_char) {
            let (before, from) = rest.split_at(start);
            let (name, after) = from.split_at(from.find(|c| !is_name_char(c)).unwrap_or(from.len()));
            renamed.push_str(before);
            renamed.push_str(self.0.get(name).map_or(name, String::as_str));
            rest = after;
        }
        renamed + rest
    }
}

/// The statements that only `old` has and the statements that only `new` has, each in the order of the document. If one of them has a statement
/// more often than the other, the last occurrences are unmatched.
pub(crate) fn unmatched(old: &[Statement], new: &[Statement], renames: &RenameMap) -> (Vec<Statement>, Vec<Statement>) {
    let key =
        |text: &str, heading: bool| if heading { normalize::key(text).to_lowercase() } else { normalize::key(text) };
    let mut keys: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (index, statement) in new.iter().enumerate() {
        keys.entry(key(&statement.text, statement.heading)).or_default().push_back(index);
    }
    let mut matched = BTreeSet::new();
    let mut removed = Vec::new();
    for statement in old {
        let texts = [statement.text.clone(), renames.apply(&statement.text)].map(|text| key(&text, statement.heading));
        match texts.iter().find_map(|key| keys.get_mut(key)?.pop_front()) {
            Some(index) => drop(matched.insert(index)),
            None => removed.push(statement.clone()),
        }
    }
    let left = new.iter().enumerate().filter(|(index, _)| !matched.contains(index));
    let mut added: Vec<Statement> = left.map(|(_, statement)| statement.clone()).collect();
    removed.sort_by_key(|statement| statement.line);
    added.sort_by_key(|statement| statement.line);
    (removed, added)
}

/// Finds the edits that turn the unmatched old statements into the new ones.
pub(crate) fn edits(old: &[Statement], new: &[Statement], renames: &RenameMap) -> Vec<StatementEdit> {
    let old = StatementWords::of_statements(old, |text| renames.apply(text));
    let new = StatementWords::of_statements(new, str::to_owned);
    let mut found = Vec::new();
    for (of_old, of_new) in components(&old, &new) {
        match (of_old.as_slice(), of_new.as_slice()) {
            (_, []) => found.extend(of_old.iter().map(|index| old.whole(*index, true))),
            ([], _) => found.extend(of_new.iter().map(|index| new.whole(*index, false))),
            _ => found.extend(changed(&old.only(&of_old), &new.only(&of_new))),
        }
    }
    found
}

/// The statements of one revision with all their words in sequence.
struct StatementWords<'s> {
    statements: Vec<&'s Statement>,
    words: Vec<String>,
    /// The index of the statement of each word.
    of: Vec<usize>,
}

impl<'s> StatementWords<'s> {
    fn of(all: impl Iterator<Item = (&'s Statement, Vec<String>)>) -> Self {
        let mut side = Self { statements: Vec::new(), words: Vec::new(), of: Vec::new() };
        for (index, (statement, words)) in all.enumerate() {
            side.statements.push(statement);
            side.of.extend(words.iter().map(|_| index));
            side.words.extend(words);
        }
        side
    }

    /// Applies `transform` to the text of each statement, and splits the result into words.
    fn of_statements(all: &'s [Statement], transform: impl Fn(&str) -> String) -> Self {
        let words = |text: &str| normalize::words(&transform(text)).into_iter().map(str::to_owned).collect();
        Self::of(all.iter().map(|statement| (statement, words(&statement.text))))
    }

    /// Selects some of the statements, in the order of the document.
    fn only(&self, statements: &[usize]) -> Self {
        let mut picked = statements.to_vec();
        picked.sort_unstable();
        Self::of(picked.into_iter().map(|index| (self.statements[index], self.words_of(index).to_vec())))
    }

    fn words_of(&self, statement: usize) -> &[String] {
        let start = self.of.partition_point(|of| *of < statement);
        let end = self.of.partition_point(|of| *of <= statement);
        &self.words[start..end]
    }

    /// The statement that contains a word; for an index after the last word, the last statement.
    fn at(&self, word: usize) -> Option<usize> {
        self.of.get(word).or(self.of.last()).copied()
    }

    fn whole(&self, index: usize, is_removed: bool) -> StatementEdit {
        let statement = self.statements[index];
        let line = Some(statement.line);
        let (old_line, new_line) = if is_removed { (line, None) } else { (None, line) };
        StatementEdit { old_line, new_line, heading: statement.heading, text: statement.text.clone() }
    }
}

/// Groups old and new statements that share most of their words in the same order. Each group has the indexes of its old and of its new
/// statements. If a statement was split into two statements, or two statements were merged, all three are in one group.
fn components(old: &StatementWords<'_>, new: &StatementWords<'_>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let count = old.statements.len();
    let mut root: Vec<usize> = (0..count + new.statements.len()).collect();
    if old.words.len().max(new.words.len()) <= MAX_WORDS {
        for ((of_old, of_new), common) in common_words(old, new) {
            let shorter = old.words_of(of_old).len().min(new.words_of(of_new).len());
            if common == shorter || (common >= 2 && common * 5 >= shorter * 3) {
                let (a, b) = (find(&root, of_old), find(&root, count + of_new));
                root[a.max(b)] = a.min(b);
            }
        }
    }
    let mut found: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for index in 0..root.len() {
        let (of_old, of_new) = found.entry(find(&root, index)).or_default();
        if index < count { of_old.push(index) } else { of_new.push(index - count) }
    }
    found.into_values().collect()
}

fn find(root: &[usize], mut index: usize) -> usize {
    while root[index] != index {
        index = root[index];
    }
    index
}

/// For each pair of an old and a new statement, the number of words that they share in the same order.
fn common_words(old: &StatementWords<'_>, new: &StatementWords<'_>) -> BTreeMap<(usize, usize), usize> {
    let mut common = BTreeMap::new();
    for op in similar::capture_diff_slices(Algorithm::Myers, &old.words, &new.words) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for offset in 0..len {
                *common.entry((old.of[old_index + offset], new.of[new_index + offset])).or_default() += 1;
            }
        }
    }
    common
}

/// A run of differing words.
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// Finds the edits of a group of statements: one edit for each old statement that changed.
fn changed(old: &StatementWords<'_>, new: &StatementWords<'_>) -> Vec<StatementEdit> {
    let hunks: Vec<Hunk> = similar::capture_diff_slices(Algorithm::Myers, &old.words, &new.words)
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| Hunk { old: op.old_range(), new: op.new_range() })
        .collect();
    let all = |side: &StatementWords<'_>| normalize::key(&side.words.join(" "));
    if hunks.is_empty() || all(old) == all(new) {
        return Vec::new();
    }
    let owner = |hunk: &Hunk| {
        // If words were added and none removed, the edit belongs to the statement that contains the word before them.
        let word = if hunk.old.is_empty() { hunk.old.start.saturating_sub(1) } else { hunk.old.start };
        old.at(word)
    };
    hunks.chunk_by(|a, b| owner(a) == owner(b)).map(|hunks| edit(old, new, hunks, owner)).collect()
}

fn edit(
    old: &StatementWords<'_>,
    new: &StatementWords<'_>,
    hunks: &[Hunk],
    owner: impl Fn(&Hunk) -> Option<usize>,
) -> StatementEdit {
    let of_old = hunks.first().and_then(owner);
    let of_new = hunks.first().and_then(|hunk| {
        let word = if hunk.new.is_empty() { hunk.new.start.saturating_sub(1) } else { hunk.new.start };
        new.at(word)
    });
    let line = |side: &StatementWords<'_>, index: Option<usize>| {
        index.and_then(|index| side.statements.get(index)).map(|statement| statement.line)
    };
    let headings = |side: &StatementWords<'_>| side.statements.iter().all(|statement| statement.heading);
    StatementEdit {
        old_line: line(old, of_old),
        new_line: line(new, of_new),
        heading: headings(old) && headings(new),
        text: show(old, new, hunks),
    }
}

/// The text with the changed words in brackets.
fn show(old: &StatementWords<'_>, new: &StatementWords<'_>, hunks: &[Hunk]) -> String {
    let mut text: Vec<String> = Vec::new();
    let mut shown = 0;
    for hunk in hunks {
        text.extend_from_slice(&new.words[shown..hunk.new.start]);
        let (removed_words, added) = (old.words[hunk.old.clone()].join(" "), new.words[hunk.new.clone()].join(" "));
        text.push(match (removed_words.is_empty(), added.is_empty()) {
            (false, false) => format!("[{removed_words} → {added}]"),
            (false, true) => format!("[-{removed_words}]"),
            _ => format!("[+{added}]"),
        });
        shown = hunk.new.end;
    }
    text.extend_from_slice(&new.words[shown..]);
    text.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;
    use crate::document::model::Model;

    fn differ(old: &str, new: &str) -> Vec<String> {
        let read = |text: &str| Model::of(&VendorDocument::from_bytes(text.as_bytes()).unwrap()).prose;
        let renames = RenameMap(BTreeMap::from([("oldName".to_owned(), "new-name".to_owned())]));
        let (removed, added) = unmatched(&read(old), &read(new), &renames);
        let line = |line: Option<usize>| line.map_or("-".to_owned(), |line| line.to_string());
        edits(&removed, &added, &renames)
            .into_iter()
            .map(|edit| format!("{}/{} {}", line(edit.old_line), line(edit.new_line), edit.text))
            .collect()
    }

    const OLD: &str = "· A number is kept for 90 days in the stock. After that it is free.\n· Nobody is called under it by anyone yet.\n\nThe order is made at once, and its id is given to you.\nGive oldName in each call.\n";

    #[test]
    fn layout_does_not_count() {
        for new in [
            OLD.to_owned(),
            OLD.replace("90 days", "90\ndays").replace("made at", "made\nat"),
            OLD.replace("free.\n· ", "free. · ").replace("once, ", "once,"),
            OLD.replace(". After", ".\nAfter").replace("A number", "  A\u{a0}number"),
            "Give new-name in each call.\nThe order is made at once, and its id is given to you\n- Nobody is called under it by anyone yet\n\n\nAfter that it is free\nA number is kept for 90 days in the stock".to_owned(),
        ] {
            assert_eq!(differ(OLD, &new), Vec::<String>::new(), "{new}");
        }
    }

    #[test]
    fn changed_words_are_shown_in_brackets() {
        assert_eq!(differ(OLD, &OLD.replace("90", "60")), ["1/1 A number is kept for [90 → 60] days in the stock"]);
        assert_eq!(
            differ(OLD, &OLD.replace("90 days", "60\ndays")),
            ["1/1 A number is kept for [90 → 60] days in the stock"]
        );
        assert_eq!(
            differ(OLD, &OLD.replace("is made", "is not made")),
            ["4/4 The order is [+not] made at once and its id is given to you"]
        );
        assert_eq!(
            differ(OLD, &OLD.replace(", and its id is given to you", "")),
            ["4/4 The order is made at once [-and its id is given to you]"]
        );
        assert_eq!(differ(OLD, &OLD.replace("After that it is free.", "")), ["1/- After that it is free."]);
        assert_eq!(differ(OLD, &format!("New words stand here now.\n{OLD}")), ["-/1 New words stand here now."]);
    }

    #[test]
    fn several_changes_are_separate_edits() {
        let new = OLD.replace("90", "60").replace("Nobody", "Everybody").replace("each", "every");
        assert_eq!(differ(OLD, &new).len(), 3);
        let new = OLD.replace("· Nobody is called under it by anyone yet.\n", "") + "The price is another matter.\n";
        assert_eq!(
            differ(OLD, &new),
            ["2/- · Nobody is called under it by anyone yet.", "-/5 The price is another matter."]
        );
    }
}
