//! Nobody but a call can say how a call ended.

use colt_numbers::ReserveError;

fn main() {
    let _ = ReserveError(Default::default());
}
