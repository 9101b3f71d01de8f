//! Which groups, parameters and examples of the document are which of the spec. In each pair, `old` is of the spec, `new` of the document.

use crate::document::json::{Node, Renames};
use crate::document::model::{Model, Role};
use crate::document::nest::Nesting;
use crate::matching::similarity::{self, Pair, Traits};
use crate::spec::{self, Field, View};

/// What of the document is what of the spec.
pub(super) struct Matched {
    pub(super) groups: Vec<Pair>,
    pub(super) rows: Vec<Pair>,
    /// How the groups of the document nest.
    pub(super) nesting: Nesting,
    /// Examples: index in the spec, index in the document.
    pub(super) samples: Vec<(usize, usize)>,
    /// Names of the spec that the document calls otherwise.
    pub(super) renames: Renames,
}

impl Matched {
    pub(super) fn of(model: &Model, view: &View<'_>) -> Self {
        let groups = similarity::pairs(&spec_groups(view), &similarity::groups(model));
        let renamed = groups.iter().filter(|pair| pair.renamed.is_some());
        let names = |pair: &Pair| (view.groups[pair.old].name.clone(), model.groups[pair.new].name.clone());
        let alias = renamed.clone().map(names).map(|(spec, document)| (document, spec)).collect();
        let nesting = Nesting::of(model, &view.names(), &alias);
        let of_spec = |group: usize| {
            groups.iter().find(|pair| pair.new == group).map_or(format!("new {group}"), |pair| pair.old.to_string())
        };
        let homes = model.rows.iter().zip(&nesting.of_row);
        let homes = homes
            .map(|(row, group)| format!("{}/{}", row.place.name(), group.map(of_spec).unwrap_or_default()))
            .collect();
        let mut rows = similarity::placed(model.rows.iter().map(|row| row.name.clone()).collect(), homes);
        for (traits, row) in rows.iter_mut().zip(&model.rows) {
            similarity::describe(traits, row);
            // The spec says it in other words.
            traits.words.clear();
        }
        let rows = similarity::pairs(&spec_parameters(view), &rows);
        let mut renames: Renames = renamed.map(names).collect();
        for pair in rows.iter().filter(|pair| pair.renamed.is_some()) {
            renames.insert(view.parameters[pair.old].name.clone(), model.rows[pair.new].name.clone());
        }
        let samples = samples(model, view, &renames);
        Self { groups, rows, nesting, samples, renames }
    }

    /// The row of the document that a parameter of the spec is.
    pub(super) fn row_of(&self, parameter: usize) -> Option<usize> {
        self.rows.iter().find(|pair| pair.old == parameter).map(|pair| pair.new)
    }

    /// The group of the document that a group of the spec is.
    pub(super) fn document_group(&self, of_spec: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.old == of_spec).map(|pair| pair.new)
    }

    /// The group of the spec that a group of the document is.
    pub(super) fn spec_group(&self, of_document: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.new == of_document).map(|pair| pair.old)
    }
}

fn spec_groups(view: &View<'_>) -> Vec<Traits> {
    let homes = view.groups.iter().map(|group| group.place.name().to_owned()).collect();
    let mut found = similarity::placed(view.groups.iter().map(|group| group.name.clone()).collect(), homes);
    for (index, traits) in found.iter_mut().enumerate() {
        let inside = view.parameters.iter().filter(|parameter| parameter.group == Some(index));
        traits.facts = inside.map(|parameter| parameter.name.clone()).collect();
    }
    found
}

fn spec_parameters(view: &View<'_>) -> Vec<Traits> {
    let home = |field: &Field<'_>| {
        format!("{}/{}", field.place.name(), field.group.map(|group| group.to_string()).unwrap_or_default())
    };
    let mut found = similarity::placed(
        view.parameters.iter().map(|field| field.name.clone()).collect(),
        view.parameters.iter().map(home).collect(),
    );
    for (traits, field) in found.iter_mut().zip(&view.parameters) {
        traits.need = if field.required { "Mandatory" } else { "Optional" }.to_owned();
        for keyword in ["maxLength", "minLength", "pattern", "maximum", "minimum"] {
            if let Some(value) = field.keyword(keyword) {
                traits.facts.extend([keyword.to_owned(), format!("{keyword} {}", spec::text(value.value))]);
            }
        }
        traits.facts.extend(field.values().into_iter().flatten());
    }
    found
}

/// Examples that show the same, then those that are alike.
fn samples(model: &Model, view: &View<'_>, renames: &Renames) -> Vec<(usize, usize)> {
    let of_spec: Vec<(bool, Node)> = view
        .examples
        .iter()
        .map(|shown| {
            (shown.is_response, Node::of_value(shown.example.value.get("value").unwrap_or(&serde_json::Value::Null)))
        })
        .collect();
    let fits = |is_response: bool, role: Role| role == Role::Unknown || is_response == (role == Role::Response);
    let named = |parts: Vec<String>| {
        parts.into_iter().map(|part| renames.get(&part).cloned().unwrap_or(part)).collect::<Vec<_>>()
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for least in [1.0, similarity::ONE, 0.3] {
        let mut scored = Vec::new();
        for (index, (is_response, node)) in of_spec.iter().enumerate() {
            for (other, sample) in model.samples.iter().enumerate() {
                let Some(shows) = sample.node.as_ref().filter(|_| fits(*is_response, sample.role)) else { continue };
                let score = similarity::bags(&named(node.parts()), &shows.parts());
                if score >= least {
                    scored.push((score, index, other));
                }
            }
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, index, other) in scored {
            if !found.iter().any(|(of_spec, of_document)| *of_spec == index || *of_document == other) {
                found.push((index, other));
            }
        }
    }
    found
}
