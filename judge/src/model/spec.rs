//! The spec: an OpenAPI 3.0 document that has been parsed.

use serde_json::Value;

use crate::model::error::SpecError;
use crate::model::operation::{self, Operation};
use crate::model::rule::{self, Rule};
use crate::model::server::{self, Server};

/// A parsed spec.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The whole document.
    pub root: Value,
    /// The title of the API.
    pub title: String,
    /// The titles of the vendor's documents that the spec was written from.
    pub documents: Vec<String>,
    /// All operations, sorted by path and method.
    pub operations: Vec<Operation>,
    /// All rules, sorted by id.
    pub rules: Vec<Rule>,
    /// All servers, in the order of the document.
    pub servers: Vec<Server>,
}

fn document_titles(root: &Value) -> Vec<String> {
    let documents = root.pointer("/info/x-documents").and_then(Value::as_array).into_iter().flatten();
    documents.filter_map(|document| document.get("title")?.as_str().map(str::to_owned)).collect()
}

impl Spec {
    /// Parses a spec: an OpenAPI 3.0 document in JSON.
    ///
    /// ```
    /// use colt_numbers_judge::model::spec::Spec;
    ///
    /// let spec = Spec::read(colt_numbers_api::OPENAPI_JSON)?;
    /// assert!(spec.operation("reserveNumbers").is_some());
    /// # Ok::<(), colt_numbers_judge::model::error::SpecError>(())
    /// ```
    ///
    /// # Errors
    /// If the text is not JSON, has no paths, or declares a rule without a severity or operations.
    pub fn read(json: &str) -> Result<Self, SpecError> {
        let root: Value =
            serde_json::from_str(json).map_err(|error| SpecError::new("", format!("not JSON: {error}")))?;
        let text = |pointer: &str| root.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            title: text("/info/title").unwrap_or_else(|| "an API without a title".to_owned()),
            documents: document_titles(&root),
            operations: operation::read(&root)?,
            rules: rule::read(&root)?,
            servers: server::read(&root),
            root,
        })
    }

    /// The server whose id is `sandbox`, or else the first server.
    pub fn sandbox(&self) -> Option<&Server> {
        self.servers.iter().find(|server| server.id.as_deref() == Some("sandbox")).or(self.servers.first())
    }

    /// The operation with an id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
