//! Path templates such as `/orders/{id}`: their parameters, and their form without parameter names.

/// The template without the names of its parameters: `/orders/{}`.
pub(crate) fn without_parameter_names(path: &str) -> String {
    let mut text = String::new();
    let mut is_name = false;
    for character in path.chars() {
        is_name = (is_name || character == '{') && character != '}';
        if !is_name || character == '{' {
            text.push(character);
        }
    }
    text
}

/// The names of the parameters of a path, in order.
pub(crate) fn parameter_names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
