//! Redacts secrets in a report and then truncates long text. The order matters: a secret that is cut in two would not be recognized.

mod escapes;
pub(crate) mod secrets;

use crate::{
    redact::secrets::Secrets,
    report::{CheckReport, Exchange, Report, StopReason},
};

/// The most characters of a body in a report.
const MAX_BODY: usize = 4096;

/// The most characters of a reason.
const MAX_REASON: usize = 400;

impl Secrets {
    /// The report without secrets and with long text truncated. The code names every member of the report, so that the compiler rejects a
    /// forgotten one. Text from the spec is not secret and stays unchanged.
    pub(crate) fn redact(&self, report: Report) -> Report {
        let Report {
            title,
            document,
            target,
            run,
            requests,
            sent_again,
            orders,
            doubts,
            max_orders,
            orders_needed,
            ..
        } = report;
        let Report { stopped, not_run, left_out, untested, counts, without_drift, results, exchanges, .. } = report;
        Report {
            title,
            document,
            target: self.redact_text(&target),
            run,
            requests,
            sent_again,
            orders,
            doubts,
            max_orders,
            orders_needed,
            stopped: stopped.map(|reason| self.redact_stop(reason)),
            not_run,
            left_out,
            untested,
            counts,
            without_drift,
            results: results
                .into_iter()
                .map(|mut result| {
                    result.checks.iter_mut().for_each(|check| self.redact_check(check));
                    result
                })
                .collect(),
            exchanges: exchanges.into_iter().map(|exchange| self.redact_exchange(exchange)).collect(),
        }
    }

    fn redact_check(&self, check: &mut CheckReport) {
        check.why = self.redact_reason(&check.why);
    }

    fn redact_stop(&self, reason: StopReason) -> StopReason {
        match reason {
            StopReason::Credentials(status) => StopReason::Credentials(self.redact_reason(&status)),
            StopReason::Unavailable(why) => StopReason::Unavailable(self.redact_reason(&why)),
            StopReason::MaxOrders | StopReason::MaxRequests | StopReason::Interrupted => reason,
        }
    }

    fn redact_exchange(&self, exchange: Exchange) -> Exchange {
        let Exchange { number, tracking_id, method, url, headers, body, status, in_doubt, .. } = exchange;
        let Exchange { response_headers, response, milliseconds, .. } = exchange;
        Exchange {
            number,
            tracking_id: tracking_id.map(|id| self.redact_text(&id)),
            method: self.redact_text(&method),
            url: self.redact_text(&url),
            headers: self.redact_headers(headers),
            body: body.map(|body| self.redact_body(&body)),
            status,
            response_headers: self.redact_headers(response_headers),
            response: self.redact_body(&response),
            in_doubt,
            milliseconds,
        }
    }

    /// Leaves out headers that always hold secrets.
    fn redact_headers(&self, headers: Vec<(String, String)>) -> Vec<(String, String)> {
        let shown = headers.into_iter().filter(|(name, _)| !Self::is_secret_header(name));
        shown.map(|(name, value)| (self.redact_text(&name), self.redact_text(&value))).collect()
    }

    fn redact_body(&self, text: &str) -> String {
        let text = self.redact_text(text);
        match text.char_indices().nth(MAX_BODY) {
            Some((end, _)) => format!("{}… ({} characters in all)", &text[..end], text.chars().count()),
            None => text,
        }
    }

    /// A reason without secrets, truncated.
    pub(crate) fn redact_reason(&self, text: &str) -> String {
        let text = self.redact_text(text);
        let Some((end, _)) = text.char_indices().nth(MAX_REASON) else { return text };
        let head = &text[..end];
        // If the cut is inside a quotation, close it.
        let open = head.matches('`').count() % 2 == 1;
        format!("{head}…{}", if open { "`" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_text_has_no_part_of_a_secret() {
        let mut secrets = Secrets::default();
        secrets.add("SECRET-S");
        for room in 0..10 {
            let long = format!("`{}SECRET-S{}`", "a".repeat(MAX_REASON - room), "b".repeat(MAX_REASON));
            let reason = secrets.redact_reason(&long);
            assert!(!reason.contains('S') && reason.ends_with("…`"), "{reason}");
            let long = format!("{}SECRET-S{}", "a".repeat(MAX_BODY - room), "b".repeat(MAX_BODY));
            let body = secrets.redact_body(&long);
            assert!(!body.contains('S') && body.ends_with("characters in all)"), "{body}");
        }
        assert_eq!(
            (secrets.redact_reason("it is `SECRET-S`"), secrets.redact_body("a")),
            ("it is `[redacted]`".into(), "a".into())
        );
    }
}
