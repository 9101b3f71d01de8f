//! Finds lists in responses whose entries depend on the parameters of the request: pages and filters. No schema can state their
//! constraints: a page has at most as many entries as the request asks for, and each entry satisfies the filters.

use colt_numbers_judge::model::{
    documentation::Documentation,
    flat_schema::FlatSchema,
    operation::{Operation, Parameter, Response},
    pointer,
    spec::Spec,
};
use serde_json::Value;

use crate::cases::spec_names::{PAGE_LIMIT, PAGE_NEXT, PAGE_OFFSET, PAGE_TOTAL};

/// A list in the success response of an operation.
#[derive(Debug, Clone)]
pub(crate) struct ListResponse {
    /// The status of the response, as in the spec.
    pub(crate) status: String,
    /// JSON Pointer to the list.
    pub(crate) items: String,
    pub(crate) limit: Option<ListParameter>,
    pub(crate) offset: Option<ListParameter>,
    pub(crate) total: Option<PageMember>,
    pub(crate) next: Option<PageMember>,
    pub(crate) filters: Vec<Filter>,
}

/// A query parameter that the list depends on.
#[derive(Debug, Clone)]
pub(crate) struct ListParameter {
    pub(crate) location: String,
    pub(crate) name: String,
    pub(crate) default: Option<u64>,
    pub(crate) documentation: Documentation,
    pub(crate) at: String,
}

/// A member beside the list.
#[derive(Debug, Clone)]
pub(crate) struct PageMember {
    pub(crate) pointer: String,
    pub(crate) documentation: Documentation,
    pub(crate) at: String,
}

/// A parameter with the same name and the same `enum` as a member of each entry.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) parameter: ListParameter,
    pub(crate) member: String,
}

impl ListResponse {
    /// The list in the success response of an operation. `None` if neither a page nor a filter of the request affects a list.
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Option<Self> {
        let is_success = |response: &&Response| response.status.starts_with('2') && response.json_content().is_some();
        let response = operation.responses.iter().find(is_success)?;
        let (media, schema) = response.json_content()?;
        let flat_schema = FlatSchema::of(&spec.root, schema, &format!("{}/content/{media}/schema", response.at));
        let (items, list) = list_within(spec, &flat_schema)?;
        let member = |name: &str| {
            let (_, schema, at) = flat_schema.properties.iter().find(|(known, ..)| known == name)?;
            let inner = FlatSchema::of(&spec.root, schema, at);
            let documentation = inner.documentation.clone();
            let found = PageMember { pointer: pointer::join("", name), documentation, at: at.clone() };
            (inner.kind() == "integer").then_some(found)
        };
        let parameter = |name: &str| {
            let of_name = operation.parameters.iter().find(|known| known.location == "query" && known.name == name)?;
            let inner = FlatSchema::of(&spec.root, &of_name.schema, &of_name.at);
            (inner.kind() == "integer").then(|| list_parameter(spec, of_name))
        };
        let found = Self {
            status: response.status.clone(),
            filters: filters(spec, operation, &list),
            items,
            limit: parameter(PAGE_LIMIT),
            offset: parameter(PAGE_OFFSET),
            total: member(PAGE_TOTAL),
            next: member(PAGE_NEXT),
        };
        (found.limit.is_some() || found.offset.is_some() || !found.filters.is_empty()).then_some(found)
    }
}

/// The pointer and the schema of the list: the whole body, or the only list among its members.
fn list_within<'a>(spec: &'a Spec, flat_schema: &FlatSchema<'a>) -> Option<(String, FlatSchema<'a>)> {
    if flat_schema.kind() == "array" {
        return Some((String::new(), flat_schema.clone()));
    }
    let members = flat_schema.properties.iter();
    let members = members.map(|(name, schema, at)| (pointer::join("", name), FlatSchema::of(&spec.root, schema, at)));
    let mut lists = members.filter(|(_, inner)| inner.kind() == "array");
    let list = lists.next()?;
    lists.next().is_none().then_some(list)
}

fn list_parameter(spec: &Spec, parameter: &Parameter) -> ListParameter {
    let flat_schema = FlatSchema::of(&spec.root, &parameter.schema, &parameter.at);
    ListParameter {
        location: parameter.location.clone(),
        name: parameter.name.clone(),
        default: flat_schema.get("default").and_then(|keyword| keyword.value.as_u64()),
        documentation: parameter.documentation.clone(),
        at: parameter.at.clone(),
    }
}

/// The parameters that have the same name and the same `enum` as a member of each entry. Without an `enum`, the parameter may be a search for a
/// text, which also finds entries with a similar text.
fn filters(spec: &Spec, operation: &Operation, list: &FlatSchema) -> Vec<Filter> {
    let Some((schema, at)) = &list.items else { return Vec::new() };
    let entry = FlatSchema::of(&spec.root, schema, at);
    let values = |schema: &Value, at: &str| FlatSchema::of(&spec.root, schema, at).values();
    let filter = |parameter: &Parameter| {
        let (_, schema, at) = entry.properties.iter().find(|(name, ..)| *name == parameter.name)?;
        let own = values(&parameter.schema, &parameter.at);
        let is_filter = parameter.location == "query" && !own.is_empty() && own == values(schema, at);
        is_filter.then(|| Filter { parameter: list_parameter(spec, parameter), member: parameter.name.clone() })
    };
    operation.parameters.iter().filter_map(filter).collect()
}
