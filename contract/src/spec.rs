//! Reads an OpenAPI 3.0 document far enough to derive cases from it: operations, parameters, bodies, answers, rules, and where each of
//! them comes from. It checks nothing that no case depends on.

pub(crate) mod described;
pub(crate) mod json;
pub(crate) mod operation;
mod security;
pub(crate) mod shape;

use serde_json::Value;

use self::{
    described::Described,
    json::{sorted, token},
    operation::Operation,
};
use crate::{error::Error, vocabulary};

/// A rule that the spec declares and a schema cannot say.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    /// Breaking it makes a request invalid; otherwise it is advice.
    pub(crate) error: bool,
    pub(crate) data: Value,
    pub(crate) described: Described,
}

/// One case file: a body, and which rules it breaks.
#[derive(Debug, Clone)]
pub(crate) struct CaseFile {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) body: Value,
    pub(crate) several_profiles: Vec<String>,
    pub(crate) violations: Vec<(String, String)>,
}

/// The document, read.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) root: Value,
    pub(crate) title: String,
    pub(crate) document: Option<String>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) case_files: Vec<(String, Vec<CaseFile>)>,
}

impl Spec {
    /// Reads a spec and its case files, both JSON.
    pub(crate) fn read(spec: &str, cases: &str) -> Result<Self, Error> {
        let root: Value = serde_json::from_str(spec).map_err(|error| Error::spec("", format!("no JSON: {error}")))?;
        let cases: Value = serde_json::from_str(cases)
            .map_err(|error| Error::spec("", format!("the case files are no JSON: {error}")))?;
        let title = root.pointer("/info/title").and_then(Value::as_str).unwrap_or("an API without a title").to_owned();
        let document = root.pointer("/info/x-document/title").and_then(Value::as_str).map(str::to_owned);
        let operations = operation::read(&root)?;
        let rules = rules(&root);
        let case_files = case_files(&cases)?;
        Ok(Self { root, title, document, operations, rules, case_files })
    }

    /// The hosts of each server: its own, and that of its token endpoint.
    pub(crate) fn servers(root: &Value) -> Vec<Vec<String>> {
        servers(root).iter().map(|server| hosts(root, server)).collect()
    }

    /// The hosts of the servers that are production.
    pub(crate) fn production_hosts(root: &Value) -> Vec<String> {
        let is_production =
            |server: &&Value| server.get("x-id").and_then(Value::as_str) == Some(vocabulary::PRODUCTION);
        servers(root).iter().filter(is_production).flat_map(|server| hosts(root, server)).collect()
    }
}

fn servers(root: &Value) -> &[Value] {
    root.get("servers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn hosts(root: &Value, server: &Value) -> Vec<String> {
    let scheme = server.get("x-security-scheme").and_then(Value::as_str).unwrap_or_default();
    let token_url =
        root.pointer(&format!("/components/securitySchemes/{}/flows/clientCredentials/tokenUrl", token(scheme)));
    let urls = [server.get("url"), token_url].into_iter().flatten().filter_map(Value::as_str);
    urls.filter_map(|url| reqwest::Url::parse(url).ok()?.host_str().map(canonical_host)).collect()
}

/// A host as it is compared: lower case, without the dot that may end it.
pub(crate) fn canonical_host(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

fn rules(root: &Value) -> Vec<Rule> {
    let Some(declared) = root.get("x-rules").and_then(Value::as_object) else { return Vec::new() };
    let rule = |(id, node): (&String, &Value)| Rule {
        id: id.clone(),
        error: node.get("severity").and_then(Value::as_str) != Some("warning"),
        data: node.get("data").cloned().unwrap_or(Value::Null),
        described: Described::of(node),
    };
    sorted(declared).into_iter().map(rule).collect()
}

fn case_files(cases: &Value) -> Result<Vec<(String, Vec<CaseFile>)>, Error> {
    let object = cases.as_object().ok_or_else(|| Error::spec("", "the case files are no JSON object"))?;
    let groups = sorted(object).into_iter().filter(|(_, group)| group.is_object());
    groups
        .map(|(id, group)| {
            let files = group.as_object().map(sorted).unwrap_or_default();
            let files = files.into_iter().map(|(name, node)| case_file(id, name, node)).collect::<Result<_, _>>()?;
            Ok((id.clone(), files))
        })
        .collect()
}

fn case_file(id: &str, name: &str, node: &Value) -> Result<CaseFile, Error> {
    let missing =
        |what: &str| Error::spec(format!("/{}/{}", token(id), token(name)), format!("a case file without `{what}`"));
    let text = |node: &Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let violations = node.get("violations").and_then(Value::as_array).ok_or_else(|| missing("violations"))?;
    let countries = node.pointer(&format!("/account/{}", vocabulary::SEVERAL_PROFILES)).and_then(Value::as_array);
    Ok(CaseFile {
        name: name.to_owned(),
        about: text(node, "about"),
        body: node.get("body").cloned().ok_or_else(|| missing("body"))?,
        several_profiles: countries.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        violations: violations.iter().map(|violation| (text(violation, "id"), text(violation, "pointer"))).collect(),
    })
}
