//! The version that the next release requires under Cargo's rules: before 1.0, the minor number is raised for breaking changes.

use std::fmt;

use colt_numbers_terminal_text::Safe;
use semver::{Prerelease, Version};

use crate::change_report::ChangeReport;
use crate::effect::Bump;

/// A version that is invalid, or too low for the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionError {
    /// A text that is not a version.
    Unreadable {
        /// The text.
        text: String,
    },
    /// The new version is too low for the changes.
    TooLow {
        /// The bump that the changes require.
        bump: Bump,
        /// The old version.
        old: Version,
        /// The new version.
        new: Version,
        /// The lowest version that the changes allow.
        required: Version,
    },
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { text } => {
                write!(f, "`{}` is not a version\nhint: use three numbers, such as `0.2.0`", Safe::new(text))
            }
            Self::TooLow { bump, old, new, required } => write!(
                f,
                "version `{new}` is too low: the changes since `{old}` require a {} bump\n\
                 hint: set the version to `{required}` or higher in Cargo.toml",
                bump.as_str()
            ),
        }
    }
}

impl std::error::Error for VersionError {}

impl ChangeReport {
    /// The lowest version after `current` that the changes allow; `current` itself if nothing changed.
    ///
    /// ```
    /// use colt_numbers_diff::diff;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let old = "{openapi: 3.0.3, paths: {/a: {get: {responses: {}}}}}";
    /// let report = diff(old, "{openapi: 3.0.3, paths: {}}")?;
    /// assert_eq!(report.required_version(&"0.3.1".parse()?), "0.4.0".parse()?);
    /// assert_eq!(report.required_version(&"1.3.1".parse()?), "2.0.0".parse()?);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn required_version(&self, current: &Version) -> Version {
        required(self.bump(), current)
    }
}

fn required(bump: Bump, current: &Version) -> Version {
    let Version { major, minor, patch, .. } = *current;
    let zero = major == 0;
    let numbers = match bump {
        Bump::None => return current.clone(),
        Bump::Major if zero => (0, minor.saturating_add(1), 0),
        Bump::Major => (major.saturating_add(1), 0, 0),
        Bump::Minor if !zero => (major, minor.saturating_add(1), 0),
        // A pre-release may become the release that it precedes.
        Bump::Minor | Bump::Patch if current.pre != Prerelease::EMPTY => (major, minor, patch),
        Bump::Minor | Bump::Patch => (major, minor, patch.saturating_add(1)),
    };
    Version::new(numbers.0, numbers.1, numbers.2)
}

/// Checks that the new version is at least the one that the changes require.
///
/// # Errors
/// If a text is not a version, or if the new version is too low.
pub fn check_versions(report: &ChangeReport, old: &str, new: &str) -> Result<(), VersionError> {
    let read = |text: &str| text.parse::<Version>().map_err(|_| VersionError::Unreadable { text: text.to_owned() });
    let (old, new) = (read(old)?, read(new)?);
    let required = report.required_version(&old);
    if new >= required {
        return Ok(());
    }
    Err(VersionError::TooLow { bump: report.bump(), old, new, required })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bump_raises_the_number_that_cargo_compares() {
        for (bump, current, expected) in [
            (Bump::None, "0.2.3", "0.2.3"),
            (Bump::Patch, "0.2.3", "0.2.4"),
            (Bump::Minor, "0.2.3", "0.2.4"),
            (Bump::Major, "0.2.3", "0.3.0"),
            (Bump::Patch, "1.2.3", "1.2.4"),
            (Bump::Minor, "1.2.3", "1.3.0"),
            (Bump::Major, "1.2.3", "2.0.0"),
            (Bump::Patch, "1.2.3-rc.1", "1.2.3"),
        ] {
            let current: Version = current.parse().unwrap();
            assert_eq!(required(bump, &current).to_string(), expected, "{bump:?} of {current}");
        }
    }
}
