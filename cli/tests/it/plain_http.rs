//! Networks beyond this machine: `http` to other hosts, and a sandbox that is exposed or speaks TLS, only where asked for.

use std::fs;

use serde_json::Value;

use crate::sandbox_process::SandboxProcess;
use crate::support::{ProgramOutput, RESERVE_ONE, Scratch, program};

/// The target is in a network for documentation, and nothing is sent to it.
fn dry_run(target: &str, plain_http: &str) -> ProgramOutput {
    let mut command = program();
    command.args(RESERVE_ONE).args(["--target", target, "--dry-run"]).env("COLT_PLAIN_HTTP", plain_http);
    ProgramOutput::of(command.output().unwrap())
}

#[test]
fn http_to_other_hosts_needs_the_variable() {
    let other = "http://192.0.2.1:4010/numberManagement";
    assert!(dry_run(other, "").assert_exit(4).stderr.contains("`http` is allowed for loopback only"));
    let allowed = dry_run(other, "any-host").assert_exit(0);
    assert!(allowed.stderr.contains("warning: `COLT_PLAIN_HTTP` allows"), "{allowed:?}");
    assert!(dry_run("http://apis.colt.net/numberManagement", "any-host").assert_exit(4).stderr.contains("by its name"));
    let invalid = dry_run(other, "c4nary").assert_exit(4);
    assert!(invalid.stderr.contains("hint: set it to `any-host`") && !invalid.stderr.contains("c4nary"), "{invalid:?}");
    let local = dry_run("http://127.0.0.1:4010/numberManagement", "").assert_exit(0);
    assert!(!local.stderr.contains("COLT_PLAIN_HTTP"), "{local:?}");
}

#[test]
fn a_sandbox_is_exposed_only_where_asked_for() {
    let start = |arguments: &[&str]| ProgramOutput::of(program().arg("sandbox").args(arguments).output().unwrap());
    assert!(start(&["--listen", "0.0.0.0:0"]).assert_exit(2).stderr.contains("`--expose` allows it"));
    assert!(start(&["--listen", "[::]:0"]).assert_exit(2).stderr.contains("not a loopback address"));
    assert!(start(&["--host", "twin:4010"]).assert_exit(2).stderr.contains("without a port"));
    assert!(start(&["--root-certificate", "root.pem"]).assert_exit(2).stderr.contains("--tls"));
}

#[test]
fn a_sandbox_with_tls_names_its_root_certificate() {
    let scratch = Scratch::new();
    let path = &*scratch.path("root.pem");
    let sandbox = SandboxProcess::start(&["--no-auth", "--tls", "--root-certificate", path, "--json"]);
    let urls: Value = serde_json::from_str(&sandbox.base).unwrap();
    assert_eq!(urls["rootCertificate"], path);
    assert!(fs::read_to_string(path).unwrap().starts_with("-----BEGIN CERTIFICATE-----\n"));
    let target = urls["baseUrl"].as_str().unwrap();
    assert!(target.starts_with("https://127.0.0.1:"), "{target}");
    let reserve = |root: Option<&str>| {
        let mut command = program();
        command.args(RESERVE_ONE).args(["--target", target]).env_remove("SSL_CERT_DIR");
        match root {
            Some(root) => command.env("SSL_CERT_FILE", root),
            None => command.env_remove("SSL_CERT_FILE"),
        };
        ProgramOutput::of(command.output().unwrap())
    };
    // 4: this machine has no root certificates at all.
    let distrusted = reserve(None);
    assert!(matches!(distrusted.code, Some(7 | 4)), "{distrusted:?}");
    // On other systems, clients read only the system's own roots.
    if cfg!(target_os = "linux") {
        reserve(Some(path)).assert_exit(0);
    }
}
