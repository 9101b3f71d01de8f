//! Writes the report as one self-contained HTML page: no scripts, no network; readable on a phone and in dark mode.

use colt_numbers_pages::page::{Page, Style};
use colt_numbers_pages::text::marked;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    CheckReport, ConstraintReport, Exchange, Report,
    text::{by_element, count_of, has_same_source, is_unchecked_response, remedies},
};
use crate::report::verdict::Verdict;

/// The style sheet that [`Report::html`] has besides that of all pages, for other reports.
pub const HTML_STYLE: &str = include_str!("report.css");

impl Report {
    /// The report as a self-contained HTML page.
    pub fn html(&self) -> String {
        let title = format!("Contract tests: {}", self.title);
        let main = html! {
            (self.drift_section())
            (self.inconclusive_section())
            (self.all_section())
        };
        let footer = html! { p { "Tokens and cookies are left out of requests and responses." } };
        let style = Style::InPage(HTML_STYLE);
        Page { title: &title, skip: "Skip to the results", style, head: html! {}, header: self.head(), main, footer }
            .html()
    }

    fn head(&self) -> Markup {
        let counts = self.counts;
        let new = counts.drift - counts.known;
        let (class, verdict) = match (counts.drift, new) {
            (0, _) if !self.has_results() => ("inconclusive", "No case gave a result".to_owned()),
            (0, _) if !self.is_conclusive() => ("inconclusive", "No drift, but the run is not a success".to_owned()),
            (0, _) => ("pass", "No drift: the target does what the document says".to_owned()),
            (_, 0) if !self.is_conclusive() => {
                ("inconclusive", "No new drift, but the run is not a success".to_owned())
            }
            (_, 0) => ("inconclusive", "No new drift".to_owned()),
            (_, new) => {
                ("drift", format!("{} from the document", count_of(new, "constraint drifts", "constraints drift")))
            }
        };
        html! {
                h1 { (self.title) ": contract tests" }
                p.soft { "Target " code { (self.target) } @if let Some(document) = &self.document { ", against “" (document) "”" } }
                p.soft.small {
                    (self.run.started_at) ", colt-numbers " (self.run.version) ", spec " (self.run.spec_version) ", seed " (self.run.seed)
                }
                div class={ "banner " (class) } {
                    (verdict)
                    @for point in self.open_points() { p { (point) } }
                    @if self.left_out > 0 { p { (count_of(self.left_out, "case is", "cases are")) " left out by the options of this run" } }
                    @if let Some(stopped) = &self.stopped { p { "The run ended early: " (marked(&self.explain(stopped).replace('\n', "; "))) } }
                    @if !self.without_drift.is_empty() {
                        p { "In the baseline, but no longer drifting: " @for id in &self.without_drift { code { (id) } " " } }
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

    fn drift_section(&self) -> Markup {
        let elements = self.drift_by_element();
        html! {
            @if !elements.is_empty() {
                section aria-labelledby="drift" {
                    h2 #drift { "Differences between document and target" }
                    @for (element, results) in elements {
                        section.card {
                            h3 { code { (element) } }
                            @for (index, result) in results.iter().enumerate() {
                                @if index == 0 || !has_same_source(results[index - 1], result) { (source(result)) }
                                (self.drift_article(result))
                            }
                        }
                    }
                }
            }
        }
    }

    fn drift_article(&self, result: &ConstraintReport) -> Markup {
        let constraint = &result.constraint;
        html! {
            article {
                h4 { span.badge.drift { (constraint.keyword) } " " (marked(&constraint.demand)) }
                dl {
                    dt { "The target" }
                    dd { ul { @for check in drifts(result) { (self.drift_item(check)) } } }
                    dt { "If the target is right" }
                    dd { ul { @for remedy in remedies(result) { li { (marked(&remedy)) } } } }
                }
            }
        }
    }

    fn drift_item(&self, check: &CheckReport) -> Markup {
        html! {
            li {
                (marked(&check.about)) ": " strong { (marked(&check.why)) }
                @if check.known { " " span.badge.inconclusive { "known" } }
                div.soft.small { code { (check.id) } }
                @for number in &check.exchanges {
                    @if let Some(exchange) = self.exchanges.get(number.wrapping_sub(1)) { (exchange_details(exchange)) }
                }
            }
        }
    }

    fn inconclusive_section(&self) -> Markup {
        let is_inconclusive = |check: &&CheckReport| check.verdict == Verdict::Inconclusive;
        let mut reasons: Vec<(&str, Vec<&CheckReport>)> = Vec::new();
        for check in self.results.iter().flat_map(|result| &result.checks).filter(is_inconclusive) {
            match reasons.iter_mut().find(|(why, _)| *why == check.why) {
                Some((_, checks)) => checks.push(check),
                None => reasons.push((&check.why, vec![check])),
            }
        }
        html! {
            @if !reasons.is_empty() {
                section aria-labelledby="open" {
                    h2 #open { "Inconclusive" }
                    div.card {
                        @for (why, checks) in &reasons {
                            article {
                                h4 { span.badge.inconclusive { (checks.len()) } " " (why) }
                                details {
                                    summary { (count_of(checks.len(), "case", "cases")) }
                                    ul.small { @for check in checks { li { code { (check.id) } ": " (marked(&check.about)) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn all_section(&self) -> Markup {
        let elements = by_element(self.results.iter().filter(|result| !is_unchecked_response(result)));
        html! {
            section aria-labelledby="all" {
                h2 #all { "Every constraint" }
                (filter())
                @for (element, results) in elements {
                    section.card {
                        h3 { code { (element) } }
                        ul.rows { @for result in results { li #(result.constraint.id) data-verdict=(result.verdict.as_str()) { (row(result)) } } }
                    }
                }
                @if !self.untested.is_empty() {
                    section.card {
                        h3 { "Untested" }
                        ul.rows {
                            @for untested in &self.untested {
                                li.row {
                                    span { span.badge.inconclusive { "untested" } }
                                    span.what { code { (untested.id) } ": " (marked(&untested.why)) }
                                }
                            }
                        }
                    }
                }
                @if !self.unchecked_responses().is_empty() {
                    section.card {
                        h3 { "Unchecked constraints of responses" }
                        ul.rows {
                            @for (response, count) in self.unchecked_responses() {
                                li.row {
                                    span { span.badge.skipped { "skipped" } }
                                    span.what { code { (response) } }
                                    span.soft.small { (count_of(count, "constraint", "constraints")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the document says about an element.
fn source(result: &ConstraintReport) -> Markup {
    let constraint = &result.constraint;
    html! {
        div.source {
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

/// A number of constraints, which links to their rows.
fn count(count: usize, class: &str, name: &str) -> Markup {
    html! { li { b class={ "n-" (class) } { (count) } a class={ "badge " (class) } href={ "#show-" (class) } { (name) } } }
}

/// Links that show only the rows of one verdict, without a script: the style hides the other rows while a link is the target of the URL.
fn filter() -> Markup {
    html! {
        nav.filter aria-label="Constraints to show" {
            a #all-verdicts href="#all-verdicts" { "All" }
            @for verdict in [Verdict::Drift, Verdict::Inconclusive, Verdict::Pass, Verdict::Skipped] {
                a #{ "show-" (verdict.as_str()) } href={ "#show-" (verdict.as_str()) } { "Only " (verdict.as_str()) }
            }
        }
    }
}

/// The URL fragment of an element's id.
fn fragment(id: &str) -> String {
    format!("#{}", utf8_percent_encode(id, NON_ALPHANUMERIC))
}

fn row(result: &ConstraintReport) -> Markup {
    let cases: Vec<&CheckReport> = result.checks.iter().filter(|check| check.expect.is_some()).collect();
    html! {
        div.row {
            span { span class={ "badge " (result.verdict.as_str()) } { (result.verdict.as_str()) } }
            span.what { (marked(&result.constraint.demand)) " " a.small href=(fragment(&result.constraint.id)) { (result.constraint.keyword) } }
            span.soft.small { (result.constraint.source.as_deref().map_or_else(|| "assumed".to_owned(), short)) }
        }
        @if !cases.is_empty() {
            details.cases {
                summary { (count_of(cases.len(), "case", "cases")) }
                ul {
                    @for check in cases {
                        li {
                            span class={ "badge " (check.verdict.as_str()) } { (check.verdict.as_str()) }
                            " " (marked(&check.about)) span.soft { ": " (marked(&check.why)) }
                        }
                    }
                }
            }
        }
    }
}

fn drifts(result: &ConstraintReport) -> impl Iterator<Item = &CheckReport> {
    result.checks.iter().filter(|check| check.verdict == Verdict::Drift)
}

fn exchange_details(exchange: &Exchange) -> Markup {
    let status = exchange.status.map_or_else(|| "no response".to_owned(), |status| status.to_string());
    let headers = |headers: &[(String, String)]| {
        headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>()
    };
    html! {
        details {
            summary {
                "Request " (exchange.number) " and its response (" (status) ", " (exchange.milliseconds) " ms)" @if exchange.in_doubt { ", in doubt" }
            }
            pre { (exchange.method) " " (exchange.url) "\n" (headers(&exchange.headers)) "\n" (exchange.body.as_deref().unwrap_or_default()) }
            pre { (status) "\n" (headers(&exchange.response_headers)) "\n" (exchange.response) }
        }
    }
}

/// The lines of a source, without the file name, which is the same for all sources.
fn short(source: &str) -> String {
    source
        .rsplit_once(':')
        .map_or_else(|| source.to_owned(), |(_, lines)| format!("lines {}", lines.replace(',', ", ")))
}
