//! `--proxy` and `COLT_PROXY`: which proxy is used, where its credentials come from, and that no password is printed.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::sandbox_process::SandboxProcess;
use crate::support::{ProgramOutput, RESERVE_ONE, Scratch, program, program_in};

const PASSWORD: &str = "canary-proxy-4d1e";

/// An HTTP proxy that opens every tunnel, or responds to every request for one with a status. It stops when the test's process ends.
struct TestProxy {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl TestProxy {
    fn opening_tunnels() -> Self {
        Self::start(None)
    }

    fn responding(status: u16) -> Self {
        Self::start(Some(status))
    }

    fn start(status: Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let received = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (received, stream) = (Arc::clone(&received), stream.unwrap());
                std::thread::spawn(move || serve(stream, status, &received));
            }
        });
        Self { address, requests }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Reads the request for a tunnel, and opens the tunnel unless there is a status to respond with.
fn serve(mut client: TcpStream, status: Option<u16>, requests: &Mutex<Vec<String>>) -> Option<()> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let authority = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    requests.lock().unwrap().push(head);
    if let Some(status) = status {
        return write!(client, "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").ok();
    }
    let mut server = TcpStream::connect(authority).ok()?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let (mut from_client, mut to_server) = (client.try_clone().ok()?, server.try_clone().ok()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(std::net::Shutdown::Write);
    });
    let _ = std::io::copy(&mut server, &mut client);
    client.shutdown(std::net::Shutdown::Write).ok()
}

/// Runs `reserve` at a sandbox on this machine, which may be reached through a proxy although it has no TLS.
fn reserve(sandbox: &SandboxProcess, arguments: &[&str], variables: &[(&str, &str)]) -> ProgramOutput {
    let mut command = program();
    command.args(RESERVE_ONE).args(["--target", &sandbox.base, "-vv"]).args(arguments);
    let output = command.env("COLT_PLAIN_HTTP", "any-host").envs(variables.iter().copied()).output().unwrap();
    let output = ProgramOutput::of(output);
    assert!(!(output.stdout.clone() + &output.stderr).contains(PASSWORD), "{output:?}");
    output
}

#[test]
fn an_order_and_its_token_go_through_the_proxy() {
    let (sandbox, proxy) = (SandboxProcess::start(&[]), TestProxy::opening_tunnels());
    let token_url = sandbox.token_url();
    let variables = [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "secret"), ("COLT_TOKEN_URL", &*token_url)];
    reserve(&sandbox, &["--proxy", &proxy.url()], &variables).assert_exit(0);
    let address = sandbox.address();
    let connect = format!("CONNECT {address} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    assert_eq!((proxy.requests(), sandbox.orders()), (vec![connect.clone(), connect], 1));
}

#[test]
fn a_plan_is_applied_through_the_proxy() {
    let scratch = Scratch::new();
    let (sandbox, proxy) = (SandboxProcess::start(&["--no-auth"]), TestProxy::opening_tunnels());
    let file = scratch
        .orders("ranges.csv", "country,start,end\nGB,+442081320000,+442081320000\nGB,+442081320001,+442081320002\n");
    let run = |arguments: &[&str]| {
        let mut command = program_in(&scratch);
        ProgramOutput::of(command.args(arguments).env("COLT_PLAIN_HTTP", "any-host").output().unwrap())
    };
    run(&["plan", &file, "--target", &sandbox.base]).assert_exit(0);
    let refusing = TestProxy::responding(407);
    run(&["apply", "ranges", "--proxy", &refusing.url(), "--rate", "1000/s"]).assert_exit(4);
    assert_eq!(sandbox.orders(), 0);
    run(&["apply", "ranges", "--proxy", &proxy.url(), "--rate", "1000/s"]).assert_exit(0);
    assert_eq!((proxy.requests().len(), sandbox.orders()), (2, 2));
}

#[cfg(unix)]
#[test]
fn the_credentials_are_in_the_section_of_the_proxy() {
    let scratch = Scratch::new();
    let (sandbox, proxy) = (SandboxProcess::start(&["--no-auth"]), TestProxy::opening_tunnels());
    let url = proxy.url();
    let section = |url: &str, text: &str| format!("[\"{url}\"]\n{text}");
    let valid = format!("user = \"me\"\npassword = \"{PASSWORD}\"\n");
    let target = section(
        &sandbox.base,
        &format!("client-id = \"me\"\nclient-secret = \"s\"\ntoken-url = \"{}\"\n", sandbox.token_url()),
    );
    let file = scratch.private_file("credentials.toml", &(section(&format!("{url}/"), &valid) + &target));
    reserve(&sandbox, &["--proxy", &url, "--credentials", &file], &[]).assert_exit(0);
    let authorized =
        |heads: &[String]| heads.iter().filter(|head| head.contains("\r\nproxy-authorization: Basic ")).count();
    assert_eq!((authorized(&proxy.requests()), proxy.requests().len()), (2, 2));
    let address = url.strip_prefix("http://").unwrap();
    // The numbers are reserved already, but the proxy gets the credentials.
    for spelling in [address, &format!("HTTP://{address}/")] {
        reserve(&sandbox, &["--proxy", spelling, "--credentials", &file], &[]).assert_exit(5);
    }
    assert_eq!(authorized(&proxy.requests()), 6);
    for (text, problem) in [
        (section(&url, "user = \"me\"\n") + &target, "a section for the proxy that is invalid"),
        (section(&url, &format!("user = \"m:e\"\npassword = \"{PASSWORD}\"\n")) + &target, "contains a colon"),
        (section(&url, &format!("user = \"me\"\nsecret = \"{PASSWORD}\"\n")) + &target, "a name other than"),
        (section(&url, &valid) + &target + &valid, "has a `user` or a `password` for"),
    ] {
        let file = scratch.private_file("credentials.toml", &text);
        let output = reserve(&sandbox, &["--proxy", &url, "--credentials", &file], &[]);
        assert!(matches!(output.code, Some(2 | 4)) && output.stderr.contains(problem), "{output:?}");
        assert!(output.stderr.contains("hint: "), "{output:?}");
    }
    assert_eq!(proxy.requests().len(), 6);
}

#[cfg(unix)]
#[test]
fn the_proxy_of_the_environment_has_a_section_too() {
    let (scratch, proxy) = (Scratch::new(), TestProxy::responding(407));
    let section = format!("[\"{}\"]\nuser = \"me\"\npassword = \"{PASSWORD}\"\n", proxy.url());
    let target = "https://numbers.invalid/api";
    let section_of_target = format!(
        "[\"{target}\"]\nclient-id = \"me\"\nclient-secret = \"s\"\ntoken-url = \"https://numbers.invalid/token\"\n"
    );
    let file = scratch.private_file("credentials.toml", &(section + &section_of_target));
    let mut command = program();
    command.args(RESERVE_ONE).args(["--target", target, "--credentials", &file, "--proxy", "environment"]);
    ProgramOutput::of(command.env("HTTPS_PROXY", proxy.url()).output().unwrap()).assert_exit(4);
    assert!(proxy.requests()[0].contains("\r\nproxy-authorization: Basic "), "{:?}", proxy.requests());
}

#[test]
fn a_password_on_the_command_line_is_rejected() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    for url in ["http://me:{}@127.0.0.1:1", "me:{}@127.0.0.1:1", "{}@"] {
        let output = reserve(&sandbox, &["--proxy", &url.replace("{}", PASSWORD)], &[]).assert_exit(2);
        assert!(output.stderr.contains("`--proxy` contains a user or a password\n  hint: "), "{output:?}");
    }
    for (proxy, reason) in
        [("https://proxy.example:1", "only proxies with `http://`"), ("envronment", "it has no port")]
    {
        let output = reserve(&sandbox, &["--proxy", proxy], &[]).assert_exit(2);
        assert!(output.stderr.contains(reason) && output.stderr.contains("hint: give `environment`"), "{output:?}");
    }
    assert_eq!(sandbox.orders(), 0);
}

#[test]
fn a_proxy_that_opens_no_tunnel_is_not_sent() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    for (status, code, hint) in
        [(403, 7, "nothing was sent"), (407, 4, "set the user and the password for the proxy in")]
    {
        let proxy = TestProxy::responding(status);
        let output = reserve(&sandbox, &["--proxy", &proxy.url()], &[]).assert_exit(code);
        assert!(output.stderr.contains(&format!("responded with status {status}")), "{output:?}");
        assert!(output.stderr.contains(hint) && proxy.requests().len() == 1, "{output:?}");
    }
    assert_eq!(sandbox.admin("requests")["total"], 0);
}

#[test]
fn the_variable_is_used_beyond_this_machine_only() {
    let (sandbox, proxy) = (SandboxProcess::start(&["--no-auth"]), TestProxy::responding(403));
    let url = format!("http://me:{PASSWORD}@{}", proxy.address);
    let variable = [("COLT_PROXY", &*url)];
    reserve(&sandbox, &[], &variable).assert_exit(0);
    assert!(proxy.requests().is_empty());
    let order = |target: &str, variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = program();
        command.args(RESERVE_ONE).args(["--target", target, "--timeout", "2"]).args(arguments);
        let credentials =
            [("COLT_CLIENT_ID", "me"), ("COLT_CLIENT_SECRET", "s"), ("COLT_TOKEN_URL", "http://numbers.invalid/token")];
        command.env("COLT_PLAIN_HTTP", "any-host").envs(credentials).envs(variables.iter().copied());
        ProgramOutput::of(command.output().unwrap())
    };
    let output = order("http://numbers.invalid/api", &variable, &[]).assert_exit(7);
    assert!(output.stderr.contains("responded with status 403") && !output.stderr.contains(PASSWORD), "{output:?}");
    assert!(proxy.requests()[0].contains("\r\nproxy-authorization: Basic "), "{:?}", proxy.requests());
    // The option takes precedence.
    let output = order("http://numbers.invalid/api", &variable, &["--proxy", "none"]).assert_exit(7);
    assert!(output.stderr.contains("the host was not found") && proxy.requests().len() == 1, "{output:?}");
    let invalid = [("COLT_PROXY", PASSWORD)];
    let output = order("http://numbers.invalid/api", &invalid, &[]).assert_exit(4);
    assert!(
        output.stderr.contains("`COLT_PROXY` cannot be used: it has no port") && !output.stderr.contains(PASSWORD),
        "{output:?}"
    );
}

#[test]
fn the_embedded_sandbox_has_no_proxy() {
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(RESERVE_ONE).args(arguments).env("COLT_PROXY", "http://127.0.0.1:1");
        ProgramOutput::of(command.output().unwrap())
    };
    run(&[]).assert_exit(0);
    run(&["--proxy", "none"]).assert_exit(0);
    assert!(run(&["--proxy", "environment"]).assert_exit(2).stderr.contains("embedded sandbox"));
}

#[test]
fn http_of_this_machine_needs_the_variable_to_go_through_a_proxy() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    let mut command = program();
    let output = command.args(RESERVE_ONE).args(["--target", &sandbox.base, "--proxy", "http://127.0.0.1:1"]).output();
    let output = ProgramOutput::of(output.unwrap()).assert_exit(4);
    assert!(output.stderr.contains("hint: use `https`, or `--proxy none`; `COLT_PLAIN_HTTP=any-host`"), "{output:?}");
}

/// The contract tests have an HTTP client of their own.
#[cfg(target_os = "linux")]
#[test]
fn contract_goes_through_the_proxy() {
    let scratch = Scratch::new();
    let root = scratch.path("root.pem");
    let sandbox = SandboxProcess::start(&["--no-auth", "--tls", "--root-certificate", &root]);
    let run = |proxy: &TestProxy, target: &str| {
        let mut command = program();
        command.args([
            "contract",
            "--target",
            target,
            "--proxy",
            &proxy.url(),
            "--max-requests",
            "3",
            "--rate",
            "1000/s",
        ]);
        ProgramOutput::of(command.env("SSL_CERT_FILE", &root).env_remove("SSL_CERT_DIR").output().unwrap())
    };
    let proxy = TestProxy::opening_tunnels();
    let output = run(&proxy, &sandbox.base);
    assert!(proxy.requests().len() == 3 && output.stdout.contains("3 requests"), "{output:?}");
    let refusing = TestProxy::responding(407);
    let output = run(&refusing, &sandbox.base).assert_exit(7);
    assert!(!refusing.requests().is_empty() && output.stdout.contains("proxy"), "{output:?}");
    let plain = SandboxProcess::start(&["--no-auth"]);
    assert!(run(&proxy, &plain.base).assert_exit(4).stderr.contains("is not https"));
}

#[test]
fn contract_states_that_the_proxy_of_the_environment_is_not_used() {
    let proxy = TestProxy::responding(407);
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(["contract", "--target", "https://numbers.invalid/api"]).args(arguments);
        command
            .env("COLT_CLIENT_ID", "me")
            .env("COLT_CLIENT_SECRET", "s")
            .env("COLT_TOKEN_URL", "https://numbers.invalid/token");
        ProgramOutput::of(command.env("HTTPS_PROXY", proxy.url()).output().unwrap()).assert_exit(4)
    };
    let output = run(&[]);
    assert!(output.stderr.contains("hint: `--proxy environment`"), "{output:?}");
    assert!(proxy.requests().is_empty());
    let output = run(&["--proxy", "environment"]);
    assert!(output.stderr.contains("the proxy with its user and password"), "{output:?}");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn contract_rejects_plain_http_in_a_dry_run_too() {
    for more in [&[][..], &["--dry-run"]] {
        let mut command = program();
        command
            .args(["contract", "--target", "http://192.0.2.1:4010/api"])
            .args(more)
            .env("COLT_PLAIN_HTTP", "any-host");
        let output = ProgramOutput::of(command.output().unwrap()).assert_exit(4);
        assert!(output.stderr.contains("is not encrypted and not on this machine"), "{output:?}");
    }
}
