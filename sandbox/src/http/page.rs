//! The page of the sandbox under `/__sandbox/`: what was requested, ordered and reserved, and forms for the clock, the faults and a reset;
//! and the reference of the API.
//!
//! The page works without scripts; its script only keeps it up to date. All text is escaped, and the page loads nothing from elsewhere.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::http::app::App;
use crate::http::page::layout::{message_page, page_file};
use crate::http::page::overview::{Overview, View};
use crate::http::page::responses::{file, page, redirect};
use crate::served_api::ADMIN_PATH;
use crate::sync::lock;

mod actions;
mod curl;
mod layout;
mod overview;
mod reference;
mod request_details;
mod responses;

const CSS: &str = include_str!("page/page.css");
const CSS_TYPE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = include_str!("page/page.js");

/// The routes of the page.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(ADMIN_PATH, get(async || redirect("")))
        .route(&format!("{ADMIN_PATH}/"), get(overview))
        .route(&format!("{ADMIN_PATH}/page/requests/{{number}}"), get(request_details))
        .route(&format!("{ADMIN_PATH}/reference"), get(reference_page))
        .route(&page_file("look.css"), get(async || file(CSS_TYPE, colt_numbers_pages::page::STYLE)))
        .route(&page_file("style.css"), get(async || file(CSS_TYPE, CSS)))
        .route(&page_file("reference.css"), get(async || file(CSS_TYPE, colt_numbers_pages::reference::STYLE)))
        .route(&page_file("script.js"), get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route(&format!("{ADMIN_PATH}/page/clock"), post(actions::advance_clock))
        .route(&format!("{ADMIN_PATH}/page/faults"), post(actions::add_fault))
        .route(&format!("{ADMIN_PATH}/page/random-faults"), post(actions::set_random_faults))
        .route(&format!("{ADMIN_PATH}/page/clear-faults"), post(actions::clear_faults))
        .route(&format!("{ADMIN_PATH}/page/reset"), post(actions::reset))
}

/// The overview. Its `ETag` is a hash of the page, so that the script loads only pages that have changed.
async fn overview(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response {
    let view = View::of_query(uri.query().unwrap_or_default());
    let html = Overview::of(&app, view).html();
    let mut hash = DefaultHasher::new();
    html.hash(&mut hash);
    let tag = format!("\"{:016x}\"", hash.finish());
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { page(StatusCode::OK, html) };
    response.headers_mut().extend(HeaderValue::try_from(tag).ok().map(|tag| (ETAG, tag)));
    response
}

async fn reference_page(State(app): State<Arc<App>>) -> Response {
    page(StatusCode::OK, reference::page(&app))
}

async fn request_details(State(app): State<Arc<App>>, Path(number): Path<String>, _: Request) -> Response {
    let number = number.parse().ok();
    let (request, has_next) = {
        let log = lock(&app.log);
        let request = number.and_then(|number| log.get(number).cloned());
        (request, number.is_some_and(|number: u64| log.get(number.saturating_add(1)).is_some()))
    };
    match request {
        Some(request) => page(StatusCode::OK, request_details::html(&app, &request, has_next)),
        None => page(
            StatusCode::NOT_FOUND,
            message_page(
                "This request is not kept",
                "Only the latest 500 requests are kept, and a reset removes them.",
            ),
        ),
    }
}
