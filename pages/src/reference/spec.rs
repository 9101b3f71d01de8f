//! The spec and its cases as the reference reads them: JSON with references within it. Nothing is required of it: a page is made of any value.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 32;

/// The methods that a path item can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A value of the spec and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// The JSON Pointer.
    pub(crate) at: String,
    pub(crate) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn member(&self, name: &str) -> Option<Self> {
        Some(Self { at: join(&self.at, name), value: self.value.get(name)? })
    }

    /// The members of an object; none for another value.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'a str, Self)> {
        let at = self.at.clone();
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(name, value)| (name.as_str(), Self { at: join(&at, name), value }))
    }

    /// The items of a list; none for another value.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> {
        let at = self.at.clone();
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(move |(index, value)| Self { at: format!("{at}/{index}"), value })
    }

    /// The members of the member `name`.
    pub(crate) fn members_of(&self, name: &str) -> Vec<(&'a str, Self)> {
        self.member(name).map(|node| node.members().collect()).unwrap_or_default()
    }

    /// The items of the member `name`.
    pub(crate) fn items_of(&self, name: &str) -> Vec<Self> {
        self.member(name).map(|node| node.items().collect()).unwrap_or_default()
    }

    /// A member that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.value.get(name)?.as_str()
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.value.get(name) == Some(&Value::Bool(true))
    }

    /// The pointer that the value refers to, if it is a reference within the spec.
    pub(crate) fn target(&self) -> Option<Cow<'a, str>> {
        percent_decode_str(self.text("$ref")?.strip_prefix('#')?).decode_utf8().ok()
    }
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    /// The `operationId`; without it, the method and the path.
    pub(crate) id: Cow<'a, str>,
    pub(crate) method: String,
    pub(crate) path: &'a str,
    /// The path item, whose parameters and servers the operation shares.
    pub(crate) item: Node<'a>,
    pub(crate) node: Node<'a>,
}

/// The spec and its cases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec<'a> {
    pub(crate) root: &'a Value,
    /// The cases by group and name.
    pub(crate) cases: &'a Value,
}

impl<'a> Spec<'a> {
    pub(crate) fn root(&self) -> Node<'a> {
        Node { at: String::new(), value: self.root }
    }

    /// The node at a pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<Node<'a>> {
        Some(Node { at: pointer.to_owned(), value: self.root.pointer(pointer)? })
    }

    /// The end of a chain of references. A chain that leads nowhere ends with its last reference.
    pub(crate) fn resolve(&self, node: &Node<'a>) -> Node<'a> {
        let mut node = node.clone();
        for _ in 0..MAX_CHAIN {
            let Some(target) = node.target().and_then(|target| self.at(&target)) else { break };
            node = target;
        }
        node
    }

    /// A section of `components`, such as `schemas`.
    pub(crate) fn components(&self, section: &str) -> Vec<(&'a str, Node<'a>)> {
        self.at(&format!("/components/{section}")).map(|node| node.members().collect()).unwrap_or_default()
    }

    /// All operations, in the order of the spec.
    pub(crate) fn operations(&self) -> Vec<Operation<'a>> {
        let mut operations = Vec::new();
        for (path, item) in self.root().members_of("paths") {
            let item = self.resolve(&item);
            for (method, node) in item.members().filter(|(name, _)| METHODS.contains(name)) {
                let method = method.to_ascii_uppercase();
                let id = node.text("operationId").map_or_else(|| format!("{method} {path}").into(), Cow::Borrowed);
                operations.push(Operation { id, method, path, item: item.clone(), node });
            }
        }
        operations
    }

    /// The cases of a group: names and contents.
    pub(crate) fn cases(&self, group: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let cases: Option<&'a Map<String, Value>> = self.cases.get(group).and_then(Value::as_object);
        cases.into_iter().flatten().map(|(name, case)| (name.as_str(), case))
    }
}

impl<'a> Operation<'a> {
    /// The parameters of the operation, and those of its path that it does not replace; references are not resolved.
    pub(crate) fn parameters(&self, spec: &Spec<'a>) -> Vec<Node<'a>> {
        let key = |node: &Node<'a>| {
            let node = spec.resolve(node);
            (node.text("in"), node.text("name"))
        };
        let own = self.node.items_of("parameters");
        let shared = self.item.items_of("parameters").into_iter();
        let shared = shared.filter(|outer| !own.iter().any(|inner| key(inner) == key(outer)));
        shared.chain(own.iter().cloned()).collect()
    }
}

/// The pointer of a member.
pub(crate) fn join(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The name of the component that a pointer leads to, if it leads to a component itself.
pub(crate) fn component_name(pointer: &str) -> Option<String> {
    let (_, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}
