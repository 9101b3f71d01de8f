//! Emits the check of a pattern: loops if the pattern is a sequence of character runs, otherwise a transition table.
//!
//! The code checks a variable `text: &str`, allocates nothing and never panics. For `^\+?[1-9]\d{6,15}$` it is
//!
//! ```text
//! let text = text.as_bytes();
//! let at = support::byte_run(text, 0, 0, 1, |byte| matches!(byte, b'+'))?;
//! let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'1'..=b'9'))?;
//! support::final_byte_run(text, at, 6, 15, |byte| byte.is_ascii_digit())
//! ```
//!
//! A pattern such as `^(?:GBP|EUR)$` gets a `static` transition table.

use std::collections::BTreeSet;

use colt_numbers_pattern::{CharRun, CharSet, Pattern, UnsupportedPattern};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::helper::Helper;

mod transition_table;

/// The code that checks a pattern; `None` if the pattern allows every text. Adds the helpers that the code calls to `called`.
pub fn emit(pattern: &Pattern, called: &mut BTreeSet<Helper>) -> Result<Option<TokenStream>, UnsupportedPattern> {
    if pattern.language().is_all() {
        return Ok(None);
    }
    if let Some(runs) = pattern.char_runs() {
        return Ok(Some(loops(&runs, called)));
    }
    called.insert(Helper::TransitionTable);
    transition_table::emit(pattern.language().automaton()).map(Some)
}

/// ASCII runs are read byte by byte, because no byte of another character is ASCII.
fn loops(runs: &[CharRun], called: &mut BTreeSet<Helper>) -> TokenStream {
    let is_ascii = runs.iter().all(|run| run.set.is_ascii());
    let class = if is_ascii { byte_class } else { char_class };
    let (mut steps, text, rest) = match (is_ascii, runs) {
        (true, _) => (quote!(let text = text.as_bytes();), quote!(text), quote!(text)),
        (false, [_]) => (quote!(), quote!(), quote!(text.chars())),
        (false, _) => (quote!(let mut rest = text.chars();), quote!(&mut rest), quote!(rest)),
    };
    let mut at = quote!(0);
    for (place, run) in runs.iter().enumerate() {
        let is_last = place + 1 == runs.len();
        let (helper, name) = match (is_ascii, is_last) {
            (true, true) => (Helper::FinalByteRun, "final_byte_run"),
            (true, false) => (Helper::ByteRun, "byte_run"),
            (false, true) => (Helper::FinalCharRun, "final_char_run"),
            (false, false) => (Helper::CharRun, "char_run"),
        };
        called.insert(helper);
        let name = format_ident!("{name}");
        let (min, max, class) = (count(Some(run.min)), count(run.max), class(&run.set));
        if is_last {
            steps.extend(quote!(support::#name(#rest, #at, #min, #max, #class)));
        } else {
            steps.extend(quote!(let at = support::#name(#text, #at, #min, #max, #class)?;));
            at = quote!(at);
        }
    }
    steps
}

/// The closure for a set of bytes.
fn byte_class(set: &CharSet) -> TokenStream {
    let test = test(set, "byte", |character| Literal::byte_character(character as u8));
    quote!(|byte| #test)
}

/// The closure for a set of characters: tests for the set or for its complement, whichever has fewer ranges.
fn char_class(set: &CharSet) -> TokenStream {
    let negated = set.negated();
    if negated.is_empty() {
        return quote!(|_| true);
    }
    if negated.ranges().len() < set.ranges().len() {
        let test = test(&negated, "character", Literal::character);
        return quote!(|character| !#test);
    }
    let test = test(set, "character", Literal::character);
    quote!(|character| #test)
}

/// The expression that tests whether a variable is in a set; uses a method of `std` if there is one.
fn test(set: &CharSet, variable: &str, literal: impl Fn(char) -> Literal) -> TokenStream {
    const NAMED: [(&str, &[(char, char)]); 6] = [
        ("is_ascii_digit", &[('0', '9')]),
        ("is_ascii_uppercase", &[('A', 'Z')]),
        ("is_ascii_lowercase", &[('a', 'z')]),
        ("is_ascii_alphabetic", &[('A', 'Z'), ('a', 'z')]),
        ("is_ascii_alphanumeric", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ("is_ascii_hexdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
    ];
    let variable = format_ident!("{variable}");
    if let Some((name, _)) = NAMED.iter().find(|(_, ranges)| set.ranges().eq(ranges.iter().copied())) {
        let name = format_ident!("{name}");
        return quote!(#variable.#name());
    }
    let ranges = set.ranges().map(|(first, last)| {
        let (low, high) = (literal(first), literal(last));
        if first == last { quote!(#low) } else { quote!(#low..=#high) }
    });
    quote!(matches!(#variable, #(#ranges)|*))
}

/// A number of characters; `None` is unbounded.
pub fn count(count: Option<u32>) -> TokenStream {
    count.map(Literal::u32_unsuffixed).map_or_else(|| quote!(usize::MAX), |count| quote!(#count))
}
