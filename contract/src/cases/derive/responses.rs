//! Constraints of the answers. They have no cases of their own: every answer of the run is held against them.

use colt_numbers_judge::{
    judge::schema::checks_format,
    model::{
        described::Described,
        operation::{Operation, Response},
        shape::{Element, Keyword, Shape, elements},
        spec::Spec,
    },
};
use serde_json::Value;

use super::{demand, deriver::Registry};
use crate::cases::{case::Constraint, element_kind::ElementKind};

/// The keywords of an answer's schema that are judged one by one.
const JUDGED: [&str; 10] = [
    "type",
    "required",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "format",
    "additionalProperties",
];

/// Names every constraint of an operation's answers.
pub(super) fn constraints(spec: &Spec, operation: &Operation, index: usize, registry: &mut Registry) {
    let status = Place { operation, index, id: "answer".to_owned(), kind: ElementKind::Responses };
    status.add(
        registry,
        "status",
        "has a status that the document names".to_owned(),
        &operation.described,
        &format!("{}/responses", operation.at),
    );
    for response in &operation.responses {
        let place = Place {
            operation,
            index,
            id: format!("answer/{}", response.status),
            kind: ElementKind::Response(response.status.clone()),
        };
        for (header, described) in &response.headers {
            let described = described.clone().or(&response.described);
            let demand = format!("has the header `{header}`");
            place.add(registry, header, demand, &described, &format!("{}/headers/{header}", response.at));
        }
        if response.content.is_empty() {
            continue;
        }
        let media: Vec<String> = response.content.iter().map(|(media, _)| format!("`{media}`")).collect();
        let at = format!("{}/content", response.at);
        place.add(registry, "body", "has a body".to_owned(), &response.described, &at);
        place.add(registry, "content-type", format!("is of the type {}", media.join(" or ")), &response.described, &at);
        place.add(registry, "json", "is JSON".to_owned(), &response.described, &at);
        place.add(registry, "schema", "keeps its schema".to_owned(), &response.described, &at);
        if let Some((media, schema)) = response.content.first() {
            schema_constraints(spec, response, &place, registry, schema, &format!("{at}/{media}/schema"));
        }
    }
}

struct Place<'a> {
    operation: &'a Operation,
    index: usize,
    id: String,
    kind: ElementKind,
}

impl Place<'_> {
    fn add(&self, registry: &mut Registry, keyword: &str, demand: String, described: &Described, at: &str) {
        registry.add(Constraint {
            id: format!("{}/{}#{keyword}", self.operation.id, self.id),
            element: self.kind.to_string(),
            keyword: keyword.to_owned(),
            demand,
            says: described.says.clone(),
            source: described.source.clone(),
            assumption: described.assumption.clone(),
            at: at.to_owned(),
            kind: self.kind.clone(),
            operation: self.index,
        });
    }
}

fn schema_constraints(
    spec: &Spec,
    response: &Response,
    place: &Place<'_>,
    registry: &mut Registry,
    schema: &Value,
    at: &str,
) {
    let expected = expected_members(spec, response);
    for element in elements(&spec.root, schema, at) {
        let inner = Place {
            operation: place.operation,
            index: place.index,
            id: format!("{}{}", place.id, element.pointer),
            kind: ElementKind::ResponseBody { status: response.status.clone(), pointer: element.pointer.clone() },
        };
        let described = element.shape.described.clone().or(&response.described);
        if element.required.is_some() || expected.contains(&element.pointer) {
            inner.add(registry, "required", demand::demand("required", &Value::Null), &described, &element.at);
        }
        for keyword in element
            .shape
            .keywords
            .iter()
            .filter(|keyword| is_judged(keyword, &element.shape) && keyword.name != "required")
        {
            inner.add(registry, &keyword.name, demand::demand(&keyword.name, &keyword.value), &described, &keyword.at);
        }
    }
}

/// Whether a keyword is a constraint: a format with an unknown meaning is not.
fn is_judged(keyword: &Keyword, shape: &Shape) -> bool {
    let is_checked = |format: &str| checks_format(shape.kind(), format);
    JUDGED.contains(&keyword.name.as_str())
        && (keyword.name != "format" || keyword.value.as_str().is_some_and(is_checked))
}

/// The members that an answer has in every example of the document. The spec reads them leniently, so that an answer without them is
/// still read; it is no answer as the document has it.
pub(crate) fn expected_members(spec: &Spec, response: &Response) -> Vec<String> {
    let Some((_, schema)) = response.content.first().filter(|_| !response.examples.is_empty()) else {
        return Vec::new();
    };
    let lenient = |element: &Element| element.shape.get("x-lenient").is_some_and(|keyword| keyword.value == true);
    let shown = |element: &Element| response.examples.iter().all(|example| example.pointer(&element.pointer).is_some());
    let all = elements(&spec.root, schema, &response.at);
    all.into_iter().filter(|element| lenient(element) && shown(element)).map(|element| element.pointer).collect()
}
