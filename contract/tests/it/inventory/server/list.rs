//! The list of the numbers in the inventory, and the pages of lists.

use serde_json::{Value, json};

use super::{
    State,
    http::{Rejection, Reply, Request, reply},
};

/// The number of numbers in the inventory.
const HELD: u64 = 45;

impl State {
    /// The offset and the limit of a request.
    pub fn page(&self, request: &Request) -> Result<(u64, u64), Rejection> {
        let integer = |name: &'static str, default: i64| -> Result<i64, Rejection> {
            let Some(text) = request.single(name)? else {
                let is_missing = self.has("limit-mandatory") && name == "limit";
                return if is_missing { Err((400, "the limit is missing")) } else { Ok(default) };
            };
            let is_lenient = self.defect == format!("{name}-text");
            let text = if self.has("limit-fraction") { text.split('.').next().unwrap_or_default() } else { &text };
            text.parse().or(if is_lenient { Ok(default) } else { Err((400, "it is not an integer")) })
        };
        let (offset, limit) = (integer("offset", 0)?, integer("limit", 20)?);
        let least = if self.has("limit-0") { 0 } else { 1 };
        let most = match self.defect {
            "limit-101" => 101,
            "limit-99" => 99,
            _ => 100,
        };
        let is_clamped = self.has("limit-clamped");
        if (offset < 0 && !self.has("offset-negative")) || (!(least..=most).contains(&limit) && !is_clamped) {
            return Err((400, "the page is not one"));
        }
        Ok((offset.max(0).unsigned_abs(), limit.clamp(0, 100).unsigned_abs()))
    }

    pub fn list(&self, request: &Request) -> Result<Reply, Rejection> {
        let statuses = ["Free", "Reserved", "Active"];
        let wanted = request.single("cliStatus")?;
        if let Some(wanted) = &wanted {
            let is_known = match self.defect {
                "status-any" => true,
                "status-any-case" => statuses.iter().any(|known| known.eq_ignore_ascii_case(wanted)),
                "status-no-active" => ["Free", "Reserved"].contains(&wanted.as_str()),
                _ => statuses.contains(&wanted.as_str()),
            };
            if !is_known {
                return Err((400, "there is no such status"));
            }
        }
        let (offset, limit) = self.page(request)?;
        let status = |index: u64| if index.is_multiple_of(3) { "Active" } else { "Reserved" };
        let is_wanted = |index: &u64| {
            self.has("filter-ignored")
                || wanted.as_ref().is_none_or(|wanted| status(*index).eq_ignore_ascii_case(wanted))
        };
        let all: Vec<u64> = (0..HELD).filter(is_wanted).collect();
        let total = all.len() as u64;
        let count = match self.defect {
            "list-limit-ignored" | "stateless" => 100,
            "page-too-long" => limit + 1,
            _ => limit,
        };
        let entry = |index: &u64| {
            let customer = if status(*index) == "Active" { json!("A customer") } else { Value::Null };
            json!({ "number": format!("+44208130{index:04}"), "cliStatus": status(*index), "customerName": customer })
        };
        let skipped = if self.has("offset-ignored") { 0 } else { offset };
        let items: Vec<Value> = all
            .iter()
            .skip(usize::try_from(skipped).unwrap())
            .take(usize::try_from(count).unwrap())
            .map(entry)
            .collect();
        let end = offset + items.len() as u64;
        let next = (end < total).then_some(match self.defect {
            "next-loops" => offset.max(1),
            "next-overlaps" => end.saturating_sub(1),
            _ => end,
        });
        let next = next.or(self.has("next-after-end").then_some(total));
        let total = match self.defect {
            "total-of-page" => json!(items.len().saturating_sub(1)),
            "total-as-text" => json!(total.to_string()),
            _ => json!(total),
        };
        let mut body = json!({ "items": items, "total": total });
        if let Some(next) = next {
            body["next"] = json!(next);
        }
        if self.has("page-without-total") {
            body.as_object_mut().unwrap().remove("total");
        }
        if self.has("next-null") {
            body["next"] = Value::Null;
        }
        let mut found = reply(200, &body);
        if self.has("stateless") {
            found.headers.push(("x-sandbox", "stateless".to_owned()));
        }
        Ok(found)
    }
}
