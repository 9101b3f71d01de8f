//// checks.rs

//// client.rs
Self::Transport(error) => error.source(),
        }
    }
}
impl Draft {
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
    /// Every answer is `Ok`, whatever its status.
    ///
    /// # Errors
    /// [`CallError::Body`] where a body cannot be written as JSON; [`CallError::Request`] where no request can be built;
    /// [`CallError::Transport`] where the transport gave no answer.
    pub async fn put_text(&self, body: &str) -> Result<Answer<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_text_raw(body).await
    }
    /// As [`Client::put_text`], with a body that is JSON already; it is sent as it is.
    ///
    /// # Errors
    /// As there.
    pub async fn put_text_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_TEXT,
                Draft::new("PUT", &self.base).path("/text").body(body).finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/number`
    ///
    /// Every answer is `Ok`, whatever its status.
    ///
    /// # Errors
    /// [`CallError::Body`] where a body cannot be written as JSON; [`CallError::Request`] where no request can be built;
    /// [`CallError::Transport`] where the transport gave no answer.
    pub async fn put_number(
        &self,
        body: Option<f64>,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        let body = match body {
            Some(body) => self::json(body)?,
            None => ::bytes::Bytes::new(),
        };
        self.put_number_raw(body).await
    }
    /// As [`Client::put_number`], with a body that is JSON already; it is sent as it is.
    ///
    /// # Errors
    /// As there.
    pub async fn put_number_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_NUMBER,
                Draft::new("PUT", &self.base).path("/number").body(body).finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/flag`
    ///
    /// Every answer is `Ok`, whatever its status.
    ///
    /// # Errors
    /// [`CallError::Body`] where a body cannot be written as JSON; [`CallError::Request`] where no request can be built;
    /// [`CallError::Transport`] where the transport gave no answer.
    pub async fn put_flag(&self, body: bool) -> Result<Answer<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_flag_raw(body).await
    }
    /// As [`Client::put_flag`], with a body that is JSON already; it is sent as it is.
    ///
    /// # Errors
    /// As there.
    pub async fn put_flag_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_FLAG,
                Draft::new("PUT", &self.base).path("/flag").body(body).finish(),
            )
            .await
    }
    /// Sends a `PUT` request to `/colour`
    ///
    /// Every answer is `Ok`, whatever its status.
    ///
    /// # Errors
    /// [`CallError::Body`] where a body cannot be written as JSON; [`CallError::Request`] where no request can be built;
    /// [`CallError::Transport`] where the transport gave no answer.
    pub async fn put_colour(
        &self,
        body: crate::types::PutColourBody,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        let body = self::json(body)?;
        self.put_colour_raw(body).await
    }
    /// As [`Client::put_colour`], with a body that is JSON already; it is sent as it is.
    ///
    /// # Errors
    /// As there.
    pub async fn put_colour_raw(
        &self,
        body: ::bytes::Bytes,
    ) -> Result<Answer<()>, CallError<T::Error>> {
        self::send(
                &self.transport,
                &PUT_COLOUR,
                Draft::new("PUT", &self.base).path("/colour").body(body).finish(),
            )
            .await
    }
}

//// schema.rs
/// The schema `PutColourBody`.
pub static PUT_COLOUR_BODY: Schema = Schema {
    nullable: false,
    kind: Kind::Text(Text {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &["red", "green"],
        format: None,
    }),
};

//// types.rs
// @generated by `cargo codegen` from scalar-bodies.yaml; do not edit.
//! Models: the types of requests and answers.

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

