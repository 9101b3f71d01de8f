//! The value of `User-Agent`: the name and version of the application, if it is set, and those of this crate.

use http::HeaderValue;

/// Name and version of this crate.
const CRATE: &str = concat!("colt-numbers/", env!("CARGO_PKG_VERSION"));

/// The most characters of the application's name and version.
const MAX_APPLICATION: usize = 100;

/// The value without an application.
pub(crate) fn user_agent() -> HeaderValue {
    HeaderValue::from_static(CRATE)
}

/// The value with an application, which comes first, because it matters most (RFC 9110, 10.1.5). `None` unless the text is one or several names, each
/// with an optional version: `name/1.0`.
pub(crate) fn user_agent_of(application: &str) -> Option<HeaderValue> {
    let is_product = |product: &str| {
        let mut parts = product.split('/');
        parts.clone().count() <= 2 && parts.all(is_token)
    };
    let is_valid = application.len() <= MAX_APPLICATION && application.split(' ').all(is_product);
    is_valid.then(|| HeaderValue::try_from(format!("{application} {CRATE}")).ok())?
}

/// Whether a text is a token (RFC 9110, 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_one_or_several_names_with_versions() {
        for application in ["billing", "billing/2.1", "billing/2.1-rc.1+5 fleet/7", &"x".repeat(100)] {
            let value = user_agent_of(application).unwrap();
            assert_eq!(value.to_str().unwrap(), format!("{application} {CRATE}"));
        }
        let long = "x".repeat(101);
        for application in
            ["", " ", "a ", " a", "a  b", "a/", "/1", "a/1/2", "a\r\nX: 1", "a\tb", "a (b)", "caf\u{e9}", "a;b", &long]
        {
            assert_eq!(user_agent_of(application), None, "{application:?}");
        }
    }
}
