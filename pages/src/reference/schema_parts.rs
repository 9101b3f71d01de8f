//! The parts of a schema that hold at once: the schema itself, and the parts of its `allOf`, through references or up to them.

use crate::reference::spec::{Node, Spec};

/// The parts of a schema.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    /// The schemas, from the outermost to the innermost.
    pub(crate) schemas: Vec<Node<'a>>,
    /// The pointers of the references that are written in the schema itself.
    pub(crate) references: Vec<String>,
    /// The pointers that were followed.
    pub(crate) followed: Vec<String>,
}

/// The parts of a schema that are written at its place.
pub(crate) fn own_parts<'a>(spec: &Spec<'a>, schema: &Node<'a>) -> Parts<'a> {
    parts(spec, schema, &|_| false)
}

/// The parts of a schema, including those that references lead to.
pub(crate) fn all_parts<'a>(spec: &Spec<'a>, schema: &Node<'a>) -> Parts<'a> {
    parts(spec, schema, &|_| true)
}

/// The parts of a schema, including those at the pointers that are followed.
pub(crate) fn parts<'a>(spec: &Spec<'a>, schema: &Node<'a>, is_followed: &dyn Fn(&str) -> bool) -> Parts<'a> {
    let mut search = Search { spec, is_followed, depth: 0, parts: Parts::default() };
    search.visit(schema.clone());
    search.parts
}

struct Search<'s, 'a> {
    spec: &'s Spec<'a>,
    is_followed: &'s dyn Fn(&str) -> bool,
    /// The number of references around the current schema.
    depth: usize,
    parts: Parts<'a>,
}

impl<'a> Search<'_, 'a> {
    fn visit(&mut self, schema: Node<'a>) {
        let target = schema.target();
        let all_of = schema.items_of("allOf");
        self.parts.schemas.push(schema);
        if let Some(target) = target {
            if self.depth == 0 {
                self.parts.references.push(target.to_string());
            }
            // A schema that contains itself is read once.
            let is_new = !self.parts.followed.iter().any(|known| *known == *target);
            if let Some(next) = self.spec.at(&target).filter(|_| is_new && (self.is_followed)(&target)) {
                self.parts.followed.push(target.into_owned());
                self.depth += 1;
                self.visit(next);
                self.depth -= 1;
            }
        }
        for part in all_of {
            self.visit(part);
        }
    }
}
