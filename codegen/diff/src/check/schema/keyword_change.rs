//! Attributes a change of the allowed values to the keywords that cause it. Keywords restrict a value together, so each is compared alone first.

use serde_json::Value;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::check::schema::shape_pair::ShapePair;
use crate::set_difference::{SetChange, SetDifference};

/// One changed keyword, with the difference if only this keyword had changed.
pub(crate) struct KeywordChange {
    pub(crate) change_type: ChangeType,
    pub(crate) keyword: &'static str,
    pub(crate) value: MessageValue,
    /// The difference between the old keywords and the old keywords with only this one changed.
    pub(crate) alone: SetDifference,
}

/// A change for each keyword. If the differences of the single keywords do not add up to the whole difference, each keyword is reported with the
/// whole difference.
pub(crate) fn changes_of_keywords(
    shapes: &ShapePair<'_>,
    keyword_changes: Vec<KeywordChange>,
    together: &SetDifference,
) -> Vec<Change> {
    let combined = keyword_changes
        .iter()
        .fold(SetChange::Same, |set_change, keyword_change| set_change.and(keyword_change.alone.set_change));
    let change = |keyword_change: KeywordChange| {
        let difference = if combined == together.set_change { keyword_change.alone } else { together.clone() };
        shapes.change(keyword_change.change_type, keyword_change.keyword, difference).with(keyword_change.value)
    };
    keyword_changes.into_iter().map(change).collect()
}

/// The old and the new value of a keyword; an empty text means that it is missing.
pub(crate) fn old_and_new(old: impl ToString, new: impl ToString) -> MessageValue {
    let stated = |text: String| (!text.is_empty()).then_some(Value::String(text));
    MessageValue::OldAndNew(stated(old.to_string()), stated(new.to_string()))
}

/// A limit as text; empty without a limit.
pub(crate) fn limit(limit: Option<u64>) -> String {
    limit.map_or_else(String::new, |limit| limit.to_string())
}

/// A lower limit as text; empty for 0, which is no restriction.
pub(crate) fn lower_limit(lower: u64) -> String {
    limit((lower > 0).then_some(lower))
}

/// The values of several schemas that apply together.
pub(crate) fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| text.as_ref().to_owned()).collect();
    texts.join(" and ")
}
