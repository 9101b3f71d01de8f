/// The error for a text that is not a valid value of a type. It names the type and the violated constraint, and never holds the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidValue {
    type_name: &'static str,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reason {
    Mismatch(Mismatch),
    NotListed(&'static [&'static str]),
}

impl InvalidValue {
    pub(crate) fn mismatch(type_name: &'static str, mismatch: Mismatch) -> Self {
        Self { type_name, reason: Reason::Mismatch(mismatch) }
    }

    pub(crate) fn not_listed(type_name: &'static str, listed: &'static [&'static str]) -> Self {
        Self { type_name, reason: Reason::NotListed(listed) }
    }

    /// The name of the type that rejects the text.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The schema keyword that the text violates: `pattern`, `minLength`, `maxLength` or `enum`.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        match self.reason {
            Reason::Mismatch(Mismatch::TooShort { .. }) => "minLength",
            Reason::Mismatch(Mismatch::TooLong { .. }) => "maxLength",
            Reason::Mismatch(Mismatch::Pattern { .. }) => "pattern",
            Reason::NotListed(_) => "enum",
        }
    }
}

impl ::core::fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        write!(f, "not a valid `{}`: ", self.type_name)?;
        match self.reason {
            Reason::Mismatch(mismatch) => mismatch.fmt(f),
            Reason::NotListed(listed) => {
                f.write_str("expected one of ")?;
                for (index, text) in listed.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{text}`")?;
                }
                Ok(())
            }
        }
    }
}

impl ::std::error::Error for InvalidValue {}

impl ::core::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        match *self {
            Self::TooShort { min, length } => write!(f, "expected at least {min} characters, found {length}"),
            Self::TooLong { max, length } => write!(f, "expected at most {max} characters, found {length}"),
            Self::Pattern { position } => write!(f, "the pattern does not match at character {}", position.saturating_add(1)),
        }
    }
}
