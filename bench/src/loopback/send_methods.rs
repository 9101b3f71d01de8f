//! The clients that are compared: each sends one reservation and reads the order id from the response.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use colt_numbers::types::{ReservationResponse, TrackingId};
use colt_numbers::{Client, Reservation, Target};
use colt_numbers_api::client::{Client as Api, Transport};
use colt_numbers_api::requests::ReserveNumbers;
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

use crate::reservation::build_reservation;
use crate::{Result, sample};

const PATH: &str = "/v1/reservation/order";

/// A client that sends the reservation.
pub trait SendMethod: Clone + Send + 'static {
    /// Sends the reservation, and reads the order id from the response.
    fn reserve(&self) -> impl Future<Output = std::result::Result<(), String>> + Send;
}

fn sample_reservation() -> Result<Reservation> {
    Ok(build_reservation(&sample::ranges(1))?)
}

fn base(address: SocketAddr) -> String {
    format!("http://{address}/numberManagement")
}

fn check_order_id(response: Option<ReservationResponse>) -> std::result::Result<(), String> {
    let id = response.and_then(|response| response.order).and_then(|order| order.id);
    id.map(drop).ok_or_else(|| "the response has no order id".to_owned())
}

/// `reqwest` alone, with a body that is already serialized.
#[derive(Clone)]
pub struct BareReqwest {
    client: reqwest::Client,
    url: String,
    body: Bytes,
    keep_alive: bool,
}

impl BareReqwest {
    /// Over this client, which reuses connections: `reqwest`'s default.
    pub fn over(client: reqwest::Client, base: &str) -> Result<Self> {
        Ok(Self { client, url: format!("{base}{PATH}"), body: sample_reservation()?.body().clone(), keep_alive: true })
    }

    /// To a server on loopback, without TLS.
    pub fn at(address: SocketAddr) -> Result<Self> {
        Self::over(reqwest::Client::builder().no_proxy().build()?, &base(address))
    }

    /// Opens a new connection for each request.
    pub fn with_new_connections(self) -> Self {
        Self { keep_alive: false, ..self }
    }
}

impl SendMethod for BareReqwest {
    async fn reserve(&self) -> std::result::Result<(), String> {
        let mut request =
            self.client.post(&self.url).header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/json");
        request = request.header(sample::tracking_header(), sample::TRACKING_ID).body(self.body.clone());
        if !self.keep_alive {
            request = request.header(CONNECTION, "close");
        }
        let response = request.send().await.and_then(reqwest::Response::error_for_status);
        let response = response.map_err(|error| format!("{error:?}"))?;
        check_order_id(response.json().await.map_err(|error| format!("{error:?}"))?)
    }
}

/// The generated client, over connections that are kept alive.
pub struct GeneratedClient<T> {
    api: Arc<Api<T>>,
    tracking_id: TrackingId,
    reservation: Reservation,
}

impl<T> Clone for GeneratedClient<T> {
    fn clone(&self) -> Self {
        let Self { api, tracking_id, reservation } = self;
        Self { api: Arc::clone(api), tracking_id: tracking_id.clone(), reservation: reservation.clone() }
    }
}

impl<T> GeneratedClient<T> {
    fn over(transport: T, address: SocketAddr) -> Result<Self> {
        let tracking_id = TrackingId::try_from(sample::TRACKING_ID)?;
        Ok(Self { api: Arc::new(Api::new(&base(address), transport)), tracking_id, reservation: sample_reservation()? })
    }
}

impl GeneratedClient<HyperTransport> {
    /// Over the connection pool of hyper, which `reqwest` uses too.
    pub fn over_hyper(address: SocketAddr) -> Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self::over(HyperTransport(legacy::Client::builder(TokioExecutor::new()).build(connector)), address)
    }
}

impl GeneratedClient<ReqwestTransport> {
    /// Over the same `reqwest` that the generated client is compared with.
    pub fn over_reqwest(address: SocketAddr) -> Result<Self> {
        Self::over(ReqwestTransport(reqwest::Client::builder().no_proxy().build()?), address)
    }
}

impl<T: Transport<Error = String> + Send + Sync + 'static> SendMethod for GeneratedClient<T> {
    async fn reserve(&self) -> std::result::Result<(), String> {
        let request = ReserveNumbers::new(self.tracking_id.clone(), self.reservation.request().clone());
        let response = self.api.send(&request).await;
        let response = response.map_err(|error| error.to_string())?;
        if !response.status().is_success() {
            return Err(response.status().to_string());
        }
        check_order_id(Some(response.read().map_err(|error| error.to_string())?))
    }
}

/// A transport over `reqwest`, as a user of the generated client would write it.
pub struct ReqwestTransport(reqwest::Client);

impl Transport for ReqwestTransport {
    type Error = String;

    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, String> {
        let request = reqwest::Request::try_from(request).map_err(|error| error.to_string())?;
        let mut received = self.0.execute(request).await.map_err(|error| error.to_string())?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = received.status();
        std::mem::swap(response.headers_mut(), received.headers_mut());
        *response.body_mut() = received.bytes().await.map_err(|error| error.to_string())?;
        Ok(response)
    }
}

/// A transport over the connection pool of hyper.
pub struct HyperTransport(legacy::Client<HttpConnector, Full<Bytes>>);

impl Transport for HyperTransport {
    type Error = String;

    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, String> {
        let response = self.0.request(request.map(Full::new)).await.map_err(|error| error.to_string())?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

/// The client of the library `colt-numbers`.
#[derive(Clone)]
pub struct LibraryClient {
    client: Client,
    reservation: Arc<Reservation>,
}

impl LibraryClient {
    /// Over this client.
    pub fn over(client: Client) -> Result<Self> {
        Ok(Self { client, reservation: Arc::new(sample_reservation()?) })
    }

    /// To a server on loopback, without TLS and without a token.
    pub fn at(address: SocketAddr) -> Result<Self> {
        Self::over(Client::builder(Target::url(&base(address), None)?).build()?)
    }
}

impl SendMethod for LibraryClient {
    async fn reserve(&self) -> std::result::Result<(), String> {
        self.client.reserve(&self.reservation).await.map(drop).map_err(|error| error.to_string())
    }
}
