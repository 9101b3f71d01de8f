//! Writes an automaton as a `static` table, and the call that runs a text through it.

use colt_numbers_pattern::{Automaton, Unsupported};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The most entries, and the most classes, of a table in source code.
const MAX_ENTRIES: usize = 50_000;
const MAX_CLASSES: usize = 256;

/// The table, and the expression that checks `text` by it.
pub fn emit(automaton: &Automaton) -> Result<TokenStream, Unsupported> {
    let layout = Layout::of(automaton);
    let (states, classes) = (layout.states.len(), automaton.classes());
    if states * classes > MAX_ENTRIES || classes > MAX_CLASSES {
        let reason = format!(
            "the table of the pattern is too large: it has {states} states and {classes} classes of characters; lower the pattern's counts, or state the length with `minLength` and `maxLength`"
        );
        return Err(Unsupported { reason, position: None });
    }
    let state = if states <= 256 { quote!(u8) } else { quote!(u16) };
    let (ranges, rows) = (ranges(automaton), layout.rows(automaton));
    let [classes, start, accepting] = [classes, layout.numbers[0], layout.accepting].map(Literal::usize_unsuffixed);
    Ok(quote! {
        const RANGES: &[(char, char, u8)] = &[#(#ranges),*];
        static TABLE: support::Table<#state, #classes> = support::Table {
            ascii: support::ascii(RANGES),
            ranges: RANGES,
            next: &[#(#rows),*],
            start: #start,
            accepting: #accepting,
        };
        TABLE.check(text)
    })
}

/// The ranges of all classes but 0, which is that of U+0000 and so mostly of what is not allowed.
fn ranges(automaton: &Automaton) -> impl Iterator<Item = TokenStream> {
    automaton.ranges().filter(|&(.., class)| class != 0).map(|(first, last, class)| {
        let (first, last, class) =
            (Literal::character(first), Literal::character(last), Literal::u32_unsuffixed(class));
        quote!((#first, #last, #class))
    })
}

/// The order in which the states are written.
struct Layout {
    /// Those that can still accept, those that do coming last. `None`, the first, stands for all that cannot.
    states: Vec<Option<u32>>,
    /// Where each state stands.
    numbers: Vec<usize>,
    /// Where those that accept begin.
    accepting: usize,
}

impl Layout {
    fn of(automaton: &Automaton) -> Self {
        let (accepting, others): (Vec<u32>, Vec<u32>) =
            automaton.live().partition(|&state| automaton.is_accepting(state));
        let first = others.len() + 1;
        let states: Vec<Option<u32>> =
            [None].into_iter().chain(others.into_iter().chain(accepting).map(Some)).collect();
        let mut numbers = vec![0; automaton.states()];
        for (number, state) in states.iter().enumerate() {
            if let Some(state) = *state {
                numbers[state as usize] = number;
            }
        }
        Self { states, numbers, accepting: first }
    }

    fn rows(&self, automaton: &Automaton) -> impl Iterator<Item = TokenStream> {
        self.states.iter().map(|state| {
            let dead = vec![0; automaton.classes()];
            let row = state
                .map_or(dead, |state| automaton.row(state).iter().map(|&next| self.numbers[next as usize]).collect());
            let row = row.into_iter().map(Literal::usize_unsuffixed);
            quote!([#(#row),*])
        })
    }
}
