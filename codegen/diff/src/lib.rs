//! What a change of the spec means for those who use it: on the wire, in Rust, and in what a call does.
//!
//! [`diff`] compares two OpenAPI 3.0 documents, YAML or JSON, whether or not the lint would take them. It reads them as
//! values, so that nothing is dropped before it is compared. It is not a lint, and it writes no file.
//!
//! # What breaks
//! Every change has an effect on the **wire**, for whoever speaks the API in whatever language, and one on **Rust**, for
//! code that uses the generated crate. What a call does beyond its response is neither: it is marked *behaviour*.
//!
//! Direction decides. Of what is **sent** (parameters, request bodies) nothing that was allowed may be rejected: narrower is
//! breaking, wider is compatible. Of what is **received** (responses, their headers) nothing may come that could not come
//! before: wider is breaking, narrower is compatible. Callbacks go the other way round. A component is judged for every side
//! that uses it, and reported once; what nothing uses has no effect on the wire.
//!
//! - **Presence.** Sent: a new mandatory property or parameter, or an optional one made mandatory, is breaking; a new
//!   optional one, or a mandatory one made optional, is compatible. Received: a mandatory one made optional is breaking; new
//!   ones are compatible, unless the object allowed no further properties. What is no longer stated is breaking on both
//!   sides: what callers send there is rejected or means nothing, what readers look for there does not come.
//!   `readOnly` properties are not sent, `writeOnly` ones not received.
//! - **Values.** Texts are compared by automata over pattern, lengths and listed values together, numbers by interval and
//!   step; a limit that never binds is not a change. `not` turns the direction round. `allOf` is merged; a reference, alone
//!   or in `allOf` beside words, is what it refers to. `oneOf` rejects what satisfies two branches, so a branch more has to
//!   keep apart from the others.
//! - **Null.** `nullable` counts wherever it is written, beside `allOf` and `enum` too: that is what people mean by it.
//! - **A type left out** is meant to be `object` beside `properties`, and `array` beside `items`.
//! - **Formats** of texts are rules without a text of their own: one more narrows, one less widens, another is both.
//! - **Responses** are compared for every status that one document states by number, class or `default` with what the other
//!   states for it. A status that nothing spoke for is compatible, except a success that holds less than its class did.
//! - **Defaults** change no value that is allowed; what leaving a value out means is behaviour.
//! - **Where and who**: a server's URL, a path, a method, a token's URL, a security alternative less are breaking; one more is
//!   compatible. Part of a path that moves between `servers` and `paths` leaves the URLs as they were.
//! - **Deprecation** is compatible: it works as before, and is more news than a patch.
//! - **`x-rules`**: an error rule rejects requests, so a new or tighter one is breaking and one less is compatible; warnings
//!   reject nothing. `x-effects`, calling codes and zones, statements of rules and `x-lenient` are behaviour. Where a
//!   statement comes from, and extensions that are not ours, have no effect.
//! - **Words** (descriptions, examples, titles, tags, links) have none either.
//!
//! # Ids
//! Each kind of change has a stable id ([`Id`]), which [`Report::json`] shows. A file may acknowledge changes by id, pointer and effects
//! ([`Report::acknowledge`]): they are listed apart and ask for no version. An entry is about one pair of documents: it does not state the
//! values, nor which items of generated code break.
//!
//! # Rust
//! The generator runs for both documents, and the public items of what it writes are compared: names, signatures, fields, variants,
//! derived and implemented traits, constants, features. An item that is gone, renamed or declared otherwise is breaking. So are:
//! - a new field or variant, unless the type is `#[non_exhaustive]`: code that builds a struct names every field, and enums are matched
//!   without a wildcard;
//! - variants in another order, where values sort by it, are read by it, or have discriminants by it;
//! - a method that sends another method, path or place of an argument than before. A call of it compiles and does something else, so
//!   operations that exchange their `operationId` are breaking, though nothing changes on the wire.
//!
//! Code that compiles as before and does something else is *behaviour*: a field that gets another value where JSON leaves it out, which
//! readers of responses see as well, and a constant list in another order, such as that of all servers.
//!
//! A new type, method or constant is compatible. A limit that moves is nothing, since it is in no type.
//!
//! Where the generator rejects one of the documents, the effects on Rust code are [`Effect::Unknown`]: the report says why, and asks for
//! the same version as a breaking change. A document without `info` is completed, citations are not checked, and each rule counts as
//! having cases, since no public item depends on these.
//!
//! # What is not understood
//! Whatever is **not understood** (an unknown keyword, a limit that is not a number, a reference that leads nowhere, a pattern
//! that no automaton states) and differs counts as breaking, and says so. Two documents that differ in more than order and
//! layout never give an empty report.
//!
//! # Where things are
//! A check takes what both documents have at a place and returns changes: in `check/` a kind of object has a file, and in `check/schema/` a
//! keyword or a kind of value. `schema/` is what one schema says, `rust/` the generated code, `kind` the table of all kinds of changes, and
//! `format/` all that is said of them in words.
//!
//! # Limits
//! A branch of `oneOf` that is a component is judged where the component is; that it may overlap another branch since it
//! became wider is not looked for there.
//!
//! Of generated code, bodies of functions are compared only where they build requests or make defaults. Other `serde` attributes and
//! values of constants (URLs, names in JSON) are not compared: what they mean is reported as a change on the wire. A type that nothing
//! sends or receives is generated all the same, and another name in its JSON has no effect in the report. The length of a list of all
//! values of a type is not compared. Both documents are read by this
//! version of the generator: what the generator itself changed between two releases is not seen.

mod acknowledgements;
mod change;
mod change_id;
mod change_report;
mod change_type;
mod check;
mod context;
mod direction;
mod document;
mod effect;
mod format;
mod pointer_map;
mod rust;
mod schema;
mod versions;

use std::sync::OnceLock;

pub use acknowledgements::AcknowledgementError;
pub use change::Change;
pub use change_id::Id;
pub use change_report::Report;
pub use document::DiffError;
pub use effect::{Bump, Class, Effect};
pub use versions::{VersionError, check_versions};

use document::Document;
use rust::generated_code::{self, Code};

/// A document that was read; its code is generated once, when it is first compared.
#[derive(Debug)]
pub struct Spec {
    document: Document,
    code: OnceLock<Result<Code, String>>,
}

impl Spec {
    /// Reads an OpenAPI 3.0 document, YAML or JSON. Errors call it by `which`: `old`, `new`.
    ///
    /// # Errors
    /// If the text is not an OpenAPI 3.0 document.
    pub fn read(text: &str, which: &'static str) -> Result<Self, DiffError> {
        Ok(Self { document: Document::read(text, which)?, code: OnceLock::new() })
    }

    fn code(&self) -> &Result<Code, String> {
        self.code.get_or_init(|| generated_code::generate(self.document.root().value))
    }
}

/// Compares two OpenAPI 3.0 documents, each YAML or JSON.
///
/// ```
/// use colt_numbers_diff::{Bump, Effect, diff};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let spec = |limit: u32| {
///     format!(
///         "{{openapi: 3.0.3, paths: {{/a: {{post: {{
///             operationId: send, description: Sends.,
///             requestBody: {{content: {{application/json: {{schema: {{type: string, maxLength: {limit}}}}}}}}},
///             responses: {{'200': {{description: Done.}}}}}}}}}}}}"
///     )
/// };
/// let report = diff(&spec(50), &spec(40))?;
/// assert_eq!(report.changes()[0].wire, Effect::Breaking);
/// assert_eq!(report.changes()[0].rust, Effect::None);
/// assert_eq!(report.bump(), Bump::Major);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If one of the texts is not an OpenAPI 3.0 document.
pub fn diff(old: &str, new: &str) -> Result<Report, DiffError> {
    Ok(compare(&Spec::read(old, "old")?, &Spec::read(new, "new")?))
}

/// Compares two documents that were read.
#[must_use]
pub fn compare(old: &Spec, new: &Spec) -> Report {
    report(&old.document, &new.document, |changes| {
        if old.document.is_written_as(&new.document) {
            return Ok(());
        }
        rust::compare(changes, (&old.document, old.code()), (&new.document, new.code()))
    })
}

/// Compares what two documents mean on the wire, for those who use no generated code: the effects on Rust code stay unknown.
///
/// # Errors
/// If one of the texts is not an OpenAPI 3.0 document.
pub fn diff_wire(old: &str, new: &str) -> Result<Report, DiffError> {
    let (old, new) = (Document::read(old, "old")?, Document::read(new, "new")?);
    Ok(report(&old, &new, |_| Err("only the wire was compared".to_owned())))
}

/// All changes. `rust` adds what becomes of Rust code, or says why that is unknown.
fn report(old: &Document, new: &Document, rust: impl FnOnce(&mut Vec<Change>) -> Result<(), String>) -> Report {
    let mut changes = check::documents(old, new);
    let unknown = rust(&mut changes).err();
    check::unreported::unreported(old, new, &mut changes);
    Report::new(old, new, changes, unknown)
}
