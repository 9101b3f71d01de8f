//! `cargo codegen` and `cargo codegen --check`: the generated folder, written or compared.

use std::path::Path;

use colt_numbers_generate::files::{self, Drift, FOLDER, Files};
use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;

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
        "`{FOLDER}` was not generated from this spec by this generator\n\n{drift}\n  hint: run `cargo codegen`, review `git diff {FOLDER}`, and commit both",
    )))
}

fn write(root: &Path, generated: &Files, drift: &Drift) -> Result<Output, Failure> {
    files::write(root, generated, drift).map_err(Failure::internal)?;
    let fixed = drift.paths().into_iter().map(|path| format!("fixed `{FOLDER}/{path}`\n"));
    Ok(Output::text(format!("{}`{FOLDER}` is fresh\n", fixed.collect::<String>())))
}
