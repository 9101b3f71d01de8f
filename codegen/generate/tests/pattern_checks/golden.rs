//! The emitted checks of all patterns, as the file that `emitted.rs` compiles.

use std::path::Path;

use colt_numbers_generate::emit::pattern_check::{emit_check, support::Support};
use quote::{format_ident, quote};

use crate::fixtures;

/// Compares with the file, or rewrites it if `UPDATE_GOLDEN` is 1.
fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "`tests/data/{file}` is stale; hint: run the test with UPDATE_GOLDEN=1 and review the difference"
    );
}

#[test]
fn emitted_checks_are_fresh() {
    let mut support = Support::default();
    let mut items = quote!();
    let mut names = Vec::new();
    for fixture in fixtures::all() {
        let name = format_ident!("{}", fixture.name);
        let check = emit_check(&name, &fixture.rules()).unwrap_or_else(|error| panic!("{name}: {error}"));
        support.include(check.support);
        items.extend(check.items);
        names.push(name);
    }
    let shared = support.emit();
    let titles = names.iter().map(ToString::to_string);
    let file = syn::parse2(quote! {
        #shared
        /// A check.
        pub(crate) type Check = fn(&str) -> Result<(), Mismatch>;
        /// Every check with its name.
        pub(crate) const ALL: &[(&str, Check)] = &[#((#titles, #names)),*];
        #items
    });
    let note = "// The checks of `patterns.txt` as `emit_check` writes them. Rewrite: UPDATE_GOLDEN=1 cargo test.\n\n";
    compare("patterns_checks.rs", &format!("{note}{}", prettyplease::unparse(&file.unwrap())));
}
