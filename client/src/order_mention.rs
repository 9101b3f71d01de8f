//! Whether a body shows an order, however it is written: the search that decides whether a response that says no is believed.
//!
//! It errs on the side of finding one. A body that is not strict JSON in UTF-8 is searched all the same, since an order that is missed here
//! may be placed a second time.

const NAME: &[u8] = b"order";

/// Spellings of a quotation mark in HTML.
const ENTITIES: [&[u8]; 6] = [b"&quot;", b"&#34;", b"&#x22;", b"&#39;", b"&#x27;", b"&apos;"];

/// Whether there is a member `order`, at any depth and in any case, whose value is not `null`.
///
/// It is found in UTF-8, UTF-16 and UTF-32, in JSON that is malformed or cut off, in JSON within a string or an HTML page, and with single or
/// no quotation marks around the name. The word `order` in prose is not a member. Takes linear time.
pub(crate) fn mentions_order(body: &[u8]) -> bool {
    let text = normalized(body);
    (0..text.len()).filter(|&at| text[at..].starts_with(NAME)).any(|at| {
        let (before, after) = (&text[..at], &text[at + NAME.len()..]);
        if before.ends_with(b"\"") { is_quoted_member(after) } else { is_bare_member(before, after) }
    })
}

/// Judges what stands behind `"order`. Where the text ends before the value, it may have been anything.
fn is_quoted_member(after: &[u8]) -> bool {
    let Some(after) = after.strip_prefix(b"\"") else { return after.is_empty() };
    match after.trim_ascii_start() {
        [] => true,
        [b':', value @ ..] => !is_null(value.trim_ascii_start()),
        _ => false,
    }
}

fn is_null(value: &[u8]) -> bool {
    value.strip_prefix(b"null").is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
}

/// Judges a name without quotation marks. Prose and style sheets have `order:` too, so it has to stand where a member does, before a value
/// that is not a bare word.
fn is_bare_member(before: &[u8], after: &[u8]) -> bool {
    let Some(value) = after.trim_ascii_start().strip_prefix(b":") else { return false };
    matches!(before.trim_ascii_end(), [.., b'{' | b','])
        && matches!(value.trim_ascii_start(), [] | [b'{' | b'[' | b'"', ..])
}

/// The text in lower case, with each escape replaced by its character and each quotation mark by `"`. Backslashes and zeros are dropped: the
/// former leave JSON within a string as it was outside, the latter leave ASCII of UTF-16 and UTF-32.
fn normalized(body: &[u8]) -> Vec<u8> {
    let body: Vec<u8> = body.iter().copied().filter(|byte| *byte != 0).collect();
    let mut text = Vec::with_capacity(body.len());
    let mut rest = &body[..];
    while let [first, after @ ..] = rest {
        let (character, length) = match first {
            b'\\' => escape(after),
            b'&' => entity(rest),
            b'\'' => (Some(b'"'), 1),
            byte => (Some(byte.to_ascii_lowercase()), 1),
        };
        text.extend(character);
        rest = &rest[length..];
    }
    text
}

/// The character of an escape, and the length of both, the backslash included.
fn escape(after: &[u8]) -> (Option<u8>, usize) {
    match after {
        [b'n' | b'r' | b't', ..] => (Some(b' '), 2),
        [b'u', a, b, c, d, ..] => {
            let digits = [*a, *b, *c, *d];
            let code = std::str::from_utf8(&digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
            match code.map(u8::try_from) {
                Some(Ok(b'\'')) => (Some(b'"'), 6),
                Some(Ok(b'\\')) => (None, 6),
                Some(Ok(byte)) if byte.is_ascii() => (Some(byte.to_ascii_lowercase()), 6),
                Some(_) => (Some(b'?'), 6),
                None => (None, 1),
            }
        }
        _ => (None, 1),
    }
}

fn entity(rest: &[u8]) -> (Option<u8>, usize) {
    let of = |entity: &&&[u8]| rest.get(..entity.len()).is_some_and(|text| text.eq_ignore_ascii_case(entity));
    ENTITIES.iter().find(of).map_or((Some(b'&'), 1), |entity| (Some(b'"'), entity.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that show an order.
    const SHOWN: [&str; 38] = [
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
    ];

    /// Texts that do not: they have the word, or a member of this name that says that there is none.
    const NOT_SHOWN: [&str; 20] = [
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
        for text in SHOWN {
            for body in encoded(text) {
                assert!(mentions_order(&body), "{text} as {body:?}");
            }
        }
    }

    /// Wherever a body is cut off behind the name of the member, the rest may have been an order.
    #[test]
    fn an_order_is_found_where_the_body_is_cut_off() {
        let body = r#"{"code":"1","order":{"id":"1"}}"#;
        for end in body.find(r#"":{"#).unwrap()..=body.len() {
            assert!(mentions_order(&body.as_bytes()[..end]), "{}", &body[..end]);
        }
    }

    #[test]
    fn the_word_alone_is_not_an_order() {
        for text in NOT_SHOWN {
            for body in encoded(text) {
                assert!(!mentions_order(&body), "{text} as {body:?}");
            }
        }
    }

    #[test]
    fn a_hostile_body_is_searched_in_linear_time() {
        // Each would take hours if it were searched again from each of its characters.
        for piece in ["\\", "\"order\" ", "order", "order:", "{", " ", "&", "\\u006f", "\"order\":null,"] {
            assert!(!mentions_order(format!("{}x", piece.repeat(1 << 18)).as_bytes()), "{piece}");
        }
    }
}
