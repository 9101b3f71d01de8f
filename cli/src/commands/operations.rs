//! `operations`: lists the operations of the API, with their parameters.

use std::io::{self, Write};

use colt_numbers::Operation;
use colt_numbers::api::operations::{OperationParameter, ParameterLocation};
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::{Output, write_row};
use crate::style::{LABEL, styled};

/// The operations as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct OperationsJson {
    operations: Vec<OperationJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OperationJson {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    deprecated: bool,
    orders: bool,
    repeatable: bool,
    parameters: Vec<ParameterJson>,
    body: Option<BodyTypeJson>,
    rules: Vec<&'static str>,
    effects: Vec<EffectJson>,
}

#[derive(Serialize)]
struct ParameterJson {
    name: &'static str,
    r#in: &'static str,
    required: bool,
    description: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BodyTypeJson {
    media_type: &'static str,
    required: bool,
}

#[derive(Serialize)]
struct EffectJson {
    id: &'static str,
    statement: &'static str,
    source: Option<&'static str>,
    assumption: Option<&'static str>,
}

/// Runs the command.
pub fn run(output: Output) -> Result<Exit, CommandFailure> {
    if output.json {
        let operations = Operation::ALL.iter().map(|operation| operation_json(operation)).collect();
        output.print_json(&OperationsJson { operations })?;
    } else {
        output.print_text(|out| {
            Operation::ALL.iter().enumerate().try_for_each(|(index, operation)| {
                if index > 0 {
                    writeln!(out)?;
                }
                write_operation(out, operation)
            })
        })?;
    }
    Ok(Exit::Done)
}

fn operation_json(operation: &Operation) -> OperationJson {
    OperationJson {
        id: operation.id,
        method: operation.method,
        path: operation.path,
        summary: operation.summary,
        deprecated: operation.deprecated,
        orders: operation.orders,
        repeatable: operation.repeatable,
        parameters: operation.parameters.iter().map(parameter_json).collect(),
        body: operation.body.as_ref().map(|body| BodyTypeJson { media_type: body.media_type, required: body.required }),
        rules: operation.rules.iter().map(|rule| rule.id()).collect(),
        effects: operation
            .effects
            .iter()
            .map(|effect| EffectJson {
                id: effect.id,
                statement: effect.statement,
                source: effect.source,
                assumption: effect.assumption,
            })
            .collect(),
    }
}

fn parameter_json(parameter: &OperationParameter) -> ParameterJson {
    ParameterJson {
        name: parameter.name,
        r#in: location(parameter),
        required: parameter.required,
        description: parameter.description,
    }
}

fn location(parameter: &OperationParameter) -> &'static str {
    match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
    }
}

fn write_operation(out: &mut dyn Write, operation: &Operation) -> io::Result<()> {
    let Operation { id, method, path, summary, .. } = operation;
    writeln!(out, "{} {method} {path}", styled(LABEL, id))?;
    if !summary.is_empty() {
        writeln!(out, "  {summary}")?;
    }
    let notes = [
        (operation.deprecated, "deprecated"),
        (operation.orders, "places an order, which costs money"),
        (operation.repeatable, "may be sent again whatever the outcome"),
    ];
    for (_, note) in notes.into_iter().filter(|(applies, _)| *applies) {
        write_row(out, "  ", "note", note)?;
    }
    for parameter in operation.parameters {
        let OperationParameter { name, description, .. } = parameter;
        let mandatory = if parameter.required { "mandatory" } else { "optional" };
        write_row(out, "  ", "parameter", &format!("{name} ({}, {mandatory}): {description}", location(parameter)))?;
    }
    if let Some(body) = &operation.body {
        let mandatory = if body.required { "mandatory" } else { "optional" };
        write_row(out, "  ", "body", &format!("{} ({mandatory})", body.media_type))?;
    }
    if !operation.rules.is_empty() {
        let ids: Vec<_> = operation.rules.iter().map(|rule| rule.id()).collect();
        write_row(out, "  ", "rules", &ids.join(", "))?;
    }
    operation.effects.iter().try_for_each(|effect| write_row(out, "  ", "effect", effect.statement))
}
