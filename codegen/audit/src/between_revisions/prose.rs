//! How the prose of two documents differs: in statements, not in lines. Where lines are broken, and in which order statements stand, is
//! no difference.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use similar::{Algorithm, DiffOp};

use crate::document::description::Statement;
use crate::document::normalize;
use crate::matching::similarity;

/// Words that are compared with one another, at most: more than a hundred times what a document of this kind has.
const MAX_WORDS: usize = 40_000;
/// How many words around a change are shown.
const CONTEXT: usize = 6;

/// A statement that was added, removed, or changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Edit {
    pub(crate) old_line: Option<usize>,
    pub(crate) new_line: Option<usize>,
    /// It is a title, and states nothing.
    pub(crate) heading: bool,
    /// The statement; where it changed, `[old → new]` in the words around it.
    pub(crate) text: String,
    /// The numbers that changed, as `90 → 60`.
    pub(crate) numbers: Vec<String>,
}

/// Names that were renamed: where an old statement with the new names is a new statement, it is the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Follow(pub(crate) BTreeMap<String, String>);

impl Follow {
    /// A text with the new names.
    fn text(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(inside) {
            let (before, from) = rest.split_at(start);
            let (name, behind) = from.split_at(from.find(|c| !inside(c)).unwrap_or(from.len()));
            said.push_str(before);
            said.push_str(self.0.get(name).map_or(name, String::as_str));
            rest = behind;
        }
        said + rest
    }
}

/// A statement that only one side has.
#[derive(Clone, Debug)]
pub(crate) struct Alone {
    pub(crate) statement: Statement,
    /// Which of the statements that both sides have stands before it, by its index in the new document.
    after: Option<usize>,
}

/// The statements of each side that the other side does not have. Where one side has a statement more often, the one that stands later
/// in the list is left.
pub(crate) fn unmatched(old: &[Statement], new: &[Statement], follow: &Follow) -> (Vec<Alone>, Vec<Alone>) {
    let key =
        |text: &str, heading: bool| if heading { normalize::key(text).to_lowercase() } else { normalize::key(text) };
    let mut keys: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (index, statement) in new.iter().enumerate() {
        keys.entry(key(&statement.text, statement.heading)).or_default().push_back(index);
    }
    let mut partner: Vec<Option<usize>> = Vec::with_capacity(old.len());
    for statement in old {
        let texts = [key(&statement.text, statement.heading), key(&follow.text(&statement.text), statement.heading)];
        partner.push(texts.iter().find_map(|key| keys.get_mut(key)?.pop_front()));
    }
    let matched: BTreeSet<usize> = partner.iter().copied().flatten().collect();
    let itself: Vec<Option<usize>> = (0..new.len()).map(|index| matched.contains(&index).then_some(index)).collect();
    (alone(old, &partner), alone(new, &itself))
}

fn alone(statements: &[Statement], partner: &[Option<usize>]) -> Vec<Alone> {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|index| statements[*index].line);
    let mut after = None;
    let mut found = Vec::new();
    for index in order {
        match partner[index] {
            Some(_) => after = partner[index],
            None => found.push(Alone { statement: statements[index].clone(), after }),
        }
    }
    found
}

/// How the statements differ that only one side has.
pub(crate) fn edits(old: &[Alone], new: &[Alone], follow: &Follow) -> Vec<Edit> {
    let (old_after, new_after) = (after(old), after(new));
    let old = Side::of(old, |text| follow.text(text));
    let new = Side::of(new, str::to_owned);
    let mut found = Vec::new();
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    for (of_old, of_new) in components(&old, &new) {
        match (of_old.as_slice(), of_new.as_slice()) {
            (_, []) => gone.extend(of_old),
            ([], _) => came.extend(of_new),
            _ => found.extend(changed(&old.only(&of_old), &new.only(&of_new))),
        }
    }
    // What stands elsewhere and was changed as well; then what stands at the same place.
    let alike = |of_old: usize, of_new: usize| similarity::bags(&old.words_of(of_old), &new.words_of(of_new));
    let in_place = |of_old: usize, of_new: usize| {
        let titles = old.statements[of_old].heading && new.statements[of_new].heading;
        let same = old_after[of_old] == new_after[of_new] && (titles || alike(of_old, of_new) >= REPLACED);
        if same { 1.0 } else { 0.0 }
    };
    let rounds: [&dyn Fn(usize, usize) -> f64; 2] = [&alike, &in_place];
    for score in rounds {
        for pair in similarity::best(&gone, &came, score) {
            gone.retain(|index| *index != pair.old);
            came.retain(|index| *index != pair.new);
            found.extend(changed(&old.only(&[pair.old]), &new.only(&[pair.new])));
        }
    }
    found.extend(gone.iter().map(|index| old.whole(*index, true)));
    found.extend(came.iter().map(|index| new.whole(*index, false)));
    found
}

/// The least that two statements at the same place have in common to be one that changed.
const REPLACED: f64 = 0.25;

fn after(statements: &[Alone]) -> Vec<Option<usize>> {
    statements.iter().map(|alone| alone.after).collect()
}

/// The statements of one side, and their words in one row.
struct Side<'s> {
    statements: Vec<&'s Statement>,
    words: Vec<String>,
    /// By word: the statement that it belongs to.
    of: Vec<usize>,
}

impl<'s> Side<'s> {
    fn of(statements: &'s [Alone], say: impl Fn(&str) -> String) -> Self {
        let statements: Vec<&Statement> = statements.iter().map(|alone| &alone.statement).collect();
        let mut side = Self { statements, words: Vec::new(), of: Vec::new() };
        for index in 0..side.statements.len() {
            for word in normalize::words(&say(&side.statements[index].text)) {
                side.words.push(word.to_owned());
                side.of.push(index);
            }
        }
        side
    }

    /// Some of the statements, in the order of the document.
    fn only(&self, statements: &[usize]) -> Self {
        let mut picked = statements.to_vec();
        picked.sort_unstable();
        let mut side = Self {
            statements: picked.iter().map(|index| self.statements[*index]).collect(),
            words: Vec::new(),
            of: Vec::new(),
        };
        for (new_index, index) in picked.iter().enumerate() {
            for word in self.words_of(*index) {
                side.words.push(word.clone());
                side.of.push(new_index);
            }
        }
        side
    }

    fn words_of(&self, statement: usize) -> Vec<&String> {
        let start = self.of.partition_point(|of| *of < statement);
        let end = self.of.partition_point(|of| *of <= statement);
        self.words[start..end].iter().collect()
    }

    /// The statement of a word; behind the last word, of that.
    fn at(&self, word: usize) -> Option<usize> {
        self.of.get(word).or(self.of.last()).copied()
    }

    fn whole(&self, statement: usize, went: bool) -> Edit {
        let said = self.statements[statement];
        let line = Some(said.line);
        let (old_line, new_line) = if went { (line, None) } else { (None, line) };
        Edit { old_line, new_line, heading: said.heading, text: said.text.clone(), numbers: Vec::new() }
    }
}

/// Statements that have most of their words in common, in the same order, as indexes of the old and of the new ones. A statement that
/// was broken in two, or put together from two, is in one component with them.
fn components(old: &Side<'_>, new: &Side<'_>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let count = old.statements.len();
    let mut root: Vec<usize> = (0..count + new.statements.len()).collect();
    if old.words.len().max(new.words.len()) <= MAX_WORDS {
        for ((of_old, of_new), common) in common_words(old, new) {
            let lengths = [old.words_of(of_old).len(), new.words_of(of_new).len()];
            let (shorter, longer) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
            let part_of = common == shorter || (common >= 2 && common * 5 >= shorter * 3);
            if part_of || common * 5 >= longer * 2 {
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

/// How many words two statements have in common, in the same order.
fn common_words(old: &Side<'_>, new: &Side<'_>) -> BTreeMap<(usize, usize), usize> {
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

/// Words of both sides that differ.
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// One edit for each old statement that changed.
fn changed(old: &Side<'_>, new: &Side<'_>) -> Vec<Edit> {
    let hunks: Vec<Hunk> = similar::capture_diff_slices(Algorithm::Myers, &old.words, &new.words)
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| Hunk { old: op.old_range(), new: op.new_range() })
        .collect();
    let all = |side: &Side<'_>| normalize::key(&side.words.join(" "));
    if hunks.is_empty() || all(old) == all(new) {
        return Vec::new();
    }
    let owner = |hunk: &Hunk| {
        // Words that were only added belong to the statement of the word before them.
        let word = if hunk.old.is_empty() { hunk.old.start.saturating_sub(1) } else { hunk.old.start };
        old.at(word)
    };
    hunks.chunk_by(|a, b| owner(a) == owner(b)).map(|hunks| edit(old, new, hunks, owner)).collect()
}

fn edit(old: &Side<'_>, new: &Side<'_>, hunks: &[Hunk], owner: impl Fn(&Hunk) -> Option<usize>) -> Edit {
    let of_old = hunks.first().and_then(owner);
    let of_new = hunks.first().and_then(|hunk| {
        let word = if hunk.new.is_empty() { hunk.new.start.saturating_sub(1) } else { hunk.new.start };
        new.at(word)
    });
    let line = |side: &Side<'_>, index: Option<usize>| {
        index.and_then(|index| side.statements.get(index)).map(|said| said.line)
    };
    let headings = |side: &Side<'_>| side.statements.iter().all(|said| said.heading);
    Edit {
        old_line: line(old, of_old),
        new_line: line(new, of_new),
        heading: headings(old) && headings(new),
        text: show(old, new, hunks),
        numbers: hunks
            .iter()
            .flat_map(|hunk| numbers(&old.words[hunk.old.clone()], &new.words[hunk.new.clone()]))
            .collect(),
    }
}

/// The words around some changes, with the changes in brackets.
fn show(old: &Side<'_>, new: &Side<'_>, hunks: &[Hunk]) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut shown = hunks.first().map_or(0, |hunk| hunk.new.start.saturating_sub(CONTEXT));
    if shown > 0 {
        said.push("…".into());
    }
    for hunk in hunks {
        if hunk.new.start > shown + 2 * CONTEXT {
            said.extend(new.words[shown..shown + CONTEXT].iter().cloned());
            said.push("…".into());
            shown = hunk.new.start - CONTEXT;
        }
        said.extend(new.words[shown..hunk.new.start].iter().cloned());
        let (went, came) = (old.words[hunk.old.clone()].join(" "), new.words[hunk.new.clone()].join(" "));
        said.push(match (went.is_empty(), came.is_empty()) {
            (false, false) => format!("[{went} → {came}]"),
            (false, true) => format!("[-{went}]"),
            _ => format!("[+{came}]"),
        });
        shown = hunk.new.end;
    }
    let end = (shown + CONTEXT).min(new.words.len());
    said.extend(new.words[shown..end].iter().cloned());
    if end < new.words.len() {
        said.push("…".into());
    }
    said.join(" ")
}

fn numbers(old: &[String], new: &[String]) -> Vec<String> {
    let of = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).cloned().collect()
    };
    let (old, new) = (of(old), of(new));
    old.iter().zip(&new).filter(|(old, new)| old != new).map(|(old, new)| format!("{old} → {new}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::document::model::Model;

    fn differ(old: &str, new: &str) -> Vec<String> {
        let read = |text: &str| Model::of(&Document::from_bytes(text.as_bytes()).unwrap()).prose;
        let follow = Follow(BTreeMap::from([("oldName".to_owned(), "new-name".to_owned())]));
        let (gone, came) = unmatched(&read(old), &read(new), &follow);
        let line = |line: Option<usize>| line.map_or("-".to_owned(), |line| line.to_string());
        edits(&gone, &came, &follow)
            .into_iter()
            .map(|edit| format!("{}/{} {}", line(edit.old_line), line(edit.new_line), edit.text))
            .collect()
    }

    const OLD: &str = "· A number is kept for 90 days in the stock. After that it is free.\n· Nobody is called under it by anyone yet.\n\nThe order is made at once, and its id is given to you.\nGive oldName in each call.\n";

    #[test]
    fn layout_is_no_difference() {
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
    fn changes_are_shown_in_their_words() {
        assert_eq!(differ(OLD, &OLD.replace("90", "60")), ["1/1 A number is kept for [90 → 60] days in the stock"]);
        assert_eq!(
            differ(OLD, &OLD.replace("90 days", "60\ndays")),
            ["1/1 A number is kept for [90 → 60] days in the stock"]
        );
        assert_eq!(
            differ(OLD, &OLD.replace("is made", "is not made")),
            ["4/4 The order is [+not] made at once and its id …"]
        );
        assert_eq!(
            differ(OLD, &OLD.replace(", and its id is given to you", "")),
            ["4/4 The order is made at once [-and its id is given to you]"]
        );
        assert_eq!(differ(OLD, &OLD.replace("After that it is free.", "")), ["1/- After that it is free."]);
        assert_eq!(differ(OLD, &format!("New words stand here now.\n{OLD}")), ["-/1 New words stand here now."]);
    }

    #[test]
    fn several_changes_stay_apart() {
        let new = OLD.replace("90", "60").replace("Nobody", "Everybody").replace("each", "every");
        assert_eq!(differ(OLD, &new).len(), 3);
        let new = OLD.replace("· Nobody is called under it by anyone yet.\n", "") + "The price is another matter.\n";
        assert_eq!(
            differ(OLD, &new),
            ["2/- · Nobody is called under it by anyone yet.", "-/5 The price is another matter."]
        );
    }
}
