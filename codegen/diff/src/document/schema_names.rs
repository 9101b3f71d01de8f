//! Matches the component schemas of both documents: by name, then by the places that refer to them, then by content.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::{join, unescape};
use colt_numbers_openapi::reference;
use serde_json::Value;

use crate::document::{OpenApiDocument, is_extension};

/// Matched component schemas.
#[derive(Debug, Default)]
pub(crate) struct SchemaNames {
    new_of_old: BTreeMap<String, String>,
}

impl SchemaNames {
    pub(crate) fn matching(old: &OpenApiDocument, new: &OpenApiDocument) -> Self {
        let (olds, news) = (schemas(old), schemas(new));
        let mut names = Self::default();
        for name in olds.keys().filter(|name| news.contains_key(*name)) {
            names.new_of_old.insert(name.clone(), name.clone());
        }
        // References inside a renamed schema can be compared only after that schema is matched, so repeat.
        while names.pair_by_references(old, new, &olds, &news) {}
        names.pair_by_content(&olds, &news);
        names
    }

    /// The new name of an old schema.
    pub(crate) fn new_name(&self, old: &str) -> Option<&str> {
        self.new_of_old.get(old).map(String::as_str)
    }

    /// Whether the two names belong to the same schema.
    pub(crate) fn are_same_schema(&self, old: &str, new: &str) -> bool {
        self.new_name(old) == Some(new)
    }

    /// All pairs, old name first.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.new_of_old.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    fn is_matched(&self, new: &str) -> bool {
        self.new_of_old.values().any(|matched| matched == new)
    }

    /// Matches the old and the new schema with the most references at equal pointers; returns whether such a pair exists.
    fn pair_by_references(
        &mut self,
        old: &OpenApiDocument,
        new: &OpenApiDocument,
        olds: &BTreeMap<String, &Value>,
        news: &BTreeMap<String, &Value>,
    ) -> bool {
        let new_references = references(new);
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (pointer, old_name) in references(old) {
            if let Some(new_name) = new_references.get(&self.new_pointer(&pointer))
                && olds.contains_key(&old_name)
                && news.contains_key(new_name)
                && self.new_name(&old_name).is_none()
                && !self.is_matched(new_name)
            {
                *counts.entry((old_name, new_name.clone())).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.is_some_and(|((old_name, new_name), _)| self.new_of_old.insert(old_name, new_name).is_none())
    }

    /// The pointer in the new document for a pointer of the old one.
    pub(crate) fn new_pointer(&self, old: &str) -> String {
        const SCHEMAS: &str = "/components/schemas/";
        let Some(rest) = old.strip_prefix(SCHEMAS) else { return old.to_owned() };
        let step = rest.split('/').next().unwrap_or_default();
        match self.new_name(&unescape(step)) {
            Some(new_name) => format!("{}{}", join("/components/schemas", new_name), &rest[step.len()..]),
            None => old.to_owned(),
        }
    }

    /// Matches schemas with equal content under different names, even if nothing refers to them.
    fn pair_by_content(&mut self, olds: &BTreeMap<String, &Value>, news: &BTreeMap<String, &Value>) {
        for (old_name, old) in olds {
            if self.new_name(old_name).is_some() {
                continue;
            }
            let same = news.iter().find(|(name, new)| !self.is_matched(name) && content(old) == content(new));
            if let Some((new_name, _)) = same {
                self.new_of_old.insert(old_name.clone(), new_name.clone());
            }
        }
    }
}

/// All component schemas by name.
pub(crate) fn schemas(document: &OpenApiDocument) -> BTreeMap<String, &Value> {
    document
        .members("/components/schemas")
        .into_iter()
        .filter(|(name, _)| !is_extension(name))
        .map(|(name, node)| (name.to_owned(), node.value))
        .collect()
}

/// The pointer of each reference to a component schema, with the name of that schema.
fn references(document: &OpenApiDocument) -> BTreeMap<String, String> {
    document
        .nodes()
        .filter_map(|node| Some((node.pointer.clone(), reference::component(node.reference()?, "schemas")?)))
        .collect()
}

/// A schema without prose and extensions.
fn content(schema: &Value) -> Value {
    const PROSE: [&str; 3] = ["description", "title", "example"];
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, _| !PROSE.contains(&key.as_str()) && !is_extension(key));
    }
    schema
}
