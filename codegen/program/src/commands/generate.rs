//! `cargo codegen` and `cargo codegen --check`: the generated folder, written or compared.

use std::path::Path;

use colt_numbers_generate::files::{self, Drift, FOLDER, Files};
use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use colt_numbers_terminal_text::Safe;

use crate::exit;
use crate::failure::Failure;
use crate::input;
use crate::output::Output;

/// Generates, and writes what differs; or reports it where nothing may be written.
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
        return Ok(Output::text(format!("`{FOLDER}` is fresh\n")));
    }
    Err(Failure::drift(format!(
        "`{FOLDER}` was not generated from this spec by this generator\n\n{}\n  hint: run `cargo codegen`, review `git diff {FOLDER}`, and commit both",
        differences(drift),
    )))
}

fn write(root: &Path, generated: &Files, drift: &Drift) -> Result<Output, Failure> {
    files::write(root, generated, drift).map_err(Failure::internal)?;
    let fixed = drift.paths().into_iter().map(|path| format!("fixed `{FOLDER}/{path}`\n"));
    Ok(Output::text(format!("{}`{FOLDER}` is fresh\n", fixed.collect::<String>())))
}

/// How many differing lines of a file the report shows.
const SHOWN: usize = 6;

/// What is missing, left over or stale, with the first lines that differ.
fn differences(drift: &Drift) -> String {
    let mut text = String::new();
    for path in drift.missing.iter().map(|path| Safe::new(path)) {
        text += &format!("missing `{FOLDER}/{path}`\n");
    }
    for path in drift.orphans.iter().map(|path| Safe::new(path)) {
        text += &format!("orphan `{FOLDER}/{path}`: the generator does not make it\n");
    }
    for (path, found, wanted) in &drift.stale {
        let (found, wanted): (Vec<_>, Vec<_>) = (found.lines().collect(), wanted.lines().collect());
        let same = found.iter().zip(&wanted).take_while(|(found, wanted)| found == wanted).count();
        text += &format!("stale `{FOLDER}/{}`\n  from line {}:\n", Safe::new(path), same + 1);
        for (sign, lines) in [('-', &found), ('+', &wanted)] {
            for line in lines.iter().skip(same).take(SHOWN) {
                text += &format!("  {sign} {}\n", Safe::new(line));
            }
        }
    }
    text
}
