//! Emits an automaton as a `static` transition table, and the call that runs it.

use colt_numbers_pattern::{Automaton, UnsupportedPattern};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The maximum number of entries and of classes of a table in source code.
const MAX_ENTRIES: usize = 50_000;
const MAX_CLASSES: usize = 256;

/// The table, and the expression that checks `text` with it.
///
/// State 0 replaces all states from which no text is accepted. Accepting states come last.
pub fn emit(automaton: &Automaton) -> Result<TokenStream, UnsupportedPattern> {
    let (accepting, others): (Vec<u32>, Vec<u32>) = automaton.live().partition(|&state| automaton.is_accepting(state));
    let first_accepting = others.len() + 1;
    let order: Vec<u32> = others.into_iter().chain(accepting).collect();
    let (states, classes) = (order.len() + 1, automaton.classes());
    if states * classes > MAX_ENTRIES || classes > MAX_CLASSES {
        let reason = format!(
            "the table of the pattern is too large ({states} states, {classes} classes of characters); lower the pattern's counts, or limit the length with `minLength` and `maxLength`"
        );
        return Err(UnsupportedPattern { reason, position: None });
    }
    let mut numbers = vec![0; automaton.states()];
    order.iter().enumerate().for_each(|(place, &state)| numbers[state as usize] = place + 1);
    let row = |row: Vec<usize>| {
        let row = row.into_iter().map(Literal::usize_unsuffixed);
        quote!([#(#row),*])
    };
    let numbered = |state: &u32| automaton.row(*state).iter().map(|&next| numbers[next as usize]).collect();
    let rows = [vec![0; classes]].into_iter().chain(order.iter().map(numbered)).map(row);
    // Class 0 needs no ranges: it is the class of every character that is in no range.
    let ranges = automaton.ranges().filter(|&(.., class)| class != 0).map(|(first, last, class)| {
        let (first, last, class) =
            (Literal::character(first), Literal::character(last), Literal::u32_unsuffixed(class));
        quote!((#first, #last, #class))
    });
    let state = if states <= 256 { quote!(u8) } else { quote!(u16) };
    let [classes, start, accepting] = [classes, numbers[0], first_accepting].map(Literal::usize_unsuffixed);
    Ok(quote! {
        const RANGES: &[(char, char, u8)] = &[#(#ranges),*];
        static TABLE: support::TransitionTable<#state, #classes> = support::TransitionTable {
            ascii: support::ascii(RANGES),
            ranges: RANGES,
            next: &[#(#rows),*],
            start: #start,
            accepting: #accepting,
        };
        TABLE.check(text)
    })
}
