//! The benchmarks of colt-numbers. Every figure that compares is a ratio, measured side by side in one run; see [`paired_comparison`].
//!
//! Nothing here is part of what is published, or of the project's own tests. It runs on Linux, which alone has `/proc`.

pub mod consumer;
pub mod generate;
pub mod limits;
pub mod lines;
pub mod loopback;
pub mod machine;
pub mod paired_comparison;
pub mod parse;
pub mod process;
pub mod program;
pub mod reservation;
pub mod results_table;
pub mod sample;
pub mod synthetic;
pub mod twin;

/// What went wrong, for the person who runs the benchmarks.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A part of the table.
pub struct Part {
    /// The name that it is chosen by.
    pub name: &'static str,
    /// Measures its rows.
    pub rows: fn() -> Result<Vec<results_table::Row>>,
}

/// Every part, in the order of the table.
pub const PARTS: [Part; 11] = [
    Part { name: "parse", rows: parse::rows },
    Part { name: "reservation", rows: reservation::rows },
    Part { name: "loopback", rows: loopback::rows },
    Part { name: "lines", rows: lines::rows },
    Part { name: "generate", rows: generate::own },
    Part { name: "synthetic", rows: generate::synthetic },
    Part { name: "references", rows: generate::references },
    Part { name: "consumer", rows: consumer::rows },
    Part { name: "twin", rows: twin::rows },
    Part { name: "program", rows: program::rows },
    Part { name: "limits", rows: limits::rows },
];
