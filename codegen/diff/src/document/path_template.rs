//! Paths with parameters, such as `/orders/{id}`.

/// The path with its parameters' names left out.
pub(crate) fn template(path: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for character in path.chars() {
        within = (within || character == '{') && character != '}';
        if !within || character == '{' {
            text.push(character);
        }
    }
    text
}

/// The parameters of a path, in order.
pub(crate) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
