//! Derives cases for the HTTP message: the base request, the examples, method, content type, and malformed bodies.

use colt_numbers_judge::model::{
    documentation::Documentation,
    media_type::{is_json, is_within, without_range},
};

use super::{
    deriver::{Deriver, ExpectedViolation, NewCase, Subject},
    string::slug,
};
use crate::cases::{
    case::Expectation,
    element_kind::ElementKind,
    request_draft::{Corruption, RequestEdit},
};

/// Adds the case of the base request, which every other case is made from. If the target rejects the base request, rejections of other requests
/// are no evidence.
pub(super) fn add_base_case(deriver: &mut Deriver<'_>) {
    let documentation = deriver.operation.documentation.clone();
    let subject = subject("request", ElementKind::Request, &documentation, &deriver.operation.at);
    let new_case = NewCase::new("base", "the base request, which every case is made from", Vec::new());
    deriver.add(
        &subject,
        "base",
        "is accepted if it violates no constraint".to_owned(),
        &ExpectedViolation::None,
        new_case,
    );
}

/// Adds a case for each example of the document, unchanged, with the example's own numbers.
pub(super) fn add_example_cases(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    for example in &body.examples {
        let documentation = example.documentation.clone().or(&body.documentation);
        let subject = subject("example", ElementKind::Example, &documentation, &body.at);
        let new_case = NewCase::new(
            slug(&example.name),
            format!("the example `{}`, unchanged", example.name),
            vec![RequestEdit::Body(example.value.clone())],
        );
        let demand = "is accepted, like each example of the document".to_owned();
        if deriver.add(&subject, &example.name, demand, &ExpectedViolation::None, new_case)
            && let Some(case) = deriver.cases.last_mut()
        {
            case.verbatim = true;
        }
    }
}

/// Adds cases for the content type, and for malformed bodies. After the first operation with a body, one case for each constraint is enough.
pub(super) fn add_body_cases(deriver: &mut Deriver<'_>) {
    add_content_type_cases(deriver);
    add_malformed_body_cases(deriver);
}

fn subject<'a>(id: &str, kind: ElementKind, documentation: &'a Documentation, at: &str) -> Subject<'a> {
    Subject { id: id.to_owned(), case_id: id.to_owned(), kind, documentation, at: at.to_owned() }
}

/// Adds a case for each method that the path does not have.
pub(super) fn add_method_cases(deriver: &mut Deriver<'_>) {
    let operation = deriver.operation;
    let subject = subject("method", ElementKind::Method, &operation.documentation, &operation.at);
    let demand = format!("is one of {}", operation.path_methods.join(", "));
    let others = ["GET", "PUT", "PATCH", "DELETE", "POST"]
        .into_iter()
        .filter(|method| !operation.path_methods.iter().any(|known| known == method));
    for method in others {
        let new_case =
            NewCase::new(method, format!("the method {method}"), vec![RequestEdit::Method(method.to_owned())])
                .value(method);
        // The case is added without validation: the schemas do not cover the method, and the edit may remove the body.
        deriver.push(&subject, "method", demand.clone(), Expectation::Reject, new_case);
    }
}

fn add_content_type_cases(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    let subject = subject("header/content-type", ElementKind::ContentType, &body.documentation, &body.at);
    let demand = format!("is `{}`", body.media);
    let with = |value: &str| vec![RequestEdit::ContentType(Some(value.to_owned()))];
    let parameter = format!("{}; charset=utf-8", without_range(&body.media));
    let new_case = NewCase::new("charset", format!("`{parameter}`"), with(&parameter)).value(&parameter);
    deriver.add(&subject, "content-type", demand.clone(), &ExpectedViolation::None, new_case);
    let longer = format!("{}p", body.media);
    let others = ["text/plain", "application/xml", longer.as_str()];
    let most = if deriver.is_first_with_body { others.len() } else { 1 };
    for other in others.into_iter().take(most).filter(|other| !is_within(other, &body.media)) {
        let new_case = NewCase::new(slug(other), format!("`{other}`"), with(other)).value(other);
        deriver.add(&subject, "content-type", demand.clone(), &ExpectedViolation::OutsideSchemas, new_case);
    }
    if deriver.is_first_with_body {
        let new_case = NewCase::new("missing", "it is left out", vec![RequestEdit::ContentType(None)]);
        deriver.add(&subject, "content-type", demand, &ExpectedViolation::OutsideSchemas, new_case);
    }
}

/// Adds cases with bodies that are empty or not JSON, although they should be JSON.
fn add_malformed_body_cases(deriver: &mut Deriver<'_>) {
    let Some(body) = &deriver.operation.body else { return };
    if !is_json(&body.media) {
        return;
    }
    let subject = subject("body", ElementKind::Body(String::new()), &body.documentation, &body.at);
    if body.required {
        let new_case = NewCase::new("empty", "it is empty", vec![RequestEdit::Corrupt(Corruption::Empty)]);
        deriver.add(&subject, "required", "is present".to_owned(), &ExpectedViolation::OutsideSchemas, new_case);
    }
    let corruptions = [
        (Corruption::Truncated, "cut-off", "its last brace is missing"),
        (Corruption::Trailing, "two-values", "a second value follows it"),
        (Corruption::TrailingComma, "trailing-comma", "there is a comma before its last brace"),
        (Corruption::InvalidUtf8, "invalid-utf-8", "a string in it has a byte that is not UTF-8"),
    ];
    let most = if deriver.is_first_with_body { corruptions.len() } else { 1 };
    for (corruption, slug, about) in corruptions.into_iter().take(most) {
        let new_case = NewCase::new(slug, about, vec![RequestEdit::Corrupt(corruption)]);
        deriver.add(&subject, "json", "is JSON".to_owned(), &ExpectedViolation::OutsideSchemas, new_case);
    }
    if !deriver.is_first_with_body {
        return;
    }
    let new_case = NewCase::new(
        "repeated-members",
        "every member of it is repeated",
        vec![RequestEdit::Corrupt(Corruption::Repeated)],
    );
    deriver.add(&subject, "json", "is JSON".to_owned(), &ExpectedViolation::Unspecified, new_case);
}
