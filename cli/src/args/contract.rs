//! The options of `contract`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgAction, Args};
use colt_numbers::Country;
use colt_numbers_contract::{NumberPool, Rate};

use super::values;
use crate::target_arg::TargetArg;

/// The options of `contract`.
#[derive(Args, Debug)]
pub struct ContractArgs {
    /// `embedded` (default), `sandbox` or the
    /// API's base URL
    #[arg(long, value_name = "TARGET", verbatim_doc_comment)]
    pub target: Option<TargetArg>,
    /// Read credentials from this file instead
    /// of the environment or the default file
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub credentials: Option<PathBuf>,
    /// Connect through this HTTP proxy:
    /// `environment`, `http://host:port` or
    /// `none` [default: `COLT_PROXY`, else
    /// `none`]
    #[arg(long, value_name = "PROXY", value_parser = values::non_blank, verbatim_doc_comment)]
    pub proxy: Option<String>,
    /// Place at most this many orders
    /// [default: 3; `embedded`: no limit]
    #[arg(long, value_name = "COUNT", verbatim_doc_comment)]
    pub max_orders: Option<u32>,
    /// Send at most this many requests
    /// [default: a quarter above the plan]
    #[arg(long, value_name = "COUNT", verbatim_doc_comment)]
    pub max_requests: Option<usize>,
    /// Test only this operation; repeatable
    #[arg(long, value_name = "ID", action = ArgAction::Append, verbatim_doc_comment)]
    pub operation: Vec<String>,
    /// Also send requests that change the
    /// target's state without ordering
    /// [`embedded`: always]
    #[arg(long, verbatim_doc_comment)]
    pub allow_changes: bool,
    /// Send no faster than this
    /// [default: 2/s; `embedded`: no limit]
    #[arg(long, value_name = "RATE", verbatim_doc_comment)]
    pub rate: Option<Rate>,
    /// Numbers that are free at the target;
    /// repeatable
    #[arg(long, value_name = "FIRST..LAST", action = ArgAction::Append, verbatim_doc_comment)]
    pub numbers: Vec<NumberPool>,
    /// Lock id that exists at the target;
    /// repeatable
    #[arg(long, value_name = "ID", action = ArgAction::Append, value_parser = values::non_blank, verbatim_doc_comment)]
    pub lock_id: Vec<String>,
    /// The account has several profiles in this
    /// country; repeatable
    #[arg(long, value_name = "CC", value_parser = values::country(), hide_possible_values = true, verbatim_doc_comment)]
    pub several_service_profiles: Vec<Country>,
    /// Reuse the seed that an earlier run
    /// printed
    #[arg(long, value_name = "SEED", verbatim_doc_comment)]
    pub seed: Option<u64>,
    /// Write a report: `junit`, `json`, `html`
    /// or `baseline`; repeatable
    #[arg(long, value_name = "FORMAT=FILE", action = ArgAction::Append, verbatim_doc_comment)]
    pub report: Vec<ReportRequest>,
    /// Ignore the drift in this file, which an
    /// earlier `--report baseline=FILE` wrote
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub baseline: Option<PathBuf>,
    /// Print the cases and the planned requests
    /// and orders, and send nothing
    #[arg(long, verbatim_doc_comment)]
    pub dry_run: bool,
}

/// A format of the report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReportFormat {
    Junit,
    Json,
    Html,
    Baseline,
}

/// A value of `--report`: the format and the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReportRequest {
    pub format: ReportFormat,
    pub file: PathBuf,
}

impl FromStr for ReportRequest {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = "expected `junit=FILE`, `json=FILE`, `html=FILE` or `baseline=FILE`";
        let (format, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or(invalid)?;
        let format = match format {
            "junit" => ReportFormat::Junit,
            "json" => ReportFormat::Json,
            "html" => ReportFormat::Html,
            "baseline" => ReportFormat::Baseline,
            _ => return Err(invalid),
        };
        Ok(Self { format, file: file.into() })
    }
}
