//! TLS: which server certificates are accepted, that a failed handshake sends nothing, and errors about root certificates.

use std::error::Error as _;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::{Client, ConfigError, ConfigErrorKind, Outcome, Reservation, Retries, Secret, SendError, Target};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion, crypto::ring::default_provider};

use crate::server::{Server, long_timeouts, order, read_request, reservation, with_test_limits};

/// A certification authority for tests.
pub struct TestAuthority(CertifiedIssuer<'static, KeyPair>);

impl TestAuthority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn root(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// The configuration of a server with a certificate for `name` that expires in the year `expires`. The server prefers HTTP/2.
    pub fn server(&self, name: &str, expires: i32, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(expires, 1, 1);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config
    }
}

pub const TLS12_AND_TLS13: &[&SupportedProtocolVersion] = &[&TLS12, &TLS13];

/// A TLS server that accepts each order, with the negotiated TLS version and protocol as the order id.
pub async fn tls_server(config: ServerConfig) -> Server {
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::new(move |connection, _| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(connection.stream).await.ok()?;
            let request = read_request(&mut stream).await?;
            assert!(
                String::from_utf8_lossy(&request)
                    .starts_with(&format!("POST /numberManagement{} HTTP/1.1\r\n", RESERVE_NUMBERS.path))
            );
            let version = format!("{:?}", stream.get_ref().1.protocol_version().unwrap());
            let protocol = String::from_utf8_lossy(stream.get_ref().1.alpn_protocol()?).into_owned();
            stream.write_all(&order(&format!("{version} {protocol}"))).await.ok()?;
            stream.shutdown().await.ok()
        }
    })
    .await
}

fn target(server: &Server, host: &str) -> Target {
    Target::url(&format!("https://{host}:{}/numberManagement", server.address.port()), None).unwrap()
}

async fn reserve(server: &Server, host: &str, root: &[u8]) -> Result<String, SendError> {
    let client = with_test_limits(Client::builder(target(server, host))).root_certificate(root).build().unwrap();
    client.reserve(&reservation(1)).await.map(|order| order.id().to_owned())
}

#[tokio::test]
async fn a_valid_certificate_is_accepted_with_tls_1_2_and_1_3() {
    let authority = TestAuthority::new("one");
    for (versions, name) in [(&[&TLS12][..], "TLSv1_2"), (&[&TLS13], "TLSv1_3"), (TLS12_AND_TLS13, "TLSv1_3")] {
        for host in ["127.0.0.1", "localhost"] {
            let server = tls_server(authority.server(host, 4000, versions)).await;
            let id = reserve(&server, host, &authority.root()).await.unwrap();
            assert_eq!(id, format!("{name} http/1.1"));
        }
    }
}

/// The request is larger than the buffers of the sockets.
#[tokio::test]
async fn a_large_request_is_sent_completely_over_tls() {
    let authority = TestAuthority::new("one");
    let server = tls_server(authority.server("localhost", 4000, TLS12_AND_TLS13)).await;
    let client = with_test_limits(Client::builder(target(&server, "localhost")))
        .root_certificate(authority.root())
        .build()
        .unwrap();
    let mut body = reservation(1).body().to_vec();
    body.resize(9_900_000, b' ');
    let large = Reservation::from_json(&body).unwrap();
    assert_eq!(client.reserve(&large).await.unwrap().id(), "TLSv1_3 http/1.1");
}

#[tokio::test]
async fn an_invalid_certificate_is_rejected_and_nothing_is_sent() {
    let (authority, other) = (TestAuthority::new("one"), TestAuthority::new("another"));
    let roots = "UnknownIssuer (verified against the custom root certificates)";
    for (about, config, root, text) in [
        (
            "another name",
            authority.server("numbers.example", 4000, TLS12_AND_TLS13),
            authority.root(),
            "not valid for name",
        ),
        (
            "another address",
            authority.server("127.0.0.2", 4000, TLS12_AND_TLS13),
            authority.root(),
            "not valid for name",
        ),
        ("expired", authority.server("localhost", 2001, TLS12_AND_TLS13), authority.root(), "expired"),
        ("unknown issuer", other.server("localhost", 4000, TLS12_AND_TLS13), authority.root(), roots),
    ] {
        let server = tls_server(config).await;
        let error = reserve(&server, "localhost", &root).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{about}: {error}");
        assert!(error.to_string().starts_with("not sent: the TLS handshake failed: "), "{about}: {error}");
        assert!(error.reason().contains(text), "{about}: {error}");
        // An invalid certificate is not retried.
        assert_eq!((error.attempts(), server.connections()), (1, 1), "{about}");
        assert!(server.requests().is_empty(), "{about}");
    }
}

/// The server responds to the handshake with TLS 1.1.
#[tokio::test]
async fn a_version_below_tls_1_2_is_rejected() {
    // ServerHello: version 3.2, 32 random bytes, no session id, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let mut hello = vec![2, 0, 0, 38, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    let record = [vec![22, 3, 2, 0, 42], hello].concat();
    let server = Server::new(move |mut connection, _| {
        let record = record.clone();
        async move {
            connection.send(&record).await?;
            connection.until_closed().await
        }
    })
    .await;
    let error = reserve(&server, "localhost", &TestAuthority::new("one").root()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.reason().contains("ServerDoesNotSupportTls12Or13"), "{error}");
}

#[tokio::test]
async fn a_handshake_that_fails_or_stalls_sends_nothing() {
    let garbage = Server::responding([b"HTTP/1.1 400 Bad Request\r\n\r\n"]).await;
    let closing = Server::new(|connection, _| async move {
        drop(connection);
        None
    })
    .await;
    let silent = Server::new(|connection, _| connection.until_closed()).await;
    for (about, server) in [("no TLS", garbage), ("closed", closing), ("silent", silent)] {
        let mut timeouts = long_timeouts();
        timeouts.tls = Duration::from_millis(150);
        let client = with_test_limits(Client::builder(target(&server, "localhost"))).timeouts(timeouts);
        let client = client.root_certificate(TestAuthority::new("one").root()).build().unwrap();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{about}: {error}");
        assert!(error.to_string().starts_with("not sent: the TLS handshake failed: "), "{about}: {error}");
    }
}

#[tokio::test]
async fn a_handshake_ends_by_the_time_limit_of_the_call() {
    let silent = Server::new(|connection, _| connection.until_closed()).await;
    let mut timeouts = long_timeouts();
    timeouts.call = Duration::from_millis(150);
    let client =
        with_test_limits(Client::builder(target(&silent, "localhost"))).timeouts(timeouts).retries(Retries::off());
    let client = client.root_certificate(TestAuthority::new("one").root()).build().unwrap();
    assert_eq!(client.reserve(&reservation(1)).await.unwrap_err().outcome(), Outcome::NotSent);
}

/// A private key in PEM.
fn key_pem(key: &KeyPair, label: &str) -> String {
    pem(&key.serialize_der()).replace("CERTIFICATE", label)
}

#[test]
fn an_invalid_root_certificate_is_reported_before_any_order() {
    let valid = pem(&TestAuthority::new("one").root());
    for (root, problem, has_source) in [
        (b"no".to_vec(), "invalid peer certificate: BadEncoding", true),
        (Vec::new(), "invalid peer certificate: BadEncoding", true),
        (
            key_pem(&KeyPair::generate().unwrap(), "PRIVATE KEY").into_bytes(),
            "it has no PEM block `CERTIFICATE`",
            false,
        ),
        (valid.as_bytes()[..200].to_vec(), "a PEM block in it is malformed", false),
        (format!("{valid}{}", pem(b"none")).into_bytes(), "number 2 of 2: invalid peer certificate: BadEncoding", true),
    ] {
        let builder = Client::builder(Target::url("https://localhost", None).unwrap());
        let error = builder.root_certificate(root).build().unwrap_err();
        let expected = format!("TLS cannot be set up: a custom root certificate is invalid: {problem}");
        assert_eq!(error.to_string(), expected);
        assert_eq!((error.kind(), error.source().is_some()), (ConfigErrorKind::Tls, has_source), "{error}");
    }
}

#[tokio::test]
async fn root_certificates_are_read_from_der_pem_and_bundles() {
    let (one, other) = (TestAuthority::new("one"), TestAuthority::new("another"));
    let bundle = format!("# roots\n{}\n{}", pem(&other.root()), pem(&one.root()));
    for root in [one.root(), pem(&one.root()).into_bytes(), bundle.into_bytes()] {
        let server = tls_server(one.server("localhost", 4000, TLS12_AND_TLS13)).await;
        assert!(reserve(&server, "localhost", &root).await.is_ok());
    }
}

/// The configuration of a server that accepts only clients with a certificate of the authority.
fn server_for_clients_of(authority: &TestAuthority, clients: &TestAuthority) -> ServerConfig {
    let mut roots = RootCertStore::empty();
    roots.add(clients.0.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()));
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &authority.0).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(TLS12_AND_TLS13)
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

#[tokio::test]
async fn a_client_certificate_identifies_the_client() {
    let (authority, clients) = (TestAuthority::new("one"), TestAuthority::new("clients"));
    let key = KeyPair::generate().unwrap();
    let certificate_of = |issuer: &TestAuthority| {
        let params = CertificateParams::new(["client".to_owned()]).unwrap();
        let chain = [params.signed_by(&key, &issuer.0).unwrap().der().to_vec(), issuer.root()];
        chain.iter().map(|der| pem(der)).collect::<String>()
    };
    for (chain, is_accepted) in
        [(Some(certificate_of(&clients)), true), (Some(certificate_of(&authority)), false), (None, false)]
    {
        let server = tls_server(server_for_clients_of(&authority, &clients)).await;
        let mut builder = with_test_limits(Client::builder(target(&server, "localhost"))).retries(Retries::off());
        builder = builder.root_certificate(authority.root());
        if let Some(chain) = chain {
            builder = builder.client_certificate(chain, Secret::new(key_pem(&key, "PRIVATE KEY")));
        }
        match builder.build().unwrap().reserve(&reservation(1)).await {
            Ok(order) => assert!(is_accepted, "{order:?}"),
            Err(error) => assert!(!is_accepted, "{error}"),
        }
    }
}

#[test]
fn an_invalid_client_certificate_is_reported_without_its_key() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["client".to_owned()]).unwrap();
    let chain = pem(params.self_signed(&key).unwrap().der());
    let (key, other) = (key_pem(&key, "PRIVATE KEY"), key_pem(&KeyPair::generate().unwrap(), "PRIVATE KEY"));
    let encrypted = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let no_key = "the key of the client certificate is invalid: it has no complete PEM block `PRIVATE KEY`";
    for (chain, key, problem) in [
        (key.as_str(), chain.as_str(), "the client certificate is invalid: it has no PEM block `CERTIFICATE`"),
        (&chain[..200], &key, "the client certificate is invalid: a PEM block in it is malformed"),
        (&chain, "", no_key),
        (&chain, &key[..60], no_key),
        (&chain, &key.replace("-----BEGIN", "-----BEGIN BEGIN"), no_key),
        (&chain, &encrypted, "is invalid: it is encrypted; hint: decrypt it with `openssl pkey`"),
        (&chain, &other, "the client certificate and its key cannot be used: keys may not be consistent: KeyMismatch"),
        (&pem(b"none"), &key, "the client certificate and its key cannot be used: "),
    ] {
        let builder = Client::builder(Target::url("https://localhost", None).unwrap()).root_certificate(root_of_one());
        let builder = builder.client_certificate(chain, Secret::new(key));
        assert!(!format!("{builder:?}").contains("PRIVATE"));
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(problem), "{problem}: {error}");
        assert_eq!(error.kind(), ConfigErrorKind::Tls);
        let mut printed = format!("{error} {error:?}");
        let mut source = error.source();
        while let Some(error) = source {
            printed.push_str(&format!("{error} {error:?}"));
            source = error.source();
        }
        let secrets = key.lines().filter(|line| line.len() > 20 && !line.starts_with("-----"));
        assert!(secrets.into_iter().all(|line| !printed.contains(line)), "{printed}");
    }
}

fn root_of_one() -> Vec<u8> {
    TestAuthority::new("one").root()
}

/// The variable that marks a process of one test alone. The environment is shared by all tests of a process, so a test that needs
/// variables runs in its own.
const OWN_PROCESS: &str = "COLT_NUMBERS_TEST_ALONE";

/// Runs a test of this binary in its own process with these variables. Returns its output.
pub fn run_in_own_process(test: &str, variables: &[(&str, &str)]) -> String {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", test, "--nocapture"]).env(OWN_PROCESS, "1").env("RUST_LOG", "trace");
    command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    text
}

/// Whether this is a process of [`run_in_own_process`].
pub fn is_own_process() -> bool {
    std::env::var_os(OWN_PROCESS).is_some()
}

#[test]
fn missing_root_certificates_are_reported_before_any_order() {
    if !is_own_process() {
        run_in_own_process(
            "tls::missing_root_certificates_are_reported_before_any_order",
            &[("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")],
        );
        return;
    }
    let error: ConfigError = Client::builder(Target::url("https://localhost", None).unwrap()).build().unwrap_err();
    let text = "TLS cannot be set up: unexpected error: No CA certificates were loaded from the system; `SSL_CERT_FILE` is `/nowhere`: No \
                such file or directory (os error 2); hint: set it to a PEM file with root certificates, or unset it to use the \
                system's; `SSL_CERT_DIR` is `/nowhere`: No such file or directory (os error 2); hint: set it to a folder of PEM \
                files with root certificates, or unset it to use the system's";
    assert_eq!(error.to_string(), text);
    // Without TLS, no root certificates are needed.
    assert!(Client::builder(Target::url("http://127.0.0.1", None).unwrap()).build().is_ok());
}

/// A PEM file with one certificate.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line)).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

const ROOTS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/roots-of-the-environment");

/// Unusable root certificates: the name of the file, its content (`None` for a folder), and the reported problem.
fn unusable_roots() -> Vec<(&'static str, Option<Vec<u8>>, &'static str)> {
    let der = TestAuthority::new("one").root();
    let key = pem(&KeyPair::generate().unwrap().serialize_der()).replace("CERTIFICATE", "PRIVATE KEY");
    vec![
        ("empty", Some(Vec::new()), "it is empty; hint: set it to"),
        ("der", Some(der.clone()), "it is binary (DER), not PEM; hint: convert it to PEM: `openssl x509 -inform der"),
        (
            "bom",
            Some([b"\xef\xbb\xbf", pem(&der).as_bytes()].concat()),
            "it begins with a byte order mark; hint: save it",
        ),
        ("utf-16", Some(b"\xff\xfe-\0".to_vec()), "it begins with a byte order mark; hint: save it as UTF-8"),
        ("key", Some(key.into_bytes()), "it has no PEM block `CERTIFICATE`; hint: set it to"),
        ("prose", Some(b"none yet".to_vec()), "it has no PEM block `CERTIFICATE`; hint: set it to"),
        ("malformed", Some(pem(b"none").into_bytes()), "its certificates are malformed; hint: set it to"),
        ("cut-off", Some(pem(&der).into_bytes()[..200].to_vec()), "its certificates are malformed; hint: set it to"),
        ("a\u{1b}folder", None, "it is not a file; hint: name a PEM file, or set `SSL_CERT_DIR` to a folder"),
    ]
}

fn config_error() -> String {
    let target = Target::url("https://localhost", None).unwrap();
    Client::builder(target).build().unwrap_err().to_string()
}

/// Each file is the value of `SSL_CERT_FILE`, and then in the folder that `SSL_CERT_DIR` names.
#[test]
fn roots_that_cannot_be_used_are_reported_by_variable_path_and_reason() {
    if is_own_process() {
        println!("{}", config_error());
        return;
    }
    let test = "tls::roots_that_cannot_be_used_are_reported_by_variable_path_and_reason";
    for (name, content, problem) in unusable_roots() {
        let folder = format!("{ROOTS}/{name}");
        let path = format!("{folder}/roots.pem");
        std::fs::create_dir_all(if content.is_some() { &folder } else { &path }).unwrap();
        content.iter().for_each(|content| std::fs::write(&path, content).unwrap());
        let printed = |path: &str| path.replace('\u{1b}', r"\u{1b}");
        for (variable, path) in [("SSL_CERT_FILE", &path), ("SSL_CERT_DIR", &folder)] {
            let text = run_in_own_process(test, &[(variable, path)]);
            let in_folder = match problem.split_once("; ") {
                Some(("it is not a file", _)) => "it has no files; hint: set it to a folder of PEM files".to_owned(),
                problem => format!("its file `roots.pem`: {}; hint: ", problem.unwrap().0),
            };
            let problem = if variable == "SSL_CERT_FILE" { problem } else { &in_folder };
            let expected = format!("; `{variable}` is `{}`: {problem}", printed(path));
            assert!(text.contains(&expected), "{expected}: {text}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
    let text = run_in_own_process(test, &[("SSL_CERT_DIR", std::env::current_exe().unwrap().to_str().unwrap())]);
    assert!(text.contains(": it is not a folder; hint: name a folder, or set `SSL_CERT_FILE` to a file"), "{text}");
}

/// A common mistake with self-signed certificates: the server uses a CA's certificate, which the client has as a root.
#[tokio::test]
async fn a_ca_as_server_certificate_is_reported_as_such() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/ca-as-server.pem");
    if !is_own_process() {
        run_in_own_process("tls::a_ca_as_server_certificate_is_reported_as_such", &[("SSL_CERT_FILE", path)]);
        return;
    }
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(TLS12_AND_TLS13)
        .unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    std::fs::write(path, pem(certificate.der())).unwrap();
    let server = tls_server(config).await;
    let hint = "hint: give the server a certificate with `basicConstraints = CA:FALSE` that this CA issued";
    for (root, named) in [
        (None, format!(" (`SSL_CERT_FILE` is `{path}`); ")),
        (Some(certificate.der()), " (verified against the custom".into()),
    ] {
        let mut builder = with_test_limits(Client::builder(target(&server, "localhost")));
        if let Some(root) = root {
            builder = builder.root_certificate(root.to_vec());
        }
        let error = builder.build().unwrap().reserve(&reservation(1)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        let reason = error.reason();
        assert!(
            reason.contains("certificate is that of a certification authority (CA)") && reason.contains(hint),
            "{reason}"
        );
        assert!(reason.contains(&named), "{reason}");
    }
    std::fs::remove_file(path).unwrap();
}

/// `SSL_CERT_FILE` names the platform's root certificates.
#[tokio::test]
async fn certificates_are_verified_against_the_platform_s_roots() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/roots.pem");
    if !is_own_process() {
        run_in_own_process("tls::certificates_are_verified_against_the_platform_s_roots", &[("SSL_CERT_FILE", path)]);
        return;
    }
    let (platform, other) = (TestAuthority::new("the platform's"), TestAuthority::new("another"));
    std::fs::write(path, pem(&platform.root())).unwrap();
    for (authority, is_trusted) in [(&platform, true), (&other, false)] {
        let server = tls_server(authority.server("localhost", 4000, TLS12_AND_TLS13)).await;
        let client = with_test_limits(Client::builder(target(&server, "localhost"))).build().unwrap();
        match client.reserve(&reservation(1)).await {
            Ok(_) => assert!(is_trusted),
            Err(error) => {
                assert!(!is_trusted && error.outcome() == Outcome::NotSent, "{error}");
                let reason = format!(
                    "UnknownIssuer; `SSL_CERT_FILE` is `{path}`: none of its 1 certificates is the root of the server's \
                     certificate; hint: add that root"
                );
                assert!(error.reason().contains(&reason), "{error}");
            }
        }
    }
    // A custom root certificate replaces those of the platform.
    let server = tls_server(platform.server("localhost", 4000, TLS12_AND_TLS13)).await;
    assert_eq!(reserve(&server, "localhost", &other.root()).await.unwrap_err().outcome(), Outcome::NotSent);
}
