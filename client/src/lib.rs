//! x
mod checks;
mod facts;
mod fix;
mod json;
mod judge;
mod reservation;
mod rules;
mod violation;

pub use checks::{Account, Checks};
pub use colt_numbers_api::rules::{Rule, Severity};
pub use colt_numbers_api::types::{self, Country};
pub use fix::{Fixed, fix};
pub use reservation::{Builder, Reservation};
pub use violation::{Invalid, Violation};
