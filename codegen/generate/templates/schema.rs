/// A schema of the spec, with every constraint that it states.
#[derive(Debug)]
pub struct Schema {
    /// Whether `null` is a value as well.
    pub nullable: bool,
    /// What kind of value it describes.
    pub kind: Kind,
}

/// The kind of value that a schema describes.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Any value.
    Any,
    /// A string.
    Text(Text),
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Boolean,
    /// An array.
    List(List),
    /// An object.
    Object(Object),
    /// A value of each of these schemas.
    AllOf(&'static [&'static Schema]),
    /// A value of exactly one of these schemas.
    OneOf(&'static [&'static Schema]),
    /// A value of one of these schemas or more.
    AnyOf(&'static [&'static Schema]),
}

/// The constraints of a string. Lengths count characters (code points).
#[derive(Debug)]
pub struct Text {
    /// The least length.
    pub min_length: Option<usize>,
    /// The greatest length.
    pub max_length: Option<usize>,
    /// The pattern that must match.
    pub pattern: Option<Pattern>,
    /// The values that are allowed; none means any.
    pub values: &'static [&'static str],
    /// The form that a text must have; none where the name of the format has no meaning that is checked.
    pub format: Option<&'static str>,
}

/// A pattern.
#[derive(Debug)]
pub struct Pattern {
    /// The pattern as the spec has it (ECMA-262).
    pub source: &'static str,
    /// Whether a text matches, and where it does not.
    pub check: fn(&str) -> Result<(), crate::checks::Mismatch>,
}

/// A number, exact where it has 64 bits at most.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    /// A whole number below zero.
    Signed(i64),
    /// A whole number.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
}

/// The constraints of a number.
#[derive(Debug)]
pub struct Number {
    /// Whether only whole numbers are values.
    pub whole: bool,
    /// The least value.
    pub minimum: Option<Amount>,
    /// Whether the least value itself is excluded.
    pub above: bool,
    /// The greatest value.
    pub maximum: Option<Amount>,
    /// Whether the greatest value itself is excluded.
    pub below: bool,
    /// What the value is a multiple of.
    pub multiple_of: Option<Amount>,
    /// The least and the greatest value that its format has room for.
    pub format: Option<(Amount, Amount)>,
}

/// The constraints of an array.
#[derive(Debug)]
pub struct List {
    /// The schema of each item.
    pub items: &'static Schema,
    /// The least number of items.
    pub min_items: Option<usize>,
    /// The greatest number of items.
    pub max_items: Option<usize>,
    /// Whether no item may stand twice.
    pub unique_items: bool,
}

/// The constraints of an object.
#[derive(Debug)]
pub struct Object {
    /// The members that are described, in the order of the spec.
    pub members: &'static [Member],
    /// What members beside them may be.
    pub others: Others,
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The schema of its value.
    pub schema: &'static Schema,
}

/// Members of an object that its schema does not describe.
#[derive(Debug)]
pub enum Others {
    /// They may be there, with any value.
    Any,
    /// They may be there, with values of this schema.
    Of(&'static Schema),
    /// They may not be there.
    Refused,
}
