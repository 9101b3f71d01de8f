//! Writes the check of a string schema as Rust: loops where the pattern is plain runs of characters, else a table.

use colt_numbers_pattern::{CharSet, Run, StringRules, Unsupported};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use self::support::Support;

pub mod support;
mod table;

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
/// The rules are checked in the order length, pattern, and the first one broken is told: a text with too many
/// characters is always `TooLong`, whatever they are. Lengths and positions are in characters (code points). For
/// `^\+?[1-9]\d{6,15}$` with `maxLength` 20 it writes
///
/// ```text
/// /// At most 20 characters; pattern `^\+?[1-9]\d{6,15}$`.
/// pub(crate) fn telephone_number(text: &str) -> Result<(), Mismatch> {
///     support::length(text, 0, 20)?;
///     let text = text.as_bytes();
///     let at = support::run(text, 0, 0, 1, |byte| matches!(byte, b'+'))?;
///     let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'1'..=b'9'))?;
///     support::last(text, at, 6, 15, |byte| byte.is_ascii_digit())
/// }
/// ```
///
/// A pattern that is not plain runs, such as `^(?:GBP|EUR)$`, is checked by a `static` table of its own within the
/// function. Nothing is allocated and nothing panics. The function stands in one module with all the other checks and
/// with what [`Support::emit`] gives for them together:
///
/// ```
/// use colt_numbers_generate::emit::pattern_check::{emit_check, support::Support};
/// use colt_numbers_pattern::{Pattern, StringRules};
/// use quote::{format_ident, quote};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pattern = Pattern::compile("^[A-Z]{2}$")?;
/// let rules = StringRules { pattern: Some(&pattern), ..StringRules::default() };
/// let check = emit_check(&format_ident!("country"), &rules)?;
/// let mut support = Support::default();
/// support.include(check.support);
/// let (shared, items, call) = (support.emit(), check.items, check.call);
/// let file = quote! {
///     mod checks { #shared #items }
///     fn is_country(text: &str) -> bool { checks::#call.is_ok() }
/// };
/// # assert!(file.to_string().contains("checks :: country (text)"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the pattern needs a table too large to be written out.
pub fn emit_check(name: &Ident, rules: &StringRules<'_>) -> Result<EmittedCheck, Unsupported> {
    let mut support = Support::default();
    let length = length(rules, &mut support);
    let pattern = pattern(rules, &mut support)?;
    let unused = length.is_none() && pattern.is_none();
    let parameter = if unused { format_ident!("_text") } else { format_ident!("text") };
    let body = match (length, pattern) {
        (None, None) => quote!(Ok(())),
        (Some(length), None) => length,
        (None, Some(pattern)) => pattern,
        (Some(length), Some(pattern)) => quote!(#length?; #pattern),
    };
    let doc = format!(" {}", summary(rules));
    let items = quote! {
        #[doc = #doc]
        pub(crate) fn #name(#parameter: &str) -> Result<(), Mismatch> { #body }
    };
    Ok(EmittedCheck { items, call: quote!(#name(text)), support })
}

/// What the function checks, for its reader.
fn summary(rules: &StringRules<'_>) -> String {
    let characters = |limit: u32| {
        if limit == 1 { "character" } else { "characters" }
    };
    let length = match (rules.min_length.unwrap_or(0), rules.max_length) {
        (0, None) => None,
        (min, None) => Some(format!("At least {min} {}", characters(min))),
        (0, Some(max)) => Some(format!("At most {max} {}", characters(max))),
        (min, Some(max)) => Some(format!("{min} to {max} characters")),
    };
    let pattern = rules.pattern.map(|pattern| visible(pattern.source()));
    match (length, pattern) {
        (None, None) => "Any text.".to_owned(),
        (Some(length), None) => format!("{length}."),
        (None, Some(pattern)) => format!("Pattern `{pattern}`."),
        (Some(length), Some(pattern)) => format!("{length}; pattern `{pattern}`."),
    }
}

/// The pattern with what cannot be seen, or would change how a line of source is shown, as escapes of the same meaning.
fn visible(pattern: &str) -> String {
    let shown = |character: char| character.is_alphanumeric() || matches!(character, ' '..='~');
    let escaped = |character: char| format!("\\u{{{:X}}}", u32::from(character));
    pattern.chars().map(|character| if shown(character) { character.to_string() } else { escaped(character) }).collect()
}

fn length(rules: &StringRules<'_>, support: &mut Support) -> Option<TokenStream> {
    let min = rules.min_length.unwrap_or(0);
    if min == 0 && rules.max_length.is_none() {
        return None;
    }
    support.length = true;
    let (min, max) = (count(Some(min)), count(rules.max_length));
    Some(quote!(support::length(text, #min, #max)))
}

fn pattern(rules: &StringRules<'_>, support: &mut Support) -> Result<Option<TokenStream>, Unsupported> {
    let Some(pattern) = rules.pattern.filter(|pattern| !pattern.language().is_all()) else {
        return Ok(None);
    };
    Ok(Some(match pattern.runs() {
        Some(runs) if runs.iter().all(|run| run.set.is_ascii()) => byte_runs(&runs, support),
        Some(runs) => char_runs(&runs, support),
        None => {
            support.table = true;
            table::check(pattern.language().automaton())?
        }
    }))
}

/// Runs of ASCII are read byte by byte: a byte of any other character is in none of them.
fn byte_runs(runs: &[Run], support: &mut Support) -> TokenStream {
    support.last = true;
    let mut steps = quote!(let text = text.as_bytes(););
    let mut at = quote!(0);
    for (place, run) in runs.iter().enumerate() {
        let (min, max) = (count(Some(run.min)), count(run.max));
        let class = test(&run.set, "byte", |character| Literal::byte_character(character as u8));
        if place + 1 == runs.len() {
            steps.extend(quote!(support::last(text, #at, #min, #max, |byte| #class)));
        } else {
            support.run = true;
            steps.extend(quote!(let at = support::run(text, #at, #min, #max, |byte| #class)?;));
            at = quote!(at);
        }
    }
    steps
}

fn char_runs(runs: &[Run], support: &mut Support) -> TokenStream {
    support.last_chars = true;
    let alone = runs.len() == 1;
    let mut steps = if alone { quote!() } else { quote!(let mut rest = text.chars();) };
    let mut at = quote!(0);
    for (place, run) in runs.iter().enumerate() {
        let (min, max) = (count(Some(run.min)), count(run.max));
        let class = char_class(&run.set);
        if place + 1 == runs.len() {
            let rest = if alone { quote!(text.chars()) } else { quote!(rest) };
            steps.extend(quote!(support::last_chars(#rest, #at, #min, #max, #class)));
        } else {
            support.run_chars = true;
            steps.extend(quote!(let at = support::run_chars(&mut rest, #at, #min, #max, #class)?;));
            at = quote!(at);
        }
    }
    steps
}

/// The closure for a set of characters, by its members or by what it leaves out, whichever is shorter.
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

/// The expression that says whether a variable is in a set, by the name that the set has in `std` if it has one.
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

/// A number of characters; none: no bound.
fn count(count: Option<u32>) -> TokenStream {
    let Some(count) = count else {
        return quote!(usize::MAX);
    };
    let count = Literal::u32_unsuffixed(count);
    quote!(#count)
}
