//// checks.rs
/// Checks of lengths, named after the schemas.
pub(crate) mod lengths {
    use super::Mismatch;
    use super::support;
    /// At most 3 characters.
    pub(crate) fn things_id_parts_part(text: &str) -> Result<(), Mismatch> {
        support::length(text, 0, 3)
    }
}
/// Checks of patterns, named after the schemas.
pub(crate) mod patterns {
    use super::Mismatch;
    use super::support;
    /// Pattern `^[a-z]+$`.
    pub(crate) fn things_id(text: &str) -> Result<(), Mismatch> {
        let text = text.as_bytes();
        support::final_byte_run(text, 0, 1, usize::MAX, |byte| byte.is_ascii_lowercase())
    }
}
/// Checks of all constraints, named after the schemas.
pub(crate) mod strings {
    use super::Mismatch;
    /// Checks every constraint of `ThingsId`.
    pub(crate) fn things_id(text: &str) -> Result<(), Mismatch> {
        super::patterns::things_id(text)
    }
    /// Checks every constraint of `ThingsIdPartsPart`.
    pub(crate) fn things_id_parts_part(text: &str) -> Result<(), Mismatch> {
        super::lengths::things_id_parts_part(text)
    }
}

//// operations.rs
/// The operation `listParts`.
pub static LIST_PARTS: Operation = Operation {
    id: "listParts",
    method: "GET",
    path: "/things/{id}/parts/{part}",
    summary: "",
    parameters: &[
        OperationParameter {
            name: "id",
            location: ParameterLocation::Path,
            required: true,
            exploded: false,
            schema: &crate::schema::THINGS_ID,
            is_tracking_id: false,
            description: "",
        },
        OperationParameter {
            name: "part",
            location: ParameterLocation::Path,
            required: true,
            exploded: false,
            schema: &crate::schema::THINGS_ID_PARTS_PART,
            is_tracking_id: false,
            description: "",
        },
        OperationParameter {
            name: "colour",
            location: ParameterLocation::Query,
            required: false,
            exploded: true,
            schema: &Schema {
                nullable: false,
                kind: SchemaKind::Array(ArraySchema {
                    items: &Schema {
                        nullable: false,
                        kind: SchemaKind::String(StringSchema {
                            min_length: None,
                            max_length: None,
                            pattern: None,
                            values: &[],
                            format: None,
                        }),
                    },
                    min_items: None,
                    max_items: None,
                    unique_items: false,
                }),
            },
            is_tracking_id: false,
            description: "One or more.",
        },
        OperationParameter {
            name: "filter",
            location: ParameterLocation::Query,
            required: true,
            exploded: true,
            schema: &crate::schema::LIST_PARTS_FILTER,
            is_tracking_id: false,
            description: "",
        },
        OperationParameter {
            name: "pageSize",
            location: ParameterLocation::Query,
            required: false,
            exploded: true,
            schema: &Schema {
                nullable: true,
                kind: SchemaKind::Number(NumberSchema {
                    integer: true,
                    minimum: None,
                    exclusive_minimum: false,
                    maximum: None,
                    exclusive_maximum: false,
                    multiple_of: None,
                    format_range: None,
                    values: &[],
                }),
            },
            is_tracking_id: false,
            description: "",
        },
        OperationParameter {
            name: "sort",
            location: ParameterLocation::Query,
            required: false,
            exploded: false,
            schema: &Schema {
                nullable: false,
                kind: SchemaKind::Array(ArraySchema {
                    items: &Schema {
                        nullable: false,
                        kind: SchemaKind::String(StringSchema {
                            min_length: None,
                            max_length: None,
                            pattern: None,
                            values: &[],
                            format: None,
                        }),
                    },
                    min_items: None,
                    max_items: None,
                    unique_items: false,
                }),
            },
            is_tracking_id: false,
            description: "",
        },
        OperationParameter {
            name: "X-Request-Id",
            location: ParameterLocation::Header,
            required: false,
            exploded: false,
            schema: &Schema {
                nullable: false,
                kind: SchemaKind::String(StringSchema {
                    min_length: None,
                    max_length: None,
                    pattern: None,
                    values: &[],
                    format: None,
                }),
            },
            is_tracking_id: false,
            description: "",
        },
    ],
    body: None,
    accept: "application/json",
    security: &[],
    servers: &[],
    error_codes: &[],
    effects: &[],
    orders: false,
    order: None,
    repeatable: false,
    holds_days: None,
    deprecated: false,
};

//// requests.rs
// @generated by `cargo codegen` from parameters.yaml; do not edit.
//! The requests: a struct for each operation.

/// Lists parts.
///
/// `GET /things/{id}/parts/{part}`
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListParts {
    id: crate::types::ThingsId,
    part: crate::types::ThingsIdPartsPart,
    colour: ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    filter: crate::types::ListPartsFilter,
    page_size: ::core::option::Option<i64>,
    sort: ::core::option::Option<::std::vec::Vec<::std::string::String>>,
    x_request_id: ::core::option::Option<::std::string::String>,
}
impl ListParts {
    /// Creates a request from the mandatory values. All optional values are absent.
    ///
    /// - `id`
    /// - `part`
    /// - `filter`
    pub fn new(
        id: crate::types::ThingsId,
        part: crate::types::ThingsIdPartsPart,
        filter: crate::types::ListPartsFilter,
    ) -> Self {
        Self {
            id,
            part,
            colour: ::core::option::Option::None,
            filter,
            page_size: ::core::option::Option::None,
            sort: ::core::option::Option::None,
            x_request_id: ::core::option::Option::None,
        }
    }
    /// One or more.
    #[deprecated]
    pub fn colour(mut self, colour: ::std::vec::Vec<::std::string::String>) -> Self {
        self.colour = ::core::option::Option::Some(colour);
        self
    }
    /// Sets `page_size`.
    pub fn page_size(mut self, page_size: i64) -> Self {
        self.page_size = ::core::option::Option::Some(page_size);
        self
    }
    /// Sets `sort`.
    pub fn sort(mut self, sort: ::std::vec::Vec<::std::string::String>) -> Self {
        self.sort = ::core::option::Option::Some(sort);
        self
    }
    /// Sets `x_request_id`.
    pub fn x_request_id(mut self, x_request_id: ::std::string::String) -> Self {
        self.x_request_id = ::core::option::Option::Some(x_request_id);
        self
    }
}
impl crate::client::Request for ListParts {
    type Response = ::std::vec::Vec<crate::received::Entry<::std::string::String>>;
    const OPERATION: &'static crate::operations::Operation = &crate::operations::LIST_PARTS;
    fn values(
        &self,
    ) -> ::core::result::Result<
        crate::client::RequestValues,
        crate::client::InvalidRequest,
    > {
        ::core::result::Result::Ok(
            crate::client::RequestValues::default()
                .parameter("id", ::core::option::Option::Some(&self.id))?
                .parameter("part", ::core::option::Option::Some(&self.part))?
                .parameter("colour", self.colour.as_ref())?
                .parameter("filter", ::core::option::Option::Some(&self.filter))?
                .parameter("pageSize", self.page_size.as_ref())?
                .parameter("sort", self.sort.as_ref())?
                .parameter("X-Request-Id", self.x_request_id.as_ref())?,
        )
    }
    fn read(
        response: &::http::Response<::bytes::Bytes>,
    ) -> ::core::result::Result<Self::Response, crate::client::UnreadableResponse> {
        if ::core::matches!(response.status().as_u16(), 200) {
            ::core::result::Result::Ok(crate::client::read(response.body())?)
        } else {
            ::core::result::Result::Err(
                crate::client::UnreadableResponse::Status(response.status()),
            )
        }
    }
}
/// Checks that a response of an operation is successful and has the form that the spec states.
///
/// # Errors
/// The same as for [`Request::read`](crate::client::Request::read) of the operation's request.
#[allow(deprecated)]
pub fn check_response(
    operation: &crate::operations::Operation,
    response: &::http::Response<::bytes::Bytes>,
) -> ::core::result::Result<(), crate::client::UnreadableResponse> {
    match operation.id {
        "listParts" => {
            <ListParts as crate::client::Request>::read(response).map(::core::mem::drop)
        }
        _ => {
            ::core::result::Result::Err(
                crate::client::UnreadableResponse::Status(response.status()),
            )
        }
    }
}

//// schema.rs
/// The schema `ThingsId`.
pub static THINGS_ID: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: Some(Pattern {
            source: "^[a-z]+$",
            check: crate::checks::patterns::things_id,
        }),
        values: &[],
        format: None,
    }),
};
/// The schema `ThingsIdPartsPart`.
pub static THINGS_ID_PARTS_PART: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: Some(3),
        pattern: None,
        values: &[],
        format: None,
    }),
};
/// The schema `ListPartsFilter`.
pub static LIST_PARTS_FILTER: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &[],
        format: None,
    }),
};

//// types.rs
// @generated by `cargo codegen` from parameters.yaml; do not edit.
//! The types of requests and responses.

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
#[serde(transparent)]
pub struct ThingsId(::std::string::String);
checked_string!(ThingsId, things_id);
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
#[serde(transparent)]
pub struct ThingsIdPartsPart(::std::string::String);
checked_string!(ThingsIdPartsPart, things_id_parts_part);
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[serde(transparent)]
pub struct ListPartsFilter(pub ::std::string::String);
impl ::core::convert::From<::std::string::String> for ListPartsFilter {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}
impl ::core::convert::From<&str> for ListPartsFilter {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

