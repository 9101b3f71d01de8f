//! `cargo codegen` and `cargo codegen --check`: updates the generated folder, or checks that the folder is up to date.

use std::path::Path;

use colt_numbers_generate::files::{self, Drift, FOLDER, Files};
use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use colt_numbers_terminal_text::Safe;

use crate::exit;
use crate::failure::Failure;
use crate::input;
use crate::output::Output;

/// Generates the code, and updates the files that differ; with `check`, only reports the files that differ.
pub fn run(check: bool, root: &Path) -> Result<Output, Failure> {
    let generated = match generate(&input::source(root)?) {
        Ok(generated) => generated,
        Err(findings) => {
            let errors = findings.of(Level::Error).map(|finding| format!("{finding}\n"));
            return Ok(Output::messages(exit::INVALID, errors.collect()));
        }
    };
    let drift = files::compare(root, &generated).map_err(Failure::internal)?;
    if check { report(&drift) } else { write(root, &generated, &drift) }
}

fn report(drift: &Drift) -> Result<Output, Failure> {
    if drift.is_none() {
        return Ok(Output::text(format!("`{FOLDER}` is up to date\n")));
    }
    Err(Failure::failed_check(format!(
        "`{FOLDER}` is out of date with the spec or the generator\n\n{}\n  hint: run `cargo codegen`, review `git diff {FOLDER}`, and commit `{FOLDER}` with the spec and the generator",
        differences(drift),
    )))
}

fn write(root: &Path, generated: &Files, drift: &Drift) -> Result<Output, Failure> {
    files::write(root, generated, drift).map_err(Failure::internal)?;
    let fixed = drift.paths().into_iter().map(|path| format!("fixed `{FOLDER}/{path}`\n"));
    Ok(Output::text(format!("{}`{FOLDER}` is up to date\n", fixed.collect::<String>())))
}

/// For a stale file, the maximum number of lines that are printed from the old and from the new content.
const MAX_LINES: usize = 6;

/// Lists the missing, left-over and stale files, each stale file with the first lines that differ.
fn differences(drift: &Drift) -> String {
    let mut text = String::new();
    for path in drift.missing.iter().map(|path| Safe::new(path)) {
        text += &format!("missing `{FOLDER}/{path}`\n");
    }
    for path in drift.orphans.iter().map(|path| Safe::new(path)) {
        text += &format!("orphan `{FOLDER}/{path}`: not a generated file\n");
    }
    for (path, found, expected) in &drift.stale {
        let (found, expected): (Vec<_>, Vec<_>) = (found.lines().collect(), expected.lines().collect());
        let same = found.iter().zip(&expected).take_while(|(found, expected)| found == expected).count();
        text += &format!("stale `{FOLDER}/{}`\n  from line {}:\n", Safe::new(path), same + 1);
        for (sign, lines) in [('-', &found), ('+', &expected)] {
            for line in lines.iter().skip(same).take(MAX_LINES) {
                text += &format!("  {sign} {}\n", Safe::new(line));
            }
        }
    }
    text
}
