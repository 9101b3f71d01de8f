//! Derives the constraints of responses. They have no cases: every response of the run is checked against them.

use colt_numbers_judge::{
    judge::schema::is_format_checked,
    model::{
        documentation::Documentation,
        flat_schema::{Element, FlatSchema, Keyword, response_elements},
        operation::{Operation, Response},
        spec::Spec,
    },
};
use serde_json::Value;

use super::{demand, deriver::ConstraintSet, list_response::ListResponse};
use crate::cases::{case::Constraint, element_kind::ElementKind};

/// The keywords of a response schema that are constraints of their own.
const CHECKED_KEYWORDS: [&str; 12] = [
    "type",
    "required",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "format",
    "additionalProperties",
];

/// The status whose responses have no body (RFC 9110, 15.3.5).
pub(crate) const NO_CONTENT: &str = "204";

/// Adds every constraint of an operation's responses.
pub(super) fn add_constraints(spec: &Spec, operation: &Operation, index: usize, constraint_set: &mut ConstraintSet) {
    let status = ResponseSubject { operation, index, id: "answer".to_owned(), kind: ElementKind::Responses };
    status.add(
        constraint_set,
        "status",
        "has a documented status".to_owned(),
        &operation.documentation,
        &format!("{}/responses", operation.at),
    );
    for response in &operation.responses {
        let subject = ResponseSubject {
            operation,
            index,
            id: format!("answer/{}", response.status),
            kind: ElementKind::Response(response.status.clone()),
        };
        for (header, documentation) in &response.headers {
            let documentation = documentation.clone().or(&response.documentation);
            let demand = format!("has the header `{header}`");
            subject.add(constraint_set, header, demand, &documentation, &format!("{}/headers/{header}", response.at));
        }
        if response.status == NO_CONTENT {
            subject.add(constraint_set, "no-body", "has no body".to_owned(), &response.documentation, &response.at);
        }
        if response.content.is_empty() {
            continue;
        }
        let media: Vec<String> = response.content.iter().map(|(media, _)| format!("`{media}`")).collect();
        let at = format!("{}/content", response.at);
        subject.add(constraint_set, "body", "has a body".to_owned(), &response.documentation, &at);
        subject.add(
            constraint_set,
            "content-type",
            format!("has the media type {}", media.join(" or ")),
            &response.documentation,
            &at,
        );
        let Some((media, schema)) = response.json_content() else { continue };
        subject.add(constraint_set, "json", "is JSON".to_owned(), &response.documentation, &at);
        if !schema.is_null() {
            subject.add(constraint_set, "schema", "matches its schema".to_owned(), &response.documentation, &at);
            schema_constraints(spec, response, &subject, constraint_set, schema, &format!("{at}/{media}/schema"));
        }
    }
    if let Some(list) = ListResponse::of(spec, operation) {
        add_list_constraints(&list, operation, index, constraint_set);
    }
}

/// Adds the constraints of a list whose entries depend on the request.
fn add_list_constraints(list: &ListResponse, operation: &Operation, index: usize, constraint_set: &mut ConstraintSet) {
    let ListResponse { status, items, limit, total, next, filters, .. } = list;
    let mut add = |pointer: &str, keyword: &str, demand: String, documentation: &Documentation, at: &str| {
        let kind = ElementKind::ResponseMeaning { status: status.clone(), pointer: pointer.to_owned() };
        let subject = ResponseSubject { operation, index, id: format!("answer/{status}{pointer}"), kind };
        subject.add(constraint_set, keyword, demand, &documentation.clone().or(&operation.documentation), at);
    };
    if let Some(limit) = limit {
        let demand = format!("has no more entries than `{}` asks for", limit.name);
        add(items, "page-size", demand, &limit.documentation, &limit.at);
    }
    if let (Some(total), Some(_)) = (total, &list.offset) {
        let demand = "is not less than the number of entries up to the end of the page".to_owned();
        add(&total.pointer, "page-total", demand, &total.documentation, &total.at);
    }
    if let (Some(next), Some(_)) = (next, &list.offset) {
        let demand = "is after this page and before the end of the list".to_owned();
        add(&next.pointer, "page-next", demand, &next.documentation, &next.at);
    }
    for filter in filters {
        let demand = format!("is the value of the parameter `{}`", filter.parameter.name);
        let pointer = format!("{items}/*/{}", filter.member);
        add(&pointer, "filter", demand, &filter.parameter.documentation, &filter.parameter.at);
    }
}

/// The responses, or the element of a response body, that constraints are about.
struct ResponseSubject<'a> {
    operation: &'a Operation,
    index: usize,
    id: String,
    kind: ElementKind,
}

impl ResponseSubject<'_> {
    fn add(
        &self,
        constraint_set: &mut ConstraintSet,
        keyword: &str,
        demand: String,
        documentation: &Documentation,
        at: &str,
    ) {
        constraint_set.add(Constraint {
            id: format!("{}/{}#{keyword}", self.operation.id, self.id),
            element: self.kind.to_string(),
            keyword: keyword.to_owned(),
            demand,
            says: documentation.text.clone(),
            source: documentation.source.clone(),
            assumption: documentation.assumption.clone(),
            at: at.to_owned(),
            kind: self.kind.clone(),
            operation: self.operation.id.clone(),
            operation_index: self.index,
            names_operation: false,
        });
    }
}

fn schema_constraints(
    spec: &Spec,
    response: &Response,
    subject: &ResponseSubject<'_>,
    constraint_set: &mut ConstraintSet,
    schema: &Value,
    at: &str,
) {
    let expected_members = expected_members(spec, response);
    for element in response_elements(&spec.root, schema, at) {
        let inner = ResponseSubject {
            operation: subject.operation,
            index: subject.index,
            id: format!("{}{}", subject.id, element.pointer),
            kind: ElementKind::ResponseBody { status: response.status.clone(), pointer: element.pointer.clone() },
        };
        let documentation = element.schema.documentation.clone().or(&response.documentation);
        if element.required.is_some() || expected_members.contains(&element.pointer) {
            inner.add(
                constraint_set,
                "required",
                demand::describe("required", &Value::Null),
                &documentation,
                &element.at,
            );
        }
        for keyword in element
            .schema
            .keywords
            .iter()
            .filter(|keyword| is_constraint(keyword, &element.schema) && keyword.name != "required")
        {
            inner.add(
                constraint_set,
                &keyword.name,
                demand::describe(&keyword.name, keyword.value),
                &documentation,
                &keyword.at,
            );
        }
    }
}

/// Whether a keyword is a constraint. An unknown format is not.
fn is_constraint(keyword: &Keyword, flat_schema: &FlatSchema) -> bool {
    let is_checked = |format: &str| is_format_checked(flat_schema.kind(), format);
    CHECKED_KEYWORDS.contains(&keyword.name.as_str())
        && (keyword.name != "format" || keyword.value.as_str().is_some_and(is_checked))
}

/// The members that a response has in every example of the document. In the spec they are optional (`x-lenient`), so that clients can read a
/// response without them, but the document shows no response without them.
pub(crate) fn expected_members(spec: &Spec, response: &Response) -> Vec<String> {
    let Some((_, schema)) = response.json_content().filter(|_| !response.examples.is_empty()) else {
        return Vec::new();
    };
    let is_lenient = |element: &Element| element.schema.get("x-lenient").is_some_and(|keyword| keyword.value == true);
    let is_in_every_example =
        |element: &Element| response.examples.iter().all(|example| example.pointer(&element.pointer).is_some());
    let all = response_elements(&spec.root, schema, &response.at);
    all.into_iter()
        .filter(|element| is_lenient(element) && is_in_every_example(element))
        .map(|element| element.pointer)
        .collect()
}
