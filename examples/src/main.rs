//! The service. Numbers are ordered in the vendor's sandbox.
//!
//! `COLT_CLIENT_ID` and `COLT_CLIENT_SECRET` are the credentials; or `COLT_TOKEN_FILE` is a file with a token.

use std::env;
use std::error::Error;
use std::sync::Arc;

use colt_numbers::{Client, Credentials, Target};
use colt_numbers_examples::order_table::OrderTable;
use colt_numbers_examples::token_file::TokenFile;
use colt_numbers_examples::{http_interface, worker};
use tokio::net::TcpListener;
use tokio::sync::watch;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = Target::sandbox();
    let client = match env::var_os("COLT_TOKEN_FILE") {
        Some(path) => Client::builder(target).token_source(TokenFile(path.into())),
        None => {
            let (id, secret) = (env::var("COLT_CLIENT_ID")?, env::var("COLT_CLIENT_SECRET")?);
            let credentials = Credentials::new(&target, id, secret)?;
            Client::builder(target).credentials(credentials)
        }
    };
    let client = client.build()?;

    let table = Arc::new(OrderTable::default());
    table.mark_interrupted();
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}", listener.local_addr()?);

    // Ctrl-C ends the HTTP interface and the worker. The worker finishes the order that it is sending.
    let (stop, _) = watch::channel(());
    let stopped = || {
        let mut stop = stop.subscribe();
        async move { _ = stop.changed().await }
    };
    let server = axum::serve(listener, http_interface::routes(table.clone())).with_graceful_shutdown(stopped());
    let worker = worker::run(&table, &client, stopped());
    let signal = async {
        tokio::signal::ctrl_c().await?;
        stop.send_replace(());
        Ok(())
    };
    let (served, (), signalled) = tokio::join!(server, worker, signal);
    served.and(signalled)?;
    Ok(())
}
