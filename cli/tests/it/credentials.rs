//! Where credentials come from, and where they do not go.

use crate::sandbox_process::Twin;
use crate::support::{ONE, Ran, Scratch, program};

const NAMES: [&str; 3] = ["COLT_CLIENT_ID", "COLT_CLIENT_SECRET", "COLT_TOKEN_URL"];
const FOR: &str = "COLT_CREDENTIALS_FOR";

fn reserve(words: &[&str], variables: &[(&str, &str)]) -> Ran {
    Ran::of(program().args(ONE).args(words).envs(variables.iter().copied()).output().unwrap())
}

#[cfg(unix)]
fn closed(scratch: &Scratch, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let file = scratch.file("credentials.toml", text);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    file
}

#[test]
fn what_is_missing_is_named() {
    for target in ["sandbox", "https://mock.example/numberManagement", "http://127.0.0.1:9/numberManagement"] {
        let is_url = target.contains("://");
        let needed = if is_url { &NAMES[..] } else { &NAMES[..2] };
        // Every way to set some of them; an empty one counts as none.
        for mask in 0..(1 << needed.len()) - 1 {
            if mask == 0 && target.contains("127.0.0.1") {
                continue;
            }
            let variables: Vec<_> = needed
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, if mask >> at & 1 == 1 { "http://127.0.0.1:9" } else { "" }))
                .collect();
            let ran = reserve(&["--target", target], &variables).ended(4);
            let message = ran.err.lines().next().unwrap();
            for (name, value) in variables {
                assert_eq!(message.contains(&format!("`{name}`")), value.is_empty(), "{target}, {name}: {message}");
            }
        }
    }
}

#[test]
fn a_token_url_in_the_environment_is_for_a_url_alone() {
    let set = NAMES.map(|name| (name, "http://127.0.0.1:9"));
    let ran = reserve(&["--target", "sandbox"], &set).ended(4);
    assert!(ran.err.contains("`COLT_TOKEN_URL` is set"), "{ran:?}");
}

#[test]
fn the_environment_is_of_no_use_to_the_embedded_sandbox() {
    reserve(&[], &[(NAMES[0], "me")]).ended(0);
    let ran = reserve(&["--credentials", "file"], &[]).ended(2);
    assert!(ran.err.contains("`--target sandbox`"), "{ran:?}");
}

#[test]
fn the_vendors_hosts_are_targets_by_name_alone() {
    let ran = reserve(
        &["--target", "https://apis.colt.net/numberManagement"],
        &NAMES.map(|name| (name, "https://x.example")),
    )
    .ended(4);
    assert!(ran.err.contains("use that target by its name"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_file_gives_what_is_filed_under_the_target() {
    let scratch = Scratch::new();
    let twin = Twin::start(&[]);
    let file = closed(
        &scratch,
        &format!(
            "[sandbox]\nclient-id = \"me\"\nclient-secret = \"sandbox-secret\"\n\n[\"{}/\"]\nclient-id = \"me\"\nclient-secret = \"url-secret\"\ntoken-url = \"{}\"\n",
            twin.base,
            twin.token_url()
        ),
    );
    reserve(&["--target", &twin.base, "--credentials", &file], &[]).ended(0);
    assert_eq!(twin.orders(), 1);
    for target in ["production", "http://127.0.0.1:9/numberManagement"] {
        let ran = reserve(&["--target", target, "--credentials", &file, "--yes"], &[]).ended(4);
        assert!(ran.err.contains("has no section"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_wrong_is_refused_without_its_text() {
    let scratch = Scratch::new();
    let cases = [
        ("[sandbox]\nclient-id = \"canary\"\n", "missing field `client-secret`"),
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
        let file = closed(&scratch, text);
        let ran = reserve(&["--target", "sandbox", "--credentials", &file], &[]).ended(4);
        assert!(ran.err.contains(why), "{text:?}: {ran:?}");
        assert!(!ran.err.contains("canary"), "{text:?}: {ran:?}");
    }
    let ran = reserve(&["--target", "sandbox", "--credentials", &scratch.path("none")], &[]).ended(4);
    assert!(ran.err.contains("cannot be opened"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let file = scratch.file("credentials.toml", "[sandbox]\nclient-id = \"me\"\nclient-secret = \"canary\"\n");
    for mode in [0o640, 0o604, 0o620] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ran = reserve(&["--target", "sandbox", "--credentials", &file], &[]).ended(4);
        assert!(ran.err.contains(&format!("`chmod 600 {file}`")), "{ran:?}");
    }
}

#[test]
fn credentials_that_cannot_be_sent_are_refused_unseen() {
    let twin = Twin::start(&[]);
    for (id, secret) in [("canary:1", "canary"), ("canary", "canary\n")] {
        let variables = [(NAMES[0], id), (NAMES[1], secret), (NAMES[2], &twin.token_url())];
        let ran = reserve(&["--target", &twin.base], &variables).ended(4);
        assert!(!ran.err.contains("canary"), "{ran:?}");
    }
    assert_eq!(twin.admin("requests")["total"], 0);
}

#[test]
fn credentials_of_one_target_are_sent_to_no_other() {
    let url = "https://mock.example/numberManagement";
    let (sandbox, production) = ("sandbox", "production");
    for (target, named, shown) in [
        (sandbox, production, &["`sandbox`", "`production`"][..]),
        (production, sandbox, &["`sandbox`", "`production`"]),
        (url, sandbox, &["`sandbox`", url]),
        (sandbox, url, &["`sandbox`", url]),
        // Production's are named as such, whatever else is set.
        (production, "", &["`COLT_CREDENTIALS_FOR` is not set", "`COLT_CREDENTIALS_FOR=production`"]),
        // What is no target may be anything.
        (sandbox, "canary", &["names no target", "`sandbox`"]),
        (sandbox, "https://me:canary@mock.example/api", &["names no target"]),
    ] {
        let variables = [(NAMES[0], "me"), (NAMES[1], "canary"), (FOR, named)];
        let more = if target == url { vec![(NAMES[2], "https://mock.example/token")] } else { Vec::new() };
        let ran = reserve(&["--target", target, "--yes"], &[&variables[..], &more].concat()).ended(4);
        for needed in shown {
            assert!(ran.err.contains(needed), "{target}, {named}: `{needed}` is missing: {ran:?}");
        }
        assert!(ran.err.contains("hint: ") && !ran.err.contains("canary"), "{target}, {named}: {ran:?}");
        assert!(!ran.err.contains("tracking id:"), "{target}, {named}: {ran:?}");
    }
    let variables = [(NAMES[0], "me"), (NAMES[1], "canary"), (FOR, production)];
    let contract = program().args(["contract", "--target", sandbox]).envs(variables).output().unwrap();
    assert!(Ran::of(contract).ended(4).err.contains("`production`"));
}

#[test]
fn credentials_are_sent_to_the_target_that_they_are_named_for() {
    let twin = Twin::start(&[]);
    let token_url = twin.token_url();
    let variables = |named| [(NAMES[0], "me"), (NAMES[1], "secret"), (NAMES[2], &*token_url), (FOR, named)];
    let ran = reserve(&["--target", &twin.base], &variables("sandbox")).ended(4);
    assert!(ran.err.contains(&twin.base), "{ran:?}");
    assert_eq!(twin.admin("requests")["total"], 0);
    reserve(&["--target", &twin.base], &variables(&format!("{}/", twin.base))).ended(0);
    assert_eq!(twin.orders(), 1);
}
