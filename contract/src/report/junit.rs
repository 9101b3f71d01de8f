//! The report as JUnit XML, for whatever shows test results: one test case per constraint.
//!
//! Written with quick-xml. `quick-junit` writes the same elements, but brings chrono, thiserror, a type for UUIDs, a parser of terminal
//! escapes and a second quick-xml into the program: for times, run ids and stripped escapes, none of which this report has.

use std::io;

use colt_numbers_terminal_text::lines;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{Line, Report, text::remedies};
use crate::report::verdict::Verdict;

impl Report {
    /// The report as JUnit XML. New drift is a failure, and what is unclear an error; known drift and what was not tried is skipped. Each with
    /// the reason. One test case more is about the run: it is an error where not every case was run, or an order is in doubt.
    pub fn junit(&self) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        match write(self, &mut writer) {
            Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n",
            // Memory takes whatever is written to it.
            Err(error) => format!("<!-- {error} -->\n"),
        }
    }
}

/// What a test case holds that did not pass.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    /// New drift.
    Failure,
    /// Something is unclear: a run with it is no success, and must not look like one.
    Error,
    /// Known drift, or what was not tried.
    Skipped,
}

impl Outcome {
    fn of(line: &Line) -> Option<Self> {
        match line.verdict {
            _ if line.drifts_anew() => Some(Self::Failure),
            _ if line.unclear() => Some(Self::Error),
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
    let of = |wanted: Outcome| {
        report.lines.iter().filter(|line| Outcome::of(line).is_some_and(|outcome| outcome == wanted)).count()
    };
    let (failures, errors, skipped) = (of(Outcome::Failure), of(Outcome::Error), of(Outcome::Skipped));
    let errors = errors + usize::from(incomplete(report).is_some());
    let [failures, errors, skipped] = [failures, errors, skipped].map(|count| count.to_string());
    let tests = (report.lines.len() + 1).to_string();
    let title = plain(&report.title);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suite = [
        ("name", title.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
        ("skipped", &skipped),
    ];
    let suites = suite.into_iter().filter(|(name, _)| *name != "skipped");
    writer.create_element("testsuites").with_attributes(suites).write_inner_content(|writer| {
        writer.create_element("testsuite").with_attributes(suite).write_inner_content(|writer| {
            writer.create_element("properties").write_inner_content(|writer| {
                let (requests, orders) = (report.requests.to_string(), report.orders.to_string());
                [("target", report.target.as_str()), ("requests", &requests), ("orders", &orders)]
                    .into_iter()
                    .try_for_each(|(name, value)| {
                        let value = plain(value);
                        writer
                            .create_element("property")
                            .with_attributes([("name", name), ("value", &value)])
                            .write_empty()
                            .map(drop)
                    })
            })?;
            run_case(report, writer)?;
            report.lines.iter().try_for_each(|line| test_case(line, writer))
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Why the run as a whole says less than it should, if it does. What is unclear has errors of its own.
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

fn test_case(line: &Line, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let constraint = &line.constraint;
    let name = plain(&format!("{}: {}", constraint.keyword, constraint.demand));
    let element = plain(&constraint.element);
    let case = writer.create_element("testcase").with_attributes([("classname", element.as_str()), ("name", &name)]);
    let Some(outcome) = Outcome::of(line) else { return case.write_empty().map(drop) };
    case.write_inner_content(|writer| {
        let message = plain(&message(line, outcome));
        let element = writer.create_element(outcome.element()).with_attribute(("message", message.as_str()));
        match outcome {
            Outcome::Failure => {
                let details = plain(&details(line));
                element.with_attribute(("type", "drift")).write_text_content(BytesText::new(&details))?;
            }
            Outcome::Error => drop(element.with_attribute(("type", Verdict::Inconclusive.word())).write_empty()?),
            Outcome::Skipped => drop(element.write_empty()?),
        }
        Ok(())
    })?;
    Ok(())
}

/// The first finding that the outcome is for.
fn message(line: &Line, outcome: Outcome) -> String {
    let verdict = if outcome == Outcome::Error { Verdict::Inconclusive } else { line.verdict };
    let finding = line.findings.iter().find(|finding| finding.verdict == verdict);
    let known = if finding.is_some_and(|finding| finding.known) { "known " } else { "" };
    let why = finding.map_or_else(|| "not tried".to_owned(), |finding| format!("{}: {}", finding.about, finding.why));
    format!("{known}{}: {why}", verdict.word())
}

fn details(line: &Line) -> String {
    let constraint = &line.constraint;
    let source = constraint.source.as_deref().unwrap_or("an assumption of the spec");
    let mut text = format!("the document ({source}): {}\n", constraint.says);
    for finding in line.findings.iter().filter(|finding| finding.verdict == Verdict::Drift) {
        text.push_str(&format!("the target: {}: {}\n  {}\n", finding.about, finding.why, finding.id));
    }
    for remedy in remedies(line) {
        text.push_str(&format!("if the target is right: {remedy}\n"));
    }
    text
}

/// Text without control characters, most of which XML has no room for, not even escaped.
fn plain(text: &str) -> String {
    lines(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
