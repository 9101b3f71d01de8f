//! A model of the protocol, and the journal under faults, in SQLite and in PostgreSQL: processes that die, full disks, restored copies, a clock that is set back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod apply;
mod chaos;
mod child;
mod crash_points;
mod database;
mod database_settings;
mod disk;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
#[path = "../../../tests/data/example-reservation.rs"]
mod example_reservation;
mod failover;
mod lost_commits;
mod lost_journals;
mod model;
mod namespaces;
mod postgres;
mod restored_copies;
mod settlements;
mod vendor;
