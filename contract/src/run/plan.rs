//! Plans the requests of a run: one for each case that should be rejected, shared ones for cases that should be accepted.
//!
//! Orders cost money, so cases that should be accepted share requests: one request may have a certain country, a long reference and an
//! additional member at once. If the target accepts it, all of its cases pass. If the target rejects it, the run splits the request until the
//! cause is known.

use colt_numbers_judge::model::operation::Operation;

use crate::{
    cases::{
        case::{Case, Expectation, Risk},
        operation_impact::Impact,
        request_draft::{RequestDraft, RequestEdit, TokenChoice, are_independent},
        tested_operation::TestedOperation,
    },
    run::{
        options::Options,
        path_resource::{MAX_PREREQUISITES, PathResource},
    },
    suite::Suite,
};

/// The most cases of one request. With more cases, a rejected request takes more requests to split; with fewer cases, a run places more orders.
const MAX_CASES: usize = 8;

/// The default limit on requests is a quarter above the plan and this number, for repeated requests and for those that find a difference.
const SPARE_REQUESTS: usize = 8;

/// A request with the cases that it tests.
#[derive(Debug, Clone)]
pub(crate) struct PlannedRequest {
    pub(crate) operation: usize,
    pub(crate) cases: Vec<AdaptedCase>,
    pub(crate) draft: RequestDraft,
    pub(crate) expect: Expectation,
    pub(crate) impact: Impact,
    pub(crate) risk: Risk,
    /// Whether the request is an example of the document, sent unchanged.
    pub(crate) verbatim: bool,
    /// Whether the path names a number or an order that the run has made at the target.
    pub(crate) names_made_resource: bool,
}

/// A case with its edits, adapted to the service profiles of the account.
#[derive(Debug, Clone)]
pub(crate) struct AdaptedCase {
    /// Index into [`Suite::cases`](crate::Suite::cases).
    pub(crate) index: usize,
    pub(crate) edits: Vec<RequestEdit>,
}

/// The requests of a run.
#[derive(Debug, Clone)]
pub(crate) struct RequestPlan {
    /// The requests to each tested operation.
    pub(crate) operations: Vec<OperationPlan>,
    /// The number of requests that may be needed to make the numbers and orders that the paths of other requests name.
    pub(crate) prerequisites: usize,
    /// Cases that cannot be sent with these options, and why.
    pub(crate) left_out: Vec<(usize, String)>,
}

/// The requests to one operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct OperationPlan {
    /// Requests that should be accepted. The one with most cases is first.
    pub(crate) accepts: Vec<PlannedRequest>,
    /// Requests that should be rejected.
    pub(crate) rejects: Vec<PlannedRequest>,
    /// Requests for which either response is right.
    pub(crate) others: Vec<PlannedRequest>,
}

/// The numbers of requests and orders of a run, known before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Requests to a target that does what the document says. A target that drifts gets a few more, which find the differences.
    pub requests: usize,
    /// Orders that a target which does what the document says would accept, including `prerequisites`.
    pub orders: usize,
    /// Requests among `requests` that may be needed to make what the paths of other requests name: a reserved number, for example. The run
    /// sends fewer if its other requests have made it already.
    pub prerequisites: usize,
    /// Requests that should be rejected. Each is an order if the target accepts it.
    pub rejections: usize,
    /// Requests that may change the state of the target without placing an order.
    pub changes: usize,
    /// The limit on orders, if there is one.
    pub max_orders: Option<u32>,
    /// The limit on requests.
    pub max_requests: usize,
    /// Cases that the options leave out.
    pub left_out: usize,
}

impl Plan {
    /// The most orders that the run can place.
    pub fn at_most(&self) -> usize {
        let limit = self.max_orders.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
        (self.orders + self.rejections).min(limit)
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { requests, orders, rejections, changes, .. } = self;
        write!(
            f,
            "{requests} requests; {orders} of them order numbers, and {rejections} more do if the target accepts what it should reject; "
        )?;
        if *changes > 0 {
            write!(f, "{changes} may change the target's state in another way; ")?;
        }
        match self.max_orders {
            Some(max) => write!(f, "at most {} orders are placed (the limit is {max})", self.at_most()),
            None => write!(f, "the number of orders is not limited"),
        }
    }
}

impl Suite {
    /// The numbers of requests and orders of a run with these options.
    pub fn plan(&self, options: &Options) -> Plan {
        plan_requests(self, options).summary(options)
    }
}

/// Plans the requests for the cases of a suite.
pub(crate) fn plan_requests(suite: &Suite, options: &Options) -> RequestPlan {
    let mut operations: Vec<OperationPlan> = suite.operations().iter().map(|_| OperationPlan::default()).collect();
    let mut left_out = Vec::new();
    for (index, case) in suite.cases().iter().enumerate() {
        let Some(edits) = adapted_edits(suite, case, &options.several_service_profiles) else {
            let why = if case.needs_several_profiles {
                "it needs a country in which the account has several service profiles, and the options name none"
            } else {
                "the account has several service profiles in every country"
            };
            left_out.push((index, why.to_owned()));
            continue;
        };
        let tested = suite.operation(case.operation);
        let Some(draft) = tested.base.with(&edits) else { continue };
        let impact = tested.impact.of_request(&tested.operation, &draft);
        if impact == Impact::Changes && !options.allow_changes {
            left_out.push((index, "it may change the target's state, and the options do not allow that".to_owned()));
            continue;
        }
        let single = PlannedRequest {
            operation: case.operation,
            cases: vec![AdaptedCase { index, edits }],
            draft,
            expect: case.expect,
            impact,
            risk: case.risk,
            verbatim: case.verbatim,
            names_made_resource: false,
        };
        let plan = &mut operations[case.operation];
        match case.expect {
            Expectation::Reject => plan.rejects.push(single),
            Expectation::Either => plan.others.push(single),
            Expectation::Accept => add_or_merge(suite, options, &mut plan.accepts, single),
        }
    }
    for plan in &mut operations {
        plan.accepts.sort_by_key(|planned| (planned.risk, std::cmp::Reverse(planned.cases.len())));
    }
    let prerequisites = operations.iter().enumerate().map(|(index, plan)| {
        let uses_up = plan.accepts.iter().filter(|planned| planned.impact != Impact::Reads).count();
        let prerequisites =
            PathResource::of(suite, index).map_or(0, |resource| resource.prerequisites(suite, MAX_PREREQUISITES));
        // Requests that should be rejected do not use up what their path names, so all of them can name the same number or order.
        prerequisites * (uses_up + usize::from(!plan.rejects.is_empty()))
    });
    let prerequisites = prerequisites.sum();
    RequestPlan { operations, prerequisites, left_out }
}

impl PlannedRequest {
    /// Whether the case of this request is about the token.
    pub(crate) fn is_about_token(&self) -> bool {
        self.draft.token != TokenChoice::OfRun
    }

    /// Whether the request has the path of the base request.
    pub(crate) fn has_path_of(&self, base: &RequestDraft) -> bool {
        let path = |draft: &RequestDraft| {
            let parameters = draft.parameters.iter().filter(|parameter| parameter.location == "path");
            parameters.cloned().collect::<Vec<_>>()
        };
        path(&self.draft) == path(base)
    }

    /// Whether the request may place an order.
    pub(crate) fn may_order(&self) -> bool {
        self.impact == Impact::Orders
    }

    /// The only status that rejects this request for the right reason, if there is one: 401 for a case about the token, and 405 for a method
    /// that the path does not have, if the document has this status.
    pub(crate) fn exact_status(&self, operation: &Operation) -> Option<u16> {
        if self.is_about_token() {
            return Some(401);
        }
        let is_wrong_method = !operation.path_methods.contains(&self.draft.method);
        (is_wrong_method && operation.responses.iter().any(|response| response.status == "405")).then_some(405)
    }
}

impl RequestPlan {
    /// The plan for a run without credentials, which cannot find out whether a token is required.
    pub(crate) fn without_credentials(mut self) -> Self {
        for plan in &mut self.operations {
            let (about_token, rejects): (Vec<_>, Vec<_>) =
                std::mem::take(&mut plan.rejects).into_iter().partition(PlannedRequest::is_about_token);
            plan.rejects = rejects;
            let why = "it needs credentials, and the run has none";
            let cases = about_token.into_iter().flat_map(|planned| planned.cases);
            self.left_out.extend(cases.map(|case| (case.index, why.to_owned())));
        }
        self
    }

    pub(crate) fn summary(&self, options: &Options) -> Plan {
        let count = |list: fn(&OperationPlan) -> &Vec<PlannedRequest>, is_counted: fn(&PlannedRequest) -> bool| {
            self.operations.iter().flat_map(list).filter(|planned| is_counted(planned)).count()
        };
        let count_all = |is_counted: fn(&PlannedRequest) -> bool| {
            count(|plan| &plan.accepts, is_counted)
                + count(|plan| &plan.rejects, is_counted)
                + count(|plan| &plan.others, is_counted)
        };
        let requests = count_all(|_| true) + self.prerequisites;
        let rejections = count(|plan| &plan.rejects, PlannedRequest::may_order);
        Plan {
            requests,
            orders: count_all(PlannedRequest::may_order) - rejections + self.prerequisites,
            prerequisites: self.prerequisites,
            rejections,
            changes: count_all(|planned| planned.impact == Impact::Changes),
            max_orders: options.max_orders,
            max_requests: options.max_requests.unwrap_or(requests + requests / 4 + SPARE_REQUESTS),
            left_out: self.left_out.len(),
        }
    }
}

/// Merges a request with a single case into the first planned request that can take the case, or else adds it to the list.
fn add_or_merge(suite: &Suite, options: &Options, planned_requests: &mut Vec<PlannedRequest>, single: PlannedRequest) {
    let can_share = |risk: Risk| matches!(risk, Risk::None | Risk::State);
    if !single.verbatim && can_share(single.risk) {
        let merged = |planned: &PlannedRequest| {
            let is_compatible =
                planned.operation == single.operation && planned.risk == single.risk && !planned.verbatim;
            let has_room = planned.cases.len() < MAX_CASES;
            let is_independent =
                || planned.cases.iter().all(|case| are_independent(&case.edits, &single.cases[0].edits));
            let draft = (is_compatible && has_room && is_independent())
                .then(|| planned.draft.with(&single.cases[0].edits))
                .flatten()?;
            let TestedOperation { validator, base, .. } = suite.operation(planned.operation);
            let is_valid = validator.violations(&draft, &options.several_service_profiles).is_empty();
            let has_base_case = |cases: &[AdaptedCase]| cases.iter().any(|case| case.edits.is_empty());
            let tests_base =
                !(has_base_case(&planned.cases) || has_base_case(&single.cases)) || contains_base(base, &draft);
            (is_valid && tests_base && !depends_on_profiles(suite, &draft, planned.operation)).then_some(draft)
        };
        for planned in planned_requests.iter_mut() {
            if let Some(draft) = merged(planned) {
                planned.draft = draft;
                planned.cases.extend(single.cases);
                return;
            }
        }
    }
    planned_requests.push(single);
}

/// Whether a request is for another country than the base request, and is valid only if the account has at most one service profile there. Such
/// a case stays in the country of the base request: otherwise, a run whose options omit several service profiles would report drift in each
/// country.
fn depends_on_profiles(suite: &Suite, draft: &RequestDraft, operation: usize) -> bool {
    let TestedOperation { countries: Some(countries), base, .. } = suite.operation(operation) else { return false };
    countries.place.get(draft) != countries.place.get(base) && suite.needs_single_profile(draft, operation)
}

/// Whether a request has everything that the base request has, so that accepting it implies accepting the base request.
fn contains_base(base: &RequestDraft, draft: &RequestDraft) -> bool {
    fn is_within(base: &serde_json::Value, body: &serde_json::Value) -> bool {
        match (base.as_object(), body.as_object()) {
            (Some(base), Some(body)) => {
                base.iter().all(|(name, value)| body.get(name).is_some_and(|found| is_within(value, found)))
            }
            _ => base == body,
        }
    }
    let has_body = match (&base.body, &draft.body) {
        (Some(base), Some(body)) => is_within(base, body),
        (base, body) => base == body,
    };
    has_body && base.parameters == draft.parameters && base.content_type == draft.content_type
}

/// A planned request with only some of its cases.
pub(crate) fn with_cases(suite: &Suite, planned: &PlannedRequest, cases: &[AdaptedCase]) -> Option<PlannedRequest> {
    let draft = suite.base(planned.operation).with(cases.iter().flat_map(|case| &case.edits))?;
    Some(PlannedRequest { draft, cases: cases.to_vec(), ..planned.clone() })
}

/// The edits of a case, adapted to an account with several service profiles in these countries: a case about such an account moves to one of
/// these countries, and a case that would violate the rule there moves to another country. `None` if there is no such country.
fn adapted_edits(suite: &Suite, case: &Case, several_profiles: &[String]) -> Option<Vec<RequestEdit>> {
    let TestedOperation { validator, base, countries, .. } = suite.operation(case.operation);
    let is_valid = |edits: &[RequestEdit]| {
        base.with(edits).is_some_and(|draft| validator.violations(&draft, several_profiles).is_empty())
    };
    let Some(countries) = countries else { return Some(case.edits.clone()) };
    let moved_to = |country: &str| {
        let mut edits = case.edits.clone();
        edits.push(countries.place.set(country));
        edits
    };
    if case.needs_several_profiles {
        let country = several_profiles.first()?;
        return Some(moved_to(country));
    }
    if case.expect != Expectation::Accept || is_valid(&case.edits) {
        return Some(case.edits.clone());
    }
    countries.codes.iter().map(|(country, _)| moved_to(country)).find(|edits| is_valid(edits))
}
