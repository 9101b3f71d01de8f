impl HttpRequestParts {
    /// Adds a header. The items of an array are separated by commas.
    pub(crate) fn header(mut self, name: &'static str, value: Option<&impl ::serde::Serialize>) -> Self {
        let Some(value) = value else { return self };
        match texts(value) {
            Some(texts) => self.request = self.request.header(name, texts.join(",")),
            None => self.invalid = Some(InvalidRequest::Parameter(name)),
        }
        self
    }
}
