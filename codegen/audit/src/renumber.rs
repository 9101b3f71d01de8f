//! Updates the line numbers in the text of a spec from one revision of a document to the next: in `x-source`, in `leftOut`, and in the prose of
//! `x-assumption`. Nothing else in the text changes, except for the key `linesOf`, which has the hash of the revision whose lines are cited.
//!
//! A range of lines is updated only if its new lines are certain (see [`LineMap`]); otherwise it gets a mark, which the lint rejects.

mod hand_edits;
pub(crate) mod renumbering;

use colt_numbers_openapi::yaml_syntax::YamlSyntax;

use crate::against_spec::citation_fit::unfit_citations;
use crate::between_revisions::compare_revisions;
use crate::document::VendorDocument;
use crate::error::AuditError;
use crate::line_map::{LineMap, MappedRange};
use crate::spec;
use crate::spec::citations::LineRange;
use crate::spec::document_entry::{DocumentEntry, LINES_OF};
use crate::spec::line_mentions::{self, LineMention, MentionedRange};
use crate::spec::text_edits::TextEdits;
use hand_edits::{HandEdits, LinesOf, Places};
use renumbering::{LinePlace, Renumbering};

/// The number of characters of a hash in a mark.
const MARK_LENGTH: usize = 8;
/// Why a range with a mark is not updated.
const MARKED: &str = "marked before: cite the lines of the new document, and remove the mark";
/// Why it is unknown whether a range was updated.
const DIFFERS: &str = "differs from the last commit; check that these are lines of the new document";

/// Updates the line numbers in the text of a spec that cites the old revision of a document. A spec that cites the new revision already is not
/// changed.
///
/// Citations that were updated by hand before are left alone: those that do not fit the old revision, and fit the new one; those that differ from the
/// last commit, unless their element only moved within its list, or they fit the old revision only; and those whose lines are what an earlier commit
/// had, updated. `earlier` has the texts of the spec in commits, the last commit first; the commit that set the hash shows all edits since then.
///
/// ```
/// use colt_numbers_audit::{VendorDocument, renumber};
///
/// let old = VendorDocument::from_bytes(b"Title\nIt is kept.\n")?;
/// let new = VendorDocument::from_bytes(b"Title\nA note.\nIt is kept.\n")?;
/// let spec = format!("info: {{ x-documents: [{{ file: a.txt, sha256: {} }}] }}\nx-rules: {{ kept: {{ x-source: 'a.txt:2' }} }} # kept\n", old.hashes()[0]);
/// let renumbered = renumber(&old, &new, &spec, &[])?;
/// assert!(renumbered.spec.ends_with("{ x-source: 'a.txt:3' } } # kept\n"));
/// assert_eq!(renumber(&old, &new, &renumbered.spec, &[])?.spec, renumbered.spec);
/// # Ok::<(), colt_numbers_audit::AuditError>(())
/// ```
///
/// # Errors
/// If the spec is not YAML, cites another document, or cites neither of the two revisions.
pub fn renumber(
    old: &VendorDocument,
    new: &VendorDocument,
    text: &str,
    earlier: &[String],
) -> Result<Renumbering, AuditError> {
    let root = spec::parse(text)?;
    let syntax = spec::scan(text)?;
    let entry = DocumentEntry::of_revisions(&root, old, new)?;
    let mut mentions = line_mentions::all(text, &syntax, &root);
    mentions.retain(|mention| mention.file.as_deref().is_none_or(|file| file == entry.file()));
    let mut renumbering = Renumbering::of(entry.file());
    if entry.has_lines_of(new) {
        for (mention, range) in ranges(&mentions).filter(|(_, range)| range.is_marked) {
            renumbering.not_moved.push(place(&syntax, mention, range, MARKED));
        }
        text.clone_into(&mut renumbering.spec);
        return Ok(renumbering);
    }
    if !entry.has_lines_of(old) {
        let cited = entry.lines_hash().unwrap_or("none").to_owned();
        return Err(AuditError::OtherLines { cited, old: old.hash().to_owned() });
    }
    let changes = compare_revisions(old, new, None)?.changes;
    let changed: Vec<(usize, usize)> =
        changes.iter().filter_map(|change| change.old_line.zip(change.new_line)).collect();
    let map = LineMap::of(old, new, &changed);
    let hand_edits = HandEdits {
        unfit: [unfit_citations(old, &root)?, unfit_citations(new, &root)?],
        current: Places::of(&root, &mentions),
        earlier: earlier
            .iter()
            .filter_map(|text| Places::of_commit(text, old).transpose())
            .collect::<Result<_, _>>()?,
    };
    let mark = entry.lines_hash().and_then(|hash| hash.get(..MARK_LENGTH)).unwrap_or_default();
    let steps = Steps { map: &map, hand_edits, mark };
    let mut edits = TextEdits::default();
    for (mention, range) in ranges(&mentions) {
        let step = steps.of(mention, range);
        step.edit(mention, range, &mut edits);
        step.report(place(&syntax, mention, range, ""), &mut renumbering);
    }
    edits.set(text, &syntax, &entry.at(), (LINES_OF, new.hash()), "sha256");
    renumbering.spec = edits.apply(text)?;
    Ok(renumbering)
}

fn ranges(mentions: &[LineMention]) -> impl Iterator<Item = (&LineMention, &MentionedRange)> {
    mentions.iter().flat_map(|mention| mention.ranges.iter().map(move |range| (mention, range)))
}

fn place(syntax: &YamlSyntax, mention: &LineMention, range: &MentionedRange, note: &str) -> LinePlace {
    LinePlace {
        pointer: mention.at.clone(),
        spec_line: syntax.line(&mention.at),
        old: range.lines.clone(),
        new: None,
        note: (!note.is_empty()).then(|| note.to_owned()),
    }
}

/// Decides what happens to each range.
struct Steps<'m> {
    map: &'m LineMap<'m>,
    hand_edits: HandEdits,
    mark: &'m str,
}

/// What happens to a range.
enum Step {
    /// Its lines are the same in the new revision.
    Same,
    Move {
        to: LineRange,
        note: Option<&'static str>,
    },
    /// It was updated by hand. If it is not certain that its lines are those of the new revision, a note says so.
    Keep {
        note: Option<&'static str>,
    },
    Mark {
        mark: String,
        reason: &'static str,
    },
}

impl Steps<'_> {
    fn of(&self, mention: &LineMention, range: &MentionedRange) -> Step {
        if range.is_marked {
            return Step::Mark { mark: String::new(), reason: MARKED };
        }
        match self.hand_edits.lines_of(mention, self.map) {
            LinesOf::Old => {}
            LinesOf::New => return Step::Keep { note: None },
            LinesOf::Unknown => return Step::Keep { note: Some(DIFFERS) },
        }
        match self.map.range(&range.lines) {
            MappedRange::Lines(to, _) if to == range.lines => Step::Same,
            _ if mention.file.is_none() => {
                let reason = "it is unclear which document is meant: name its file beside the lines";
                Step::Mark { mark: "?".to_owned(), reason }
            }
            MappedRange::Lines(to, note) => Step::Move { to, note },
            MappedRange::Unknown(reason) => Step::Mark { mark: self.mark.to_owned(), reason },
        }
    }
}

impl Step {
    fn edit(&self, mention: &LineMention, range: &MentionedRange, edits: &mut TextEdits) {
        match self {
            Self::Same | Self::Keep { .. } => {}
            Self::Move { to, .. } => {
                edits.replace(&mention.at, range.first.clone(), to.start().to_string());
                match &range.last {
                    Some(last) => edits.replace(&mention.at, last.clone(), to.end().to_string()),
                    None if to.start() < to.end() => {
                        edits.replace(&mention.at, range.end()..range.end(), format!("-{}", to.end()));
                    }
                    None => {}
                }
            }
            Self::Mark { mark, .. } if mark.is_empty() => {}
            Self::Mark { mark, .. } => edits.replace(&mention.at, range.end()..range.end(), format!("@{mark}")),
        }
    }

    fn report(self, place: LinePlace, renumbering: &mut Renumbering) {
        match self {
            Self::Same => renumbering.same += 1,
            Self::Keep { note } => renumbering.kept.push(LinePlace { note: note.map(str::to_owned), ..place }),
            Self::Move { to, note } => {
                renumbering.moved.push(LinePlace { new: Some(to), note: note.map(str::to_owned), ..place });
            }
            Self::Mark { reason, .. } => {
                renumbering.not_moved.push(LinePlace { note: Some(reason.to_owned()), ..place })
            }
        }
    }
}
