//! The request as the rules read it: its body and its parameters, and the [`RequestView`] of a reservation.

use std::cell::OnceCell;

use colt_numbers_api::operations::Operation;
use colt_numbers_api::types::ReservationRequest;

use crate::check::json::Json;
use crate::check::json_location::pointer_names;
use crate::check::request_view::RequestView;

/// A request as the rules read it. Values of a wrong type are not removed: the schema check reports them, and a rule must expect them.
pub(crate) struct RuleInput<'a> {
    values: InputValues<'a>,
    body: OnceCell<Option<Json<'a>>>,
    reservation: OnceCell<RequestView<'a>>,
}

/// Where the values of a request are.
enum InputValues<'a> {
    /// A typed reservation. It gets its tracking id only when it is sent.
    Reservation(&'a ReservationRequest),
    Json {
        operation: &'static Operation,
        parameters: &'a [Option<Json<'a>>],
        body: Option<&'a Json<'a>>,
    },
}

/// No rule of the bundled spec calls these functions; they are for the rules of further operations.
const _: () = {
    let _ = RuleInput::at;
    let _ = RuleInput::parameter;
};

impl<'a> RuleInput<'a> {
    fn new(values: InputValues<'a>) -> Self {
        Self { values, body: OnceCell::new(), reservation: OnceCell::new() }
    }

    /// The input of a typed reservation.
    pub(crate) fn of_reservation(request: &'a ReservationRequest) -> Self {
        Self::new(InputValues::Reservation(request))
    }

    /// The input of any request. The parameters are in the order of the operation's parameters.
    pub(crate) fn of_json(
        operation: &'static Operation,
        parameters: &'a [Option<Json<'a>>],
        body: Option<&'a Json<'a>>,
    ) -> Self {
        Self::new(InputValues::Json { operation, parameters, body })
    }

    /// The value at a JSON Pointer in the body; `None` if the body has no value there. The data of a rule has such pointers.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Json<'a>> {
        let body = match self.values {
            InputValues::Json { body, .. } => body,
            // No rule of the reservation reads the JSON of a typed request, so it is made only if a rule asks for it.
            InputValues::Reservation(request) => {
                self.body.get_or_init(|| serde_json::to_value(request).ok().map(Json::of_value)).as_ref()
            }
        };
        pointer_names(pointer).try_fold(body?, |value, name| match value {
            Json::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => value.get(&name),
        })
    }

    /// The value of a parameter; `None` if the request omits it. A reservation gets its parameters only after the checks, when it is sent.
    pub(crate) fn parameter(&self, name: &str) -> Option<&Json<'a>> {
        match self.values {
            InputValues::Json { operation, parameters, .. } => {
                let index = operation.parameters.iter().position(|parameter| parameter.name == name)?;
                parameters.get(index)?.as_ref()
            }
            InputValues::Reservation(_) => None,
        }
    }

    /// The values of a reservation.
    pub(crate) fn reservation(&self) -> &RequestView<'a> {
        self.reservation.get_or_init(|| match self.values {
            InputValues::Reservation(request) => RequestView::of_request(request),
            InputValues::Json { body, .. } => RequestView::of_json(body.unwrap_or(&Json::Null)),
        })
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers_api::operations::RESERVE_NUMBERS;
    use serde_json::json;

    use super::*;
    use crate::check::reservation::Reservation;

    /// A rule finds the same values in a typed request and in its JSON.
    #[test]
    fn a_typed_request_has_the_same_body_as_its_json() {
        let reservation = Reservation::of_number("GB", "+442081324758")
            .service_profile("ANH")
            .customer_reference("My Customer")
            .build()
            .unwrap();
        let json = Json::parse(reservation.body()).unwrap();
        let typed = RuleInput::of_reservation(reservation.request());
        let parsed = RuleInput::of_json(&RESERVE_NUMBERS, &[], Some(&json));
        for input in [&typed, &parsed] {
            for (pointer, expected) in [
                ("/relatedParty/reseller/serviceProfile", Some("ANH")),
                ("/numberRangeList/0/numberRangeEnd", Some("+442081324758")),
                ("/numberRangeList/1/numberRangeEnd", None),
                ("/relatedParty/reseller/serviceProfile/x", None),
                ("/none", None),
            ] {
                match (input.at(pointer), expected) {
                    (Some(Json::Text(text)), Some(expected)) => assert_eq!(text, expected, "{pointer}"),
                    (found, expected) => assert!(found.is_none() && expected.is_none(), "{pointer}: {found:?}"),
                }
            }
            assert!(matches!(input.at(""), Some(Json::Object(_))));
            assert!(input.parameter(RESERVE_NUMBERS.parameters[0].name).is_none());
        }
        assert_eq!(typed.reservation().country, parsed.reservation().country);
    }

    #[test]
    fn a_parameter_is_found_by_its_name() {
        let parameters = [Some(Json::of_value(json!("t-1")))];
        let input = RuleInput::of_json(&RESERVE_NUMBERS, &parameters, None);
        let name = RESERVE_NUMBERS.parameters[0].name;
        assert!(matches!(input.parameter(name), Some(Json::Text(id)) if id == "t-1"));
        assert!(input.parameter("other").is_none() && input.at("").is_none());
        assert!(input.reservation().country.is_none());
    }
}
