//! A reservation that is ready to be sent, and the order that its response proves.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use colt_numbers_api::operations::RESERVE_NUMBERS;
use colt_numbers_api::types::{ReservationResponse, TrackingId};

use crate::check::checked_request::CheckedContent;
use crate::response::response_class::text;
use crate::send::accepted::AcceptedContent;
use crate::send::attempts::Attempts;
use crate::send::call_status::CallStatus;
use crate::send::client_state::ClientState;
use crate::send::order::Order;
use crate::send::send_error::SendError;

/// What the docs of a reservation promise: an order has an id, and a reservation in doubt is never sent again.
const _: () = assert!(
    RESERVE_NUMBERS.orders && RESERVE_NUMBERS.order.is_some() && !RESERVE_NUMBERS.repeatable,
    "a reservation orders, has an order id and is not repeatable; see `x-effects` of `reserveNumbers`"
);

/// A request for one order that is ready to be sent, from [`Client::call`](crate::Client::call).
///
/// If the process may be killed during the call, store [`ReservationCall::tracking_id`] before you send the request.
///
/// The future of [`ReservationCall::send`] may be dropped at any time, as that of [`Call::send`](crate::Call::send).
///
/// ```no_run
/// # async fn example(client: colt_numbers::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let reservation = colt_numbers::Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build()?;
/// let call = client.call(&reservation);
/// std::fs::write("tracking-id.txt", call.tracking_id().as_str())?;
/// // A call borrows nothing, so another task can send it.
/// let order = tokio::spawn(call.send()).await??;
/// println!("order {}", order.id());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct ReservationCall {
    pub(crate) client: Arc<ClientState>,
    /// The JSON of the reservation.
    pub(crate) body: Bytes,
    pub(crate) tracking_id: TrackingId,
    pub(crate) status: CallStatus,
}

impl fmt::Debug for ReservationCall {
    /// Prints no data of the customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReservationCall").field("tracking_id", &self.tracking_id).finish_non_exhaustive()
    }
}

impl ReservationCall {
    /// Sends the request with `tracking_id`, not with the new tracking id that [`Client::call`](crate::Client::call) created. It is not known
    /// whether the vendor recognizes a repeated request by its tracking id.
    pub fn with_tracking_id(mut self, tracking_id: TrackingId) -> Self {
        self.tracking_id = tracking_id;
        self
    }

    /// The tracking id that the request will be sent with.
    #[must_use]
    pub fn tracking_id(&self) -> &TrackingId {
        &self.tracking_id
    }

    /// A handle that states, until the call returns, whether the order is in doubt. If the call is dropped, the handle still states it.
    #[must_use]
    pub fn status(&self) -> CallStatus {
        self.status.clone()
    }

    /// Sends the request. It is sent again only after a proof that nothing was ordered, and only as often as [`Retries`](crate::Retries) allows.
    ///
    /// # Errors
    /// [`SendError`], whose [`Outcome`](crate::Outcome) states what is known.
    pub async fn send(self) -> Result<Order, SendError> {
        let request = CheckedContent::of_reservation(self.body.clone(), self.tracking_id.clone());
        let attempts = Attempts { client: &self.client, request: &request, status: &self.status };
        attempts.run().await.map(|accepted| self.order(*accepted))
    }

    fn order(&self, accepted: AcceptedContent) -> Order {
        let response = serde_json::from_str::<ReservationResponse>(&text(accepted.response.body())).ok();
        let mut status = response.and_then(|response| response.order?.order_status);
        status.iter_mut().for_each(|status| self.client.redact(status, accepted.token.as_deref()));
        Order {
            // The response of an operation with `order` is accepted only with an id.
            id: accepted.order_id.unwrap_or_default(),
            tracking_id: self.tracking_id.clone(),
            status,
            reserved_at: accepted.sent_at,
            attempts: accepted.attempts,
        }
    }
}
