impl RequestBuilder {
    fn body(mut self, body: ::bytes::Bytes) -> Self {
        if !body.is_empty() {
            self.request = self.request.header(::http::header::CONTENT_TYPE, "application/json");
        }
        self.body = body;
        self
    }
}

fn json<E>(body: impl ::serde::Serialize) -> Result<::bytes::Bytes, CallError<E>> {
    ::serde_json::to_vec(&body).map(::bytes::Bytes::from).map_err(CallError::Body)
}
