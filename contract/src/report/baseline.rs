//! Drift that is known already: a JSON file of ids, kept beside the code that lives with it.

use std::collections::BTreeSet;

use colt_numbers_terminal_text::json;
use serde::{Deserialize, Serialize};

use super::Report;
use crate::{error::Error, report::verdict::Verdict};

/// The ids of drift that does not fail a run.
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
    /// What is no such JSON.
    pub fn read(text: &str) -> Result<Self, Error> {
        let hint = "write it as `{ \"drift\": [\"id\", …] }`, or let a run write it";
        serde_json::from_str(text).map_err(|error| Error::config(format!("the baseline cannot be read: {error}"), hint))
    }

    /// The baseline as it is written to its file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|_| "{}\n".to_owned(), |text| json(&text).into_owned() + "\n")
    }
}

impl Report {
    /// Marks the drift that a baseline knows, and notes what of it is no more.
    #[must_use]
    pub fn with_baseline(mut self, baseline: &Baseline) -> Self {
        let mut gone = Vec::new();
        for finding in self.lines.iter_mut().flat_map(|line| &mut line.findings) {
            let listed = baseline.drift.contains(&finding.id);
            finding.known = listed && finding.verdict == Verdict::Drift;
            if listed && finding.verdict == Verdict::Pass {
                gone.push(finding.id.clone());
            }
        }
        // A case that the spec no longer has cannot drift either.
        let unknown =
            |id: &&String| !self.lines.iter().flat_map(|line| &line.findings).any(|finding| finding.id == **id);
        gone.extend(baseline.drift.iter().filter(unknown).cloned().collect::<Vec<_>>());
        self.gone = gone;
        self.count();
        self
    }

    /// The drift of this run as a baseline.
    pub fn baseline(&self) -> Baseline {
        Baseline { drift: self.drift().map(|(_, finding)| finding.id.clone()).collect() }
    }
}
