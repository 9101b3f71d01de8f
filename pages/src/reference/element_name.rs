//! A short name of an element for people, from its JSON Pointer.

use crate::reference::spec::{Operation, Spec, join};

/// The name of the element at a pointer: `Range.start` for a property, the id of the operation and the rest of the pointer for what is in an
/// operation, the last parts of the pointer otherwise.
pub(crate) fn element_name(spec: &Spec<'_>, operations: &[Operation<'_>], pointer: &str) -> String {
    let of_operation = operations.iter().find_map(|operation| {
        let rest = pointer.strip_prefix(&operation.node.at).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        Some(format!("{}{}", operation.id, words(spec, &operation.node.at, rest)))
    });
    let of_component = || {
        let rest = pointer.strip_prefix("/components/")?;
        let (section, rest) = rest.split_once('/')?;
        let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let inner = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        let at = join(&join("/components", section), &unescape(name));
        Some(format!("{}{}", unescape(name), words(spec, &at, &inner).replace(" properties ", ".")))
    };
    of_operation.or_else(of_component).unwrap_or_else(|| words(spec, "", pointer).trim_start().to_owned())
}

/// The tokens of the rest of a pointer as words; an element of a list that has a name, such as a parameter, by its name.
fn words(spec: &Spec<'_>, at: &str, rest: &str) -> String {
    let mut at = at.to_owned();
    let mut words = String::new();
    for token in rest.split('/').skip(1) {
        at = format!("{at}/{token}");
        let node = spec.at(&at).map(|node| spec.resolve(&node));
        let is_index = token.bytes().all(|byte| byte.is_ascii_digit());
        let name = node
            .as_ref()
            .and_then(|node| node.text("name").or_else(|| node.text("x-id")).or_else(|| node.text("code")));
        words.push(' ');
        match name.filter(|_| is_index) {
            Some(name) => words.push_str(name),
            None => words.push_str(&unescape(token)),
        }
    }
    words
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
