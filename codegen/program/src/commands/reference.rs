//! `cargo codegen reference`: makes the reference of the API, a page for people, from the spec and its cases.

use std::path::{Path, PathBuf};

use clap::Args;
use colt_numbers_extensions::cases::by_group;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::Level;
use colt_numbers_openapi::paths::printable;
use colt_numbers_openapi::source::Source;
use colt_numbers_pages::reference::reference;

use crate::exit;
use crate::failure::Failure;
use crate::input;
use crate::output::{self, Output};

const AFTER_HELP: &str = "\
The page is one HTML file that needs no script and loads nothing. The same spec gives the same bytes.
The sandbox serves the same reference below `/__sandbox/`.";

/// The arguments of `reference`.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct ReferenceArgs {
    /// Another spec [default: the project's spec, with its cases]
    #[arg(value_name = "SPEC.yaml")]
    spec: Option<PathBuf>,
    /// Write the page to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Makes the page.
pub fn run(args: &ReferenceArgs, root: &Path) -> Result<Output, Failure> {
    let source = match &args.spec {
        Some(file) => Source::of_text(&file.display().to_string(), &input::text(file)?),
        None => input::source(root)?,
    };
    let spec = match load(&source) {
        Ok(spec) => spec,
        Err(findings) => {
            let errors = findings.of(Level::Error).map(|finding| format!("{finding}\n"));
            return Ok(Output::messages(exit::INVALID, errors.collect()));
        }
    };
    let page = reference(&spec.value, &by_group(&spec.cases)).page();
    let Some(file) = &args.output else { return Ok(Output::text(page)) };
    output::write_file(file, &page)?;
    Ok(Output::messages(exit::DONE, format!("wrote `{}`, {} bytes\n", printable(file), page.len())))
}
