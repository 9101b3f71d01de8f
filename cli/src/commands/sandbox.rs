//! `sandbox`: serves a local twin of the vendor's sandbox until it is interrupted.

use colt_numbers_sandbox::{Builder, Fault, FaultTiming, Sandbox, StartError};
use serde::Serialize;

use crate::args::SandboxArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::Output;
use crate::runtime;
use crate::style::{LABEL, styled};

/// The sandbox's URLs as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SandboxJson {
    base_url: String,
    token_url: String,
    admin_url: String,
}

/// Runs the command.
pub fn run(args: &SandboxArgs, output: Output) -> Result<Exit, CommandFailure> {
    if args.list_faults {
        return list_faults(output);
    }
    runtime::block_on(async {
        let mut interrupt = InterruptListener::listen()?;
        let sandbox = builder(args).start().await.map_err(start_failure)?;
        let (base_url, token_url, admin_url) = (sandbox.base_url(), sandbox.token_url(), sandbox.admin_url());
        output.message(|out| sandbox.warnings().iter().try_for_each(|warning| writeln!(out, "warning: {warning}")));
        if output.json {
            output.print_json(&SandboxJson { base_url, token_url, admin_url })?;
        } else {
            output.print_text(|out| writeln!(out, "{base_url}"))?;
            let page_url = sandbox.page_url();
            output.message(|out| {
                writeln!(out, "token: {token_url}\npage: {page_url}\nadmin: {admin_url}\nstop the sandbox with Ctrl-C")
            });
        }
        interrupt.interrupted().await;
        sandbox.stop().await;
        Ok(Exit::Done)
    })
}

fn builder(args: &SandboxArgs) -> Builder {
    let countries = args.several_service_profiles.iter().map(ToString::to_string);
    let builder = Sandbox::builder().listen(args.listen).no_auth(args.no_auth).take_twice(args.take_twice);
    let builder = builder.several_service_profiles(countries);
    let builder = args.fault.iter().cloned().fold(builder, Builder::fault);
    match args.fault_rate {
        Some(share) => builder.fault_rate(share).seed(args.seed),
        None => builder,
    }
}

/// A fault as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct FaultJson {
    name: &'static str,
    when: &'static [FaultTiming],
    about: &'static str,
}

fn list_faults(output: Output) -> Result<Exit, CommandFailure> {
    let faults: Vec<_> = Fault::ALL
        .iter()
        .map(|fault| FaultJson { name: fault.name(), when: fault.timings(), about: fault.about() })
        .collect();
    if output.json {
        output.print_json(&faults)?;
    } else {
        output.print_text(|out| {
            faults.iter().try_for_each(|fault| {
                let when: Vec<_> = fault
                    .when
                    .iter()
                    .map(|when| if *when == FaultTiming::Before { "@before" } else { "@after" })
                    .collect();
                writeln!(out, "{} {}\n  {}", styled(LABEL, fault.name), when.join(" "), fault.about)
            })
        })?;
    }
    Ok(Exit::Done)
}

fn start_failure(error: StartError) -> CommandFailure {
    let failure = CommandFailure::configuration(error.to_string());
    match error {
        StartError::Listen(..) => failure.hint("`--listen 127.0.0.1:0` picks a free port"),
        _ => failure,
    }
}
