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

//// client.rs
Self::Transport(error) => error.source(),
        }
    }
}
impl HttpRequestParts {
    /// Appends a path parameter. The items of an array are separated by commas.
    pub(crate) fn segment(
        mut self,
        name: &'static str,
        value: &impl ::serde::Serialize,
    ) -> Self {
        let texts = texts(value).unwrap_or_default();
        let start = self.url.len();
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.url.push(',');
            }
            push_encoded(&mut self.url, text);
        }
        match &self.url[start..] {
            "" => self.invalid = Some(InvalidRequest::Parameter(name)),
            "." | ".." => {
                let escaped = self.url.split_off(start).replace('.', "%2E");
                self.url.push_str(&escaped);
            }
            _ => {}
        }
        self
    }
}
impl HttpRequestParts {
    /// Appends a query parameter in the style `form`. If `exploded`, an array has an entry for each item; otherwise it has one entry, with commas
    /// between the items.
    pub(crate) fn query(
        mut self,
        name: &'static str,
        value: Option<&impl ::serde::Serialize>,
        exploded: bool,
    ) -> Self {
        let Some(value) = value else { return self };
        let Some(texts) = texts(value) else {
            self.invalid = Some(InvalidRequest::Parameter(name));
            return self;
        };
        for (index, text) in texts.iter().enumerate() {
            if index > 0 && !exploded {
                self.url.push(',');
            } else {
                self.url.push(if self.url.contains('?') { '&' } else { '?' });
                push_encoded(&mut self.url, name);
                self.url.push('=');
            }
            push_encoded(&mut self.url, text);
        }
        self
    }
}
impl HttpRequestParts {
    /// Adds a header. The items of an array are separated by commas.
    pub(crate) fn header(
        mut self,
        name: &'static str,
        value: Option<&impl ::serde::Serialize>,
    ) -> Self {
        let Some(value) = value else { return self };
        let is_list = matches!(
            ::serde_json::to_value(value), Ok(::serde_json::Value::Array(_))
        );
        match texts(value) {
            Some(texts) if is_list && texts.iter().any(|text| text.contains(',')) => {
                self.invalid = Some(InvalidRequest::Parameter(name));
            }
            Some(texts) => self.request = self.request.header(name, texts.join(",")),
            None => self.invalid = Some(InvalidRequest::Parameter(name)),
        }
        self
    }
}
/// Appends a text. Every byte is percent-encoded, except unreserved characters (RFC 3986, section 2.3).
fn push_encoded(url: &mut ::std::string::String, text: &str) {
    use ::core::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            let _infallible = write!(url, "%{byte:02X}");
        }
    }
}
/// Converts the value of a parameter to texts: one text for a scalar, one text for each item of an array. `None` for any other value, such as an
/// object, null or an array of arrays.
fn texts(
    value: &impl ::serde::Serialize,
) -> Option<::std::vec::Vec<::std::string::String>> {
    let text = |value| match value {
        ::serde_json::Value::String(text) => Some(text),
        ::serde_json::Value::Bool(_) | ::serde_json::Value::Number(_) => {
            Some(value.to_string())
        }
        _ => None,
    };
    match ::serde_json::to_value(value).ok()? {
        ::serde_json::Value::Array(items) => items.into_iter().map(text).collect(),
        value => text(value).map(|text| ::std::vec![text]),
    }
}
/// Deserializes the JSON body of a response.
pub(crate) fn read<T: ::serde::de::DeserializeOwned>(
    body: &::bytes::Bytes,
) -> Result<T, UnreadableResponse> {
    ::serde_json::from_slice(body).map_err(UnreadableResponse::Json)
}

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
    type Response = ::std::vec::Vec<::std::string::String>;
    const OPERATION: crate::client::Operation = crate::client::Operation {
        id: "listParts",
        method: "GET",
        path: "/things/{id}/parts/{part}",
        security: &[],
        servers: &[],
    };
    fn to_http(
        &self,
        base: &str,
    ) -> ::core::result::Result<
        ::http::Request<::bytes::Bytes>,
        crate::client::InvalidRequest,
    > {
        crate::client::HttpRequestParts::new(&Self::OPERATION, base, "application/json")
            .path("/things/")
            .segment("id", &self.id)
            .path("/parts/")
            .segment("part", &self.part)
            .query("colour", self.colour.as_ref(), true)
            .query("filter", ::core::option::Option::Some(&self.filter), true)
            .query("pageSize", self.page_size.as_ref(), true)
            .query("sort", self.sort.as_ref(), false)
            .header("X-Request-Id", self.x_request_id.as_ref())
            .finish()
    }
    fn read(
        response: &::http::Response<::bytes::Bytes>,
    ) -> ::core::result::Result<Self::Response, crate::client::UnreadableResponse> {
        if response.status().is_success() {
            ::core::result::Result::Ok(crate::client::read(response.body())?)
        } else {
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

