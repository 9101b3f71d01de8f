//! Three machines, as network namespaces of Linux: a process in each, one of which is cut off from the database and from the vendor in the middle
//! of a run, and joined again. Needs root; `.ci/full` runs it.
#![cfg(target_os = "linux")]

use std::process::Command;

use colt_numbers_journal::{Limits, State};

use crate::chaos::compare;
use crate::child::{Process, entries, plan, write_password};
use crate::database::{Database, Server, folder, socket};
use crate::vendor::{Behaviour, Vendor};

/// A namespace `colt-N`, connected to this one, which has the address 10.199.N.1.
struct Namespace(u8);

fn ip(arguments: &str) {
    let output = Command::new("ip").args(arguments.split(' ')).output().unwrap();
    assert!(output.status.success(), "ip {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Namespace {
    fn new(number: u8) -> Self {
        let namespace = Self(number);
        let (name, outer, inner) = (namespace.name(), format!("colt{number}"), format!("colt{number}i"));
        ip(&format!("netns add {name}"));
        ip(&format!("link add {outer} type veth peer name {inner} netns {name}"));
        ip(&format!("addr add 10.199.{number}.1/24 dev {outer}"));
        ip(&format!("link set {outer} up"));
        ip(&format!("-n {name} addr add 10.199.{number}.2/24 dev {inner}"));
        ip(&format!("-n {name} link set {inner} up"));
        ip(&format!("-n {name} link set lo up"));
        ip(&format!("-n {name} route add default via 10.199.{number}.1"));
        namespace
    }

    fn name(&self) -> String {
        format!("colt-{}", self.0)
    }

    fn set(&self, state: &str) {
        ip(&format!("link set colt{} {state}", self.0));
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", &self.name()]).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs root and network namespaces"]
async fn three_machines_of_which_one_is_cut_off_send_each_order_once() {
    assert!(socket().is_some(), "hint: bash .ci/postgres run COMMAND");
    let namespaces = [Namespace::new(1), Namespace::new(2), Namespace::new(3)];
    // The address of the first namespace's link on this side; the others reach it over their own links.
    ip("addr add 10.199.0.1/32 dev lo");
    let _address = Address;
    let vendor = Vendor::start_at("10.199.0.1:0", |_| Behaviour::Accept);
    let server = Server::start(&["listen_addresses=10.199.0.1"]);
    server.allow("host all colt_program 10.199.0.0/16 scram-sha-256");
    let database = Database::create(&server.socket());
    // Each machine has a folder, and so a send log, of its own.
    let folders = [0, 1, 2].map(|_| folder(Some(&database)));
    for folder in &folders {
        let url = format!("postgres://colt_program@10.199.0.1/{}?sslmode=disable", database.name);
        std::fs::write(folder.path().join("journal.url"), url).unwrap();
        write_password(&folder.path().join("pgpass"), "10.199.0.1:5432:*:colt_program:secret\n");
    }
    let here = folder(Some(&database));
    plan(here.path(), &vendor.url(), 400, Limits::none()).await;
    let url = vendor.url();
    let mut processes: Vec<_> = namespaces
        .iter()
        .zip(&folders)
        .map(|(namespace, folder)| {
            let process = Process::new(folder.path(), &url);
            Process { concurrency: 2, namespace: Some(namespace.name()), ..process }.spawn()
        })
        .collect();
    vendor.wait_for(60, || false);
    namespaces[0].set("down");
    vendor.wait_for(200, || false);
    namespaces[0].set("up");
    for process in &mut processes {
        process.wait().unwrap();
    }
    // What the process was sending when it was cut off may be in doubt.
    assert!(Process::new(here.path(), &url).spawn().wait().unwrap().success());
    let entries = entries(here.path()).await;
    compare(&vendor, &entries, 400).unwrap();
    let in_doubt = entries.iter().filter(|entry| entry.state == State::Unknown).count();
    assert!(in_doubt <= 40, "{in_doubt} orders are in doubt");
    println!("{in_doubt} of 400 orders are in doubt");
}

struct Address;

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["addr", "del", "10.199.0.1/32", "dev", "lo"]).status();
    }
}
