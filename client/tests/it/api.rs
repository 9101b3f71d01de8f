//! What a service does with the types of the public API: it sends calls from tasks, compares and stores values, and names itself.

use std::collections::HashSet;
use std::hash::Hash;
use std::time::Duration;

use colt_numbers::api::client::Body;
use colt_numbers::api::requests::ReserveNumbers;
use colt_numbers::{
    Account, Checks, Client, ConfigErrorKind, Country, Day, Order, Outcome, Reservation, Retries, Rule, Severity,
    Target, Timeouts, new_tracking_id, testing,
};
use serde_json::{Value, json};

use crate::example_reservation::complete;
use crate::server::{Server, order, reservation, with_test_limits};

#[tokio::test]
async fn a_call_can_be_sent_from_another_task() {
    let server = Server::responding([order("1"), order("2")]).await;
    let task = {
        let (client, reservation) = (server.client(), reservation(1));
        tokio::spawn(client.call(&reservation).send())
    };
    assert_eq!(task.await.unwrap().unwrap().id(), "1");
    let task = {
        let (client, request) = (server.client(), reservation(2).with_tracking_id(new_tracking_id()));
        tokio::spawn(client.prepare(&request).send())
    };
    assert_eq!(task.await.unwrap().unwrap().order_id(), Some("2"));
}

#[test]
fn values_that_a_service_compares_are_equal_by_their_content() {
    fn set<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> usize {
        values.into_iter().collect::<HashSet<_>>().len()
    }
    let url = "https://numbers.example";
    assert_eq!(set([Target::sandbox(), "sandbox".parse().unwrap(), url.parse().unwrap(), Target::production()]), 3);
    assert_eq!(set([Timeouts::default(), Timeouts::default().tls(Duration::from_secs(10))]), 1);
    assert_eq!(set([Retries::default(), Retries::off(), Retries::default().at_most(0)]), 2);
    let account =
        |countries: [Country; 2]| countries.into_iter().fold(Account::new(), Account::with_several_service_profiles);
    assert_eq!(account([Country::Gb, Country::Fr]), account([Country::Fr, Country::Gb]));
    let checks = |rules: [Rule; 2]| rules.into_iter().fold(Checks::new(), Checks::allow);
    let [one, other] = [[Rule::RangeOrder, Rule::RangeSize], [Rule::RangeSize, Rule::RangeOrder]].map(checks);
    assert_eq!(set([one, other, Checks::new()]), 2);
    let order = testing::order("1");
    assert_eq!(set([order.clone(), order]), 1);
    let invalid = complete(Reservation::of_number("GB", "0")).build().unwrap_err();
    let by_reference: Vec<_> = (&invalid).into_iter().cloned().collect();
    assert_eq!((by_reference.len(), set(by_reference.into_iter().chain(invalid))), (2, 2));
}

#[test]
fn each_setter_sets_its_time_limit() {
    let seconds = Duration::from_secs;
    let timeouts = Timeouts::default();
    let timeouts = timeouts.connect(seconds(1)).tls(seconds(2)).send(seconds(3));
    let timeouts = timeouts.response(seconds(4)).body(seconds(5)).call(seconds(6));
    let fields = [timeouts.connect, timeouts.tls, timeouts.send, timeouts.response, timeouts.body, timeouts.call];
    assert_eq!(fields.map(|field| field.as_secs()), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_denied_warning_is_an_error() {
    let severities = |checks: Checks| {
        let builder = complete(Reservation::of_range("ES", "+442081324759", "+442081324750"));
        let body = builder.clone().build().unwrap();
        let violations = checks.violations(body.body());
        let is_error = violations.iter().any(|violation| violation.severity == Severity::Error);
        assert_eq!(builder.checks(checks.clone()).build().is_err(), is_error, "a builder and JSON differ");
        let request = ReserveNumbers::new(new_tracking_id(), Body::Json(body.body().clone()));
        assert_eq!(checks.check(&request).is_err(), is_error, "a request and JSON differ");
        let of = |id: &str| violations.iter().find(|violation| violation.id == id).map(|violation| violation.severity);
        (of("range-order"), of("country-prefix"))
    };
    let (warning, error) = (Some(Severity::Warning), Some(Severity::Error));
    let order = Rule::RangeOrder;
    for (checks, expected) in [
        (Checks::new(), (warning, warning)),
        (Checks::new().deny(order), (error, warning)),
        (Checks::new().deny_warnings(), (error, error)),
        (Checks::new().allow(order).deny_warnings(), (None, error)),
        (Checks::new().deny_warnings().allow(order), (None, error)),
        (Checks::new().allow(order).deny(order), (error, warning)),
        (Checks::new().deny(order).allow(order), (None, warning)),
    ] {
        assert_eq!(severities(checks.clone()), expected, "{checks:?}");
    }
    let builder = complete(Reservation::of_range("GB", "+442081324759", "+442081324750"));
    assert!(builder.clone().deny(order).build().is_err() && builder.deny(order).allow(order).build().is_ok());
}

#[test]
fn outcomes_and_days_are_parsed_from_what_they_print() {
    for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Refused, Outcome::Unknown, Outcome::Unreadable] {
        assert_eq!(outcome.to_string().parse(), Ok(outcome));
        let json = serde_json::to_value(outcome).unwrap();
        assert_eq!(json, outcome.as_str());
        assert_eq!(serde_json::from_value::<Outcome>(json).unwrap(), outcome);
    }
    for name in ["", "NotSent", "notSent ", "accepted"] {
        assert!(
            name.parse::<Outcome>().is_err() && serde_json::from_value::<Outcome>(name.into()).is_err(),
            "{name:?}"
        );
    }
    let day: Day = "2027-02-21".parse().unwrap();
    assert_eq!(serde_json::to_value(day).unwrap(), "2027-02-21");
    assert_eq!(serde_json::from_str::<Day>(r#""2027-02-21""#).unwrap(), day);
    for text in ["", "2027-2-21", "2027-02-30", "20270221", "2027-02-21T00:00:00", " 2027-02-21"] {
        let error = text.parse::<Day>().unwrap_err();
        assert_eq!(error.to_string(), "expected a day such as `2027-02-21`", "{text:?}");
    }
}

#[test]
fn an_order_equals_itself_after_a_round_trip_through_json() {
    let order = testing::order("1");
    let json = serde_json::to_value(&order).unwrap();
    let names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["attempts", "earliestLapse", "orderId", "orderStatus", "reservedAt", "trackingId"];
    assert_eq!(names.iter().copied().collect::<HashSet<_>>(), HashSet::from(expected));
    assert_eq!(json["earliestLapse"], order.earliest_lapse().unwrap().to_string());
    assert_eq!(serde_json::from_value::<Order>(json.clone()).unwrap(), order);
    // A text of another version may have further members, or lack the optional ones.
    let read = |edit: fn(&mut Value)| {
        let mut json = json.clone();
        edit(&mut json);
        serde_json::from_value::<Order>(json)
    };
    assert_eq!(read(|json| json["later"] = 1.into()).unwrap(), order);
    assert_eq!(read(|json| _ = json.as_object_mut().unwrap().remove("earliestLapse")).unwrap(), order);
    assert_eq!(read(|json| _ = json.as_object_mut().unwrap().remove("orderStatus")).unwrap(), order);
    for edit in [
        (|json: &mut Value| json["orderId"] = "".into()) as fn(&mut Value),
        |json| json["orderId"] = " 1".into(),
        |json| json["trackingId"] = "two words".into(),
        |json| json["reservedAt"] = "yesterday".into(),
        |json| json["attempts"] = (-1).into(),
        |json| _ = json.as_object_mut().unwrap().remove("orderId"),
    ] {
        assert!(read(edit).is_err());
    }
}

#[test]
fn violations_are_serialized_with_stable_names() {
    let invalid = complete(Reservation::of_lock("FR", "LOCK-1")).build().unwrap_err();
    let expected = json!([{
        "id": "lock-id-country",
        "pointer": "/productOffering/lockId",
        "severity": "error",
        "message": "a lock id is not accepted for `FR`",
        "hint": "give the number ranges instead",
    }]);
    assert_eq!(serde_json::to_value(invalid.violations()).unwrap(), expected);
}

#[tokio::test]
async fn the_application_is_the_first_part_of_the_user_agent() {
    for (application, expected) in [(None, ""), (Some("billing/2.1 fleet"), "billing/2.1 fleet ")] {
        let server = Server::responding([order("1")]).await;
        let mut builder = with_test_limits(Client::builder(server.target()));
        if let Some(application) = application {
            builder = builder.application(application);
        }
        assert!(builder.build().unwrap().reserve(&reservation(1)).await.is_ok());
        let expected = format!("\r\nuser-agent: {expected}colt-numbers/{}\r\n", env!("CARGO_PKG_VERSION"));
        assert!(server.requests()[0].contains(&expected), "{}", server.requests()[0]);
    }
    let error = Client::builder(Target::sandbox()).application("a\r\nX: 1").build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Application);
    assert!(error.to_string().starts_with(r"`a\r\nX: 1` is not a name"), "{error}");
}
