//! The response of an operation without a handler: an example of the spec, or else a sample of the response's schema.

use axum::http::StatusCode;
use colt_numbers_judge::judge::schema::Schema;
use colt_numbers_judge::model::media_type::{is_json, without_range};
use colt_numbers_judge::model::operation::{Operation, Response};
use colt_numbers_judge::model::pointer;
use colt_numbers_judge::model::sample::sample;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::state::call::{Call, Reply, ReplyBody};
use crate::state::store::Store;

/// A successful response, the same for each call except for its order id.
#[derive(Debug)]
pub(crate) struct StatelessResponse {
    reply: Reply,
    /// The pointer of the order id in the body.
    order: Option<String>,
    /// The schema of the body.
    schema: Option<Schema>,
}

impl StatelessResponse {
    /// Makes the response; an error is the reason why the spec does not allow a response.
    pub(crate) fn of(spec: &Spec, operation: &Operation) -> Result<Self, String> {
        let documented = operation.responses.iter().find(|response| response.status.starts_with('2'));
        let documented = documented.or_else(|| operation.response(200)).ok_or("the spec has no successful response")?;
        let content = documented.json_content().or(documented.content.first());
        let fallback = if content.is_some() { StatusCode::OK } else { StatusCode::NO_CONTENT };
        let status = documented.status.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
        let (body, schema) = content.map(|content| body(spec, documented, content)).transpose()?.unzip();
        let reply = Reply { status: status.unwrap_or(fallback), headers: headers(spec, documented), body };
        Ok(Self { reply, order: operation.effects.order.clone(), schema: schema.flatten() })
    }

    /// The response with an order id of its own, if the schema allows it.
    pub(crate) fn reply(&self) -> Reply {
        let mut body = self.reply.json_body();
        if let Some(id) = self.order.as_ref().and_then(|pointer| body.pointer_mut(pointer)) {
            *id = Uuid::new_v4().to_string().into();
        }
        let is_valid = !body.is_null() && self.schema.as_ref().is_none_or(|schema| schema.is_valid(&body));
        match self.order {
            Some(_) if is_valid => Reply { body: Some(ReplyBody::Json(body)), ..self.reply.clone() },
            _ => self.reply.clone(),
        }
    }

    /// Responds to a call, and records its order if the operation places orders.
    pub(crate) fn respond(&self, call: &Call<'_>, store: &mut Store) -> Reply {
        let reply = self.reply();
        if call.operation.effects.orders {
            let body = reply.json_body();
            let id = self.order.as_ref().and_then(|pointer| body.pointer(pointer)?.as_str()).unwrap_or_default();
            store.orders.record(id, call, None);
        }
        reply
    }
}

/// The first example that the schema allows, or else a sample.
fn body(
    spec: &Spec,
    response: &Response,
    (media, schema): &(String, Value),
) -> Result<(ReplyBody, Option<Schema>), String> {
    let at = format!("{}/schema", pointer::join(&format!("{}/content", response.at), media));
    let compiled = match schema {
        Value::Null => None,
        schema => Some(Schema::for_responses(&spec.root, schema, &at).map_err(|error| error.to_string())?),
    };
    let sample = || if schema.is_null() { json!({}) } else { sample(&spec.root, schema, &at) };
    let is_valid = |value: &Value| compiled.as_ref().is_none_or(|schema| schema.is_valid(value));
    let mut candidates = response.examples.iter().cloned().chain(std::iter::once_with(sample));
    let value = candidates.find(is_valid);
    let value =
        value.ok_or_else(|| format!("no valid body can be made for `{}`; hint: add an example", response.at))?;
    let media_type = without_range(media);
    let body = match value {
        value if is_json(media) => ReplyBody::Json(value),
        Value::String(text) => ReplyBody::Text { media_type, text },
        value => ReplyBody::Text { media_type, text: value.to_string() },
    };
    Ok((body, compiled))
}

/// The required headers, with samples of their schemas.
fn headers(spec: &Spec, response: &Response) -> Vec<(String, String)> {
    let header = |name: &String| {
        let at = format!("{}/schema", pointer::join(&format!("{}/headers", response.at), name));
        let value = sample(&spec.root, spec.root.pointer(&at).unwrap_or(&Value::Null), &at);
        (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    response.headers.iter().map(|(name, _)| header(name)).collect()
}
