//! Callers cannot construct the error of a call.

use colt_numbers::SendError;

fn main() {
    let _ = SendError(Default::default());
}
