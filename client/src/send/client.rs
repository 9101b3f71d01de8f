//! The client: sends requests to one target, and places orders there.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::check::checked_request::CheckedRequest;
use crate::check::reservation::Reservation;
use crate::check::tracking_id::new_tracking_id;
use crate::send::call::Call;
use crate::send::call_status::CallStatus;
use crate::send::client_state::ClientState;
use crate::send::order::Order;
use crate::send::reservation_call::ReservationCall;
use crate::send::send_error::SendError;
use crate::target::Target;

/// Sends requests to one target, and places orders there. Cloning is cheap, and clones share one token.
///
/// [`Client::reserve`] places an order for a [`Reservation`]. [`Client::prepare`] makes a [`Call`], which sends a [`CheckedRequest`] of any
/// operation. In both cases, evidence is kept of what was sent and received, and the outcome of the call is based only on that evidence.
///
/// A client needs a tokio runtime with time and network enabled. Every attempt opens a new connection: directly, through a
/// [`Proxy`](crate::Proxy), or by a [`Connector`](crate::Connector) of the caller.
///
/// ```no_run
/// use colt_numbers::{Client, Credentials, Reservation, Target};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let target = Target::sandbox();
/// let credentials = Credentials::new(&target, "id", "secret")?;
/// let client = Client::builder(target).credentials(credentials).build()?;
/// let reservation = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build()?;
/// match client.reserve(&reservation).await {
///     Ok(order) => println!("order {} does not lapse before {:?}", order.id(), order.earliest_lapse()),
///     Err(error) if error.outcome().is_in_doubt() => eprintln!("reconcile {:?}: {error}", error.tracking_id()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(crate) Arc<ClientState>);

impl Client {
    /// The target of the requests.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// What identifies the account that the requests are for: a hash of the target and the client id, of 12 hex digits. It stays the same if the
    /// secret changes.
    ///
    /// The client id of a custom [`TokenSource`](crate::TokenSource) is not known. Clients with token sources of different accounts have the same
    /// value.
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.0.account_id
    }

    /// Places an order for a reservation under a new tracking id: [`Client::call`] and [`ReservationCall::send`] in one step.
    ///
    /// To send it from another task, use [`Client::call`], which borrows nothing.
    ///
    /// The result must not be ignored; the compiler warns:
    ///
    /// ```compile_fail
    /// #![deny(unused_must_use)]
    /// # use colt_numbers::{Client, Reservation};
    /// # async fn order(client: &Client, reservation: &Reservation) {
    /// client.reserve(reservation).await;
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`SendError`], whose [`Outcome`](crate::Outcome) states what is known, and whether the request may be sent again.
    pub async fn reserve(&self, reservation: &Reservation) -> Result<Order, SendError> {
        self.call(reservation).send().await
    }

    /// Prepares a call under a new tracking id (a `UUIDv7`). The tracking id can be stored before the first byte is sent.
    pub fn call(&self, reservation: &Reservation) -> ReservationCall {
        ReservationCall {
            client: Arc::clone(&self.0),
            body: reservation.body().clone(),
            tracking_id: new_tracking_id(),
            status: CallStatus::default(),
        }
    }

    /// Prepares a call that sends a request of any operation. Nothing is sent until [`Call::send`].
    ///
    /// ```no_run
    /// use colt_numbers::api::client::Body;
    /// use colt_numbers::api::requests::ReserveNumbers;
    /// use colt_numbers::{Checks, new_tracking_id};
    ///
    /// # async fn example(client: colt_numbers::Client, body: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = Checks::new().check(&ReserveNumbers::new(new_tracking_id(), Body::Json(body.into())))?;
    /// let accepted = client.prepare(&request).send().await?;
    /// println!("order {:?}: {:?}", accepted.order_id(), accepted.read()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn prepare<R>(&self, request: &CheckedRequest<R>) -> Call<R> {
        Call {
            client: Arc::clone(&self.0),
            request: request.content.clone(),
            status: CallStatus::default(),
            of: PhantomData,
        }
    }
}
