//! The names of the countries of a spec, by their codes.

use std::collections::BTreeMap;

use crate::reference::spec::Spec;

/// The keyword of a schema whose values are codes of countries.
pub(crate) const KEYWORD: &str = "x-countries";

/// The names of the countries of all schemas that have a name.
pub(crate) fn country_names<'a>(spec: &Spec<'a>) -> BTreeMap<&'a str, &'a str> {
    let schemas = spec.components("schemas").into_iter();
    let countries = schemas.flat_map(|(_, schema)| schema.members_of(KEYWORD));
    countries.filter_map(|(code, country)| Some((code, country.text("name")?))).collect()
}
