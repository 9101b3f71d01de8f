//! Which schema of the new document is which of the old: by name, and for names that went, by place and content.

use std::collections::BTreeMap;

use colt_numbers_openapi::pointer::{join, unescape};
use colt_numbers_openapi::reference;
use serde_json::Value;

use crate::document::{Document, is_extension};

/// Pairs of component schemas.
#[derive(Debug, Default)]
pub(crate) struct SchemaNames {
    new_of_old: BTreeMap<String, String>,
}

impl SchemaNames {
    pub(crate) fn pair(old: &Document, new: &Document) -> Self {
        let (olds, news) = (schemas(old), schemas(new));
        let mut names = Self::default();
        for name in olds.keys().filter(|name| news.contains_key(*name)) {
            names.new_of_old.insert(name.clone(), name.clone());
        }
        // A schema renamed within one renamed is seen once the outer one is known.
        while names.pair_by_place(old, new, &olds, &news) {}
        names.pair_by_content(&olds, &news);
        names
    }

    /// The new name of an old schema.
    pub(crate) fn new_name(&self, old: &str) -> Option<&str> {
        self.new_of_old.get(old).map(String::as_str)
    }

    /// Whether the two are one schema.
    pub(crate) fn are_one(&self, old: &str, new: &str) -> bool {
        self.new_name(old) == Some(new)
    }

    /// All pairs, old name first.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.new_of_old.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    fn is_taken(&self, new: &str) -> bool {
        self.new_of_old.values().any(|taken| taken == new)
    }

    /// Pairs one old and one new schema that are referred to from the same places; whether there were any.
    fn pair_by_place(
        &mut self,
        old: &Document,
        new: &Document,
        olds: &BTreeMap<String, &Value>,
        news: &BTreeMap<String, &Value>,
    ) -> bool {
        let new_references = references(new);
        let mut votes: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (place, old_name) in references(old) {
            if let Some(new_name) = new_references.get(&self.moved(&place))
                && olds.contains_key(&old_name)
                && news.contains_key(new_name)
                && self.new_name(&old_name).is_none()
                && !self.is_taken(new_name)
            {
                *votes.entry((old_name, new_name.clone())).or_default() += 1;
            }
        }
        let most = votes.into_iter().max_by_key(|(_, count)| *count);
        most.is_some_and(|((old_name, new_name), _)| self.new_of_old.insert(old_name, new_name).is_none())
    }

    /// Where a place of the old document is in the new one.
    pub(crate) fn moved(&self, place: &str) -> String {
        const SCHEMAS: &str = "/components/schemas/";
        let Some(rest) = place.strip_prefix(SCHEMAS) else { return place.to_owned() };
        let step = rest.split('/').next().unwrap_or_default();
        match self.new_name(&unescape(step)) {
            Some(new_name) => format!("{}{}", join("/components/schemas", new_name), &rest[step.len()..]),
            None => place.to_owned(),
        }
    }

    /// Pairs what says the same under another name, even where nothing refers to it.
    fn pair_by_content(&mut self, olds: &BTreeMap<String, &Value>, news: &BTreeMap<String, &Value>) {
        for (old_name, old) in olds {
            if self.new_name(old_name).is_some() {
                continue;
            }
            let same = news.iter().find(|(name, new)| !self.is_taken(name) && content(old) == content(new));
            if let Some((new_name, _)) = same {
                self.new_of_old.insert(old_name.clone(), new_name.clone());
            }
        }
    }
}

/// All component schemas by name.
pub(crate) fn schemas(document: &Document) -> BTreeMap<String, &Value> {
    document
        .members("/components/schemas")
        .into_iter()
        .filter(|(name, _)| !is_extension(name))
        .map(|(name, node)| (name.to_owned(), node.value))
        .collect()
}

/// Every place that refers to a component schema, with its name.
fn references(document: &Document) -> BTreeMap<String, String> {
    document
        .nodes()
        .filter_map(|node| Some((node.pointer.clone(), reference::component(node.reference()?, "schemas")?)))
        .collect()
}

/// What a schema says apart from its words.
fn content(schema: &Value) -> Value {
    const WORDS: [&str; 3] = ["description", "title", "example"];
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, _| !WORDS.contains(&key.as_str()) && !is_extension(key));
    }
    schema
}
