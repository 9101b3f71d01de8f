//! Detects whether the body of a response reports an order, for any status and format. A contract run that limits the number of orders must
//! not miss an order.
//!
//! The body is searched as text. So the search also finds an order in JSON that a strict parser rejects (`NaN`, a trailing comma, bytes
//! after the end, a member given twice), in a truncated body, in UTF-16, and in JSON within a string or an HTML page. False positives are
//! preferred to misses, but prose about orders is not reported.

use crate::model::pointer;

/// The maximum depth of nested escapes. A JSON string that contains a JSON log line has two layers.
const ESCAPE_LAYERS: u32 = 3;

/// HTML's named character references for the characters that the search depends on, and for the characters that begin an escape.
const HTML_NAMES: [(&str, char); 25] = [
    ("amp", '&'),
    ("apos", '\''),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("gt", '>'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lsqb", '['),
    ("lt", '<'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("quot", '"'),
    ("semi", ';'),
    ("sol", '/'),
    ("AMP", '&'),
    ("GT", '>'),
    ("LT", '<'),
    ("NewLine", '\n'),
    ("QUOT", '"'),
    ("Tab", '\t'),
    ("UnderBar", '_'),
];

/// Whether a body has the member that reports an order, not null, at any depth and in any letter case. `pointer` is the JSON Pointer of the
/// order id in a successful response (`Effects::order`): for `/order/id` the member is `order`, for `/orderId` it is `orderId`. An XML element
/// of that name counts too. YAML, forms, other formats and other encodings are not supported.
pub fn reports_order(body: &[u8], pointer: &str) -> bool {
    let member = member(pointer);
    // After its zero bytes are removed, ASCII text in UTF-16 or UTF-32 is plain ASCII.
    let mut text: Vec<u8> = body.iter().copied().filter(|byte| *byte != 0).collect();
    for _ in 0..=ESCAPE_LAYERS {
        if has_member(&text, &member) {
            return true;
        }
        text = unescape(&text);
    }
    false
}

/// The name of the object that has the order id; the name of the id if no object encloses it. Indices of lists are not names.
fn member(pointer: &str) -> String {
    let is_index = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let (parent, id) = pointer::split(pointer).unwrap_or_default();
    let object = parent.rsplit('/').find(|name| !is_index(name));
    object.map_or(id, pointer::unescape)
}

fn has_member(text: &[u8], name: &str) -> bool {
    let name = name.as_bytes();
    if name.is_empty() {
        return false;
    }
    let mut places = text.windows(name.len()).enumerate().filter(|(_, found)| found.eq_ignore_ascii_case(name));
    places.any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        is_quoted_member(before, after) || is_bare_member(before, after) || is_element(before, after)
    })
}

/// Whether the name is a member in quotes: `"order": {`. A text that ends before the value counts.
fn is_quoted_member(before: &[u8], after: &[u8]) -> bool {
    let Some(opening @ (b'"' | b'\'')) = before.last() else { return false };
    let Some((closing, rest)) = after.split_first() else { return true };
    match rest.trim_ascii_start() {
        _ if opening != closing => false,
        [] => true,
        [b':', value @ ..] => !is_null(value.trim_ascii_start()),
        _ => false,
    }
}

/// Whether the name is a member without quotes: `{order: {`.
fn is_bare_member(before: &[u8], after: &[u8]) -> bool {
    let Some(b'{' | b',') = before.trim_ascii_end().last() else { return false };
    let [b':', value @ ..] = after.trim_ascii_start() else { return false };
    matches!(value.trim_ascii_start(), [] | [b'{' | b'[' | b'"' | b'\'', ..])
}

/// Whether the name is an XML element: `<order>` or `<ns:order id="1"/>`. HTML has no such element.
fn is_element(before: &[u8], after: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    let mut prefix = before.iter().rev();
    let begins = match prefix.next() {
        Some(b'<') => true,
        // The prefix is limited, so that the search takes linear time.
        Some(b':') => prefix.take(64).find(|byte| !is_name(byte)) == Some(&b'<'),
        _ => false,
    };
    begins && after.first().is_some_and(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
}

fn is_null(value: &[u8]) -> bool {
    value.strip_prefix(b"null").is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
}

/// Decodes one layer of the escapes of JSON, HTML and URLs. Characters beyond ASCII become `?`, because the search does not depend on them.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escape = match first {
            b'\\' => json(after),
            b'&' => html(after),
            b'%' => hex(after, 2).map(|byte| (byte, 2)),
            _ => None,
        };
        let (byte, length) = escape.unwrap_or((*first, 0));
        decoded.push(byte);
        rest = &after[length..];
    }
    decoded
}

/// Decodes an escape after its backslash; returns the character and the length of the escape.
fn json(after: &[u8]) -> Option<(u8, usize)> {
    match after.split_first()? {
        (b'u', digits) => Some((hex(digits, 4)?, 5)),
        (b'n' | b'r' | b't', _) => Some((b' ', 1)),
        (other, _) => Some((*other, 1)),
    }
}

/// Decodes a character reference after its ampersand; returns the character and the length of the reference.
fn html(after: &[u8]) -> Option<(u8, usize)> {
    let end = after.iter().take(20).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&after[..end]).ok()?;
    let code = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok()?,
            None => number.parse().ok()?,
        },
        None => u32::from(HTML_NAMES.iter().find(|(known, _)| *known == name)?.1),
    };
    Some((ascii(code), end + 1))
}

fn hex(text: &[u8], digits: usize) -> Option<u8> {
    let text = std::str::from_utf8(text.get(..digits)?).ok()?;
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(text, 16).ok().filter(|_| is_hex).map(ascii)
}

fn ascii(code: u32) -> u8 {
    u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(b'?')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn an_order_is_found_in_every_format() {
        for body in [
            r#"{"order":{"id":"1"}}"#,
            r#"{"order":{"id":1.5}}"#,
            r#"{"order":{"id":99999999999999999999}}"#,
            r#"{"order":{"id":["1"]}}"#,
            r#"{"order":{"id":{"value":"1"}}}"#,
            r#"{"order":[{"id":"1"}]}"#,
            r#"{"order":[]}"#,
            r#"{"order":{}}"#,
            r#"{"order":"1"}"#,
            r#"{"order":7}"#,
            r#"{"order":false}"#,
            r#"{ "order" : { "id" : "1" } }"#,
            "{\"order\"\r\n\t: {}}",
            r#"[{"order":{"id":"1"}}]"#,
            r#"{"data":{"order":{"id":"1"}}}"#,
            r#"{"order":null,"order":{"id":"1"}}"#,
            r#"{"order":{"id":"1"},"order":null}"#,
            r#"{"order":{"id":"1"}} {}"#,
            r#"x{"order":{"id":"1"}}"#,
            r#"{"order":{"id":"1"},}"#,
            r#"{"order":NaN}"#,
            r#"{"price":NaN,"order":{"id":"1"}}"#,
            r#"{"order":{"id":"1"#,
            r#"{"order":"#,
            r#"{"order""#,
            r#"{"order"#,
            "{order:",
            r#"{"Order":{"id":"1"}}"#,
            r#"{"ORDER":{"id":"1"}}"#,
            r#"{Order:{id:"1"}}"#,
            r#"{"\u006frder":{"id":"1"}}"#,
            r#"{"o\u0072d\u0065r" : {"id":"1"}}"#,
            r#"{'order':{'id':'1'}}"#,
            r#"{order:{id:"1"}}"#,
            r#"{"a":1, order : '1'}"#,
            r#"{"body":"{\"order\":{\"id\":\"1\"}}"}"#,
            r#"{"body":"{\n  \"order\" :\n {}}"}"#,
            "<pre>{&quot;order&quot;: {&quot;id&quot;: 1}}</pre>",
            "<pre>{&#34;order&#34;:{}}</pre>",
            "&lcub;&Tab;order&colon;&lsqb;",
            "&lbrace;&bsol;&quot;order&bsol;&QUOT;&NewLine;&colon;&apos;",
            "&comma;order:&lbrack;",
            "&lt;a&lowbar;b&period;c&UnderBar;d:order&sol;&gt;",
            "&LT;order&GT;",
            "&percnt;22order&amp;&num;34&semi;: 1",
            "&AMP;quot;order&AMP;quot;: 1",
            "<order><id>1</id></order>",
            "<Order id=\"1\"/>",
            "<v1:order\n><v1:id>1</v1:id></v1:order>",
            "\u{feff}{\"order\":{\"id\":\"1\"}}",
        ] {
            assert!(reports_order(body.as_bytes(), "/order/id"), "{body}");
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                assert!(reports_order(&utf_16(body, bytes), "/order/id"), "UTF-16: {body}");
            }
        }
        assert!(reports_order(b"{\"a\":\"\xff\xfe\",\"order\":{\"id\":\"\xff\"}}", "/order/id"));
    }

    #[test]
    fn a_body_without_an_order_has_no_false_positive() {
        for body in [
            "",
            "{}",
            "null",
            r#"{"order":null}"#,
            r#"{"order" : null }"#,
            r#"{"orders":{"id":"1"}}"#,
            r#"{"reorder":{"id":"1"}}"#,
            r#"{"orderStatus":"In progress"}"#,
            r#"{"reason":"order"}"#,
            r#"{"reason":"the order was not placed"}"#,
            r#"{"reason":"there is no \"order\" here"}"#,
            r#"["order", "id"]"#,
            r#"{"code":"order:409"}"#,
            "<html><body>Your order could not be processed. Please order: again, or order by phone.</body></html>",
            "<p>\"order\" is not known</p><ol class=\"order\"><li>a, order b</li></ol>",
            "<style>.a{order:1} .b{order: 2}</style>",
            "<border>1</border>",
            "<ordered/><re:reorder/><a order=\"1\">",
            "a<b:c d:order >",
        ] {
            assert!(!reports_order(body.as_bytes(), "/order/id"), "{body}");
            assert!(!reports_order(&utf_16(body, u16::to_le_bytes), "/order/id"), "UTF-16: {body}");
        }
    }

    /// Each body repeats a text at which the search does extra work.
    #[test]
    fn a_long_body_is_searched_in_linear_time() {
        for part in
            ["\"order\"", "order", "{", "&quot;", "&", "\\\"", "\\", "%22", "%25", " ", "{order:", "\\u005c", ":order>"]
        {
            reports_order(part.repeat((1 << 20) / part.len()).as_bytes(), "/order/id");
        }
    }

    #[test]
    fn the_member_that_reports_an_order_follows_from_the_pointer() {
        for (pointer, name) in [
            ("/order/id", "order"),
            ("/orderId", "orderId"),
            ("/data/order/id", "order"),
            ("/items/0/id", "items"),
            ("/a~1b/id", "a/b"),
            ("/0", "0"),
        ] {
            assert_eq!(member(pointer), name, "{pointer}");
        }
        assert!(reports_order(br#"{"orderId":"1"}"#, "/orderId") && !reports_order(br#"{"order":{}}"#, "/orderId"));
        assert!(!reports_order(br#"{"":1}"#, ""));
    }
}
