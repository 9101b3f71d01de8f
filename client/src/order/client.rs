//! The client: places orders at one target.

use std::sync::Arc;

use crate::check::reservation::Reservation;
use crate::order::accepted_order::Order;
use crate::order::call::Call;
use crate::order::call_status::CallStatus;
use crate::order::client_state::ClientState;
use crate::order::reserve_error::ReserveError;
use crate::target::Target;
use crate::tracking_id::new_tracking_id;

/// Places orders at one target. Cloning is cheap, and clones share one token.
///
/// A client needs a tokio runtime with time and network enabled. Every attempt opens a new connection; proxies are not supported.
///
/// ```no_run
/// use colt_numbers::{Client, Credentials, Reservation, Target};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let target = Target::sandbox()?;
/// let credentials = Credentials::new(&target, "id", "secret")?;
/// let client = Client::builder(target).credentials(credentials).build()?;
/// let reservation = Reservation::of_number("GB", "+442081324758").service_profile("ANH").build()?;
/// match client.reserve(&reservation).await {
///     Ok(order) => println!("order {} does not lapse before {:?}", order.id(), order.earliest_lapse()),
///     Err(error) if error.outcome().is_in_doubt() => eprintln!("reconcile {}: {error}", error.tracking_id()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(crate) Arc<ClientState>);

impl Client {
    /// The target of the orders.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// Places an order for a reservation under a new tracking id: [`Client::call`] and [`Call::send`] in one step.
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
    /// [`ReserveError`], whose [`Outcome`](crate::Outcome) states what is known, and whether the request may be sent again.
    pub async fn reserve(&self, reservation: &Reservation) -> Result<Order, ReserveError> {
        self.call(reservation).send().await
    }

    /// Prepares a call under a new tracking id (a `UUIDv7`). The tracking id can be stored before the first byte is sent.
    pub fn call<'c>(&'c self, reservation: &'c Reservation) -> Call<'c> {
        Call { client: &self.0, reservation, tracking_id: new_tracking_id(), status: CallStatus::default() }
    }
}
