impl HttpRequestParts {
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
            // Without its value the path would be another one.
            "" => self.invalid = Some(InvalidRequest::Parameter(name)),
            // A whole segment of dots would be taken for a step to the folder itself or the one around it.
            "." | ".." => {
                let escaped = self.url.split_off(start).replace('.', "%2E");
                self.url.push_str(&escaped);
            }
            _ => {}
        }
        self
    }
}
