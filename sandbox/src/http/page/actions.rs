//! The forms of the page: moves the clock forward, sets and removes faults, and resets the sandbox.
//!
//! `origin` rejects requests of other origins by their headers. A form also needs a secret of the page, so that the protection does not rely
//! on the browser alone.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::faults::fault::{Fault, FaultError};
use crate::faults::fault_schedule::{FaultScript, FaultTarget, RandomFaults};
use crate::http::app::App;
use crate::http::page::layout::message_page;
use crate::http::page::responses::{page, redirect};
use crate::http::request::read_body;
use crate::sync::lock;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// The name of the field with the page's secret.
pub(crate) const FORM_TOKEN: &str = "formToken";

/// The fields of a form.
struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form of the page.
    async fn read(app: &App, request: Request) -> Result<Self, FormError> {
        let bytes = read_body(request.into_body()).await.unwrap_or_default();
        let form = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        if form.text(FORM_TOKEN) == app.form_token {
            return Ok(form);
        }
        Err(FormError::Foreign)
    }

    /// The trimmed text of a field; empty if it is missing.
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The number in a field; `None` if the field is empty.
    fn number<T: std::str::FromStr>(&self, name: &str, label: &str) -> Result<Option<T>, FormError> {
        match self.text(name) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| invalid(&format!("{label}: the value is not a number in the allowed range."))),
        }
    }
}

type FormResult = Result<Response, FormError>;

/// Why a form has no effect.
pub(crate) enum FormError {
    /// The page's secret is missing.
    Foreign,
    /// A field is invalid.
    Invalid(String),
}

impl IntoResponse for FormError {
    fn into_response(self) -> Response {
        match self {
            Self::Foreign => {
                let message = "The form is not a form of this page, or the page is one of a sandbox that has ended. Open the page again.";
                page(StatusCode::FORBIDDEN, message_page("The form was rejected", message))
            }
            Self::Invalid(message) => page(StatusCode::BAD_REQUEST, message_page("The form is invalid", &message)),
        }
    }
}

fn invalid(message: &str) -> FormError {
    FormError::Invalid(message.to_owned())
}

/// Moves the clock forward by `seconds`, or by `days`.
pub(crate) async fn advance_clock(State(app): State<Arc<App>>, request: Request) -> FormResult {
    let form = Form::read(&app, request).await?;
    let seconds = form.number::<u64>("seconds", "Seconds")?;
    let days = form.number::<u32>("days", "Days")?;
    let seconds = seconds.or(days.map(|days| u64::from(days) * SECONDS_OF_A_DAY));
    app.clock.advance(Duration::from_secs(seconds.ok_or_else(|| invalid("Enter a number of days."))?));
    Ok(redirect("#clock"))
}

/// Appends a fault to the schedule.
pub(crate) async fn add_fault(State(app): State<Arc<App>>, request: Request) -> FormResult {
    let form = Form::read(&app, request).await?;
    let rejected = |error: FaultError| invalid(&format!("{error}."));
    let fault: Fault = form.text("fault").parse().map_err(rejected)?;
    let mut script = FaultScript::new(fault);
    script.on = FaultTarget::from(form.text("on").to_owned());
    script = match form.text("when") {
        "before" => script.before(),
        "after" => script.after(),
        _ => script,
    };
    if let Some(times) = form.number("times", "Times")? {
        script = script.times(times);
    }
    if let Some(millis) = form.number("lastsMillis", "Milliseconds")? {
        script = script.lasts_millis(millis);
    }
    if !form.text("retryAfter").is_empty() {
        script = script.retry_after(form.text("retryAfter"));
    }
    app.script(script).await.map_err(rejected)?;
    Ok(redirect("#faults"))
}

/// Sets the random faults; a share of 0 turns them off.
pub(crate) async fn set_random_faults(State(app): State<Arc<App>>, request: Request) -> FormResult {
    let form = Form::read(&app, request).await?;
    let rate = form.number::<f64>("rate", "Share")?.filter(|rate| (0.0..=1.0).contains(rate));
    let rate = rate.ok_or_else(|| invalid("The share must be a number from 0 to 1."))?;
    let seed = form.number("seed", "Seed")?.unwrap_or_default();
    lock(&app.schedule).set_random(Some(RandomFaults::new(seed, rate)));
    Ok(redirect("#faults"))
}

/// Removes all faults that have not struck.
pub(crate) async fn clear_faults(State(app): State<Arc<App>>, request: Request) -> FormResult {
    Form::read(&app, request).await?;
    app.clear_faults().await;
    Ok(redirect("#faults"))
}

/// Removes all recorded data and faults, and resets the clock.
pub(crate) async fn reset(State(app): State<Arc<App>>, request: Request) -> FormResult {
    Form::read(&app, request).await?;
    app.reset().await;
    Ok(redirect(""))
}
