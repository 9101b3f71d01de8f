//! A journal in PostgreSQL that goes back in time: restored databases and promoted standbys that lack what was recorded last, and the send logs of
//! the machines, which show it.

use std::path::Path;
use std::time::Duration;

use colt_numbers_journal::{End, Entry, Journal, JournalError, Limits, State};
use tempfile::TempDir;

use crate::child::{entries, open, patient_client, plan};
use crate::database::{Database, Server, folder, socket};
use crate::example_reservation::reservation_of_range;
use crate::vendor::{Behaviour, Vendor};

fn states(entries: &[Entry]) -> Vec<State> {
    entries.iter().map(|entry| entry.state).collect()
}

async fn apply(journal: &Journal, url: &str) -> End {
    let plan = journal.find_plan("plan").await.unwrap();
    journal.apply(&patient_client(url), &plan).start().unwrap().finish().await
}

async fn order(journal: &Journal, url: &str, key: u32) -> Result<Entry, JournalError> {
    let number = format!("+4420813247{key:02}");
    journal.order(&patient_client(url), &reservation_of_range(&number, &number), &key.to_string()).await
}

fn set_url(folder: &Path, url: &str) {
    std::fs::write(folder.join("journal.url"), url).unwrap();
}

/// The journal of a machine, opened by its owner.
async fn open_as_owner(database: &Database, folder: &Path) -> Journal {
    let url = database.url().replace("colt_program", "colt_owner");
    Journal::options(url).send_log_folder(folder.join("state")).open().await.unwrap()
}

/// A process has the journal open while its server is replaced by a standby that lacks its last orders. It may neither send anything nor record that its
/// send log was compared with the standby.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_outlives_a_failover_hides_no_order() {
    if socket().is_none() {
        return;
    }
    for lost in [1, 2] {
        let vendor = Vendor::start(|_| Behaviour::Accept);
        let (server, url) = (Server::start(&[]), vendor.url());
        let database = Database::create(&server.socket());
        let folder = folder(Some(&database));
        // The address of the server, which is that of the standby later.
        let address = folder.path().join("socket");
        std::os::unix::fs::symlink(server.socket(), &address).unwrap();
        set_url(folder.path(), &Database::existing(&address, &database.name).url());
        let journal = open(folder.path()).await;
        order(&journal, &url, 0).await.unwrap();
        let standby = server.standby();
        for key in 1..=lost {
            order(&journal, &url, key).await.unwrap();
        }
        server.kill();
        standby.start_again();
        standby.promote();
        std::fs::remove_file(&address).unwrap();
        std::os::unix::fs::symlink(standby.socket(), &address).unwrap();
        let held = order(&journal, &url, 50).await.unwrap_err();
        assert!(matches!(held, JournalError::Held { .. }), "{held}");
        let promoted = Database::existing(&standby.socket(), &database.name);
        // Even if the owner resumes it without the send log, this process sends nothing with what it believes to be recorded.
        promoted.sql("UPDATE colt_journal.journal SET place = colt_journal.place()");
        let held = order(&journal, &url, 50).await.unwrap_err();
        assert!(matches!(&held, JournalError::Held { reason } if reason.contains("open the journal again")), "{held}");
        drop(journal);
        let entries = entries(folder.path()).await;
        let unknown = entries.iter().filter(|entry| entry.state == State::Unknown).count();
        assert_eq!(unknown, lost as usize, "{entries:?}");
        assert_eq!(vendor.received().len(), 1 + lost as usize);
    }
}

/// Two machines that apply one plan, whose database is then restored from a dump that was made before the second order of each was sent.
struct Restored {
    vendor: Vendor,
    machines: [TempDir; 2],
    database: Database,
    _original: Database,
}

impl Restored {
    async fn new(socket: &Path) -> Self {
        let vendor = Vendor::start(|_| Behaviour::Accept);
        let original = Database::create(socket);
        let machines = [folder(Some(&original)), folder(Some(&original))];
        plan(machines[0].path(), &vendor.url(), 1, Limits::none()).await;
        for (key, machine) in machines.iter().enumerate() {
            order(&open(machine.path()).await, &vendor.url(), key as u32).await.unwrap();
        }
        let database = original.restore_dump();
        for (key, machine) in machines.iter().enumerate() {
            order(&open(machine.path()).await, &vendor.url(), 10 + key as u32).await.unwrap();
            set_url(machine.path(), &database.url());
        }
        Self { vendor, machines, database, _original: original }
    }

    async fn resume(&self) -> Result<bool, JournalError> {
        open_as_owner(&self.database, self.machines[0].path()).await.resume().await
    }

    /// The id of a machine's send log.
    fn send_log(&self, machine: usize) -> String {
        let state = std::fs::read_dir(self.machines[machine].path().join("state")).unwrap();
        let id = state.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|end| end == "id"));
        std::fs::read_to_string(id.unwrap()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_journal_is_resumed_only_after_each_machine_has_compared_its_send_log() {
    let Some(socket) = socket() else { return };
    let restored = Restored::new(&socket).await;
    let missing = JournalError::SendLogsMissing(vec![restored.send_log(1)]);
    assert_eq!(restored.resume().await, Err(missing.clone()));
    let problems = open(restored.machines[0].path()).await.check().await.unwrap();
    assert!(problems.iter().any(|problem| problem.contains(&restored.send_log(1))), "{problems:?}");
    // By SQL as well.
    let sql = "DO $$ BEGIN PERFORM colt_journal.resume(); EXCEPTION WHEN OTHERS THEN PERFORM set_config('test.error', SQLERRM, false); END $$;
               SELECT current_setting('test.error')";
    let error = restored.database.sql(sql);
    assert!(error.contains(&restored.send_log(1)), "{error}");
    drop(open(restored.machines[1].path()).await);
    assert_eq!((restored.resume().await, restored.resume().await), (Ok(true), Ok(false)));
    let entries = entries(restored.machines[0].path()).await;
    assert_eq!(entries.iter().filter(|entry| entry.state == State::Unknown).count(), 2, "{entries:?}");
    let journal = open(restored.machines[1].path()).await;
    assert_eq!((apply(&journal, &restored.vendor.url()).await, restored.vendor.received().len()), (End::Done, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_lost_for_good_leaves_the_planned_orders_in_doubt() {
    let Some(socket) = socket() else { return };
    let restored = Restored::new(&socket).await;
    let owner = open_as_owner(&restored.database, restored.machines[0].path()).await;
    let lost = restored.send_log(1);
    let error = owner.accept_lost_machine("another", "reason").await.unwrap_err();
    assert_eq!(error, JournalError::NoSuchSendLog("another".to_owned()));
    assert!(owner.accept_lost_machine(&lost, " ").await.is_err());
    assert_eq!(owner.accept_lost_machine(&lost, "its disk was destroyed").await, Ok(1));
    let recorded =
        restored.database.sql("SELECT lost_by, lost_reason FROM colt_journal.send_log WHERE lost_at IS NOT NULL");
    assert_eq!(recorded, "colt_owner|its disk was destroyed");
    assert_eq!((owner.resume().await, owner.accept_lost_machine(&lost, "again").await.is_err()), (Ok(true), true));
    let entries = owner.entries(colt_numbers_journal::Filter::all().plan("plan")).await.unwrap();
    assert_eq!(states(&entries), [State::Unknown]);
    let reason = entries[0].reason.as_deref().unwrap();
    assert!(reason.contains(&lost) && reason.ends_with("its disk was destroyed"), "{reason}");
    assert_eq!(owner.check().await.unwrap(), Vec::<String>::new());
    // A program may not do this.
    let program = open(restored.machines[0].path()).await;
    assert!(matches!(program.accept_lost_machine(&lost, "reason").await, Err(JournalError::NoSuchSendLog(_))));
}

/// The server only warns if a commit is cancelled while it waits for a standby, so a promoted standby would not have it.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_commit_does_not_reach_the_standby_is_not_sent() {
    if socket().is_none() {
        return;
    }
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let (server, url) = (Server::start(&[]), vendor.url());
    let database = Database::create(&server.socket());
    let folder = folder(Some(&database));
    let plan = plan(folder.path(), &url, 2, Limits::none()).await;
    let journal = open(folder.path()).await;
    let standby = |name: &str| {
        database.sql(&format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'"));
        database.sql("SELECT pg_reload_conf()");
    };
    standby("missing");
    let client = patient_client(&url);
    let run = journal.apply(&client, &plan).pause(Duration::ZERO).start().unwrap();
    // Each commit waits, and is cancelled: that of a claim, and that of its order being planned again.
    for _ in 0..6 {
        database.sql(
            "DO $$ BEGIN WHILE NOT EXISTS (SELECT pg_cancel_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND usename = 'colt_program' AND wait_event = 'SyncRep') LOOP
             PERFORM pg_stat_clear_snapshot(); END LOOP; END $$",
        );
    }
    assert_eq!(vendor.received().len(), 0);
    standby("");
    assert_eq!((run.finish().await, vendor.received().len()), (End::Done, 2));
    assert_eq!(states(&entries(folder.path()).await), [State::Accepted, State::Accepted]);
}
