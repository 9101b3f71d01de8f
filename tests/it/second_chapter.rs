//! The made-up second chapter: its spec is valid, the spec of the first chapter is a part of it, and a copy of the project that gets it works
//! with its operations. Only the spec, the hand-written rules and the state of the sandbox are added to the copy.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};

use colt_numbers_diff::diff_wire;
use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::revisions::REVISIONS_FILE;
use colt_numbers_openapi::source::{SPEC_FILE, Source};
use serde_json::Value;

use crate::scratch_copy::{ScratchCopy, output_text, root};

#[path = "../data/second-chapter.rs"]
pub mod chapter;

/// The spec and the cases of both chapters.
fn source() -> Source {
    Source { file: SPEC_FILE.to_owned(), spec: chapter::spec().to_string(), cases: chapter::cases(), revisions: None }
}

#[test]
fn the_spec_of_both_chapters_has_no_errors() {
    let loaded = load(&source());
    assert!(loaded.is_ok(), "{}", loaded.err().unwrap());
    assert!(generate(&source()).is_ok());
}

/// A revision of the product's document may have any operation, so the chapter has names that no vendor uses.
#[test]
fn the_names_of_the_chapter_are_those_of_no_revision() {
    let additions = std::fs::read_to_string(chapter::folder().join("additions.yaml")).unwrap();
    let additions: Value = serde_yaml::from_str(&additions).unwrap();
    let keys = |pointer: &str| -> Vec<String> {
        additions.pointer(pointer).and_then(Value::as_object).unwrap().keys().cloned().collect()
    };
    let items = additions["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let ids = operations.map(|operation| operation["operationId"].as_str().unwrap().to_owned());
    let schemas = keys("/components/schemas").into_iter().filter(|name| name != "ApiError");
    let tags = additions["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned());
    let mut names: Vec<String> = ids.chain(schemas).chain(tags).collect();
    names.extend(keys("/paths"));
    names.extend(keys("/x-rules"));
    names.retain(|name| !name.to_lowercase().replace('-', "").contains("madeup"));
    assert_eq!(names, Vec::<String>::new());
}

/// A case without its key `operation`, or with a parameter of another operation, is an error.
#[test]
fn cases_belong_to_an_operation() {
    for (file, from, to, words) in [
        ("made-up-window/accept-search-to-the-end", r#""operation": "searchMadeUpNumbers","#, "", "no key `operation`"),
        (
            "made-up-window/accept-search-to-the-end",
            "searchMadeUpNumbers",
            "returnMadeUpNumber",
            "is not an operation of",
        ),
        ("schema/accept-order-state", "orderId", "number", "`number` is not a parameter of `getMadeUpOrder`"),
        ("schema/accept-activation-least", "activateMadeUpNumber", "getMadeUpOrder", "a key `body`"),
    ] {
        let mut source = source();
        let case = source.cases.get_mut(&format!("spec/cases/{file}.json")).unwrap();
        *case = case.replacen(from, to, 1);
        let errors = load(&source).err().map(|errors| errors.to_string()).unwrap_or_default();
        assert!(errors.contains(words) && errors.contains(file), "{file}, {words}: {errors}");
    }
}

/// Callers of the first chapter's operation are not affected by the second chapter.
#[test]
fn the_second_chapter_breaks_no_request() {
    let first = std::fs::read_to_string(root().join(SPEC_FILE)).unwrap();
    let report = diff_wire(&first, &chapter::spec().to_string()).unwrap().json();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in report["changes"].as_array().unwrap() {
        assert_ne!(change["wire"], "breaking", "{change:#}");
        *counts.entry(change["id"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let counts: Vec<(&str, usize)> = counts.iter().map(|(id, count)| (id.as_str(), *count)).collect();
    for expected in [("operation-added", 6), ("rule-added", 3), ("document-added", 1)] {
        assert!(counts.contains(&expected), "{expected:?}: {counts:?}");
    }
}

/// The hand-written parts of the chapter, as a developer adds them: files, each with the lines that register it.
const PARTS: [Part; 3] = [
    Part {
        folder: "client-rules",
        to: "client/src/check/rules",
        register_in: "client/src/check/rules.rs",
        edits: &[
            ("use std::collections::BTreeMap;", "mod {module};\n\nuse std::collections::BTreeMap;"),
            (
                "Rule::CountryPrefix => country_prefix(request, report),",
                "Rule::CountryPrefix => country_prefix(request, report),\n\
                 Rule::MadeUpAddress => {module}::made_up_address(input, report),\n\
                 Rule::MadeUpContact => {module}::made_up_contact(input, report),\n\
                 Rule::MadeUpWindow => {module}::made_up_window(input, report),",
            ),
        ],
    },
    Part {
        folder: "judge-rules",
        to: "judge/src/judge/rules",
        register_in: "judge/src/judge/rules.rs",
        edits: &[
            ("mod reservation;", "mod {module};\nmod reservation;"),
            ("&[reservation::implementation", "&[{module}::implementation, reservation::implementation"),
        ],
    },
    Part {
        folder: "state",
        to: "sandbox/src/state",
        register_in: "sandbox/src/state.rs",
        edits: &[
            ("pub(crate) mod call;", "pub(crate) mod {module};\npub(crate) mod call;"),
            (
                "        _ => return Ok(None),",
                "        {module}::ID => {module}::handler(spec, operation)?,\n        _ => return Ok(None),",
            ),
        ],
    },
];

/// One hand-written part of the chapter.
struct Part {
    /// The folder of its files, below the folder of the chapter.
    folder: &'static str,
    /// The folder of the project that gets the files.
    to: &'static str,
    /// The file that lists the modules.
    register_in: &'static str,
    /// What registers a file there: texts and their replacements, with the name of the module.
    edits: &'static [(&'static str, &'static str)],
}

impl Part {
    fn add_to(&self, copy: &ScratchCopy) {
        for file in std::fs::read_dir(chapter::folder().join(self.folder)).unwrap() {
            let path = file.unwrap().path();
            let module = path.file_stem().unwrap().to_str().unwrap();
            copy.write(&format!("{}/{module}.rs", self.to), &std::fs::read_to_string(&path).unwrap());
            for (from, to) in self.edits {
                copy.edit(self.register_in, from, &to.replace("{module}", module));
            }
        }
    }
}

/// A copy of the project whose spec has both chapters, with the program that was built from it.
struct ProjectOfBothChapters {
    copy: ScratchCopy,
    program: PathBuf,
}

impl ProjectOfBothChapters {
    fn build(&self) {
        let built = self.copy.cargo(&["build", "--offline", "--package", "colt-numbers-cli"]);
        assert!(built.status.success(), "{}", output_text(&built));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("XDG_STATE_HOME", self.copy.path("state")).output().unwrap()
    }

    /// Runs the program with `--json`; returns its exit code and what it prints.
    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let output = self.run(&[arguments, &["--json"]].concat());
        let parsed = serde_json::from_slice(&output.stdout);
        (output.status.code(), parsed.unwrap_or_else(|error| panic!("{error}: {}", output_text(&output))))
    }

    /// Sends a request of an operation to the embedded sandbox.
    fn call(&self, operation: &str, parameters: &[&str], body: Option<&Value>) -> (Option<i32>, Value) {
        let mut arguments = vec!["call", operation];
        arguments.extend(parameters.iter().flat_map(|parameter| ["--param", parameter]));
        if let Some(body) = body {
            self.copy.write("body.json", &body.to_string());
        }
        let file = self.copy.path("body.json");
        arguments.extend(body.iter().flat_map(|_| ["--body", file.to_str().unwrap()]));
        self.json(&arguments)
    }
}

/// Adds the chapter as a developer does, and uses each part of the project with its operations.
#[test]
fn a_copy_of_the_project_works_with_both_chapters() {
    let copy = ScratchCopy::to_build();
    let spec = chapter::spec();
    copy.write(SPEC_FILE, &spec.to_string());
    let hash = spec.pointer("/info/x-documents/1/sha256").and_then(Value::as_str).unwrap();
    copy.write(
        REVISIONS_FILE,
        &format!("{}made-up-chapter.txt: [{{ sha256: '{hash}' }}]\n", copy.read(REVISIONS_FILE)),
    );
    for (file, text) in chapter::cases() {
        copy.write(&file, &text);
    }
    let updated = copy.build_script(false).join("\n");
    assert!(updated.contains("`generated/src/requests.rs`"), "{updated}");
    assert!(copy.build_script(false).is_empty());

    // The compiler names each rule that the client lacks.
    let incomplete = output_text(&copy.cargo(&["check", "--offline", "--package", "colt-numbers"]));
    for rule in ["MadeUpAddress", "MadeUpContact", "MadeUpWindow"] {
        assert!(incomplete.contains(rule), "{rule}: {incomplete}");
    }
    let [client_rules, judge_rules, state] = PARTS;
    client_rules.add_to(&copy);
    let program = root().join("target/scratch/debug/colt-numbers");
    let project = ProjectOfBothChapters { copy, program };
    project.build();

    // The program names each rule and each state that the sandbox and the contract tests lack, and passes no operation without them.
    let (exit, report) = project.json(&["contract"]);
    assert_eq!(exit, Some(7), "{report:#}");
    let untested = report["untested"].to_string();
    for name in ["made-up-address", "made-up-contact", "made-up-window"] {
        assert!(untested.contains(name), "{name}: {untested}");
    }
    judge_rules.add_to(&project.copy);
    state.add_to(&project.copy);
    project.build();

    let activation = serde_json::json!({ "country": "FR", "channels": 2, "endCustomer": { "name": "Bakery" } });
    for (operation, parameters, body, expected) in [
        (
            "searchMadeUpNumbers",
            &["country=GB", "features=voice,sms", "areaCode=020", "areaCode=0161", "limit=5"][..],
            None,
            0,
        ),
        ("searchMadeUpNumbers", &["country=GB", "offset=9999", "limit=2"], None, 3),
        ("searchMadeUpNumbers", &["country=UK"], None, 3),
        ("listMadeUpInventory", &[], None, 0),
        ("getMadeUpOrder", &["orderId=unknown"], None, 5),
        ("returnMadeUpNumber", &["number=+442081324758"], None, 5),
        ("activateMadeUpNumber", &["number=+442081324758"], Some(&activation), 3),
    ] {
        let (exit, printed) = project.call(operation, parameters, body);
        assert_eq!(exit, Some(expected), "{operation} {parameters:?}: {printed:#}");
    }

    // The sandbox responds with the error codes of the chapter, and the program states what they mean.
    for (operation, parameter, code, words) in [
        (
            "getMadeUpOrder",
            "orderId=unknown",
            "M-2001",
            "status 404, code `M-2001` (The number or the order is not one of yours)",
        ),
        ("returnMadeUpNumber", "number=+442081324758", "M-2002", "code `M-2002` (The number has another cliStatus"),
    ] {
        let (_, printed) = project.call(operation, &[parameter], None);
        assert_eq!(printed["errorCode"]["code"], code, "{printed:#}");
        assert!(printed["message"].as_str().unwrap().contains(words), "{printed:#}");
    }

    let (exit, report) = project.json(&["contract"]);
    assert_eq!(report["counts"]["drift"], 0, "{report:#}");
    assert_eq!(exit, Some(0), "{report:#}");
}
