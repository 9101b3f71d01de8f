//! Where to look for an order in doubt.

use crate::target_arg::{Place, split_path};

/// What to ask about an order in doubt, best first.
pub fn sources(place: &Place) -> Vec<String> {
    match place {
        Place::Embedded => vec![
            "nobody: the embedded sandbox and its records ended with this program, and nothing was ordered from the vendor"
                .to_owned(),
        ],
        _ => match place.target(None) {
            Ok(target) if target.is_loopback() => local(&target.base_url()),
            Ok(target) => vendor(&target.base_url()),
            Err(_) => vendor(&place.to_string()),
        },
    }
}

/// The path of the records of `colt-numbers sandbox`.
const ADMIN: &str = "/__sandbox";

/// A server of this machine: most likely our own sandbox, which records what it takes.
fn local(base: &str) -> Vec<String> {
    let records = format!("{}{ADMIN}", split_path(base).0);
    vec![
        format!(
            "`colt-numbers sandbox`, if that is the server: `GET {records}/orders` lists what it recorded, by tracking id"
        ),
        "the records of the server, if it is another".to_owned(),
        "whatever the server forwards requests to, if it does".to_owned(),
    ]
}

fn vendor(base: &str) -> Vec<String> {
    vec![
        format!(
            "your inventory at the vendor (portal, or `GET {base}/v1/Number`): are the numbers `Reserved`, since now?"
        ),
        "the order history in the vendor's portal".to_owned(),
        "the vendor's support, who can look for the tracking id".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Place, sources};

    #[test]
    fn an_order_is_looked_for_where_it_would_be() {
        let inventory = "/v1/Number`";
        for (place, first, is_vendor) in [
            (Place::Production, "GET https://apis.colt.net/numberManagement/v1/Number`", true),
            (Place::Sandbox, "GET https://sandbox.apis.colt.net/numberManagement/v1/Number`", true),
            (
                Place::Url("https://gateway.example/colt".to_owned()),
                "GET https://gateway.example/colt/v1/Number`",
                true,
            ),
            (Place::Url("http://127.0.0.1:4010/a/b".to_owned()), "GET http://127.0.0.1:4010/__sandbox/orders`", false),
            (Place::Url("http://[::1]:4010".to_owned()), "GET http://[::1]:4010/__sandbox/orders`", false),
            (Place::Url("https://localhost/x".to_owned()), "GET https://localhost/__sandbox/orders`", false),
            (Place::Embedded, "ended with this program", false),
        ] {
            let found = sources(&place);
            assert!(found[0].contains(first), "{place}: {found:?}");
            assert_eq!(found.iter().any(|source| source.contains(inventory)), is_vendor, "{place}: {found:?}");
            assert_eq!(found.iter().any(|source| source.contains("vendor's support")), is_vendor, "{place}: {found:?}");
        }
    }
}
