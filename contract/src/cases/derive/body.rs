//! Cases of the body's elements: there or not, of its type or not, and whatever the keywords of its type say.

use colt_numbers_judge::model::pointer;
use serde_json::{Value, json};

use super::{
    array, demand,
    deriver::{Deriver, Draw, Wanted},
    element_instance::{Spot, spot},
    number, rule, string,
};
use crate::cases::{case::Expect, request_draft::Edit};

/// The keywords that a string may break at one place at once.
const OF_STRINGS: [&str; 5] = ["maxLength", "minLength", "enum", "format", "pattern"];

/// Cases for every element of the body, in the second item of a list as well as in the first.
pub(super) fn derive(deriver: &mut Deriver<'_>) {
    for element in deriver.elements {
        let items: &[usize] = if element.pointer.contains('*') { &[0, 1] } else { &[0] };
        for item in items {
            if let Some(spot) = spot(deriver, element, *item) {
                cases(deriver, &spot);
            }
        }
    }
}

fn cases(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    presence(deriver, spot);
    kind(deriver, spot);
    match spot.element.shape.kind() {
        "string" => strings(deriver, spot),
        "array" => array::derive(deriver, spot),
        "object" => members(deriver, spot),
        "integer" | "number" => number::derive(deriver, spot),
        "boolean" => booleans(deriver, spot),
        _ => {}
    }
}

/// Left out: refused where it is required, taken where it is not.
fn presence(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    if spot.pointer.is_empty() || spot.element.pointer.ends_with("/*") {
        return;
    }
    let mut edits = spot.prepare.clone();
    edits.push(Edit::Remove(spot.pointer.clone()));
    if let Some(required) = &spot.element.required {
        let parent = spot.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let wanted = Wanted::Exactly(("required".to_owned(), parent.to_owned()));
        let demand = demand::demand("required", &required.value);
        deriver.add(
            &spot.place(&required.at),
            "required",
            demand,
            &wanted,
            Draw::new("missing", "it is left out", edits),
        );
    } else if !spot.brief && deriver.at_base(&spot.pointer).is_some() {
        let draw = Draw::new("left-out", "it is left out", vec![Edit::Remove(spot.pointer.clone())]);
        deriver.add(
            &spot.place(&spot.element.at),
            "optional",
            demand::demand("optional", &Value::Null),
            &Wanted::Nothing,
            draw,
        );
    }
}

/// `null`, and a value of another type that a careless reader would take for the right one.
fn kind(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    let shape = &spot.element.shape;
    let Some(keyword) = shape.get("type") else { return };
    let (demand, place) = (demand::demand("type", &keyword.value), spot.place(&keyword.at));
    let (value, about) = mistyped(spot);
    let slug = format!("not-{}", article_free(&keyword.value));
    // A value of a wrong type may be ignored or be taken for one of the right type. In the base, where the element is not needed, the
    // first would show; in a case file's body that needs it, the second.
    let mut edits = rule::context(deriver, &spot.pointer).unwrap_or_default();
    edits.retain(|edit| !matches!(edit, Edit::Set(at, _) if *at == spot.pointer));
    edits.extend(spot.set(value));
    deriver.add(&place, "type", demand.clone(), &spot.breach("type"), Draw::new(slug, about, edits));
    if !spot.brief {
        let wanted = if shape.nullable() { Wanted::Nothing } else { spot.breach("type") };
        deriver.add(&place, "type", demand, &wanted, Draw::new("null", "it is `null`", spot.set(Value::Null)));
    }
}

fn article_free(kind: &Value) -> String {
    kind.as_str().unwrap_or("of-its-type").to_owned()
}

fn mistyped(spot: &Spot<'_>) -> (Value, &'static str) {
    let (shape, sample) = (&spot.element.shape, spot.sample.clone());
    match shape.kind() {
        "string" if !shape.values().is_empty() => (json!([sample]), "it is a list of one such string"),
        "string" => {
            let digits: String = sample.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            let number: u64 = digits.parse().ok().filter(|_| digits.len() > 4).unwrap_or(42);
            (json!(number), "it is a JSON number")
        }
        "array" => (sample.get(0).cloned().unwrap_or_else(|| json!({})), "it is one item without the list around it"),
        "object"
            if spot.element.required.is_none() && !spot.pointer.is_empty() && !spot.element.pointer.ends_with('*') =>
        {
            (json!("text"), "it is a string")
        }
        "object" => (json!([sample]), "it is a list of one such object"),
        _ => (json!(sample.to_string()), "it is a string"),
    }
}

fn strings(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    let shape = &spot.element.shape;
    let mut done: Vec<&str> = Vec::new();
    let sample = spot.sample.as_str().unwrap_or_default();
    let spoken = if spot.telephone() { string::telephone(sample) } else { Vec::new() };
    for (tag, candidate) in string::candidates(shape, sample).into_iter().chain(spoken) {
        let edits = spot.set(Value::String(candidate.text.clone()));
        let Some(breaches) = deriver.breaches(&edits) else { continue };
        let broken: Vec<&str> = breaches.iter().map(|(keyword, _)| keyword.as_str()).collect();
        if string::beside_the_point(tag, &broken) {
            continue;
        }
        let here = |keyword: &str| breaches.contains(&(keyword.to_owned(), spot.pointer.clone()));
        let risk = spot.risk(&candidate.text);
        let draw = Draw::new(candidate.slug, candidate.about, edits).value(candidate.text);
        let (keyword, expect, draw) = if breaches.is_empty() {
            (tag, Expect::Accept, draw.risk(risk))
        } else if breaches.iter().all(|(keyword, at)| OF_STRINGS.contains(&keyword.as_str()) && *at == spot.pointer) {
            let Some(keyword) = [tag].into_iter().chain(OF_STRINGS).find(|keyword| here(keyword)) else { continue };
            (keyword, Expect::Reject, draw)
        } else {
            continue;
        };
        if spot.brief && (expect == Expect::Accept || done.contains(&keyword)) {
            continue;
        }
        done.push(keyword);
        let (at, demand) = keyword_of(spot, keyword);
        deriver.push(&spot.place(&at), keyword, demand, expect, draw);
    }
}

/// Where a keyword stands and what it demands; one that is not there demands nothing.
fn keyword_of(spot: &Spot<'_>, keyword: &str) -> (String, String) {
    match spot.element.shape.get(keyword) {
        Some(found) => (found.at.clone(), demand::demand(keyword, &found.value)),
        None => (spot.element.at.clone(), demand::demand(keyword, &json!(0))),
    }
}

/// A member that nothing names.
fn members(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    if spot.brief {
        return;
    }
    let keyword = spot.element.shape.get("additionalProperties");
    let value = keyword.map_or(Value::Bool(true), |keyword| keyword.value.clone());
    let at = keyword.map_or(&spot.element.at, |keyword| &keyword.at);
    let mut edits = spot.prepare.clone();
    edits.push(Edit::Set(pointer::join(&spot.pointer, "unknownMember"), json!("unknown")));
    let wanted = if value == Value::Bool(false) { spot.breach("additionalProperties") } else { Wanted::Nothing };
    let draw = Draw::new("unknown-member", "it has a member `unknownMember`", edits);
    deriver.add(&spot.place(at), "additionalProperties", demand::demand("additionalProperties", &value), &wanted, draw);
}

fn booleans(deriver: &mut Deriver<'_>, spot: &Spot<'_>) {
    let Some(keyword) = spot.element.shape.get("type").filter(|_| !spot.brief) else { return };
    for value in [true, false] {
        let draw = Draw::new(value.to_string(), format!("it is `{value}`"), spot.set(json!(value)));
        deriver.add(&spot.place(&keyword.at), "type", demand::demand("type", &keyword.value), &Wanted::Nothing, draw);
    }
}
