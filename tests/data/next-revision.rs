//! An invented revision of the vendor's document. It is made from the document and the spec that stand, by relative changes: whatever the facts
//! are, some of them change.
//!
//! `next-revision/document.txt` states the facts of the vendor's document in our own words, each fact on the same line as in that document.
//! Tests of any crate include this file with `#[path]`.

use std::path::Path;

use serde_json::{Value, json};

/// The id of the rule that the revision adds.
pub const RULE: &str = "invented-limit";
const STATEMENT: &str = "No range holds more than 12,345 numbers.";
const HEADER: &str = "x-invented-id";
const COUNTRY: &str = "AQ";

/// A change of the revision.
pub struct Change {
    /// The kind of the change between the two revisions of the document.
    pub kind: &'static str,
    /// The kind of the discrepancy between the new document and the spec.
    pub discrepancy: &'static str,
    /// The parameter that the change is about.
    pub parameter: Option<String>,
    /// The element of the spec that states the fact, unless it is a new one.
    pub pointer: Option<String>,
    line: usize,
    edit_line: Box<dyn Fn(&str) -> String>,
    edit_spec: Box<dyn Fn(&mut Value)>,
}

/// The facts of the vendor's document, in our own words.
pub fn document() -> String {
    let file = "tests/data/next-revision/document.txt";
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut files = folders.map(|folder| folder.join(file));
    std::fs::read_to_string(files.find(|file| file.is_file()).unwrap()).unwrap()
}

/// The changes of the revision, each of another kind of fact.
pub fn changes(spec: &Value) -> Vec<Change> {
    let mut changes = reservation_lapse(spec);
    changes.extend([new_rule(spec), renamed_header(spec), new_country(spec), other_requiredness(spec), limit(spec)]);
    changes
}

/// The document after some changes.
pub fn new_document(old: &str, changes: &[Change]) -> String {
    let edited = |(index, line): (usize, &str)| {
        let edits = changes.iter().filter(|change| change.line == index + 1);
        let line = edits.fold(line.to_owned(), |line, change| {
            let edited = (change.edit_line)(&line);
            assert_ne!(edited, line, "line {} of `document.txt` does not state the fact of the spec", change.line);
            edited
        });
        line + "\n"
    };
    old.lines().enumerate().map(edited).collect()
}

/// Edits the spec, as a person does who reads the changes.
pub fn edit_spec(spec: &mut Value, changes: &[Change]) {
    changes.iter().for_each(|change| (change.edit_spec)(spec));
}

/// A case with the new name of the header.
pub fn edited_case(case: &str, spec: &Value) -> String {
    case.replace(&format!("\"{}\": ", header(spec)["name"].as_str().unwrap()), &format!("\"{HEADER}\": "))
}

/// The operation whose reservations lapse, with its pointer.
fn operation(spec: &Value) -> (String, &Value) {
    let paths = spec["paths"].as_object().unwrap().iter();
    let operations = paths
        .flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, value)| (path, method, value)));
    let holds = |value: &Value| value["x-effects"].as_object().is_some_and(|effects| effects.values().any(lapses));
    let (path, method, value) = operations.into_iter().find(|(.., value)| holds(value)).unwrap();
    (format!("/paths/{}/{method}", path.replace('/', "~1")), value)
}

fn lapses(effect: &Value) -> bool {
    effect["holds"]["days"].is_u64()
}

fn header(spec: &Value) -> &Value {
    operation(spec).1["parameters"].as_array().unwrap().iter().find(|parameter| parameter["in"] == "header").unwrap()
}

/// The first line of each range that an element cites.
fn cited_lines(element: &Value) -> Vec<usize> {
    let (_, ranges) = element["x-source"].as_str().unwrap().rsplit_once(':').unwrap();
    ranges.split(',').map(|range| range.split('-').next().unwrap().parse().unwrap()).collect()
}

/// A member of the spec that can be replaced.
fn at<'v>(spec: &'v mut Value, pointer: &str) -> &'v mut Value {
    spec.pointer_mut(pointer).unwrap_or_else(|| panic!("the spec has no `{pointer}`"))
}

/// Replaces a number in a text of the spec.
fn replace_number(text: &mut Value, old: u64, new: u64) {
    *text = text.as_str().unwrap().replace(&old.to_string(), &new.to_string()).into();
}

/// A reservation lapses a day earlier, which each cited line states.
fn reservation_lapse(spec: &Value) -> Vec<Change> {
    let (operation, value) = operation(spec);
    let effects = value["x-effects"].as_object().unwrap();
    let (id, effect) = effects.iter().find(|(_, effect)| lapses(effect)).unwrap();
    let days = effect["holds"]["days"].as_u64().unwrap();
    let pointer = format!("{operation}/x-effects/{id}");
    let of_line = |line: usize| {
        let at_effect = pointer.clone();
        Change {
            kind: "prose-changed",
            discrepancy: "statement-differs",
            parameter: None,
            pointer: Some(pointer.clone()),
            line,
            edit_line: Box::new(move |line| line.replace(&days.to_string(), &(days - 1).to_string())),
            edit_spec: Box::new(move |spec| {
                let effect = at(spec, &at_effect);
                effect["holds"]["days"] = (days - 1).into();
                replace_number(&mut effect["statement"], days, days - 1);
            }),
        }
    };
    cited_lines(effect).into_iter().map(of_line).collect()
}

/// A rule is stated below the last effect.
fn new_rule(spec: &Value) -> Change {
    Change {
        kind: "prose-added",
        discrepancy: "line-not-covered",
        parameter: None,
        pointer: None,
        line: line_of_last_effect(spec),
        edit_line: Box::new(|line| format!("{line}\n· {STATEMENT}")),
        edit_spec: Box::new(|spec| {
            let value = operation(spec).1;
            let (file, _) = value["x-source"].as_str().unwrap().rsplit_once(':').unwrap();
            let rule = json!({
                "severity": "error",
                "operations": [value["operationId"]],
                "statement": STATEMENT,
                "x-source": format!("{file}:{}", line_of_last_effect(spec) + 1),
                "data": {},
            });
            spec["x-rules"][RULE] = rule;
        }),
    }
}

fn line_of_last_effect(spec: &Value) -> usize {
    operation(spec).1["x-effects"].as_object().unwrap().values().map(|effect| cited_lines(effect)[0]).max().unwrap()
}

/// The header has another name.
fn renamed_header(spec: &Value) -> Change {
    let (operation, value) = operation(spec);
    let index = value["parameters"].as_array().unwrap().iter().position(|parameter| parameter["in"] == "header");
    let pointer = format!("{operation}/parameters/{}", index.unwrap());
    let name = header(spec)["name"].as_str().unwrap().to_owned();
    Change {
        kind: "parameter-renamed",
        discrepancy: "parameter-renamed",
        parameter: Some(name.clone()),
        pointer: Some(pointer.clone()),
        line: cited_lines(header(spec))[0],
        edit_line: Box::new(move |line| line.replace(&name, HEADER)),
        edit_spec: Box::new(move |spec| at(spec, &pointer)["name"] = HEADER.into()),
    }
}

/// A country is added, in the zone of the last one. It is also added to the lists of rules that have all countries of this zone.
fn new_country(spec: &Value) -> Change {
    let country = &spec["components"]["schemas"]["Country"];
    let listed = country["enum"].as_array().unwrap();
    assert!(!listed.contains(&COUNTRY.into()), "`{COUNTRY}` is not a new country");
    let zone_of = |code: &Value| country["x-countries"][code.as_str().unwrap()]["zone"].clone();
    let last = listed.last().unwrap().clone();
    let zone = zone_of(&last);
    let of_zone: Vec<Value> = listed.iter().filter(|code| zone_of(code) == zone).cloned().collect();
    Change {
        kind: "value-added",
        discrepancy: "values-differ",
        parameter: Some("country".to_owned()),
        pointer: Some("/components/schemas/Country".to_owned()),
        line: cited_lines(country)[0],
        edit_line: Box::new(move |line| {
            line.replace(last.as_str().unwrap(), &format!("{}, {COUNTRY}", last.as_str().unwrap()))
        }),
        edit_spec: Box::new(move |spec| {
            let country = at(spec, "/components/schemas/Country");
            country["enum"].as_array_mut().unwrap().push(COUNTRY.into());
            country["x-countries"][COUNTRY] = json!({ "name": "Antarctica", "callingCode": "672", "zone": zone });
            for rule in at(spec, "/x-rules").as_object_mut().unwrap().values_mut() {
                let countries = rule.pointer_mut("/data/countries").and_then(Value::as_array_mut);
                if let Some(countries) = countries.filter(|list| of_zone.iter().all(|code| list.contains(code))) {
                    countries.push(COUNTRY.into());
                }
            }
        }),
    }
}

/// An optional property that all examples have becomes mandatory, with its groups. Without such a property, a mandatory one becomes
/// optional, in a group that has another mandatory one.
fn other_requiredness(spec: &Value) -> Change {
    let document = document();
    let lines: Vec<&str> = document.lines().collect();
    let properties = || {
        let schemas = spec["components"]["schemas"].as_object().unwrap().iter();
        let of_schema = |(schema, value): (&String, &'_ Value)| {
            let cited = value["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(_, property)| property.get("x-source").is_some());
            let found = cited.map(|(name, property)| (schema.clone(), name.clone(), cited_lines(property)[0] + 1));
            found.collect::<Vec<_>>()
        };
        schemas.flat_map(of_schema).collect::<Vec<_>>()
    };
    let content = &operation(spec).1["requestBody"]["content"]["application/json"];
    let examples: Vec<String> = content["examples"].as_object().unwrap().values().map(Value::to_string).collect();
    let is_shown = |name: &str| examples.iter().all(|example| example.contains(&format!("\"{name}\":")));
    let is_stated = |line: usize, word: &str| lines.get(line - 1).is_some_and(|text| text.trim_start() == word);
    let optional = properties().into_iter().find(|(_, name, line)| is_stated(*line, "Optional") && is_shown(name));
    let becomes_mandatory = optional.is_some();
    let has_others =
        |schema: &str| spec["components"]["schemas"][schema]["required"].as_array().is_some_and(|all| all.len() > 1);
    let mandatory = || {
        let mut all = properties().into_iter();
        all.find(|(schema, _, line)| is_stated(*line, "Mandatory") && has_others(schema))
    };
    let (schema, name, line) = optional.or_else(mandatory).unwrap();
    Change {
        kind: "requiredness-changed",
        discrepancy: "requiredness-differs",
        parameter: Some(name.clone()),
        pointer: Some(format!("/components/schemas/{schema}/properties/{name}")),
        line,
        edit_line: Box::new(move |_| if becomes_mandatory { "\tMandatory" } else { "\tOptional" }.to_owned()),
        edit_spec: Box::new(move |spec| match becomes_mandatory {
            true => require(spec, &schema, &name),
            false => {
                let required = at(spec, &format!("/components/schemas/{schema}/required")).as_array_mut().unwrap();
                required.retain(|other| *other != name.as_str());
            }
        }),
    }
}

/// Makes a property of a schema mandatory, and the property that has the schema.
fn require(spec: &mut Value, schema: &str, name: &str) {
    let required = &mut at(spec, &format!("/components/schemas/{schema}"))["required"];
    if required.as_array().is_some_and(|all| all.contains(&name.into())) {
        return;
    }
    match required {
        Value::Array(all) => all.push(name.into()),
        none => *none = json!([name]),
    }
    if let Some((outer, group)) = holder_of(spec, schema) {
        require(spec, &outer, &group);
    }
}

/// A text is a character shorter. A text with a pattern is left out, because its pattern limits the length too.
fn limit(spec: &Value) -> Change {
    let schemas = spec["components"]["schemas"].as_object().unwrap().iter();
    let mut limited = schemas.filter(|(_, value)| value["maxLength"].is_u64() && value.get("pattern").is_none());
    let (name, schema) = limited.find(|(_, value)| value.get("x-source").is_some()).unwrap();
    let length = schema["maxLength"].as_u64().unwrap();
    let pointer = format!("/components/schemas/{name}");
    let first = cited_lines(schema)[0];
    let text = format!("maxLength: {length}");
    let document = document();
    let line = document.lines().skip(first - 1).position(|line| line.contains(&text)).map(|index| first + index);
    Change {
        kind: "limit-changed",
        discrepancy: "limit-differs",
        parameter: Some(holder_of(spec, name).unwrap().1),
        pointer: Some(pointer.clone()),
        line: line.unwrap_or_else(|| panic!("`document.txt` has no `{text}` after line {first}")),
        edit_line: Box::new(move |line| line.replace(&length.to_string(), &(length - 1).to_string())),
        edit_spec: Box::new(move |spec| {
            let schema = at(spec, &pointer);
            schema["maxLength"] = (length - 1).into();
            replace_number(&mut schema["description"], length, length - 1);
        }),
    }
}

/// The property that has a schema, with the schema that the property belongs to.
fn holder_of(spec: &Value, schema: &str) -> Option<(String, String)> {
    let reference = format!("\"#/components/schemas/{schema}\"");
    spec["components"]["schemas"].as_object().unwrap().iter().find_map(|(outer, value)| {
        let mut properties = value["properties"].as_object().into_iter().flatten();
        let (name, _) = properties.find(|(_, property)| property.to_string().contains(&reference))?;
        Some((outer.clone(), name.clone()))
    })
}
