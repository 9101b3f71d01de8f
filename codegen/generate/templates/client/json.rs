impl HttpRequestParts {
    /// Sets the body to JSON.
    pub(crate) fn body<T: ::serde::Serialize>(mut self, media_type: &'static str, body: Option<&Body<T>>) -> Self {
        let Some(body) = body else { return self };
        let json = match body {
            Body::Value(value) => ::serde_json::to_vec(value).map(::bytes::Bytes::from),
            Body::Json(json) => Ok(json.clone()),
        };
        match json {
            Ok(json) => self.bytes(media_type, Some(&json)),
            Err(error) => {
                self.invalid = Some(InvalidRequest::Body(error));
                self
            }
        }
    }
}
