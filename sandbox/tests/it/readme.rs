//! The table of faults in the README is generated from the code.

use std::fmt::Write;

use colt_numbers_sandbox::{Fault, FaultTiming};
use expect_test::expect_file;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const MARKS: [&str; 2] = ["<!-- faults -->\n", "<!-- /faults -->"];

#[test]
fn the_readme_lists_every_fault() {
    let mut table = "| fault | before or after | what is sent |\n|---|---|---|\n".to_owned();
    for fault in Fault::ALL {
        let timing = match fault.timings() {
            [FaultTiming::Before] => "before",
            [FaultTiming::After] => "after",
            _ => "either",
        };
        writeln!(table, "| `{fault}` | {timing} | {} |", fault.about()).unwrap();
    }
    let readme = std::fs::read_to_string(PATH).unwrap();
    let [start, end] = MARKS.map(|mark| readme.find(mark).unwrap());
    let start = start + MARKS[0].len();
    expect_file![PATH].assert_eq(&format!("{}{table}{}", &readme[..start], &readme[end..]));
}
