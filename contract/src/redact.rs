//! Redacts secrets and then truncates long text before anything enters the report, in this order: a secret that is cut in two would not be
//! recognized.

mod escapes;
pub(crate) mod secrets;

use crate::{
    redact::secrets::Secrets,
    report::{Exchange, Line, Report, Stop},
};

/// The most of a body that a report keeps.
const BODY: usize = 4096;

/// The most of a reason.
const REASON: usize = 400;

impl Secrets {
    /// The report without secrets. Taken apart member by member, so that a new one is not forgotten here. What stands in it of the spec
    /// is no secret, and stays.
    pub(crate) fn redact(&self, report: Report) -> Report {
        let Report { title, document, target, requests, sent_again, orders, doubts, max_orders, orders_needed, .. } =
            report;
        let Report { stopped, not_run, left_out, counts, gone, lines, exchanges, .. } = report;
        Report {
            title,
            document,
            target: self.masked(&target),
            requests,
            sent_again,
            orders,
            doubts,
            max_orders,
            orders_needed,
            stopped: stopped.map(|stop| self.stop(stop)),
            not_run,
            left_out,
            counts,
            gone,
            lines: lines.into_iter().map(|line| self.line(line)).collect(),
            exchanges: exchanges.into_iter().map(|exchange| self.exchange(exchange)).collect(),
        }
    }

    fn line(&self, mut line: Line) -> Line {
        for finding in &mut line.findings {
            finding.why = self.reason(&finding.why);
        }
        line
    }

    fn stop(&self, stop: Stop) -> Stop {
        match stop {
            Stop::Credentials(status) => Stop::Credentials(self.reason(&status)),
            Stop::Refused(why) => Stop::Refused(self.reason(&why)),
            Stop::Bound | Stop::Requests | Stop::Interrupted => stop,
        }
    }

    fn exchange(&self, exchange: Exchange) -> Exchange {
        let Exchange { number, tracking_id, method, url, headers, body, status, in_doubt, .. } = exchange;
        let Exchange { answer_headers, answer, .. } = exchange;
        Exchange {
            number,
            tracking_id: tracking_id.map(|id| self.masked(&id)),
            method: self.masked(&method),
            url: self.masked(&url),
            headers: self.headers(headers),
            body: body.map(|body| self.body(&body)),
            status,
            answer_headers: self.headers(answer_headers),
            answer: self.body(&answer),
            in_doubt,
        }
    }

    /// Headers that are secrets by their name are left out.
    fn headers(&self, headers: Vec<(String, String)>) -> Vec<(String, String)> {
        let shown = headers.into_iter().filter(|(name, _)| !Self::header(name));
        shown.map(|(name, value)| (self.masked(&name), self.masked(&value))).collect()
    }

    fn body(&self, text: &str) -> String {
        let text = self.masked(text);
        match text.char_indices().nth(BODY) {
            Some((end, _)) => format!("{}… ({} characters in all)", &text[..end], text.chars().count()),
            None => text,
        }
    }

    pub(crate) fn reason(&self, text: &str) -> String {
        let text = self.masked(text);
        let Some((end, _)) = text.char_indices().nth(REASON) else { return text };
        let head = &text[..end];
        // What is quoted is cut inside its quotes.
        let open = head.matches('`').count() % 2 == 1;
        format!("{head}…{}", if open { "`" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_has_no_part_of_a_secret() {
        let mut secrets = Secrets::default();
        secrets.add("SECRET-S");
        for room in 0..10 {
            let long = format!("`{}SECRET-S{}`", "a".repeat(REASON - room), "b".repeat(REASON));
            let reason = secrets.reason(&long);
            assert!(!reason.contains('S') && reason.ends_with("…`"), "{reason}");
            let long = format!("{}SECRET-S{}", "a".repeat(BODY - room), "b".repeat(BODY));
            let body = secrets.body(&long);
            assert!(!body.contains('S') && body.ends_with("characters in all)"), "{body}");
        }
        assert_eq!((secrets.reason("it is `SECRET-S`"), secrets.body("a")), ("it is `[redacted]`".into(), "a".into()));
    }
}
