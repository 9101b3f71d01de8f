//! The README's table of faults is that of the code.

use std::fmt::Write;

use colt_numbers_sandbox::{Fault, When};
use expect_test::expect_file;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const MARKS: [&str; 2] = ["<!-- faults -->\n", "<!-- /faults -->"];

#[test]
fn the_readme_lists_every_fault() {
    let mut table = "| fault | side | what goes over the wire |\n|---|---|---|\n".to_owned();
    for fault in Fault::ALL {
        let sides = match fault.sides() {
            [When::Before] => "before",
            [When::After] => "after",
            _ => "either",
        };
        writeln!(table, "| `{fault}` | {sides} | {} |", fault.about()).unwrap();
    }
    let readme = std::fs::read_to_string(PATH).unwrap();
    let [start, end] = MARKS.map(|mark| readme.find(mark).unwrap());
    let start = start + MARKS[0].len();
    expect_file![PATH].assert_eq(&format!("{}{table}{}", &readme[..start], &readme[end..]));
}
