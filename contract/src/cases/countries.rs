//! The countries of an operation: where a request has its country, and the calling code of each country.

use colt_numbers_judge::model::{
    flat_schema::{FlatSchema, request_elements},
    operation::Operation,
    spec::Spec,
};
use serde_json::Value;

use crate::cases::{
    request_draft::{ParameterValue, RequestDraft, RequestEdit, with_item_index},
    spec_names,
};

/// The countries of an operation: where a request has its country, and the calling code of each country.
#[derive(Debug, Clone)]
pub(crate) struct Countries {
    pub(crate) place: CountryPlace,
    pub(crate) codes: Vec<(String, String)>,
    /// The names of the schema components of the element.
    pub(crate) components: Vec<String>,
}

/// Where a request has its country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CountryPlace {
    /// A JSON Pointer into the body.
    Body(String),
    /// Location and name of a parameter.
    Parameter(String, String),
}

impl CountryPlace {
    /// The country of a request.
    pub(crate) fn get(&self, draft: &RequestDraft) -> Option<String> {
        match self {
            Self::Body(pointer) => draft.body.as_ref()?.pointer(pointer)?.as_str().map(str::to_owned),
            Self::Parameter(location, name) => {
                draft.parameters.iter().find(|known| known.is(location, name)).map(ParameterValue::text)
            }
        }
    }

    /// The edit that moves a request to another country.
    pub(crate) fn set(&self, country: &str) -> RequestEdit {
        match self {
            Self::Body(pointer) => RequestEdit::Set(pointer.clone(), Value::String(country.to_owned())),
            Self::Parameter(location, name) => RequestEdit::Parameter {
                location: location.clone(),
                name: name.clone(),
                occurrences: vec![vec![country.to_owned()]],
            },
        }
    }

    /// Whether an edit sets the country and nothing else.
    pub(crate) fn is_set_by(&self, edit: &RequestEdit) -> bool {
        match (self, edit) {
            (Self::Body(pointer), RequestEdit::Set(at, _)) => at == pointer,
            (Self::Parameter(place, own), RequestEdit::Parameter { location, name, .. }) => {
                (place, own) == (location, name)
            }
            _ => false,
        }
    }
}

impl Countries {
    /// The countries of the first element of the body, or else of the first parameter, whose schema lists countries with their calling codes.
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Option<Self> {
        let body = operation.body.iter().flat_map(|body| request_elements(&spec.root, &body.schema, &body.at));
        let body = body.map(|element| (CountryPlace::Body(with_item_index(&element.pointer, 0)), element.schema));
        let parameters = operation.parameters.iter().map(|parameter| {
            let place = CountryPlace::Parameter(parameter.location.clone(), parameter.name.clone());
            (place, FlatSchema::of(&spec.root, &parameter.schema, &parameter.at))
        });
        let (place, schema) = body.chain(parameters).find(|(_, schema)| schema.get(spec_names::COUNTRIES).is_some())?;
        let listed = schema.get(spec_names::COUNTRIES)?.value.clone();
        let code = |country: &str| {
            listed.pointer(&format!("/{country}/callingCode")).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let values = schema.values();
        let codes =
            values.iter().filter_map(Value::as_str).map(|country| (country.to_owned(), code(country))).collect();
        Some(Self { place, codes, components: schema.components })
    }

    /// The calling code of a request's country.
    pub(crate) fn code(&self, draft: &RequestDraft) -> Option<String> {
        let country = self.place.get(draft)?;
        self.codes.iter().find(|(known, _)| *known == country).map(|(_, code)| code.clone())
    }
}
