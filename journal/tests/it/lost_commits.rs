//! Commits whose response is lost: a proxy between the journal and its database cuts the connection at the n-th commit, before or after the
//! database has it.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use colt_numbers_journal::{End, Filter, Journal, Limits, State};

use crate::child::{location, open, patient_client, plan};
use crate::database::{Database, folder, socket};
use crate::vendor::{Behaviour, Vendor};

/// At which commit the connection is cut, from 1, and whether the database gets it.
#[derive(Clone, Copy, Debug)]
struct Cut {
    commit: usize,
    is_forwarded: bool,
}

/// Forwards connections to a database until its listener's folder is removed. Returns how many commits it has seen.
fn start_proxy(listener: UnixListener, database: &Path, cut: Cut) -> Arc<AtomicUsize> {
    let (seen, database) = (Arc::new(AtomicUsize::new(0)), database.join(".s.PGSQL.5432"));
    let counter = Arc::clone(&seen);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), UnixStream::connect(&database).unwrap());
            let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
            let counter = Arc::clone(&counter);
            std::thread::spawn(move || forward(client, server, (cut, &counter)));
        }
    });
    seen
}

fn forward(mut client: UnixStream, mut server: UnixStream, (cut, seen): (Cut, &AtomicUsize)) {
    let close = |stream: &UnixStream| {
        let _ = stream.shutdown(std::net::Shutdown::Both);
    };
    let mut buffer = [0; 65_536];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let message = &buffer[..length];
        let is_commit = message.windows(7).any(|word| word == b"COMMIT\0");
        if is_commit && seen.fetch_add(1, Ordering::SeqCst) + 1 == cut.commit {
            // The client does not see the response, because its connection is closed before the commit is forwarded.
            close(&client);
            if cut.is_forwarded {
                let _ = server.write_all(message);
                // The server ends the connection after it has carried out the commit.
                let _ = server.shutdown(std::net::Shutdown::Write);
                let _ = server.read(&mut buffer);
            }
            break;
        }
        if server.write_all(message).is_err() {
            break;
        }
    }
    close(&client);
    close(&server);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_commit_was_lost_is_sent_once() {
    let Some(socket) = socket() else { return };
    for commit in 2..=6 {
        for is_forwarded in [false, true] {
            let cut = Cut { commit, is_forwarded };
            let vendor = Vendor::start(|_| Behaviour::Accept);
            let database = Database::create(&socket);
            let folder = folder(Some(&database));
            let plan = plan(folder.path(), &vendor.url(), 3, Limits::orders(3)).await;
            let proxy = tempfile::tempdir().unwrap();
            let listener = UnixListener::bind(proxy.path().join(".s.PGSQL.5432")).unwrap();
            let seen = start_proxy(listener, &socket, cut);
            let url = location(folder.path()).to_str().unwrap().to_owned();
            let url = url.replace(
                &socket.to_str().unwrap().replace('/', "%2F"),
                &proxy.path().to_str().unwrap().replace('/', "%2F"),
            );
            let journal = Journal::options(url).send_log_folder(folder.path().join("state")).open().await.unwrap();
            let run = journal.apply(&patient_client(&vendor.url()), &plan).pause(Duration::ZERO).start().unwrap();
            assert_eq!(run.finish().await, End::Done, "{cut:?}");
            drop(journal);
            let entries = open(folder.path()).await.entries(Filter::all()).await.unwrap();
            assert_eq!(vendor.received().len(), 3, "{cut:?}: {entries:?}");
            assert!(entries.iter().all(|entry| entry.state == State::Accepted), "{cut:?}: {entries:?}");
            assert!(seen.load(Ordering::SeqCst) >= 6, "{cut:?}: a run of three orders has at least six commits");
        }
    }
}
