//! Requests near every limit: valid ones, and mutations of them.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// One change of a request.
#[derive(Clone, Debug)]
enum Change {
    /// Puts a value where there was one, or where there was none.
    Put(&'static str, Value),
    /// Takes a value out.
    Take(&'static str),
    /// Puts an item at the end of the list.
    Push(Value),
}

/// Every place that the schema knows, and some beside them.
const PLACES: [&str; 17] = [
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

/// Texts at every limit: lengths in characters and bytes, forms of numbers, countries, blanks of all kinds.
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
        "Wholesale SIP",
        "wholesale sip",
        "Wholesale SIP ",
        "LOCK-1",
        " LOCK-1 ",
        "ANH",
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
    let lengths = (
        select(vec!["x", "é", "€", "𝄞", "e\u{301}", "1"]),
        select(vec![1usize, 16, 17, 19, 20, 21, 49, 50, 51, 255, 256]),
    )
        .prop_map(|(unit, count)| unit.repeat(count));
    prop_oneof![6 => fixed, 1 => lengths, 1 => ".{0,60}", 1 => "\\+?[0-9]{5,18}"]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        // Few enough that ranges meet.
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

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (select(&PLACES[..]), value()).prop_map(|(place, value)| Change::Put(place, value)),
        1 => select(&PLACES[..]).prop_map(Change::Take),
        2 => range().prop_map(Change::Push),
        1 => value().prop_map(Change::Push),
    ]
}

/// A valid request: by ranges or by lock, with every optional member or with none.
pub fn valid() -> [Value; 4] {
    let ranges = json!([{ "numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324759" }]);
    let full = json!({
        "reseller": { "country": "GB", "serviceProfile": "ANH" },
        "endCustomerDetails": { "customerReference": "My Customer" },
    });
    let bare = json!({ "reseller": { "country": "GB" } });
    [
        json!({ "numberRangeList": ranges, "productOffering": { "name": "Wholesale SIP" }, "relatedParty": full }),
        json!({ "numberRangeList": ranges, "productOffering": { "name": "Wholesale SIP" }, "relatedParty": bare }),
        json!({ "productOffering": { "name": "Wholesale SIP", "lockId": "LOCK-1" }, "relatedParty": full }),
        json!({ "productOffering": { "name": "Wholesale SIP", "lockId": "LOCK-1" }, "relatedParty": bare }),
    ]
}

/// A valid request with a few changes, none perhaps.
pub fn request() -> impl Strategy<Value = Value> {
    (select(valid().to_vec()), prop::collection::vec(change(), 0..6)).prop_map(|(mut request, changes)| {
        for change in changes {
            apply(&mut request, change);
        }
        request
    })
}

fn apply(request: &mut Value, change: Change) {
    match change {
        Change::Put("", value) => *request = value,
        Change::Put(place, value) => put(request, place, Some(value)),
        Change::Take(place) => put(request, place, None),
        Change::Push(value) => {
            if let Some(list) = request.pointer_mut("/numberRangeList").and_then(Value::as_array_mut) {
                list.push(value);
            }
        }
    }
}

fn put(request: &mut Value, place: &str, value: Option<Value>) {
    let Some((parent, name)) = place.rsplit_once('/') else { return };
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

/// Bytes that show themselves as the text that they are, where a test fails.
#[derive(Clone)]
pub struct Body(pub Vec<u8>);

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// The JSON text of a value, and now and then one that a strict reader refuses.
pub fn body() -> impl Strategy<Value = Body> {
    let spoiled = select(vec![
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
    let cut = (any::<prop::sample::Index>(), any::<u8>());
    let body = prop_oneof![
        12 => request().prop_map(|request| request.to_string().into_bytes()),
        1 => (request(), spoiled).prop_map(|(request, form)| form.replace("{body}", &request.to_string()).into_bytes()),
        1 => (request(), cut).prop_map(|(request, (at, byte))| {
            let mut text = request.to_string().into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            text
        }),
    ];
    body.prop_map(Body)
}
