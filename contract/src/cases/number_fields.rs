//! Finds the telephone numbers of a request: in members of the body, and in parameters.

use colt_numbers_judge::model::{
    flat_schema::{FlatSchema, request_elements},
    operation::Operation,
    spec::Spec,
};
use serde_json::Value;

use crate::cases::{request_draft::RequestDraft, spec_names};

/// Where the requests of an operation have telephone numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberFields {
    /// The names of the members of the body.
    pub(crate) members: Vec<String>,
    /// Location and name of each parameter.
    pub(crate) parameters: Vec<(String, String)>,
}

impl NumberFields {
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Self {
        let is_telephone = |schema: &FlatSchema| schema.components.iter().any(|name| name == spec_names::TELEPHONE);
        let body = operation.body.iter().flat_map(|body| request_elements(&spec.root, &body.schema, &body.at));
        let members = body.filter(|element| is_telephone(&element.schema)).map(|element| element.pointer);
        let parameters = operation
            .parameters
            .iter()
            .filter(|parameter| is_telephone(&FlatSchema::of(&spec.root, &parameter.schema, &parameter.at)));
        Self {
            members: members
                .filter_map(|pointer| Some(pointer.rsplit_once('/')?.1.to_owned()))
                .filter(|name| name != "*")
                .collect(),
            parameters: parameters.map(|parameter| (parameter.location.clone(), parameter.name.clone())).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.parameters.is_empty()
    }

    /// The first two digits of a request's first telephone number: the calling code or its beginning, for operations without a country.
    pub(crate) fn first_digits(&self, draft: &RequestDraft) -> String {
        let mut first = None;
        self.for_each(&mut draft.clone(), &mut |text| {
            first.get_or_insert_with(|| text.chars().filter(char::is_ascii_digit).take(2).collect());
        });
        first.unwrap_or_default()
    }

    /// Every telephone number of a request.
    pub(crate) fn texts(&self, draft: &RequestDraft) -> Vec<String> {
        let mut texts = Vec::new();
        self.for_each(&mut draft.clone(), &mut |text| texts.push(text.clone()));
        texts
    }

    /// Calls `change` on every telephone number of a request.
    pub(crate) fn for_each(&self, draft: &mut RequestDraft, change: &mut impl FnMut(&mut String)) {
        if let Some(body) = draft.body.as_mut() {
            for_each_number(body, &self.members, false, change);
        }
        for value in &mut draft.parameters {
            if self.parameters.iter().any(|(location, name)| value.is(location, name)) {
                value.items.iter_mut().for_each(&mut *change);
            }
        }
    }
}

/// Calls `change` on every telephone number in a value: each string or JSON number below a member with one of these names, even inside an
/// unexpected array.
pub(crate) fn for_each_number(
    value: &mut Value,
    members: &[String],
    is_telephone: bool,
    change: &mut impl FnMut(&mut String),
) {
    match value {
        Value::String(text) if is_telephone => change(text),
        Value::Number(number) if is_telephone => {
            let mut text = number.to_string();
            change(&mut text);
            if let Ok(number) = serde_json::from_str(&text) {
                *value = Value::Number(number);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| for_each_number(item, members, is_telephone, change)),
        Value::Object(object) => {
            for (name, value) in object.iter_mut() {
                let is_telephone = is_telephone || members.iter().any(|member| member == name);
                for_each_number(value, members, is_telephone, change);
            }
        }
        _ => {}
    }
}
