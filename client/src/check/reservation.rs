//! A reservation request that has passed the schema and every enabled rule, and its builder.

use std::fmt;

use bytes::Bytes;
use colt_numbers_api::operations::RESERVE_NUMBERS;
use colt_numbers_api::rules::{Rule, Severity};
use colt_numbers_api::types::{
    Country, CustomerReference, EndCustomerDetails, NumberRange, ProductName, ProductOffering, RelatedParty, Reseller,
    ReservationRequest,
};

use crate::check::checks::Checks;
use crate::check::json::Json;
use crate::check::number_count::number_count;
use crate::check::rule_input::RuleInput;
use crate::check::violation::{InvalidInput, Violation};
use crate::check::violation_list::ViolationList;

/// The only product of the spec. With a second one, a reservation has to name its product, and this does not compile.
const PRODUCT: ProductName = match ProductName::ALL {
    [product] => *product,
    _ => panic!("the spec has several products; a reservation has to name one"),
};

/// A reservation request that has passed every check of the schema and every enabled rule, with the JSON that is sent for it.
///
/// Build one from values, with [`Reservation::builder`] or the shortcuts [`of_number`](Self::of_number), [`of_range`](Self::of_range),
/// [`of_ranges`](Self::of_ranges) and [`of_lock`](Self::of_lock), or parse JSON with [`Reservation::from_json`]. A reservation cannot be changed, so
/// exactly what was checked is sent. Send it with [`Client::reserve`](crate::Client::reserve).
///
/// `Debug` prints no data of the customer.
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
/// let same = Reservation::builder().number("+442081324758").country("GB").customer_reference("My Customer").build()?;
/// assert_eq!(same.number_count(), Some(1));
///
/// let error = Reservation::of_number("UK", "020 8132 4758").build().unwrap_err();
/// let ids: Vec<_> = error.violations().iter().map(|violation| violation.id).collect();
/// assert_eq!(ids, ["pattern", "pattern", "enum"]);
/// # Ok::<(), colt_numbers::InvalidInput>(())
/// ```
#[derive(Clone)]
pub struct Reservation {
    request: ReservationRequest,
    body: Bytes,
    warnings: Vec<Violation>,
}

impl Reservation {
    /// Starts a builder whose values are named. First choose the numbers: ranges or a lock id, never both.
    ///
    /// ```
    /// use colt_numbers::Reservation;
    ///
    /// let builder = Reservation::builder().range("+442081324700", "+442081324799").country("GB");
    /// let reservation = builder.service_profile("ANH").customer_reference("My Customer").build()?;
    /// assert_eq!(reservation.number_count(), Some(100));
    ///
    /// let error = Reservation::builder().number("+442081324758").build().unwrap_err();
    /// assert_eq!((error.violations()[0].id, &*error.violations()[0].pointer), ("required", "/relatedParty/reseller"));
    /// # Ok::<(), colt_numbers::InvalidInput>(())
    /// ```
    pub fn builder() -> NumberChoice {
        NumberChoice(())
    }

    /// Returns a builder for one number. `country` is an ISO 3166-1 alpha-2 code; `number` has its calling code, such as `+442081324758`.
    pub fn of_number(country: impl AsRef<str>, number: impl AsRef<str>) -> ReservationBuilder {
        Self::builder().number(number).country(country)
    }

    /// Returns a builder for a range of numbers, both ends included.
    pub fn of_range(country: impl AsRef<str>, start: impl AsRef<str>, end: impl AsRef<str>) -> ReservationBuilder {
        Self::builder().range(start, end).country(country)
    }

    /// Returns a builder for several ranges, each given by its start and end.
    pub fn of_ranges<S: AsRef<str>, E: AsRef<str>>(
        country: impl AsRef<str>,
        ranges: impl IntoIterator<Item = (S, E)>,
    ) -> ReservationBuilder {
        Self::builder().ranges(ranges).country(country)
    }

    /// Returns a builder for numbers that were locked before, which the lock id identifies. Lock ids are for restricted use, and for some
    /// countries only: see [`Rule::LockIdCountry`].
    pub fn of_lock(country: impl AsRef<str>, lock_id: impl AsRef<str>) -> ReservationBuilder {
        Self::builder().lock_id(lock_id).country(country)
    }

    /// Parses a request from JSON and checks it with every rule. The text is sent unchanged, unknown members included.
    ///
    /// Values are not trimmed, unlike those of a builder: use [`trim_json`](crate::trim_json) to remove surrounding blanks. To disable a rule,
    /// use [`Checks::parse`].
    ///
    /// # Errors
    /// [`InvalidInput`] with every violation, if at least one is an error.
    ///
    /// ```
    /// let json = br#"{"numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324759"}],
    ///                 "productOffering": {"name": "Wholesale SIP"},
    ///                 "relatedParty": {"reseller": {"country": "GB", "serviceProfile": "ANH"},
    ///                                  "endCustomerDetails": {"customerReference": "My Customer"}}}"#;
    /// let reservation = colt_numbers::Reservation::from_json(json)?;
    /// assert_eq!(reservation.body()[..], json[..]);
    /// # Ok::<(), colt_numbers::InvalidInput>(())
    /// ```
    pub fn from_json(body: &[u8]) -> Result<Self, InvalidInput> {
        Checks::new().parse(body)
    }

    /// The request as typed values.
    #[must_use]
    pub fn request(&self) -> &ReservationRequest {
        &self.request
    }

    /// The body that is sent: JSON in UTF-8.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The country of the numbers.
    #[must_use]
    pub fn country(&self) -> Country {
        self.request.related_party.reseller.country
    }

    /// How many numbers the ranges contain. `None` if this is not clear: a lock id is given, the ends of a range differ in length, a range ends
    /// before it starts, or two ranges overlap.
    ///
    /// ```
    /// use colt_numbers::Reservation;
    ///
    /// let hundred = Reservation::of_range("GB", "+442081324700", "+442081324799").customer_reference("My Customer");
    /// assert_eq!(hundred.build()?.number_count(), Some(100));
    /// let unequal = Reservation::of_range("LU", "+35227949650", "+352279496509").customer_reference("My Customer");
    /// assert_eq!(unequal.build()?.number_count(), None);
    /// # Ok::<(), colt_numbers::InvalidInput>(())
    /// ```
    #[must_use]
    pub fn number_count(&self) -> Option<u64> {
        let lock_id = self.request.product_offering.lock_id.as_deref();
        let has_lock_id = lock_id.is_some_and(|id| !id.trim().is_empty());
        if has_lock_id { None } else { self.number_count_of_ranges() }
    }

    /// How many numbers the ranges contain, even if the request also has a lock id, whose numbers are not known. `None` if the ends of a range
    /// differ in length, a range ends before it starts, or two ranges overlap.
    #[must_use]
    pub fn number_count_of_ranges(&self) -> Option<u64> {
        number_count(&self.request.number_range_list)
    }

    /// The violations of severity `warning`. They do not contradict the vendor's document, but are often mistakes.
    #[must_use]
    pub fn warnings(&self) -> &[Violation] {
        &self.warnings
    }
}

impl fmt::Debug for Reservation {
    /// Prints no data of the customer.
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
    /// Parses a request from JSON, checks it with these checks, and returns the [`Reservation`]. See [`Reservation::from_json`].
    ///
    /// # Errors
    /// [`InvalidInput`] with every violation, if at least one is an error.
    pub fn parse(&self, body: &[u8]) -> Result<Reservation, InvalidInput> {
        let violations = self.violations(body);
        if violations.iter().any(|violation| violation.severity == Severity::Error) {
            return Err(InvalidInput::new(violations));
        }
        match serde_json::from_slice(body) {
            Ok(request) => Ok(Reservation { request, body: Bytes::copy_from_slice(body), warnings: violations }),
            // Schema and types are generated from one spec. If they disagree nevertheless, the request is rejected.
            Err(error) => Err(not_json(&error)),
        }
    }
}

fn not_json(error: &serde_json::Error) -> InvalidInput {
    InvalidInput::new(vec![Violation::not_json(error.to_string(), None)])
}

/// The numbers to reserve: ranges or a lock id, never both.
#[derive(Clone, Debug)]
enum NumberSelection {
    Ranges(TypedOrText<Vec<NumberRange>, Vec<(String, String)>>),
    Lock(String),
}

/// A value of type `T`, or the text that could not be parsed as one. Each text is parsed once, and copied once.
type TypedOrText<T, Text = String> = Result<T, Text>;

fn parse<T: for<'t> TryFrom<&'t str>>(text: &str) -> TypedOrText<T> {
    let text = text.trim();
    T::try_from(text).map_err(|_| text.to_owned())
}

/// The typed ranges, or the texts of all ranges if one of them cannot be parsed.
fn parse_ranges<S: AsRef<str>, E: AsRef<str>>(
    mut pairs: impl Iterator<Item = (S, E)>,
) -> TypedOrText<Vec<NumberRange>, Vec<(String, String)>> {
    let mut ranges = Vec::with_capacity(pairs.size_hint().0);
    while let Some((start, end)) = pairs.next() {
        match (parse(start.as_ref()), parse(end.as_ref())) {
            (Ok(number_range_start), Ok(number_range_end)) => {
                ranges.push(NumberRange::new(number_range_start, number_range_end));
            }
            (start, end) => {
                let owned = |text: &str| text.trim().to_owned();
                let before = texts(&ranges).map(|(start, end)| (owned(start), owned(end)));
                let this = (text(&start).to_owned(), text(&end).to_owned());
                let rest = pairs.map(|(start, end)| (owned(start.as_ref()), owned(end.as_ref())));
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

/// The first step of [`Reservation::builder`]: chooses the numbers to reserve.
#[derive(Clone, Debug)]
#[must_use = "choose numbers, and call `build`"]
pub struct NumberChoice(());

impl NumberChoice {
    /// Chooses one number, with its calling code, such as `+442081324758`.
    pub fn number(self, number: impl AsRef<str>) -> ReservationBuilder {
        self.ranges([(&number, &number)])
    }

    /// Chooses a range of numbers, both ends included.
    pub fn range(self, start: impl AsRef<str>, end: impl AsRef<str>) -> ReservationBuilder {
        self.ranges([(start, end)])
    }

    /// Chooses several ranges, each given by its start and end.
    pub fn ranges<S: AsRef<str>, E: AsRef<str>>(self, ranges: impl IntoIterator<Item = (S, E)>) -> ReservationBuilder {
        ReservationBuilder::new(NumberSelection::Ranges(parse_ranges(ranges.into_iter())))
    }

    /// Chooses numbers that were locked before, by their lock id. See [`Reservation::of_lock`].
    pub fn lock_id(self, lock_id: impl AsRef<str>) -> ReservationBuilder {
        ReservationBuilder::new(NumberSelection::Lock(lock_id.as_ref().trim().to_owned()))
    }
}

/// Builds a [`Reservation`] from values. Blanks around each value are removed.
///
/// ```
/// use colt_numbers::{Reservation, Rule};
///
/// let builder = Reservation::of_lock("FR", " LOCK-1 ").customer_reference("My Customer");
/// let reservation = builder.allow(Rule::LockIdCountry).build()?;
/// assert_eq!(reservation.request().product_offering.lock_id.as_deref(), Some("LOCK-1"));
/// # Ok::<(), colt_numbers::InvalidInput>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ReservationBuilder {
    /// `None` until it is set.
    country: Option<TypedOrText<Country>>,
    numbers: NumberSelection,
    service_profile: Option<String>,
    customer_reference: Option<TypedOrText<CustomerReference>>,
    checks: Checks,
}

impl fmt::Debug for ReservationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let country = self.country.as_ref().map(text);
        f.debug_struct("ReservationBuilder").field("country", &country).finish_non_exhaustive()
    }
}

impl ReservationBuilder {
    fn new(numbers: NumberSelection) -> Self {
        Self { country: None, numbers, service_profile: None, customer_reference: None, checks: Checks::new() }
    }

    /// Sets the country of the numbers, by its ISO 3166-1 alpha-2 code. It is mandatory.
    pub fn country(mut self, country: impl AsRef<str>) -> Self {
        self.country = Some(parse(country.as_ref()));
        self
    }

    /// Sets the service profile that the numbers are for. A service profile is required if the account has several in
    /// the country. A blank text counts as absent.
    pub fn service_profile(mut self, profile: impl AsRef<str>) -> Self {
        self.service_profile = non_blank(profile.as_ref()).map(str::to_owned);
        self
    }

    /// Sets your own reference to the customer, within the limit of [`CustomerReference`]. A blank text counts as absent.
    pub fn customer_reference(mut self, reference: impl AsRef<str>) -> Self {
        self.customer_reference = non_blank(reference.as_ref()).map(parse);
        self
    }

    /// Disables one rule: the reservation may violate it.
    pub fn allow(mut self, rule: Rule) -> Self {
        self.checks = self.checks.allow(rule);
        self
    }

    /// Makes every violation of one rule an error. See [`Checks::deny`].
    pub fn deny(mut self, rule: Rule) -> Self {
        self.checks = self.checks.deny(rule);
        self
    }

    /// Replaces all earlier checks, and with them every [`allow`](Self::allow) and [`deny`](Self::deny).
    pub fn checks(mut self, checks: Checks) -> Self {
        self.checks = checks;
        self
    }

    /// Checks every value and every enabled rule, and builds the reservation.
    ///
    /// # Errors
    /// [`InvalidInput`] with every violation, if at least one is an error.
    pub fn build(self) -> Result<Reservation, InvalidInput> {
        let violations = if self.is_parsed() { Vec::new() } else { self.violations() };
        match self.request() {
            Some((request, checks)) => check_rules(request, &checks),
            None => Err(InvalidInput::new(violations)),
        }
    }

    /// Whether every value could be parsed.
    fn is_parsed(&self) -> bool {
        let reference = self.customer_reference.as_ref().is_none_or(Result::is_ok);
        reference && matches!(self.country, Some(Ok(_))) && !matches!(self.numbers, NumberSelection::Ranges(Err(_)))
    }

    /// The typed request and the checks; `None` if a value could not be parsed.
    fn request(self) -> Option<(ReservationRequest, Checks)> {
        let (number_range_list, lock_id) = match self.numbers {
            NumberSelection::Ranges(ranges) => (ranges.ok()?, None),
            NumberSelection::Lock(lock_id) => (Vec::new(), Some(lock_id)),
        };
        let customer_reference = self.customer_reference.transpose().ok()?;
        let mut offering = ProductOffering::new(PRODUCT);
        offering.lock_id = lock_id;
        let mut reseller = Reseller::new(self.country?.ok()?);
        reseller.service_profile = self.service_profile;
        let mut party = RelatedParty::new(reseller);
        party.end_customer_details =
            customer_reference.map(|reference| EndCustomerDetails::new().customer_reference(reference));
        let request = ReservationRequest::new(party, offering).number_range_list(number_range_list);
        Some((request, self.checks))
    }

    /// The violations of the values that the builder was given. The values are checked as JSON, so that all violations are found at once.
    fn violations(&self) -> Vec<Violation> {
        let json = |text: &str| Json::Text(text.to_owned().into());
        let object = |members: Vec<(&'static str, Option<Json<'static>>)>| {
            Json::Object(members.into_iter().filter_map(|(name, value)| Some((name.into(), value?))).collect())
        };
        let (list, lock_id) = match &self.numbers {
            NumberSelection::Ranges(ranges) => {
                let range = |(start, end): (&str, &str)| {
                    object(vec![("numberRangeStart", Some(json(start))), ("numberRangeEnd", Some(json(end)))])
                };
                let ranges = match ranges {
                    Ok(ranges) => texts(ranges).map(range).collect(),
                    Err(texts) => texts.iter().map(|(start, end)| range((start, end))).collect(),
                };
                (Some(Json::List(ranges)), None)
            }
            NumberSelection::Lock(lock_id) => (None, Some(json(lock_id))),
        };
        let reference = self.customer_reference.as_ref();
        let reference = reference.map(|reference| object(vec![("customerReference", Some(json(text(reference))))]));
        let reseller = object(vec![
            ("serviceProfile", self.service_profile.as_deref().map(json)),
            ("country", self.country.as_ref().map(|country| json(text(country)))),
        ]);
        self.checks.violations_of_json(&object(vec![
            ("numberRangeList", list),
            ("productOffering", Some(object(vec![("name", Some(json(PRODUCT.as_str()))), ("lockId", lock_id)]))),
            ("relatedParty", Some(object(vec![("reseller", Some(reseller)), ("endCustomerDetails", reference)]))),
        ]))
    }
}

/// The approximate number of bytes that a request's JSON has without its ranges, and that each range has.
const BODY_BYTES: usize = 256;
const RANGE_BYTES: usize = 80;

/// Checks the rules of a typed request and serializes it. Its types imply that it matches the schema.
fn check_rules(request: ReservationRequest, checks: &Checks) -> Result<Reservation, InvalidInput> {
    let mut violations = ViolationList::default();
    checks.check_rules(&RESERVE_NUMBERS, &RuleInput::of_reservation(&request), &mut violations);
    if violations.has_errors() {
        return Err(InvalidInput::new(violations.into_vec()));
    }
    let mut body = Vec::with_capacity(BODY_BYTES + RANGE_BYTES * request.number_range_list.len());
    match serde_json::to_writer(&mut body, &request) {
        Ok(()) => Ok(Reservation { request, body: body.into(), warnings: violations.into_vec() }),
        Err(error) => Err(not_json(&error)),
    }
}

fn non_blank(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
