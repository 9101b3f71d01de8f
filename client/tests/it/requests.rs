//! Strategies for requests near every limit: valid ones, and mutations of them.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::example_request;

/// One mutation of a request.
#[derive(Clone, Debug)]
enum Mutation {
    /// Sets or replaces the value at a pointer.
    Set(&'static str, Value),
    /// Removes the value at a pointer.
    Remove(&'static str),
    /// Appends an item to the number ranges.
    Push(Value),
}

/// The pointer of every value in the schema, and some pointers that are not in the schema.
const POINTERS: [&str; 17] = [
    "",
    "/numberRangeList",
    "/numberRangeList/0",
    "/numberRangeList/0/numberRangeStart",
    "/numberRangeList/0/numberRangeEnd",
    "/numberRangeList/1",
    "/numberRangeList/0/numberrangestart",
    "/productOffering",
    "/productOffering/name",
    "/productOffering/lockId",
    "/relatedParty",
    "/relatedParty/reseller",
    "/relatedParty/reseller/serviceProfile",
    "/relatedParty/reseller/country",
    "/relatedParty/endCustomerDetails",
    "/relatedParty/endCustomerDetails/customerReference",
    "/comment~1 \"ü\u{0}",
];

/// Texts near every limit: lengths in characters and bytes, notations of numbers, countries, blanks of all kinds.
fn text() -> impl Strategy<Value = String> {
    let fixed = select(vec![
        "",
        " ",
        "\t\n",
        "\u{a0}",
        "\u{2003}",
        "\u{feff}",
        "\u{200b}",
        "\u{85}",
        "LOCK-1",
        " LOCK-1 ",
        "GB",
        "gb",
        " GB",
        "UK",
        "LU",
        "FR",
        "DE",
        "NO",
        "PL",
        "+442081324758",
        "442081324758",
        "+442081324759",
        "+442081324760",
        "+4420813247580",
        "+33142000000",
        "+352279496509",
        "+35227949650",
        "+35227949650\n",
        "\n+35227949650",
        "++35227949650",
        "+0227949650",
        "0227949650",
        "+1",
        "+123456",
        "+1234567",
        "1234567",
        "123456",
        "1234567890123456",
        "+1234567890123456",
        "12345678901234567",
        "+12345678901234567",
        "+9999999999999999",
        "+٤٤٢٠٨١٣٢٤٧٥٨",
        "+44２081324758",
        "+44 2081324758",
        "+44-208-132-4758",
        "+44208132475x",
        "\u{0}",
        "a/b~c",
    ])
    .prop_map(str::to_owned);
    let product = example_request::text("/productOffering/name");
    let products = select(vec![product.to_owned(), product.to_lowercase(), format!("{product} ")]);
    let limit = example_request::max_length("CustomerReference");
    let lengths = (
        select(vec!["x", "é", "€", "𝄞", "e\u{301}", "1"]),
        select(vec![1usize, 16, 17, 19, 20, 21, limit - 1, limit, limit + 1, 255, 256]),
    )
        .prop_map(|(unit, count)| unit.repeat(count));
    prop_oneof![6 => fixed, 1 => products, 1 => lengths, 1 => ".{0,60}", 1 => "\\+?[0-9]{5,18}"]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        // There are so few different numbers that ranges overlap.
        4 => (0u64..40, any::<bool>()).prop_map(|(n, plus)| format!("{}{}", if plus { "+" } else { "" }, 442_081_324_700 + n)),
        1 => (0u64..40).prop_map(|n| format!("+{}", 44_208_132_470 + n)),
        1 => (0u64..40).prop_map(|n| format!("+{}", 352_279_496_500 + n)),
        1 => text(),
    ]
}

pub fn range() -> impl Strategy<Value = Value> {
    (number(), number()).prop_map(|(start, end)| json!({ "numberRangeStart": start, "numberRangeEnd": end }))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        5 => text().prop_map(Value::from),
        2 => number().prop_map(Value::from),
        1 => select(vec![
            Value::Null,
            json!(true),
            json!(0),
            json!(-1),
            json!(442_081_324_758_u64),
            json!(1.5),
            json!([]),
            json!({}),
            json!([[]]),
            json!([null]),
            json!({ "numberRangeStart": "+442081324758" }),
            json!({ "": {} }),
        ]),
        1 => prop::collection::vec(range(), 0..5).prop_map(Value::from),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => (select(&POINTERS[..]), value()).prop_map(|(pointer, value)| Mutation::Set(pointer, value)),
        1 => select(&POINTERS[..]).prop_map(Mutation::Remove),
        2 => range().prop_map(Mutation::Push),
        1 => value().prop_map(Mutation::Push),
    ]
}

/// Valid requests: with ranges and with a lock id.
pub fn valid() -> [Value; 2] {
    [example_request::range("+442081324758", "+442081324759"), example_request::lock_id("LOCK-1")]
}

/// A valid request with up to five mutations.
pub fn request() -> impl Strategy<Value = Value> {
    (select(valid().to_vec()), prop::collection::vec(mutation(), 0..6)).prop_map(|(mut request, mutations)| {
        for mutation in mutations {
            apply(&mut request, mutation);
        }
        request
    })
}

fn apply(request: &mut Value, mutation: Mutation) {
    match mutation {
        Mutation::Set("", value) => *request = value,
        Mutation::Set(pointer, value) => set(request, pointer, Some(value)),
        Mutation::Remove(pointer) => set(request, pointer, None),
        Mutation::Push(value) => {
            if let Some(list) = request.pointer_mut("/numberRangeList").and_then(Value::as_array_mut) {
                list.push(value);
            }
        }
    }
}

/// Sets the value at a pointer, or removes it.
fn set(request: &mut Value, pointer: &str, value: Option<Value>) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let name = name.replace("~1", "/").replace("~0", "~");
    match (request.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => {
            members.insert(name, value);
        }
        (Some(Value::Object(members)), None) => {
            members.remove(&name);
        }
        (Some(Value::Array(items)), value) => {
            if let Some(item) = name.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = value.unwrap_or_else(|| Value::Object(Map::new()));
            }
        }
        _ => {}
    }
}

/// The bytes of a body, which a failed test prints as text.
#[derive(Clone)]
pub struct BodyBytes(pub Vec<u8>);

impl fmt::Debug for BodyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// The JSON text of a request, or sometimes a text that a strict parser rejects.
pub fn body() -> impl Strategy<Value = BodyBytes> {
    let invalid = select(vec![
        "{body} ",
        "\n\t{body}",
        "\u{feff}{body}",
        "\u{a0}{body}",
        "{body},",
        "{body}{}",
        "[{body}]",
        "{\"a\": {body}, \"a\": 1}",
        "{\"a\": {body}, \"\\u0061\": 1}",
        "{\"x\": 1e400, \"y\": {body}}",
        "{\"x\": -0, \"y\": 01, \"z\": {body}}",
        "{\"x\": NaN, \"z\": {body}}",
        "{\"x\": \"\\ud800\", \"z\": {body}}",
        "",
        " ",
        "null",
        "{\"x\": {body}",
    ]);
    let overwritten = (any::<prop::sample::Index>(), any::<u8>());
    let body = prop_oneof![
        12 => request().prop_map(|request| request.to_string().into_bytes()),
        1 => (request(), invalid).prop_map(|(request, form)| form.replace("{body}", &request.to_string()).into_bytes()),
        1 => (request(), overwritten).prop_map(|(request, (at, byte))| {
            let mut text = request.to_string().into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            text
        }),
    ];
    body.prop_map(BodyBytes)
}
