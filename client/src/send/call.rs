//! A checked request of any operation that is ready to be sent.

use std::marker::PhantomData;
use std::sync::Arc;

use colt_numbers_api::types::TrackingId;

use crate::check::checked_request::CheckedContent;
use crate::send::accepted::Accepted;
use crate::send::attempts::Attempts;
use crate::send::call_status::CallStatus;
use crate::send::client_state::ClientState;
use crate::send::send_error::SendError;

/// A request of any operation that is ready to be sent, from [`Client::prepare`](crate::Client::prepare).
///
/// If the operation orders, store [`Call::tracking_id`] before you send the request: the process may be killed during the call.
///
/// The future of [`Call::send`] may be dropped at any time, which closes the connection. If a byte may have been sent by then, the outcome is
/// unknown: an error event of `tracing` with the tracking id is logged, and [`CallStatus::is_in_doubt`] returns true.
/// [`CallStatus::give_up`] ends the call without losing the part of the response that has arrived.
///
/// A call borrows nothing, so another task can send it:
///
/// ```no_run
/// use colt_numbers::api::requests::ReserveNumbers;
/// use colt_numbers::{CheckedRequest, Client};
///
/// # async fn example(client: Client, request: CheckedRequest<ReserveNumbers>) -> Result<(), Box<dyn std::error::Error>> {
/// let call = client.prepare(&request);
/// let status = call.status();
/// let task = tokio::spawn(call.send());
/// println!("in doubt: {}", status.is_in_doubt());
/// let accepted = task.await??;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call<R> {
    pub(crate) client: Arc<ClientState>,
    pub(crate) request: CheckedContent,
    pub(crate) status: CallStatus,
    pub(crate) of: PhantomData<fn() -> R>,
}

impl<R> Call<R> {
    /// The tracking id that the request will be sent with. `None` if the operation has no tracking id.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&TrackingId> {
        self.request.tracking_id.as_ref()
    }

    /// A handle that states, until the call returns, whether the outcome is in doubt. If the call is dropped, the handle still states it.
    #[must_use]
    pub fn status(&self) -> CallStatus {
        self.status.clone()
    }

    /// Sends the request. It is sent again only as [`Retries`](crate::Retries) states.
    ///
    /// # Errors
    /// [`SendError`], whose [`Outcome`](crate::Outcome) states what is known.
    pub async fn send(self) -> Result<Accepted<R>, SendError> {
        let attempts = Attempts { client: &self.client, request: &self.request, status: &self.status };
        attempts.run().await.map(Accepted::new)
    }
}
