//! The client sends the two examples of the vendor's document to the sandbox.

use colt_numbers::{Client, Credentials, Order, Reservation, ReservationBuilder, Target};
use colt_numbers_sandbox::Sandbox;

/// Sends a reservation to a sandbox, with a token; returns the client's order and the order that the sandbox recorded.
fn reserve(builder: ReservationBuilder) -> (Order, colt_numbers_sandbox::RecordedOrder) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::start().await.unwrap();
        let target = Target::url(&sandbox.base_url(), Some(&sandbox.token_url())).unwrap();
        let credentials = Credentials::new(&target, "id", "secret").unwrap();
        let client = Client::builder(target).credentials(credentials).build().unwrap();
        let order = client.reserve(&builder.build().unwrap()).await.unwrap();
        let recorded = sandbox.orders();
        assert_eq!(recorded.len(), 1);
        (order, recorded.into_iter().next().unwrap())
    })
}

#[test]
fn one_number_in_great_britain() {
    let (order, recorded) =
        reserve(Reservation::of_number("GB", "+442081324758").service_profile("ANH").customer_reference("My Customer"));
    assert_eq!(order.id(), recorded.id);
    assert_eq!(order.tracking_id().as_str(), recorded.tracking_id);
    assert_eq!(recorded.body["numberRangeList"][0]["numberRangeStart"], "+442081324758");
}

/// The numbers begin with a space, as in the document.
#[test]
fn a_range_in_luxembourg_with_leading_spaces() {
    let (order, recorded) =
        reserve(Reservation::of_range("LU", " +35227949650", " +352279496509").customer_reference("My Customer"));
    assert_eq!(order.id(), recorded.id);
}

/// The client sends exactly the body of each example.
#[test]
fn the_sent_body_equals_the_example() {
    let spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    let examples = "/paths/~1v1~1reservation~1order/post/requestBody/content/application~1json/examples";
    let gb = spec.pointer(&format!("{examples}/gb-with-service-profile/value")).unwrap();
    let built = Reservation::of_number("GB", "+442081324758")
        .service_profile("ANH")
        .customer_reference("My Customer")
        .build()
        .unwrap();
    assert_eq!(&serde_json::from_slice::<serde_json::Value>(built.body()).unwrap(), gb);
    let lu = spec.pointer(&format!("{examples}/lu-without-service-profile/value")).unwrap();
    let built = Reservation::of_range("LU", " +35227949650", " +352279496509")
        .customer_reference("My Customer")
        .build()
        .unwrap();
    assert_eq!(&serde_json::from_slice::<serde_json::Value>(built.body()).unwrap(), lu);
}
