//! `lapses`: lists the reservations that may lapse soon, as text, CSV, JSON and a calendar.

mod calendar;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use colt_numbers_journal::{Entry, Status};
use colt_numbers_terminal_text::Safe;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use self::calendar::{DayEvent, calendar};
use crate::args::lapses::LapsesArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, journal_failure};
use crate::order_record::{OrderJson, write_csv};
use crate::output::Output;
use crate::report_file::ReportFile;
use crate::runtime;
use crate::style::{WARNING, styled};
use crate::violations::count_of;

/// The reservations as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LapsesJson {
    within_days: u32,
    /// How many orders are in doubt, and not listed: they may lapse as well.
    in_doubt: u64,
    orders: Vec<OrderJson>,
}

/// Runs the command.
pub fn run(args: &LapsesArgs, output: Output) -> Result<Exit, CommandFailure> {
    let file = JournalFile::of_user_if_exists(&args.journal)?;
    let (entries, in_doubt) = runtime::block_on(async {
        let journal = file.open().await?;
        // Orders whose process has ended become unknown first.
        let plans = journal.status().await.map_err(journal_failure)?;
        let in_doubt = plans.iter().map(Status::in_doubt).sum();
        note_doubts(in_doubt, output);
        Ok((journal.lapsing_within(args.within).await.map_err(journal_failure)?, in_doubt))
    })?;
    let now = Timestamp::now();
    if let Some(path) = &args.ics {
        write_calendar(path, &entries, now, output)?;
    }
    let any = !entries.is_empty();
    match (output.json, args.csv) {
        (true, _) => {
            let orders = entries.into_iter().map(OrderJson::new).collect();
            output.print_json(&LapsesJson { within_days: args.within, in_doubt, orders })?;
        }
        (false, true) => {
            output.print_bytes(&write_csv(true, entries.into_iter().map(OrderJson::new))?)?;
        }
        (false, false) => {
            output.print_text(|out| write_days(out, &entries, args.within, now))?;
        }
    }
    Ok(match args.fail {
        true if in_doubt > 0 => Exit::Doubt,
        true if any => Exit::Drift,
        _ => Exit::Done,
    })
}

/// An order in doubt may be a reservation, which is not listed.
fn note_doubts(in_doubt: u64, output: Output) {
    match in_doubt {
        0 => {}
        doubts => output.note(&format!(
            "{} in doubt, and not listed, may lapse as well; `colt-numbers reconcile` lists what is in doubt",
            count_of(doubts, "order")
        )),
    }
}

/// The day of an order, and how far it is away.
fn day_of(entry: &Entry) -> Option<Date> {
    entry.lapses_on.as_deref()?.parse().ok()
}

fn write_days(out: &mut dyn Write, entries: &[Entry], within: u32, now: Timestamp) -> io::Result<()> {
    if entries.is_empty() {
        return writeln!(out, "no accepted reservation may lapse within {}", count_of(within.into(), "day"));
    }
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut last = None;
    for entry in entries {
        let day = day_of(entry);
        if last != Some(day) {
            last = Some(day);
            let same_day = || entries.iter().filter(|other| day_of(other) == day);
            let numbers = same_day().filter_map(|entry| entry.numbers).sum();
            let counts = format!("{}, {}", count_of(same_day().count() as u64, "order"), count_of(numbers, "number"));
            let text = day.map_or_else(|| "day unknown".to_owned(), |day| day.to_string());
            let away = day.map(|day| away(day, today)).unwrap_or_default();
            writeln!(out, "{}{away}: {counts}", styled(WARNING, text))?;
        }
        write!(out, "  ")?;
        OrderJson::new(entry.clone()).write_name(out)?;
        match &entry.order_id {
            Some(order_id) => writeln!(out, " order {}", Safe::new(order_id).truncated(100))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// How far a day is away, with a blank before it: ` (in 12 days)`.
fn away(day: Date, today: Date) -> String {
    let days = today.until(day).map_or(0, |span| span.get_days());
    match days {
        0 => " (today)".to_owned(),
        days if days > 0 => format!(" (in {})", count_of(days.unsigned_abs().into(), "day")),
        days => format!(" ({} ago)", count_of(days.unsigned_abs().into(), "day")),
    }
}

/// At most this many orders of a day are listed in a calendar event.
const MAX_LISTED: usize = 20;

fn write_calendar(path: &Path, entries: &[Entry], now: Timestamp, output: Output) -> Result<(), CommandFailure> {
    let mut days: BTreeMap<(Date, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(day) = day_of(entry) {
            days.entry((day, &entry.plan)).or_default().push(entry);
        }
    }
    let events: Vec<_> = days.iter().map(|((day, plan), entries)| event(*day, plan, entries)).collect();
    ReportFile::open(path)?.write(calendar(&events, now).as_bytes())?;
    output.note(&format!("{} in `{}`", count_of(events.len() as u64, "event"), path.display()));
    match entries.iter().filter(|entry| day_of(entry).is_none()).count() as u64 {
        0 => {}
        unknown => output.note(&format!(
            "the calendar leaves out {}, because it is not known on which day they may lapse",
            count_of(unknown, "reservation")
        )),
    }
    Ok(())
}

/// The event for the orders of a plan that may lapse on a day.
fn event(day: Date, plan: &str, entries: &[&Entry]) -> DayEvent {
    let numbers = entries.iter().filter_map(|entry| entry.numbers).sum();
    let counts = format!("{} ({})", count_of(entries.len() as u64, "reservation"), count_of(numbers, "number"));
    let mut lines: Vec<_> = entries.iter().take(MAX_LISTED).map(|entry| line(entry)).collect();
    if entries.len() > MAX_LISTED {
        lines.push(format!("and {} more", entries.len() - MAX_LISTED));
    }
    let plan_id: String = plan.bytes().map(|byte| format!("{byte:02x}")).collect();
    DayEvent {
        uid: format!("{day}-{plan_id}@colt-numbers"),
        day,
        summary: format!("{counts} of plan {plan} may lapse"),
        description: lines.join("\n"),
    }
}

fn line(entry: &Entry) -> String {
    let numbers = OrderJson::new(entry.clone()).numbers_text();
    let order_id = entry.order_id.as_deref().unwrap_or("unknown");
    format!("{numbers}, order id {order_id}, tracking id {}", entry.tracking_id)
}

#[cfg(test)]
mod tests {
    use colt_numbers::{Client, Reservation, Target};
    use colt_numbers_journal::Journal;

    use super::*;

    #[tokio::test]
    async fn orders_without_a_known_day_are_listed_first() {
        let folder = std::env::temp_dir().join(format!("colt-numbers-lapses-{}", std::process::id()));
        let journal = Journal::options(folder.join("journal.db")).send_log_folder(&folder).open().await.unwrap();
        let client = Client::builder(Target::url("http://127.0.0.1:9", None).unwrap()).build().unwrap();
        let order = Reservation::of_number("GB", "+442081324758").customer_reference("C-1").build().unwrap();
        journal.plan("plan", &client).record([order]).await.unwrap();
        let unknown = journal.entries(colt_numbers_journal::Filter::all()).await.unwrap().remove(0);
        drop(journal);
        std::fs::remove_dir_all(folder).unwrap();
        let mut known = unknown.clone();
        known.lapses_on = Some("2027-02-21".to_owned());
        let mut out = Vec::new();
        let now = "2027-02-19T07:00:00Z".parse().unwrap();
        write_days(&mut out, &[unknown, known], 14, now).unwrap();
        let text = anstream::adapter::strip_bytes(&out).into_vec();
        let text = String::from_utf8(text).unwrap();
        let headings: Vec<_> = text.lines().step_by(2).collect();
        assert_eq!(headings, ["day unknown: 1 order, 1 number", "2027-02-21 (in 2 days): 1 order, 1 number"]);
    }
}
