//! Links within the page. The id of an element is its JSON Pointer in the spec, so that a message which names a pointer leads to the element.

use maud::{Markup, html};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What an id cannot contain: blanks, and characters that are replaced when the page is written.
const NOT_IN_ID: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// What is encoded in a fragment.
const NOT_IN_FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The id of the element at a pointer.
pub(crate) fn id(pointer: &str) -> String {
    utf8_percent_encode(pointer, NOT_IN_ID).to_string()
}

/// The reference to the element at a pointer.
pub(crate) fn href(pointer: &str) -> String {
    format!("#{}", utf8_percent_encode(&id(pointer), NOT_IN_FRAGMENT))
}

/// A link to the element at a pointer.
pub(crate) fn link(pointer: &str, text: &str) -> Markup {
    html! { a href=(href(pointer)) { (text) } }
}

/// A link to the element at a pointer, whose text is a name of the spec.
pub(crate) fn code_link(pointer: &str, text: &str) -> Markup {
    html! { a href=(href(pointer)) { code { (text) } } }
}
