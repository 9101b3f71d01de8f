//! A process that dies at a named point, and another one that continues: compared with the twin, which records requests by tracking id.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use colt_numbers_journal::{Entry, Limits, State};
use colt_numbers_sandbox::Sandbox;

use crate::child::{Process, entries, plan};
use crate::database::{self, Database};

fn states(entries: &[Entry]) -> Vec<State> {
    entries.iter().map(|entry| entry.state).collect()
}

/// Lets a second process continue, and checks that orders in doubt stay in doubt, and that the others are accepted.
async fn resume(folder: &Path, url: &str, before: &[Entry]) -> Vec<Entry> {
    assert!(Process::new(folder, url).spawn().wait().unwrap().success());
    let after = entries(folder).await;
    for (before, after) in before.iter().zip(&after) {
        let expected = if before.state == State::Planned { State::Accepted } else { before.state };
        assert_eq!(after.state, expected, "{before:?}");
        assert_eq!(after.tracking_id, before.tracking_id);
    }
    after
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_aborts_at_a_point_leaves_the_right_states() {
    abort_at_each_point(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_aborts_at_a_point_leaves_the_right_states_in_postgresql() {
    if let Some(socket) = database::socket() {
        abort_at_each_point(Some(&socket)).await;
    }
}

/// With the journals in databases of the server with this socket, or else in files.
async fn abort_at_each_point(socket: Option<&Path>) {
    use State::{Accepted, Planned, Unknown};
    for (point, expected, requests) in [
        ("before-claim", [Planned, Planned, Planned], 0),
        ("after-claim", [Unknown, Planned, Planned], 0),
        ("after-send-log", [Unknown, Planned, Planned], 0),
        ("before-report", [Unknown, Planned, Planned], 1),
        // The result of the first order is recorded together with the claim of the second.
        ("after-report", [Accepted, Unknown, Planned], 1),
        ("before-claim:2", [Unknown, Planned, Planned], 1),
        ("after-claim:2", [Accepted, Unknown, Planned], 1),
        ("after-send-log:2", [Accepted, Unknown, Planned], 1),
        // With the last order, only a result is recorded.
        ("before-report:3", [Accepted, Accepted, Unknown], 3),
        ("after-report:3", [Accepted, Accepted, Accepted], 3),
    ] {
        let twin = Sandbox::builder().no_auth(true).take_twice(true).start().await.unwrap();
        let database = socket.map(Database::create);
        let folder = database::folder(database.as_ref());
        let (folder, url) = (folder.path(), twin.base_url());
        plan(folder, &url, 3, Limits::none()).await;
        let process = Process { abort: Some(point.to_owned()), ..Process::new(folder, &url) };
        assert!(!process.spawn().wait().unwrap().success(), "{point}: it did not abort");
        let before = entries(folder).await;
        assert_eq!(states(&before), expected, "{point}");
        assert_eq!(twin.requests().total, requests, "{point}");
        let after = resume(folder, &url, &before).await;
        let requests = twin.requests();
        for entry in after {
            let sent = requests.by_tracking_id.get(&entry.tracking_id).copied().unwrap_or(0);
            assert!(sent <= 1 && (entry.state != Accepted || sent == 1), "{point}: {sent} requests of {entry:?}");
        }
    }
}

/// Where a connection of the process is when the process is killed.
#[derive(Clone, Copy, Debug)]
enum Killed {
    /// Connected, without the TLS handshake: no byte of the request has left.
    Connected,
    FirstByte,
    WholeRequest,
    HalfAResponse,
}

/// Accepts one connection, and reads and writes as far as this.
fn serve_until(listener: &TcpListener, killed: Killed) -> TcpStream {
    let (mut stream, _) = listener.accept().unwrap();
    let mut read = |bytes: usize| stream.read_exact(&mut vec![0; bytes]).unwrap();
    match killed {
        Killed::Connected => {}
        Killed::FirstByte => read(1),
        Killed::WholeRequest | Killed::HalfAResponse => read(300),
    }
    if matches!(killed, Killed::HalfAResponse) {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"order\":").unwrap();
    }
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_while_it_sends_leaves_a_doubt() {
    kill_while_sending(None).await;
    if let Some(socket) = database::socket() {
        kill_while_sending(Some(&socket)).await;
    }
}

async fn kill_while_sending(socket: Option<&Path>) {
    for killed in [Killed::Connected, Killed::FirstByte, Killed::WholeRequest, Killed::HalfAResponse] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if matches!(killed, Killed::Connected) { "https" } else { "http" };
        let url = format!("{scheme}://{}/numberManagement", listener.local_addr().unwrap());
        let database = socket.map(Database::create);
        let folder = database::folder(database.as_ref());
        plan(folder.path(), &url, 2, Limits::none()).await;
        let mut process = Process::new(folder.path(), &url).spawn();
        let stream = serve_until(&listener, killed);
        process.kill().unwrap();
        process.wait().unwrap();
        drop(stream);
        assert_eq!(states(&entries(folder.path()).await), [State::Unknown, State::Planned], "{killed:?}");
    }
}
