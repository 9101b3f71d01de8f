//! The helper functions of emitted code. Each helper is a template, which is emitted only if emitted code calls it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use super::print::template;
use crate::rejection::Rejection;

/// A helper of emitted code: a function, or a type with its methods. The docs name the emitted file to which the helper belongs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Helper {
    /// In `checks.rs`: checks the number of characters.
    Length,
    /// In `checks.rs`: reads a run of bytes.
    ByteRun,
    /// In `checks.rs`: checks that the rest of the text is one run of bytes.
    FinalByteRun,
    /// In `checks.rs`: reads a run of characters.
    CharRun,
    /// In `checks.rs`: checks that the rest of the text is one run of characters.
    FinalCharRun,
    /// In `checks.rs`: runs an automaton.
    TransitionTable,
    /// In `client.rs`: adds a value to the path.
    Segment,
    /// In `client.rs`: adds a query parameter.
    Query,
    /// In `client.rs`: adds a header.
    Header,
    /// In `client.rs`: percent-encodes a value for the path, the query or a form.
    Encoded,
    /// In `client.rs`: converts the value of a parameter to texts.
    Texts,
    /// In `client.rs`: adds a JSON body.
    Json,
    /// In `client.rs`: adds a form as the body.
    Form,
    /// In `client.rs`: deserializes the JSON of a response.
    Read,
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
            Self::Texts => include_str!("../../templates/client/texts.rs"),
            Self::Json => include_str!("../../templates/client/json.rs"),
            Self::Form => include_str!("../../templates/client/form.rs"),
            Self::Read => include_str!("../../templates/client/read.rs"),
        }
    }
}

/// The code of the helpers that are called.
pub fn emit(called: &BTreeSet<Helper>) -> Result<TokenStream, Rejection> {
    called.iter().map(|helper| template(helper.template())).collect()
}
