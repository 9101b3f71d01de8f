//! The facts of a spec as people write them, and the same spec with improbable values for these facts.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::example_request::tracking_header;

/// The ways in which people write the facts of a spec.
pub fn writings(spec: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |writing: &str| _ = found.insert(writing.to_owned());
    visit(spec, &mut |node| {
        if let Some(days) = node.pointer("/holds/days") {
            [" days", " calendar days", "-day", " * 86"].iter().for_each(|unit| add(&format!("{days}{unit}")));
        }
        if let Some(length) = node.get("maxLength") {
            add(&format!("{length} characters"));
        }
        for url in ["url", "tokenUrl"].iter().filter_map(|key| node.get(key)?.as_str()) {
            if let Some((host, path)) =
                host_and_path(url).filter(|_| node.get("x-id").is_some() || url.contains("token"))
            {
                add(host);
                add(path);
            }
        }
    });
    spec["paths"].as_object().unwrap().keys().for_each(|path| add(path));
    texts(&spec["components"]["schemas"]["ProductName"]["enum"]).for_each(&mut add);
    for country in spec["components"]["schemas"]["Country"]["x-countries"].as_object().unwrap().values() {
        add(country["name"].as_str().unwrap());
        let zone = country["zone"].as_str().unwrap();
        ["zone", "Zone"].iter().for_each(|word| add(&format!("{word} {zone}")));
    }
    for document in spec["info"]["x-documents"].as_array().unwrap() {
        add(document["file"].as_str().unwrap());
    }
    add(tracking_header(spec));
    found
}

/// The writings that a text has, each as a whole word. A citation of lines of the document is found as well.
pub fn found_in<'f>(text: &'f str, facts: impl IntoIterator<Item = &'f String>) -> impl Iterator<Item = &'f str> {
    // In a wrapped text, a line break is a blank.
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_cited = one_line.contains("document, line");
    let facts = facts.into_iter().filter(move |fact| has_word(&one_line, fact)).map(String::as_str);
    facts.chain(is_cited.then_some("document, line"))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let is_joined = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let mut before = text[..at].chars().rev();
        let previous = before.next();
        let is_part_of_number = matches!(previous, Some(',' | '.')) && is_joined(before.next());
        let begins = word.starts_with('/') || !(is_joined(previous) || is_part_of_number);
        begins && !is_joined(text[at + word.len()..].chars().next())
    })
}

/// The text of a spec with improbable values.
pub fn improbable_spec(text: &str) -> String {
    let spec: Value = serde_yaml::from_str(text).unwrap();
    let mut text = replace_texts(text, &spec);
    let limit = reference_limit(&spec);
    let days = writings(&spec).iter().find_map(|fact| fact.strip_suffix(" calendar days").map(str::to_owned)).unwrap();
    for (old, new) in [
        (format!("{days} calendar days"), "61 calendar days"),
        (format!("days: {days}"), "days: 61"),
        (format!("{limit} characters"), "47 characters"),
        (format!("maxLength: {limit}\n"), "maxLength: 47\n"),
    ] {
        assert!(text.contains(&old), "the spec has no `{old}`");
        text = text.replace(&old, new);
    }
    text
}

/// A case with the texts of the improbable spec, and its limit.
pub fn improbable_case(case: &str, spec: &Value) -> String {
    let mut case: Value = serde_json::from_str(&replace_texts(case, spec)).unwrap();
    let limit = reference_limit(spec);
    if let Some(Value::String(text)) = case.pointer_mut("/body/relatedParty/endCustomerDetails/customerReference") {
        let length = text.chars().count();
        if length >= limit {
            *text = text.chars().take(length + 47 - limit).collect();
        }
    }
    case.to_string()
}

/// Replaces hosts, paths, products, the header with the tracking id, zones, and the names of countries and of documents.
pub fn replace_texts(text: &str, spec: &Value) -> String {
    let (host, base) = host_and_path(spec["servers"][0]["url"].as_str().unwrap()).unwrap();
    let path = spec["paths"].as_object().unwrap().keys().next().unwrap();
    let token = spec.pointer("/components/securitySchemes/productionToken/flows/clientCredentials/tokenUrl");
    let (_, token) = host_and_path(token.and_then(Value::as_str).unwrap()).unwrap();
    let product = texts(&spec["components"]["schemas"]["ProductName"]["enum"]).next().unwrap();
    let mut text = text
        .replace(host, "apis.improbable.example")
        .replace(base, "/improbableBase")
        .replace(path, "/improbable/order")
        .replace(token, "/improbable/token")
        .replace(product, "Improbable Product")
        .replace(tracking_header(spec), "x-improbable-id");
    for document in spec["info"]["x-documents"].as_array().unwrap() {
        text = text.replace(document["file"].as_str().unwrap(), "improbable.txt");
    }
    for country in spec["components"]["schemas"]["Country"]["x-countries"].as_object().unwrap().values() {
        let name = country["name"].as_str().unwrap();
        text = text.replace(name, &name.chars().rev().collect::<String>());
    }
    for (old, new) in [("A", "Q"), ("B", "R")] {
        for before in ["zone: ", "Zone "] {
            text = text.replace(&format!("{before}{old}"), &format!("{before}{new}"));
        }
    }
    text
}

/// The greatest length of a customer reference.
fn reference_limit(spec: &Value) -> usize {
    usize::try_from(spec["components"]["schemas"]["CustomerReference"]["maxLength"].as_u64().unwrap()).unwrap()
}

fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (host, _) = url.split_once("://")?.1.split_once('/')?;
    Some((host, &url[url.find(host)? + host.len()..]))
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn visit(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Object(members) => members.values().for_each(|member| visit(member, see)),
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        _ => {}
    }
}
