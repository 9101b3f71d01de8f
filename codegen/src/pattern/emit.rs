//! Writes the check of a string schema as Rust: loops where the pattern is plain runs of characters, else a table.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::charset::CharSet;
use super::language::Table;
use super::runs::{self, Run};
use super::{Language, StringRules, Support, Unsupported, example};

/// The most entries of an emitted table.
const MAX_ENTRIES: usize = 50_000;

/// The check of one string schema, as tokens.
#[derive(Clone, Debug)]
pub struct EmittedCheck {
    /// The function: `pub(crate) fn <name>(text: &str) -> Result<(), Mismatch>`.
    pub items: TokenStream,
    /// The expression that calls it on a variable `text: &str`: `<name>(text)`.
    pub call: TokenStream,
    /// What the function calls; [`Support::include`] it in the one that is emitted beside it.
    pub support: Support,
}

/// Writes the function `name` that checks a text by these rules.
///
/// The rules are checked in the order length, pattern, and the first one broken is told, so that a text with too many
/// characters is always `TooLong`. Positions and lengths are in characters (code points). For
/// `^\+?[1-9]\d{6,15}$` with `maxLength` 20 it writes
///
/// ```text
/// /// At most 20 characters; pattern `^\+?[1-9]\d{6,15}$`.
/// pub(crate) fn telephone_number(text: &str) -> Result<(), Mismatch> {
///     length(text, 0, 20)?;
///     let text = text.as_bytes();
///     let at = run(text, 0, 0, 1, |byte| matches!(byte, b'+'))?;
///     let at = run(text, at, 1, 1, |byte| matches!(byte, b'1'..=b'9'))?;
///     last(text, at, 6, 15, |byte| matches!(byte, b'0'..=b'9'))
/// }
/// ```
///
/// The module it stands in holds also what [`Support::emit`] gives for all its checks together.
///
/// # Errors
/// If the pattern needs a table too large to be written out.
pub fn emit_check(name: &Ident, rules: &StringRules<'_>) -> Result<EmittedCheck, Unsupported> {
    let mut support = Support::default();
    let length = length(rules, &mut support);
    let body = body(rules, &mut support)?;
    let doc = doc(rules);
    let text = if length.is_empty() && rules.pattern.is_none_or(|pattern| pattern.language().is_all()) {
        quote!(_text)
    } else {
        quote!(text)
    };
    let items = quote! {
        #[doc = #doc]
        pub(crate) fn #name(#text: &str) -> Result<(), Mismatch> {
            #length
            #body
        }
    };
    Ok(EmittedCheck { items, call: quote!(#name(text)), support })
}

/// What the function checks, for its reader.
fn doc(rules: &StringRules<'_>) -> String {
    let characters = |limit: u32| {
        if limit == 1 { "character" } else { "characters" }
    };
    let length = match (rules.min_length.unwrap_or(0), rules.max_length) {
        (0, None) => None,
        (min, None) => Some(format!("at least {min} {}", characters(min))),
        (0, Some(max)) => Some(format!("at most {max} {}", characters(max))),
        (min, Some(max)) => Some(format!("{min} to {max} characters")),
    };
    let pattern = rules
        .pattern
        .map(|pattern| format!("pattern `{}`", pattern.source().escape_debug().to_string().replace("\\\\", "\\")));
    let parts: Vec<String> = length.into_iter().chain(pattern).collect();
    if parts.is_empty() { " Any text.".to_owned() } else { format!(" Checks: {}.", parts.join("; ")) }
}

fn length(rules: &StringRules<'_>, support: &mut Support) -> TokenStream {
    let min = rules.min_length.unwrap_or(0);
    if min == 0 && rules.max_length.is_none() {
        return TokenStream::new();
    }
    support.length = true;
    let (min, max) = (count(Some(min)), count(rules.max_length));
    quote!(length(text, #min, #max)?;)
}

fn body(rules: &StringRules<'_>, support: &mut Support) -> Result<TokenStream, Unsupported> {
    let Some(pattern) = rules.pattern.filter(|pattern| !pattern.language().is_all()) else {
        return Ok(quote!(Ok(())));
    };
    match runs::of(&pattern.node) {
        Some(runs) if runs.iter().all(|run| run.set.is_ascii()) => Ok(byte_runs(&runs, support)),
        Some(runs) => Ok(char_runs(&runs, support)),
        None => table(pattern.language(), support),
    }
}

fn byte_runs(runs: &[Run], support: &mut Support) -> TokenStream {
    support.last = true;
    let mut steps = TokenStream::new();
    let mut at = quote!(0);
    for (place, run) in runs.iter().enumerate() {
        let (min, max) = (count(Some(run.min)), count(run.max));
        let members = members(&run.set, |character| Literal::byte_character(character as u8));
        let class = quote!(|byte| matches!(byte, #members));
        if place + 1 == runs.len() {
            steps.extend(quote!(last(text, #at, #min, #max, #class)));
        } else {
            support.run = true;
            steps.extend(quote!(let at = run(text, #at, #min, #max, #class)?;));
            at = quote!(at);
        }
    }
    quote!(let text = text.as_bytes(); #steps)
}

fn char_runs(runs: &[Run], support: &mut Support) -> TokenStream {
    support.run_chars = true;
    let mut steps = TokenStream::new();
    let mut at = quote!(0);
    for run in runs {
        let (min, max) = (count(Some(run.min)), count(run.max));
        let class = char_class(&run.set);
        steps.extend(quote!(let at = run_chars(rest, #at, #min, #max, #class)?;));
        at = quote!(at);
    }
    quote!(let rest = &mut text.chars(); #steps end_chars(rest, at))
}

/// The test for a set, by its members or by what it leaves out, whichever is shorter.
fn char_class(set: &CharSet) -> TokenStream {
    let negated = set.negated();
    if negated.is_empty() {
        return quote!(|_| true);
    }
    if negated.ranges().len() < set.ranges().len() {
        let members = members(&negated, Literal::character);
        return quote!(|character| !matches!(character, #members));
    }
    let members = members(set, Literal::character);
    quote!(|character| matches!(character, #members))
}

fn members(set: &CharSet, literal: impl Fn(char) -> Literal) -> TokenStream {
    let ranges = set.ranges().map(|(first, last)| {
        let (low, high) = (literal(first), literal(last));
        if first == last { quote!(#low) } else { quote!(#low..=#high) }
    });
    quote!(#(#ranges)|*)
}

fn count(count: Option<u32>) -> TokenStream {
    count.map_or_else(
        || quote!(usize::MAX),
        |count| {
            let count = Literal::u32_unsuffixed(count);
            quote!(#count)
        },
    )
}

fn table(language: &Language, support: &mut Support) -> Result<TokenStream, Unsupported> {
    support.table = true;
    let table = language.table();
    let (old, accepting) = order(table);
    if old.len() * table.alphabet.count() > MAX_ENTRIES || table.alphabet.count() > 256 {
        let reason = format!(
            "its table would have {} states of {} classes, too many to write out; lower its counts",
            old.len(),
            table.alphabet.count()
        );
        return Err(Unsupported { reason, position: None });
    }
    let mut new = vec![0; table.states()];
    for (number, state) in old.iter().enumerate().filter_map(|(number, state)| Some((number, (*state)?))) {
        new[state as usize] = number;
    }
    let rows = old.iter().map(|state| {
        let row = (0..table.alphabet.count())
            .map(|class| state.map_or(0, |state| new[table.row(state)[class] as usize]))
            .map(Literal::usize_unsuffixed);
        quote!([#(#row),*])
    });
    let ranges = table.alphabet.ranges().filter(|&(.., class)| class != 0).map(|(first, last, class)| {
        let (first, last, class) =
            (Literal::character(first), Literal::character(last), Literal::u32_unsuffixed(class));
        quote!((#first, #last, #class))
    });
    let state = if old.len() <= 256 { quote!(u8) } else { quote!(u16) };
    let [classes, accepting, start] = [table.alphabet.count(), accepting, new[0]].map(Literal::usize_unsuffixed);
    Ok(quote! {
        const RANGES: &[(char, char, u8)] = &[#(#ranges),*];
        static TABLE: Table<#state, #classes> = Table { ascii: ascii(RANGES), ranges: RANGES, next: &[#(#rows),*], start: #start, accepting: #accepting };
        TABLE.check(text)
    })
}

/// The states in the order in which they are written, accepting ones last, and where those begin. `None` stands for the
/// state that accepts nothing any more, which comes first.
fn order(table: &Table) -> (Vec<Option<u32>>, usize) {
    let live = example::distances(table, |_| true);
    let (accepting, others): (Vec<u32>, Vec<u32>) = (0..table.states() as u32)
        .filter(|&state| live[state as usize].is_some())
        .partition(|&state| table.accepting[state as usize]);
    let first = others.len() + 1;
    ([None].into_iter().chain(others.into_iter().chain(accepting).map(Some)).collect(), first)
}
