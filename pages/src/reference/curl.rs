//! An operation, and a request for a token, as commands of curl. The base URL and the token are variables, so that a command names no server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::reference::credentials::{Credential, credentials};
use crate::reference::examples::{body_text, values};
use crate::reference::schema_parts::all_parts;

use crate::reference::spec::{Node, Operation, Spec};
use crate::shell::quote;

/// What is encoded in a path or a query.
const NOT_IN_URL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The command that sends the first example of an operation, with its mandatory parameters.
pub(crate) fn command(spec: &Spec<'_>, operation: &Operation<'_>, body: Option<(&str, Option<&Value>)>) -> String {
    let mut path = operation.path.to_owned();
    let mut query = Vec::new();
    let mut lines = Vec::new();
    for parameter in operation.parameters(spec) {
        let parameter = spec.resolve(&parameter);
        let (Some(name), location) = (parameter.text("name"), parameter.text("in").unwrap_or_default()) else {
            continue;
        };
        let text = example_text(spec, &parameter);
        match location {
            "path" => path = path.replace(&format!("{{{name}}}"), &encoded(&text)),
            _ if !parameter.is_true("required") => {}
            "query" => query.push(format!("{}={}", encoded(name), encoded(&text))),
            "header" => lines.push(format!("--header {}", quote(&format!("{name}: {text}")))),
            "cookie" => lines.push(format!("--cookie {}", quote(&format!("{name}={text}")))),
            _ => {}
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let first =
        format!("curl --request {} \"$BASE_URL\"{}", quote(&operation.method), quote(&format!("{path}{query}")));
    lines.insert(0, first);
    lines.extend(credentials(spec, operation).iter().map(authorization));
    if let Some((media_type, example)) = body {
        lines.push(format!("--header {}", quote(&format!("content-type: {media_type}"))));
        lines.extend(example.map(|example| format!("--data-raw {}", quote(&body_text(example)))));
    }
    lines.join(" \\\n  ")
}

/// The command that sets the variable `TOKEN` to a token, by client credentials.
pub(crate) fn token_command(token_url: &str, headers: &[(String, String)]) -> String {
    let headers: String =
        headers.iter().map(|(name, value)| format!(" \\\n  --header {}", quote(&format!("{name}: {value}")))).collect();
    format!(
        "TOKEN=$(curl --user \"$CLIENT_ID:$CLIENT_SECRET\" {}{headers} \\\n  --data grant_type=client_credentials | jq --raw-output .access_token)",
        quote(token_url)
    )
}

/// The value of a parameter: its example, or else a value that its schema states, or else its name.
fn example_text(spec: &Spec<'_>, parameter: &Node<'_>) -> String {
    let own = values(spec, parameter).into_iter().next();
    let schema = parameter.member("schema").map(|schema| all_parts(spec, &schema).schemas).unwrap_or_default();
    let stated = |name: &str| schema.iter().find_map(|part| part.value.get(name));
    let listed = || stated("enum")?.as_array()?.first();
    let value = own.or_else(|| stated("example")).or_else(|| stated("default")).or_else(listed);
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(","),
        Some(other) => other.to_string(),
        None => parameter.text("name").unwrap_or_default().to_uppercase(),
    }
}

fn authorization(credential: &Credential<'_>) -> String {
    match credential {
        Credential::Token => "--header \"authorization: Bearer $TOKEN\"".to_owned(),
        Credential::Password => "--user \"$USER:$PASSWORD\"".to_owned(),
        Credential::Key { name, location: "cookie" } => format!("--cookie {}\"$API_KEY\"", quote(&format!("{name}="))),
        Credential::Key { name, location: "query" } => {
            format!("--url-query {}\"$API_KEY\"", quote(&format!("{name}=")))
        }
        Credential::Key { name, .. } => format!("--header {}\"$API_KEY\"", quote(&format!("{name}: "))),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_URL).to_string()
}
