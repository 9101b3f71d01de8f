//! `rules`: what the schema cannot say.

use std::io::{self, Write};

use colt_numbers::{Country, Rule, Severity};
use serde::Serialize;

use crate::args::Rules;
use crate::command_failure::Failure;
use crate::exit::Exit;
use crate::output::Output;
use crate::style::{ERROR, LABEL, WARNING, painted};

/// The rules as JSON. The shape is stable.
#[derive(Serialize)]
struct Listed {
    rules: Vec<Shape>,
}

#[derive(Serialize)]
struct Shape {
    id: &'static str,
    severity: &'static str,
    statement: &'static str,
    source: Option<&'static str>,
    assumption: Option<&'static str>,
    countries: Vec<&'static str>,
    applies: Option<bool>,
}

/// Lists the rules.
pub fn run(asked: &Rules, output: Output) -> Result<Exit, Failure> {
    if output.json {
        output.object(&Listed { rules: Rule::ALL.into_iter().map(|rule| shape(rule, asked)).collect() })?;
    } else {
        output.text(|out| {
            Rule::ALL.into_iter().enumerate().try_for_each(|(index, rule)| {
                if index > 0 {
                    writeln!(out)?;
                }
                describe(out, rule, asked)
            })
        })?;
    }
    Ok(Exit::Done)
}

fn shape(rule: Rule, asked: &Rules) -> Shape {
    Shape {
        id: rule.id(),
        severity: rule.severity().as_str(),
        statement: rule.statement(),
        source: rule.source(),
        assumption: rule.assumption(),
        countries: rule.countries().iter().map(|country| country.as_str()).collect(),
        applies: asked.country.map(|country| applies(rule, country, &asked.several_service_profiles)),
    }
}

/// Whether a rule says anything about numbers of a country.
fn applies(rule: Rule, country: Country, several_service_profiles: &[Country]) -> bool {
    match rule {
        Rule::ServiceProfileRequired => several_service_profiles.contains(&country),
        _ => rule.countries().is_empty() || rule.countries().contains(&country),
    }
}

fn describe(out: &mut dyn Write, rule: Rule, asked: &Rules) -> io::Result<()> {
    let style = match rule.severity() {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
    };
    writeln!(out, "{} {}", painted(LABEL, rule.id()), painted(style, format_args!("({})", rule.severity())))?;
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
    let Some(country) = asked.country else { return Ok(()) };
    let answer = match (rule, applies(rule, country, &asked.several_service_profiles)) {
        (Rule::ServiceProfileRequired, false) => {
            format!(
                "no, unless the account has several service profiles there (`--several-service-profiles {country}`)"
            )
        }
        (_, true) => "yes".to_owned(),
        (_, false) => "no".to_owned(),
    };
    writeln!(out, "  applies in {country}: {answer}")
}
