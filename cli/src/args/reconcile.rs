//! The options of `reconcile`.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::SystemTime;

use clap::{ArgAction, ArgGroup, Args};

use super::journal::JournalArgs;
use super::values;
use crate::target_arg::TargetArg;

/// The options of `reconcile`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("settlement").args(["ordered", "not_ordered", "released", "withdraw"]).requires("tracking_id"))]
#[command(next_help_heading = "By an export")]
pub struct ReconcileArgs {
    /// CSV export of every number that the account
    /// holds
    #[arg(long, value_name = "FILE", requires = "as_of", conflicts_with = "tracking_id", verbatim_doc_comment)]
    pub inventory: Option<PathBuf>,
    /// Columns of the number and of its status
    /// [default: number=cliNumber,status=cliStatus]
    #[arg(long, value_name = "MAP", requires = "inventory", default_value = "number=cliNumber,status=cliStatus")]
    #[arg(hide_default_value = true, verbatim_doc_comment)]
    pub map: ColumnMap,
    /// Status of a number that the account holds,
    /// besides `Reserved`; repeatable
    #[arg(long, value_name = "STATUS", requires = "inventory", action = ArgAction::Append, value_parser = values::non_blank)]
    #[arg(verbatim_doc_comment)]
    pub held: Vec<String>,
    /// Target of the export, if the journal has
    /// orders at several
    #[arg(long, value_name = "TARGET", requires = "inventory", verbatim_doc_comment)]
    pub target: Option<TargetArg>,
    /// Account of the export, as `status` shows it,
    /// if the journal has several
    #[arg(long, value_name = "ACCOUNT", requires = "inventory", value_parser = values::non_blank, verbatim_doc_comment)]
    pub account: Option<String>,
    /// Record what the export shows
    #[arg(long, requires = "inventory")]
    pub apply: bool,
    /// Settle the order with this tracking id
    #[arg(long, value_name = "ID", requires = "settlement", value_parser = values::non_blank)]
    #[arg(help_heading = "By hand")]
    pub tracking_id: Option<String>,
    /// It was ordered, with this order id
    #[arg(long, value_name = "ORDER-ID", requires = "evidence", value_parser = values::non_blank)]
    #[arg(help_heading = "By hand")]
    pub ordered: Option<String>,
    /// It was not ordered; its numbers are free again
    #[arg(long, requires_all = ["evidence", "as_of"], help_heading = "By hand")]
    pub not_ordered: bool,
    /// The reservation lapsed or was cancelled; its
    /// numbers are free again
    #[arg(long, requires_all = ["evidence", "as_of"], help_heading = "By hand", verbatim_doc_comment)]
    pub released: bool,
    /// Withdraw it, if it is still planned
    #[arg(long, help_heading = "By hand")]
    pub withdraw: bool,
    /// How you know, or `@FILE` with a text
    #[arg(long, value_name = "TEXT", requires = "tracking_id", value_parser = values::non_blank)]
    #[arg(help_heading = "By hand")]
    pub evidence: Option<String>,
    /// When the export was made, or when the vendor
    /// looked, such as `2027-01-05T09:00Z`
    #[arg(long, value_name = "TIME", value_parser = values::time, help_heading = "Options", verbatim_doc_comment)]
    pub as_of: Option<SystemTime>,
    #[command(flatten, next_help_heading = "Options")]
    pub journal: JournalArgs,
}

/// The columns of an export: `number=cliNumber,status=cliStatus`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ColumnMap {
    pub number: String,
    pub status: String,
}

impl FromStr for ColumnMap {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected `number=COLUMN,status=COLUMN`";
        let (mut number, mut status) = (None, None);
        for pair in text.split(',') {
            let (name, column) = pair.split_once('=').ok_or(EXPECTED)?;
            let place = match name.trim() {
                "number" => &mut number,
                "status" => &mut status,
                _ => return Err(EXPECTED),
            };
            if column.trim().is_empty() || place.replace(column.trim().to_owned()).is_some() {
                return Err(EXPECTED);
            }
        }
        match (number, status) {
            (Some(number), Some(status)) if number != status => Ok(Self { number, status }),
            _ => Err(EXPECTED),
        }
    }
}
