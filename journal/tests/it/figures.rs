//! The figures of a journal in PostgreSQL, compared with the same statements by `pgbench` and with targets. `cargo test --test it figures -- --ignored
//! --nocapture` prints them.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers_journal::{End, Journal, Plan, State};

use crate::child::open;
use crate::database::{Database, folder, socket};
use crate::example_reservation::reservation_of_range;

/// How many orders a measurement places.
const ORDERS: u32 = 800;

fn server() -> ScriptedServer {
    ScriptedServer::new((0..ORDERS).map(|n| ServerStep::accepted(&format!("order-{n}"))))
}

async fn record(journal: &Journal, name: &str, first: u32) -> Plan {
    let orders: Vec<_> = (first..first + ORDERS)
        .map(|n| {
            let number = format!("+44207{n:07}");
            reservation_of_range(&number, &number)
        })
        .collect();
    journal.plan(name, &server().client()).record(orders).await.unwrap()
}

/// Applies a plan by several journals, each with several workers; returns the orders a second.
async fn apply(journals: &[Journal], plan: &Plan, workers: u32) -> f64 {
    let begin = Instant::now();
    let runs: Vec<_> = journals
        .iter()
        .map(|journal| {
            let workers = NonZeroU32::new(workers).unwrap();
            journal.apply(&server().client(), plan).concurrency(workers).start().unwrap()
        })
        .collect();
    for run in runs {
        assert_eq!(run.finish().await, End::Done);
    }
    f64::from(ORDERS) / begin.elapsed().as_secs_f64()
}

/// The orders a second of `pgbench`: a claim and a report, each of which is committed.
fn pgbench(database: &Database, plan: &Plan, clients: u32) -> f64 {
    let script = format!(
        "SELECT c AS claim, (colt_journal.claim('{}', '{}', '{}', NULL, c, concat('s', CAST(:client_id AS text)), 900000, 0, 9223372036854775807)).tracking_id AS id \
         FROM CAST(gen_random_uuid() AS text) AS c \\gset\n\
         SELECT colt_journal.report(:id, :claim, 'accepted', NULL, NULL, 'order', NULL, 1, NULL, NULL, NULL);\n\
         SELECT * FROM colt_journal.get_entry(:id);\n",
        plan.name(),
        plan.stock(),
        plan.account()
    );
    database.sql("SELECT colt_journal.start_session('s' || n) FROM generate_series(0, 99) AS n");
    let output = database.pgbench(&script, clients, ORDERS / clients);
    let line = output.lines().find(|line| line.starts_with("tps = ")).unwrap_or_else(|| panic!("{output}"));
    line.split(' ').nth(2).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "figures"]
async fn figures() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    database.sql(
        "CREATE OR REPLACE FUNCTION colt_journal.lease_ms() RETURNS bigint LANGUAGE sql AS $$ SELECT 60000::bigint $$",
    );
    let folder = folder(Some(&database));
    let mut journals = Vec::new();
    for _ in 0..4 {
        journals.push(open(folder.path()).await);
    }
    let orders: Vec<_> =
        (0..100_000).map(|n| reservation_of_range(format!("+44208{n:06}0"), format!("+44208{n:06}9"))).collect();
    let begin = Instant::now();
    let client = server().client();
    journals[0].plan("100,000 ranges", &client).record(orders).await.unwrap();
    println!("record a plan of 100,000 ranges: {:.1} s", begin.elapsed().as_secs_f64());
    assert!(begin.elapsed() < Duration::from_secs(20) || cfg!(debug_assertions));
    let status = journals[0].status_of("100,000 ranges").await.unwrap();
    assert_eq!(status.orders(State::Planned), 100_000);

    let mut plans = 0;
    let mut ratios = Vec::new();
    for pair in 1..=5 {
        let mut next = || {
            plans += 1;
            plans * ORDERS
        };
        let (ours, theirs) = (next(), next());
        let plan = record(&journals[0], &format!("pair {pair}"), ours).await;
        let rate = apply(&journals, &plan, 4).await;
        let plan = record(&journals[0], &format!("pgbench {pair}"), theirs).await;
        let bare = pgbench(&database, &plan, 16);
        println!(
            "4 journals with 4 workers: {rate:.0} orders/s; pgbench with 16 clients: {bare:.0}; ratio {:.2}",
            rate / bare
        );
        ratios.push(rate / bare);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2}", ratios[2]);
    for workers in [1, 10, 100] {
        plans += 1;
        let plan = record(&journals[0], &format!("{workers} workers"), plans * ORDERS).await;
        println!("1 journal with {workers} workers: {:.0} orders/s", apply(&journals[..1], &plan, workers).await);
    }
}
