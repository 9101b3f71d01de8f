//! Emits `openapi.json`, `cases.json` and `lib.rs` as text, not as tokens.

use colt_numbers_extensions::cases::{SpecCase, by_group};
use colt_numbers_terminal_text::escape_json;
use serde_json::Value;

use super::{docs, print};
use crate::doc_text::doc_text;

/// `cases.json`: the cases by group and name.
pub fn cases(head: &str, cases: &[SpecCase]) -> String {
    json(head, &by_group(cases))
}

/// A JSON file. JSON has no comments, so the head is a member on the first line. Characters that are unsafe to display are escaped, because
/// the file is reviewed.
pub fn json(head: &str, value: &Value) -> String {
    let text = format!("{value:#}");
    let text = escape_json(&text);
    let head = Value::from(head.trim_start_matches("// "));
    match text.strip_prefix("{\n") {
        Some(rest) => format!("{{ \"x-generated\": {head},\n{rest}\n"),
        None => format!("{{ \"x-generated\": {head} }}\n"),
    }
}

/// `lib.rs`, with these modules.
pub fn lib<'m>(head: &str, spec: &Value, modules: impl Iterator<Item = &'m str>) -> String {
    let text = |pointer: &str| spec.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let title = doc_text(&format!("{}, {}", text("/info/title"), text("/info/version"))).replace('\n', " ");
    let title = format!("{title}: models and an endpoint client.");
    let description = doc_text(text("/info/description"));
    let docs = docs::of_file([title.as_str(), ""].into_iter().chain(description.lines()));
    let mut lib = format!("{head}\n{}", print::unparse(docs, Vec::new()));
    lib.push_str(
        "\n#![allow(\n    missing_docs,\n    dead_code,\n    unused_macros,\n    clippy::all,\n    \
         nonstandard_style,\n    confusable_idents,\n    mixed_script_confusables,\n    uncommon_codepoints,\n    \
         reason = \"a spec may omit descriptions, may not need every helper, and chooses the names\"\n)]\n\n",
    );
    lib.push_str(
        "/// The bundled spec, OpenAPI 3.0 as JSON.\npub const OPENAPI_JSON: &str = include_str!(\"openapi.json\");\n\n\
         /// The bundled cases as JSON: requests that the schema and each rule accept or reject.\n\
         pub const CASES_JSON: &str = include_str!(\"cases.json\");\n\n",
    );
    for name in modules {
        let (attributes, visibility) = match name {
            "client" | "requests" => ("#[cfg(feature = \"client\")]\n", "pub "),
            "reqwest_0_13" => ("#[cfg(feature = \"reqwest-0-13\")]\n", "pub "),
            "conversions" => ("#[macro_use]\n", ""),
            "alternatives" | "lenient" | "value_reader" | "value_writer" => ("", ""),
            _ => ("", "pub "),
        };
        lib.push_str(&format!("{attributes}#[rustfmt::skip]\n{visibility}mod {name};\n"));
    }
    lib
}
