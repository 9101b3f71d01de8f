impl RequestBuilder {
    fn segment(mut self, value: impl ::core::fmt::Display) -> Self {
        push_encoded(&mut self.url, value);
        self
    }
}
