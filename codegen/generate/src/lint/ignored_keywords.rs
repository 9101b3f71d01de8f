//! Removes the keywords that OpenAPI does not define or ignores from a spec, so that the other checks find everything else in the same run.

use colt_numbers_openapi::finding::{Finding, Findings, Level};
use colt_numbers_openapi::pointer::{relative_to, split_last};
use serde_json::Value;

/// The spec without the keywords that these findings report.
pub fn without(root: &Value, of_keywords: &Findings) -> Value {
    let mut root = root.clone();
    for Finding { pointer, .. } in &of_keywords.0 {
        let Some((parent, name)) = split_last(pointer) else { continue };
        // An item of a list stays, so that the pointers of the next items stay valid.
        if let Some(Value::Object(members)) = root.pointer_mut(parent) {
            members.shift_remove(&*name);
        }
    }
    root
}

/// Removes the findings that the removal of keywords may cause: the findings about the same objects, and if the spec is not readable without the
/// keywords, the findings about everything that contains these objects.
pub fn remove_consequences(of_keywords: &Findings, is_readable: bool, others: &mut Findings) {
    let objects: Vec<&str> = of_keywords
        .of(Level::Error)
        .filter_map(|finding| split_last(&finding.pointer))
        .map(|(object, _)| object)
        .collect();
    others.0.retain(|finding| {
        !objects.iter().any(|object| {
            relative_to(&finding.pointer, object).is_some_and(is_own_keyword)
                || !is_readable && relative_to(object, &finding.pointer).is_some()
        })
    });
}

/// Whether a pointer relative to an object leads to the object itself, to a keyword, or to a listed name or value.
fn is_own_keyword(relative: &str) -> bool {
    relative.split('/').nth(2).is_none() || ["/required/", "/enum/"].iter().any(|list| relative.starts_with(list))
}
