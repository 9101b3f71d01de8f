//! The generated crate alone, over reqwest, against the local twin: typed requests and responses, and nothing else. No rule is checked, and an
//! error does not state whether an order was placed. To order numbers, use `colt-numbers`.

use std::error::Error;

use bytes::Bytes;
use colt_numbers_api::client::{Client, Transport};
use colt_numbers_api::requests::ReserveNumbers;
use colt_numbers_api::reqwest_0_13::{ReqwestError, client_builder};
use colt_numbers_api::servers::SANDBOX;
use colt_numbers_api::types::{
    Country, NumberRange, ProductName, ProductOffering, RelatedParty, Reseller, ReservationRequest, TelephoneNumber,
    TrackingId,
};
use colt_numbers_sandbox::Sandbox;
use http::header::{AUTHORIZATION, HeaderValue};

/// Adds a token to each request.
struct WithToken {
    http: reqwest::Client,
    authorization: HeaderValue,
}

impl Transport for WithToken {
    type Error = ReqwestError;

    async fn send(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ReqwestError> {
        request.headers_mut().insert(AUTHORIZATION, self.authorization.clone());
        self.http.send(request).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let twin = Sandbox::start().await?;
    let http = client_builder().build()?;
    let request = http.post(twin.token_url()).basic_auth("any id", Some("any secret"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = match SANDBOX.token_tracking_header {
        Some(header) => request.header(header, "token"),
        None => request,
    };
    let response = request.body("grant_type=client_credentials").send().await?.error_for_status()?;
    let token: serde_json::Value = serde_json::from_slice(&response.bytes().await?)?;
    let token = token["access_token"].as_str().ok_or("the response has no token")?;
    let mut authorization = HeaderValue::try_from(format!("Bearer {token}"))?;
    authorization.set_sensitive(true);

    let client = Client::new(&twin.base_url(), WithToken { http, authorization });
    let number: TelephoneNumber = "+442081324758".parse()?;
    let party = RelatedParty::new(Reseller::new(Country::Gb));
    let body = ReservationRequest::new(party, ProductOffering::new(ProductName::WholesaleSip))
        .number_range_list(vec![NumberRange::new(number.clone(), number)]);
    let tracking_id: TrackingId = "my-tracking-id".parse()?;
    let response = client.send(&ReserveNumbers::new(tracking_id, body)).await?;
    match response.read()?.order.and_then(|order| order.id) {
        Some(id) => println!("status {}, order {id}", response.status()),
        None => return Err(format!("status {}, and no order id", response.status()).into()),
    }
    twin.stop().await;
    Ok(())
}
