//! The baseline: a JSON file with the ids of known drift. Known drift does not fail a run.

use std::collections::BTreeSet;

use colt_numbers_terminal_text::escape_json;
use serde::{Deserialize, Serialize};

use super::Report;
use crate::{error::Error, report::verdict::Verdict};

/// The ids of known drift. Known drift does not fail a run.
///
/// ```json
/// { "drift": ["reserveNumbers/body/relatedParty/reseller/country#enum/reject-UK"] }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    drift: BTreeSet<String>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// The text is not JSON of this form.
    pub fn read(text: &str) -> Result<Self, Error> {
        let hint = "write it as `{ \"drift\": [\"id\", …] }`, or let a run write it";
        serde_json::from_str(text).map_err(|error| Error::config(format!("the baseline cannot be read: {error}"), hint))
    }

    /// The baseline as it is written to its file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self)
            .map_or_else(|_| "{}\n".to_owned(), |text| escape_json(&text).into_owned() + "\n")
    }
}

impl Report {
    /// Marks the drift that the baseline lists, and collects the ids in the baseline that no longer drift.
    #[must_use]
    pub fn with_baseline(mut self, baseline: &Baseline) -> Self {
        let mut without_drift = Vec::new();
        for check in self.results.iter_mut().flat_map(|result| &mut result.checks) {
            let listed = baseline.drift.contains(&check.id);
            check.known = listed && check.verdict == Verdict::Drift;
            if listed && check.verdict == Verdict::Pass {
                without_drift.push(check.id.clone());
            }
        }
        // A case that is no longer derived from the spec cannot drift either.
        let unknown =
            |id: &&String| !self.results.iter().flat_map(|result| &result.checks).any(|check| check.id == **id);
        without_drift.extend(baseline.drift.iter().filter(unknown).cloned().collect::<Vec<_>>());
        self.without_drift = without_drift;
        self.update_counts();
        self
    }

    /// The drift of this run as a baseline.
    pub fn baseline(&self) -> Baseline {
        Baseline { drift: self.drift().map(|(_, check)| check.id.clone()).collect() }
    }
}
