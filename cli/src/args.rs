//! The command line: what can be asked, and the help on it. What is asked is done in [`crate::commands`].

pub mod contract;
mod help;
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand};
use colt_numbers::{Account, Checks, Country, Rule};
use colt_numbers_sandbox::Script;

use crate::request_input::Source;
use crate::target_arg::Place;

use self::values::{Color, NumberRange};

/// Reserve Colt phone numbers: checked before sending, certain about the outcome
#[derive(Debug, Parser)]
#[command(name = "colt-numbers", version, after_help = help::program())]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Everywhere")]
pub struct Common {
    /// Write data to standard output as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours: `auto`, `always` or `never`; `auto` heeds `NO_COLOR`
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub color: Color,
    /// Log to standard error; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Print help
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reserve numbers
    #[command(after_help = help::RESERVE, override_usage = help::RESERVE_USAGE)]
    Reserve(Box<Reserve>),
    /// Judge a request offline, without sending it
    #[command(after_help = help::CHECK)]
    Check(Check),
    /// List the rules that the schema cannot say
    #[command(after_help = help::RULES)]
    Rules(Rules),
    /// Serve a local twin of the vendor's sandbox, until interrupted
    #[command(after_help = help::SANDBOX)]
    Sandbox(Sandbox),
    /// Check whether a server does what the document says
    #[command(after_help = help::CONTRACT)]
    Contract(contract::Contract),
}

/// What is asked of `reserve`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["start", "range", "lock_id", "request"]))]
#[command(next_help_heading = "What")]
pub struct Reserve {
    /// The country of the numbers, as `GB`
    #[arg(long, value_name = "CC", required_unless_present = "request")]
    pub country: Option<String>,
    /// The first number, or the only one
    #[arg(long, value_name = "NUMBER")]
    pub start: Option<String>,
    /// The last number
    #[arg(long, value_name = "NUMBER", requires = "start")]
    pub end: Option<String>,
    /// A range of numbers, both ends included; repeatable
    #[arg(long, value_name = "FIRST..LAST", num_args = 1, action = ArgAction::Append)]
    pub range: Vec<NumberRange>,
    /// Numbers that were locked before
    #[arg(long, value_name = "ID")]
    pub lock_id: Option<String>,
    /// Needed where the account has several in the country
    #[arg(long, value_name = "PROFILE")]
    pub service_profile: Option<String>,
    /// Your own reference to the customer, at most 50 characters
    #[arg(long, value_name = "TEXT")]
    pub customer_reference: Option<String>,
    /// JSON in place of the values above; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        value_parser = PathBufValueParser::new().map(Source::from),
        conflicts_with_all = ["country", "end", "service_profile", "customer_reference"],
    )]
    pub request: Option<Source>,
    /// The tracking id to send; a fresh one unless given
    #[arg(long, value_name = "ID")]
    pub tracking_id: Option<String>,
    #[command(flatten)]
    pub checks: ChecksArgs,
    #[command(flatten)]
    pub sending: Sending,
}

/// Where and how it is sent.
#[derive(Args, Debug)]
#[command(next_help_heading = "Where")]
pub struct Sending {
    /// `embedded` (the default), `sandbox`, `production`, or the API's base URL
    #[arg(long, value_name = "TARGET", default_value = "embedded", hide_default_value = true)]
    pub target: Place,
    /// Read credentials from this file instead of the environment
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Wait this long for an answer; giving up early makes doubt
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "300", allow_negative_numbers = true)]
    pub timeout: Duration,
    /// Order at production without a question
    #[arg(long)]
    pub yes: bool,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep an answer that gives no order id in this new file
    #[arg(long, value_name = "FILE")]
    pub save_answer: Option<PathBuf>,
}

/// By what a request is checked.
#[derive(Args, Debug)]
#[command(next_help_heading = "Checks")]
pub struct ChecksArgs {
    /// Overrule this rule, and nothing else; repeatable
    #[arg(long, value_name = "RULE", value_parser = values::rule(), hide_possible_values = true)]
    pub allow: Vec<Rule>,
    /// The account has several profiles in this country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
}

impl ChecksArgs {
    /// The checks of the library that were asked for.
    pub fn checks(&self) -> Checks {
        let account = self
            .several_service_profiles
            .iter()
            .fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
        self.allow.iter().fold(Checks::new().account(account), |checks, rule| checks.allow(*rule))
    }
}

/// What is asked of `check`.
#[derive(Args, Debug)]
pub struct Check {
    /// The request as JSON; `-` is standard input
    #[arg(value_name = "FILE", value_parser = PathBufValueParser::new().map(Source::from))]
    pub file: Source,
    /// Remove blanks around values, invisible characters in numbers; write the result
    #[arg(long)]
    pub fix: bool,
    /// One request a line; blank lines are skipped
    #[arg(long, conflicts_with = "fix")]
    pub lines: bool,
    #[command(flatten)]
    pub checks: ChecksArgs,
}

/// What is asked of `rules`.
#[derive(Args, Debug)]
pub struct Rules {
    /// Say of each rule whether it applies in this country
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub country: Option<Country>,
    /// The account has several profiles in this country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
}

/// What is asked of `sandbox`.
#[derive(Args, Debug)]
pub struct Sandbox {
    /// An address of this machine [default: 127.0.0.1:4010]
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010", hide_default_value = true, value_parser = values::loopback)]
    pub listen: SocketAddr,
    /// Take reservations without a token
    #[arg(long)]
    pub no_auth: bool,
    /// The account has several profiles in this country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
    /// Let this go wrong with the next reservation; repeatable
    #[arg(long, value_name = "FAULT", value_parser = values::fault)]
    pub fault: Vec<Script>,
    /// Let as many reservations go wrong: a share from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = values::share)]
    pub fault_rate: Option<f64>,
    /// The same seed draws the same faults
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true, requires = "fault_rate")]
    pub seed: u64,
    /// List the faults, and serve nothing
    #[arg(long)]
    pub list_faults: bool,
}
