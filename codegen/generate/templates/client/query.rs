impl HttpRequestParts {
    /// Appends a query parameter in the style `form`. If `exploded`, an array has an entry for each item; otherwise it has one entry, with commas
    /// between the items.
    pub(crate) fn query(mut self, name: &'static str, value: Option<&impl ::serde::Serialize>, exploded: bool) -> Self {
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
