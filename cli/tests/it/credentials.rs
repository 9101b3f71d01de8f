//! Where credentials are read from, and that they are sent only to their target.

use crate::sandbox_process::SandboxProcess;
use crate::support::{ProgramOutput, RESERVE_ONE, Scratch, program};

const NAMES: [&str; 3] = ["COLT_CLIENT_ID", "COLT_CLIENT_SECRET", "COLT_TOKEN_URL"];
const FOR: &str = "COLT_CREDENTIALS_FOR";

fn reserve(arguments: &[&str], variables: &[(&str, &str)]) -> ProgramOutput {
    ProgramOutput::of(program().args(RESERVE_ONE).args(arguments).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn missing_variables_are_named() {
    for target in ["sandbox", "https://mock.example/numberManagement", "http://127.0.0.1:9/numberManagement"] {
        let is_url = target.contains("://");
        let needed = if is_url { &NAMES[..] } else { &NAMES[..2] };
        // Every incomplete set of variables; an empty variable counts as not set.
        for mask in 0..(1 << needed.len()) - 1 {
            if mask == 0 && target.contains("127.0.0.1") {
                continue;
            }
            let variables: Vec<_> = needed
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, if mask >> at & 1 == 1 { "http://127.0.0.1:9" } else { "" }))
                .collect();
            let output = reserve(&["--target", target], &variables).assert_exit(4);
            let message = output.stderr.lines().next().unwrap();
            for (name, value) in variables {
                assert_eq!(message.contains(&format!("`{name}`")), value.is_empty(), "{target}, {name}: {message}");
            }
        }
    }
}

#[test]
fn a_token_url_in_the_environment_is_rejected_for_a_named_target() {
    let set = NAMES.map(|name| (name, "http://127.0.0.1:9"));
    let output = reserve(&["--target", "sandbox"], &set).assert_exit(4);
    assert!(output.stderr.contains("`COLT_TOKEN_URL` is set"), "{output:?}");
}

#[test]
fn the_embedded_sandbox_ignores_the_environment_and_rejects_a_credentials_file() {
    reserve(&[], &[(NAMES[0], "me")]).assert_exit(0);
    let output = reserve(&["--credentials", "file"], &[]).assert_exit(2);
    assert!(output.stderr.contains("`--target sandbox`"), "{output:?}");
}

#[test]
fn the_vendor_s_servers_are_not_accepted_as_urls() {
    let output = reserve(
        &["--target", "https://apis.colt.net/numberManagement"],
        &NAMES.map(|name| (name, "https://x.example")),
    )
    .assert_exit(4);
    assert!(output.stderr.contains("use that target by its name"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn the_section_of_the_target_is_used() {
    let scratch = Scratch::new();
    let sandbox = SandboxProcess::start(&[]);
    let file = scratch.private_file(
        "credentials.toml",
        &format!(
            "[sandbox]\nclient-id = \"me\"\nclient-secret = \"sandbox-secret\"\n\n[\"{}/\"]\nclient-id = \"me\"\nclient-secret = \"url-secret\"\ntoken-url = \"{}\"\n",
            sandbox.base,
            sandbox.token_url()
        ),
    );
    reserve(&["--target", &sandbox.base, "--credentials", &file], &[]).assert_exit(0);
    assert_eq!(sandbox.orders(), 1);
    for target in ["production", "http://127.0.0.1:9/numberManagement"] {
        let output = reserve(&["--target", target, "--credentials", &file, "--yes"], &[]).assert_exit(4);
        assert!(output.stderr.contains("has no section"), "{output:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_invalid_file_is_rejected_without_quoting_it() {
    let scratch = Scratch::new();
    let cases = [
        ("[sandbox]\nclient-id = \"canary\"\n", "has no `client-secret` for `sandbox`"),
        ("[sandbox]\nclient-id = \"me\"\nclient-secret = canary\n", "in line 3"),
        ("[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\"\nsecret = \"canary\"\n", "a name other than"),
        ("[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\"\ntoken-url = \"http://canary\"\n", "`token-url`"),
        ("[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\nx\"\n", "in line"),
        ("canary", "in line 1"),
        ("sandbox = \"canary\"", "in line 1"),
        ("[sandbox]\nclient-id = \"me\"\ncanary = \"secret\"", "in line 3"),
        ("[sandbox]\nclient-id = \"me\"\ncanary = \"secret\"\ncanary = 1\n", "in line 4"),
        ("", "has no section `[sandbox]`"),
    ];
    for (text, why) in cases {
        let file = scratch.private_file("credentials.toml", text);
        let output = reserve(&["--target", "sandbox", "--credentials", &file], &[]).assert_exit(4);
        assert!(output.stderr.contains(why), "{text:?}: {output:?}");
        assert!(!output.stderr.contains("canary"), "{text:?}: {output:?}");
    }
    let output = reserve(&["--target", "sandbox", "--credentials", &scratch.path("none")], &[]).assert_exit(4);
    assert!(output.stderr.contains("cannot be opened"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_access_is_rejected() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let file = scratch.file("credentials.toml", "[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\"\n");
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let output = reserve(&["--target", "sandbox", "--credentials", &file], &[]).assert_exit(4);
        assert!(output.stderr.contains(&format!("`chmod 600 {file}`")), "{output:?}");
    }
}

#[test]
fn invalid_credentials_are_rejected_without_printing_them() {
    let sandbox = SandboxProcess::start(&[]);
    for (id, secret) in [("canary:1", "canary"), ("canary", "canary\n")] {
        let variables = [(NAMES[0], id), (NAMES[1], secret), (NAMES[2], &sandbox.token_url())];
        let output = reserve(&["--target", &sandbox.base], &variables).assert_exit(4);
        assert!(!output.stderr.contains("canary"), "{output:?}");
    }
    assert_eq!(sandbox.admin("requests")["total"], 0);
}

#[test]
fn credentials_for_one_target_are_not_sent_to_another() {
    let url = "https://mock.example/numberManagement";
    let (sandbox, production) = ("sandbox", "production");
    for (target, named, shown) in [
        (sandbox, production, &["`sandbox`", "`production`"][..]),
        (production, sandbox, &["`sandbox`", "`production`"]),
        (url, sandbox, &["`sandbox`", url]),
        (sandbox, url, &["`sandbox`", url]),
        // For production, `COLT_CREDENTIALS_FOR` must name the target.
        (production, "", &["`COLT_CREDENTIALS_FOR` is not set", "`COLT_CREDENTIALS_FOR=production`"]),
        // An invalid target may be a secret, so it is not printed.
        (sandbox, "canary", &["is not a valid target", "`sandbox`"]),
        (sandbox, "https://me:canary@mock.example/api", &["is not a valid target"]),
    ] {
        let variables = [(NAMES[0], "me"), (NAMES[1], "canary"), (FOR, named)];
        let more = if target == url { vec![(NAMES[2], "https://mock.example/token")] } else { Vec::new() };
        let output = reserve(&["--target", target, "--yes"], &[&variables[..], &more].concat()).assert_exit(4);
        for needed in shown {
            assert!(output.stderr.contains(needed), "{target}, {named}: `{needed}` is missing: {output:?}");
        }
        assert!(output.stderr.contains("hint: ") && !output.stderr.contains("canary"), "{target}, {named}: {output:?}");
        assert!(!output.stderr.contains("tracking id:"), "{target}, {named}: {output:?}");
    }
    let variables = [(NAMES[0], "me"), (NAMES[1], "canary"), (FOR, production)];
    let contract = program().args(["contract", "--target", sandbox]).envs(variables).output().unwrap();
    assert!(ProgramOutput::of(contract).assert_exit(4).stderr.contains("`production`"));
}

#[test]
fn credentials_are_sent_to_the_target_in_colt_credentials_for() {
    let sandbox = SandboxProcess::start(&[]);
    let token_url = sandbox.token_url();
    let variables = |named| [(NAMES[0], "me"), (NAMES[1], "secret"), (NAMES[2], &*token_url), (FOR, named)];
    let output = reserve(&["--target", &sandbox.base], &variables("sandbox")).assert_exit(4);
    assert!(output.stderr.contains(&sandbox.base), "{output:?}");
    assert_eq!(sandbox.admin("requests")["total"], 0);
    reserve(&["--target", &sandbox.base], &variables(&format!("{}/", sandbox.base))).assert_exit(0);
    assert_eq!(sandbox.orders(), 1);
}

#[cfg(unix)]
#[test]
fn the_default_file_is_used_if_nothing_else_is_given() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let sandbox = SandboxProcess::start(&[]);
    let section = |id: &str| {
        let token_url = sandbox.token_url();
        format!(
            "[\"{}\"]\nclient-id = \"{id}\"\nclient-secret = \"canary\"\ntoken-url = \"{token_url}\"\n",
            sandbox.base
        )
    };
    let folder = scratch.path("config/colt-numbers");
    std::fs::create_dir_all(&folder).unwrap();
    let default_file = scratch.file("config/colt-numbers/credentials.toml", section("me"));
    let set_mode = |mode| std::fs::set_permissions(&default_file, std::fs::Permissions::from_mode(mode)).unwrap();
    set_mode(0o600);
    let config = scratch.path("config");
    let reserve = |arguments: &[&str], variables: &[(&str, &str)]| {
        reserve(arguments, &[&[("XDG_CONFIG_HOME", &*config)], variables].concat())
    };
    let target = ["--target", &*sandbox.base];
    // The default file is used, and so is its token in a dry run.
    reserve(&target, &[]).assert_exit(0);
    assert_eq!(sandbox.orders(), 1);
    let dry_run = reserve(&[&target[..], &["--dry-run"]].concat(), &[]).assert_exit(0);
    assert!(dry_run.stdout.contains("authorization: Bearer ***"), "{dry_run:?}");
    // Any variable takes precedence: the two are never mixed.
    for (variables, needed) in [
        (&[(NAMES[0], "me")][..], "`COLT_CLIENT_SECRET`"),
        (&[(NAMES[2], "http://127.0.0.1:9")], "`COLT_CLIENT_ID`"),
        (&[(FOR, "sandbox")], "the credentials are for `sandbox`"),
    ] {
        let output = reserve(&target, variables).assert_exit(4);
        assert!(output.stderr.contains(needed), "{output:?}");
    }
    let dry_run = reserve(&[&target[..], &["--dry-run"]].concat(), &[(FOR, &sandbox.base)]).assert_exit(0);
    assert!(!dry_run.stdout.contains("authorization"), "{dry_run:?}");
    // An option takes precedence over both.
    let other = scratch.private_file("credentials.toml", "[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\"\n");
    let output = reserve(&[&target[..], &["--credentials", &other]].concat(), &[(NAMES[0], "me")]).assert_exit(4);
    assert!(output.stderr.contains(&other), "{output:?}");
    // Without a section for the target, the message names the file and the section.
    for named in ["sandbox", "production"] {
        let output = reserve(&["--target", named, "--yes"], &[]).assert_exit(4);
        assert!(output.stderr.contains(&format!("the section `[{named}]` of `{default_file}`")), "{output:?}");
    }
    // A server on this machine is called without a token then.
    let other_server = SandboxProcess::start(&["--no-auth"]);
    reserve(&["--target", &other_server.base], &[]).assert_exit(0);
    // The embedded sandbox does not read the file; anything else rejects one that others can access, or that is invalid.
    set_mode(0o640);
    reserve(&[], &[]).assert_exit(0);
    let output = reserve(&["--target", "sandbox"], &[]).assert_exit(4);
    assert!(output.stderr.contains(&format!("`chmod 600 {default_file}`")), "{output:?}");
    set_mode(0o600);
    std::fs::write(&default_file, "canary").unwrap();
    for target in ["sandbox", &other_server.base] {
        let output = reserve(&["--target", target], &[]).assert_exit(4);
        assert!(output.stderr.contains("in line 1") && !output.stderr.contains("canary"), "{output:?}");
    }
    assert_eq!((sandbox.orders(), other_server.orders()), (1, 1));
}

/// Every guard of production applies to the default file.
#[cfg(unix)]
#[test]
fn an_order_at_production_with_the_default_file_needs_the_confirmation() {
    let scratch = Scratch::new();
    std::fs::create_dir_all(scratch.path("colt-numbers")).unwrap();
    let text = "[production]\nclient-id = \"me\"\nclient-secret = \"canary\"\n";
    let file = scratch.private_file("credentials.toml", text);
    std::fs::rename(file, scratch.path("colt-numbers/credentials.toml")).unwrap();
    let output = reserve(&["--target", "production"], &[("XDG_CONFIG_HOME", &scratch.path(""))]).assert_exit(9);
    assert!(output.stderr.contains("costs money"), "{output:?}");
}

#[test]
fn rejected_credentials_are_reported_with_their_source() {
    let sandbox = SandboxProcess::start(&["--fault", "token:status-401"]);
    let variables = [(NAMES[0], "me"), (NAMES[1], "secret"), (NAMES[2], &*sandbox.token_url())];
    let output = reserve(&["--target", &sandbox.base], &variables).assert_exit(4);
    assert!(output.stderr.contains("which are from the environment"), "{output:?}");
}
