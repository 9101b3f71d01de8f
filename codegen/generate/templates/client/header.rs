impl HttpRequestParts {
    /// Adds a header. The items of an array are separated by commas.
    pub(crate) fn header(mut self, name: &'static str, value: Option<&impl ::serde::Serialize>) -> Self {
        let Some(value) = value else { return self };
        let is_list = matches!(::serde_json::to_value(value), Ok(::serde_json::Value::Array(_)));
        match texts(value) {
            // It would be read as two items, and a header has no escapes.
            Some(texts) if is_list && texts.iter().any(|text| text.contains(',')) => {
                self.invalid = Some(InvalidRequest::Parameter(name));
            }
            Some(texts) => self.request = self.request.header(name, texts.join(",")),
            None => self.invalid = Some(InvalidRequest::Parameter(name)),
        }
        self
    }
}
