//! Requests and facts of the bundled spec for tests, which would otherwise repeat what a revision of the document changes.
//!
//! Tests of any crate include this file with `#[path]`.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// The bundled spec.
pub static SPEC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../generated/src/openapi.json")).unwrap());

/// The path of a reservation, below the base URL.
pub static PATH: LazyLock<&str> = LazyLock::new(|| {
    let mut paths = SPEC["paths"].as_object().unwrap().iter();
    paths.find(|(_, item)| item["post"]["operationId"] == "reserveNumbers").unwrap().0
});

/// The header with the tracking id of a reservation.
pub static TRACKING_HEADER: LazyLock<&str> = LazyLock::new(|| tracking_header(&SPEC));

/// The header with the tracking id of a token request.
pub static TOKEN_TRACKING_HEADER: LazyLock<&str> = LazyLock::new(|| {
    let mut schemes = SPEC["components"]["securitySchemes"].as_object().unwrap().values();
    schemes.next().unwrap()["x-tracking-header"].as_str().unwrap()
});

/// The header with the tracking id of a reservation in a spec.
pub fn tracking_header(spec: &Value) -> &str {
    let operations = spec["paths"].as_object().unwrap().values().map(|item| &item["post"]);
    let reservation = operations.into_iter().find(|operation| operation["operationId"] == "reserveNumbers").unwrap();
    let mut parameters = reservation["parameters"].as_array().unwrap().iter();
    parameters.find(|parameter| is_tracking_id(parameter)).unwrap()["name"].as_str().unwrap()
}

/// Whether a parameter of a spec is the tracking id of its request.
pub fn is_tracking_id(parameter: &Value) -> bool {
    parameter["in"] == "header" && parameter["schema"]["$ref"] == "#/components/schemas/TrackingId"
}

/// The JSON Pointer of the tracking id in the violations of a reservation.
pub fn tracking_pointer() -> String {
    format!("/{}", TRACKING_HEADER.to_ascii_lowercase())
}

/// The body of the example of a reservation that has the most values: it stays valid if an optional value becomes mandatory.
pub static BODY: LazyLock<Value> = LazyLock::new(|| {
    let content = &SPEC["paths"][*PATH]["post"]["requestBody"]["content"]["application/json"];
    let examples = content["examples"].as_object().unwrap().values().map(|example| &example["value"]);
    examples.max_by_key(|body| count_of_values(body)).unwrap().clone()
});

fn count_of_values(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(count_of_values).sum(),
        Value::Array(items) => items.iter().map(count_of_values).sum(),
        _ => 1,
    }
}

/// The text at a pointer of the example.
pub fn text(pointer: &str) -> &'static str {
    BODY.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("the example has no text at `{pointer}`"))
}

/// The example with one range.
pub fn range(start: &str, end: &str) -> Value {
    ranges(&[(start, end)])
}

/// The example with these ranges.
pub fn ranges(ranges: &[(&str, &str)]) -> Value {
    let range = |(start, end): &(&str, &str)| json!({ "numberRangeStart": start, "numberRangeEnd": end });
    let mut body = BODY.clone();
    body["numberRangeList"] = ranges.iter().map(range).collect();
    body
}

/// The example with a lock id in place of its ranges.
pub fn lock_id(id: &str) -> Value {
    let mut body = BODY.clone();
    body.as_object_mut().unwrap().remove("numberRangeList");
    body["productOffering"]["lockId"] = id.into();
    body
}

/// The days after which a reservation lapses.
pub fn lapse_days() -> u64 {
    let effects = SPEC["paths"][*PATH]["post"]["x-effects"].as_object().unwrap();
    effects.values().find_map(|effect| effect["holds"]["days"].as_u64()).unwrap()
}

/// The greatest length of a text schema.
pub fn max_length(schema: &str) -> usize {
    usize::try_from(SPEC["components"]["schemas"][schema]["maxLength"].as_u64().unwrap()).unwrap()
}

/// The path of the vendor's base URLs.
pub fn base_path() -> &'static str {
    path_of(&SPEC["servers"][0]["url"])
}

/// The path of the vendor's token endpoints.
pub fn token_path() -> &'static str {
    let mut schemes = SPEC["components"]["securitySchemes"].as_object().unwrap().values();
    path_of(&schemes.next().unwrap()["flows"]["clientCredentials"]["tokenUrl"])
}

fn path_of(url: &'static Value) -> &'static str {
    let url = url.as_str().unwrap();
    &url[url.match_indices('/').nth(2).unwrap().0..]
}
