//! A model of the protocol, and the journal under faults: processes that die, full disks, restored copies, a clock that is set back.
#![expect(clippy::unwrap_used, reason = "tests")]

mod apply;
mod chaos;
mod child;
mod crash_points;
mod disk;
mod model;
mod restored_copies;
mod settlements;
mod vendor;
