//! Keywords that bound a value together: which of the changed ones takes something away, and which never binds.

use serde_json::Value;

use crate::change::{Change, Datum};
use crate::change_type::Kind;
use crate::check::schema::shape_pair::Shapes;
use crate::direction::{Difference, Shift};

/// One changed keyword, and what comes of the old rules with only this keyword new.
pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) keyword: &'static str,
    pub(crate) change: Datum,
    pub(crate) alone: Difference,
}

/// A change for each keyword. Where they only say together what changed, each of them is answerable for the whole.
pub(crate) fn explained(shapes: &Shapes<'_>, steps: Vec<Step>, together: &Difference) -> Vec<Change> {
    let all = steps.iter().fold(Shift::Same, |shift, step| shift.and(step.alone.shift));
    let change = |step: Step| {
        let difference = if all == together.shift { step.alone } else { together.clone() };
        shapes.change(step.kind, step.keyword, difference).with(step.change)
    };
    steps.into_iter().map(change).collect()
}

/// What a keyword says before and after; an empty text stands for what is not stated.
pub(crate) fn step(old: impl ToString, new: impl ToString) -> Datum {
    let stated = |text: String| (!text.is_empty()).then_some(Value::String(text));
    Datum::Step(stated(old.to_string()), stated(new.to_string()))
}

/// A limit as it is stated.
pub(crate) fn limit(limit: Option<u64>) -> String {
    limit.map_or_else(String::new, |limit| limit.to_string())
}

/// A lower limit, where nothing is none.
pub(crate) fn least(least: u64) -> String {
    limit((least > 0).then_some(least))
}

/// What several schemas state together.
pub(crate) fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| text.as_ref().to_owned()).collect();
    texts.join(" and ")
}
