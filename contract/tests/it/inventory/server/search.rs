//! The search for free numbers.

use serde_json::{Value, json};

use super::{
    State, has_length,
    http::{Rejection, Reply, Request, decoded, reply},
};
use crate::spec_facts::COUNTRIES;

impl State {
    pub fn search(&self, request: &Request) -> Result<Reply, Rejection> {
        match request.single("country")? {
            None if self.has("country-optional") => {}
            None => return Err((400, "the country is missing")),
            Some(country) if COUNTRIES.contains(&country.as_str()) || self.has("country-any") => {}
            Some(_) => return Err((400, "there is no such country")),
        }
        if let Some(city) = request.single("city")? {
            let shortest = if self.has("city-short") { 1 } else { 2 };
            let is_short_enough = match self.defect {
                "city-long" => true,
                "city-bytes" => city.len() <= 60,
                _ => has_length(&city, 0..=60),
            };
            if !has_length(&city, shortest..=usize::MAX) || !is_short_enough {
                return Err((400, "the city is too short or too long"));
            }
        }
        self.check_areas(request)?;
        if let Some(pattern) = request.single("numberPattern")? {
            let pattern = if self.has("pattern-trimmed") { pattern.trim() } else { pattern.as_str() };
            let digits = pattern.strip_prefix('+').unwrap_or(pattern);
            let shortest = if self.has("pattern-short") { 1 } else { 3 };
            let is_pattern = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
                && (shortest..=15).contains(&digits.len());
            if !is_pattern && !self.has("pattern-unchecked") {
                return Err((400, "the pattern is not one"));
            }
        }
        self.check_features(request)?;
        if let Some(order) = request.single("sort")? {
            let is_known = match self.defect {
                "sort-any" => true,
                "sort-any-case" => ["number", "city", "newest"].contains(&order.to_lowercase().as_str()),
                "sort-no-newest" => ["number", "city"].contains(&order.as_str()),
                _ => ["number", "city", "newest"].contains(&order.as_str()),
            };
            if !is_known {
                return Err((400, "there is no such order"));
            }
        }
        let (offset, limit) = self.page(request)?;
        let count = if self.has("search-limit-ignored") { 60 } else { limit };
        let entry = |index: u64| {
            let mut entry = json!({ "number": format!("+4420813{index:05}"), "cliStatus": "Free", "city": "London" });
            if self.has("entry-without-status") && index == offset + 1 {
                entry.as_object_mut().unwrap().remove("cliStatus");
            }
            if self.has("entry-with-zero") && index == offset + 1 {
                entry["number"] = json!("02081300001");
            }
            entry
        };
        let entries: Vec<Value> = (offset..(offset + count).min(60)).map(entry).collect();
        let mut found = reply(200, &Value::Array(entries));
        if self.has("search-as-html") {
            found.headers = vec![("content-type", "text/html".to_owned())];
        }
        if self.has("search-as-object") {
            found.body = format!("{{\"numbers\":{}}}", found.body);
        }
        Ok(found)
    }

    fn check_areas(&self, request: &Request) -> Result<(), Rejection> {
        let areas: Vec<String> =
            request.query.iter().filter(|(name, _)| name == "areaCode").map(|(_, v)| decoded(v)).collect();
        let is_area = |area: &String| {
            area.starts_with('0') && (2..=6).contains(&area.len()) && area.bytes().all(|byte| byte.is_ascii_digit())
        };
        let checked: &[String] = match self.defect {
            "areas-last-wins" => &areas[areas.len().saturating_sub(1)..],
            "areas-first-wins" => &areas[..areas.len().min(1)],
            "areas-unchecked" => &[],
            _ => &areas,
        };
        let most = match self.defect {
            "areas-unlimited" => usize::MAX,
            "areas-single" => 1,
            "areas-four" => 4,
            _ => 5,
        };
        let is_valid = checked.iter().all(is_area) && areas.len() <= most;
        is_valid.then_some(()).ok_or((400, "an area code is not one, or there are too many"))
    }

    fn check_features(&self, request: &Request) -> Result<(), Rejection> {
        let Some((_, text)) = request.query.iter().find(|(name, _)| name == "features") else { return Ok(()) };
        let items: Vec<String> = match self.defect {
            "features-not-split" => vec![decoded(text)],
            _ => text.split(',').map(decoded).collect(),
        };
        let is_known = |item: &String| ["voice", "sms", "fax"].contains(&item.as_str());
        let checked: &[String] = match self.defect {
            "features-unchecked" => &[],
            "features-first-only" => &items[..1],
            _ => &items,
        };
        let most = if self.has("features-unlimited") { usize::MAX } else { 3 };
        let is_valid = checked.iter().all(is_known) && items.len() <= most;
        is_valid.then_some(()).ok_or((400, "a feature is not one, or there are too many"))
    }
}
