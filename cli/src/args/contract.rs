//! What can be asked of `contract`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args};
use colt_numbers::Country;
use colt_numbers_contract::{NumberPool, Rate};

use super::values;
use crate::target_arg::Place;

/// What is asked of `contract`.
#[derive(Args, Debug)]
pub struct Contract {
    /// `embedded` (the default), `sandbox`, or the API's base URL
    #[arg(long, value_name = "TARGET", default_value = "embedded", hide_default_value = true)]
    pub target: Place,
    /// Read credentials from this file instead of the environment
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// Place at most so many orders [default: 3; `embedded`: any]
    #[arg(long, value_name = "COUNT")]
    pub max_orders: Option<u32>,
    /// Send at most so many requests in all [default: 199]
    #[arg(long, value_name = "COUNT")]
    pub max_requests: Option<usize>,
    /// Send at most so many requests [default: 2/s; `embedded`: any]
    #[arg(long, value_name = "RATE")]
    pub rate: Option<Rate>,
    /// Numbers that are free at the target; repeatable
    #[arg(long, value_name = "FIRST..LAST", action = ArgAction::Append)]
    pub numbers: Vec<NumberPool>,
    /// A lock id that the target knows; repeatable
    #[arg(long, value_name = "ID", action = ArgAction::Append)]
    pub lock_id: Vec<String>,
    /// The account has several profiles in this country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true)]
    pub several_service_profiles: Vec<Country>,
    /// Reuse the seed that an earlier run printed
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// Write `junit`, `json`, `html` or `baseline`; repeatable
    #[arg(long, value_name = "KIND=FILE", action = ArgAction::Append)]
    pub report: Vec<Wanted>,
    /// Drift that is known: only other drift counts
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// List the cases and what a run would cost, and send nothing
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
