//! Compares two OpenAPI specs, and reports which changes are breaking or compatible: on the wire, in generated Rust code, and in behaviour.
//!
//! [`diff`] compares two OpenAPI 3.0 documents, YAML or JSON, even if the lint rejects them. It reads them as JSON values, so that unknown
//! members are compared too. It is not a lint and writes no files.
//!
//! # Effects
//! Every change has an effect on the **wire**, which concerns every client of the API, and an effect on **Rust**, which concerns code that
//! uses the generated crate. A change of a call's side effects has no effect on either; it is marked as *behaviour*.
//!
//! The effect depends on the direction. For what callers **send** (parameters, request bodies), allowing fewer values is breaking and
//! allowing more is compatible. For what callers **receive** (responses and their headers), allowing more values is breaking and allowing
//! fewer is compatible. Callbacks have the opposite directions. A component is compared in every direction in which it is used, and each change
//! is reported once; a component that nothing uses has no effect on the wire.
//!
//! - **Presence of a sent property or parameter.** If it is new and required, or becomes required, the change is breaking. If it is new and
//!   optional, or becomes optional, the change is compatible.
//! - **Presence of a received property or header.** If it becomes optional, the change is breaking. If it is new, the change is compatible,
//!   unless the object allowed no additional properties.
//! - **A removal** is breaking in both directions: the server rejects or ignores what callers still send, and callers do not receive what they
//!   expect. `readOnly` properties are never sent, and `writeOnly` properties are never received.
//! - **Values.** Strings are compared by automata over pattern, lengths and `enum` together, numbers by interval and step. A limit without
//!   an effect beside other keywords is not a change of the values. `not` reverses the direction. `allOf` is merged. A reference, alone or
//!   in an `allOf` with only annotations beside it, is treated as its target. `oneOf` rejects values that match two branches, so a new branch
//!   is compatible only if it overlaps no other branch. A listed value (`enum`) that responses may newly have is compatible, because the
//!   generated types keep unknown values.
//! - **Null.** `nullable` counts wherever it is written, also beside `allOf` and `enum`, because that is what authors intend.
//! - **A missing `type`** counts as `object` beside `properties`, and as `array` beside `items`.
//! - **Formats** of strings have no known set of values: adding a format narrows, removing a format widens, replacing a format does both.
//! - **Responses** are compared for every status that a document states by number, class or `default` with the response that the other
//!   document states for that status. A new status that no entry covered is compatible, unless it is a success status whose response
//!   differs incompatibly from the response of its class.
//! - **Defaults** do not change the allowed values; the meaning of an omitted value is behaviour.
//! - **Servers, paths and security.** Removing or changing a server URL, a path, a method, a token URL or a security alternative is breaking;
//!   adding any of these is compatible. A path prefix that moves between `servers` and `paths` leaves the URLs unchanged.
//! - **Deprecation** is compatible and requires more than a patch release.
//! - **`x-rules`.** A rule of severity `error` rejects requests, so a new or stricter rule is breaking, and a removed rule is compatible. A
//!   warning rejects nothing, and neither does a rule for operations that only one of the documents has. `x-effects`, calling codes and zones,
//!   statements of rules and `x-lenient` are behaviour. A new error code (`x-codes`) is compatible; one that is removed, renamed or has another
//!   meaning is behaviour. Citations, and extensions that this project does not define, have no effect.
//! - **Annotations** (descriptions, examples, titles, tags, links) have no effect.
//!
//! # What to do
//! Each change states what users of the crates and of the program have to do, or may do: [`Change::to_do_in_code`] and
//! [`Change::to_do_with_program`]. The table in `format/task_texts` has a task for each type of change; each difference of the generated code adds
//! its own, with the items that it concerns.
//!
//! # Ids
//! Each type of change has a stable id ([`ChangeId`]), which [`ChangeReport::json`] contains. A file can acknowledge changes by id, pointer and
//! effects ([`ChangeReport::acknowledge`]): acknowledged changes are listed in a section of their own and require no version bump. Use an entry
//! only for the pair of documents for which it was written: it contains neither the values nor the items of generated code that break.
//!
//! # Rust
//! The generator runs for both documents, and the public items of its output are compared: names, signatures, fields, variants, derived and
//! implemented traits, constants, features. An item that is removed, renamed or declared differently is breaking, and so is
//! - a new field or variant, unless the type is `#[non_exhaustive]`: code that constructs a struct names every field, and code that matches
//!   an enum names every variant;
//! - another order of variants, if it determines how values sort, how they are deserialized, or their discriminants;
//! - a generated request that sends another HTTP method or path, or sends an argument as another parameter. A call still compiles but does
//!   something else, so operations that exchange their `operationId` are breaking, although nothing changes on the wire.
//!
//! A change is marked as *behaviour* if code compiles as before but does something else: a field has another default, which also concerns
//! received values; a constant list has another order, such as the list of all servers; or a request is sent in another form (`explode`, the media
//! type of the body, the header `Accept`).
//!
//! A new type, method or constant is compatible. A changed limit has no effect, since no type contains it.
//!
//! If the generator rejects one of the documents, the effect of every change on Rust code is [`Effect::Unknown`]; the report states the
//! reason, and requires a major bump. For this comparison, a missing `info` is added, citations are not checked, each rule counts as
//! having cases, and an operation without a tracking id as one that does not order, because no public item depends on them.
//!
//! # What is not understood
//! A change that is **not understood** is reported as such and counts as breaking: an unknown keyword, a limit that is not a number, a
//! reference without a target, a pattern that cannot be turned into an automaton. The report is empty only if the documents differ in
//! nothing but order and layout.
//!
//! # Modules
//! A check takes a pair of nodes and returns changes: `check/` has a file for each type of OpenAPI object, `check/schema/` for each
//! keyword or type of value. `schema/` reads one schema, `rust/` compares generated code, `change_type` lists all types of changes, and
//! `format/` has all messages.
//!
//! # Limits
//! - If a branch of `oneOf` is a component, changes of the branch are reported at the component. The comparison does not check whether a widened
//!   component overlaps another branch.
//! - Bodies of generated functions are compared only if they build requests or make defaults.
//! - Other `serde` attributes and the values of constants (URLs, names in JSON) are not compared: their meaning is reported as a change on
//!   the wire. If no operation sends or receives a type, a change of a name that affects only JSON has no effect in the report.
//! - Both documents are read by this version of the generator, so changes of the generator between two releases are not found.

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
mod presence;
mod rust;
mod schema;
mod set_difference;
mod subject;
mod versions;

use std::sync::OnceLock;

pub use acknowledgements::AcknowledgementError;
pub use change::Change;
pub use change_id::ChangeId;
pub use change_report::ChangeReport;
pub use document::DiffError;
pub use effect::{Bump, Class, Effect};
pub use versions::{VersionError, check_versions};

use document::OpenApiDocument;
use rust::generated_code::{self, GeneratedCode};

/// A parsed document that can be compared several times; its code is generated once, by the first comparison.
#[derive(Debug)]
pub struct ComparableSpec {
    document: OpenApiDocument,
    code: OnceLock<Result<GeneratedCode, String>>,
}

impl ComparableSpec {
    /// Parses an OpenAPI 3.0 document, YAML or JSON. `which` (`old` or `new`) names the document in errors.
    ///
    /// # Errors
    /// If the text is not an OpenAPI 3.0 document.
    pub fn read(text: &str, which: &'static str) -> Result<Self, DiffError> {
        Ok(Self { document: OpenApiDocument::read(text, which)?, code: OnceLock::new() })
    }

    fn code(&self) -> &Result<GeneratedCode, String> {
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
pub fn diff(old: &str, new: &str) -> Result<ChangeReport, DiffError> {
    Ok(compare(&ComparableSpec::read(old, "old")?, &ComparableSpec::read(new, "new")?))
}

/// Compares two parsed documents.
#[must_use]
pub fn compare(old: &ComparableSpec, new: &ComparableSpec) -> ChangeReport {
    report(&old.document, &new.document, |changes| {
        if old.document.has_same_values_and_order(&new.document) {
            return Ok(());
        }
        rust::compare(changes, (&old.document, old.code()), (&new.document, new.code()))
    })
}

/// Compares two documents on the wire only, for users without generated code: the effects on Rust code are unknown.
///
/// # Errors
/// If one of the texts is not an OpenAPI 3.0 document.
pub fn diff_wire(old: &str, new: &str) -> Result<ChangeReport, DiffError> {
    let (old, new) = (OpenApiDocument::read(old, "old")?, OpenApiDocument::read(new, "new")?);
    Ok(report(&old, &new, |_| Err("only the wire was compared".to_owned())))
}

/// Collects all changes. `compare_rust` adds the effects on Rust code, or returns the reason why these are unknown.
fn report(
    old: &OpenApiDocument,
    new: &OpenApiDocument,
    compare_rust: impl FnOnce(&mut Vec<Change>) -> Result<(), String>,
) -> ChangeReport {
    let mut changes = check::compare_documents(old, new);
    let rust_unknown = compare_rust(&mut changes).err();
    check::unreported::add_unreported(old, new, &mut changes);
    ChangeReport::new(old, new, changes, rust_unknown)
}
