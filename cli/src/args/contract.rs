//! What can be asked of `contract`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args};
use colt_numbers::Country;
use colt_numbers_contract::{NumberPool, Rate};

use super::values;
use crate::target::Place;

pub const ABOUT: &str = "\
Check whether a server does what the vendor's document says, constraint by constraint.

Cases are derived from the spec: each breaks, or just keeps, one constraint. A case that could
succeed orders numbers, so the run says beforehand how many orders it could place, and stops at
the bound. Production is refused, whatever else is given. Credentials are given as for `reserve`.";

pub const EXAMPLES: &str = "\
Examples:
  colt-numbers contract
  colt-numbers contract --target sandbox --max-orders 3 --rate 2/s --report html=drift.html
  colt-numbers contract --target sandbox --dry-run

Exit code 8 means that the target does otherwise than the document says. Keep what is known in a
file (`--report baseline=known.json`) and give it as `--baseline`: then only new drift counts.";

/// What is asked of `contract`.
#[derive(Args, Debug)]
pub struct Contract {
    /// `embedded`, `sandbox`, or the base URL of the API
    #[arg(long, value_name = "TARGET", default_value = "embedded")]
    pub target: Place,
    /// Read credentials from this file instead of the environment
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Place at most this many orders [default: 3, and no bound for `embedded`]
    #[arg(long, value_name = "COUNT")]
    pub max_orders: Option<u32>,
    /// Send at most so many requests: `2/s`, `30/m`, `100/h` [default: 2/s, and no bound for `embedded`]
    #[arg(long, value_name = "RATE")]
    pub rate: Option<Rate>,
    /// Numbers that are known to be free at the target; may be given more than once
    #[arg(long, value_name = "FIRST..LAST", action = ArgAction::Append)]
    pub numbers: Vec<NumberPool>,
    /// A lock id that the target knows; may be given more than once
    #[arg(long, value_name = "ID", action = ArgAction::Append)]
    pub lock_id: Vec<String>,
    /// A country in which the account has several service profiles; may be given more than once
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
    /// Make the same numbers and tracking ids as the run that told this [default: 0 for `embedded`, else from the time]
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// Write a report: `junit=FILE`, `json=FILE`, `html=FILE`, or `baseline=FILE`; may be given more than once
    #[arg(long, value_name = "KIND=FILE", action = ArgAction::Append)]
    pub report: Vec<Wanted>,
    /// Drift that is known: only other drift counts
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Junit,
    Json,
    Html,
    Baseline,
}

/// A report that is wanted, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    pub kind: Kind,
    pub file: PathBuf,
}

impl FromStr for Wanted {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write it as `junit=FILE`, `json=FILE`, `html=FILE` or `baseline=FILE`";
        let (kind, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or(wrong)?;
        let kind = match kind {
            "junit" => Kind::Junit,
            "json" => Kind::Json,
            "html" => Kind::Html,
            "baseline" => Kind::Baseline,
            _ => return Err(wrong),
        };
        Ok(Self { kind, file: file.into() })
    }
}
