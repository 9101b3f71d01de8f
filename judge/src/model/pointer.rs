//! JSON Pointers (RFC 6901).

/// A member's name as a part of a pointer.
pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What a part of a pointer names.
pub fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// The pointer of a member.
pub fn join(parent: &str, name: &str) -> String {
    format!("{parent}/{}", escape(name))
}

/// The pointer of what encloses a value, and the name of the value in it. `None` for the whole document.
pub fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, part) = pointer.rsplit_once('/')?;
    Some((parent, unescape(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_again() {
        for name in ["", "a", "/", "~", "~1", "~01", "a/b~c", "é"] {
            assert_eq!(split(&join("/x", name)), Some(("/x", name.to_owned())));
        }
        assert_eq!(split(""), None);
    }
}
