//! Fields of a `.docx`: code that Word runs, and what it shows in its place.

/// Fields whose result follows from where a page ends.
const PAGE_NUMBERS: [&str; 3] = ["PAGE", "NUMPAGES", "SECTIONPAGES"];
/// Fields without a result: Word shows what their code says.
const DRAWN: [&str; 8] =
    ["EQ", "SYMBOL", "MACROBUTTON", "GOTOBUTTON", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"];

/// A field that is being read.
#[derive(Default)]
pub(super) struct ComplexField {
    pub(super) code: String,
    /// Whether text is part of what is shown: not within the code, nor within a page number.
    pub(super) is_shown: bool,
}

/// Whether a field shows a page number.
pub(super) fn is_page_number(code: &str) -> bool {
    is_one_of(code, &PAGE_NUMBERS)
}

/// Whether a field shows what its code says.
pub(super) fn is_drawn(code: &str) -> bool {
    is_one_of(code, &DRAWN)
}

fn is_one_of(code: &str, names: &[&str]) -> bool {
    code.split_whitespace().next().is_some_and(|name| names.contains(&name.to_uppercase().as_str()))
}
