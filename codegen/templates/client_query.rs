fn push_query(url: &mut ::std::string::String, name: &str, value: impl ::core::fmt::Display) {
    url.push(if url.contains('?') { '&' } else { '?' });
    push_encoded(url, name);
    url.push('=');
    push_encoded(url, value);
}
