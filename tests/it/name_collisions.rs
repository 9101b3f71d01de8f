//! A name in the spec may equal any name in the generated code: either the generator rejects the name and reports its location, or the
//! generated code compiles.
//!
//! The names are collected from the generated code and the templates, so new names are tested automatically.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::names::{field, pascal, snake, type_name};
use colt_numbers_generate::{Files, generate};
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::source::{CASES_DIR, Source};
use serde_json::{Map, Value, json};

use crate::crate_boundaries::sources;
use crate::golden::{compile, small_specs};

/// Names that may not occur in the collected text: names of Rust itself, and names that the derives of `serde` use.
const RUST_NAMES: &str = "
    abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in let loop
    macro macro_rules match mod move mut override priv pub raw ref return safe self Self static struct super trait true try type typeof
    union unsafe unsized use virtual where while yield
    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    AsMut AsRef Box Clone Copy Default Deref DoubleEndedIterator Drop Eq Err Error ExactSizeIterator Extend Fn FnMut FnOnce From
    FromIterator FromStr Future Hash Hasher Infallible Into IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd
    PhantomData Result Send Sized Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec
    Deserialize Deserializer MapAccess SeqAccess Serialize SerializeStruct Serializer Visitor _serde __Field __Visitor __D __A
    alloc core std test serde serde_json http bytes anyhow
    all texts ALL a_l_l t_e_x_t_s server-1 server-2 extra subtype_0 defaults default_u64 error conversion_error builder
";

/// Schemas of components. For each of them, the generator adds different items to the module of the types.
const SCHEMAS: [&str; 9] = [
    r#"{ "type": "object", "required": ["a"], "properties": { "a": { "type": "string", "nullable": true }, "b": { "type": "array", "items": { "type": "string" }, "default": ["x"] } } }"#,
    r#"{ "type": "string", "maxLength": 9, "pattern": "^[a-z]*$" }"#,
    r#"{ "type": "string", "enum": ["error", "Err"] }"#,
    r##"{ "$ref": "#/components/schemas/BasicText" }"##,
    r##"{ "oneOf": [{ "$ref": "#/components/schemas/BasicText" }, { "$ref": "#/components/schemas/WholeNumber" }] }"##,
    r#"{ "type": "object", "properties": { "a": { "type": "string", "default": "x" }, "c": { "type": "string" } } }"#,
    r#"{ "type": "string", "default": "x" }"#,
    r#"{ "type": "object", "additionalProperties": { "type": "string" }, "default": { "a": "x" } }"#,
    r##"{ "nullable": true, "anyOf": [{ "$ref": "#/components/schemas/BasicText" }, { "$ref": "#/components/schemas/WholeNumber" }] }"##,
];

/// All names in the generated code and the templates.
fn names() -> BTreeSet<String> {
    let mut found: BTreeSet<String> = RUST_NAMES.split_whitespace().map(str::to_owned).collect();
    for (_, text) in sources("codegen/generate/templates") {
        collect_identifiers(&text, &mut found);
    }
    for (_, files) in small_specs() {
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".rs"))
            .for_each(|(_, text)| collect_identifiers(text, &mut found));
    }
    assert!(found.len() > 400, "{}", found.len());
    found
}

/// Collects the identifiers in some code, except in comments.
fn collect_identifiers(code: &str, found: &mut BTreeSet<String>) {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = lines.flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    found.extend(words.filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_')).map(str::to_owned));
}

/// A spec with the case files that it needs.
struct SpecWithCases {
    spec: Value,
    cases: BTreeMap<String, String>,
}

impl SpecWithCases {
    fn of(paths: Value, schemas: Value) -> Self {
        let mut schemas = schemas;
        schemas["BasicText"] = json!({ "type": "string", "maxLength": 3 });
        schemas["WholeNumber"] = json!({ "type": "integer" });
        let spec = json!({
            "openapi": "3.0.3",
            "info": { "title": "Names", "version": "1" },
            "paths": paths,
            "components": { "schemas": schemas },
        });
        Self { spec, cases: BTreeMap::new() }
    }

    fn source(&self) -> Source {
        let mut source = Source::of_text("names.json", &format!("{:#}", self.spec));
        source.cases.clone_from(&self.cases);
        source
    }
}

/// Generates code with as many of the names as the generator accepts; returns the code and the rejected names. For each rejected name, the
/// generator must report a finding with the name and a location.
fn generate_with_accepted_names(
    role: &str,
    names: &BTreeSet<String>,
    draft: &dyn Fn(&[&str]) -> SpecWithCases,
) -> (Files, BTreeSet<String>) {
    let mut remaining: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut rejected = BTreeSet::new();
    loop {
        let findings = match generate(&draft(&remaining).source()) {
            Ok(files) => return (files, rejected),
            Err(findings) => findings,
        };
        let before = remaining.len();
        for finding in findings.of(Level::Error) {
            assert!(!finding.pointer.is_empty(), "as {role}, a finding without a location: {finding}");
            let in_message = finding.message.split('`').skip(1).step_by(2);
            let named: Vec<&str> = in_message.chain(finding.pointer.rsplit('/')).collect();
            let found = named.iter().find_map(|name| remaining.iter().position(|other| other == name));
            if let Some(index) = found {
                rejected.insert(remaining.remove(index).to_owned());
            } else {
                let is_removed = named.iter().any(|name| rejected.contains(*name));
                assert!(is_removed || findings.0.len() > 1, "as {role}, a finding without a name: {finding}");
            }
        }
        assert!(remaining.len() < before, "as {role}: {findings}");
    }
}

fn operation(id: &str, parameters: Vec<Value>, with_body: bool) -> Value {
    let mut operation = json!({
        "operationId": id,
        "parameters": parameters,
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } },
    });
    if with_body {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/WholeNumber" } } } });
    }
    operation
}

fn parameters(location: &str, names: &[&str]) -> SpecWithCases {
    let kinds = [
        json!({ "type": "string" }),
        json!({ "type": "integer" }),
        json!({ "type": "boolean" }),
        json!({ "$ref": "#/components/schemas/BasicText" }),
    ];
    let parameter = |(index, name): (usize, &&str)| json!({ "name": name, "in": location, "required": location == "path" || index % 2 == 0, "schema": kinds[index % 4] });
    // A YAML key has at most 1024 characters, and a path is a key.
    let items = names.chunks(40).enumerate().map(|(index, names)| {
        let path = match location {
            "path" => names.iter().map(|name| format!("/{{{name}}}")).collect(),
            _ => format!("/{index}"),
        };
        let all: Vec<Value> = names.iter().enumerate().map(parameter).collect();
        let with = operation(&format!("with-body-{index}"), all.clone(), true);
        (path, json!({ "post": with, "get": operation(&format!("without-{index}"), all, false) }))
    });
    SpecWithCases::of(Value::Object(items.collect()), json!({}))
}

fn properties(names: &[&str]) -> SpecWithCases {
    let kinds = [
        json!({ "type": "string" }),
        json!({ "type": "string", "pattern": "^a*$" }),
        json!({ "type": "string", "enum": ["a", "b"], "nullable": true }),
        json!({ "type": "integer", "default": 3 }),
        json!({}),
        json!({ "type": "string", "x-lenient": true }),
    ];
    let all: Map<String, Value> = names
        .iter()
        .enumerate()
        .map(|(index, name)| ((*name).to_owned(), kinds[index % kinds.len()].clone()))
        .collect();
    SpecWithCases::of(
        json!({}),
        json!({
            "Open": { "type": "object", "properties": all },
            "Typed": { "type": "object", "properties": all, "additionalProperties": { "type": "string" } },
            "Merged": { "allOf": [{ "$ref": "#/components/schemas/Open" }, { "type": "object", "properties": { "own": { "type": "string", "maxLength": 2 } } }] },
        }),
    )
}

fn schemas(names: &[&str], form: &dyn Fn(usize) -> usize) -> SpecWithCases {
    let mut all = Map::new();
    let mut paths = Map::new();
    for (index, name) in names.iter().enumerate() {
        all.insert((*name).to_owned(), serde_json::from_str(SCHEMAS[form(index)]).unwrap());
        if index % 8 == 0 {
            let body = json!({ "required": index % 16 == 0, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
            let mut operation = operation(&format!("operation-{index}"), Vec::new(), false);
            operation["responses"]["200"]["content"] = body["content"].clone();
            operation["requestBody"] = body;
            paths.insert(format!("/{index}"), json!({ "post": operation }));
        }
    }
    SpecWithCases::of(Value::Object(paths), Value::Object(all))
}

fn operations(names: &[&str]) -> SpecWithCases {
    let items: Map<String, Value> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let mut operation = operation(name, Vec::new(), index % 2 == 0);
            if index % 3 == 0 {
                operation["responses"]["204"] = json!({ "description": "" });
            }
            (format!("/{index}"), json!({ "post": operation }))
        })
        .collect();
    SpecWithCases::of(Value::Object(items), json!({}))
}

fn values(names: &[&str]) -> SpecWithCases {
    SpecWithCases::of(json!({}), json!({ "Listed": { "type": "string", "enum": names } }))
}

fn servers(names: &[&str]) -> SpecWithCases {
    let mut draft = SpecWithCases::of(json!({}), json!({}));
    draft.spec["servers"] = names.iter().map(|name| json!({ "url": "https://example.org", "x-id": name })).collect();
    draft
}

/// Rules with these names, each with its cases.
fn rules(names: &[&str]) -> SpecWithCases {
    let mut draft =
        SpecWithCases::of(json!({ "/order": { "post": operation("order", Vec::new(), false) } }), json!({}));
    let rule = json!({ "severity": "warning", "operations": ["order"], "statement": "A rule.", "x-assumption": "Made up.", "data": { "a": 1 } });
    draft.spec["x-rules"] = names.iter().map(|name| ((*name).to_owned(), rule.clone())).collect::<Map<_, _>>().into();
    for (name, side) in names.iter().flat_map(|name| [(name, "accept"), (name, "reject")]) {
        let case = json!({ "about": "", "violations": [] });
        draft.cases.insert(format!("{CASES_DIR}/{name}/{side}-one.json"), case.to_string());
    }
    draft
}

/// A rule with data of these names.
fn rule_data(names: &[&str]) -> SpecWithCases {
    let mut draft = rules(&["at-most"]);
    let kinds = [json!("a"), json!(-1), json!(true), json!(["a"]), json!([1, 2])];
    let data = names.iter().enumerate().map(|(index, name)| ((*name).to_owned(), kinds[index % kinds.len()].clone()));
    draft.spec["x-rules"]["at-most"]["data"] = data.collect::<Map<_, _>>().into();
    draft
}

/// Two operations, each with effects of these names: an id is unique only in its operation.
fn effects(names: &[&str]) -> SpecWithCases {
    let effects: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), json!({ "statement": "It." }))).collect();
    let order = |id| {
        let mut order = operation(id, Vec::new(), false);
        order["x-effects"] = effects.clone().into();
        order
    };
    SpecWithCases::of(json!({ "/order": { "post": order("order"), "put": order("replace") } }), json!({}))
}

/// The names without those that would collide in Rust: of several names that become the same Rust name, only the first remains.
fn distinct(names: &BTreeSet<String>, to_rust: fn(&str) -> String) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    names.iter().filter(|name| seen.insert(to_rust(name))).cloned().collect()
}

/// Generates code from schemas with these names. `form` selects the schema for each index. The generator may reject a name only for one of
/// two reasons: another name equals this name with the suffix `Inner`, which is the name of the inner type of a nullable schema; or another
/// name has the same snake case, from which the function for a `default` value gets its name.
fn generate_schemas(role: &str, names: &BTreeSet<String>, form: &dyn Fn(usize) -> usize) -> Files {
    let names = distinct(names, type_name);
    let (files, rejected) = generate_with_accepted_names(role, &names, &|names| schemas(names, form));
    let types: Vec<String> = names.iter().map(|name| type_name(name)).collect();
    let has_inner = |name: &str| types.contains(&format!("{name}Inner"));
    let has_twin = |name: &str| types.iter().filter(|other| snake(other) == snake(name)).count() > 1;
    let is_explained = rejected.iter().map(|name| type_name(name)).all(|name| has_inner(&name) || has_twin(&name));
    assert!(is_explained, "as {role}, {rejected:?} are rejected");
    files
}

#[test]
fn every_generated_name_can_be_a_name_in_the_spec() {
    let names = names();
    let mut generated = BTreeMap::new();
    let mut try_role =
        |role: &str, names: BTreeSet<String>, expected: &[&str], draft: &dyn Fn(&[&str]) -> SpecWithCases| {
            let (files, rejected) = generate_with_accepted_names(role, &names, draft);
            let rejected: BTreeSet<String> = rejected.iter().map(|name| snake(name)).collect();
            assert_eq!(
                rejected,
                expected.iter().map(|name| (*name).to_owned()).collect(),
                "as {role}, these names are rejected"
            );
            generated.insert(role.replace(' ', "-"), files);
        };
    let distinct_in = |to_rust| distinct(&names, to_rust);
    try_role("path", distinct_in(snake), &[], &|names| parameters("path", names));
    try_role("query", distinct_in(snake), &[], &|names| parameters("query", names));
    try_role("header", distinct_in(snake), &[], &|names| parameters("header", names));
    // The type of a property is named after the property, in Pascal case.
    let property_names = distinct(&distinct_in(field), |name| pascal(&pascal(name)));
    try_role("property", property_names, &["extra"], &properties);
    // If the responses of an operation differ, their type has the name of the operation followed by `Response`.
    let is_response = |name: &str| name.to_lowercase().ends_with("response");
    let operation_names = distinct_in(pascal).into_iter().filter(|name| !is_response(name)).collect();
    try_role("operation", operation_names, &[], &operations);
    try_role("value", distinct_in(pascal), &["a_l_l", "t_e_x_t_s"], &values);
    try_role("server", distinct_in(snake), &[], &servers);
    let kebab: BTreeSet<String> = names.iter().map(|name| name.to_lowercase().replace('_', "-")).collect();
    try_role("rule", distinct(&kebab, pascal), &["a_l_l"], &rules);
    let begins_in_lower_case = |name: &&String| name.starts_with(|first: char| first.is_ascii_lowercase());
    let effect_ids = kebab.iter().filter(begins_in_lower_case).cloned().collect();
    try_role("effect", effect_ids, &[], &effects);
    let is_key = |name: &&String| {
        begins_in_lower_case(name) && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && *name != "countries"
    };
    let keys = names.iter().filter(is_key).cloned().collect();
    try_role("rule data", distinct(&keys, snake), &[], &rule_data);
    generated.insert("schema".to_owned(), generate_schemas("schema", &names, &|index| index % SCHEMAS.len()));
    // Types with these names could shadow the names of Rust that the generated code uses, so the names are tested with every schema.
    let type_names =
        RUST_NAMES.split_whitespace().filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned);
    let type_names = type_names.collect();
    for form in 0..SCHEMAS.len() {
        generated.insert(format!("schema-{form}"), generate_schemas("schema", &type_names, &|_| form));
    }
    compile(&generated);
}

#[test]
#[ignore = "compiles thousands of types; `.ci/full` runs it"]
fn every_generated_name_can_be_the_name_of_any_schema() {
    let names = names();
    let try_form = |form: usize| {
        (format!("form-{form}"), generate_schemas("schema", &names, &|index| (index + form) % SCHEMAS.len()))
    };
    compile(&(1..SCHEMAS.len()).map(try_form).collect());
}
