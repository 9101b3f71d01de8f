//! The reference of the API, made from the spec that the sandbox serves.

use colt_numbers_pages::page::Style;
use colt_numbers_pages::reference::reference;
use maud::html;

use crate::http::app::App;
use crate::http::page::layout::page_file;
use crate::served_api::ADMIN_PATH;

/// The page as HTML. It is of the vendor's API, with the vendor's servers.
pub(crate) fn page(app: &App) -> String {
    let links = html! { p { a href={ (ADMIN_PATH) "/" } { "Back to the sandbox" } } };
    let files = ["look.css", "reference.css"].map(page_file);
    let files = files.each_ref().map(String::as_str);
    reference(&app.served.spec.root, &app.served.cases).page_with(Style::Files(&files), links)
}
