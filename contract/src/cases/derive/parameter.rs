//! Cases of header, query and path parameters.

use colt_numbers_judge::model::{operation::Parameter, shape::Shape};

use super::{
    demand,
    deriver::{Deriver, Draw, Place, Wanted},
    pattern::Candidate,
    sample, string,
};
use crate::cases::{
    case::{Expect, Risk},
    element_kind::ElementKind,
    request_draft::Edit,
    spec_names,
};

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    for parameter in &deriver.operation.parameters {
        presence(deriver, parameter);
        values(deriver, parameter);
    }
}

fn place<'a>(parameter: &'a Parameter, at: &str) -> Place<'a> {
    let id = format!("{}/{}", parameter.location, parameter.name);
    let kind = ElementKind::Parameter { location: parameter.location.clone(), name: parameter.name.clone() };
    Place { case: id.clone(), id, kind, described: &parameter.described, at: at.to_owned() }
}

fn edit(parameter: &Parameter, value: Option<String>) -> Vec<Edit> {
    vec![Edit::Parameter { location: parameter.location.clone(), name: parameter.name.clone(), value }]
}

fn at(parameter: &Parameter) -> String {
    format!("{}:{}", parameter.location, parameter.name)
}

fn presence(deriver: &mut Deriver<'_>, parameter: &Parameter) {
    // Without its value a path is another path.
    if parameter.location == "path" {
        return;
    }
    if parameter.required {
        let wanted = Wanted::Exactly(("required".to_owned(), at(parameter)));
        let draw = Draw::new("missing", "it is left out", edit(parameter, None));
        let place = place(parameter, &format!("{}/required", parameter.at));
        deriver.add(&place, "required", demand::demand("required", &true.into()), &wanted, draw);
    } else {
        let value = sample::parameter(deriver.spec, parameter);
        let draw = Draw::new("given", format!("it is `{value}`"), edit(parameter, Some(value)));
        let demand = demand::demand("optional", &true.into());
        deriver.add(&place(parameter, &parameter.at), "optional", demand, &Wanted::Nothing, draw);
    }
}

fn values(deriver: &mut Deriver<'_>, parameter: &Parameter) {
    let shape = Shape::of(&deriver.spec.root, &parameter.schema, &parameter.at);
    let tracking = parameter.name.eq_ignore_ascii_case(spec_names::TRACKING);
    let sample = if tracking { spec_names::SEED.to_owned() } else { sample::parameter(deriver.spec, parameter) };
    let candidates = match shape.kind() {
        "integer" | "number" | "boolean" => unreadable(&shape),
        _ => string::candidates(&shape, &sample),
    };
    let mut sent: Vec<String> = Vec::new();
    for (tag, candidate) in candidates {
        if sent.contains(&candidate.text) || !sendable(&parameter.location, &candidate.text) {
            continue;
        }
        let edits = edit(parameter, Some(candidate.text.clone()));
        let Some(breaches) = deriver.breaches(&edits) else { continue };
        let all: Vec<&str> = breaches.iter().map(|(keyword, _)| keyword.as_str()).collect();
        if string::beside_the_point(tag, &all) {
            continue;
        }
        let broken = |keyword: &&str| breaches.contains(&((*keyword).to_owned(), at(parameter)));
        let others = ["maxLength", "minLength", "enum", "format", "pattern", "minimum", "maximum", "type"];
        let (keyword, expect) = match [tag].into_iter().chain(others).find(|keyword| broken(keyword)) {
            _ if breaches.is_empty() => (tag, Expect::Accept),
            Some(keyword) => (keyword, Expect::Reject),
            None => continue,
        };
        sent.push(candidate.text.clone());
        let Some(found) = shape.get(keyword) else { continue };
        // An id with no room for the prefix is the same in every run.
        let stale = tracking && !candidate.text.starts_with(spec_names::TRACKING_PREFIX);
        let risk = if stale { Risk::State } else { Risk::None };
        let draw = Draw::new(candidate.slug, candidate.about, edits).value(candidate.text).risk(risk);
        deriver.push(&place(parameter, &found.at), keyword, demand::demand(keyword, &found.value), expect, draw);
    }
}

/// A number or a truth value that is none, and both sides of a number's bounds.
fn unreadable(shape: &Shape) -> Vec<string::Tagged> {
    let about = format!("`text` where {} is meant", shape.kind());
    let mut all = vec![("type", Candidate::new(format!("not-{}", shape.kind()), about, "text"))];
    for (bound, outwards) in [("minimum", -1), ("maximum", 1)] {
        let limit = shape.get(bound).and_then(|keyword| keyword.value.as_i64());
        for number in limit.into_iter().flat_map(|limit| [Some(limit), limit.checked_add(outwards)]).flatten() {
            all.push((bound, Candidate::new(number.to_string(), format!("it is {number}"), number.to_string())));
        }
    }
    all
}

/// Whether the text arrives as it was sent: HTTP trims a header's value and forbids control characters in it; an empty piece of a path
/// makes another path.
fn sendable(location: &str, text: &str) -> bool {
    match location {
        "header" => text.trim_matches([' ', '\t']) == text && !text.chars().any(char::is_control),
        "path" => !text.is_empty(),
        _ => true,
    }
}
