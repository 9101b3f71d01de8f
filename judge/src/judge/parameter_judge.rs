//! Reads the value of a parameter from the texts of a request, and finds the violations of the parameter's schema.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::judge::judged_request::{Given, JudgedRequest, RequestHead};
use crate::judge::schema::Schema;
use crate::judge::violation::Violation;
use crate::model::error::SpecError;
use crate::model::flat_schema::FlatSchema;
use crate::model::operation::Parameter;
use crate::model::pointer;

/// How the text of a single value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scalar {
    Text,
    Number,
    Boolean,
}

/// How the values of a list are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// The parameter is not a list.
    No,
    /// By commas.
    Commas,
    /// The parameter is repeated.
    Repeated,
}

/// A parameter with its compiled schema.
#[derive(Debug)]
pub(crate) struct ParameterJudge {
    pub(crate) name: String,
    location: String,
    required: bool,
    scalar: Scalar,
    list: List,
    default: Option<Value>,
    schema: Schema,
}

impl ParameterJudge {
    pub(crate) fn new(document: &Value, parameter: &Parameter) -> Result<Self, SpecError> {
        let flat = FlatSchema::of(document, &parameter.schema, &parameter.at);
        let is_list = flat.kind() == "array";
        let item = flat.items.as_ref().filter(|_| is_list).map(|(schema, at)| FlatSchema::of(document, schema, at));
        Ok(Self {
            name: parameter.name.clone(),
            location: parameter.location.clone(),
            required: parameter.required,
            scalar: scalar(item.as_ref().unwrap_or(&flat)),
            list: match (is_list, parameter.explode && parameter.location == "query") {
                (false, _) => List::No,
                (true, false) => List::Commas,
                (true, true) => List::Repeated,
            },
            default: flat.get("default").map(|keyword| keyword.value.clone()),
            schema: Schema::compile(document, &parameter.schema, &parameter.at)?,
        })
    }

    /// Whether this is the parameter with this name. Header names are compared without regard to case.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        if self.location == "header" { self.name.eq_ignore_ascii_case(name) } else { self.name == name }
    }

    /// The value if the parameter is given, else the default value of its schema.
    fn value_or_default<'a>(&'a self, given: &'a Given) -> Option<&'a Value> {
        match given {
            Given::Absent => self.default.as_ref(),
            given => given.value(),
        }
    }

    /// Reads the value from the head of a request.
    pub(crate) fn of_head(&self, head: &RequestHead<'_>) -> Given {
        match self.location.as_str() {
            "path" => {
                let texts: Vec<_> =
                    head.path.iter().filter(|(name, _)| *name == self.name).map(|(_, text)| *text).collect();
                self.of_texts(&texts, percent_decode)
            }
            "query" => {
                let pairs = head.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                let is_own = |name: &str| percent_decode(&name.replace('+', " ")).is_ok_and(|name| name == self.name);
                let texts: Vec<_> = pairs.filter(|(name, _)| is_own(name)).map(|(_, text)| text).collect();
                self.of_texts(&texts, |text| percent_decode(&text.replace('+', " ")))
            }
            _ => {
                let of_name = head.headers.iter().filter(|(name, _)| self.has_name(name));
                let texts: Vec<_> = of_name.map(|(_, text)| String::from_utf8_lossy(text)).collect();
                // HTTP joins the values of a repeated header by commas (RFC 9110, 5.3).
                let joined = (!texts.is_empty()).then(|| texts.join(", "));
                let texts: Vec<_> = joined.iter().map(String::as_str).collect();
                self.of_texts(&texts, |text| {
                    Ok(if self.list == List::No { text } else { text.trim_matches([' ', '\t']) }.to_owned())
                })
            }
        }
    }

    /// Reads the value from its texts in a request: one for each time that the parameter is given. A list is split before its items are
    /// decoded, because an encoded comma does not separate items.
    pub(crate) fn of_texts(&self, texts: &[&str], decode: impl Fn(&str) -> Result<String, String>) -> Given {
        let given = self.of_scalars(texts, &decode, self.scalar);
        let is_valid = |given: &Given| given.value().is_none_or(|value| self.schema.is_valid(value));
        if is_valid(&given) {
            return given;
        }
        // The alternatives of a schema may have several types.
        let others =
            [Scalar::Number, Scalar::Boolean, Scalar::Text].map(|scalar| self.of_scalars(texts, &decode, scalar));
        others.into_iter().find(is_valid).unwrap_or(given)
    }

    /// Reads the value from its texts, each as a scalar of this type.
    fn of_scalars(&self, texts: &[&str], decode: impl Fn(&str) -> Result<String, String>, scalar: Scalar) -> Given {
        let value = |text: &str| decode(text).map(|text| scalar.value(text));
        match (texts, self.list) {
            ([], _) => Given::Absent,
            (texts, List::Repeated) => texts.iter().map(|text| value(text)).collect::<Result<Value, _>>().into(),
            ([text], List::Commas) => text.split(',').map(value).collect::<Result<Value, _>>().into(),
            ([text], List::No) => value(text).into(),
            _ => Given::Malformed("the parameter is given several times".to_owned()),
        }
    }

    /// All violations of what a request gives. At most `most` violations of the schema are reported.
    pub(crate) fn violations(&self, given: &Given, most: usize) -> Vec<Violation> {
        let at = pointer::join("", &self.name.to_ascii_lowercase());
        match given {
            Given::Absent if self.required => {
                vec![Violation::error("required", at, format!("the {} {} is missing", self.location, self.name))]
            }
            Given::Absent => Vec::new(),
            Given::Malformed(problem) => vec![Violation::error("syntax", at, problem)],
            Given::Value(value) => {
                let mut violations = self.schema.violations(value, most);
                violations.iter_mut().for_each(|violation| violation.pointer.insert_str(0, &at));
                violations
            }
        }
    }
}

/// The value of the parameter with this name in a request, or else the default value of its schema.
pub(crate) fn value_by_name<'a>(
    parameters: &'a [ParameterJudge],
    request: &'a JudgedRequest,
    name: &str,
) -> Option<&'a Value> {
    let index = parameters.iter().position(|parameter| parameter.has_name(name))?;
    parameters.get(index)?.value_or_default(request.parameters.get(index)?)
}

impl Scalar {
    /// Reads a text. A text of another form stays a string, which the schema then rejects.
    fn value(self, text: String) -> Value {
        let is_number = || text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        match (self, text.as_str()) {
            (Self::Boolean, "true") => Value::Bool(true),
            (Self::Boolean, "false") => Value::Bool(false),
            (Self::Number, digits) if is_number() => serde_json::from_str(digits).unwrap_or(Value::String(text)),
            _ => Value::String(text),
        }
    }
}

/// The type of the schema, or else of the first value of its `enum`.
fn scalar(flat: &FlatSchema) -> Scalar {
    match (flat.kind(), flat.values().first()) {
        ("integer" | "number", _) | ("", Some(Value::Number(_))) => Scalar::Number,
        ("boolean", _) | ("", Some(Value::Bool(_))) => Scalar::Boolean,
        _ => Scalar::Text,
    }
}

fn percent_decode(text: &str) -> Result<String, String> {
    let is_escape =
        |rest: &str| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_escape) {
        return Err("a percent sign is not followed by two hexadecimal digits".to_owned());
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| "the decoded text is not UTF-8".to_owned());
    decoded.map(Cow::into_owned)
}
