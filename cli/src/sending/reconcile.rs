//! Lists where to find out whether a call in doubt had an effect, such as an order.

use crate::target_arg::{TargetArg, split_path};

/// What a call in doubt may have done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// It may have reserved numbers.
    Reservation,
    /// It may have placed another order.
    Order,
    /// It may have had another effect.
    Other,
}

/// The sources to check for a call in doubt, best first.
pub fn sources(target: &TargetArg, effect: Effect) -> Vec<String> {
    match target {
        TargetArg::Embedded => vec![
            "no check is needed: the embedded sandbox and its orders ended with this program, and nothing was ordered from the vendor"
                .to_owned(),
        ],
        _ => match target.to_target(None) {
            Ok(target) if target.is_loopback() => for_this_machine(&target.base_url(), effect),
            Ok(target) => for_vendor(&target.base_url(), effect),
            Err(_) => for_vendor(&target.to_string(), effect),
        },
    }
}

/// The path of the admin API of `colt-numbers sandbox`.
const ADMIN_PATH: &str = "/__sandbox";

/// The sources for a server on this machine. Such a server is most likely `colt-numbers sandbox`, which records the orders that it accepts.
fn for_this_machine(base: &str, effect: Effect) -> Vec<String> {
    let admin = format!("{}{ADMIN_PATH}", split_path(base).0);
    let records = match effect {
        Effect::Other => format!("`GET {admin}/requests` lists the requests that it received"),
        _ => format!("`GET {admin}/orders` lists its orders by tracking id"),
    };
    vec![
        format!("if the server is `colt-numbers sandbox`: {records}"),
        "if it is another server: its own records".to_owned(),
        "if it forwards requests to another system: the records of that system".to_owned(),
    ]
}

fn for_vendor(base: &str, effect: Effect) -> Vec<String> {
    let inventory = format!(
        "your inventory at the vendor (portal, or `GET {base}/v1/Number`): did the numbers just become `Reserved`?"
    );
    let history = "the order history in the vendor's portal".to_owned();
    let support = "the vendor's support, which can look up the tracking id".to_owned();
    match effect {
        Effect::Reservation => vec![inventory, history, support],
        Effect::Order => vec![history, support],
        Effect::Other => vec!["your inventory in the vendor's portal".to_owned(), "the vendor's support".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers::api::servers::{PRODUCTION, SANDBOX};

    use super::{Effect, TargetArg, sources};

    #[test]
    fn the_sources_fit_the_target() {
        let inventory = "/v1/Number`";
        let at = |server: &str| format!("GET {server}{inventory}");
        for (target, first, is_vendor) in [
            (TargetArg::Production, &*at(PRODUCTION.url), true),
            (TargetArg::Sandbox, &at(SANDBOX.url), true),
            (
                TargetArg::Url("https://gateway.example/colt".to_owned()),
                "GET https://gateway.example/colt/v1/Number`",
                true,
            ),
            (
                TargetArg::Url("http://127.0.0.1:4010/a/b".to_owned()),
                "GET http://127.0.0.1:4010/__sandbox/orders`",
                false,
            ),
            (TargetArg::Url("http://[::1]:4010".to_owned()), "GET http://[::1]:4010/__sandbox/orders`", false),
            (TargetArg::Url("https://localhost/x".to_owned()), "GET https://localhost/__sandbox/orders`", false),
            (TargetArg::Embedded, "ended with this program", false),
        ] {
            let sources = sources(&target, Effect::Reservation);
            let has = |text: &str| sources.iter().any(|source| source.contains(text));
            assert!(sources[0].contains(first), "{target}: {sources:?}");
            assert_eq!(has(inventory), is_vendor, "{target}: {sources:?}");
            assert_eq!(has("vendor's support"), is_vendor, "{target}: {sources:?}");
        }
    }
}
