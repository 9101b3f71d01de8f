//! A reservation that was checked: the only thing that a client sends.

use std::fmt;

use bytes::Bytes;

use crate::checks::Checks;
use crate::facts::Facts;
use crate::json::Json;
use crate::types::{
    CustomerReference, EndCustomerDetails, NumberRange, ProductName, ProductOffering, RelatedParty, Reseller,
    ReservationRequest, TelephoneNumber,
};
use crate::violation::{Invalid, Violation};
use crate::{Country, Rule, Severity};

/// A reservation that breaks nothing the document states, and the very text that is sent for it.
///
/// It is made by a [`Builder`] from values, or from JSON by [`Reservation::from_json`]. There is no way to change one, so what is sent
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
/// # Ok::<(), colt_numbers::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Reservation {
    request: ReservationRequest,
    body: Bytes,
    warnings: Vec<Violation>,
}

impl Reservation {
    /// Begins a reservation of one number.
    pub fn of_number(country: impl AsRef<str>, number: impl Into<String>) -> Builder {
        let number = trimmed(number.into());
        Builder::new(country.as_ref(), What::Ranges(vec![(number.clone(), number)]))
    }

    /// Begins a reservation of a range of numbers, both ends included.
    pub fn of_range(country: impl AsRef<str>, start: impl Into<String>, end: impl Into<String>) -> Builder {
        Self::of_ranges(country, [(start, end)])
    }

    /// Begins a reservation of several ranges, each by its start and end.
    pub fn of_ranges<S: Into<String>, E: Into<String>>(
        country: impl AsRef<str>,
        ranges: impl IntoIterator<Item = (S, E)>,
    ) -> Builder {
        let ranges = ranges.into_iter().map(|(start, end)| (trimmed(start.into()), trimmed(end.into())));
        Builder::new(country.as_ref(), What::Ranges(ranges.collect()))
    }

    /// Begins a reservation of numbers that were locked before; for restricted use, and for some countries only
    /// (number-reservation.txt:103-108).
    pub fn of_lock(country: impl AsRef<str>, lock_id: impl Into<String>) -> Builder {
        Builder::new(country.as_ref(), What::Lock(trimmed(lock_id.into())))
    }

    /// Takes a request as JSON, by every rule. The text is sent as it stands, members that the document does not know included.
    ///
    /// Nothing is trimmed: a text is what a program wrote. See [`Checks::json`] to overrule a rule.
    ///
    /// # Errors
    /// Every violation, where one or more is an error.
    pub fn from_json(body: &[u8]) -> Result<Self, Invalid> {
        Checks::new().json(body)
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

    /// What is worth a second look; none of it is against the document.
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
    pub fn json(&self, body: &[u8]) -> Result<Reservation, Invalid> {
        let violations = self.violations(body);
        if violations.iter().any(|violation| violation.severity == Severity::Error) {
            return Err(Invalid::new(violations));
        }
        match serde_json::from_slice(body) {
            Ok(request) => Ok(Reservation { request, body: Bytes::copy_from_slice(body), warnings: violations }),
            // The schema and the types come from one spec; should they disagree, the types win, and nothing is sent.
            Err(error) => Err(Invalid::new(vec![Violation {
                id: "json",
                pointer: String::new(),
                severity: Severity::Error,
                message: error.to_string(),
                hint: None,
            }])),
        }
    }
}

/// What is reserved: ranges or a lock, never both.
#[derive(Clone, Debug)]
enum What {
    Ranges(Vec<(String, String)>),
    Lock(String),
}

/// A reservation in the making. Blanks around a value are taken away: a person typed them.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder {
    country: String,
    what: What,
    service_profile: Option<String>,
    customer_reference: Option<String>,
    checks: Checks,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("country", &self.country).finish_non_exhaustive()
    }
}

impl Builder {
    fn new(country: &str, what: What) -> Self {
        Self {
            country: country.trim().to_owned(),
            what,
            service_profile: None,
            customer_reference: None,
            checks: Checks::new(),
        }
    }

    /// The service profile that the numbers are for; needed where the account has several in the country. A blank one counts as
    /// none.
    pub fn service_profile(mut self, profile: impl Into<String>) -> Self {
        self.service_profile = given(profile.into());
        self
    }

    /// One's own reference to the customer, at most 50 characters. A blank one counts as none.
    pub fn customer_reference(mut self, reference: impl Into<String>) -> Self {
        self.customer_reference = given(reference.into());
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
    pub fn build(self) -> Result<Reservation, Invalid> {
        match self.typed() {
            Some(request) => self.judged(request),
            None => Err(Invalid::new(self.violations())),
        }
    }

    /// The request, if every value is of the form that its type asks for.
    fn typed(&self) -> Option<ReservationRequest> {
        let (number_range_list, lock_id) = match &self.what {
            What::Ranges(ranges) => (ranges.iter().map(typed_range).collect::<Option<Vec<_>>>()?, None),
            What::Lock(lock_id) => (Vec::new(), Some(lock_id.clone())),
        };
        let customer_reference = match &self.customer_reference {
            Some(reference) => Some(CustomerReference::try_from(reference.as_str()).ok()?),
            None => None,
        };
        Some(ReservationRequest {
            number_range_list,
            product_offering: ProductOffering { name: ProductName::WholesaleSip, lock_id },
            related_party: RelatedParty {
                reseller: Reseller {
                    country: self.country.parse().ok()?,
                    service_profile: self.service_profile.clone(),
                },
                end_customer_details: customer_reference
                    .map(|reference| EndCustomerDetails { customer_reference: Some(reference) }),
            },
        })
    }

    fn judged(&self, request: ReservationRequest) -> Result<Reservation, Invalid> {
        let mut found = Vec::new();
        self.checks.by_rules(&Facts::of_request(&request), &mut found);
        if found.iter().any(|violation| violation.severity == Severity::Error) {
            return Err(Invalid::new(found));
        }
        match serde_json::to_vec(&request) {
            Ok(body) => Ok(Reservation { request, body: body.into(), warnings: found }),
            Err(_) => Err(Invalid::new(self.violations())),
        }
    }

    /// What the judge of JSON finds in the values as they were given.
    fn violations(&self) -> Vec<Violation> {
        let text = |text: &str| Json::Text(text.to_owned().into());
        let object = |members: Vec<(&'static str, Option<Json<'static>>)>| {
            Json::Object(members.into_iter().filter_map(|(name, value)| Some((name.into(), value?))).collect())
        };
        let (list, lock_id) = match &self.what {
            What::Ranges(ranges) => {
                let range = |(start, end): &(String, String)| {
                    object(vec![("numberRangeStart", Some(text(start))), ("numberRangeEnd", Some(text(end)))])
                };
                (Some(Json::List(ranges.iter().map(range).collect())), None)
            }
            What::Lock(lock_id) => (None, Some(text(lock_id))),
        };
        let reference = self
            .customer_reference
            .as_deref()
            .map(|reference| object(vec![("customerReference", Some(text(reference)))]));
        let reseller = object(vec![
            ("serviceProfile", self.service_profile.as_deref().map(text)),
            ("country", Some(text(&self.country))),
        ]);
        self.checks.of_json(&object(vec![
            ("numberRangeList", list),
            (
                "productOffering",
                Some(object(vec![("name", Some(text(ProductName::WholesaleSip.as_str()))), ("lockId", lock_id)])),
            ),
            ("relatedParty", Some(object(vec![("reseller", Some(reseller)), ("endCustomerDetails", reference)]))),
        ]))
    }
}

fn typed_range((start, end): &(String, String)) -> Option<NumberRange> {
    Some(NumberRange {
        number_range_start: TelephoneNumber::try_from(start.as_str()).ok()?,
        number_range_end: TelephoneNumber::try_from(end.as_str()).ok()?,
    })
}

fn given(text: String) -> Option<String> {
    Some(trimmed(text)).filter(|text| !text.is_empty())
}

/// Takes blanks around a text away.
fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { inner.to_owned() }
}
