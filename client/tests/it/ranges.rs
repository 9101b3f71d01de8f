//! Compares the rules on ranges with an oracle that enumerates numbers, and the builder with the same request as JSON.

use std::collections::BTreeSet;

use colt_numbers::{Checks, Reservation, Severity, Violation};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::example_request;
use crate::example_reservation::{complete, reservation_of_range};
use crate::requests;

/// Ranges of small numbers with three different numbers of digits, ascending or descending.
fn ranges() -> impl Strategy<Value = Vec<(u64, u64)>> {
    let end = prop_oneof![1_000_000u64..1_000_040, 10_000_000u64..10_000_040, 100_000_000u64..100_000_004];
    prop::collection::vec((end.clone(), end), 1..9)
}

fn digits(number: u64) -> usize {
    number.to_string().len()
}

/// The indices of the ranges that share a number with an earlier one, by sets of all their numbers.
fn overlapping(ranges: &[(u64, u64)]) -> BTreeSet<usize> {
    let numbers = |&(start, end): &(u64, u64)| -> BTreeSet<u64> {
        if digits(start) == digits(end) { (start.min(end)..=start.max(end)).collect() } else { BTreeSet::new() }
    };
    (0..ranges.len())
        .filter(|&later| ranges[..later].iter().any(|earlier| !numbers(earlier).is_disjoint(&numbers(&ranges[later]))))
        .collect()
}

fn indices(violations: &[Violation], id: &str) -> BTreeSet<usize> {
    let of_id = violations.iter().filter(|violation| violation.id == id);
    of_id.map(|violation| violation.pointer.rsplit('/').next().unwrap().parse().unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn rules_on_ranges_agree_with_enumeration(ranges in ranges(), pluses in any::<u32>()) {
        let number = |n: u64, at: usize| format!("{}{n}", if pluses >> at & 1 == 1 { "+" } else { "" });
        let list: Vec<Value> = ranges.iter().enumerate().map(|(index, &(start, end))| {
            json!({ "numberRangeStart": number(start, 2 * index), "numberRangeEnd": number(end, 2 * index + 1) })
        }).collect();
        let mut request = requests::valid()[0].clone();
        request["numberRangeList"] = list.into();
        let found = Checks::new().violations(request.to_string().as_bytes());

        let of = |holds: &dyn Fn(u64, u64) -> bool| -> BTreeSet<usize> {
            ranges.iter().enumerate().filter(|(_, range)| holds(range.0, range.1)).map(|(index, _)| index).collect()
        };
        prop_assert_eq!(indices(&found, "range-overlap"), overlapping(&ranges));
        prop_assert_eq!(indices(&found, "range-order"), of(&|start, end| digits(start) == digits(end) && end < start));
        prop_assert_eq!(indices(&found, "range-length"), of(&|start, end| digits(start) != digits(end)));

        let reservation = Checks::new().parse(request.to_string().as_bytes()).unwrap();
        let is_clear = ranges.iter().all(|&(start, end)| digits(start) == digits(end) && start <= end)
            && overlapping(&ranges).is_empty();
        let count = ranges.iter().map(|(start, end)| (*start..=*end).count() as u64).sum();
        prop_assert_eq!(reservation.number_count_of_ranges(), is_clear.then_some(count));
        prop_assert_eq!(reservation.number_count(), is_clear.then_some(count));
    }

    /// A builder with some values and the same values as JSON give the same result.
    #[test]
    fn a_builder_and_json_report_the_same_violations(
        country in prop_oneof!["GB|FR|LU|NO|UK|gb|  "],
        list in prop::collection::vec(requests::range(), 0..4),
        lock in prop::option::weighted(0.3, prop_oneof!["LOCK-1|", "[ a]{0,3}"]),
        profile in prop::option::of("[ ANHé]{0,4}"),
        reference in prop::option::of(prop_oneof!["[ a]{0,4}", ".{48,52}"]),
    ) {
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        let builder = match &lock {
            Some(lock) => Reservation::of_lock(&country, lock.as_str()),
            None => Reservation::of_ranges(&country, list.iter().map(|range| (text(range, "numberRangeStart"), text(range, "numberRangeEnd")))),
        };
        let builder = match &profile { Some(profile) => builder.service_profile(profile.as_str()), None => builder };
        let builder = match &reference { Some(reference) => builder.customer_reference(reference.as_str()), None => builder };
        let built = builder.build();

        let json = as_json(&country, &list, lock.as_deref(), profile.as_deref(), reference.as_deref());
        match (built, Reservation::from_json(json.to_string().as_bytes())) {
            (Ok(built), Ok(read)) => {
                prop_assert_eq!(built.request(), read.request());
                prop_assert_eq!(sorted(built.warnings()), sorted(read.warnings()));
                let again = Reservation::from_json(built.body()).unwrap();
                prop_assert_eq!(again.body(), built.body());
            }
            (Err(built), Err(read)) => prop_assert_eq!(sorted(built.violations()), sorted(read.violations())),
            (built, read) => prop_assert!(false, "built: {:?}, read: {:?}", built, read),
        }
    }
}

#[test]
fn a_range_of_a_million_numbers_is_a_warning() {
    for (start, end, is_large) in [
        ("+442081000000", "+442081999998", false),
        ("+442081000000", "442081999999", true),
        ("+442081999999", "+442081000000", true),
        ("+442081999998", "+442081000000", false),
        // The size of a range whose ends differ in length is not defined.
        ("+44208100000", "+442089999999", false),
        ("1000000000000000", "9999999999999999", true),
    ] {
        let reservation = reservation_of_range(start, end);
        let found: Vec<_> = reservation.warnings().iter().filter(|warning| warning.id == "range-size").collect();
        assert_eq!(found.len(), usize::from(is_large), "{start} {end}: {found:?}");
    }
}

#[test]
fn a_lock_id_has_no_count_of_numbers() {
    let lock = complete(Reservation::of_lock("GB", "LOCK-1")).build().unwrap();
    assert_eq!((lock.number_count(), lock.number_count_of_ranges()), (None, Some(0)));
    let most = reservation_of_range("1000000000000000", "9999999999999999");
    assert_eq!(most.number_count(), Some(9_000_000_000_000_000));
}

/// The values as JSON: trimmed, and without optional values that are blank, as the builder does.
fn as_json(country: &str, list: &[Value], lock: Option<&str>, profile: Option<&str>, reference: Option<&str>) -> Value {
    let trimmed = |range: &Value| {
        let end = |name: &str| range[name].as_str().unwrap().trim().to_owned();
        json!({ "numberRangeStart": end("numberRangeStart"), "numberRangeEnd": end("numberRangeEnd") })
    };
    let non_blank = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut json = json!({
        "productOffering": { "name": example_request::text("/productOffering/name") },
        "relatedParty": { "reseller": { "country": country.trim() } },
    });
    match lock {
        Some(lock) => json["productOffering"]["lockId"] = lock.trim().into(),
        None => json["numberRangeList"] = list.iter().map(trimmed).collect(),
    }
    if let Some(profile) = non_blank(profile) {
        json["relatedParty"]["reseller"]["serviceProfile"] = profile.into();
    }
    if let Some(reference) = non_blank(reference) {
        json["relatedParty"]["endCustomerDetails"] = json!({ "customerReference": reference });
    }
    json
}

fn sorted(violations: &[Violation]) -> Vec<(&'static str, &str, bool)> {
    let mut sorted: Vec<_> = violations
        .iter()
        .map(|violation| (violation.id, violation.pointer.as_str(), violation.severity == Severity::Error))
        .collect();
    sorted.sort_unstable();
    sorted
}
