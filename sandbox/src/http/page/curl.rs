//! A recorded request as a command of curl, without its token.

use colt_numbers_pages::shell::quote;

use crate::request_log::RecordedRequest;

/// Headers that curl sets itself, or that belong to the connection.
const LEFT_OUT: [&str; 8] =
    ["host", "content-length", "connection", "transfer-encoding", "accept-encoding", "user-agent", "te", "expect"];

/// The command; `None` if the body is not kept as it was sent. The token comes from the variable `TOKEN`; other secrets are redacted.
pub(crate) fn command(base: &str, request: &RecordedRequest) -> Option<String> {
    if !request.body.complete && request.body.length > 0 {
        return None;
    }
    let mut lines =
        vec![format!("curl --globoff -X {} {}", quote(&request.method), quote(&format!("{base}{}", request.path)))];
    for header in request.headers.iter().filter(|header| !LEFT_OUT.contains(&header.name.as_str())) {
        lines.push(match header.name.as_str() {
            "authorization" => "-H \"authorization: Bearer $TOKEN\"".to_owned(),
            name if header.value.is_empty() => format!("-H {}", quote(&format!("{name};"))),
            name => format!("-H {}", quote(&format!("{name}: {}", header.value))),
        });
    }
    if request.body.length > 0 {
        lines.push(format!("--data-raw {}", quote(&request.body.text)));
    }
    Some(lines.join(" \\\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request_log::{RecordedBody, RecordedHeader};

    #[test]
    fn a_command_repeats_the_request_without_its_token() {
        let header = |name: &str, value: &str| RecordedHeader { name: name.to_owned(), value: value.to_owned() };
        let mut request = RecordedRequest {
            method: "POST".to_owned(),
            path: "/a?b=[c]".to_owned(),
            headers: vec![
                header("host", "localhost"),
                header("authorization", "Bearer REDACTED"),
                header("x-text", "it's"),
                header("x-empty", ""),
            ],
            body: RecordedBody::of(b"{\"a\":\n'$(reboot)'}"),
            ..RecordedRequest::default()
        };
        let command_of = |request: &RecordedRequest| command("http://127.0.0.1:4010", request);
        assert_eq!(
            command_of(&request).unwrap(),
            "curl --globoff -X 'POST' 'http://127.0.0.1:4010/a?b=[c]' \\\n  -H \"authorization: Bearer $TOKEN\" \\\n  \
             -H 'x-text: it'\\''s' \\\n  -H 'x-empty;' \\\n  --data-raw '{\"a\":\n'\\''$(reboot)'\\''}'"
        );
        request.body = RecordedBody::of("\u{1b}[201~\t'\\\u{202e}".as_bytes());
        assert!(command_of(&request).unwrap().ends_with(r"--data-raw $'\x1b[201~\x09\'\\\xe2\x80\xae'"));
        request.body = RecordedBody::of(b"\xff");
        assert_eq!(command_of(&request), None);
        request.body = RecordedBody::of(b"");
        assert!(!command_of(&request).unwrap().contains("--data"));
    }
}
