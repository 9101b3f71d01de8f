/// A text that is no value of its type: the type, the constraint, and where. It never holds the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidValue {
    of: &'static str,
    reason: Reason,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reason {
    Mismatch(Mismatch),
    NotListed(&'static [&'static str]),
}

impl InvalidValue {
    pub(crate) fn mismatch(of: &'static str, mismatch: Mismatch) -> Self {
        Self { of, reason: Reason::Mismatch(mismatch) }
    }

    pub(crate) fn not_listed(of: &'static str, listed: &'static [&'static str]) -> Self {
        Self { of, reason: Reason::NotListed(listed) }
    }

    /// The type that refuses the text.
    #[must_use]
    pub fn of(&self) -> &'static str {
        self.of
    }

    /// The keyword of the schema that the text breaks: `pattern`, `minLength`, `maxLength` or `enum`.
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
        write!(f, "no `{}`: ", self.of)?;
        match self.reason {
            Reason::Mismatch(mismatch) => mismatch.fmt(f),
            Reason::NotListed(listed) => {
                f.write_str("not one of ")?;
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
            Self::TooShort { min, length } => write!(f, "{length} characters, and at least {min} are needed"),
            Self::TooLong { max, length } => write!(f, "{length} characters, and at most {max} are allowed"),
            Self::Pattern { position } => write!(f, "the pattern does not match at character {}", position.saturating_add(1)),
        }
    }
}
