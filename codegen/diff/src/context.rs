//! The state of one comparison: both documents, and the pairs of schemas that were compared already.
//!
//! The context does not collect changes: each check returns the changes that it finds.

use std::cell::RefCell;
use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::reference;
use serde_json::Value;

use crate::change::{Change, worst};
use crate::direction::Direction;
use crate::document::OpenApiDocument;
use crate::document::schema_names::SchemaNames;
use crate::effect::Effect;
use crate::schema::located_schema::{LocatedSchema, component};

/// The maximum nesting of compared schemas.
const MAX_DEPTH: usize = 48;

/// The maximum number of compared pairs of schemas.
const MAX_PAIRS: usize = 100_000;

/// The function that compares two schemas. Checks call it through the context, because schemas contain schemas.
pub(crate) type CompareSchemas =
    for<'d> fn(&Context<'d>, &[LocatedSchema<'d>], &[LocatedSchema<'d>], Direction) -> Vec<Change>;

/// One comparison of two documents.
pub(crate) struct Context<'d> {
    pub(crate) old: &'d OpenApiDocument,
    pub(crate) new: &'d OpenApiDocument,
    pub(crate) names: SchemaNames,
    /// Whether a body of the API is XML, so that the keyword `xml` has an effect.
    pub(crate) uses_xml: bool,
    compare: CompareSchemas,
    compared_pairs: RefCell<ComparedPairs>,
}

/// Identifies one comparison: the old schemas that apply together, the new schemas that apply together, and the direction.
type SchemaPairKey = (Vec<String>, Vec<String>, Direction);

#[derive(Default)]
struct ComparedPairs {
    seen: BTreeSet<SchemaPairKey>,
    /// The comparisons in progress, the outermost first. A recursive schema leads back to a comparison that is in progress; that pair is not
    /// compared again.
    in_progress: Vec<SchemaPairKey>,
    count: usize,
}

/// Whether a pair of schemas has to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PairStatus {
    New,
    /// The pair was compared, or is being compared.
    AlreadyCompared,
    /// The pair is nested too deeply, or too many pairs were compared before.
    BeyondLimits,
}

impl<'d> Context<'d> {
    pub(crate) fn new(old: &'d OpenApiDocument, new: &'d OpenApiDocument, compare: CompareSchemas) -> Self {
        let names = SchemaNames::matching(old, new);
        let uses_xml = uses_xml(old) || uses_xml(new);
        Self { old, new, names, uses_xml, compare, compared_pairs: RefCell::default() }
    }

    /// Compares two schemas. For a pair that was compared before, the result is empty, so that each change is reported once.
    pub(crate) fn compare_schemas(
        &self,
        old: &[LocatedSchema<'d>],
        new: &[LocatedSchema<'d>],
        direction: Direction,
    ) -> Vec<Change> {
        (self.compare)(self, old, new, direction)
    }

    /// Runs a comparison without marking its pairs as compared, so that a later comparison reports their changes again.
    pub(crate) fn compare_separately(&self, compare: impl FnOnce() -> Vec<Change>) -> Vec<Change> {
        let seen = {
            let mut compared_pairs = self.compared_pairs.borrow_mut();
            let in_progress = compared_pairs.in_progress.iter().cloned().collect();
            std::mem::replace(&mut compared_pairs.seen, in_progress)
        };
        let changes = compare();
        self.compared_pairs.borrow_mut().seen = seen;
        changes
    }

    /// Whether two schemas allow the same values. Changes within a component that both refer to are ignored, because they are reported at the
    /// component.
    pub(crate) fn allow_same_values(&self, old: &[LocatedSchema<'d>], new: &[LocatedSchema<'d>]) -> bool {
        let worst = |direction| worst(&self.compare_separately(|| self.compare_schemas(old, new, direction)));
        [Direction::Sent, Direction::Received].into_iter().all(|direction| worst(direction) == Effect::None)
    }

    /// Begins to compare two schemas. After [`PairStatus::New`], call [`Self::end`] when done.
    pub(crate) fn begin(
        &self,
        old: &[LocatedSchema<'d>],
        new: &[LocatedSchema<'d>],
        direction: Direction,
    ) -> PairStatus {
        let keys = |schemas: &[LocatedSchema<'d>]| schemas.iter().map(key).collect::<Vec<_>>();
        let pair_key = (keys(old), keys(new), direction);
        let mut compared_pairs = self.compared_pairs.borrow_mut();
        if !compared_pairs.seen.insert(pair_key.clone()) {
            return PairStatus::AlreadyCompared;
        }
        compared_pairs.count += 1;
        if compared_pairs.in_progress.len() >= MAX_DEPTH || compared_pairs.count >= MAX_PAIRS {
            return PairStatus::BeyondLimits;
        }
        compared_pairs.in_progress.push(pair_key);
        PairStatus::New
    }

    pub(crate) fn end(&self) {
        self.compared_pairs.borrow_mut().in_progress.pop();
    }

    /// Whether all changes between these schemas are reported at the components that they refer to.
    pub(crate) fn is_reported_at_component(&self, old: &[LocatedSchema<'d>], new: &[LocatedSchema<'d>]) -> bool {
        // While a union is compared branch by branch, `replaced_unions` has its pointer, and a branch stands in its place. So two equal schemas
        // may mean different branches.
        if let ([old], [new]) = (old, new)
            && old.replaced_unions.is_empty()
            && new.replaced_unions.is_empty()
            && old.node.value == new.node.value
            && self.refers_to_same_components(old.node.value)
        {
            return true;
        }
        old.len() == new.len()
            && old.iter().all(|old| new.iter().any(|new| self.is_same_component(old, new)))
            && new.iter().all(|new| old.iter().any(|old| self.is_same_component(old, new)))
    }

    /// For a schema that is equal in both documents: whether each of its references leads to the same component in both.
    fn refers_to_same_components(&self, schema: &Value) -> bool {
        let is_same = match schema.get("$ref") {
            Some(Value::String(reference)) => {
                reference::component(reference, "schemas").is_some_and(|name| self.names.are_same_schema(&name, &name))
            }
            _ => true,
        };
        let members = schema.as_object().into_iter().flat_map(|members| members.values());
        let items = schema.as_array().into_iter().flatten();
        is_same && members.chain(items).all(|inner| self.refers_to_same_components(inner))
    }

    /// Whether both schemas are the same component, or the same schema within one component.
    fn is_same_component(&self, old: &LocatedSchema<'d>, new: &LocatedSchema<'d>) -> bool {
        // If a union is replaced by one of its branches in only one of the two schemas, the schemas differ even if they are the same component.
        if old.replaced_unions.is_empty() != new.replaced_unions.is_empty() {
            return false;
        }
        if let (Some(old), Some(new)) = (component(&old.node), component(&new.node)) {
            return self.names.are_same_schema(&old, &new);
        }
        old.reported_at.is_some()
            && new.reported_at.is_some()
            && old.node.pointer.starts_with("/components/schemas/")
            && self.names.new_pointer(&old.node.pointer) == new.node.pointer
    }
}

/// The key of a schema: its pointer, the pointer at which its changes are reported, and its replaced unions. A schema is compared once for each
/// such combination.
fn key(schema: &LocatedSchema<'_>) -> String {
    let parts = [&schema.node.pointer].into_iter().chain(&schema.reported_at).chain(&schema.replaced_unions);
    parts.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// Whether any body is XML.
fn uses_xml(document: &OpenApiDocument) -> bool {
    let is_xml = |node: &Node<'_>| node.members().iter().any(|(name, _)| name.to_lowercase().contains("xml"));
    document.nodes().any(|node| node.child("content").is_some_and(|content| is_xml(&content)))
}
