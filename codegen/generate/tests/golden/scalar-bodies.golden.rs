//// checks.rs

//// client.rs
Self::Transport(error) => error.source(),
        }
    }
}
impl RequestBuilder {
    fn body(mut self, body: ::bytes::Bytes) -> Self {
        if !body.is_empty() {
            self.request = self
                .request
                .header(::http::header::CONTENT_TYPE, "application/json");
        }
        self.body = body;
        self
    }
}
fn json<E>(body: impl ::serde::Serialize) -> Result<::bytes::Bytes, CallError<E>> {
    ::serde_json::to_vec(&body).map(::bytes::Bytes::from).map_err(CallError::Body)
}
/// `PUT /text`.
pub const PUT_TEXT: Operation = Operation {
    id: "putText",
    method: "PUT",
    path: "/text",
};
/// `PUT /number`.
pub const PUT_NUMBER: Operation = Operation {
    id: "putNumber",
    method: "PUT",
    path: "/number",
};
/// `PUT /flag`.
pub const PUT_FLAG: Operation = Operation {
    id: "putFlag",
    method: "PUT",
    path: "/flag",
};
/// `PUT /colour`.
pub const PUT_COLOUR: Operation = Operation {
    id: "putColour",
    method: "PUT",
    path: "/colour",
};
impl<T: Transport> Client<T> {
    /// Sends a `PUT` request to `/text`
    ///
    /// A response of any status is `Ok`.
    ///
    /// # Errors
    /// [`CallError::Body`] if the body cannot be serialized as JSON; [`CallError::Request`] if the request cannot be built;
    /// [`CallError::Transport`] if the transport returns no response.
    pub async fn put_text(
        &self,
        body: &str,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_text_raw(body).await
    }
    /// Like [`Client::put_text`], but sends a body that is already JSON, unchanged.
    ///
    /// # Errors
    /// The errors of that method.
    pub async fn put_text_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_TEXT,
                RequestBuilder::new("PUT", &self.base).path("/text").body(body).finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/number`
    ///
    /// A response of any status is `Ok`.
    ///
    /// # Errors
    /// [`CallError::Body`] if the body cannot be serialized as JSON; [`CallError::Request`] if the request cannot be built;
    /// [`CallError::Transport`] if the transport returns no response.
    pub async fn put_number(
        &self,
        body: Option<f64>,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        let body = match body {
            Some(body) => self::json(body)?,
            None => ::bytes::Bytes::new(),
        };
        self.put_number_raw(body).await
    }
    /// Like [`Client::put_number`], but sends a body that is already JSON, unchanged.
    ///
    /// # Errors
    /// The errors of that method.
    pub async fn put_number_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_NUMBER,
                RequestBuilder::new("PUT", &self.base)
                    .path("/number")
                    .body(body)
                    .finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/flag`
    ///
    /// A response of any status is `Ok`.
    ///
    /// # Errors
    /// [`CallError::Body`] if the body cannot be serialized as JSON; [`CallError::Request`] if the request cannot be built;
    /// [`CallError::Transport`] if the transport returns no response.
    pub async fn put_flag(
        &self,
        body: bool,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_flag_raw(body).await
    }
    /// Like [`Client::put_flag`], but sends a body that is already JSON, unchanged.
    ///
    /// # Errors
    /// The errors of that method.
    pub async fn put_flag_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_FLAG,
                RequestBuilder::new("PUT", &self.base).path("/flag").body(body).finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/colour`
    ///
    /// A response of any status is `Ok`.
    ///
    /// # Errors
    /// [`CallError::Body`] if the body cannot be serialized as JSON; [`CallError::Request`] if the request cannot be built;
    /// [`CallError::Transport`] if the transport returns no response.
    pub async fn put_colour(
        &self,
        body: crate::types::PutColourBody,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_colour_raw(body).await
    }
    /// Like [`Client::put_colour`], but sends a body that is already JSON, unchanged.
    ///
    /// # Errors
    /// The errors of that method.
    pub async fn put_colour_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<TypedResponse<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_COLOUR,
                RequestBuilder::new("PUT", &self.base)
                    .path("/colour")
                    .body(body)
                    .finish(),
            )
            .await
    }
}

//// schema.rs
/// The schema `PutColourBody`.
pub static PUT_COLOUR_BODY: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &["red", "green"],
        format: None,
    }),
};

//// types.rs
// @generated by `cargo codegen` from scalar-bodies.yaml; do not edit.
//! Models: the types of requests and responses.

#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    ::serde::Deserialize,
    ::serde::Serialize
)]
pub enum PutColourBody {
    /// `red`.
    #[serde(rename = "red")]
    Red,
    /// `green`.
    #[serde(rename = "green")]
    Green,
}
listed_strings! {
    PutColourBody, 2, "red" => Red, "green" => Green,
}

