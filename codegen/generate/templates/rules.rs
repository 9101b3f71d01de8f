/// How serious a violated rule is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// The rule is advice that the cited document does not state. A request that violates it is valid.
    Warning,
    /// The cited document states the rule. A request that violates it is invalid.
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

/// The error for a text that is not the id of a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownRule;

impl ::core::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str("not the id of a rule; the rules are ")?;
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
