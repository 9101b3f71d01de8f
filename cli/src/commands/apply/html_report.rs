//! Writes the report of a plan as one self-contained HTML page: what is in doubt and what to do, what lapses when, what was rejected and ordered.

use std::collections::BTreeMap;

use colt_numbers_contract::HTML_STYLE;
use colt_numbers_journal::{Entry, Filter, Journal, State, Status, Tally};
use colt_numbers_pages::page::{Page, Style};
use colt_numbers_pages::text::marked;
use maud::{Markup, html};

use crate::command_failure::CommandFailure;
use crate::doubt::Doubt;
use crate::journal_file::journal_failure;
use crate::order_pages::for_each_page;
use crate::order_record::{OrderJson, utc};
use crate::violations::count_of;

/// At most this many orders of a section are listed.
const MAX_LISTED: usize = 1000;

/// At most this many bytes of a response are shown.
const MAX_RESPONSE: usize = 4096;

/// The contents of the page.
#[derive(Debug)]
pub struct HtmlReport {
    status: Status,
    /// Why the run ended early.
    message: Option<String>,
    /// The results that this run could not record: their orders may be in doubt, whatever the journal says.
    unrecorded: Vec<String>,
    made_at: String,
    doubts: Vec<DoubtWithResponse>,
    /// Another process is sending them, or their results were not recorded.
    sending: Vec<OrderJson>,
    /// The accepted orders by the day on which they may lapse; `None` if the day is not known.
    lapses: BTreeMap<Option<String>, Tally>,
    rejected: Vec<OrderJson>,
    accepted: Vec<OrderJson>,
}

/// An order in doubt, and the part of the response that arrived.
#[derive(Debug)]
struct DoubtWithResponse {
    doubt: Doubt,
    response: Option<String>,
}

impl HtmlReport {
    /// Reads the plan from the journal.
    pub async fn read(
        journal: &Journal,
        plan: &str,
        (message, unrecorded): (Option<String>, Vec<String>),
    ) -> Result<Self, CommandFailure> {
        let status = journal.status_of(plan).await.map_err(journal_failure)?;
        let (mut in_doubt, mut sending, mut rejected, mut accepted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut lapses: BTreeMap<_, Tally> = BTreeMap::new();
        for_each_page(journal, Filter::all().plan(plan), |entries| {
            for entry in entries {
                match entry.state {
                    state if state.is_in_doubt() => push(&mut in_doubt, entry),
                    State::Sending => push(&mut sending, entry),
                    State::Rejected => push(&mut rejected, entry),
                    State::Accepted => {
                        let tally = lapses.entry(entry.lapses_on.clone()).or_default();
                        tally.orders += 1;
                        tally.numbers += entry.numbers.unwrap_or(0);
                        push(&mut accepted, entry);
                    }
                    _ => {}
                }
            }
            Ok(())
        })
        .await?;
        let mut doubts = Vec::new();
        for entry in in_doubt {
            let response = entry.response.as_deref().filter(|response| !response.is_empty()).map(shown_response);
            let account = (status.stock.clone(), status.account.clone());
            doubts.push(DoubtWithResponse { doubt: Doubt::new(journal, entry, account).await?, response });
        }
        let made_at = utc(std::time::SystemTime::now());
        let records = |entries: Vec<Entry>| entries.into_iter().map(OrderJson::new).collect();
        Ok(Self {
            status,
            message,
            unrecorded,
            made_at,
            doubts,
            sending: records(sending),
            lapses,
            rejected: records(rejected),
            accepted: records(accepted),
        })
    }

    /// The page.
    pub fn html(&self) -> String {
        let title = format!("Orders of plan {}", self.status.plan);
        let main = html! {
            (self.doubt_section())
            (self.list_section("sending", "Being sent: do not order these numbers again", &self.sending, State::Sending))
            (self.lapse_section())
            (self.list_section("rejected", "Rejected: nothing was ordered", &self.rejected, State::Rejected))
            (self.list_section("ordered", "Ordered", &self.accepted, State::Accepted))
        };
        let footer = html! {
            p { "Made by " code { "colt-numbers apply --report" } " at " (self.made_at) ". The journal may have changed since." }
        };
        let (header, style) = (self.head(&title), Style::InPage(HTML_STYLE));
        Page { title: &title, skip: "Skip to the orders", style, head: html! {}, header, main, footer }.html()
    }

    fn head(&self, title: &str) -> Markup {
        let (class, verdict) = self.verdict();
        html! {
                h1 { (title) }
                p.soft { "Target " code { (self.status.stock) } ", account " code { (self.status.account) } }
                div class={ "banner " (class) } {
                    (verdict)
                    @if let Some(message) = &self.message { p { (message) } }
                    @for unrecorded in &self.unrecorded { p { (marked(unrecorded)) } }
                }
                ul.counts aria-label="Orders by state" {
                    @for (state, tally) in &self.status.by_state {
                        li {
                            b class={ "n-" (class_of(*state)) } { (tally.orders) }
                            span class={ "badge " (class_of(*state)) } { (state) }
                            div.soft.small { (count_of(tally.numbers, "number")) }
                        }
                    }
                }
        }
    }

    fn verdict(&self) -> (&'static str, String) {
        let (status, orders) = (&self.status, |state| self.status.orders(state));
        let (sending, open) = (orders(State::Sending), orders(State::Planned));
        if sending > 0 || !self.unrecorded.is_empty() {
            let doubts = status.in_doubt() + sending;
            let orders = count_of(doubts.max(self.unrecorded.len() as u64), "order");
            return ("drift", format!("{orders} in doubt or still being sent: they may have been ordered"));
        }
        match (status.in_doubt(), open, orders(State::Rejected)) {
            (0, 0, 0) => {
                ("pass", format!("Nothing is in doubt: {} accepted", count_of(orders(State::Accepted), "order")))
            }
            (0, 0, rejected) => ("inconclusive", format!("Nothing is in doubt, but {} rejected", were(rejected))),
            (0, open, _) => ("inconclusive", format!("Nothing is in doubt, but {} not sent", were(open))),
            (1, ..) => ("drift", "1 order is in doubt: it may have been ordered".to_owned()),
            (doubts, ..) => ("drift", format!("{doubts} orders are in doubt: they may have been ordered")),
        }
    }

    fn doubt_section(&self) -> Markup {
        let Some(first) = self.doubts.first() else { return html! {} };
        html! {
            section aria-labelledby="doubt" {
                h2 #doubt { "In doubt, and what to do" }
                section.card {
                    p { "Do not order these numbers again. To find out, check these sources, best first:" }
                    ol { @for source in &first.doubt.sources { li { (marked(source)) } } }
                    p { "Then settle each order with evidence, by an export of your numbers or one by hand:" }
                    pre {
                        "colt-numbers reconcile --inventory export.csv --as-of TIME\n"
                        "colt-numbers reconcile --tracking-id ID --ordered ORDER-ID --evidence TEXT\n"
                        "colt-numbers reconcile --tracking-id ID --not-ordered --evidence TEXT --as-of TIME"
                    }
                }
                section.card {
                    @for doubt in &self.doubts { (doubt_article(doubt)) }
                    (more(self.status.in_doubt(), self.doubts.len()))
                }
            }
        }
    }

    fn lapse_section(&self) -> Markup {
        html! {
            @if !self.lapses.is_empty() {
                section aria-labelledby="lapses" {
                    h2 #lapses { "What may lapse when" }
                    section.card {
                        p.soft { "A reservation lapses unless its numbers are activated by then. Days are in UTC." }
                        ul.rows {
                            @for (day, tally) in &self.lapses {
                                li.row {
                                    span { (day.as_deref().unwrap_or("not known")) }
                                    span.what { (count_of(tally.orders, "order")) }
                                    span.soft.small { (count_of(tally.numbers, "number")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn list_section(&self, id: &str, heading: &str, orders: &[OrderJson], state: State) -> Markup {
        html! {
            @if !orders.is_empty() {
                section aria-labelledby=(id) {
                    h2 id=(id) { (heading) }
                    section.card {
                        ul.rows { @for order in orders { li { (row(order, state)) } } }
                        (more(self.status.orders(state), orders.len()))
                    }
                }
            }
        }
    }
}

/// Keeps an order, if there are not too many.
fn push(list: &mut Vec<Entry>, entry: Entry) {
    if list.len() < MAX_LISTED {
        list.push(entry);
    }
}

fn shown_response(response: &[u8]) -> String {
    let shown = &response[..response.len().min(MAX_RESPONSE)];
    let rest = if shown.len() < response.len() { "…" } else { "" };
    format!("{}{rest}", String::from_utf8_lossy(shown))
}

fn doubt_article(DoubtWithResponse { doubt, response }: &DoubtWithResponse) -> Markup {
    let order = &doubt.order;
    html! {
        article {
            h4 { span.badge.drift { (order.state()) } " " (numbers(order)) }
            dl {
                dt { "Tracking id" }
                dd { code { (order.tracking_id()) } }
                @if doubt.sent_tracking_id != order.tracking_id() {
                    dt { "Sent as" }
                    dd { code { (doubt.sent_tracking_id) } }
                }
                dt { "Order" }
                dd { (order.position_text()) }
                @if let Some(sent_at) = &doubt.sent_at { dt { "Sent" } dd { (sent_at) } }
                @if let Some(reason) = order.reason() { dt { "Reason" } dd { (marked(reason)) } }
                @if let Some(from) = &doubt.not_ordered_from {
                    dt { "Not ordered" }
                    dd { "only with evidence of " (from) " or later" }
                }
            }
            @if let Some(response) = response { details { summary { "The response that arrived" } pre { (response) } } }
        }
    }
}

fn row(order: &OrderJson, state: State) -> Markup {
    html! {
        div.row {
            span { span class={ "badge " (class_of(state)) } { (state) } }
            span.what { (numbers(order)) @if let Some(reason) = order.reason() { ": " (marked(reason)) } }
            span.soft.small { (order.position_text()) }
        }
        div.cases {
            "Tracking id " code { (order.tracking_id()) }
            @if let Some(order_id) = order.order_id() { ", order id " code { (order_id) } }
            @if let Some(day) = order.lapses_on() { ", may lapse on " (day) }
        }
    }
}

fn numbers(order: &OrderJson) -> String {
    let text = order.numbers_text();
    if text.is_empty() { "numbers not known".to_owned() } else { text }
}

/// How many orders are not listed.
fn more(all: u64, listed: usize) -> Markup {
    let more = all.saturating_sub(listed as u64);
    html! { @if more > 0 { p.soft { (count_of(more, "more order")) "; " code { "colt-numbers status" } " lists all" } } }
}

fn were(orders: u64) -> String {
    format!("{} {}", count_of(orders, "order"), if orders == 1 { "was" } else { "were" })
}

/// The class of a state in the style sheet.
fn class_of(state: State) -> &'static str {
    match state {
        State::Accepted => "pass",
        State::Unknown | State::Unreadable => "drift",
        State::Planned | State::Sending | State::Rejected => "inconclusive",
        _ => "skipped",
    }
}
