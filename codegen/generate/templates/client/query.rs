impl RequestBuilder {
    fn query(mut self, name: &str, value: Option<impl ::core::fmt::Display>) -> Self {
        if let Some(value) = value {
            self.url.push(if self.url.contains('?') { '&' } else { '?' });
            push_encoded(&mut self.url, name);
            self.url.push('=');
            push_encoded(&mut self.url, value);
        }
        self
    }
}
