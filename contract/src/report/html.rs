//! The report as one page that needs nothing else: no script, no network, readable on a phone, in the light and in the dark.

use colt_numbers_terminal_text::lines;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    Exchange, Finding, Line, Report,
    text::{count as plural, grouped, remedies, same_words, unseen},
};
use crate::report::verdict::Verdict;

/// Forbids the page to load anything, whatever a target may have written into its answers.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

impl Report {
    /// The report as a self-contained HTML page.
    pub fn html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { "Contract tests: " (self.title) }
                    style { (PreEscaped(include_str!("report.css"))) }
                }
                body {
                    a.skip href="#main" { "To the findings" }
                    (self.head())
                    main #main {
                        (self.drift_section())
                        (self.inconclusive_section())
                        (self.all_section())
                    }
                    footer.soft.small { p { "Requests and answers are shown without tokens and cookies." } }
                }
            }
        };
        // A browser obeys controls of the writing direction, escaped or not.
        lines(&(page.into_string() + "\n")).into_owned()
    }

    fn head(&self) -> Markup {
        let counts = self.counts;
        let new = counts.drift - counts.known;
        let (class, verdict) = match (counts.drift, new) {
            (0, _) if !self.has_results() => ("inconclusive", "Nothing could be found out".to_owned()),
            (0, _) if !self.is_conclusive() => ("inconclusive", "No drift, and no success".to_owned()),
            (0, _) => ("pass", "No drift: the target does as the document says".to_owned()),
            (_, 0) if !self.is_conclusive() => ("inconclusive", "No new drift, and no success".to_owned()),
            (_, 0) => ("inconclusive", "No new drift".to_owned()),
            (_, new) => {
                ("drift", format!("{} from the document", plural(new, "constraint drifts", "constraints drift")))
            }
        };
        html! {
            header {
                h1 { (self.title) ": contract tests" }
                p.soft { "Target " code { (self.target) } @if let Some(document) = &self.document { ", against “" (document) "”" } }
                div class={ "banner " (class) } {
                    (verdict)
                    @for point in self.open_points() { p { (point) } }
                    @if self.left_out > 0 { p { (plural(self.left_out, "case is", "cases are")) " left out by the options of this run" } }
                    @if let Some(stopped) = &self.stopped { p { "The run ended early: " (marked(&self.reason(stopped).replace('\n', "; "))) } }
                    @if !self.gone.is_empty() {
                        p { "No drift any more, though the baseline has it: " @for id in &self.gone { code { (id) } " " } }
                    }
                }
                ul.counts aria-label="Constraints by verdict" {
                    (count(counts.drift, "drift", "drift"))
                    (count(counts.inconclusive, "inconclusive", "inconclusive"))
                    (count(counts.pass, "pass", "pass"))
                    (count(counts.skipped, "skipped", "skipped"))
                    li { b { (self.requests) } span.soft.small { "requests" } }
                    li {
                        b { (self.orders) }
                        span.soft.small { (if self.orders == 1 { "order" } else { "orders" }) @if self.doubts > 0 { ", " (self.doubts) " more in doubt" } }
                    }
                }
            }
        }
    }

    fn drift_section(&self) -> Markup {
        let elements = self.by_element();
        html! {
            @if !elements.is_empty() {
                section aria-labelledby="drift" {
                    h2 #drift { "Where document and target differ" }
                    @for (element, lines) in elements {
                        section.card {
                            h3 { code { (element) } }
                            @for (index, line) in lines.iter().enumerate() {
                                @if index == 0 || !same_words(lines[index - 1], line) { (words(line)) }
                                (self.drifting(line))
                            }
                        }
                    }
                }
            }
        }
    }

    fn drifting(&self, line: &Line) -> Markup {
        let constraint = &line.constraint;
        html! {
            article {
                h4 { span.badge.drift { (constraint.keyword) } " " (marked(&constraint.demand)) }
                dl {
                    dt { "The target" }
                    dd { ul { @for finding in drifts(line) { (self.finding(finding)) } } }
                    dt { "If the target is right" }
                    dd { ul { @for remedy in remedies(line) { li { (marked(&remedy)) } } } }
                }
            }
        }
    }

    fn finding(&self, finding: &Finding) -> Markup {
        html! {
            li {
                (marked(&finding.about)) ": " strong { (marked(&finding.why)) }
                @if finding.known { " " span.badge.inconclusive { "known" } }
                div.soft.small { code { (finding.id) } }
                @for number in &finding.exchanges {
                    @if let Some(exchange) = self.exchanges.get(number.wrapping_sub(1)) { (shown(exchange)) }
                }
            }
        }
    }

    fn inconclusive_section(&self) -> Markup {
        let open = |finding: &&Finding| finding.verdict == Verdict::Inconclusive;
        let mut reasons: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in self.lines.iter().flat_map(|line| &line.findings).filter(open) {
            match reasons.iter_mut().find(|(why, _)| *why == finding.why) {
                Some((_, findings)) => findings.push(finding),
                None => reasons.push((&finding.why, vec![finding])),
            }
        }
        html! {
            @if !reasons.is_empty() {
                section aria-labelledby="open" {
                    h2 #open { "Inconclusive" }
                    div.card {
                        @for (why, findings) in &reasons {
                            article {
                                h4 { span.badge.inconclusive { (findings.len()) } " " (why) }
                                details {
                                    summary { (plural(findings.len(), "case", "cases")) }
                                    ul.small { @for finding in findings { li { code { (finding.id) } ": " (marked(&finding.about)) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn all_section(&self) -> Markup {
        let elements = grouped(self.lines.iter().filter(|line| !unseen(line)));
        html! {
            section aria-labelledby="all" {
                h2 #all { "Every constraint" }
                @for (element, lines) in elements {
                    section.card {
                        h3 { code { (element) } }
                        ul.rows { @for line in lines { li { (row(line)) } } }
                    }
                }
                @if !self.unseen().is_empty() {
                    section.card {
                        h3 { "Seen in no answer" }
                        ul.rows {
                            @for (answer, count) in self.unseen() {
                                li.row {
                                    span { span.badge.skipped { "skipped" } }
                                    span.what { code { (answer) } }
                                    span.soft.small { (plural(count, "constraint", "constraints")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the document says of an element.
fn words(line: &Line) -> Markup {
    let constraint = &line.constraint;
    html! {
        div.words {
            p {
                (marked(&constraint.says))
                @match &constraint.source {
                    Some(source) => span.soft.small { " (" (source) ")" },
                    None => span.soft.small { " (an assumption of the spec)" },
                }
            }
            @if let Some(assumption) = &constraint.assumption { p.soft.small { "Assumed: " (marked(assumption)) } }
        }
    }
}

fn count(count: usize, class: &str, name: &str) -> Markup {
    html! { li { b class={ "n-" (class) } { (count) } span class={ "badge " (class) } { (name) } } }
}

fn row(line: &Line) -> Markup {
    let sent: Vec<&Finding> = line.findings.iter().filter(|finding| finding.expect.is_some()).collect();
    html! {
        div.row {
            span { span class={ "badge " (line.verdict.word()) } { (line.verdict.word()) } }
            span.what { (marked(&line.constraint.demand)) " " span.soft.small { (line.constraint.keyword) } }
            span.soft.small { (line.constraint.source.as_deref().map_or_else(|| "assumed".to_owned(), short)) }
        }
        @if !sent.is_empty() {
            details.cases {
                summary { (plural(sent.len(), "case", "cases")) }
                ul {
                    @for finding in sent {
                        li {
                            span class={ "badge " (finding.verdict.word()) } { (finding.verdict.word()) }
                            " " (marked(&finding.about)) span.soft { ": " (marked(&finding.why)) }
                        }
                    }
                }
            }
        }
    }
}

fn drifts(line: &Line) -> impl Iterator<Item = &Finding> {
    line.findings.iter().filter(|finding| finding.verdict == Verdict::Drift)
}

fn shown(exchange: &Exchange) -> Markup {
    let status = exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let headers = |headers: &[(String, String)]| {
        headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>()
    };
    html! {
        details {
            summary { "Request " (exchange.number) " and its answer (" (status) ")" @if exchange.in_doubt { ", in doubt" } }
            pre { (exchange.method) " " (exchange.url) "\n" (headers(&exchange.headers)) "\n" (exchange.body.as_deref().unwrap_or_default()) }
            pre { (status) "\n" (headers(&exchange.answer_headers)) "\n" (exchange.answer) }
        }
    }
}

/// What stands between backticks as code.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A source without the name of the file, which is the same throughout.
fn short(source: &str) -> String {
    source
        .rsplit_once(':')
        .map_or_else(|| source.to_owned(), |(_, lines)| format!("lines {}", lines.replace(',', ", ")))
}
