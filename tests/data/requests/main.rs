//! Checks the HTTP requests that generated requests become, and how their responses are read.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request as HttpRequest, Response};
use serde_json::json;
use shelves::client::{Body, CallError, Client, InvalidRequest, Request, RequestValues, Transport, UnreadableResponse};
use shelves::operations::{BodyContent, COVER, FIND_BOOKS, ORDER_COVER, Operation, ParameterLocation};
use shelves::received::{EnumValue, Entry};
use shelves::requests::{
    AddCover, AddNews, AddPet, Cover, FindBooks, FindBooksResponse, FindNews, OrderCover, ReplaceBook, check_response,
};
use shelves::types::{AddPetOrder, Book, Colour, CoverOrder, Either, Either3, FindBooksOwner, Item, Media, Nested, News, Pet, Shape};

fn find(shelf: &str, book: &str, word: &str) -> FindBooks {
    FindBooks::new(shelf.into(), book.into(), word.into())
}

fn url(request: &impl Request) -> String {
    request.to_http("https://api.example/v1/").unwrap().uri().to_string()
}

fn check_paths() {
    for (shelf, expected) in [
        ("a", "a"),
        ("a b/ü?#%", "a%20b%2F%C3%BC%3F%23%25"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("...", "..."),
        ("a.b", "a.b"),
    ] {
        assert_eq!(url(&find(shelf, "1", "w")), format!("https://api.example/v1/shelves/{expected}/books/1?word=w"));
    }
    assert!(matches!(find("", "1", "w").to_http("https://api.example"), Err(InvalidRequest::Parameter("shelf"))));
}

fn check_queries() {
    let base = "https://api.example/v1/shelves/a/books/b";
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let all = find("a", "b", "x&y=z")
        .tag(texts(&["a,b", "c"]))
        .sort(vec!["year".parse().unwrap(), "title".parse().unwrap()])
        .least(0.1)
        .sold(false);
    assert_eq!(url(&all), format!("{base}?least=0.1&sold=false&sort=year,title&tag=a%2Cb&tag=c&word=x%26y%3Dz"));
    assert_eq!(url(&find("a", "b", "").tag(Vec::new())), format!("{base}?word="));
    let owner = |json| serde_json::from_str::<FindBooksOwner>(json).unwrap();
    assert_eq!(url(&find("a", "b", "w").owner(owner(r#""ann""#))), format!("{base}?owner=ann&word=w"));
    assert_eq!(
        url(&find("a", "b", "w").owner(owner(r#"["ann", "bob"]"#))),
        format!("{base}?owner=ann&owner=bob&word=w")
    );
    for number in [f64::NAN, f64::INFINITY] {
        let error = find("a", "b", "w").least(number).to_http("https://api.example").unwrap_err();
        assert!(matches!(error, InvalidRequest::Parameter("least")), "{error}");
    }
}

fn check_headers_and_bodies() {
    let request =
        find("a", "b", "w").x_trace(vec!["1".to_owned(), "2".to_owned()]).to_http("https://api.example").unwrap();
    assert_eq!(request.headers()["x-trace"], "1,2");
    assert_eq!(request.headers()["accept"], "application/json");
    assert_eq!(request.extensions().get::<&'static Operation>(), Some(&&FIND_BOOKS));
    let comma = find("a", "b", "w").x_trace(vec!["1,2".to_owned()]).to_http("https://api.example");
    assert!(matches!(comma, Err(InvalidRequest::Parameter("X-Trace"))));
    let split = find("a", "b", "w").x_trace(vec!["1\r\n2".to_owned()]).to_http("https://api.example");
    assert!(matches!(split, Err(InvalidRequest::Http(_))));
    let replace = |body: Body<Book>| ReplaceBook::new("a".into(), "b".into(), body);
    for (body, expected) in [
        (Body::from(Book::new("T".to_owned())), r#"{"title":"T"}"#),
        (Body::Json(Bytes::from(r#"{ "title": 1 }"#)), r#"{ "title": 1 }"#),
    ] {
        let request = replace(body).to_http("https://api.example").unwrap();
        assert_eq!((request.method().as_str(), request.body()), ("PUT", &Bytes::from(expected)));
        assert_eq!(request.headers()["content-type"], "application/merge-patch+json");
    }
    let order = CoverOrder::new(7).colours(vec!["red & blue".to_owned(), "=".to_owned()]);
    let request = OrderCover::new().body(order).to_http("https://api.example").unwrap();
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.body(), "colours=red%20%26%20blue&colours=%3D&size=7");
    for price in [0.1, 0.300_000_000_000_000_04, 1e300, 123_456_789_012_345.67] {
        let request = OrderCover::new().body(CoverOrder::new(7).price(price)).to_http("https://api.example").unwrap();
        assert_eq!(request.body(), format!("price={}&size=7", json!(price).to_string().replace('+', "%2B")).as_str());
    }
    assert!(OrderCover::new().to_http("https://api.example").unwrap().headers().get("content-type").is_none());
    let request =
        AddPet::new().order(AddPetOrder::Age).body(CoverOrder::new(7)).to_http("https://api.example").unwrap();
    assert_eq!(
        (request.uri().to_string().as_str(), &request.body()[..]),
        ("https://api.example/pets?order=age", &b"size=7"[..])
    );
    let request = AddCover::new(Bytes::from_static(b"\x89PNG")).to_http("https://api.example").unwrap();
    assert_eq!(
        (&request.headers()["content-type"], &request.body()[..]),
        (&"image/png".parse().unwrap(), &b"\x89PNG"[..])
    );
    assert!(matches!(find("a", "b", "w").to_http("not a URL"), Err(InvalidRequest::Http(_))));
}

/// A request of an operation that is known only as data.
fn check_values() {
    let names = |operation: &Operation| {
        let names =
            operation.parameters.iter().map(|parameter| (parameter.name, parameter.location, parameter.required));
        names.collect::<Vec<_>>()
    };
    let parameters = [
        ("shelf", ParameterLocation::Path, true),
        ("book", ParameterLocation::Path, true),
        ("least", ParameterLocation::Query, false),
        ("owner", ParameterLocation::Query, false),
        ("sold", ParameterLocation::Query, false),
        ("sort", ParameterLocation::Query, false),
        ("tag", ParameterLocation::Query, false),
        ("word", ParameterLocation::Query, true),
        ("X-Trace", ParameterLocation::Header, false),
    ];
    assert_eq!(names(&FIND_BOOKS), parameters);
    assert!(Operation::by_id("findBooks") == Some(&FIND_BOOKS) && Operation::by_id("FindBooks").is_none());
    assert_eq!(Operation::ALL.len(), 8);
    let typed = find("a", "b", "w").tag(vec!["x".to_owned()]).values().unwrap();
    let by_name =
        |name| typed.parameters[FIND_BOOKS.parameters.iter().position(|other| other.name == name).unwrap()].clone();
    assert_eq!((by_name("shelf"), by_name("tag"), by_name("sold")), (Some(json!("a")), Some(json!(["x"])), None));
    let http = |operation: &'static Operation, parameters: &[serde_json::Value], body: Option<&'static str>| {
        let parameters = parameters.iter().map(|value| Some(value.clone()).filter(|value| !value.is_null()));
        operation.to_http("https://api.example", &RequestValues::new(parameters.collect(), body.map(Bytes::from)))
    };
    let none = serde_json::Value::Null;
    let mut values = [
        json!("a"),
        json!(7),
        none.clone(),
        none.clone(),
        json!(true),
        none.clone(),
        json!([1, "2"]),
        json!("w"),
        none,
    ];
    let url = "https://api.example/shelves/a/books/7?sold=true&tag=1&tag=2&word=w";
    assert_eq!(http(&FIND_BOOKS, &values, None).unwrap().uri(), url);
    assert!(matches!(http(&FIND_BOOKS, &values[1..], None), Err(InvalidRequest::OtherOperation("findBooks"))));
    assert!(matches!(http(&FIND_BOOKS, &values, Some("{}")), Err(InvalidRequest::OtherOperation("findBooks"))));
    for (value, is_absent) in [(json!(null), true), (json!({}), false), (json!([["a"]]), false), (json!([null]), false)]
    {
        values[7] = value;
        let error = http(&FIND_BOOKS, &values, None).unwrap_err();
        assert!(matches!(error, InvalidRequest::Missing("word")) == is_absent, "{error}");
        assert!(matches!(error, InvalidRequest::Parameter("word")) != is_absent, "{error}");
    }
    let replace = Operation::by_id("replaceBook").unwrap();
    assert!(matches!(http(replace, &[json!("a"), json!("b")], None), Err(InvalidRequest::Missing("body"))));
    assert!(matches!(replace.body.as_ref().map(|body| &body.content), Some(BodyContent::Json(_))));
    assert_eq!(http(replace, &[json!("a"), json!("b")], Some(" {")).unwrap().body(), " {");
    assert!(matches!(ORDER_COVER.body.as_ref().map(|body| &body.content), Some(BodyContent::Form(_))));
    assert_eq!(http(&ORDER_COVER, &[], Some(r#"{"a b":[1,true],"c":null}"#)).unwrap().body(), "a%20b=1&a%20b=true");
    assert!(matches!(http(&ORDER_COVER, &[], Some("[]")), Err(InvalidRequest::Body(_))));
    assert!(
        matches!(http(&ORDER_COVER, &[], Some(r#"{"a":{}}"#)), Err(InvalidRequest::FormMember(name)) if name == "a")
    );
    assert_eq!((COVER.accept, COVER.servers), ("image/png", &["https://covers.example"][..]));
}

fn check_responses() {
    let read = |status: u16, body: &'static str| {
        let response = Response::builder().status(status).body(Bytes::from(body)).unwrap();
        let read = FindBooks::read(&response);
        assert_eq!(check_response(&FIND_BOOKS, &response).is_ok(), read.is_ok());
        read
    };
    // An entry that is not a text does not make the other entries unreadable.
    let entries = vec!["a".to_owned().into(), Entry::Unreadable(shelves::json::Value::Null)];
    assert_eq!(read(200, r#"["a", null]"#).unwrap(), FindBooksResponse::Status200(entries));
    assert_eq!(read(204, "").unwrap(), FindBooksResponse::Status204);
    assert!(matches!(read(200, "{}"), Err(UnreadableResponse::Json(_))));
    for status in [201, 302, 404, 500] {
        assert!(matches!(read(status, "[]"), Err(UnreadableResponse::Status(found)) if found == status));
    }
    let cover = Response::builder().body(Bytes::from_static(b"\x89PNG")).unwrap();
    assert_eq!(&Cover::read(&cover).unwrap()[..], b"\x89PNG");
    // With one documented success, every other status is unexpected, also a 2xx.
    for (status, is_read) in [(204, true), (200, false), (202, false), (205, false)] {
        let response = Response::builder().status(status).body(Bytes::new()).unwrap();
        assert_eq!(AddCover::read(&response).is_ok(), is_read, "{status}");
    }
}

/// Responds with the URL of the request.
struct Echo;

impl Transport for Echo {
    type Error = std::convert::Infallible;

    async fn send(&self, request: HttpRequest<Bytes>) -> Result<Response<Bytes>, Self::Error> {
        Ok(Response::new(Bytes::from(request.uri().to_string())))
    }
}

/// The result of a future that does not wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the transport responds at once"),
    }
}

fn check_servers() {
    let client = Client::new("https://api.example/", Echo);
    let sent = ready(client.send(&Cover::new()));
    assert!(matches!(sent, Err(CallError::Request(InvalidRequest::OtherServers("cover")))));
    let sent = ready(client.send_to(Cover::OPERATION.servers[0], &Cover::new())).unwrap();
    assert_eq!(sent.bytes(), "https://covers.example/covers");
    assert_eq!(
        ready(client.send(&find("a", "b", "w"))).unwrap().bytes(),
        "https://api.example/shelves/a/books/b?word=w"
    );
    let schemes =
        FindBooks::OPERATION.security.iter().map(|all| all.iter().map(|scheme| scheme.name).collect::<Vec<_>>());
    assert_eq!(schemes.collect::<Vec<_>>(), [["token"]]);
}

/// A value is read as the variant that keeps all of it.
fn check_alternatives() {
    let variant = |value: &dyn std::fmt::Debug| format!("{value:?}").split('(').next().unwrap().to_owned();
    for (json, expected) in [
        (r#"{"kind":"Cat","name":"Tom"}"#, "Cat"),
        (r#"{"kind":"puppy","name":"Tom"}"#, "Dog"),
        (r#"{"kind":"?","purrs":true}"#, "Cat"),
        (r#"{"kind":"?","name":"Tom","purrs":true}"#, "Cat"),
    ] {
        let pet: Pet = serde_json::from_str(json).unwrap();
        assert_eq!((variant(&pet).as_str(), serde_json::to_string(&pet).unwrap().as_str()), (expected, json));
    }
    for unknown in [r#"{"kind":"Dog"}"#, r#"{"kind":"?","scales":7}"#] {
        let pet: Pet = serde_json::from_str(unknown).unwrap();
        assert!(matches!(pet, Pet::Unknown(_)) && serde_json::to_string(&pet).unwrap() == unknown);
    }
}

/// The objects with each selection of these members.
fn selections(members: &[&str]) -> Vec<serde_json::Value> {
    let selection = |mask: usize| {
        let chosen = members.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
        let chosen: Vec<_> = chosen.map(|(_, member)| *member).collect();
        serde_json::from_str(&format!("{{{}}}", chosen.join(","))).unwrap()
    };
    (0..1 << members.len()).map(selection).collect()
}

/// A value with members of several alternatives keeps all of them.
fn check_overlapping_alternatives() {
    // With `anyOf`, the value can be read as each alternative, and an equal value can be made from the alternatives.
    for json in selections(&[
        r#""left":"a""#,
        r#""within":{"left":"b","right":"c"}"#,
        r#""right":"d""#,
        r#""more":[1]"#,
        r#""news":{}"#,
    ]) {
        let value: Either = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), json);
        let (left, right) = (value.to_left().unwrap(), value.to_right().unwrap());
        assert_eq!(left.left.as_deref(), json["left"].as_str());
        assert_eq!(left.within.as_ref().map(|within| serde_json::to_value(within).unwrap()), json.get("within").cloned());
        assert_eq!((right.right.as_deref(), right.more.len()), (json["right"].as_str(), json["more"].as_array().map_or(0, Vec::len)));
        let made = Either::from(left).and(right);
        let mut described = json;
        described.as_object_mut().unwrap().remove("news");
        assert_eq!(serde_json::to_value(made).unwrap(), described);
    }
    for (json, number, integer, text) in [
        ("9007199254740993", true, true, false),
        ("1.5", true, false, false),
        (r#""a""#, false, false, true),
        ("null", false, false, true),
    ] {
        let value: Either = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        let forms = (value.to_either3().is_some(), value.to_either4().is_some(), value.to_either5().is_some());
        assert_eq!((forms, value.to_left().is_some()), ((number, integer, text), false), "{json}");
    }
    assert_eq!(serde_json::to_string(&Either::from(Either3(1.5))).unwrap(), "1.5");
    assert!(serde_json::from_str::<Either>("[]").is_err());
    // With `oneOf`, a value with members of two alternatives is none of the two.
    let members = [
        r#""radius":1"#,
        r#""side":2"#,
        r#""at":{"x":1}"#,
        r#""at":{"x":1,"y":2}"#,
        r#""marks":[{"mark":1},{"spot":2}]"#,
        r#""marks":[{"mark":1},{"mark":2}]"#,
    ];
    for json in selections(&members) {
        let shape: Shape = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&shape).unwrap(), json, "{shape:?}");
        let has = |name: &str, word: &str| json.get(name).is_some_and(|member| member.to_string().contains(word));
        let of_square = has("side", "2") || has("at", "y") || has("marks", "spot");
        let of_circle = has("radius", "1") || has("at", "x") || has("marks", "mark");
        assert_eq!(matches!(shape, Shape::Unknown(_)), of_circle && of_square, "{json}");
    }
    // A member that no alternative describes does not hide the alternative.
    let shape: Shape = serde_json::from_str(r#"{"radius":1,"news":{"side":2}}"#).unwrap();
    assert!(matches!(shape, Shape::Circle(circle) if circle.radius == Some(1)));
}

/// Content of a response that the spec does not describe is kept.
fn check_news() {
    let json = r#"{"items":[{"id":1,"colour":"red"},{"id":"1","colour":"red"},{"id":2,"colour":"pink"},null],"colours":["pink","green",null]}"#;
    let news: News = serde_json::from_str(json).unwrap();
    let colours: Vec<_> = news.colours.iter().map(Entry::known).collect();
    assert_eq!(colours, [Some(&EnumValue::Unknown("pink".to_owned())), Some(&Colour::Green.into()), None]);
    assert!(colours[1].is_some_and(|colour| *colour == Colour::Green));
    let ids: Vec<_> = news.items.iter().map(|item| item.known().and_then(|item| item.id)).collect();
    assert_eq!(ids, [Some(1), None, Some(2), None]);
    let unreadable: Vec<_> = news.items.into_iter().filter_map(|item| item.into_result().err()).collect();
    assert_eq!(serde_json::to_string(&unreadable).unwrap(), r#"[{"colour":"red","id":"1"},null]"#);
    assert!("pink".parse::<Colour>().is_err());
    // An entry of a map that cannot be read does not make the others unreadable.
    let json = r#"{"items":[],"counts":{"a":1,"b":"many"},"about":{"id":"7","c":{"mark":1},"d":[2]}}"#;
    let news: News = serde_json::from_str(json).unwrap();
    let counts = news.counts.as_ref().unwrap();
    assert_eq!((counts["a"].known(), counts["b"].known()), (Some(&1), None));
    let about = news.about.as_ref().unwrap();
    assert_eq!((about.extra["c"].known().and_then(|mark| mark.mark), about.extra["d"].known()), (Some(1), None));
    let kept = json!({ "counts": { "a": 1, "b": "many" }, "about": { "id": "7", "c": { "mark": 1 }, "d": [2] } });
    assert_eq!(serde_json::to_value(&news).unwrap(), kept);
    // An unknown value within an alternative; a value of an unknown alternative.
    for (json, variant) in [
        (r#"{"kind":"song","colour":"red"}"#, "Song"),
        (r#"{"kind":"song","colour":"pink"}"#, "Song"),
        (r#"{"kind":"song","more":1}"#, "Song"),
        (r#"{"kind":"poem"}"#, "Unknown"),
        ("7", "Unknown"),
    ] {
        let media: Media = serde_json::from_str(json).unwrap();
        assert!(format!("{media:?}").starts_with(variant), "{json}: {media:?}");
    }
    // A read-only member is read, and not sent.
    let item: Item = serde_json::from_str(r#"{"id":1,"colour":"red"}"#).unwrap();
    assert_eq!(item.id, Some(1));
    let sent = AddNews::new(item).to_http("https://api.example").unwrap();
    assert_eq!(&sent.body()[..], br#"{"colour":"red"}"#);
    // A parameter that may be null is optional, although it is required.
    assert_eq!(sent.uri(), "https://api.example/news");
    assert_eq!(url(&FindNews::new().since("1".to_owned())), "https://api.example/v1/news?since=1");
}

/// The time to read nested alternatives does not multiply with each level, whether they fit or not.
fn check_nested_alternatives() {
    let nested = |depth: usize, last: &str| {
        let open = r#"{"op":"or","or":"","of":"#.repeat(depth);
        format!("{open}{last}{}", "}".repeat(depth))
    };
    let start = std::time::Instant::now();
    for depth in [1, 3, 100] {
        for last in ["{}", "1", r#"{"op":"or","or":"","of":7}"#] {
            serde_json::from_str::<Nested>(&nested(depth, last)).unwrap();
        }
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
}

fn main() {
    check_news();
    check_nested_alternatives();
    check_alternatives();
    check_overlapping_alternatives();
    check_paths();
    check_queries();
    check_headers_and_bodies();
    check_values();
    check_responses();
    check_servers();
}
