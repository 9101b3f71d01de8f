//! The fields of a value as a flat list: parents before children, each with its path.

use crate::reference::schema_parts::{Parts, parts};
use crate::reference::spec::{Node, Spec, join};
use crate::reference::value_text::is_in_words;

/// References are followed up to this number of fields; beyond it, a field only names its schema, which has a part of its own.
const MAX_FOLLOWED: usize = 100;

/// A field.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    /// Its path, such as `list[].name`.
    pub(crate) path: String,
    /// Its place in the value, as a JSON Pointer with `*` for any item of a list.
    pub(crate) place: String,
    pub(crate) is_mandatory: bool,
    pub(crate) schema: Node<'a>,
}

/// The fields that are written in a schema.
pub(crate) fn own_fields<'a>(spec: &Spec<'a>, schema: &Node<'a>) -> Vec<Field<'a>> {
    list(spec, schema, false)
}

/// The fields of a schema, including those of the schemas that it names.
pub(crate) fn all_fields<'a>(spec: &Spec<'a>, schema: &Node<'a>) -> Vec<Field<'a>> {
    list(spec, schema, true)
}

fn list<'a>(spec: &Spec<'a>, schema: &Node<'a>, follows: bool) -> Vec<Field<'a>> {
    let mut list = FieldList { spec, follows, fields: Vec::new(), inside: Vec::new() };
    list.enter("", "", schema);
    list.fields
}

struct FieldList<'s, 'a> {
    spec: &'s Spec<'a>,
    follows: bool,
    fields: Vec<Field<'a>>,
    /// The pointers of the named schemas around the current value, so that a recursive schema is entered once.
    inside: Vec<String>,
}

impl<'a> FieldList<'_, 'a> {
    fn enter(&mut self, path: &str, place: &str, schema: &Node<'a>) {
        let follows = self.follows && self.fields.len() < MAX_FOLLOWED;
        let Parts { schemas, followed, .. } =
            parts(self.spec, schema, &|target| follows && !self.inside.iter().any(|inside| inside == target));
        let outside = self.inside.len();
        self.inside.extend(followed);
        let mandatory: Vec<&str> =
            schemas.iter().flat_map(|part| part.items_of("required")).filter_map(|name| name.value.as_str()).collect();
        for part in &schemas {
            for (name, property) in part.members_of("properties") {
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                let place = join(place, name);
                self.add(path.clone(), place.clone(), mandatory.contains(&name), &property);
                self.enter(&path, &place, &property);
            }
            for (keyword, suffix, step) in
                [("items", "[]", "/*"), ("additionalProperties", "[any name]", "/*"), ("not", " (not)", "")]
            {
                if let Some(inner) = part.member(keyword) {
                    self.add_inner(format!("{path}{suffix}"), format!("{place}{step}"), &inner);
                }
            }
            for keyword in ["oneOf", "anyOf"] {
                for (index, alternative) in
                    part.items_of(keyword).iter().enumerate().filter(|(_, one)| one.target().is_none())
                {
                    self.add_inner(format!("{path} (alternative {})", index + 1), place.to_owned(), alternative);
                }
            }
        }
        self.inside.truncate(outside);
    }

    /// Adds a schema within another one, if it has more than words, and its fields.
    fn add_inner(&mut self, path: String, place: String, schema: &Node<'a>) {
        if schema.target().is_none() && !is_in_words(schema) {
            self.add(path.trim().to_owned(), place.clone(), false, schema);
        }
        self.enter(path.trim(), &place, schema);
    }

    fn add(&mut self, path: String, place: String, is_mandatory: bool, schema: &Node<'a>) {
        self.fields.push(Field { path, place, is_mandatory, schema: schema.clone() });
    }
}
