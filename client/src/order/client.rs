//! The client: orders numbers from one target.

use std::sync::Arc;

use crate::check::reservation::Reservation;
use crate::order::accepted_order::Order;
use crate::order::call::Call;
use crate::order::call_status::CallStatus;
use crate::order::client_state::ClientState;
use crate::order::outcome::ReserveError;
use crate::target::Target;
use crate::tracking_id::new_tracking_id;

/// Orders numbers from one target. Cloning is cheap, and clones share their token.
///
/// It needs a tokio runtime with time and network enabled.
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
///     Ok(order) => println!("{} is held until {:?} at the least", order.id(), order.earliest_lapse()),
///     Err(error) if error.outcome().is_in_doubt() => eprintln!("reconcile {}: {error}", error.tracking_id()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(crate) Arc<ClientState>);

impl Client {
    /// Where this client orders.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.0.target
    }

    /// Orders what was reserved, under a fresh tracking id. As [`Client::call`] and [`Call::send`].
    ///
    /// What became of it is not to be ignored; the compiler warns, and under `deny` refuses:
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
    /// See [`Outcome`](crate::Outcome): each says what is known, and whether the request may be sent again.
    pub async fn reserve(&self, reservation: &Reservation) -> Result<Order, ReserveError> {
        self.call(reservation).send().await
    }

    /// Prepares a call under a fresh tracking id (a `UUIDv7`), which can be written down before the first byte leaves.
    pub fn call<'c>(&'c self, reservation: &'c Reservation) -> Call<'c> {
        Call { shared: &self.0, reservation, tracking_id: new_tracking_id(), status: CallStatus::default() }
    }
}
