//! The report for a terminal: one line per constraint, then the drift, element by element.

use std::fmt::{Display, Write};

use colt_numbers_terminal_text::{Safe, lines};

use super::{Finding, Line, Report, Stop};
use crate::{cases::element_kind::ElementKind, report::verdict::Verdict};

/// How many requests in doubt are named.
const DOUBTS: usize = 20;

impl Report {
    /// The report as plain text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Text that spans lines is the spec's own; whatever a target or a file says is made safe where it is written.
        self.write(&mut text).map_or_else(|_| String::new(), |()| lines(&text).into_owned())
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{} against `{}`", Safe::new(&self.title), Safe::new(&self.target))?;
        writeln!(out)?;
        for line in self.lines.iter().filter(|line| !unseen(line)) {
            writeln!(out, "{:<12}  {}: {}{}", line.verdict.word(), line.constraint.element, demand(line), tally(line))?;
        }
        for (answer, count) in self.unseen() {
            writeln!(out, "{:<12}  {answer}: not seen ({count} of its constraints)", Verdict::Skipped.word())?;
        }
        self.write_drift(out)?;
        self.write_inconclusive(out)?;
        writeln!(out)?;
        writeln!(out, "{}", self.summary())?;
        for id in &self.gone {
            writeln!(out, "no drift any more: `{}`", Safe::new(id))?;
        }
        if !self.gone.is_empty() {
            writeln!(out, "hint: take what no longer drifts out of the baseline")?;
        }
        Ok(())
    }

    /// The run in a few lines: counts, cost, and why it ended early.
    pub fn summary(&self) -> String {
        let counts = self.counts;
        let known = if counts.known > 0 { format!(" ({} of it known)", counts.known) } else { String::new() };
        let doubts = if self.doubts > 0 { format!(", and {} of unknown outcome", self.doubts) } else { String::new() };
        let mut text = format!(
            "{} pass, {} drift{known}, {} inconclusive, {} skipped\n{} requests, {} orders placed{doubts}",
            counts.pass, counts.drift, counts.inconclusive, counts.skipped, self.requests, self.orders
        );
        for point in self.open_points() {
            text.push('\n');
            text.push_str(&point);
        }
        let in_doubt: Vec<_> = self.exchanges.iter().filter(|exchange| exchange.in_doubt).collect();
        for exchange in in_doubt.iter().take(DOUBTS) {
            let tracking_id = exchange.tracking_id.as_deref().unwrap_or("none");
            text.push_str(&format!("\n  request #{}, tracking id `{}`", exchange.number, Safe::new(tracking_id)));
        }
        if in_doubt.len() > DOUBTS {
            text.push_str(&format!("\n  and {} more; the JSON report has all of them", in_doubt.len() - DOUBTS));
        }
        if self.left_out > 0 {
            text.push_str(&format!(
                "\n{} left out by the options of this run",
                count(self.left_out, "case is", "cases are")
            ));
        }
        if let Some(stopped) = &self.stopped {
            text.push_str("\nthe run ended early: ");
            text.push_str(&self.reason(stopped));
        }
        text
    }

    /// Why the run is not a success, apart from drift. Constraints that drift besides are counted too.
    pub(super) fn open_points(&self) -> Vec<String> {
        let unclear = self.lines.iter().filter(|line| line.unclear()).count();
        let points = [
            (!self.has_results()).then(|| "no case gave a result".to_owned()),
            (unclear > 0).then(|| {
                let constraints = count(unclear, "constraint is", "constraints are");
                format!("{constraints} unclear, so the run is not a success")
            }),
            (self.not_run > 0).then(|| {
                let cases = count(self.not_run, "case was", "cases were");
                format!("{cases} not run, so the run is not a success")
            }),
            (self.doubts > 0).then(|| {
                let requests = count(self.doubts as usize, "request", "requests");
                format!(
                    "{requests} may have placed an order: look for the tracking id before ordering the numbers again"
                )
            }),
        ];
        points.into_iter().flatten().collect()
    }

    /// Why a run ended before its last case.
    pub(super) fn reason(&self, stop: &Stop) -> String {
        match stop {
            Stop::Bound => format!(
                "the bound of {} was reached\nhint: `--max-orders {}` is enough for every case, unless the target accepts what it should reject",
                count(self.max_orders.unwrap_or_default() as usize, "order", "orders"),
                self.orders_needed
            ),
            Stop::Requests => {
                let repeated = match self.sent_again {
                    0 => String::new(),
                    again => format!(
                        "; {again} of them repeated a request, with a new token or after a wait that the target asked for"
                    ),
                };
                let requests = count(self.requests, "request", "requests");
                format!("the bound of {requests} was reached{repeated}\nhint: `--max-requests` raises it")
            }
            Stop::Interrupted => "it was interrupted".to_owned(),
            Stop::Credentials(status) => {
                format!("the target answers {}\nhint: check the credentials and what they allow", Safe::new(status))
            }
            Stop::Refused(why) => format!("the target takes no requests: {}", Safe::new(why)),
        }
    }

    fn write_drift(&self, out: &mut String) -> std::fmt::Result {
        for (element, lines) in self.by_element() {
            writeln!(out, "\n{element}")?;
            for (index, line) in lines.iter().enumerate() {
                let said = index > 0 && same_words(lines[index - 1], line);
                write_line(out, line, said)?;
            }
        }
        Ok(())
    }

    /// Answers that were not given, and how many constraints they have.
    pub(super) fn unseen(&self) -> Vec<(ElementKind, usize)> {
        let mut responses: Vec<(ElementKind, usize)> = Vec::new();
        let unseen = self.lines.iter().filter(|line| unseen(line));
        for response in unseen.filter_map(|line| line.constraint.kind.response()) {
            match responses.iter_mut().find(|(known, _)| *known == response) {
                Some((_, count)) => *count += 1,
                None => responses.push((response, 1)),
            }
        }
        responses
    }

    /// Lines that drift, by element, in the order of the spec.
    pub(super) fn by_element(&self) -> Vec<(&str, Vec<&Line>)> {
        grouped(self.lines.iter().filter(|line| line.verdict == Verdict::Drift))
    }

    fn write_inconclusive(&self, out: &mut String) -> std::fmt::Result {
        let mut reasons: Vec<(&str, usize)> = Vec::new();
        let open = |finding: &&Finding| finding.verdict == Verdict::Inconclusive;
        for finding in self.lines.iter().flat_map(|line| &line.findings).filter(open) {
            match reasons.iter_mut().find(|(why, _)| *why == finding.why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((&finding.why, 1)),
            }
        }
        if reasons.is_empty() {
            return Ok(());
        }
        writeln!(out, "\ninconclusive")?;
        reasons.iter().try_for_each(|(why, count)| writeln!(out, "  {count} × {}", Safe::new(why)))
    }
}

/// Lines by element, in the order in which the elements first turn up.
pub(super) fn grouped<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<(&'a str, Vec<&'a Line>)> {
    let mut groups: Vec<(&str, Vec<&Line>)> = Vec::new();
    for line in lines {
        let element = line.constraint.element.as_str();
        match groups.iter_mut().find(|(known, _)| *known == element) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((element, vec![line])),
        }
    }
    groups
}

/// A constraint of an answer that was not given.
pub(super) fn unseen(line: &Line) -> bool {
    line.verdict == Verdict::Skipped && line.constraint.kind.is_response()
}

/// Whether the document says the same of both.
pub(super) fn same_words(one: &Line, other: &Line) -> bool {
    let words = |line: &Line| (line.constraint.says.clone(), line.constraint.source.clone());
    words(one) == words(other)
}

/// What would have to change, each once; remedies that differ in the value at their end alone are one.
pub(super) fn remedies(line: &Line) -> Vec<String> {
    let mut remedies: Vec<(&str, Vec<&str>)> = Vec::new();
    for remedy in line.findings.iter().filter_map(|finding| finding.remedy.as_deref()) {
        let value = remedy.strip_suffix('`').and_then(|head| head.rfind('`')).unwrap_or(remedy.len());
        let (stem, value) = remedy.split_at(value);
        match remedies.iter_mut().find(|(known, _)| *known == stem) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => remedies.push((stem, vec![value])),
        }
    }
    remedies.into_iter().map(|(stem, values)| format!("{stem}{}", values.join(", "))).collect()
}

/// A number and what is counted.
pub(super) fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What the constraint demands; long lists are cut short.
pub(super) fn demand(line: &Line) -> String {
    const LONGEST: usize = 72;
    let demand = &line.constraint.demand;
    if demand.chars().count() <= LONGEST {
        return demand.clone();
    }
    let cut: String = demand.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end_matches([' ', ',', '`']))
}

/// How many cases there are, and what they came to where that differs.
fn tally(line: &Line) -> String {
    let of = |verdict: Verdict| line.findings.iter().filter(|finding| finding.verdict == verdict).count();
    let all = line.findings.len();
    let same = of(line.verdict);
    let cases = |count: usize| if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    match (line.constraint.kind.is_response(), same == all) {
        (true, _) => String::new(),
        (false, true) => format!(" ({})", cases(all)),
        (false, false) => format!(" ({same} of {})", cases(all)),
    }
}

/// `said`: the line before has given the document's words already.
fn write_line(out: &mut String, line: &Line, said: bool) -> std::fmt::Result {
    let constraint = &line.constraint;
    if !said {
        let source: &dyn Display = constraint.source.as_ref().map_or(&"an assumption of the spec", |source| source);
        writeln!(out, "  the document ({source}): {}", constraint.says)?;
        if let Some(assumption) = &constraint.assumption {
            writeln!(out, "  assumed: {assumption}")?;
        }
    }
    writeln!(out, "  {}: {}", constraint.keyword, constraint.demand)?;
    for finding in line.findings.iter().filter(|finding| finding.verdict == Verdict::Drift) {
        let known = if finding.known { " (known)" } else { "" };
        let shown: Vec<String> = finding.exchanges.iter().map(|number| format!("#{number}")).collect();
        let (about, why) = (Safe::new(&finding.about), Safe::new(&finding.why));
        writeln!(out, "    the target{known}: {about}: {why} [{}]", shown.join(" "))?;
        writeln!(out, "      `{}`", Safe::new(&finding.id))?;
    }
    remedies(line).iter().try_for_each(|remedy| writeln!(out, "    if the target is right: {remedy}"))
}
