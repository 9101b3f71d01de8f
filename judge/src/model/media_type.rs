//! Compares media types, and finds those whose bodies are JSON or a form.

/// The media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is the one that the spec states, or is in the range that it states: `text/csv; charset=utf-8` is in `text/*`.
pub fn is_within(media_type: &str, stated: &str) -> bool {
    let (given, stated) = (essence(media_type), essence(stated));
    match stated.strip_suffix('*') {
        Some("*/") => true,
        Some(range) if range.ends_with('/') => given.starts_with(range),
        _ => given == stated,
    }
}

/// A media type without `*`, in the range that the spec states: `text/plain` for `text/*`.
pub fn without_range(stated: &str) -> String {
    match stated {
        "*/*" => "application/octet-stream".to_owned(),
        "text/*" => "text/plain".to_owned(),
        stated => stated.replace('*', "octet-stream"),
    }
}

/// Whether a body of this media type is JSON.
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

/// Whether a body of this media type is a form.
pub fn is_form(media_type: &str) -> bool {
    essence(media_type) == "application/x-www-form-urlencoded"
}
