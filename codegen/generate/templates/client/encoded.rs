/// Appends a text. Every byte is percent-encoded, except unreserved characters (RFC 3986, section 2.3).
fn push_encoded(url: &mut ::std::string::String, text: &str) {
    use ::core::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            let _infallible = write!(url, "%{byte:02X}");
        }
    }
}
