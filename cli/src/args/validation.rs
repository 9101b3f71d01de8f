//! The options for the checks of a request.

use clap::Args;
use colt_numbers::{Account, Checks, Country, Rule};

use super::values;
use crate::command_failure::CommandFailure;

/// The options for the checks of a request.
#[derive(Args, Debug)]
#[command(next_help_heading = "Checks")]
pub struct ValidationArgs {
    /// Ignore this rule; repeatable
    /// (`colt-numbers rules` lists the rules)
    #[arg(long, value_name = "RULE", value_parser = values::rule(), hide_possible_values = true, verbatim_doc_comment)]
    pub allow: Vec<Rule>,
    /// Treat a warning of this rule as an error;
    /// repeatable
    #[arg(long, value_name = "RULE", value_parser = values::rule(), hide_possible_values = true, verbatim_doc_comment)]
    pub deny: Vec<Rule>,
    /// Treat every warning as an error
    #[arg(long)]
    pub strict: bool,
    /// The account has several profiles in this
    /// country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true, verbatim_doc_comment)]
    pub several_service_profiles: Vec<Country>,
}

impl ValidationArgs {
    /// Builds the library's checks from these options.
    pub fn checks(&self) -> Result<Checks, CommandFailure> {
        if let Some(rule) = self.deny.iter().find(|rule| self.allow.contains(rule)) {
            return Err(CommandFailure::usage(format!("`--allow` and `--deny` name the same rule `{}`", rule.id()))
                .hint("leave out one of the two"));
        }
        let account = self
            .several_service_profiles
            .iter()
            .fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
        let checks = self.allow.iter().fold(Checks::new().account(account), |checks, rule| checks.allow(*rule));
        let checks = if self.strict { checks.deny_warnings() } else { checks };
        Ok(self.deny.iter().fold(checks, |checks, rule| checks.deny(*rule)))
    }
}
