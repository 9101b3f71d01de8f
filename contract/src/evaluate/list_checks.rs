//! Checks that a list in a response is the one that the request asks for: the size of the page, its place in the whole list, and the filters.

use serde_json::Value;

use crate::{
    cases::{
        derive::list_response::{ListParameter, ListResponse},
        request_draft::{ParameterValue, RequestDraft, plain_text},
    },
    evaluate::outcome::ReasonedVerdict,
    report::verdict::Verdict,
};

/// A page in a response, with the request for it.
struct Page<'a> {
    list: &'a ListResponse,
    draft: &'a RequestDraft,
    body: &'a Value,
    entries: &'a [Value],
}

/// The verdict on each constraint of a list, by the end of the constraint's id. `None` if the body has no such list.
pub(crate) fn check(list: &ListResponse, draft: &RequestDraft, body: &Value) -> Option<Vec<(String, ReasonedVerdict)>> {
    let page = Page { list, draft, body, entries: body.pointer(&list.items)?.as_array()? };
    let mut verdicts = Vec::new();
    if let Some(limit) = list.limit.as_ref().and_then(|limit| page.number(limit)) {
        let count = page.entries.len();
        let why = format!("{count} entries, and at most {limit} were asked for");
        verdicts.push((format!("{}#page-size", list.items), verdict(count as u64 <= limit, why)));
    }
    verdicts.extend(page.check_total());
    verdicts.extend(page.check_next());
    for filter in &list.filters {
        let Some(wanted) = page.text(&filter.parameter) else { continue };
        let other = page.entries.iter().find_map(|entry| {
            let value = entry.get(&filter.member)?;
            (plain_text(value) != wanted).then_some(value)
        });
        let why = match other {
            Some(other) => format!("an entry has {other}, and `{wanted}` was asked for"),
            None => format!("every entry has `{wanted}`"),
        };
        verdicts.push((format!("{}/*/{}#filter", list.items, filter.member), verdict(other.is_none(), why)));
    }
    Some(verdicts)
}

fn verdict(is_right: bool, why: String) -> ReasonedVerdict {
    (if is_right { Verdict::Pass } else { Verdict::Drift }, why)
}

impl Page<'_> {
    /// The text of a parameter in the request.
    fn text(&self, parameter: &ListParameter) -> Option<String> {
        let is_same = |known: &&ParameterValue| known.is(&parameter.location, &parameter.name);
        self.draft.parameters.iter().find(is_same).map(ParameterValue::text)
    }

    /// The number that a parameter has in the request, or else its default.
    fn number(&self, parameter: &ListParameter) -> Option<u64> {
        self.text(parameter).map_or(parameter.default, |text| text.parse().ok())
    }

    /// The number of entries before this page.
    fn offset(&self) -> Option<u64> {
        self.number(self.list.offset.as_ref()?)
    }

    /// Checks that the page does not reach beyond the end of the list.
    fn check_total(&self) -> Option<(String, ReasonedVerdict)> {
        let pointer = &self.list.total.as_ref()?.pointer;
        let (total, offset) = (self.body.pointer(pointer)?.as_u64()?, self.offset()?);
        let end = offset + self.entries.len() as u64;
        let is_right = self.entries.is_empty() || end <= total;
        let why = format!("the entries end at {end}, and the whole list has {total}");
        Some((format!("{pointer}#page-total"), verdict(is_right, why)))
    }

    /// Checks that the next page begins after this one, at an entry that exists.
    fn check_next(&self) -> Option<(String, ReasonedVerdict)> {
        let pointer = &self.list.next.as_ref()?.pointer;
        let (next, offset) = (self.body.pointer(pointer)?.as_u64()?, self.offset()?);
        let end = offset + self.entries.len() as u64;
        let total = self.list.total.as_ref().and_then(|total| self.body.pointer(&total.pointer)?.as_u64());
        let is_right = next > offset && next >= end && total.is_none_or(|total| next < total);
        let why = match total {
            Some(total) => format!("{next}, after entries {offset} to {end} of {total}"),
            None => format!("{next}, after entries {offset} to {end}"),
        };
        Some((format!("{pointer}#page-next"), verdict(is_right, why)))
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers_judge::model::documentation::Documentation;
    use serde_json::json;

    use super::*;
    use crate::cases::{
        derive::list_response::Filter,
        request_draft::{BodyFormat, TokenChoice},
    };

    #[test]
    fn a_filter_compares_values_of_any_type() {
        let parameter = ListParameter {
            location: "query".to_owned(),
            name: "channels".to_owned(),
            default: None,
            documentation: Documentation::default(),
            at: String::new(),
        };
        let list = ListResponse {
            status: "2XX".to_owned(),
            items: String::new(),
            limit: None,
            offset: None,
            total: None,
            next: None,
            filters: vec![Filter { parameter, member: "channels".to_owned() }],
        };
        for (wanted, entry, verdict) in [
            ("30", json!(30), Verdict::Pass),
            ("30", json!(60), Verdict::Drift),
            ("30", json!("30"), Verdict::Pass),
            ("true", json!(true), Verdict::Pass),
            ("true", json!(false), Verdict::Drift),
        ] {
            let items = vec![wanted.to_owned()];
            let draft = RequestDraft {
                method: "GET".to_owned(),
                path: "/".to_owned(),
                parameters: vec![ParameterValue { location: "query".to_owned(), name: "channels".to_owned(), items }],
                accept: String::new(),
                content_type: None,
                body_format: BodyFormat::Json,
                body: None,
                corruption: None,
                token: TokenChoice::OfRun,
            };
            let verdicts = check(&list, &draft, &json!([{ "channels": entry }])).unwrap();
            assert_eq!(verdicts.iter().map(|(_, found)| found.0).collect::<Vec<_>>(), [verdict], "{wanted}: {entry}");
        }
    }
}
