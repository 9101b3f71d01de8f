//! The functions that emitted code calls, each a template that is emitted only where it is called.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::print::template;
use crate::rejection::Rejection;

/// A function, or a type with its functions.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Helper {
    /// `checks.rs`: the number of characters.
    Length,
    /// `checks.rs`: a run of bytes before others.
    ByteRun,
    /// `checks.rs`: the last run of bytes.
    FinalByteRun,
    /// `checks.rs`: a run of characters before others.
    CharRun,
    /// `checks.rs`: the last run of characters.
    FinalCharRun,
    /// `checks.rs`: an automaton as a table.
    TransitionTable,
    /// `client.rs`: a value within the path.
    Segment,
    /// `client.rs`: a parameter of the query.
    Query,
    /// `client.rs`: a header.
    Header,
    /// `client.rs`: percent escapes, which path and query need.
    Encoded,
    /// `client.rs`: a body as JSON.
    Json,
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
            Self::Segment => include_str!("../../templates/client/segment.rs"),
            Self::Query => include_str!("../../templates/client/query.rs"),
            Self::Header => include_str!("../../templates/client/header.rs"),
            Self::Encoded => include_str!("../../templates/client/encoded.rs"),
            Self::Json => include_str!("../../templates/client/json.rs"),
        }
    }
}

/// The templates of those that are called.
pub fn emit(called: &BTreeSet<Helper>) -> Result<TokenStream, Rejection> {
    called.iter().map(|helper| template(helper.template())).collect()
}
