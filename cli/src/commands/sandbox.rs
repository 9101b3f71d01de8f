//! `sandbox`: a local twin of the vendor's sandbox, until interrupted.

use colt_numbers_sandbox::{Builder, Fault, Sandbox, StartError, When};
use serde::Serialize;

use crate::args;
use crate::command_failure::Failure;
use crate::exit::Exit;
use crate::interrupt_listener::Interrupt;
use crate::output::Output;
use crate::runtime;
use crate::style::{LABEL, painted};

/// Where it is served, as JSON. The shape is stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Served {
    base_url: String,
    token_url: String,
    admin_url: String,
}

/// Serves until interrupted.
pub fn run(asked: &args::Sandbox, output: Output) -> Result<Exit, Failure> {
    if asked.list_faults {
        return list_faults(output);
    }
    runtime::block_on(async {
        let mut interrupt = Interrupt::listen()?;
        let sandbox = builder(asked).start().await.map_err(not_started)?;
        let (base_url, token_url, admin_url) = (sandbox.base_url(), sandbox.token_url(), sandbox.admin_url());
        if output.json {
            output.object(&Served { base_url, token_url, admin_url })?;
        } else {
            output.text(|out| writeln!(out, "{base_url}"))?;
            output.say(|out| writeln!(out, "token: {token_url}\nadmin: {admin_url}\nCtrl-C ends it"));
        }
        interrupt.wait().await;
        sandbox.stop().await;
        Ok(Exit::Done)
    })
}

fn builder(asked: &args::Sandbox) -> Builder {
    let countries = asked.several_service_profiles.iter().map(ToString::to_string);
    let builder = Sandbox::builder().listen(asked.listen).no_auth(asked.no_auth).several_service_profiles(countries);
    let builder = asked.fault.iter().cloned().fold(builder, Builder::fault);
    match asked.fault_rate {
        Some(share) => builder.fault_rate(share).seed(asked.seed),
        None => builder,
    }
}

/// A fault as JSON. The shape is stable.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    when: &'static [When],
    about: &'static str,
}

fn list_faults(output: Output) -> Result<Exit, Failure> {
    let listed =
        Fault::ALL.iter().map(|fault| Listed { name: fault.name(), when: fault.sides(), about: fault.about() });
    let listed: Vec<_> = listed.collect();
    if output.json {
        output.object(&listed)?;
    } else {
        output.text(|out| {
            listed.iter().try_for_each(|fault| {
                let when: Vec<_> =
                    fault.when.iter().map(|when| if *when == When::Before { "@before" } else { "@after" }).collect();
                writeln!(out, "{} {}\n  {}", painted(LABEL, fault.name), when.join(" "), fault.about)
            })
        })?;
    }
    Ok(Exit::Done)
}

fn not_started(error: StartError) -> Failure {
    let failure = Failure::configuration(error.to_string());
    match error {
        StartError::Listen(..) => failure.hint("`--listen 127.0.0.1:0` takes any free port"),
        _ => failure,
    }
}
