//! The verdict on the requests of one operation.

use serde_json::Value;

use crate::judge::account::Account;
use crate::judge::json;
use crate::judge::request_fields::{NUMBER, Request};
use crate::judge::rules::Rule;
use crate::judge::schema::Schema;
use crate::judge::violation::Violation;
use crate::model::error::SpecError;
use crate::model::flat_schema::Shape;
use crate::model::operation::{Operation, Parameter};
use crate::model::rule::Severity;
use crate::model::spec::Spec;

/// The most values that a body may have for every violation of the schema to be collected: the validator keeps all of them at once, and
/// each takes a hundred times the memory of the value.
const FULLY_JUDGED: usize = 50_000;

/// The most violations that are reported of the schema and of each rule.
const MOST_REPORTED: usize = 10_000;

/// A parameter, with its schema.
#[derive(Debug)]
struct Judged {
    location: String,
    name: String,
    required: bool,
    /// Whether its value is the text itself, rather than the number or boolean that the text stands for.
    is_text: bool,
    schema: Schema,
}

/// A rule as the spec declares it.
#[derive(Debug)]
struct Declared {
    id: String,
    severity: Severity,
    rule: Rule,
}

/// Judges requests of one operation by a spec that was compiled once.
///
/// ```
/// use colt_numbers_judge::judge::account::Account;
/// use colt_numbers_judge::judge::request_judge::RequestJudge;
/// use colt_numbers_judge::model::spec::Spec;
///
/// let spec = Spec::read(colt_numbers_api::OPENAPI_JSON)?;
/// let judge = RequestJudge::of(&spec, &spec.operations[0])?;
/// let violations = judge.body(b"{ \"a\": 1, \"a\": 2 }", &Account::default());
/// assert_eq!(violations[0].id, "json");
/// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
/// ```
#[derive(Debug)]
pub struct RequestJudge {
    body: Option<Schema>,
    number: Option<Schema>,
    parameters: Vec<Judged>,
    rules: Vec<Declared>,
    unknown: Vec<String>,
}

impl RequestJudge {
    /// Compiles what the spec says of an operation.
    ///
    /// # Errors
    /// Where a schema cannot be used, or a rule lacks its data.
    pub fn of(spec: &Spec, operation: &Operation) -> Result<Self, SpecError> {
        let document = &spec.root;
        let (mut rules, mut unknown) = (Vec::new(), Vec::new());
        for declared in &spec.rules {
            let (id, severity) = (declared.id.clone(), declared.severity);
            match Rule::read(declared, document)? {
                Some(rule) => rules.push(Declared { id, severity, rule }),
                None if severity == Severity::Error => unknown.push(id),
                None => {}
            }
        }
        let body = operation.body.as_ref().map(|body| Schema::compile(document, &body.schema, &body.at)).transpose()?;
        let number = document.pointer(NUMBER).map(|schema| Schema::compile(document, schema, NUMBER)).transpose()?;
        let parameters = operation.parameters.iter().map(|parameter| judged(document, parameter));
        Ok(Self { body, number, parameters: parameters.collect::<Result<_, _>>()?, rules, unknown })
    }

    /// The ids of the rules of severity error that this crate does not know: where there is one, a request without a violation may still
    /// break it. Unknown advice is left out.
    pub fn unknown_rules(&self) -> &[String] {
        &self.unknown
    }

    /// Whether an id is that of a rule, rather than a keyword of the schema.
    pub fn declares(&self, id: &str) -> bool {
        self.rules.iter().any(|declared| declared.id == id)
    }

    /// Everything that is wrong with a body, warnings included: what the schema reports first, then rule by rule.
    ///
    /// A body that is not JSON has one violation, `json`: malformed, a key given twice in one object, a byte order mark,
    /// invalid UTF-8, more than 127 levels of nesting, more than 600,000 values, 10,000,000 bytes or more.
    ///
    /// At most 10,000 violations of the schema and of each rule are given, and of a body of more than 50,000 values one of the schema's:
    /// a hostile body has millions.
    pub fn body(&self, body: &[u8], account: &Account) -> Vec<Violation> {
        self.read(body, account).1
    }

    /// The body's value, where it is JSON, and everything that is wrong with it. See [`RequestJudge::body`].
    pub fn read(&self, body: &[u8], account: &Account) -> (Value, Vec<Violation>) {
        match json::read(body) {
            Ok((value, values)) => {
                let most = if values > FULLY_JUDGED { 1 } else { MOST_REPORTED };
                let violations = self.bounded(&value, account, most);
                (value, violations)
            }
            Err(problem) => (Value::Null, vec![Violation::error("json", "", problem)]),
        }
    }

    /// Everything that is wrong with a body that was read already, as [`RequestJudge::body`] has it.
    pub fn value(&self, body: &Value, account: &Account) -> Vec<Violation> {
        self.bounded(body, account, MOST_REPORTED)
    }

    fn bounded(&self, body: &Value, account: &Account, most: usize) -> Vec<Violation> {
        let mut violations = self.body.as_ref().map(|schema| schema.violations(body, most)).unwrap_or_default();
        let request = self.request(body);
        if body.is_object() {
            for Declared { id, severity, rule } in &self.rules {
                let found = rule.judge(&request, account).into_iter().take(MOST_REPORTED);
                violations.extend(found.map(|found| Violation {
                    id: id.clone(),
                    pointer: found.pointer,
                    severity: *severity,
                    message: found.message,
                }));
            }
        }
        violations
    }

    /// Everything that is wrong with the headers that the spec names, among those given as name and value. A header given
    /// twice has both values, with a comma between them, as HTTP has it.
    ///
    /// ```
    /// # use colt_numbers_judge::judge::request_judge::RequestJudge;
    /// # let spec = colt_numbers_judge::model::spec::Spec::read(colt_numbers_api::OPENAPI_JSON)?;
    /// let judge = RequestJudge::of(&spec, &spec.operations[0])?;
    /// assert!(judge.headers([("X-Tracking-Id", b"order-1".as_slice())]).is_empty());
    /// assert_eq!(judge.headers([])[0].id, "required");
    /// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
    /// ```
    pub fn headers<'a>(&self, given: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<Violation> {
        let given: Vec<_> = given.into_iter().collect();
        let headers = self.parameters.iter().filter(|parameter| parameter.location == "header");
        let violations = headers.flat_map(|header| {
            let of_name = given.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&header.name));
            let values: Vec<_> = of_name.map(|(_, value)| String::from_utf8_lossy(value)).collect();
            header.violations(Some(values.join(", ")).filter(|_| !values.is_empty()).as_deref())
        });
        violations.collect()
    }

    /// Everything that is wrong with a parameter, given as the text that is sent, or as none. A parameter that the spec does not name has
    /// no violation.
    pub fn parameter(&self, location: &str, name: &str, text: Option<&str>) -> Vec<Violation> {
        let is_meant = |parameter: &&Judged| parameter.location == location && parameter.name == name;
        self.parameters.iter().find(is_meant).map(|parameter| parameter.violations(text)).unwrap_or_default()
    }

    /// What the rules look at in a body.
    pub fn request<'a>(&self, body: &'a Value) -> Request<'a> {
        Request::of(body, |value| self.number.as_ref().is_some_and(|schema| schema.is_valid(value)))
    }
}

fn judged(document: &Value, parameter: &Parameter) -> Result<Judged, SpecError> {
    let shape = Shape::of(document, &parameter.schema, &parameter.at);
    Ok(Judged {
        location: parameter.location.clone(),
        name: parameter.name.clone(),
        required: parameter.required,
        is_text: !matches!(shape.kind(), "integer" | "number" | "boolean"),
        schema: Schema::compile(document, &parameter.schema, &parameter.at)?,
    })
}

impl Judged {
    fn violations(&self, text: Option<&str>) -> Vec<Violation> {
        let at = format!("/{}", self.name.to_ascii_lowercase());
        let Some(text) = text else {
            let missing =
                || Violation::error("required", at, format!("the {} {} is missing", self.location, self.name));
            return self.required.then(missing).into_iter().collect();
        };
        let parsed = serde_json::from_str(text).ok().filter(|_| !self.is_text);
        let value = parsed.unwrap_or_else(|| Value::from(text));
        let mut violations = self.schema.violations(&value, MOST_REPORTED);
        violations.iter_mut().for_each(|violation| violation.pointer.insert_str(0, &at));
        violations
    }
}
