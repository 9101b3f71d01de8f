//! The ways to send one reservation and to read its answer.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use colt_numbers::types::{ReservationResponse, TrackingId};
use colt_numbers::{Client, Reservation, Target};
use colt_numbers_api::client::{Client as Api, Transport};
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE};
use http::{HeaderName, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

use crate::reservation::reserve;
use crate::{Result, sample};

const PATH: &str = "/v1/reservation/order";

/// A way to send the reservation.
pub trait Way: Clone + Send + 'static {
    /// Sends it, and reads the order's id from the answer.
    fn reserve(&self) -> impl Future<Output = std::result::Result<(), String>> + Send;
}

fn the_reservation() -> Result<Reservation> {
    Ok(reserve(&sample::ranges(1))?)
}

fn base(address: SocketAddr) -> String {
    format!("http://{address}/numberManagement")
}

fn check(answer: Option<ReservationResponse>) -> std::result::Result<(), String> {
    let id = answer.and_then(|answer| answer.order).and_then(|order| order.id);
    id.map(drop).ok_or_else(|| "an answer without an id".to_owned())
}

/// Bare `reqwest`, with bytes that are there already.
#[derive(Clone)]
pub struct Bare {
    client: reqwest::Client,
    url: String,
    body: Bytes,
    keep_alive: bool,
}

impl Bare {
    /// As everybody uses it.
    pub fn keeping_alive(address: SocketAddr) -> Result<Self> {
        let body = the_reservation()?.body().clone();
        Ok(Self {
            client: reqwest::Client::builder().no_proxy().build()?,
            url: format!("{}{PATH}", base(address)),
            body,
            keep_alive: true,
        })
    }

    /// With a connection a request.
    pub fn connecting_anew(address: SocketAddr) -> Result<Self> {
        Ok(Self { keep_alive: false, ..Self::keeping_alive(address)? })
    }
}

impl Way for Bare {
    async fn reserve(&self) -> std::result::Result<(), String> {
        let mut request =
            self.client.post(&self.url).header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/json");
        request = request.header(HeaderName::from_static("x-tracking-id"), sample::TRACKING_ID).body(self.body.clone());
        if !self.keep_alive {
            request = request.header(CONNECTION, "close");
        }
        let response = request.send().await.and_then(reqwest::Response::error_for_status);
        let response = response.map_err(|error| format!("{error:?}"))?;
        check(response.json().await.map_err(|error| format!("{error:?}"))?)
    }
}

/// The endpoint client over connections that are kept alive.
pub struct Raw<T> {
    api: Arc<Api<T>>,
    tracking_id: TrackingId,
    reservation: Reservation,
}

impl<T> Clone for Raw<T> {
    fn clone(&self) -> Self {
        let Self { api, tracking_id, reservation } = self;
        Self { api: Arc::clone(api), tracking_id: tracking_id.clone(), reservation: reservation.clone() }
    }
}

impl<T> Raw<T> {
    fn over(transport: T, address: SocketAddr) -> Result<Self> {
        let tracking_id = TrackingId::try_from(sample::TRACKING_ID)?;
        Ok(Self { api: Arc::new(Api::new(&base(address), transport)), tracking_id, reservation: the_reservation()? })
    }
}

impl Raw<Pool> {
    /// Over the pool of hyper, below `reqwest`.
    pub fn over_hyper(address: SocketAddr) -> Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self::over(Pool(legacy::Client::builder(TokioExecutor::new()).build(connector)), address)
    }
}

impl Raw<Reqwest> {
    /// Over the very `reqwest` that it is compared with.
    pub fn over_reqwest(address: SocketAddr) -> Result<Self> {
        Self::over(Reqwest(reqwest::Client::builder().no_proxy().build()?), address)
    }
}

impl<T: Transport<Error = String> + Send + Sync + 'static> Way for Raw<T> {
    async fn reserve(&self) -> std::result::Result<(), String> {
        let answer = self.api.reserve_numbers(&self.tracking_id, self.reservation.request()).await;
        let answer = answer.map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(answer.status().to_string());
        }
        check(Some(answer.read().map_err(|error| error.to_string())?))
    }
}

/// A transport over `reqwest`, as a user of the endpoint client would write it.
pub struct Reqwest(reqwest::Client);

impl Transport for Reqwest {
    type Error = String;

    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, String> {
        let request = reqwest::Request::try_from(request).map_err(|error| error.to_string())?;
        let mut answer = self.0.execute(request).await.map_err(|error| error.to_string())?;
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        std::mem::swap(response.headers_mut(), answer.headers_mut());
        *response.body_mut() = answer.bytes().await.map_err(|error| error.to_string())?;
        Ok(response)
    }
}

/// A transport over the pool of hyper.
pub struct Pool(legacy::Client<HttpConnector, Full<Bytes>>);

impl Transport for Pool {
    type Error = String;

    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, String> {
        let response = self.0.request(request.map(Full::new)).await.map_err(|error| error.to_string())?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

/// The layer.
#[derive(Clone)]
pub struct Layer {
    client: Client,
    reservation: Arc<Reservation>,
}

impl Layer {
    /// The layer before a server that asks for no token.
    pub fn to(address: SocketAddr) -> Result<Self> {
        let client = Client::builder(Target::url(&base(address), None)?).build()?;
        Ok(Self { client, reservation: Arc::new(the_reservation()?) })
    }
}

impl Way for Layer {
    async fn reserve(&self) -> std::result::Result<(), String> {
        self.client.reserve(&self.reservation).await.map(drop).map_err(|error| error.to_string())
    }
}
