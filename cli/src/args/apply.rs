//! The options of `apply`.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use colt_numbers_contract::Rate;

use super::journal::JournalArgs;
use super::values;
use crate::target_arg::TargetArg;

/// The rate without `--rate`, except for the embedded sandbox, in orders per second.
pub const DEFAULT_RATE_PER_SECOND: u32 = 2;

/// The options of `apply`.
#[derive(Args, Debug)]
pub struct ApplyArgs {
    /// The plan; `colt-numbers status` lists the plans
    #[arg(value_name = "PLAN", value_parser = values::non_blank)]
    pub plan: String,
    /// Send no faster than this
    /// [default: 2/s; `embedded`: no limit]
    #[arg(long, value_name = "RATE", verbatim_doc_comment)]
    pub rate: Option<Rate>,
    /// Send up to this many orders at once [default: 1]
    #[arg(long, value_name = "COUNT", default_value = "1", hide_default_value = true)]
    pub concurrency: NonZeroU32,
    /// Stop once this many orders of this run are in
    /// doubt [default: 3]
    #[arg(long, value_name = "COUNT", default_value = "3", hide_default_value = true, verbatim_doc_comment)]
    pub max_doubts: NonZeroU32,
    /// Confirm that the plan has so many numbers;
    /// mandatory for `production` without a terminal
    #[arg(long, value_name = "COUNT", verbatim_doc_comment)]
    pub confirm: Option<u64>,
    /// The target [default: that of the plan]
    #[arg(long, value_name = "TARGET")]
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
    /// leaves the order in doubt [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "300", hide_default_value = true)]
    #[arg(allow_negative_numbers = true, verbatim_doc_comment)]
    pub timeout: Duration,
    /// Write a report of the plan: `html=FILE`
    #[arg(long, value_name = "html=FILE")]
    pub report: Option<HtmlReportPath>,
    #[command(flatten)]
    pub journal: JournalArgs,
}

/// The value of `--report`: `html=FILE`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HtmlReportPath(pub PathBuf);

impl FromStr for HtmlReportPath {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.strip_prefix("html=").filter(|path| !path.is_empty()).ok_or("expected `html=FILE`")?;
        Ok(Self(path.into()))
    }
}
