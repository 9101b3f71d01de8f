//! The whole service over HTTP, with the local twin of the vendor's sandbox as the vendor.

use std::sync::Arc;

use colt_numbers::{Client, Credentials, Target};
use colt_numbers_examples::order_table::OrderTable;
use colt_numbers_examples::{http_interface, worker};
use colt_numbers_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

type Failure = Box<dyn std::error::Error>;

/// A running service.
struct Service {
    base: String,
    stop: oneshot::Sender<()>,
    worker: JoinHandle<()>,
}

impl Service {
    async fn start(twin: &Sandbox) -> Result<Self, Failure> {
        let target = Target::url(&twin.base_url(), Some(&twin.token_url()))?;
        let credentials = Credentials::new(&target, "any id", "any secret")?;
        let client = Client::builder(target).credentials(credentials).build()?;
        let table = Arc::new(OrderTable::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, http_interface::routes(table.clone())).into_future());
        let (stop, stopped) = oneshot::channel();
        let worker = tokio::spawn(async move {
            let stopped = async { _ = stopped.await };
            worker::run(&table, &client, stopped).await;
        });
        Ok(Self { base, stop, worker })
    }

    async fn plan(&self, order: Value) -> Result<reqwest::Response, reqwest::Error> {
        let request = http_client().post(format!("{}/orders", self.base));
        request.header("content-type", "application/json").body(order.to_string()).send().await
    }

    /// Waits until the order is neither planned nor being sent.
    async fn final_state(&self, number: u64) -> Result<Value, Failure> {
        loop {
            let response = http_client().get(format!("{}/orders/{number}", self.base)).send().await?;
            let state: Value = serde_json::from_slice(&response.bytes().await?)?;
            if state["state"] != "planned" && state["state"] != "sending" {
                return Ok(state);
            }
        }
    }
}

/// A client without TLS. The contract tests, which `cargo test --workspace` builds too, enable reqwest's TLS without choosing a crypto provider.
fn http_client() -> reqwest::Client {
    _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// An order as the service receives it.
fn order(start: &str, end: &str) -> Value {
    json!({ "country": "GB", "start": start, "end": end, "serviceProfile": "ANH", "customerReference": "My Customer" })
}

#[tokio::test]
async fn an_order_is_placed_once_and_a_stopped_worker_places_none() -> Result<(), Failure> {
    let twin = Sandbox::start().await?;
    let service = Service::start(&twin).await?;
    assert_eq!(service.plan(order("+442081324758", "+442081324759")).await?.status(), 202);
    let state = service.final_state(1).await?;
    assert_eq!(state["state"], "ordered", "{state}");
    assert_eq!(twin.orders().len(), 1);
    assert!(twin.is_reserved("+442081324759"));

    let invalid = service.plan(order("020 8132", "+442081324759")).await?;
    assert_eq!(invalid.status(), 422);
    assert!(invalid.text().await?.contains("/numberRangeList"));

    _ = service.stop.send(());
    service.worker.await?;
    assert_eq!(twin.requests().total, 1);
    twin.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_lost_response_leaves_the_order_in_doubt() -> Result<(), Failure> {
    let twin = Sandbox::start().await?;
    let service = Service::start(&twin).await?;
    twin.script(Fault::Reset).await?;
    service.plan(order("+442081324758", "+442081324758")).await?;
    let state = service.final_state(1).await?;
    assert_eq!(state["state"], "inDoubt", "{state}");
    assert_eq!(twin.requests().total, 1, "the order is never sent again");
    twin.stop().await;
    Ok(())
}
