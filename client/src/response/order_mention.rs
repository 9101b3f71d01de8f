//! Searches a body for an order in any notation. A status other than 2xx proves nothing if the body shows an order.
//!
//! In doubt, the search reports an order, because an order that the search misses may be placed a second time. For the same reason, it covers
//! bodies that are not strict JSON in UTF-8.

/// Whether the body has a member of this name, such as `order`, at any depth and in upper or lower case, whose value is not `null`.
///
/// The member is found in UTF-8, UTF-16 and UTF-32, in malformed or incomplete JSON, in notations that only lenient parsers accept (comments, `=` in
/// place of the colon), in JSON inside a string or an HTML page, and with single or no quotation marks around its name. The word `order` in
/// prose is not a member. The search takes linear time.
pub(crate) fn mentions_order(body: &[u8], name: &str) -> bool {
    let (text, name) = (normalize(body), normalize(name.as_bytes()));
    (0..text.len()).filter(|&at| text[at..].starts_with(&name)).any(|at| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        match before {
            [before @ .., b'"'] => is_quoted_member(before, after),
            _ => is_bare_member(before, after),
        }
    })
}

/// Whether the name after a quotation mark, between these texts, is a member with a value. A value that is cut off counts as a value.
fn is_quoted_member(before: &[u8], after: &[u8]) -> bool {
    let after = match after {
        [] => after,
        [b'"', after @ ..] => after.trim_ascii_start(),
        _ => return false,
    };
    match after {
        // The text ends here. Prose may also end with the word `order`.
        [] => can_precede_member(before),
        // A comment, which lenient parsers skip.
        [b'/', b'/' | b'*', ..] => true,
        _ => member_value(after).is_some_and(|value| !is_null(value)),
    }
}

/// Whether the name without quotation marks, between these texts, is a member. Prose and CSS contain `order:` too, so it must be at the
/// position of a member, and the value must not be a bare word.
fn is_bare_member(before: &[u8], after: &[u8]) -> bool {
    let is_json_value = |value: &[u8]| matches!(value, [] | [b'{' | b'[' | b'"', ..]);
    can_precede_member(before) && member_value(after.trim_ascii_start()).is_some_and(is_json_value)
}

/// Whether a member can follow this text.
fn can_precede_member(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    matches!(before, [.., b'{' | b',' | b';']) || before.ends_with(b"*/")
}

/// The text after a colon, or after `=` or `=>`, which lenient parsers accept.
fn member_value(after: &[u8]) -> Option<&[u8]> {
    let value = match after {
        [b'=', b'>', value @ ..] | [b':' | b'=', value @ ..] => value,
        _ => return None,
    };
    Some(value.trim_ascii_start())
}

fn is_null(value: &[u8]) -> bool {
    value.strip_prefix(b"null").is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
}

/// The text in lower case, with each escape replaced by its character and each quotation mark by `"`. Backslashes are dropped, which unescapes
/// JSON inside a string. Zero bytes are dropped, which turns UTF-16 and UTF-32 into ASCII.
fn normalize(body: &[u8]) -> Vec<u8> {
    let body: Vec<u8> = body.iter().copied().filter(|byte| *byte != 0).collect();
    let mut text = Vec::with_capacity(body.len());
    let mut rest = &body[..];
    while let [first, after @ ..] = rest {
        let (character, length) = match first {
            b'\\' => parse_escape(after),
            b'&' => parse_entity(after),
            byte => (normalize_character(u32::from(*byte)), 1),
        };
        text.extend(character);
        rest = &rest[length..];
    }
    text
}

/// A normalized character; `None` if it is dropped.
fn normalize_character(code: u32) -> Option<u8> {
    match u8::try_from(code) {
        Ok(b'\'') => Some(b'"'),
        Ok(b'\\') => None,
        Ok(byte) => Some(byte.to_ascii_lowercase()),
        Err(_) => Some(b'?'),
    }
}

/// Parses an escape: its character, and the length of the escape including the backslash.
fn parse_escape(after: &[u8]) -> (Option<u8>, usize) {
    let digits = match after {
        [b'n' | b'r' | b't', ..] => return (Some(b' '), 2),
        [b'u', digits @ ..] => digits.get(..4),
        [b'x', digits @ ..] => digits.get(..2),
        _ => None,
    };
    let code = digits.and_then(|digits| parse_number(digits, 16));
    code.zip(digits).map_or((None, 1), |(code, digits)| (normalize_character(code), digits.len() + 2))
}

/// The character of an HTML entity, if it is a quotation mark or a numeric reference, and the length of the entity including the ampersand.
/// The ampersand may itself be escaped, any number of times.
fn parse_entity(after: &[u8]) -> (Option<u8>, usize) {
    const MAX_NAME_BYTES: usize = 10;
    let mut name = after;
    while let [b'a' | b'A', b'm' | b'M', b'p' | b'P', b';', rest @ ..] = name {
        name = rest;
    }
    let escapes = after.len() - name.len();
    let end = name.iter().take(MAX_NAME_BYTES).position(|byte| *byte == b';');
    let code = match end.map(|end| name[..end].to_ascii_lowercase()).as_deref() {
        Some(b"quot" | b"apos") => Some(u32::from(b'"')),
        Some([b'#', b'x', digits @ ..]) => parse_number(digits, 16),
        Some([b'#', digits @ ..]) => parse_number(digits, 10),
        _ => None,
    };
    code.zip(end).map_or((Some(b'&'), 1), |(code, end)| (normalize_character(code), escapes + end + 2))
}

fn parse_number(digits: &[u8], radix: u32) -> Option<u32> {
    std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, radix).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that show an order.
    const WITH_ORDER: [&str; 53] = [
        r#"{"order":{"id":"1"}}"#,
        r#"{"order":{"id":1.5}}"#,
        r#"{"order":{"id":18446744073709551616}}"#,
        r#"{"order":{"id":["1"]}}"#,
        r#"{"order":{"id":{"value":"1"}}}"#,
        r#"{"order":{"id":null}}"#,
        r#"{"order":{}}"#,
        r#"{"order":[]}"#,
        r#"{"order":["1"]}"#,
        r#"{"order":"1"}"#,
        r#"{"order":1}"#,
        r#"{"order":false}"#,
        r#"{"order":nullable}"#,
        r#"{"order":null,"order":{"id":"1"}}"#,
        r#"{"order":{"id":"1","id":"2"}}"#,
        r#"{"order":{"id":"1","orderStatus":"a","orderStatus":"b"}}"#,
        r#"{"order":{"id":"1"}} trailing"#,
        r#"{"x":NaN,"order":{"id":"1"},}"#,
        "{\"x\":1,\r\n\t\"order\" \n: \t{\"id\":\"1\"}}",
        r#"{"Order":{"id":"1"}}"#,
        r#"{'order':{'id':'1'}}"#,
        r#"{order:{id:"1"}}"#,
        r#"{ x: 1, order : 'a' }"#,
        r#"{"\u006frder":{"id":"1"}}"#,
        r#"{"\u006F\u0072\u0064\u0065\u0072":{"id":"1"}}"#,
        r#"{"o\u0072der":1}"#,
        r#"{"message":"it"s","order":{"id":"1"}}"#,
        r#"{"data":[{"order":{"id":"1"}}]}"#,
        r#"[{"order":{"id":"1"}}]"#,
        r#"{"body":"{\"order\":{\"id\":\"1\"}}"}"#,
        r#"{"body":"{\n  \"order\" :\n {\"id\":\"1\"}}"}"#,
        r#"{"body":"{\u0022order\u0022:{\u0022id\u0022:1}}"}"#,
        r#"{"body":"{\"\\u006frder\":1}"}"#,
        "<html><pre>{&quot;order&quot;:{&quot;id&quot;:1}}</pre></html>",
        "<html>{&#34;order&#34;:1}",
        r#"{"order":nul"#,
        r#"{"order": "#,
        r#"{"order"#,
        r#"{"x":NaN,"order""#,
        // Notations that only lenient parsers accept.
        r#"{"order" /* one */ : {"id":"1"}}"#,
        "{\"order\" // one\n: {\"id\":\"1\"}}",
        r#"{/* one */ order: {id:"1"}}"#,
        r#"{"order" = {"id":"1"}}"#,
        r#"{"order" => 1}"#,
        r#"{order = {id = 1}}"#,
        r#"{a: 1; order: {id: 1}}"#,
        // Other escapes, of JavaScript and HTML.
        r#"{\x22order\x22:1}"#,
        r#"{"\x6frder":1}"#,
        "<pre>{&QUOT;order&Quot;:1}</pre>",
        "<pre>{&#034;&#111;rder&#X00022;:1}</pre>",
        "<pre>{&#x27;&#x6F;rder&#039;:1}</pre>",
        "<pre>{&amp;quot;order&amp;quot;:1}</pre>",
        "<pre>{&amp;AMP;#34;order&amp;amp;#34;:1}</pre>",
    ];

    /// Texts without an order. Most of them contain the word, or a member `order` that is `null`.
    const WITHOUT_ORDER: [&str; 30] = [
        "",
        "{}",
        r#"{"order":null}"#,
        r#"{"order" : null }"#,
        r#"{"order":null"#,
        r#"{"orders":1}"#,
        r#"{"orderStatus":"In progress"}"#,
        r#"{"reorder":1}"#,
        r#"{"message":"the order: 1"}"#,
        r#"{"field":"order","message":"no"}"#,
        r#"["order",{"id":1}]"#,
        r#"{"title":"Your order, order: none"}"#,
        "<html><h1>429</h1><p>Your order could not be placed. Order: please try again later.</p></html>",
        "<html><style>.a{order:1;color:red} .b { order: -1 }</style><p class=\"order\">\"order\"</p></html>",
        "<p>In order to proceed, order again</p>",
        "<a href='order' title=\"order\">order</a>",
        "order",
        "{\\",
        r#"{"\u00"#,
        "&quo",
        r#"{"order" = null, "order" => null}"#,
        r#"no such member: "order""#,
        r#"no such member: "order"#,
        r#"{"message":"Unrecognized field \"order\" (class Reservation)"}"#,
        r#"{"path":"/api/v1/reservation/order"}"#,
        r#"POST /v1/reservation/order: {"status":404}"#,
        "Cannot POST /api/v1/reservation/order",
        r#"<input name="order" value="1"><a href="/order">"order"</a>"#,
        "&order=1&quot;order&quot;;&#;&#x;&#xzz;&amp;&amp;order",
        r#"\x \u order \xzz \u00"#,
    ];

    fn encoded(text: &str) -> Vec<Vec<u8>> {
        let utf16 = |bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
            [mark.to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat()
        };
        let utf32 = |bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| bytes(c.into())).collect::<Vec<u8>>();
        vec![
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff{\"x\":\"\xfe\"}", text.as_bytes()].concat(),
            utf16(u16::to_le_bytes, b""),
            utf16(u16::to_be_bytes, b""),
            utf16(u16::to_le_bytes, b"\xff\xfe"),
            utf16(u16::to_be_bytes, b"\xfe\xff"),
            utf32(u32::to_le_bytes),
            utf32(u32::to_be_bytes),
        ]
    }

    #[test]
    fn an_order_is_found_however_it_is_written() {
        for text in WITH_ORDER {
            for body in encoded(text) {
                assert!(mentions_order(&body, "order"), "{text} as {body:?}");
            }
        }
    }

    /// A body that is cut off anywhere after the name of the member may have shown an order.
    #[test]
    fn an_order_is_found_if_the_body_is_cut_off() {
        let body = r#"{"code":"1","order":{"id":"1"}}"#;
        for end in body.find(r#"":{"#).unwrap()..=body.len() {
            assert!(mentions_order(&body.as_bytes()[..end], "order"), "{}", &body[..end]);
        }
    }

    #[test]
    fn the_name_of_the_member_is_that_of_the_spec() {
        for (body, name, expected) in [
            (r#"{"orderId":"1"}"#, "orderId", true),
            (r#"{"ORDERID":"1"}"#, "orderId", true),
            (r#"{"order":"1"}"#, "orderId", false),
            (r#"{"orderId":"1"}"#, "order", false),
        ] {
            assert_eq!(mentions_order(body.as_bytes(), name), expected, "{name} in {body}");
        }
    }

    #[test]
    fn the_word_alone_is_not_an_order() {
        for text in WITHOUT_ORDER {
            for body in encoded(text) {
                assert!(!mentions_order(&body, "order"), "{text} as {body:?}");
            }
        }
    }

    #[test]
    fn a_hostile_body_is_searched_in_linear_time() {
        // Each would take hours if the rest of the body were searched again from each character.
        for text in [
            "\\",
            "\"order\" ",
            "order",
            "order:",
            "{",
            " ",
            "&",
            "&amp;",
            "amp;",
            "&#34;",
            "\"order\"/",
            "\\u006f",
            "\"order\":null,",
        ] {
            assert!(!mentions_order(format!("{}x", text.repeat(1 << 18)).as_bytes(), "order"), "{text}");
        }
    }
}
