//! Matches the path of a request with the path template of an operation.

use std::cmp::Ordering;

/// A path with placeholders: `/v1/orders/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathTemplate(Vec<Vec<Part>>);

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Placeholder(String),
}

impl PathTemplate {
    /// Reads a template. `None` if it does not begin with a slash, or if nothing separates two placeholders.
    pub(crate) fn parse(template: &str) -> Option<Self> {
        template.strip_prefix('/')?.split('/').map(parts).collect::<Option<_>>().map(Self)
    }

    /// The texts of the placeholders, percent-encoded; `None` if the path does not match. A text is never empty. A segment `.` or `..` is not
    /// the text of a placeholder: a client removes such segments (RFC 3986, 5.2.4).
    pub(crate) fn matches<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let segments: Vec<_> = path.strip_prefix('/')?.split('/').collect();
        let mut texts = Vec::new();
        let is_same_length = segments.len() == self.0.len();
        let mut pairs = self.0.iter().zip(segments);
        (is_same_length && pairs.all(|(parts, segment)| matches(parts, segment, &mut texts))).then_some(texts)
    }

    /// Orders the templates that match a path: a template that has a literal where the other has a placeholder comes first.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let rank = |parts: &Vec<Part>| match parts.as_slice() {
            [Part::Literal(_)] => 0,
            [Part::Placeholder(_)] => 2,
            _ => 1,
        };
        self.0.iter().map(rank).cmp(other.0.iter().map(rank))
    }
}

fn parts(segment: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if !literal.is_empty() {
            parts.push(Part::Literal(literal.to_owned()));
        } else if matches!(parts.last(), Some(Part::Placeholder(_))) {
            return None;
        }
        parts.push(Part::Placeholder(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    Some(parts)
}

/// Whether a segment matches. A placeholder ends at the first occurrence of the literal after it; the last literal is at the end.
fn matches<'a>(parts: &'a [Part], segment: &'a str, texts: &mut Vec<(&'a str, &'a str)>) -> bool {
    let mut rest = segment;
    let mut open: Option<&str> = None;
    for (index, part) in parts.iter().enumerate() {
        match (part, open.take()) {
            (Part::Placeholder(name), _) => open = Some(name),
            (Part::Literal(literal), None) => match rest.strip_prefix(literal.as_str()) {
                Some(after) => rest = after,
                None => return false,
            },
            (Part::Literal(literal), Some(name)) => {
                let is_last = index + 1 == parts.len();
                let end = if is_last {
                    rest.strip_suffix(literal.as_str()).map(str::len)
                } else {
                    rest.find(literal.as_str())
                };
                let Some((text, after)) = end.filter(|end| *end > 0).and_then(|end| rest.split_at_checked(end)) else {
                    return false;
                };
                texts.push((name, text));
                rest = &after[literal.len()..];
            }
        }
    }
    match open {
        None => rest.is_empty(),
        Some(_) if rest.is_empty() || matches!(segment, "." | "..") => false,
        Some(name) => {
            texts.push((name, rest));
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_have_the_text_of_their_segment() {
        for (template, path, texts) in [
            ("/a/b", "/a/b", Some(vec![])),
            ("/a/b", "/a/b/", None),
            ("/a/b", "/a", None),
            ("/a/", "/a/", Some(vec![])),
            ("/a/{id}", "/a/x%2Fy", Some(vec![("id", "x%2Fy")])),
            ("/a/{id}", "/a/", None),
            ("/a/{id}", "/a/x/y", None),
            ("/a/{id}", "/a/..", None),
            ("/a/{id}", "/a/%2e%2e", Some(vec![("id", "%2e%2e")])),
            ("/{a}/b/{c}", "/1/b/2", Some(vec![("a", "1"), ("c", "2")])),
            ("/{a}/b/{c}", "/1/c/2", None),
            ("/{a}.{b}", "/1.2.3", Some(vec![("a", "1"), ("b", "2.3")])),
            ("/v{a}.json", "/v1.json.json", Some(vec![("a", "1.json")])),
            ("/v{a}.json", "/v.json", None),
            ("/v{a}.json", "/1.json", None),
        ] {
            assert_eq!(PathTemplate::parse(template).unwrap().matches(path), texts, "{template} {path}");
        }
        for invalid in ["", "a", "/{a}{b}", "/{a"] {
            assert_eq!(PathTemplate::parse(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn a_literal_comes_before_a_placeholder() {
        let templates =
            ["/a/b", "/a/{b}.json", "/a/{b}", "/{a}/b", "/{a}/{b}"].map(|text| PathTemplate::parse(text).unwrap());
        let mut sorted = templates.clone();
        sorted.reverse();
        sorted.sort_by(PathTemplate::compare);
        assert_eq!(sorted, templates);
    }
}
