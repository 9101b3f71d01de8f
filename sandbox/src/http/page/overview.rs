//! The overview: the latest requests and orders, the numbers that are not free, the clock, the faults and the reset.

use std::collections::BTreeSet;

use colt_numbers_judge::judge::telephone_number::TelephoneNumber;
use colt_numbers_pages::text::marked;
use form_urlencoded::Serializer;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::excerpt::excerpt;
use crate::faults::fault::Fault;
use crate::faults::fault_schedule::{FaultScript, RandomFaults};
use crate::http::app::App;
use crate::http::page::actions::FORM_TOKEN;
use crate::http::page::layout::{Layout, status, time};
use crate::request_log::RecordedRequest;
use crate::served_api::{ADMIN_PATH, SPEC_PATH};
use crate::state::issued_tokens::LIFETIME_SECONDS;
use crate::state::numbers::ReservedRange;
use crate::state::orders::RecordedOrder;
use crate::state::reserve_numbers::UsedLocks;
use crate::sync::lock;

/// The maximum number of rows of each list.
const MAX_ROWS: usize = 50;

/// The seconds after which a browser without scripts reloads the page, if the user wants this.
const REFRESH_SECONDS: u32 = 5;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What the user chose to see, from the query of the page.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// A part of a tracking id; empty for all requests and orders.
    tracking_id: String,
    /// Only requests before this number are listed.
    before: Option<u64>,
    /// A number whose status is shown.
    number: String,
    /// Whether a browser without scripts reloads the page.
    is_refreshed: bool,
}

impl View {
    /// Reads a query.
    pub(crate) fn of_query(query: &str) -> Self {
        let mut view = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "trackingId" => value.trim().clone_into(&mut view.tracking_id),
                "before" => view.before = value.parse().ok(),
                "number" => value.trim().clone_into(&mut view.number),
                "refresh" => view.is_refreshed = true,
                _ => {}
            }
        }
        view
    }

    /// The URL of the page with this filter.
    fn url(&self, before: Option<u64>, is_refreshed: bool) -> String {
        let mut query = Serializer::new(String::new());
        if !self.tracking_id.is_empty() {
            query.append_pair("trackingId", &self.tracking_id);
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        if is_refreshed {
            query.append_pair("refresh", "on");
        }
        format!("{ADMIN_PATH}/?{}", query.finish())
    }
}

/// The first rows of a list, and the number of all rows.
struct Rows<T> {
    shown: Vec<T>,
    total: usize,
}

/// What the overview shows.
pub(crate) struct Overview<'a> {
    app: &'a App,
    view: View,
    now: Timestamp,
    requests: Rows<RecordedRequest>,
    orders: Rows<RecordedOrder>,
    numbers: Rows<ReservedRange>,
    locks: Rows<String>,
    scripts: Vec<FaultScript>,
    random: Option<RandomFaults>,
}

impl<'a> Overview<'a> {
    /// Reads what the page shows.
    pub(crate) fn of(app: &'a App, view: View) -> Self {
        let now = app.clock.now();
        let requests = {
            let log = lock(&app.log);
            let all = log.newest(&view.tracking_id);
            let older = all.filter(|request| view.before.is_none_or(|before| request.number < before));
            let mut older = older.peekable();
            let shown: Vec<_> = older.by_ref().take(MAX_ROWS).cloned().collect();
            Rows { total: shown.len() + older.count(), shown }
        };
        let (orders, numbers, locks) = {
            let mut store = lock(&app.store);
            let (shown, matching) = store.orders.newest(&view.tracking_id, MAX_ROWS);
            let total = store.numbers.held(now).count();
            let numbers = store.numbers.held(now).take(MAX_ROWS).collect();
            let (orders, numbers) = (Rows { shown, total: matching }, Rows { shown: numbers, total });
            let locks = &store.own::<UsedLocks>().0;
            (orders, numbers, Rows { shown: locks.iter().take(MAX_ROWS).cloned().collect(), total: locks.len() })
        };
        let schedule = lock(&app.schedule);
        let (scripts, random) = (schedule.scripts().cloned().collect(), schedule.random().cloned());
        Self { app, view, now, requests, orders, numbers, locks, scripts, random }
    }

    /// The page.
    pub(crate) fn html(&self) -> String {
        let main = html! {
            div.columns {
                div { (self.requests_section()) (self.orders_section()) (self.numbers_section()) }
                div { (self.clock_section()) (self.faults_section()) (self.reset_section()) }
            }
        };
        let refresh = self.view.is_refreshed.then_some(REFRESH_SECONDS);
        Layout { title: "Sandbox", refresh, is_live: true }.page(self.header(), main)
    }

    fn header(&self) -> Markup {
        let (origin, served) = (self.app.origin(), &self.app.served);
        html! {
            h1 { "Sandbox" }
            dl.urls {
                dt { "API" } dd { code { (origin) (served.base_path) } }
                dt { "Token" } dd { code { (origin) (served.token_path) } @if self.app.no_auth { " (not required)" } }
            }
            nav {
                a href="#requests" { "Requests" }
                a href="#orders" { "Orders" }
                a href="#numbers" { "Numbers" }
                a href="#clock" { "Clock" }
                a href="#faults" { "Faults" }
                a href="#reset" { "Reset" }
                a href={ (ADMIN_PATH) "/reference" } { "Reference" }
                a href=(SPEC_PATH) { "Spec" }
            }
            p.live {
                button #live type="button" hidden aria-pressed="true" { "Live" }
                span #connection.soft.small role="status" {}
                noscript {
                    @if self.view.is_refreshed {
                        a href=(self.view.url(self.view.before, false)) { "Stop reloading the page" }
                    } @else {
                        a href=(self.view.url(self.view.before, true)) { "Reload the page every " (REFRESH_SECONDS) " seconds" }
                    }
                }
            }
        }
    }

    fn requests_section(&self) -> Markup {
        let Rows { shown, total } = &self.requests;
        html! {
            section aria-labelledby="requests" {
                h2 #requests { "Requests" }
                form.line action={ (ADMIN_PATH) "/" } {
                    label { "Tracking id contains " input name="trackingId" value=(self.view.tracking_id) autocomplete="off" spellcheck="false"; }
                    button { "Filter" }
                    @if !self.view.tracking_id.is_empty() { a href={ (ADMIN_PATH) "/" } { "Show all" } }
                }
                div #request-list data-live {
                    @if shown.is_empty() { p.card.soft { "No requests." } } @else { (requests_table(shown)) }
                    @if self.view.before.is_some() { a.more href=(self.view.url(None, self.view.is_refreshed)) { "Newest" } }
                    @if let Some(last) = shown.last().filter(|_| *total > shown.len()) {
                        a.more href=(self.view.url(Some(last.number), self.view.is_refreshed)) { (total - shown.len()) " older" }
                    }
                }
            }
        }
    }

    fn orders_section(&self) -> Markup {
        let Rows { shown, total } = &self.orders;
        html! {
            section aria-labelledby="orders" {
                h2 #orders { "Orders" }
                div #order-list data-live {
                    @if shown.is_empty() { p.card.soft { "No orders." } } @else {
                        table {
                            thead { tr { th { "Recorded" } th { "Order" } th { "Operation" } th { "Tracking id" } th { "Lapses" } } }
                            tbody {
                                @for order in shown {
                                    tr {
                                        td data-label="Recorded" { (time(order.recorded_at)) }
                                        td data-label="Order" { code { (order.id) } }
                                        td data-label="Operation" { (order.operation) }
                                        td data-label="Tracking id" { code { (excerpt(&order.tracking_id)) } }
                                        td data-label="Lapses" { (self.lapse(order.lapses_at)) }
                                    }
                                }
                            }
                        }
                    }
                    (more(shown.len(), *total, "orders"))
                }
            }
        }
    }

    fn numbers_section(&self) -> Markup {
        let Rows { shown, total } = &self.numbers;
        html! {
            section aria-labelledby="numbers" {
                h2 #numbers { "Numbers" }
                form.line action={ (ADMIN_PATH) "/#numbers" } {
                    label { "Number " input name="number" value=(self.view.number) inputmode="tel" autocomplete="off"; }
                    button { "Look up" }
                }
                div #number-list data-live {
                    @if !self.view.number.is_empty() { p.card { (self.number_status()) } }
                    @if shown.is_empty() { p.card.soft { "All numbers are " (self.app.served.free) "." } } @else {
                        table {
                            thead { tr { th { "Start" } th { "End" } th { "Status" } th { "Order" } th { "Lapses" } } }
                            tbody {
                                @for range in shown {
                                    tr {
                                        td data-label="Start" { code { (range.start) } }
                                        td data-label="End" { code { (range.end) } }
                                        td data-label="Status" { (range.status) }
                                        td data-label="Order" { code { (range.order_id) } }
                                        td data-label="Lapses" { (self.lapse(range.lapses_at)) }
                                    }
                                }
                            }
                        }
                    }
                    (more(shown.len(), *total, "numbers"))
                    @if !self.locks.shown.is_empty() {
                        p.card {
                            "Used lock ids: "
                            @for lock_id in &self.locks.shown { code { (lock_id) } " " }
                            (more(self.locks.shown.len(), self.locks.total, "numbers"))
                        }
                    }
                }
            }
        }
    }

    /// The status of the number that the user looks up.
    fn number_status(&self) -> Markup {
        let Some(number) = TelephoneNumber::parse(&self.view.number) else {
            return html! { code { (self.view.number) } " is not a telephone number." };
        };
        let holding = lock(&self.app.store).numbers.holding(number, self.now).cloned();
        html! {
            code { (number) } " is "
            @match holding {
                Some(holding) => { strong { (holding.status) } " by the order " code { (holding.order) } "; lapses: " (self.lapse(holding.lapses_at)) }
                None => strong { (self.app.served.free) },
            }
        }
    }

    /// When something lapses, and in how many days.
    fn lapse(&self, lapses_at: Option<Timestamp>) -> Markup {
        let Some(at) = lapses_at else { return html! { "never" } };
        let days = at.duration_since(self.now).as_secs().div_euclid(SECONDS_OF_A_DAY);
        html! {
            (time(at)) " "
            @match days {
                ..0 => span.badge.mute { "lapsed" },
                0 => span.soft { "(in less than a day)" },
                1 => span.soft { "(in 1 day)" },
                days => span.soft { "(in " (days) " days)" },
            }
        }
    }

    fn clock_section(&self) -> Markup {
        let holds: BTreeSet<_> =
            self.app.served.operations.iter().filter_map(|served| served.operation.effects.holds_days).collect();
        html! {
            section aria-labelledby="clock" {
                h2 #clock { "Clock" }
                div.card {
                    // To the minute: if the page changed each second, the script would reload it each second.
                    p #clock-time data-live {
                        strong { (self.now.strftime("%Y-%m-%d %H:%M UTC")) }
                        @if let days @ 1.. = self.app.clock.advanced().as_secs() / SECONDS_OF_A_DAY { span.soft { " (moved forward by " (days) @if days == 1 { " day)" } @else { " days)" } } }
                    }
                    form.line action={ (ADMIN_PATH) "/page/clock" } method="post" {
                        (self.form_token())
                        (clock_button(LIFETIME_SECONDS, "30 minutes", "tokens expire"))
                        (clock_button(SECONDS_OF_A_DAY, "1 day", ""))
                        (clock_button(7 * SECONDS_OF_A_DAY, "7 days", ""))
                        @for days in holds { (clock_button(i64::from(days) * SECONDS_OF_A_DAY, &format!("{days} days"), "reservations lapse")) }
                    }
                    form.line action={ (ADMIN_PATH) "/page/clock" } method="post" {
                        (self.form_token())
                        label { "Days " input.short name="days" type="number" min="1" max="1000000" required; }
                        button { "Move forward" }
                    }
                }
            }
        }
    }

    fn faults_section(&self) -> Markup {
        html! {
            section aria-labelledby="faults" {
                h2 #faults { "Faults" }
                div.card #fault-list data-live {
                    @if self.scripts.is_empty() && self.random.is_none() { p.soft { "No faults are set." } }
                    @if !self.scripts.is_empty() {
                        ol.faults { @for script in &self.scripts { li { (fault_line(script)) } } }
                    }
                    @if let Some(random) = &self.random {
                        p { "Random faults strike a share of " (random.rate) " of the reservations (seed " (random.seed) ")." }
                    }
                    @if !self.scripts.is_empty() || self.random.is_some() {
                        form.line action={ (ADMIN_PATH) "/page/clear-faults" } method="post" {
                            (self.form_token())
                            button #clear-faults { "Remove all faults" }
                        }
                    }
                }
                (self.fault_form())
                (self.random_faults_form())
                details.card {
                    summary { "What each fault does" }
                    dl.wide { @for fault in Fault::ALL { dt { code { (fault) } } dd { (marked(fault.about())) } } }
                }
            }
        }
    }

    fn fault_form(&self) -> Markup {
        let operations = self.app.served.operations.iter().map(|served| served.operation.id.as_str());
        let others = operations.filter(|id| *id != crate::state::reserve_numbers::ID);
        html! {
            form.card.fields action={ (ADMIN_PATH) "/page/faults" } method="post" {
                (self.form_token())
                label { "Fault" select name="fault" { @for fault in Fault::ALL { option { (fault) } } } }
                label { "In requests for" select name="on" {
                    option value="reservation" { "a reservation" }
                    option value="token" { "a token" }
                    @for id in others { option value=(id) { (id) } }
                } }
                label { "Strikes" select name="when" {
                    option value="" { "after the effect, if possible" }
                    option value="before" { "before the effect" }
                    option value="after" { "after the effect" }
                } }
                label { "Times" input name="times" type="number" min="1" max="1000000" value="1"; }
                label { "Retry-After" input name="retryAfter" placeholder="as the fault has it" autocomplete="off"; }
                label { "Lasts at most, in milliseconds" input name="lastsMillis" type="number" min="1" max="4294967295" placeholder="no limit of its own"; }
                button { "Set the fault" }
            }
        }
    }

    fn random_faults_form(&self) -> Markup {
        html! {
            form.card.fields action={ (ADMIN_PATH) "/page/random-faults" } method="post" {
                (self.form_token())
                label { "Share of random faults, 0 to 1" input name="rate" type="number" min="0" max="1" step="any" required; }
                label { "Seed" input name="seed" type="number" min="0" value="0"; }
                button { "Set random faults" }
            }
        }
    }

    fn reset_section(&self) -> Markup {
        html! {
            section aria-labelledby="reset" {
                h2 #reset { "Reset" }
                details.card {
                    summary { "Reset the sandbox" }
                    p { "Removes all requests, orders, locks, tokens and faults, and resets the clock." }
                    form action={ (ADMIN_PATH) "/page/reset" } method="post" {
                        (self.form_token())
                        button.danger { "Reset now" }
                    }
                }
            }
        }
    }

    fn form_token(&self) -> Markup {
        html! { input type="hidden" name=(FORM_TOKEN) value=(self.app.form_token); }
    }
}

fn clock_button(seconds: i64, label: &str, why: &str) -> Markup {
    html! { button name="seconds" value=(seconds) title=[(!why.is_empty()).then_some(why)] { "+ " (label) } }
}

fn requests_table(requests: &[RecordedRequest]) -> Markup {
    html! {
        table.requests {
            thead { tr { th { "Time" } th { "Operation" } th { "Tracking id" } th { "Status" } th { "Why" } } }
            tbody {
                @for request in requests {
                    tr {
                        td {
                            a #{ "request-" (request.number) } href={ (ADMIN_PATH) "/page/requests/" (request.number) } {
                                (time(request.received_at))
                            }
                        }
                        td { @match &request.operation { Some(id) => (id), None => { (request.method) " " (excerpt(&request.path)) } } }
                        td data-label="Tracking id" { @match &request.tracking_id { Some(id) => code { (excerpt(id)) }, None => span.soft { "none" } } }
                        td { (status(request)) }
                        td { (why(request)) }
                    }
                }
            }
        }
    }
}

/// Why a request has its status: the fault, the first violation with its source, the reason of the rejection, or the order.
fn why(request: &RecordedRequest) -> Markup {
    let violation = request.violations.first();
    let others = request.violations.len().saturating_sub(1);
    html! {
        @if let Some(script) = &request.fault {
            code { (script.fault) (script.timing().suffix()) } " "
        }
        @match (&request.rejection, violation) {
            (_, Some(violation)) => {
                code { (violation.id) } @if !violation.pointer.is_empty() { " at " code { (violation.pointer) } } ": " (marked(&violation.message))
                @if let Some(source) = &violation.source { " " span.soft.small { "(" (source) ")" } }
                @if others > 0 { " " span.soft.small { "and " (others) " more" } }
            }
            (Some(rejection), None) => {
                (marked(&rejection.message))
                @if let Some(source) = &rejection.source { " " span.soft.small { "(" (source) ")" } }
            }
            (None, None) => {}
        }
        @if let Some(id) = &request.order_id { " order " code { (id) } }
    }
}

fn fault_line(script: &FaultScript) -> Markup {
    let on = String::from(script.on.clone());
    html! {
        code { (script.fault) (script.timing().suffix()) } " on " (on)
        @if script.times > 1 { ", " (script.times) " times" }
        @if let Some(value) = &script.retry_after { ", " code { "Retry-After: " (value) } }
    }
}

/// How many rows are not shown, with the place of all of them.
fn more(shown: usize, total: usize, path: &str) -> Markup {
    html! {
        @if total > shown {
            p.soft.small { (shown) " of " (total) " are shown. " a href={ (ADMIN_PATH) "/" (path) } { "All, as JSON" } }
        }
    }
}
