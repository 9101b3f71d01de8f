//! What only a journal in PostgreSQL has to endure: servers that crash, connections that are cut, standbys that are promoted, pools of connections,
//! and services that plan orders in transactions of their own.

use std::path::Path;
use std::process::Command;

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers_journal::{End, Entry, Journal, JournalError, Limits, State};

use crate::chaos::compare;
use crate::child::{Process, client, entries, location, open, patient_client, plan, reservations, write_password};
use crate::database::{Database, Server, folder, socket};
use crate::example_reservation::reservation_of_range;
use crate::vendor::{Behaviour, Vendor};

async fn apply(journal: &Journal, url: &str) -> End {
    let plan = journal.find_plan("plan").await.unwrap();
    journal.apply(&patient_client(url), &plan).start().unwrap().finish().await
}

fn states(entries: &[Entry]) -> Vec<State> {
    entries.iter().map(|entry| entry.state).collect()
}

/// The server crashes under load, again and again; connections are cut in between. No process is started again: each makes a new connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_under_load_loses_nothing() {
    if socket().is_none() {
        return;
    }
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (server, url) = (Server::start(&[]), vendor.url());
    let database = Database::create(&server.socket());
    let folder = folder(Some(&database));
    plan(folder.path(), &url, 90, Limits::none()).await;
    let spawn = |_| Process { concurrency: 4, ..Process::new(folder.path(), &url) }.spawn();
    let processes = std::cell::RefCell::new((0..3).map(spawn).collect::<Vec<_>>());
    for crash in 1..=4 {
        vendor.wait_for(15 * crash, || {
            processes.borrow_mut().iter_mut().all(|process| process.try_wait().unwrap().is_some())
        });
        if crash % 2 == 0 {
            database.cut_connections();
        } else {
            server.kill();
            server.start_again();
        }
    }
    for process in processes.borrow_mut().iter_mut() {
        assert!(process.wait().unwrap().success(), "a run ended because the server had crashed");
    }
    let entries = entries(folder.path()).await;
    compare(&vendor, &entries, 90).unwrap();
    let accepted = entries.iter().filter(|entry| entry.state == State::Accepted).count();
    // A claim whose commit was lost while the server crashed is in doubt, at most one for each worker and crash.
    assert!(accepted >= 90 - 4 * 12, "{:?}", states(&entries));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_plans_with_overlapping_ranges_at_once_one_is_recorded() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    let client = client("http://127.0.0.1:9/numberManagement");
    let (first, second) = (open(folder.path()).await, open(folder.path()).await);
    let forward = first.plan("forward", &client).record(reservations(2000));
    let mut backward: Vec<_> = reservations(2000).collect();
    backward.reverse();
    let backward = second.plan("backward", &client).record(backward);
    let (forward, backward) = tokio::join!(forward, backward);
    let (recorded, other) = if forward.is_ok() { (forward, backward) } else { (backward, forward) };
    recorded.unwrap();
    assert!(matches!(&other, Err(JournalError::Conflicts(conflicts)) if conflicts.len() == 1000), "{other:?}");
    assert_eq!(first.status().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_of_one_key_place_one_order() {
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let (folder, url) = (folder(Some(&database)), vendor.url());
    let journals = futures(8, || open(folder.path())).await;
    let orders = journals.iter().map(|journal| {
        let (journal, client) = (journal.clone(), patient_client(&url));
        tokio::spawn(async move {
            let reservation = reservation_of_range("+442081324758", "+442081324758");
            journal.order(&client, &reservation, "key").await
        })
    });
    let mut accepted = 0;
    for order in orders.collect::<Vec<_>>() {
        let entry = order.await.unwrap().unwrap();
        assert!(matches!(entry.state, State::Accepted | State::Sending | State::Unknown), "{entry:?}");
        accepted += u32::from(entry.state == State::Accepted);
    }
    assert!(accepted > 0 && vendor.received().len() == 1, "{accepted} accepted, {:?}", vendor.received());
}

async fn futures<T, F: Future<Output = T>>(count: usize, make: impl Fn() -> F) -> Vec<T> {
    let mut results = Vec::new();
    for _ in 0..count {
        results.push(make().await);
    }
    results
}

/// A process that is stopped counts as dead, and its order is unknown; its late response settles the order.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_late_response_of_a_stopped_process_settles_its_order() {
    let Some(socket) = socket() else { return };
    let (late, responds) = std::sync::mpsc::channel::<()>();
    let responds = std::sync::Mutex::new(responds);
    let vendor = Vendor::start(move |_| {
        let _ = responds.lock().unwrap().recv();
        Behaviour::Accept
    });
    let database = Database::create(&socket);
    let (folder, url) = (folder(Some(&database)), vendor.url());
    plan(folder.path(), &url, 1, Limits::none()).await;
    let mut process = Process { is_patient: true, ..Process::new(folder.path(), &url) }.spawn();
    let signal = |name: &str| {
        let status = Command::new("kill").args([name, &process.id().to_string()]).status().unwrap();
        assert!(status.success());
    };
    vendor.wait_for_first();
    signal("-STOP");
    assert_eq!(states(&entries(folder.path()).await), [State::Unknown]);
    // Another process does not send it again.
    assert!(Process::new(folder.path(), &url).spawn().wait().unwrap().success());
    late.send(()).unwrap();
    vendor.wait_for(1, || false);
    signal("-CONT");
    assert!(process.wait().unwrap().success());
    let entries = entries(folder.path()).await;
    assert_eq!((states(&entries), entries[0].order_id.as_deref()), (vec![State::Accepted], Some("order-0")));
    assert_eq!(vendor.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_may_lose_what_it_recorded_is_rejected() {
    if socket().is_none() {
        return;
    }
    for (setting, name) in [("fsync=off", "fsync"), ("full_page_writes=off", "full_page_writes")] {
        let server = Server::start(&[setting]);
        let database = Database::create(&server.socket());
        let folder = folder(Some(&database));
        let error = try_open(folder.path()).await.unwrap_err();
        assert!(matches!(&error, JournalError::Open { reason, .. } if reason.contains(name)), "{error}");
    }
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    plan(folder.path(), &vendor.url(), 1, Limits::none()).await;
    let opened_before = open(folder.path()).await;
    for value in ["off", "local", "remote_write"] {
        database.sql(&format!("ALTER DATABASE {} SET synchronous_commit = {value}", database.name));
        let error = try_open(folder.path()).await.unwrap_err();
        assert!(
            matches!(&error, JournalError::Open { reason, .. } if reason.contains("synchronous_commit")),
            "{error}"
        );
    }
    // A connection that is made again has the new setting.
    database.cut_connections();
    let end = apply(&opened_before, &vendor.url()).await;
    assert!(matches!(&end, End::Failed(JournalError::Held { reason }) if reason.contains("remote_write")), "{end:?}");
    assert_eq!(vendor.received().len(), 0);
}

async fn try_open(folder: &Path) -> Result<Journal, JournalError> {
    Journal::options(location(folder)).send_log_folder(folder.join("state")).open().await
}

/// The standby was copied before the orders were sent, so it is an older copy of the journal.
#[tokio::test(flavor = "multi_thread")]
async fn a_promoted_standby_holds_the_journal_until_it_is_resumed() {
    if socket().is_none() {
        return;
    }
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (server, url) = (Server::start(&[]), vendor.url());
    let database = Database::create(&server.socket());
    let folder = folder(Some(&database));
    plan(folder.path(), &url, 3, Limits::orders(2)).await;
    let standby = server.standby();
    assert_eq!(apply(&open(folder.path()).await, &url).await, End::Limit);
    server.kill();
    standby.start_again();
    standby.promote();
    let promoted = Database::existing(&standby.socket(), &database.name);
    std::fs::write(folder.path().join("journal.url"), promoted.url()).unwrap();
    let journal = open(folder.path()).await;
    let end = apply(&journal, &url).await;
    assert!(matches!(&end, End::Failed(JournalError::Held { .. })), "{end:?}");
    // This machine's send log shows what it had sent.
    let held = entries(folder.path()).await;
    assert_eq!(states(&held), [State::Unknown, State::Unknown, State::Planned]);
    promoted.sql("SET ROLE colt_owner; SELECT colt_journal.resume()");
    assert_eq!(apply(&journal, &url).await, End::Limit);
    assert_eq!(vendor.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_restored_from_a_dump_holds_the_journal() {
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    plan(folder.path(), &vendor.url(), 1, Limits::none()).await;
    let restored = database.restore_dump();
    std::fs::write(folder.path().join("journal.url"), restored.url()).unwrap();
    let end = apply(&open(folder.path()).await, &vendor.url()).await;
    assert!(matches!(&end, End::Failed(JournalError::Held { .. })), "{end:?}");
    assert_eq!(vendor.received().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_in_transaction_mode_can_be_used() {
    if socket().is_none() {
        return;
    }
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (server, url) = (Server::start(&[]), vendor.url());
    let database = Database::create(&server.socket());
    let folder = folder(Some(&database));
    let pool = Database::existing(&server.pgbouncer(), &database.name);
    std::fs::write(folder.path().join("journal.url"), pool.url()).unwrap();
    plan(folder.path(), &url, 60, Limits::orders(50)).await;
    let spawn = |_| Process { concurrency: 4, is_patient: true, ..Process::new(folder.path(), &url) }.spawn();
    for process in &mut (0..4).map(spawn).collect::<Vec<_>>() {
        assert!(process.wait().unwrap().success());
    }
    let entries = entries(folder.path()).await;
    compare(&vendor, &entries, 50).unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.state == State::Accepted).count(), 50);
}

/// A service plans an order in its own transaction; the order exists only if that transaction commits.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_plans_orders_in_its_own_transaction() {
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let (folder, url) = (folder(Some(&database)), vendor.url());
    plan(folder.path(), &url, 1, Limits::none()).await;
    let reservation = |start: &str, end: &str| {
        let reservation = reservation_of_range(start, end);
        String::from_utf8(reservation.body().to_vec()).unwrap()
    };
    let (own, overlapping) =
        (reservation("+442081324750", "+442081324759"), reservation("+442081324759", "+442081324760"));
    let as_service = |sql: &str| database.sql(&format!("SET ROLE colt_program; {sql}"));
    let plan_order = |body: &str, key: &str| format!("SELECT colt_journal.plan_order('plan', '{body}', '{key}');");
    as_service(&format!("BEGIN; {} ROLLBACK", plan_order(&own, "key")));
    let first = as_service(&format!("BEGIN; {} COMMIT", plan_order(&own, "key")));
    assert_eq!(as_service(&plan_order(&own, "key")), first, "the same key and request");
    for (body, key, expected) in [
        (&*own, "key 2", "is held by the order"),
        (&overlapping, "key 2", "442081324759..442081324759"),
        (&overlapping, "key", "belongs to another order"),
        ("{}", "key 2", "neither numbers nor a lock id"),
        ("[", "key 2", "invalid input syntax for type json"),
    ] {
        let sql = format!(
            "DO $$ BEGIN PERFORM colt_journal.plan_order('plan', '{body}', '{key}'); EXCEPTION WHEN OTHERS THEN \
             PERFORM set_config('test.error', SQLERRM, false); END $$; SELECT current_setting('test.error')"
        );
        let error = as_service(&sql);
        assert!(error.contains(expected), "{body} {key}: {error}");
    }
    let journal = open(folder.path()).await;
    assert_eq!(apply(&journal, &url).await, End::Done);
    let entry = journal.entry(&first).await.unwrap();
    assert_eq!((entry.state, entry.numbers, entry.key.as_deref()), (State::Accepted, Some(10), Some("key")));
    assert_eq!(vendor.received().len(), 2);
    // The crate knows the order by its key, too.
    let reservation = reservation_of_range("+442081324750", "+442081324759");
    let known = journal.order(&patient_client(&url), &reservation, "key").await.unwrap();
    assert_eq!((known.tracking_id, vendor.received().len()), (first, 2));
}

/// Claims lock only their own orders: while one transaction holds its claim, the others go on.
#[tokio::test(flavor = "multi_thread")]
async fn claims_do_not_wait_for_each_other() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let (folder, url) = (folder(Some(&database)), "http://127.0.0.1:9/numberManagement");
    plan(folder.path(), url, 100, Limits::none()).await;
    let journal = open(folder.path()).await;
    let recorded = journal.find_plan("plan").await.unwrap();
    let claim = |number: u32| {
        format!(
            "SELECT tracking_id FROM colt_journal.claim('plan', '{}', '{}', NULL, 'c{number}', 's{number}', 1000, 0, 100);",
            recorded.stock(),
            recorded.account()
        )
    };
    database.sql("SELECT colt_journal.start_session('s' || n, NULL, NULL, 0) FROM generate_series(0, 99) AS n");
    // A transaction with the first claim stays open while a hundred others claim, which fails after a wait of a millisecond.
    let others: String = (1..=99).map(claim).collect();
    let inner = format!("SET lock_timeout = 1; {others}").replace('\'', "''");
    database.sql(&format!(
        "CREATE EXTENSION dblink; BEGIN; {} SELECT count(DISTINCT id) FROM dblink('host={} dbname={} user=postgres', '{inner}') AS t (id text); COMMIT;",
        claim(0),
        socket.display(),
        database.name
    ));
    assert_eq!(database.sql("SELECT count(*) FROM colt_journal.entry WHERE state = 'sending'"), "100");
}

/// Also the first two claims of an account keep the interval between them: the second waits for the first.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_claims_of_an_account_at_once_keep_the_interval() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let (folder, url) = (folder(Some(&database)), "http://127.0.0.1:9/numberManagement");
    plan(folder.path(), url, 2, Limits::none()).await;
    let journal = open(folder.path()).await;
    let recorded = journal.find_plan("plan").await.unwrap();
    let (stock, account) = (recorded.stock(), recorded.account());
    let claim = |number: u32| {
        format!(
            "SELECT tracking_id FROM colt_journal.claim('plan', '{stock}', '{account}', NULL, 'c{number}', 's{number}', 1000, 60000, 100)"
        )
    };
    database.sql("SELECT colt_journal.start_session('s' || n, NULL, NULL, 0) FROM generate_series(0, 1) AS n");
    database.sql(&format!(
        "CREATE EXTENSION dblink; SELECT dblink_connect('other', 'host={} dbname={} user=postgres'); BEGIN; {};
         SELECT dblink_send_query('other', '{}');
         DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') LOOP
           PERFORM pg_stat_clear_snapshot(); END LOOP; END $$;
         COMMIT; SELECT id FROM dblink_get_result('other') AS t (id text)",
        socket.display(),
        database.name,
        claim(0),
        claim(1).replace('\'', "''")
    ));
    assert_eq!(database.sql("SELECT count(*) FROM colt_journal.entry WHERE state = 'sending'"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_whose_clock_is_ahead_does_not_make_a_lapse_late() {
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    database.sql(
        "CREATE OR REPLACE FUNCTION colt_journal.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
         $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - 172800000 $$",
    );
    let lapse = || {
        let days = RESERVE_NUMBERS.holds_days.unwrap() - 2;
        (jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date() + jiff::Span::new().days(days)).to_string()
    };
    let journal = open(folder.path()).await;
    let (first, reservation) = (lapse(), reservation_of_range("+442081324758", "+442081324758"));
    let entry = journal.order(&patient_client(&vendor.url()), &reservation, "key").await.unwrap();
    let found = entry.lapses_on.unwrap();
    assert!((first..=lapse()).contains(&found), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn monitoring_reads_its_view_and_nothing_else() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    plan(folder.path(), "http://127.0.0.1:9/numberManagement", 3, Limits::none()).await;
    database.sql(
        "DO $$ BEGIN CREATE ROLE colt_monitor; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         SELECT colt_journal.grant_monitor('colt_monitor')",
    );
    let read = "SET ROLE colt_monitor; SELECT concat_ws(' ', metric, plan, label, value) FROM colt_journal.monitor";
    let metrics = database.sql(read);
    for expected in ["orders plan planned 3", "orders_in_doubt 0", "held 0"] {
        assert!(metrics.lines().any(|line| line == expected), "{metrics}");
    }
    let has_right = "SELECT has_table_privilege('colt_monitor', 'colt_journal.entry', 'SELECT'),
                     has_function_privilege('colt_monitor', 'colt_journal.resume()', 'EXECUTE')";
    assert_eq!(database.sql(has_right), "f|f");
}

/// The server's certificate is verified, and the password is read from a file.
#[tokio::test(flavor = "multi_thread")]
async fn tls_is_verified_and_the_password_is_read_from_a_file() {
    if socket().is_none() {
        return;
    }
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let certificate = rcgen::generate_simple_self_signed(["127.0.98.17".to_owned()]).unwrap();
    let server = Server::start(&[]);
    server.add_file("server.crt", &certificate.cert.pem());
    server.add_file("server.key", &certificate.signing_key.serialize_pem());
    server.allow("hostssl all colt_program 127.0.0.0/8 scram-sha-256");
    let server = server.restart(&["ssl=on", "listen_addresses=127.0.98.17"]);
    let database = Database::create(&server.socket());
    let folder = folder(Some(&database));
    plan(folder.path(), &vendor.url(), 1, Limits::none()).await;
    let root = folder.path().join("root.pem");
    std::fs::write(&root, certificate.cert.pem()).unwrap();
    let url = format!("postgres://colt_program@127.0.98.17/{}?sslmode=require", database.name);
    let verified = format!("{url}&sslrootcert={}", root.display());
    for (url, password, expected) in [
        (&url, "secret", Err("certificate")),
        (&verified, "wrong", Err("password authentication failed")),
        (&verified, "secret", Ok(())),
    ] {
        std::fs::write(folder.path().join("journal.url"), url).unwrap();
        write_password(&folder.path().join("pgpass"), &format!("127.0.98.17:5432:*:colt_program:{password}\n"));
        let output = Process::new(folder.path(), &vendor.url()).output();
        let text = String::from_utf8_lossy(&output.stderr);
        match expected {
            Ok(()) => assert!(output.status.success(), "{text}"),
            Err(error) => assert!(!output.status.success() && text.contains(error), "{url}: {text}"),
        }
        assert!(!text.contains("secret") && !text.contains("wrong"), "a password is printed: {text}");
    }
    assert_eq!(vendor.received().len(), 1);
}
