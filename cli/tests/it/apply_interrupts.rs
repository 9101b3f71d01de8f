//! Ctrl-C during `apply`: the first one sends no more orders and waits for those on their way, the second one leaves these in doubt.

#![cfg(unix)]

use std::io::{BufReader, Read as _};
use std::sync::mpsc::channel;

use crate::apply::{events, plan_numbers, states};
use crate::sandbox_process::send_signal;
use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program_in};

/// Reads standard error up to a line with this text.
fn wait_for_line(stderr: &mut impl std::io::BufRead, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the run ended before it printed `{text}`");
    }
}

#[test]
fn the_first_interruption_waits_for_the_order_on_its_way() {
    let (release, released) = channel::<()>();
    let (arrived, arrival) = channel();
    let server = StubServer::start(move |_| {
        arrived.send(()).unwrap();
        released.recv().ok()?;
        Some(response("200 OK", r#"{"order": {"id": "1"}}"#))
    });
    let scratch = Scratch::new();
    plan_numbers(&scratch, &server.base(), 3, &[]);
    let mut child = program_in(&scratch).args(["apply", "spring", "--rate", "1000/s"]).spawn().unwrap();
    arrival.recv().unwrap();
    send_signal(child.id(), "INT");
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    wait_for_line(&mut stderr, "interrupt again");
    release.send(()).unwrap();
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(130);
    assert!(rest.contains("interrupted; 2 orders are still planned"), "{rest}");
    assert!(rest.contains("to continue: colt-numbers apply spring") && output.stdout.contains("accepted"), "{rest}");
    assert_eq!(states(&scratch), [("planned".to_owned(), 2), ("accepted".to_owned(), 1)]);
}

#[test]
fn the_second_interruption_leaves_the_order_on_its_way_in_doubt() {
    let server = StubServer::start(|_| None);
    let scratch = Scratch::new();
    plan_numbers(&scratch, &server.base(), 3, &[]);
    let mut child = program_in(&scratch).args(["apply", "spring", "--rate", "1000/s", "--json"]).spawn().unwrap();
    server.request();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    send_signal(child.id(), "INT");
    wait_for_line(&mut stderr, "interrupt again");
    send_signal(child.id(), "TERM");
    wait_for_line(&mut stderr, "left in doubt");
    let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(6);
    let events = events(&output);
    let gives_up: Vec<_> = events.iter().filter_map(|event| event["givesUp"].as_bool()).collect();
    assert_eq!(gives_up, [false, true]);
    let ended = events.last().unwrap();
    assert_eq!((&ended["end"], &ended["exitCode"]), (&"stopped".into(), &6.into()), "{ended:#}");
    assert_eq!(states(&scratch), [("planned".to_owned(), 2), ("unknown".to_owned(), 1)]);
}
