//! Writes the report as JUnit XML, for tools that show test results: one test case for each constraint.
//!
//! It uses quick-xml directly. The crate `quick-junit` would add chrono, thiserror, UUIDs, a parser of terminal escapes and a second quick-xml,
//! for times, run ids and escapes that this report does not have.

use std::io;

use colt_numbers_terminal_text::escape_lines;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{ConstraintReport, Report, text::remedies};
use crate::{cases::tested_operation::Untested, report::verdict::Verdict};

impl Report {
    /// The report as JUnit XML, with one test case for each constraint: a failure if it has new drift, an error if it is inconclusive, skipped
    /// if it has known drift or was not run. One more test case is about the run as a whole: an error if a case was not run or an order is
    /// in doubt.
    pub fn junit(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        match write(self, &mut writer) {
            Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n",
            // Writing to memory does not fail.
            Err(error) => format!("<!-- {error} -->\n"),
        }
    }
}

/// The status of a test case that did not pass, as its JUnit element.
#[derive(Clone, Copy, PartialEq)]
enum TestCaseStatus {
    /// New drift.
    Failure,
    /// Inconclusive. A run with an inconclusive check is not a success and must not look like one.
    Error,
    /// Known drift, or not run.
    Skipped,
}

impl TestCaseStatus {
    fn of(result: &ConstraintReport) -> Option<Self> {
        match result.verdict {
            _ if result.has_new_drift() => Some(Self::Failure),
            _ if result.has_inconclusive() => Some(Self::Error),
            Verdict::Pass => None,
            _ => Some(Self::Skipped),
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

fn write(report: &Report, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let count = |wanted: TestCaseStatus| {
        report.results.iter().filter(|result| TestCaseStatus::of(result).is_some_and(|status| status == wanted)).count()
    };
    let (failures, errors, skipped) =
        (count(TestCaseStatus::Failure), count(TestCaseStatus::Error), count(TestCaseStatus::Skipped));
    let errors = errors + usize::from(incomplete(report).is_some()) + report.untested.len();
    let [failures, errors, skipped] = [failures, errors, skipped].map(|count| count.to_string());
    let tests = (report.results.len() + report.untested.len() + 1).to_string();
    let title = plain(&report.title);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let time = seconds(report.exchanges.iter().map(|exchange| exchange.milliseconds).sum());
    let timestamp = plain(&report.run.started_at);
    let suite = [
        ("name", title.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
        ("skipped", &skipped),
        ("time", &time),
        ("timestamp", &timestamp),
    ];
    let suites = suite.into_iter().filter(|(name, _)| !["skipped", "timestamp"].contains(name));
    writer.create_element("testsuites").with_attributes(suites).write_inner_content(|writer| {
        writer.create_element("testsuite").with_attributes(suite).write_inner_content(|writer| {
            writer.create_element("properties").write_inner_content(|writer| {
                let (requests, orders) = (report.requests.to_string(), report.orders.to_string());
                let (run, seed) = (&report.run, report.run.seed.to_string());
                let properties = [
                    ("target", report.target.as_str()),
                    ("requests", &requests),
                    ("orders", &orders),
                    ("version", &run.version),
                    ("specVersion", &run.spec_version),
                    ("seed", &seed),
                ];
                properties.into_iter().try_for_each(|(name, value)| {
                    let value = plain(value);
                    let property = writer.create_element("property");
                    property.with_attributes([("name", name), ("value", &value)]).write_empty().map(drop)
                })
            })?;
            run_case(report, writer)?;
            report.untested.iter().try_for_each(|untested| untested_case(untested, writer))?;
            report.results.iter().try_for_each(|result| test_case(report, result, writer))
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Why the run as a whole is incomplete, if it is. Inconclusive constraints have errors of their own.
fn incomplete(report: &Report) -> Option<String> {
    let complete = report.has_results() && report.not_run == 0 && report.doubts == 0;
    (!complete).then(|| report.open_points().join("; "))
}

fn run_case(report: &Report, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let name = "every case is run, and no order is in doubt";
    let case = writer.create_element("testcase").with_attributes([("classname", "run"), ("name", name)]);
    let Some(why) = incomplete(report) else { return case.write_empty().map(drop) };
    case.write_inner_content(|writer| {
        let error =
            writer.create_element("error").with_attributes([("message", &*plain(&why)), ("type", "incomplete")]);
        error.write_empty().map(drop)
    })?;
    Ok(())
}

fn untested_case(untested: &Untested, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let name = plain(&format!("{} can be tested", untested.id));
    let case = writer.create_element("testcase").with_attributes([("classname", "run"), ("name", name.as_str())]);
    case.write_inner_content(|writer| {
        let why = plain(&untested.why);
        let error = writer.create_element("error").with_attributes([("message", why.as_str()), ("type", "untested")]);
        error.write_empty().map(drop)
    })?;
    Ok(())
}

fn test_case(report: &Report, result: &ConstraintReport, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let constraint = &result.constraint;
    let name = plain(&format!("{}: {}", constraint.keyword, constraint.demand));
    let element = plain(&constraint.element);
    let time = seconds(report.milliseconds(result));
    let attributes = [("classname", element.as_str()), ("name", &name), ("time", &time)];
    let case = writer.create_element("testcase").with_attributes(attributes);
    let Some(status) = TestCaseStatus::of(result) else { return case.write_empty().map(drop) };
    case.write_inner_content(|writer| {
        let message = plain(&message(result, status));
        let element = writer.create_element(status.element()).with_attribute(("message", message.as_str()));
        match status {
            TestCaseStatus::Failure => {
                let details = plain(&details(result));
                element.with_attribute(("type", "drift")).write_text_content(BytesText::new(&details))?;
            }
            TestCaseStatus::Error => {
                element.with_attribute(("type", Verdict::Inconclusive.as_str())).write_empty()?;
            }
            TestCaseStatus::Skipped => drop(element.write_empty()?),
        }
        Ok(())
    })?;
    Ok(())
}

/// The first check that led to the status.
fn message(result: &ConstraintReport, status: TestCaseStatus) -> String {
    let verdict = if status == TestCaseStatus::Error { Verdict::Inconclusive } else { result.verdict };
    let check = result.checks.iter().find(|check| check.verdict == verdict);
    let known = if check.is_some_and(|check| check.known) { "known " } else { "" };
    let why = check.map_or_else(|| "not run".to_owned(), |check| format!("{}: {}", check.about, check.why));
    format!("{known}{}: {why}", verdict.as_str())
}

fn details(result: &ConstraintReport) -> String {
    let constraint = &result.constraint;
    let source = constraint.source.as_deref().unwrap_or("an assumption of the spec");
    let mut text = format!("the document ({source}): {}\n", constraint.says);
    for check in result.checks.iter().filter(|check| check.verdict == Verdict::Drift) {
        text.push_str(&format!("the target: {}: {}\n  {}\n", check.about, check.why, check.id));
    }
    for remedy in remedies(result) {
        text.push_str(&format!("if the target is right: {remedy}\n"));
    }
    text
}

/// A time in seconds.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// Text without control characters: most are not allowed in XML, not even escaped.
fn plain(text: &str) -> String {
    escape_lines(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
