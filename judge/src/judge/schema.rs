//! Compiles the spec's schemas with a JSON Schema validator, and reports their violations.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use crate::judge::draft4::{self, MARK, NULLABLE};
use crate::judge::violation::Violation;
use crate::model::error::SpecError;
use crate::model::pointer;

/// Whether the format `name` is checked for values of the type `kind`, such as `string`. For a format that is not checked, only the type of
/// the value is.
pub fn is_format_checked(kind: &str, name: &str) -> bool {
    draft4::is_checked(kind, name)
}

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
    /// The JSON Schema that the validator was compiled from.
    translated: Value,
}

impl Schema {
    /// Compiles a schema of the document; `at` is the JSON Pointer of the schema. References are resolved in the document.
    ///
    /// # Errors
    /// If the schema is invalid, or a reference is dangling.
    pub fn compile(document: &Value, schema: &Value, at: &str) -> Result<Self, SpecError> {
        Self::of(draft4::translate(document, schema, None), at)
    }

    /// Compiles a schema of requests: a property that is `readOnly` is not required.
    ///
    /// # Errors
    /// As [`Schema::compile`].
    pub fn for_requests(document: &Value, schema: &Value, at: &str) -> Result<Self, SpecError> {
        Self::of(draft4::translate(document, schema, Some("readOnly")), at)
    }

    /// Compiles a schema of responses: a property that is `writeOnly` is not required.
    ///
    /// # Errors
    /// As [`Schema::compile`].
    pub fn for_responses(document: &Value, schema: &Value, at: &str) -> Result<Self, SpecError> {
        Self::of(draft4::translate(document, schema, Some("writeOnly")), at)
    }

    fn of(translated: Value, at: &str) -> Result<Self, SpecError> {
        // Draft 4 checks formats by default. The `options` of `jsonschema` are generic: using them would compile the validator once more, in
        // this crate.
        let validator = jsonschema::draft4::new(&translated)
            .map_err(|error| SpecError::new(at, format!("the schema cannot be used: {error}")))?;
        Ok(Self { validator, translated })
    }

    /// Whether a value satisfies the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// The violations of a value, at most `most` of them. For a value of the wrong type, only the wrong type is reported. If `most` is 1, the
    /// validator stops at the first violation, which is cheap for any value; otherwise it keeps all violations in memory at once.
    pub fn violations(&self, value: &Value, most: usize) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.is_valid(value) {
            return violations;
        }
        if most == 1 {
            self.validator.validate(value).err().iter().for_each(|error| self.add(value, error, most, &mut violations));
        } else {
            self.validator.iter_errors(value).for_each(|error| self.add(value, &error, most, &mut violations));
        }
        if violations.is_empty() {
            violations.push(Violation::error("schema", "", "the schema rejects the value"));
        }
        let types = violations.iter().filter(|violation| violation.id == "type");
        let wrong_types: BTreeSet<_> = types.map(|violation| violation.pointer.clone()).collect();
        // `additionalProperties` is a violation of the enclosing object, so it is reported even if the member has the wrong type.
        violations.retain(|violation| {
            matches!(&*violation.id, "type" | "additionalProperties") || !wrong_types.contains(&violation.pointer)
        });
        violations
    }

    /// Adds an error of the validator, with the keyword of the original schema.
    fn add(&self, value: &Value, error: &ValidationError<'_>, most: usize, violations: &mut Vec<Violation>) {
        let mark = self.mark(error).and_then(Value::as_str);
        match error.kind() {
            ValidationErrorKind::AnyOf { context } if mark == Some(NULLABLE) => {
                context.iter().skip(1).flatten().for_each(|error| self.add(value, error, most, violations));
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                add_members(error, unexpected, most, violations);
            }
            // The schema allows no members at all.
            ValidationErrorKind::FalseSchema if error.schema_path().as_str().ends_with("/additionalProperties") => {
                let object = value.pointer(error.instance_path().as_str()).and_then(Value::as_object);
                add_members(error, object.into_iter().flat_map(Map::keys), most, violations);
            }
            kind if violations.len() < most => {
                let message = error.masked_with("the value").to_string();
                violations.push(Violation::error(
                    mark.unwrap_or(kind.keyword()),
                    error.instance_path().as_str(),
                    message,
                ));
            }
            _ => {}
        }
    }

    /// The mark of the translated schema that contains the failed keyword.
    fn mark(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.translated.pointer(parent)?.get(MARK)
    }
}

/// Adds a violation for each member that an object must not have.
fn add_members<'n>(
    error: &ValidationError<'_>,
    names: impl IntoIterator<Item = &'n String>,
    most: usize,
    violations: &mut Vec<Violation>,
) {
    let left = most.saturating_sub(violations.len());
    violations.extend(names.into_iter().take(left).map(|name| {
        let at = pointer::join(error.instance_path().as_str(), name);
        Violation::error("additionalProperties", at, "the schema does not allow this member")
    }));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn violations(schema: Value, value: &Value) -> Vec<(String, String)> {
        let document = json!({ "components": { "schemas": {
            "Text": { "type": "string", "maxLength": 2 },
            "Null": { "type": "string", "nullable": true, "enum": ["a"] },
            "Tree": { "type": "object", "nullable": true, "required": ["of"], "properties": {
                "of": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
                "id": { "allOf": [{ "$ref": "#/components/schemas/Id" }], "nullable": true },
            } },
            "Id": { "type": "string", "format": "uuid" },
            "a b/%": { "type": "integer", "format": "int32" },
        } } });
        let compiled = Schema::compile(&document, &schema, "/here").unwrap();
        let found = compiled.violations(value, usize::MAX);
        assert_eq!(found.is_empty(), compiled.is_valid(value));
        assert_eq!(compiled.violations(value, 1).len(), usize::from(!found.is_empty()));
        let mut found: Vec<_> = found.into_iter().map(|violation| (violation.id, violation.pointer)).collect();
        found.sort();
        found
    }

    fn reference(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn ids(schema: &Value, value: Value) -> String {
        let found = violations(schema.clone(), &value).into_iter().map(|(id, at)| format!("{id}{at}"));
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nullable_allows_null_and_changes_nothing_else() {
        for schema in [
            reference("Null"),
            json!({ "allOf": [reference("Null")] }),
            json!({ "nullable": true, "allOf": [reference("Text")] }),
        ] {
            assert_eq!(ids(&schema, json!(null)), "", "{schema}");
            assert_eq!(ids(&schema, json!(1)), "type", "{schema}");
        }
        for schema in [
            reference("Text"),
            json!({ "allOf": [reference("Text")] }),
            json!({ "nullable": true, "$ref": "#/components/schemas/Text" }),
        ] {
            assert_eq!(ids(&schema, json!(null)), "type", "{schema}");
            assert_eq!(ids(&schema, json!("abc")), "maxLength", "{schema}");
        }
        let tree = reference("Tree");
        assert_eq!(ids(&tree, json!({ "of": [null, { "of": [] }], "id": null })), "");
        assert_eq!(
            ids(&tree, json!({ "of": [{}, { "of": [7, { "of": "x", "id": "y" }] }] })),
            "format/of/1/of/1/id required/of/0 type/of/1/of/0 type/of/1/of/1/of"
        );
    }

    #[test]
    fn null_must_match_exactly_one_schema_of_a_one_of() {
        let one_of = json!({ "oneOf": [reference("Null"), { "type": "integer" }] });
        assert_eq!(ids(&one_of, json!(null)), "");
        assert_eq!(ids(&one_of, json!("b")), "oneOf");
        assert_eq!(ids(&json!({ "oneOf": [reference("Null"), reference("Tree")] }), json!(null)), "oneOf");
        assert_eq!(
            ids(&json!({ "nullable": true, "oneOf": [reference("Text"), { "type": "integer" }] }), json!(null)),
            ""
        );
    }

    /// `serde_json` reads `-0` as the number `-0.0`. The generated types reject it as an integer too.
    #[test]
    fn an_integer_has_no_fraction_and_no_exponent() {
        let integer = json!({ "type": "integer" });
        for (text, is_valid) in [
            ("1", true),
            ("-1", true),
            ("18446744073709551615", true),
            ("1.0", false),
            ("1e0", false),
            ("1E2", false),
            ("0.5", false),
            ("-0", false),
        ] {
            assert_eq!(ids(&integer, serde_json::from_str(text).unwrap()).is_empty(), is_valid, "{text}");
        }
    }

    #[test]
    fn integer_limits_are_exact_beyond_53_bits() {
        let limited =
            json!({ "type": "integer", "maximum": 9_007_199_254_740_993_u64, "minimum": -9_007_199_254_740_993_i64 });
        assert_eq!(ids(&limited, json!(9_007_199_254_740_993_u64)), "");
        assert_eq!(ids(&limited, json!(9_007_199_254_740_994_u64)), "maximum");
        assert_eq!(ids(&limited, json!(-9_007_199_254_740_994_i64)), "minimum");
    }

    #[test]
    fn a_look_ahead_excludes_texts_and_keeps_the_meaning_of_the_rest() {
        let number = json!({ "pattern": r"^(?!0|12$)\d+$" });
        for (value, broken) in [
            (json!("123"), ""),
            (json!("12"), "pattern"),
            (json!("0"), "pattern"),
            (json!("0x"), "pattern"),
            (json!("1\u{664}"), "pattern"),
            (json!("12\n"), "pattern"),
            (json!(12), ""),
        ] {
            assert_eq!(ids(&number, value.clone()), broken, "{value}");
        }
        let line = json!({ "type": "string", "pattern": r"^(?!\w$)^.+$", "format": "uuid" });
        assert_eq!(ids(&line, json!("é")), "format");
        assert_eq!(ids(&line, json!("e")), "format pattern");
        assert_eq!(ids(&line, json!("a\u{2028}b")), "format pattern");
        assert_eq!(ids(&line, json!(1)), "type");
    }

    #[test]
    fn known_formats_are_checked_and_others_are_not() {
        for (format, good, bad) in [
            ("date", "2024-02-29", "2023-02-29"),
            ("date-time", "2024-02-29T23:59:60Z", "2024-02-29 10:00:00Z"),
            ("time", "10:00:00+01:00", "10:00"),
            ("email", "a@example.com", "a"),
            ("hostname", "example.com", "-a"),
            ("ipv4", "192.0.2.1", "192.0.2.256"),
            ("ipv6", "2001:db8::1", "2001::db8::1"),
            ("uri", "https://example.com/", "example"),
            ("uuid", "55ECA520-ea16-4979-a09d-9ac6e060ed82", "55eca520ea164979a09d9ac6e060ed82"),
        ] {
            let schema = json!({ "type": "string", "format": format });
            assert_eq!(ids(&schema, json!(good)), "", "{format}");
            assert_eq!(ids(&schema, json!(bad)), "format", "{format}");
            assert!(is_format_checked("string", format) && !is_format_checked("integer", format), "{format}");
        }
        for format in ["password", "byte", "binary", "phone", "regex", "int32"] {
            assert_eq!(ids(&json!({ "type": "string", "format": format }), json!("(")), "", "{format}");
            assert!(!is_format_checked("string", format), "{format}");
        }
        assert!(is_format_checked("integer", "int32") && !is_format_checked("boolean", "int32"));
        for at in ["a b~1%", "a%20b~1%25"] {
            let named = json!({ "$ref": format!("#/components/schemas/{at}") });
            assert_eq!(ids(&named, json!(i32::MAX)), "");
            assert_eq!(ids(&named, json!(i64::from(i32::MAX) + 1)), "format");
            assert_eq!(ids(&named, json!(1.5)), "type");
        }
    }

    #[test]
    fn an_invalid_schema_is_an_error_with_its_pointer() {
        for schema in [
            reference("None"),
            json!({ "$ref": "https://example.com/#/a" }),
            json!({ "pattern": "(" }),
            json!({ "type": "text" }),
            json!({ "allOf": 1 }),
            json!({ "items": [1] }),
        ] {
            let error = Schema::compile(&json!({}), &schema, "/here").unwrap_err();
            assert_eq!(error.pointer(), "/here", "{error}");
        }
    }
}
