impl HttpRequestParts {
    /// Appends a path parameter. The items of an array are separated by commas.
    pub(crate) fn segment(mut self, name: &'static str, value: &impl ::serde::Serialize) -> Self {
        let texts = texts(value).unwrap_or_default();
        let start = self.url.len();
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.url.push(',');
            }
            push_encoded(&mut self.url, text);
        }
        match &self.url[start..] {
            // With an empty value, the path could be the path of another operation.
            "" => self.invalid = Some(InvalidRequest::Parameter(name)),
            // As path segments, `.` and `..` mean the current and the parent folder, so the dots are percent-encoded.
            "." | ".." => {
                let escaped = self.url.split_off(start).replace('.', "%2E");
                self.url.push_str(&escaped);
            }
            _ => {}
        }
        self
    }
}
