//! A secret can be neither printed nor compared, and it is read by `expose` alone.

use colt_numbers::Secret;

fn main() {
    let secret = Secret::new("hunter2");
    println!("{secret}");
    let _: &str = secret.as_ref();
    let _ = secret.0;
    let _ = secret == Secret::new("hunter2");
}
