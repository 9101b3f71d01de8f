//! If the spec declares a new rule, the client does not compile until the rule is implemented.

use crate::scratch_copy::{ScratchCopy, output_text};

const RULE: &str = "
  ranges-at-most:
    severity: warning
    operations: [reserveNumbers]
    statement: A request holds at most a hundred ranges.
    x-assumption: Made up for a test.
    data: {}
";

#[test]
fn a_declared_rule_must_be_implemented() {
    let scratch = ScratchCopy::to_build();
    let spec = scratch.read("spec/number-management.yaml");
    scratch.write("spec/number-management.yaml", &format!("{}{RULE}", spec.trim_end()));
    let body = scratch.read("spec/cases/schema/accept-document-gb.json");
    for side in ["accept", "reject"] {
        scratch.write(&format!("spec/cases/ranges-at-most/{side}-one.json"), &body);
    }
    let errors = scratch.build_script(false).join("\n");
    assert!(errors.contains("`generated/src/rules.rs`") && errors.contains("build again"), "{errors}");
    let built = scratch.cargo(&["check", "--offline", "--package", "colt-numbers"]);
    assert!(!built.status.success(), "the client compiles without the rule");
    assert!(output_text(&built).contains("RangesAtMost"), "{}", output_text(&built));
    scratch.edit(
        "client/src/check/rules.rs",
        "Rule::CountryPrefix => country_prefix(request, report),",
        "Rule::CountryPrefix => country_prefix(request, report),\n        Rule::RangesAtMost => {}",
    );
    let built = scratch.cargo(&["check", "--offline", "--package", "colt-numbers"]);
    assert!(built.status.success(), "{}", output_text(&built));
}
