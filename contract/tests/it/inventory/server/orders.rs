//! The activation and the return of numbers, and the orders.

use serde_json::{Value, json};

use super::{
    State, has_length,
    http::{Rejection, Reply, Request, decoded, no_content, reply},
};
use crate::spec_facts::COUNTRIES;

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    is_digits && (7..=16).contains(&digits.len())
}

fn is_order_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_tracking_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.~:@-".contains(&byte);
    (1..=255).contains(&text.len()) && text.bytes().all(is_allowed)
}

impl State {
    fn check_number<'n>(&self, number: &'n str) -> Result<&'n str, Rejection> {
        let is_valid = match self.defect {
            "number-unchecked" => true,
            "number-decoded-twice" => is_number(&decoded(number)),
            _ => is_number(number),
        };
        is_valid.then_some(number).ok_or((400, "the number is not one"))
    }

    fn check_tracking_id(&self, request: &Request) -> Result<(), Rejection> {
        match request.header("x-call-id") {
            None if self.has("tracking-optional") => Ok(()),
            Some(id) if is_tracking_id(id) => Ok(()),
            _ => Err((400, "the tracking id is missing or not one")),
        }
    }

    pub fn activate(&mut self, request: &Request, number: &str) -> Result<Reply, Rejection> {
        self.check_tracking_id(request)?;
        let number = self.check_number(number)?;
        let media = request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        if media != "application/json" && !self.has("any-content-type") {
            return Err((415, "the body is not JSON"));
        }
        let body: Value = serde_json::from_slice(&request.body).map_err(|_| (400, "the body is not JSON"))?;
        let object = body.as_object().ok_or((400, "the body is not an object"))?;
        self.check_activation(object)?;
        if !self.active.insert(number.to_owned()) {
            return Err((409, "the number is active already"));
        }
        self.count += 1;
        let id = format!("order-{}", self.count);
        self.orders.insert(id.clone(), number.to_owned());
        if self.has("activation-without-order") {
            return Ok(reply(201, &json!({})));
        }
        Ok(reply(201, &json!({ "order": { "id": id } })))
    }

    fn check_activation(&self, body: &serde_json::Map<String, Value>) -> Result<(), Rejection> {
        let text = |value: Option<&Value>, counts: std::ops::RangeInclusive<usize>| {
            value.is_some_and(|value| value.as_str().is_some_and(|text| has_length(text, counts)))
        };
        let is_country =
            body.get("country").and_then(Value::as_str).is_some_and(|country| COUNTRIES.contains(&country));
        let channels = body.get("channels");
        let is_integer = channels.and_then(Value::as_i64).or(channels
            .and_then(Value::as_str)
            .filter(|_| self.has("channels-as-text"))
            .and_then(|text| text.parse().ok()));
        let most = if self.has("channels-unlimited") { i64::MAX } else { 480 };
        let is_date = |text: &str| text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
        let is_date = body
            .get("activationDate")
            .is_none_or(|date| date.as_str().is_some_and(|date| is_date(date) || self.has("date-unchecked")));
        let is_contact = body.get("emergencyContact").is_none_or(|contact| text(Some(contact), 0..=80));
        let customer = body.get("endCustomer").and_then(Value::as_object).ok_or((400, "there is no end customer"))?;
        let is_address = customer.get("address").is_none_or(|address| {
            let is_code = |code: &str| {
                let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" -".contains(&byte);
                let code = if self.has("postal-code-trimmed") { code.trim() } else { code };
                (2..=10).contains(&code.len()) && code.bytes().all(is_allowed) && !code.starts_with([' ', '-'])
            };
            let shortest = if self.has("address-city-short") { 1 } else { 2 };
            address.is_object()
                && text(address.get("street"), 0..=80)
                && text(address.get("city"), shortest..=60)
                && address.get("postalCode").and_then(Value::as_str).is_some_and(is_code)
        });
        let is_valid = is_country
            && is_integer.is_some_and(|channels| (1..=most).contains(&channels))
            && is_date
            && is_contact
            && text(customer.get("name"), 1..=80)
            && is_address;
        is_valid.then_some(()).ok_or((400, "the activation is not valid"))
    }

    pub fn return_made_up_number(&mut self, request: &Request, number: &str) -> Result<Reply, Rejection> {
        self.check_tracking_id(request)?;
        let number = self.check_number(number)?;
        if !self.active.remove(number) && !matches!(self.defect, "number-unchecked" | "number-decoded-twice") {
            return Err((404, "the number is not active"));
        }
        self.orders.retain(|_, known| known != number);
        Ok(match self.defect {
            "return-with-body" => {
                let mut deleted = reply(204, &json!({ "returned": true }));
                deleted.headers.clear();
                deleted
            }
            "return-as-200" => reply(200, &json!({})),
            _ => no_content(),
        })
    }

    /// The id, if it is a valid one.
    fn check_order_id(&self, id: &str) -> Result<String, Rejection> {
        let once = if self.has("id-decoded-twice") { decoded(id) } else { id.to_owned() };
        let is_valid = match self.defect {
            "id-unchecked" => true,
            "id-65" => is_order_id(&once) || (once.len() == 65 && once.is_ascii()),
            "id-trimmed" => is_order_id(once.trim()),
            _ => is_order_id(&once),
        };
        is_valid.then(|| once.trim().to_owned()).ok_or((400, "the order id is not one"))
    }

    pub fn state_of(&self, id: &str) -> Result<Reply, Rejection> {
        let id = self.check_order_id(id)?;
        if !self.orders.contains_key(&id) && !matches!(self.defect, "id-unchecked" | "id-65") {
            return Err((404, "there is no such order"));
        }
        let status = if self.has("order-pending") { "Pending" } else { "In progress" };
        let mut body = json!({ "order": { "id": id, "orderStatus": status } });
        if self.has("order-without-state") {
            body["order"].as_object_mut().unwrap().remove("orderStatus");
        }
        Ok(reply(200, &body))
    }

    pub fn delete_made_up_order(&mut self, id: &str) -> Result<Reply, Rejection> {
        let id = self.check_order_id(id)?;
        let Some(number) = self.orders.remove(&id) else { return Err((404, "there is no such order")) };
        self.active.remove(&number);
        Ok(if self.has("delete-as-202") { reply(202, &json!({})) } else { no_content() })
    }
}
