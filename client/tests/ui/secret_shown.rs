//! A secret can be neither printed, read nor compared.

use colt_numbers::Secret;

fn main() {
    let secret = Secret::new("hunter2");
    println!("{secret}");
    let _: &str = secret.as_ref();
    let _ = secret.0;
    let _ = secret == Secret::new("hunter2");
}
