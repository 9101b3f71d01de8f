//! The schemas that have a name, each with its values in words, its fields, and where it is used.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::field_list::own_fields;
use crate::reference::fields::{meaning, table};
use crate::reference::link::{code_link, id};
use crate::reference::section::Section;
use crate::reference::spec::{Node, Operation, Spec};
use crate::reference::value_text::value;

/// The part of the page with all named schemas.
pub(crate) fn section(spec: &Spec<'_>, operations: &[Operation<'_>]) -> Markup {
    let schemas = spec.components("schemas");
    let users = Users::of(spec, operations);
    html! {
        @if !schemas.is_empty() {
            section aria-labelledby="schemas" {
                h2 #schemas { "Schemas" }
                @for (name, schema) in &schemas { (schema_card(spec, name, schema, &users)) }
            }
        }
    }
}

fn schema_card(spec: &Spec<'_>, name: &str, schema: &Node<'_>, users: &Users) -> Markup {
    let section = Section::of(&schema.at);
    html! {
        section.card id=(id(&schema.at)) {
            h3 { code { (name) } }
            p { (value(spec, schema)) }
            (meaning(spec, &section, schema))
            (table(spec, &section, &own_fields(spec, schema), &[]))
            (users.of_schema(&schema.at))
        }
    }
}

/// The elements that refer to each schema: schemas, and operations, by pointer and name.
struct Users(BTreeMap<String, BTreeSet<(String, String)>>);

impl Users {
    fn of(spec: &Spec<'_>, operations: &[Operation<'_>]) -> Self {
        let mut users = Self(BTreeMap::new());
        for section in ["schemas", "responses", "parameters", "requestBodies", "headers"] {
            for (name, node) in spec.components(section) {
                users.add(node.value, (&node.at, name));
            }
        }
        for operation in operations {
            let user = (operation.node.at.as_str(), &*operation.id);
            users.add(operation.node.value, user);
            users.add(operation.item.value.get("parameters").unwrap_or(&Value::Null), user);
        }
        users
    }

    /// Adds a user of everything that a value refers to.
    fn add(&mut self, value: &Value, user: (&str, &str)) {
        let node = Node { at: String::new(), value };
        if let Some(target) = node.target() {
            self.0.entry(target.into_owned()).or_default().insert((user.0.to_owned(), user.1.to_owned()));
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| self.add(member, user)),
            Value::Array(items) => items.iter().for_each(|item| self.add(item, user)),
            _ => {}
        }
    }

    fn of_schema(&self, at: &str) -> Markup {
        html! {
            @if let Some(users) = self.0.get(at) {
                p.small.soft {
                    "Used by "
                    @for (index, (pointer, name)) in users.iter().enumerate() { @if index > 0 { ", " } (code_link(pointer, name)) }
                }
            }
        }
    }
}
