//! The cases in `spec/cases`: this crate and the judge report exactly the violations that each case lists.

use colt_numbers::api::CASES_JSON;
use colt_numbers::api::client::RequestValues;
use colt_numbers::{Account, Checks, Country, DynamicRequest, Operation, Rule, Severity, Violation};
use colt_numbers_judge::judge::account::Account as JudgeAccount;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Map, Value};

use crate::example_request::tracking_pointer;

struct SpecCase {
    rule: String,
    name: String,
    operation: &'static Operation,
    parameters: Map<String, Value>,
    body: Option<Value>,
    /// The countries in which the account has several service profiles.
    several: Vec<Country>,
    violations: Vec<(String, String)>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn cases() -> Vec<SpecCase> {
    let all: Value = serde_json::from_str(CASES_JSON).unwrap();
    let mut cases = Vec::new();
    for (rule, of_rule) in all.as_object().unwrap() {
        // One member is not a rule but a note on the origin of the file.
        for (name, case) in of_rule.as_object().into_iter().flatten() {
            let of_rule = rule.parse::<Rule>().ok().map(|rule| rule.operations()[0]);
            let operation = case["operation"].as_str().or(of_rule).unwrap_or(Operation::ALL[0].id);
            cases.push(SpecCase {
                rule: rule.clone(),
                name: name.clone(),
                operation: Operation::by_id(operation).unwrap(),
                parameters: case["parameters"].as_object().cloned().unwrap_or_default(),
                body: case.get("body").cloned(),
                several: list(&case["account"]["severalServiceProfiles"])
                    .iter()
                    .map(|code| text(code).parse().unwrap())
                    .collect(),
                violations: list(&case["violations"])
                    .iter()
                    .map(|one| (text(&one["id"]), text(&one["pointer"])))
                    .collect(),
            });
        }
    }
    assert!(cases.len() >= 70, "only {} bundled cases", cases.len());
    cases
}

impl SpecCase {
    fn request(&self) -> DynamicRequest {
        let value = |name: &str| self.parameters.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        let parameters =
            self.operation.parameters.iter().map(|parameter| value(parameter.name).map(|(_, v)| v.clone()));
        let body = self.body.as_ref().map(|body| body.to_string().into());
        DynamicRequest::of_values(self.operation, RequestValues::new(parameters.collect(), body))
    }

    fn checks(&self) -> Checks {
        let account = self
            .several
            .iter()
            .fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
        Checks::new().account(account)
    }

    /// All violations that this crate finds, warnings included.
    fn client_violations(&self, checks: &Checks) -> Vec<Violation> {
        match checks.check_dynamic(self.request()) {
            Ok(request) => request.warnings().to_vec(),
            Err(invalid) => invalid.violations().to_vec(),
        }
    }

    fn judge_violations(&self) -> Vec<(String, String)> {
        let spec = Spec::read(colt_numbers::api::OPENAPI_JSON).unwrap();
        let judge = RequestJudge::new(&spec, spec.operation(self.operation.id).unwrap()).unwrap();
        let account = JudgeAccount::with_several_service_profiles(self.several.iter().map(|country| country.as_str()));
        let mut parameters = self.parameters.clone();
        // `DynamicRequest` adds a tracking id too.
        if let Some(header) = self.operation.tracking_id() {
            parameters.entry(header.name).or_insert_with(|| "t-1".into());
        }
        let request = judge.request_of_values(&parameters, self.body.as_ref()).unwrap();
        judge.violations(&request, &account).into_iter().map(|found| (found.id, found.pointer)).collect()
    }
}

fn sorted(mut violations: Vec<(String, String)>) -> Vec<(String, String)> {
    violations.sort();
    violations
}

#[test]
fn each_case_has_exactly_its_violations() {
    for case in cases() {
        let expected = sorted(case.violations.clone());
        let found = case.client_violations(&case.checks()).into_iter();
        let found = found.map(|violation| (violation.id.to_owned(), violation.pointer)).collect();
        assert_eq!(sorted(found), expected, "{}/{}", case.rule, case.name);
        assert_eq!(sorted(case.judge_violations()), expected, "{}/{}", case.rule, case.name);
    }
}

#[test]
fn each_rule_has_an_accepted_and_a_rejected_case() {
    let cases = cases();
    for rule in Rule::ALL {
        for (kind, is_broken) in [("accept-", false), ("reject-", true)] {
            let mut of_kind =
                cases.iter().filter(|case| case.rule == rule.id() && case.name.starts_with(kind)).peekable();
            assert!(of_kind.peek().is_some(), "{rule} has no case {kind}…");
            for case in of_kind {
                assert_eq!(case.violations.iter().any(|(id, _)| id == rule.id()), is_broken, "{rule}/{}", case.name);
            }
        }
    }
}

#[test]
fn disabling_a_rule_removes_its_violations_and_no_others() {
    for case in cases() {
        for rule in Rule::ALL {
            let checks = case.checks();
            let mut expected = case.client_violations(&checks);
            expected.retain(|found| found.id != rule.id());
            assert_eq!(case.client_violations(&checks.allow(rule)), expected, "{}/{}", case.rule, case.name);
        }
    }
}

#[test]
fn warnings_do_not_make_a_request_invalid() {
    for case in cases() {
        let checks = case.checks();
        let has_errors = case.client_violations(&checks).iter().any(|found| found.severity == Severity::Error);
        assert_eq!(checks.check_dynamic(case.request()).is_err(), has_errors, "{}/{}", case.rule, case.name);
    }
}

/// The front for reservations finds the same violations as the checks of any operation.
#[test]
fn a_reservation_is_checked_like_any_request() {
    for case in cases().into_iter().filter(|case| case.operation.id == "reserveNumbers") {
        let mut expected = case.client_violations(&case.checks());
        expected.retain(|violation| violation.pointer != tracking_pointer());
        let body = case.body.as_ref().unwrap().to_string();
        assert_eq!(case.checks().violations(body.as_bytes()), expected, "{}/{}", case.rule, case.name);
    }
}
