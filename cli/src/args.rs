//! The command line: what can be asked, and the help on it. What is asked is done in [`crate::commands`].

pub mod contract;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand};
use colt_numbers::{Account, Checks, Country, Rule};

use crate::input::Source;
use crate::target::Place;

pub use values::{Color, NumberRange};

/// Reserve Colt phone numbers: checked before sending, certain about the outcome.
///
/// Neither Colt's nor endorsed by Colt.
#[derive(Debug, Parser)]
#[command(name = "colt-numbers", version, max_term_width = 100, after_help = values::after_help())]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Output")]
pub struct Common {
    /// Write data to standard output as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colours; `NO_COLOR` counts as well
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true, value_enum)]
    pub color: Color,
    /// Log to standard error; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reserve numbers
    #[command(long_about = RESERVE_ABOUT, after_long_help = RESERVE_EXAMPLES)]
    Reserve(Box<Reserve>),
    /// Judge a request offline, without sending it
    #[command(long_about = CHECK_ABOUT, after_long_help = CHECK_EXAMPLES)]
    Check(Check),
    /// List the rules that the schema cannot say
    #[command(long_about = RULES_ABOUT, after_long_help = RULES_EXAMPLES)]
    Rules(Rules),
    /// Serve a local twin of the vendor's sandbox, until interrupted
    #[command(long_about = SANDBOX_ABOUT, after_long_help = SANDBOX_EXAMPLES)]
    Sandbox(Sandbox),
    /// Check whether a server does what the document says
    #[command(long_about = contract::ABOUT, after_long_help = contract::EXAMPLES)]
    Contract(contract::Contract),
}

const RESERVE_ABOUT: &str = "\
Reserve numbers.

The request is checked before anything is sent. By default it goes to a sandbox inside this
program: nothing is ordered, and no account is needed. At the other targets credentials are
taken from the environment (`COLT_CLIENT_ID`, `COLT_CLIENT_SECRET`, and for a URL
`COLT_TOKEN_URL`) or from a file (`--credentials`). A URL on this machine is called without a
token where none of the three is set.";

const RESERVE_EXAMPLES: &str = "\
Examples:
  colt-numbers reserve --country GB --start +442081324758 --service-profile ANH
  colt-numbers reserve --country GB --range +442081324700..+442081324709 --dry-run
  colt-numbers reserve --request request.json --target sandbox --json

A credentials file has a section for each target (TOML, readable by you alone):
  [sandbox]
  client-id = \"…\"
  client-secret = \"…\"
  [\"https://host/numberManagement\"]   # a URL has a token-url as well

Exit code 6 means that there may be an order: ask the vendor by the tracking id.";

const CHECK_ABOUT: &str = "\
Judge a request offline, without sending it.

Exit code 0: valid, with warnings perhaps. Exit code 3: invalid.";

const CHECK_EXAMPLES: &str = "\
Examples:
  colt-numbers check request.json
  colt-numbers check - --fix < request.json > fixed.json
  colt-numbers check requests.jsonl --lines --json

With `--fix` the mended request is on standard output and what is left to say on standard error;
with `--fix --json` both are in one object, which has `changed` and `body` in addition.";

const RULES_ABOUT: &str = "\
List the rules that the schema cannot say: what each states, where the vendor's document says it,
what was assumed, and whether it applies in a country.

A rule of severity `error` makes a request invalid; a `warning` is advice. Each can be overruled
by `--allow` of `reserve` and `check`.";

const RULES_EXAMPLES: &str = "\
Examples:
  colt-numbers rules
  colt-numbers rules --country LU";

const SANDBOX_ABOUT: &str = "\
Serve a local twin of the vendor's sandbox, until interrupted.

The base URL is the first line of standard output; it can be given as `--target` to `reserve`.";

const SANDBOX_EXAMPLES: &str = "\
Examples:
  colt-numbers sandbox --no-auth
  colt-numbers reserve --country GB --start +442081324758 \\
      --target http://127.0.0.1:4010/numberManagement";

/// What is asked of `reserve`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["start", "range", "lock_id", "request"]))]
#[command(next_help_heading = "What to reserve")]
pub struct Reserve {
    /// The country of the numbers, as `GB`
    #[arg(long, value_name = "CC", required_unless_present = "request", allow_hyphen_values = true)]
    pub country: Option<String>,
    /// The first number, or the only one
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub start: Option<String>,
    /// The last number
    #[arg(long, value_name = "NUMBER", requires = "start", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// A range of numbers, both ends included; may be given more than once
    #[arg(long, value_name = "FIRST..LAST", num_args = 1, action = ArgAction::Append)]
    pub range: Vec<NumberRange>,
    /// Numbers that were locked before
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub lock_id: Option<String>,
    /// The service profile; needed where the account has several in the country
    #[arg(long, value_name = "PROFILE", allow_hyphen_values = true)]
    pub service_profile: Option<String>,
    /// Your own reference to the customer, at most 50 characters
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub customer_reference: Option<String>,
    /// A request as JSON, in place of the values above; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        value_parser = PathBufValueParser::new().map(Source::from),
        conflicts_with_all = ["country", "end", "service_profile", "customer_reference"],
    )]
    pub request: Option<Source>,
    /// The tracking id to send; a fresh one unless given
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub tracking_id: Option<String>,
    #[command(flatten)]
    pub checks: ChecksArgs,
    #[command(flatten)]
    pub sending: Sending,
}

/// Where and how it is sent.
#[derive(Args, Debug)]
#[command(next_help_heading = "Where to")]
pub struct Sending {
    /// `embedded`, `sandbox`, `production`, or the base URL of the API
    #[arg(long, value_name = "TARGET", default_value = "embedded")]
    pub target: Place,
    /// Read credentials from this file instead of the environment
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Give up after this long; giving up early is what makes an order doubtful [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub timeout: Option<Duration>,
    /// Order at production without a question
    #[arg(long)]
    pub yes: bool,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep an answer that gives no order id in this file, which must not exist
    #[arg(long, value_name = "FILE")]
    pub save_answer: Option<PathBuf>,
}

/// By what a request is checked.
#[derive(Args, Debug)]
#[command(next_help_heading = "Checks")]
pub struct ChecksArgs {
    /// Overrule this rule, and nothing else; may be given more than once
    #[arg(long, value_name = "RULE", value_parser = values::rule(), hide_possible_values = true)]
    pub allow: Vec<Rule>,
    /// A country in which the account has several service profiles; may be given more than once
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
    /// Take blanks at the ends of values away, and write the request to standard output
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
    /// Say of each rule whether it applies to numbers of this country
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub country: Option<Country>,
    /// A country in which the account has several service profiles; may be given more than once
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
}

/// What is asked of `sandbox`.
#[derive(Args, Debug)]
pub struct Sandbox {
    /// The address to listen on, of this machine alone; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010", value_parser = values::loopback)]
    pub listen: std::net::SocketAddr,
    /// Take reservations without a token
    #[arg(long)]
    pub no_auth: bool,
    /// A country in which the account has several service profiles; may be given more than once
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
}
