impl HttpRequestParts {
    /// Sets the body to a form with an entry for each member of an object. An array has an entry for each item; null has no entry.
    pub(crate) fn form(mut self, media_type: &'static str, body: Option<&impl ::serde::Serialize>) -> Self {
        let Some(body) = body else { return self };
        let members = match ::serde_json::to_value(body) {
            Ok(::serde_json::Value::Object(members)) => members,
            Ok(_) => ::core::default::Default::default(),
            Err(error) => {
                self.invalid = Some(InvalidRequest::Body(error));
                return self;
            }
        };
        let mut form = ::std::string::String::new();
        for (name, value) in &members {
            if value.is_null() {
                continue;
            }
            let Some(texts) = texts(value) else {
                self.invalid = Some(InvalidRequest::FormMember(name.clone()));
                return self;
            };
            for text in texts {
                if !form.is_empty() {
                    form.push('&');
                }
                push_encoded(&mut form, name);
                form.push('=');
                push_encoded(&mut form, &text);
            }
        }
        self.bytes(media_type, Some(&::bytes::Bytes::from(form)))
    }
}
