//! `sandbox`: serves a local twin of the vendor's sandbox until it is interrupted.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use colt_numbers_sandbox::{Builder, Fault, FaultTiming, Sandbox, StartError};
use serde::Serialize;

use crate::args::SandboxArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::interrupt_listener::InterruptListener;
use crate::output::{Output, write_warning};
use crate::runtime;
use crate::style::{LABEL, styled};
use crate::user_folder::UserFolder;

/// The port that the sandbox listens on, unless `--listen` is given.
const DEFAULT_PORT: u16 = 4010;

/// The sandbox's URLs as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SandboxJson {
    base_url: String,
    token_url: String,
    admin_url: String,
    page_url: String,
    root_certificate: Option<String>,
}

/// Runs the command.
pub fn run(args: &SandboxArgs, output: Output) -> Result<Exit, CommandFailure> {
    if args.list_faults {
        return list_faults(output);
    }
    runtime::block_on(async {
        let mut interrupt = InterruptListener::listen()?;
        let sandbox = builder(args)?.start().await.map_err(start_failure)?;
        let root_certificate = save_root_certificate(args, &sandbox)?;
        let (base_url, token_url) = (sandbox.base_url(), sandbox.token_url());
        let (admin_url, page_url) = (sandbox.admin_url(), sandbox.page_url());
        output.message(|out| sandbox.warnings().iter().try_for_each(|warning| write_warning(out, warning)));
        if output.json {
            output.print_json(&SandboxJson { base_url, token_url, admin_url, page_url, root_certificate })?;
        } else {
            output.print_text(|out| writeln!(out, "{base_url}"))?;
            output.message(|out| {
                if let Some(path) = root_certificate {
                    writeln!(out, "root certificate: {path}")?;
                }
                writeln!(out, "token: {token_url}\npage: {page_url}\nadmin: {admin_url}\nstop the sandbox with Ctrl-C")
            });
        }
        interrupt.interrupted().await;
        sandbox.stop().await;
        Ok(Exit::Done)
    })
}

fn builder(args: &SandboxArgs) -> Result<Builder, CommandFailure> {
    let default = if args.expose { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let listen = args.listen.unwrap_or_else(|| SocketAddr::from((default, DEFAULT_PORT)));
    if !listen.ip().is_loopback() && !args.expose {
        return Err(CommandFailure::usage(format!("`{listen}` is not a loopback address"))
            .hint("`--expose` allows it, for example in a container; other machines can then use the sandbox"));
    }
    let countries = args.several_service_profiles.iter().map(ToString::to_string);
    let builder = Sandbox::builder().listen(listen).tls(args.tls).no_auth(args.no_auth).take_twice(args.take_twice);
    let builder = if args.expose { builder.expose() } else { builder };
    let builder = args.host.iter().fold(builder, |builder, name| builder.host(name));
    let builder = builder.several_service_profiles(countries);
    let builder = args.fault.iter().cloned().fold(builder, Builder::fault);
    Ok(match args.fault_rate {
        Some(share) => builder.fault_rate(share).seed(args.seed),
        None => builder,
    })
}

/// Writes the root certificate of a sandbox with TLS to a file, and returns its path.
fn save_root_certificate(args: &SandboxArgs, sandbox: &Sandbox) -> Result<Option<String>, CommandFailure> {
    let Some(certificate) = sandbox.root_certificate() else { return Ok(None) };
    let failed = |path: &Path, error: io::Error| {
        CommandFailure::configuration(format!("cannot write the root certificate to `{}`: {error}", path.display()))
            .hint("`--root-certificate FILE` chooses the file")
    };
    let path = match &args.root_certificate {
        Some(path) => path.clone(),
        None => {
            let folder = UserFolder::State.create().map_err(|(path, error)| failed(&path, error))?;
            folder.join(format!("sandbox-{}.pem", sandbox.address().port()))
        }
    };
    std::fs::write(&path, certificate).map_err(|error| failed(&path, error))?;
    Ok(Some(path.display().to_string()))
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
        StartError::Host(_) => {
            CommandFailure::usage(failure.message).hint("`--host` takes a name without a port, such as `twin`")
        }
        StartError::Listen(..) => failure.hint("`--listen 127.0.0.1:0` picks a free port"),
        _ => failure,
    }
}
