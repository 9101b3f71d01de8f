/// A schema of the spec, with every constraint that it states.
#[derive(Debug)]
pub struct Schema {
    /// Whether `null` is valid too.
    pub nullable: bool,
    /// The kind of value that the schema describes, with its constraints.
    pub kind: SchemaKind,
}

/// The kind of value that a schema describes.
#[derive(Debug)]
#[non_exhaustive]
pub enum SchemaKind {
    /// Any value.
    Any,
    /// A string.
    String(StringSchema),
    /// A number.
    Number(NumberSchema),
    /// `true` or `false`.
    Boolean,
    /// An array.
    Array(ArraySchema),
    /// An object.
    Object(ObjectSchema),
    /// A value that is valid against each of these schemas.
    AllOf(&'static [&'static Schema]),
    /// A value that is valid against exactly one of these schemas.
    OneOf(&'static [&'static Schema]),
    /// A value that is valid against at least one of these schemas.
    AnyOf(&'static [&'static Schema]),
}

/// The constraints of a string. Lengths count characters (code points).
#[derive(Debug)]
pub struct StringSchema {
    /// The least length (`minLength`).
    pub min_length: Option<usize>,
    /// The greatest length (`maxLength`).
    pub max_length: Option<usize>,
    /// The pattern that must match.
    pub pattern: Option<Pattern>,
    /// The allowed values (`enum`); empty if the schema lists none.
    pub values: &'static [&'static str],
    /// The `format`; `None` for a format that is not checked.
    pub format: Option<&'static str>,
}

/// A pattern.
#[derive(Debug)]
pub struct Pattern {
    /// The regular expression as written in the spec (ECMA-262).
    pub source: &'static str,
    /// Checks a text. The error contains the position from which the text cannot match.
    pub check: fn(&str) -> Result<(), crate::checks::Mismatch>,
}

/// A JSON number; 64-bit integers are exact.
#[derive(Clone, Copy, Debug)]
pub enum JsonNumber {
    /// A negative integer.
    Signed(i64),
    /// An integer that is not negative.
    Unsigned(u64),
    /// A number that is not such an integer.
    Float(f64),
}

/// The constraints of a number.
#[derive(Debug)]
pub struct NumberSchema {
    /// Whether the type is `integer`.
    pub integer: bool,
    /// The least value.
    pub minimum: Option<JsonNumber>,
    /// Whether `minimum` itself is excluded.
    pub exclusive_minimum: bool,
    /// The greatest value.
    pub maximum: Option<JsonNumber>,
    /// Whether `maximum` itself is excluded.
    pub exclusive_maximum: bool,
    /// The number that the value must be a multiple of.
    pub multiple_of: Option<JsonNumber>,
    /// The least and the greatest integer of the `format`.
    pub format_range: Option<(JsonNumber, JsonNumber)>,
    /// The allowed values (`enum`); empty if the schema lists none.
    pub values: &'static [JsonNumber],
}

/// The constraints of an array.
#[derive(Debug)]
pub struct ArraySchema {
    /// The schema of each item.
    pub items: &'static Schema,
    /// The least number of items.
    pub min_items: Option<usize>,
    /// The greatest number of items.
    pub max_items: Option<usize>,
    /// Whether all items must differ.
    pub unique_items: bool,
}

/// The constraints of an object.
#[derive(Debug)]
pub struct ObjectSchema {
    /// The properties, in the order of the spec.
    pub properties: &'static [Property],
    /// Which other members are allowed.
    pub additional_properties: AdditionalProperties,
}

/// A property of an object.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Whether a request must have it. A `readOnly` property may be required in responses only.
    pub required: bool,
    /// The schema of its value.
    pub schema: &'static Schema,
}

/// Which members an object may have in addition to its properties.
#[derive(Debug)]
pub enum AdditionalProperties {
    /// Members with any value.
    Any,
    /// Members with values of this schema.
    Schema(&'static Schema),
    /// No other members.
    Forbidden,
}
