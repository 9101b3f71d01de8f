//! HTML pages that need no script and load nothing: the frame and the look that the pages of all crates share, and the reference of an API, which
//! is made from its spec.
//!
//! ```
//! use colt_numbers_pages::reference::reference;
//! use serde_json::{Value, json};
//!
//! let spec = json!({
//!     "info": { "title": "Ping", "version": "1" },
//!     "paths": { "/ping": { "get": { "operationId": "ping", "responses": { "204": { "description": "Alive." } } } } },
//! });
//! let page = reference(&spec, &Value::Null).page();
//! assert!(page.contains("Alive."));
//! ```

pub mod page;
pub mod reference;
pub mod shell;
pub mod text;
