//! Callers cannot construct the error of a call.

use colt_numbers::ReserveError;

fn main() {
    let _ = ReserveError(Default::default());
}
