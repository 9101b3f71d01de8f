/// How much a broken rule weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Our own advice; the request is valid.
    Warning,
    /// The document states the rule; the request is invalid.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl ::core::fmt::Display for Severity {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something that an operation does beside giving its answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Effect {
    /// Its id.
    pub id: &'static str,
    /// What happens.
    pub statement: &'static str,
    /// The lines of the document that state it, as `file:lines`.
    pub source: Option<&'static str>,
    /// For how many calendar days it holds, where the document says so.
    pub days: Option<u32>,
}

/// A text that is no rule's id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownRule;

impl ::core::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("no rule's id; the rules are ")?;
        for (index, rule) in Rule::ALL.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", rule.id())?;
        }
        Ok(())
    }
}

impl ::std::error::Error for UnknownRule {}

impl ::core::str::FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(id: &str) -> Result<Self, UnknownRule> {
        Self::ALL.into_iter().find(|rule| rule.id() == id).ok_or(UnknownRule)
    }
}

impl ::core::fmt::Display for Rule {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.id())
    }
}
