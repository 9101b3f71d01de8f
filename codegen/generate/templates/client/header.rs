impl RequestBuilder {
    fn header(mut self, name: &str, value: Option<impl ::core::fmt::Display>) -> Self {
        if let Some(value) = value {
            self.request = self.request.header(name, value.to_string());
        }
        self
    }
}
