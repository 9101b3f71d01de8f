//! Hints for two mistakes with a server on this machine: no credentials, and a base URL with a wrong path.

use crate::example_request::PATH;
use crate::sandbox_process::SandboxProcess;
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, RESERVE_ONE, program, run_all};

/// The hint of a run, from the text or from the JSON.
fn hint(output: &ProgramOutput) -> String {
    if output.stdout.is_empty() {
        let line = output.stderr.lines().find_map(|line| line.trim().strip_prefix("hint: "));
        return line.unwrap_or_default().to_owned();
    }
    output.json()["hint"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_401_without_credentials_names_the_variables_and_the_option_no_auth() {
    let sandbox = SandboxProcess::start(&[]);
    for arguments in [&[][..], &["--json"]] {
        let arguments = [arguments, &["--target", &sandbox.base]].concat();
        let output = run_all(&[&RESERVE_ONE, &arguments]).assert_exit(5);
        for needed in
            ["--no-auth", "COLT_TOKEN_URL", "COLT_CLIENT_ID", "COLT_CLIENT_SECRET", "no credentials were sent"]
        {
            assert!(hint(&output).contains(needed), "`{needed}` is missing: {output:?}");
        }
        // If credentials were sent, the hint is about them.
        let server = StubServer::start(|request| {
            let token = r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 60}"#;
            let is_token = request.head.starts_with("POST /token ");
            Some(if is_token { response("200 OK", token) } else { response("401 Unauthorized", "{}") })
        });
        let mut command = program();
        command.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "x").env("COLT_TOKEN_URL", server.token_url());
        command.args(RESERVE_ONE).args(&arguments[..arguments.len() - 1]).arg(server.base());
        let hint = hint(&ProgramOutput::of(command.output().unwrap()));
        assert!(hint.contains("client id") && !hint.contains("--no-auth"), "{hint}");
    }
}

#[test]
fn a_404_at_another_path_names_the_usual_path() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    let origin = sandbox.base.strip_suffix("/numberManagement").unwrap();
    for path in ["", "/", "/numbermanagement", &format!("/numberManagement{}", *PATH)] {
        for arguments in [&[][..], &["--json"]] {
            let output = run_all(&[&RESERVE_ONE, arguments, &["--target", &format!("{origin}{path}")]]).assert_exit(5);
            assert!(hint(&output).contains(&format!("`{}`", sandbox.base)), "{path}: {output:?}");
        }
    }
    assert_eq!(sandbox.orders(), 0);
    // At the usual path, a 404 has another cause, so there is no hint.
    let server = StubServer::start(|_| Some(response("404 Not Found", "{}")));
    let output = run_all(&[&RESERVE_ONE, &["--target", &server.base(), "--json"]]).assert_exit(5);
    assert!(output.json()["hint"].is_null(), "{output:?}");
}
