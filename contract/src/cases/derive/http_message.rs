//! Cases of the exchange itself: examples, method, content type, and the text of the body.

use colt_numbers_judge::model::described::Described;

use super::{
    deriver::{Deriver, Draw, Place, Wanted},
    string::slug,
};
use crate::cases::{
    case::Expect,
    element_kind::ElementKind,
    request_draft::{Corruption, Edit},
};

/// The request that every other case is made of, with fresh numbers: if the target refuses it, no refusal of another request says
/// anything.
pub(super) fn base(deriver: &mut Deriver<'_>) {
    let described = deriver.operation.described.clone();
    let place = place("request", ElementKind::Request, &described, &deriver.operation.at);
    let draw = Draw::new("base", "the request that every case is made of", Vec::new());
    deriver.add(&place, "base", "is taken where it keeps every constraint".to_owned(), &Wanted::Nothing, draw);
}

/// Every example as the document has it, its own numbers included.
pub(super) fn examples(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    for example in &body.examples {
        let described = example.described.clone().or(&body.described);
        let place = place("example", ElementKind::Example, &described, &body.at);
        let draw = Draw::new(
            slug(&example.name),
            format!("the example `{}` as it stands", example.name),
            vec![Edit::Body(example.value.clone())],
        );
        let demand = "each of the document's examples is taken".to_owned();
        if deriver.add(&place, &example.name, demand, &Wanted::Nothing, draw)
            && let Some(case) = deriver.cases.last_mut()
        {
            case.verbatim = true;
        }
    }
}

pub(super) fn derive(deriver: &mut Deriver<'_>) {
    methods(deriver);
    content_types(deriver);
    texts(deriver);
}

fn place<'a>(id: &str, kind: ElementKind, described: &'a Described, at: &str) -> Place<'a> {
    Place { id: id.to_owned(), case: id.to_owned(), kind, described, at: at.to_owned() }
}

fn methods(deriver: &mut Deriver<'_>) {
    let operation = deriver.operation;
    let place = place("method", ElementKind::Method, &operation.described, &operation.at);
    let demand = format!("is one of {}", operation.path_methods.join(", "));
    let others = ["GET", "PUT", "PATCH", "DELETE", "POST"]
        .into_iter()
        .filter(|method| !operation.path_methods.iter().any(|known| known == method));
    for method in others {
        let draw =
            Draw::new(method, format!("the method {method}"), vec![Edit::Method(method.to_owned())]).value(method);
        // With no body there is nothing for a schema to see.
        deriver.push(&place, "method", demand.clone(), Expect::Reject, draw);
    }
}

fn content_types(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    let place = place("header/content-type", ElementKind::ContentType, &body.described, &body.at);
    let demand = format!("is `{}`", body.media);
    let with = |value: &str| vec![Edit::ContentType(Some(value.to_owned()))];
    let parameter = format!("{}; charset=utf-8", body.media);
    let draw = Draw::new("charset", format!("`{parameter}`"), with(&parameter)).value(&parameter);
    deriver.add(&place, "content-type", demand.clone(), &Wanted::Nothing, draw);
    let longer = format!("{}p", body.media);
    for other in ["text/plain", "application/xml", &longer] {
        let draw = Draw::new(slug(other), format!("`{other}`"), with(other)).value(other);
        deriver.add(&place, "content-type", demand.clone(), &Wanted::Unseen, draw);
    }
    let draw = Draw::new("missing", "it is left out", vec![Edit::ContentType(None)]);
    deriver.add(&place, "content-type", demand, &Wanted::Unseen, draw);
}

/// Bodies that are empty or no JSON.
fn texts(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    let place = place("body", ElementKind::Body(String::new()), &body.described, &body.at);
    if body.required {
        let draw = Draw::new("empty", "it is empty", vec![Edit::Corrupt(Corruption::Empty)]);
        deriver.add(&place, "required", "is there".to_owned(), &Wanted::Unseen, draw);
    }
    if !body.media.ends_with("json") {
        return;
    }
    let broken = [
        (Corruption::Truncated, "cut-off", "its last brace is missing"),
        (Corruption::Trailing, "two-values", "a second value follows it"),
        (Corruption::TrailingComma, "trailing-comma", "a comma stands before its last brace"),
        (Corruption::InvalidUtf8, "invalid-utf-8", "a string in it holds a byte that is no UTF-8"),
    ];
    for (corruption, slug, about) in broken {
        let draw = Draw::new(slug, about, vec![Edit::Corrupt(corruption)]);
        deriver.add(&place, "json", "is JSON".to_owned(), &Wanted::Unseen, draw);
    }
    let draw =
        Draw::new("repeated-members", "every member of it is there twice", vec![Edit::Corrupt(Corruption::Repeated)]);
    deriver.add(&place, "json", "is JSON".to_owned(), &Wanted::Open, draw);
}
