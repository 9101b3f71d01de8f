//! Fields of a `.docx`. A field has code that Word evaluates, and the result that Word shows.

/// Fields that show page numbers, which depend on the layout.
const PAGE_NUMBERS: [&str; 3] = ["PAGE", "NUMPAGES", "SECTIONPAGES"];
/// Fields without a stored result, which Word draws from their code.
const DRAWN: [&str; 8] =
    ["EQ", "SYMBOL", "MACROBUTTON", "GOTOBUTTON", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"];

/// A field that is being read.
#[derive(Default)]
pub(super) struct ComplexField {
    pub(super) code: String,
    /// Whether the text that follows belongs to the visible result of the field, and not to its code or to a page number.
    pub(super) is_shown: bool,
}

/// Whether a field shows a page number.
pub(super) fn is_page_number(code: &str) -> bool {
    is_one_of(code, &PAGE_NUMBERS)
}

/// Whether Word draws a field from its code.
pub(super) fn is_drawn(code: &str) -> bool {
    is_one_of(code, &DRAWN)
}

fn is_one_of(code: &str, names: &[&str]) -> bool {
    code.split_whitespace().next().is_some_and(|name| names.contains(&name.to_uppercase().as_str()))
}
