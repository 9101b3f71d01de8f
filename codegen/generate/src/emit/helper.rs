//! The helper functions of emitted code. Each helper is a template, which is emitted only if emitted code calls it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::print::template;
use crate::rejection::Rejection;

/// A helper function of `checks.rs`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Helper {
    /// Checks the number of characters.
    Length,
    /// Reads a run of bytes.
    ByteRun,
    /// Checks that the rest of the text is one run of bytes.
    FinalByteRun,
    /// Reads a run of characters.
    CharRun,
    /// Checks that the rest of the text is one run of characters.
    FinalCharRun,
    /// Runs an automaton.
    TransitionTable,
}

impl Helper {
    const fn template(self) -> &'static str {
        match self {
            Self::Length => include_str!("../../templates/checks/length.rs"),
            Self::ByteRun => include_str!("../../templates/checks/byte_run.rs"),
            Self::FinalByteRun => include_str!("../../templates/checks/final_byte_run.rs"),
            Self::CharRun => include_str!("../../templates/checks/char_run.rs"),
            Self::FinalCharRun => include_str!("../../templates/checks/final_char_run.rs"),
            Self::TransitionTable => include_str!("../../templates/checks/transition_table.rs"),
        }
    }
}

/// The code of the helpers that are called.
pub fn emit(called: &BTreeSet<Helper>) -> Result<TokenStream, Rejection> {
    called.iter().map(|helper| template(helper.template())).collect()
}
