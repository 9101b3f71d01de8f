//! The places of the operations by their ids, for links.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::reference::link::code_link;
use crate::reference::spec::Operation;

/// The pointers of the operations by their ids.
#[derive(Debug)]
pub(crate) struct OperationIndex(BTreeMap<String, String>);

impl OperationIndex {
    pub(crate) fn of(operations: &[Operation<'_>]) -> Self {
        Self(operations.iter().map(|operation| (operation.id.to_string(), operation.node.at.clone())).collect())
    }

    /// A link to an operation; only the id if the spec has no such operation.
    pub(crate) fn link(&self, id: &str) -> Markup {
        html! { @match self.0.get(id) { Some(at) => (code_link(at, id)), None => code { (id) } } }
    }
}
