//! A request of any operation that has passed the schemas and every enabled rule. A client sends no other requests.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use colt_numbers_api::client::{Body, InvalidRequest, Request, RequestValues, UnreadableResponse};
use colt_numbers_api::operations::Operation;
use colt_numbers_api::requests::ReserveNumbers;
use colt_numbers_api::rules::Severity;
use colt_numbers_api::types::TrackingId;
use http::Response;

use crate::check::checks::Checks;
use crate::check::dynamic_request::DynamicRequest;
use crate::check::reservation::Reservation;
use crate::check::tracking_id::exact_tracking_id;
use crate::check::violation::{InvalidInput, Violation};

/// A request of one operation that has passed the schemas of its parameters and its body, and every enabled rule of its operation.
///
/// It is made by [`Checks::check`] from a generated request, by [`Checks::check_dynamic`], or by [`Reservation::with_tracking_id`], and cannot
/// be changed, so exactly what was checked is sent. Send it with [`Client::prepare`](crate::Client::prepare).
///
/// `Debug` prints no data of the customer.
///
/// ```
/// use colt_numbers::api::client::Body;
/// use colt_numbers::api::requests::ReserveNumbers;
/// use colt_numbers::{Checks, new_tracking_id};
///
/// let body = br#"{"numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}],
///                 "productOffering": {"name": "Wholesale SIP"},
///                 "relatedParty": {"reseller": {"country": "UK"}, "endCustomerDetails": {"customerReference": "My Customer"}}}"#;
/// let request = ReserveNumbers::new(new_tracking_id(), Body::Json(body[..].into()));
/// let error = Checks::new().check(&request).unwrap_err();
/// assert_eq!(error.violations()[0].pointer, "/relatedParty/reseller/country");
/// ```
#[derive(Clone)]
pub struct CheckedRequest<R> {
    pub(crate) content: CheckedContent,
    warnings: Vec<Violation>,
    of: PhantomData<fn() -> R>,
}

/// What is sent, and how its response is read. It does not depend on the type of the request.
#[derive(Clone)]
pub(crate) struct CheckedContent {
    pub(crate) operation: &'static Operation,
    pub(crate) values: RequestValues,
    /// The tracking id, if requests of the operation have one.
    pub(crate) tracking_id: Option<TrackingId>,
    /// Whether a successful response has the form that the spec states.
    pub(crate) check_response: CheckResponse,
}

impl CheckedContent {
    /// The request for a reservation, whose JSON has been checked.
    #[expect(clippy::expect_used, reason = "a tracking id is a string, and the body is JSON already")]
    pub(crate) fn of_reservation(body: Bytes, tracking_id: TrackingId) -> Self {
        let request = ReserveNumbers::new(tracking_id.clone(), Body::Json(body));
        Self {
            operation: ReserveNumbers::OPERATION,
            values: request.values().expect("the values of a reservation can be written as JSON"),
            tracking_id: Some(tracking_id),
            check_response: |_, response| ReserveNumbers::read(response).map(drop),
        }
    }
}

impl fmt::Debug for CheckedContent {
    /// Prints no data of the customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedContent")
            .field("operation", &self.operation.id)
            .field("tracking_id", &self.tracking_id)
            .finish_non_exhaustive()
    }
}

/// Checks whether a response is a successful one of the form that the spec states.
pub(crate) type CheckResponse = fn(&Operation, &Response<Bytes>) -> Result<(), UnreadableResponse>;

impl<R> CheckedRequest<R> {
    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.content.operation
    }

    /// The values of the request: its parameters and the bytes of its body.
    #[must_use]
    pub fn values(&self) -> &RequestValues {
        &self.content.values
    }

    /// The tracking id that the request will be sent with. `None` if requests of the operation have none.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&TrackingId> {
        self.content.tracking_id.as_ref()
    }

    /// The violations of severity `warning`. They do not contradict the vendor's document, but are often mistakes.
    #[must_use]
    pub fn warnings(&self) -> &[Violation] {
        &self.warnings
    }

    /// The same request without its type.
    #[must_use]
    pub fn into_dynamic(self) -> CheckedRequest<DynamicRequest> {
        CheckedRequest { content: self.content, warnings: self.warnings, of: PhantomData }
    }
}

impl<R> fmt::Debug for CheckedRequest<R> {
    /// Prints no data of the customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedRequest").field("content", &self.content).field("warnings", &self.warnings).finish()
    }
}

impl Checks {
    /// Checks a request of any operation: its parameters and its body by their schemas, and the rules of its operation.
    ///
    /// If requests of the operation have a tracking id and it is absent, a new one is added.
    ///
    /// # Errors
    /// [`InvalidInput`] with every violation, if at least one is an error.
    pub fn check<R: Request>(&self, request: &R) -> Result<CheckedRequest<R>, InvalidInput> {
        let values = request.values().map_err(|error| InvalidInput::new(vec![not_http(&error)]))?;
        self.check_values(DynamicRequest::of_values(R::OPERATION, values), |_, response| R::read(response).map(drop))
    }

    /// The same as [`Checks::check`], for a request of an operation that is known only at run time.
    ///
    /// # Errors
    /// [`InvalidInput`] with every violation, if at least one is an error.
    pub fn check_dynamic(&self, request: DynamicRequest) -> Result<CheckedRequest<DynamicRequest>, InvalidInput> {
        self.check_values(request, colt_numbers_api::requests::check_response)
    }

    fn check_values<R>(
        &self,
        DynamicRequest { operation, values }: DynamicRequest,
        check_response: CheckResponse,
    ) -> Result<CheckedRequest<R>, InvalidInput> {
        let (tracking_id, warnings) = self.find_violations(operation, &values)?;
        let content = CheckedContent { operation, values, tracking_id, check_response };
        Ok(CheckedRequest { content, warnings, of: PhantomData })
    }

    /// The tracking id of a request without errors, and its warnings.
    fn find_violations(
        &self,
        operation: &'static Operation,
        values: &RequestValues,
    ) -> Result<(Option<TrackingId>, Vec<Violation>), InvalidInput> {
        let violations = self.violations_of_values(operation, values);
        if violations.iter().any(|violation| violation.severity == Severity::Error) {
            return Err(InvalidInput::new(violations));
        }
        // Only what cannot be written as HTTP is found here; the real base URL is added later.
        operation
            .to_http("http://localhost", values)
            .map_err(|error| InvalidInput::new([violations.clone(), vec![not_http(&error)]].concat()))?;
        let mut parameters = operation.parameters.iter().zip(&values.parameters);
        let text = parameters.find_map(|(parameter, value)| value.as_ref().filter(|_| parameter.is_tracking_id));
        let text = text.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        Ok((text.map(|text| exact_tracking_id(operation, &text)).transpose()?, violations))
    }
}

/// The violation of a request that cannot be written as HTTP.
fn not_http(error: &InvalidRequest) -> Violation {
    let pointer = match error {
        InvalidRequest::Parameter(name) => format!("/{}", name.to_ascii_lowercase()),
        _ => String::new(),
    };
    Violation { id: "http", pointer, severity: Severity::Error, message: error.to_string(), hint: None }
}

impl Reservation {
    /// The request that is sent for this reservation with a tracking id. [`Client::call`](crate::Client::call) does this with a new tracking id.
    #[must_use]
    pub fn with_tracking_id(&self, tracking_id: TrackingId) -> CheckedRequest<ReserveNumbers> {
        let content = CheckedContent::of_reservation(self.body().clone(), tracking_id);
        CheckedRequest { content, warnings: self.warnings().to_vec(), of: PhantomData }
    }
}
