//! What a comparison looks at, and what it has found so far.

use std::collections::BTreeSet;

use serde_json::Value;

use super::discrepancy::{Finding, FindingKind};
use super::spec_matches::Matched;
use crate::document::Document;
use crate::document::model::Model;
use crate::spec::View;

/// What is compared.
pub(super) struct Audit<'a> {
    pub(super) document: &'a Document,
    pub(super) root: &'a Value,
    pub(super) model: &'a Model,
    pub(super) view: &'a View<'a>,
    pub(super) matched: &'a Matched,
}

impl Audit<'_> {
    /// The file that citations name.
    pub(super) fn file(&self) -> &str {
        self.root.pointer("/info/x-document/file").and_then(Value::as_str).unwrap_or("document.txt")
    }
}

/// What has been found, and what is reported already.
#[derive(Default)]
pub(super) struct Found {
    pub(super) findings: Vec<Finding>,
    /// Lines of the document that a finding is about: that nothing cites them is not reported again.
    pub(super) reported: BTreeSet<usize>,
    /// Pointers of elements that the document no longer has: that their lines say nothing of them is not reported again.
    pub(super) gone: BTreeSet<String>,
}

impl Found {
    pub(super) fn add(
        &mut self,
        kind: FindingKind,
        line: Option<usize>,
        pointer: Option<&str>,
        message: String,
        remedy: impl Into<String>,
    ) {
        self.findings.push(Finding { kind, line, pointer: pointer.map(str::to_owned), message, remedy: remedy.into() });
    }

    pub(super) fn mark(&mut self, first: usize, last: usize) {
        self.reported.extend(first..=last);
    }
}
