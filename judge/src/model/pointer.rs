//! Builds and splits JSON Pointers (RFC 6901).

/// Escapes a member's name as a reference token of a pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The member's name that a reference token escapes.
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The pointer of the member `name` of the value at `parent`.
pub fn join(parent: &str, name: &str) -> String {
    format!("{parent}/{}", escape(name))
}

/// The pointer of the enclosing value, and the name within it. `None` for the whole document.
pub fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    Some((parent, unescape(token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_reverses_join() {
        for name in ["", "a", "/", "~", "~1", "~01", "a/b~c", "é"] {
            assert_eq!(split(&join("/x", name)), Some(("/x", name.to_owned())));
        }
        assert_eq!(split(""), None);
    }
}
