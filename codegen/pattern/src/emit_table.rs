//! Writes an automaton as a `static` table, and the call that runs a text through it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::language::Table;
use super::{Unsupported, example};

/// The most entries, and the most classes, of a table in source code.
const MAX_ENTRIES: usize = 50_000;
const MAX_CLASSES: usize = 256;

/// The table, and the expression that checks `text` by it.
pub(crate) fn check(table: &Table) -> Result<TokenStream, Unsupported> {
    let layout = Layout::of(table);
    let (states, classes) = (layout.states.len(), table.alphabet.count());
    if states * classes > MAX_ENTRIES || classes > MAX_CLASSES {
        let reason = format!(
            "the table of the pattern is too large: it has {states} states and {classes} classes of characters; lower the pattern's counts, or state the length with `minLength` and `maxLength`"
        );
        return Err(Unsupported { reason, position: None });
    }
    let state = if states <= 256 { quote!(u8) } else { quote!(u16) };
    let (ranges, rows) = (ranges(table), layout.rows(table));
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
fn ranges(table: &Table) -> impl Iterator<Item = TokenStream> {
    table.alphabet.ranges().filter(|&(.., class)| class != 0).map(|(first, last, class)| {
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
    fn of(table: &Table) -> Self {
        let live = example::distances(table, |_| true);
        let (accepting, others): (Vec<u32>, Vec<u32>) = (0..table.states() as u32)
            .filter(|&state| live[state as usize].is_some())
            .partition(|&state| table.accepting[state as usize]);
        let first = others.len() + 1;
        let states: Vec<Option<u32>> =
            [None].into_iter().chain(others.into_iter().chain(accepting).map(Some)).collect();
        let mut numbers = vec![0; table.states()];
        for (number, state) in states.iter().enumerate() {
            if let Some(state) = *state {
                numbers[state as usize] = number;
            }
        }
        Self { states, numbers, accepting: first }
    }

    fn rows(&self, table: &Table) -> impl Iterator<Item = TokenStream> {
        self.states.iter().map(|state| {
            let dead = vec![0; table.alphabet.count()];
            let row =
                state.map_or(dead, |state| table.row(state).iter().map(|&next| self.numbers[next as usize]).collect());
            let row = row.into_iter().map(Literal::usize_unsuffixed);
            quote!([#(#row),*])
        })
    }
}
