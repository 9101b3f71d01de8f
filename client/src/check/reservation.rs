//! A reservation that was checked: the only thing that a client sends.

use std::fmt;

use bytes::Bytes;
use colt_numbers_api::rules::{Rule, Severity};
use colt_numbers_api::types::{
    Country, CustomerReference, EndCustomerDetails, NumberRange, ProductName, ProductOffering, RelatedParty, Reseller,
    ReservationRequest,
};

use crate::check::checks::Checks;
use crate::check::json::Json;
use crate::check::request_view::RequestView;
use crate::check::violation::{InvalidReservation, Violation};
use crate::check::violation_list::ViolationList;

/// A reservation that breaks nothing the document states, but for rules that were overruled by name, and the very text that is sent for
/// it.
///
/// It is made by a [`ReservationBuilder`] from values, or from JSON by [`Reservation::from_json`]. There is no way to change one, so what is sent
/// is exactly what was checked.
///
/// ```
/// use colt_numbers::Reservation;
///
/// let reservation = Reservation::of_number("GB", "+442081324758")
///     .service_profile("ANH")
///     .customer_reference("My Customer")
///     .build()?;
/// assert!(reservation.warnings().is_empty());
///
/// let refused = Reservation::of_number("UK", "020 8132 4758").build().unwrap_err();
/// let ids: Vec<_> = refused.violations().iter().map(|violation| violation.id).collect();
/// assert_eq!(ids, ["pattern", "pattern", "enum"]);
/// # Ok::<(), colt_numbers::InvalidReservation>(())
/// ```
#[derive(Clone)]
pub struct Reservation {
    request: ReservationRequest,
    body: Bytes,
    warnings: Vec<Violation>,
}

impl Reservation {
    /// Begins a reservation of one number.
    pub fn of_number(country: impl AsRef<str>, number: impl AsRef<str>) -> ReservationBuilder {
        Self::of_ranges(country, [(&number, &number)])
    }

    /// Begins a reservation of a range of numbers, both ends included.
    pub fn of_range(country: impl AsRef<str>, start: impl AsRef<str>, end: impl AsRef<str>) -> ReservationBuilder {
        Self::of_ranges(country, [(start, end)])
    }

    /// Begins a reservation of several ranges, each by its start and end.
    pub fn of_ranges<S: AsRef<str>, E: AsRef<str>>(
        country: impl AsRef<str>,
        ranges: impl IntoIterator<Item = (S, E)>,
    ) -> ReservationBuilder {
        ReservationBuilder::new(country.as_ref(), NumberSelection::Ranges(typed_ranges(ranges.into_iter())))
    }

    /// Begins a reservation of numbers that were locked before; for restricted use, and for some countries only
    /// (number-reservation.txt:103-108).
    pub fn of_lock(country: impl AsRef<str>, lock_id: impl AsRef<str>) -> ReservationBuilder {
        ReservationBuilder::new(country.as_ref(), NumberSelection::Lock(lock_id.as_ref().trim().to_owned()))
    }

    /// Takes a request as JSON, by every rule. The text is sent as it stands, members that the document does not know included.
    ///
    /// Nothing is trimmed: a text is what a program wrote. See [`Checks::json`] to overrule a rule.
    ///
    /// # Errors
    /// Every violation, where one or more is an error.
    pub fn from_json(body: &[u8]) -> Result<Self, InvalidReservation> {
        Checks::new().parse(body)
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> &ReservationRequest {
        &self.request
    }

    /// The text that is sent, JSON in UTF-8.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The country of the numbers.
    #[must_use]
    pub fn country(&self) -> Country {
        self.request.related_party.reseller.country
    }

    /// NumberSelection is worth a second look; none of it is against the document.
    #[must_use]
    pub fn warnings(&self) -> &[Violation] {
        &self.warnings
    }
}

impl fmt::Debug for Reservation {
    /// Shows what it is about, and none of the customer's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("country", &self.country())
            .field("ranges", &self.request.number_range_list.len())
            .field("lock_id", &self.request.product_offering.lock_id.is_some())
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

impl Checks {
    /// Takes a request as JSON, by these checks. See [`Reservation::from_json`].
    ///
    /// # Errors
    /// Every violation, where one or more is an error.
    pub fn parse(&self, body: &[u8]) -> Result<Reservation, InvalidReservation> {
        let violations = self.violations(body);
        if violations.iter().any(|violation| violation.severity == Severity::Error) {
            return Err(InvalidReservation::new(violations));
        }
        match serde_json::from_slice(body) {
            Ok(request) => Ok(Reservation { request, body: Bytes::copy_from_slice(body), warnings: violations }),
            // The schema and the types come from one spec; should they disagree, the types win, and nothing is sent.
            Err(error) => Err(not_json(&error)),
        }
    }
}

fn not_json(error: &serde_json::Error) -> InvalidReservation {
    InvalidReservation::new(vec![Violation::not_json(error.to_string(), None)])
}

/// NumberSelection is reserved: ranges or a lock, never both.
#[derive(Clone, Debug)]
enum NumberSelection {
    Ranges(TypedOrText<Vec<NumberRange>, Vec<(String, String)>>),
    Lock(String),
}

/// A value of its type, or the text that is none; so each text is checked once, and copied once.
type TypedOrText<T, Text = String> = Result<T, Text>;

fn typed<T: for<'t> TryFrom<&'t str>>(text: &str) -> TypedOrText<T> {
    let text = text.trim();
    T::try_from(text).map_err(|_| text.to_owned())
}

/// The ranges, or the texts of all of them where one is none.
fn typed_ranges<S: AsRef<str>, E: AsRef<str>>(
    mut given: impl Iterator<Item = (S, E)>,
) -> TypedOrText<Vec<NumberRange>, Vec<(String, String)>> {
    let mut ranges = Vec::with_capacity(given.size_hint().0);
    while let Some((start, end)) = given.next() {
        match (typed(start.as_ref()), typed(end.as_ref())) {
            (Ok(number_range_start), Ok(number_range_end)) => {
                ranges.push(NumberRange { number_range_start, number_range_end });
            }
            (start, end) => {
                let owned = |text: &str| text.trim().to_owned();
                let before = texts(&ranges).map(|(start, end)| (owned(start), owned(end)));
                let this = (text(&start).to_owned(), text(&end).to_owned());
                let rest = given.map(|(start, end)| (owned(start.as_ref()), owned(end.as_ref())));
                return Err(before.chain([this]).chain(rest).collect());
            }
        }
    }
    Ok(ranges)
}

fn texts(ranges: &[NumberRange]) -> impl Iterator<Item = (&str, &str)> {
    ranges.iter().map(|range| (range.number_range_start.as_str(), range.number_range_end.as_str()))
}

fn text<T: AsRef<str>>(value: &TypedOrText<T>) -> &str {
    value.as_ref().map_or_else(String::as_str, T::as_ref)
}

/// A reservation in the making. Blanks around a value are taken away: a person typed them.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ReservationBuilder {
    country: TypedOrText<Country>,
    what: NumberSelection,
    service_profile: Option<String>,
    customer_reference: Option<TypedOrText<CustomerReference>>,
    checks: Checks,
}

impl fmt::Debug for ReservationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReservationBuilder").field("country", &text(&self.country)).finish_non_exhaustive()
    }
}

impl ReservationBuilder {
    fn new(country: &str, what: NumberSelection) -> Self {
        Self { country: typed(country), what, service_profile: None, customer_reference: None, checks: Checks::new() }
    }

    /// The service profile that the numbers are for; needed where the account has several in the country. A blank one counts as
    /// none.
    pub fn service_profile(mut self, profile: impl AsRef<str>) -> Self {
        self.service_profile = given(profile.as_ref()).map(str::to_owned);
        self
    }

    /// One's own reference to the customer, at most 50 characters. A blank one counts as none.
    pub fn customer_reference(mut self, reference: impl AsRef<str>) -> Self {
        self.customer_reference = given(reference.as_ref()).map(typed);
        self
    }

    /// Overrules one rule, and nothing else.
    pub fn allow(mut self, rule: Rule) -> Self {
        self.checks = self.checks.allow(rule);
        self
    }

    /// Checks by these, in place of those that were set before.
    pub fn checks(mut self, checks: Checks) -> Self {
        self.checks = checks;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    /// Every violation at once, where one or more is an error.
    pub fn build(self) -> Result<Reservation, InvalidReservation> {
        let found = if self.is_well_formed() { Vec::new() } else { self.violations() };
        match self.request() {
            Some((request, checks)) => judged(request, &checks),
            None => Err(InvalidReservation::new(found)),
        }
    }

    /// Whether every value is of its type.
    fn is_well_formed(&self) -> bool {
        let reference = self.customer_reference.as_ref().is_none_or(Result::is_ok);
        reference && self.country.is_ok() && !matches!(self.what, NumberSelection::Ranges(Err(_)))
    }

    /// The request of well-formed values, and what to check it by.
    fn request(self) -> Option<(ReservationRequest, Checks)> {
        let (number_range_list, lock_id) = match self.what {
            NumberSelection::Ranges(ranges) => (ranges.ok()?, None),
            NumberSelection::Lock(lock_id) => (Vec::new(), Some(lock_id)),
        };
        let customer_reference = self.customer_reference.transpose().ok()?;
        let request = ReservationRequest {
            number_range_list,
            product_offering: ProductOffering { name: ProductName::WholesaleSip, lock_id },
            related_party: RelatedParty {
                reseller: Reseller { country: self.country.ok()?, service_profile: self.service_profile },
                end_customer_details: customer_reference
                    .map(|reference| EndCustomerDetails { customer_reference: Some(reference) }),
            },
        };
        Some((request, self.checks))
    }

    /// NumberSelection the judge of JSON finds in the values as they were given.
    fn violations(&self) -> Vec<Violation> {
        let json = |text: &str| Json::Text(text.to_owned().into());
        let object = |members: Vec<(&'static str, Option<Json<'static>>)>| {
            Json::Object(members.into_iter().filter_map(|(name, value)| Some((name.into(), value?))).collect())
        };
        let (list, lock_id) = match &self.what {
            NumberSelection::Ranges(ranges) => {
                let range = |(start, end): (&str, &str)| {
                    object(vec![("numberRangeStart", Some(json(start))), ("numberRangeEnd", Some(json(end)))])
                };
                let ranges = match ranges {
                    Ok(ranges) => texts(ranges).map(range).collect(),
                    Err(given) => given.iter().map(|(start, end)| range((start, end))).collect(),
                };
                (Some(Json::List(ranges)), None)
            }
            NumberSelection::Lock(lock_id) => (None, Some(json(lock_id))),
        };
        let reference = self.customer_reference.as_ref();
        let reference = reference.map(|reference| object(vec![("customerReference", Some(json(text(reference))))]));
        let reseller = object(vec![
            ("serviceProfile", self.service_profile.as_deref().map(json)),
            ("country", Some(json(text(&self.country)))),
        ]);
        self.checks.of_json(&object(vec![
            ("numberRangeList", list),
            (
                "productOffering",
                Some(object(vec![("name", Some(json(ProductName::WholesaleSip.as_str()))), ("lockId", lock_id)])),
            ),
            ("relatedParty", Some(object(vec![("reseller", Some(reseller)), ("endCustomerDetails", reference)]))),
        ]))
    }
}

/// About how many bytes a request takes as JSON: beside its ranges, and for each of them.
const USUAL_BODY: usize = 256;
const USUAL_RANGE: usize = 80;

fn judged(request: ReservationRequest, checks: &Checks) -> Result<Reservation, InvalidReservation> {
    let mut found = ViolationList::default();
    checks.by_rules(&RequestView::of_request(&request), &mut found);
    if found.has_errors() {
        return Err(InvalidReservation::new(found.into_list()));
    }
    let mut body = Vec::with_capacity(USUAL_BODY + USUAL_RANGE * request.number_range_list.len());
    match serde_json::to_writer(&mut body, &request) {
        Ok(()) => Ok(Reservation { request, body: body.into(), warnings: found.into_list() }),
        Err(error) => Err(not_json(&error)),
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
