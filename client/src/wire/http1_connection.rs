//! A connection of hyper with HTTP/1.1, which makes progress only while its user waits for something.

use std::error::Error;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};

use hyper::body::Body;
use hyper::client::conn::http1;

use crate::wire::metered_stream::MeteredStream;

/// The most header fields of a response that are accepted.
const MAX_HEADER_FIELDS: usize = 100;

/// Starts HTTP/1.1 on a stream.
pub(crate) async fn handshake<B>(io: MeteredStream) -> hyper::Result<(http1::SendRequest<B>, Http1Connection<B>)>
where
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin + 'static,
{
    let (sender, connection) = http1::Builder::new().max_headers(MAX_HEADER_FIELDS).handshake(io).await?;
    Ok((sender, Http1Connection { connection, is_done: false }))
}

/// A connection that makes progress only while [`Http1Connection::while_waiting_for`] waits. Nothing else polls it, so dropping it closes it.
pub(crate) struct Http1Connection<B: Body + 'static> {
    connection: http1::Connection<MeteredStream, B>,
    is_done: bool,
}

impl<B> Http1Connection<B>
where
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin + 'static,
{
    /// Waits for `future`, and polls the connection meanwhile.
    pub(crate) async fn while_waiting_for<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            if !self.is_done {
                // An error of the connection reaches the caller as the output of `future`.
                self.is_done = Pin::new(&mut self.connection).poll(cx).is_ready();
            }
            future.as_mut().poll(cx)
        })
        .await
    }

    /// The stream, and the bytes that were read but do not belong to a response.
    pub(crate) fn into_parts(self) -> http1::Parts<MeteredStream> {
        self.connection.into_parts()
    }
}

/// An error of hyper with its cause, since hyper's own text does not name the cause.
pub(crate) fn describe(error: &hyper::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
