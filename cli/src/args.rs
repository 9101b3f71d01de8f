//! The command line: commands, options and their help. [`crate::commands`] runs the commands.

pub mod apply;
pub mod contract;
mod help;
pub mod journal;
pub mod journal_action;
pub mod lapses;
pub mod plan;
pub mod reconcile;
pub mod status;
pub mod validation;
pub mod values;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand};
use clap_complete::Shell;
use colt_numbers::{Country, Operation};
use colt_numbers_sandbox::FaultScript;

use crate::request_input::RequestInput;
use crate::target_arg::TargetArg;

use self::validation::ValidationArgs;
use self::values::{Color, CommandWithJson, ParamArg, RangeArg};

/// Reserve and check Colt phone numbers; the exit code states the outcome
#[derive(Debug, Parser)]
#[command(name = "colt-numbers", version, after_help = help::program())]
#[command(disable_help_flag = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: GlobalArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// The options of every command.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Print data as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Use colours: `auto` (default; respects `NO_COLOR`),
    /// `always` or `never`
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    #[arg(hide_default_value = true, hide_possible_values = true, verbatim_doc_comment)]
    pub color: Color,
    /// Log to standard error; `-vv` logs more
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
    #[command(mut_arg("journal", |arg| arg.help("Record the order in this journal before it is sent\n[default: `COLT_JOURNAL`, else in none]")))]
    Reserve(Box<ReserveArgs>),
    /// Send a request of any operation
    #[command(after_help = help::call(), override_usage = help::CALL_USAGE)]
    #[command(mut_arg("save_answer", |arg| arg.help("Save a response that is not a success in a new file")))]
    #[command(mut_arg("yes", |arg| arg.help("Send to production without confirmation")))]
    Call(Box<CallArgs>),
    /// Record the orders of a file in a plan
    #[command(after_help = help::PLAN)]
    Plan(Box<plan::PlanArgs>),
    /// Send the orders of a plan, each at most once
    #[command(after_help = help::APPLY)]
    Apply(apply::ApplyArgs),
    /// Show plans, and list their orders
    #[command(after_help = help::STATUS)]
    Status(status::StatusArgs),
    /// List orders in doubt, and settle them with evidence
    #[command(after_help = help::RECONCILE, override_usage = help::RECONCILE_USAGE)]
    Reconcile(Box<reconcile::ReconcileArgs>),
    /// List reservations that may lapse soon
    #[command(after_help = help::lapses())]
    Lapses(lapses::LapsesArgs),
    /// Check, export or resume the journal
    #[command(after_help = help::JOURNAL)]
    Journal(journal_action::JournalActionArgs),
    /// List the operations and their parameters
    #[command(after_help = help::OPERATIONS)]
    Operations,
    /// Check a request offline, without sending it
    #[command(after_help = help::CHECK)]
    Check(CheckArgs),
    /// List the rules that requests must meet in addition to the schema
    #[command(after_help = help::RULES)]
    Rules(RulesArgs),
    /// Serve a local twin of the vendor's sandbox until interrupted
    #[command(after_help = help::sandbox())]
    Sandbox(SandboxArgs),
    /// Test whether a server behaves as the spec states
    #[command(after_help = help::CONTRACT)]
    Contract(contract::ContractArgs),
    /// Print the JSON Schema of the output of a command with `--json`
    #[command(after_help = help::JSON_SCHEMA)]
    JsonSchema(JsonSchemaArgs),
    /// Print a script that completes commands in a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them
    #[command(after_help = help::MAN)]
    Man(ManArgs),
}

/// The options of `reserve`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("numbers").required(true).args(["start", "range", "lock_id", "request"]))]
#[command(next_help_heading = "Request")]
pub struct ReserveArgs {
    /// Country of the numbers, for example `GB`
    #[arg(long, value_name = "CC", required_unless_present = "request", value_parser = values::non_blank)]
    pub country: Option<String>,
    /// First number, or the only one
    #[arg(long, value_name = "NUMBER", value_parser = values::non_blank)]
    pub start: Option<String>,
    /// Last number; needs `--start`
    #[arg(long, value_name = "NUMBER", requires = "start", value_parser = values::non_blank)]
    pub end: Option<String>,
    /// Range with both ends included; repeatable
    #[arg(long, value_name = "FIRST..LAST", num_args = 1, action = ArgAction::Append)]
    pub range: Vec<RangeArg>,
    /// Lock id of numbers that were locked before
    #[arg(long, value_name = "ID", value_parser = values::non_blank)]
    pub lock_id: Option<String>,
    /// Service profile; mandatory if the account
    /// has several in the country
    #[arg(long, value_name = "PROFILE", value_parser = values::non_blank, verbatim_doc_comment)]
    pub service_profile: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = values::non_blank, help = help::customer_reference())]
    pub customer_reference: Option<String>,
    /// JSON file with the request, in place of the
    /// values above; `-` is standard input
    #[arg(
        long,
        value_name = "FILE",
        value_parser = PathBufValueParser::new().map(RequestInput::from),
        conflicts_with_all = ["country", "end", "service_profile", "customer_reference"],
        verbatim_doc_comment,
    )]
    pub request: Option<RequestInput>,
    /// Tracking id to send [default: a new UUID]
    #[arg(long, value_name = "ID", value_parser = values::non_blank)]
    pub tracking_id: Option<String>,
    #[command(flatten)]
    pub validation: ValidationArgs,
    #[command(flatten)]
    pub send: SendArgs,
    /// Your key of the order: with the same key, it is
    /// ordered at most once
    #[arg(long, value_name = "KEY", value_parser = values::non_blank, help_heading = "Journal", verbatim_doc_comment)]
    pub key: Option<String>,
    #[command(flatten, next_help_heading = "Journal")]
    pub journal: journal::JournalArgs,
}

/// The options of `call`.
#[derive(Args, Debug)]
#[command(next_help_heading = "Request")]
pub struct CallArgs {
    /// The operation; `colt-numbers operations` lists them
    #[arg(value_name = "OPERATION", value_parser = values::operation(), hide_possible_values = true)]
    #[arg(help_heading = "Arguments")]
    pub operation: &'static Operation,
    /// Value of a parameter; repeatable. An array has
    /// the form that it has in a URL
    #[arg(long, value_name = "NAME=VALUE", num_args = 1, action = ArgAction::Append, verbatim_doc_comment)]
    pub param: Vec<ParamArg>,
    /// File with the body of the request; `-` is
    /// standard input
    #[arg(
        long,
        value_name = "FILE",
        value_parser = PathBufValueParser::new().map(RequestInput::from),
        verbatim_doc_comment,
    )]
    pub body: Option<RequestInput>,
    #[command(flatten)]
    pub validation: ValidationArgs,
    #[command(flatten)]
    pub send: SendArgs,
}

/// The options for where and how the request is sent.
#[derive(Args, Debug)]
#[command(next_help_heading = "Sending")]
pub struct SendArgs {
    /// `embedded` (default), `sandbox`, `production` or
    /// the API's base URL
    #[arg(long, value_name = "TARGET", verbatim_doc_comment)]
    pub target: Option<TargetArg>,
    /// Read credentials from this file instead of the
    /// environment or the default file
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub credentials: Option<PathBuf>,
    /// Connect through this HTTP proxy: `environment`,
    /// `http://host:port` or `none`
    /// [default: `COLT_PROXY`, else `none`]
    #[arg(long, value_name = "PROXY", value_parser = values::non_blank, verbatim_doc_comment)]
    pub proxy: Option<String>,
    /// Wait this long for a response; giving up early
    /// leaves the outcome unknown
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "300", allow_negative_numbers = true)]
    #[arg(verbatim_doc_comment)]
    pub timeout: Duration,
    /// Order at production without confirmation
    #[arg(long)]
    pub yes: bool,
    /// Print the HTTP request without sending it
    #[arg(long)]
    pub dry_run: bool,
    /// Save a response without an order id in a new file
    #[arg(long, value_name = "FILE")]
    pub save_answer: Option<PathBuf>,
}

/// The options of `check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// JSON file with the request; `-` is standard input
    #[arg(value_name = "FILE", value_parser = PathBufValueParser::new().map(RequestInput::from))]
    pub file: RequestInput,
    /// Remove blanks around values, and invisible characters from
    /// numbers; print the result
    #[arg(long, verbatim_doc_comment)]
    pub fix: bool,
    /// Check one request per line; blank lines are skipped
    #[arg(long, conflicts_with = "fix")]
    pub lines: bool,
    #[command(flatten)]
    pub validation: ValidationArgs,
}

/// The options of `rules`.
#[derive(Args, Debug)]
pub struct RulesArgs {
    /// Show which rules apply in this country
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub country: Option<Country>,
    /// The account has several profiles in this
    /// country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true, verbatim_doc_comment)]
    pub several_service_profiles: Vec<Country>,
}

/// The options of `sandbox`.
#[derive(Args, Debug)]
pub struct SandboxArgs {
    /// Address to listen on [default:
    /// 127.0.0.1:4010, exposed 0.0.0.0:4010]
    #[arg(long, value_name = "ADDRESS", verbatim_doc_comment)]
    pub listen: Option<SocketAddr>,
    /// Allow an address beyond loopback: other
    /// machines can then use the sandbox
    #[arg(long, verbatim_doc_comment)]
    pub expose: bool,
    /// Accept requests for this host name, which
    /// the URLs then have; repeatable
    #[arg(long, value_name = "NAME", verbatim_doc_comment)]
    pub host: Vec<String>,
    /// Speak TLS, with a new certificate
    #[arg(long)]
    pub tls: bool,
    /// Write the root certificate to this file
    /// [default: a file in the state folder]
    #[arg(long, value_name = "FILE", requires = "tls", verbatim_doc_comment)]
    pub root_certificate: Option<PathBuf>,
    /// Accept requests without a token
    #[arg(long)]
    pub no_auth: bool,
    /// Accept numbers again that another order
    /// holds, so that no rejection hides this
    #[arg(long, verbatim_doc_comment)]
    pub take_twice: bool,
    /// The account has several profiles in this
    /// country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true, verbatim_doc_comment)]
    pub several_service_profiles: Vec<Country>,
    /// Inject this fault into the next
    /// reservation; repeatable
    #[arg(long, value_name = "FAULT", value_parser = values::fault, verbatim_doc_comment)]
    pub fault: Vec<FaultScript>,
    /// Fail this share of reservations (0 to 1)
    #[arg(long, value_name = "SHARE", value_parser = values::share)]
    pub fault_rate: Option<f64>,
    /// Seed of `--fault-rate`; the same seed
    /// chooses the same faults [default: 0]
    #[arg(long, value_name = "NUMBER", default_value_t = 0, hide_default_value = true, requires = "fault_rate")]
    #[arg(verbatim_doc_comment)]
    pub seed: u64,
    /// List the faults and exit
    #[arg(long)]
    pub list_faults: bool,
}

/// The options of `json-schema`.
#[derive(Args, Debug)]
pub struct JsonSchemaArgs {
    /// The command; `version` is `--version`
    #[arg(value_name = "COMMAND", hide_possible_values = true)]
    pub command: CommandWithJson,
}

/// The options of `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// `bash`, `elvish`, `fish`, `powershell` or `zsh`
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub shell: Shell,
}

/// The options of `man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// Print the page of this command [default: that of the program]
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub command: Option<String>,
    /// Write the pages of the program and of every command to
    /// this folder, over pages that are there
    #[arg(long, value_name = "FOLDER", verbatim_doc_comment)]
    pub dir: Option<PathBuf>,
}
