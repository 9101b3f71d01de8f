//! `rules`: lists the rules that requests must meet in addition to the schema.

use std::io::{self, Write};

use colt_numbers::{Country, Rule, Severity};
use serde::Serialize;

use crate::args::RulesArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::output::Output;
use crate::style::{ERROR, LABEL, WARNING, styled};

/// The rules as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct RulesJson {
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    id: &'static str,
    severity: &'static str,
    statement: &'static str,
    source: Option<&'static str>,
    assumption: Option<&'static str>,
    countries: Vec<&'static str>,
    applies: Option<bool>,
}

/// Runs the command.
pub fn run(args: &RulesArgs, output: Output) -> Result<Exit, CommandFailure> {
    if output.json {
        output.print_json(&RulesJson { rules: Rule::ALL.into_iter().map(|rule| rule_json(rule, args)).collect() })?;
    } else {
        output.print_text(|out| {
            Rule::ALL.into_iter().enumerate().try_for_each(|(index, rule)| {
                if index > 0 {
                    writeln!(out)?;
                }
                write_rule(out, rule, args)
            })
        })?;
    }
    Ok(Exit::Done)
}

fn rule_json(rule: Rule, args: &RulesArgs) -> RuleJson {
    RuleJson {
        id: rule.id(),
        severity: rule.severity().as_str(),
        statement: rule.statement(),
        source: rule.source(),
        assumption: rule.assumption(),
        countries: rule.countries().iter().map(|country| country.as_str()).collect(),
        applies: args.country.map(|country| applies(rule, country, &args.several_service_profiles)),
    }
}

/// Whether a rule applies to numbers of a country.
fn applies(rule: Rule, country: Country, several_service_profiles: &[Country]) -> bool {
    match rule {
        Rule::ServiceProfileRequired => several_service_profiles.contains(&country),
        _ => rule.countries().is_empty() || rule.countries().contains(&country),
    }
}

fn write_rule(out: &mut dyn Write, rule: Rule, args: &RulesArgs) -> io::Result<()> {
    let style = match rule.severity() {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
    };
    writeln!(out, "{} {}", styled(LABEL, rule.id()), styled(style, format_args!("({})", rule.severity())))?;
    writeln!(out, "  {}", rule.statement())?;
    if !rule.countries().is_empty() {
        let codes: Vec<_> = rule.countries().iter().map(|country| country.as_str()).collect();
        writeln!(out, "  countries: {}", codes.join(" "))?;
    }
    if let Some(source) = rule.source() {
        writeln!(out, "  source: {source}")?;
    }
    if let Some(assumption) = rule.assumption() {
        writeln!(out, "  assumption: {assumption}")?;
    }
    let Some(country) = args.country else { return Ok(()) };
    let applies = match (rule, applies(rule, country, &args.several_service_profiles)) {
        (Rule::ServiceProfileRequired, false) => {
            format!(
                "no, unless the account has several service profiles there (`--several-service-profiles {country}`)"
            )
        }
        (_, true) => "yes".to_owned(),
        (_, false) => "no".to_owned(),
    };
    writeln!(out, "  applies in {country}: {applies}")
}
