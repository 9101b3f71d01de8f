//! The benchmarks of colt-numbers. Most results compare this project with an alternative, in one run: see [`paired_comparison`].
//!
//! This package is not published, and the project's tests do not use it. It needs Linux, because it reads `/proc`.

pub mod consumer;
pub mod delayed_tls;
pub mod environment;
pub mod generate;
pub mod journal;
pub mod limits;
pub mod lines;
pub mod loopback;
pub mod paired_comparison;
pub mod parse;
pub mod postgres;
pub mod process;
pub mod program;
pub mod reservation;
pub mod results_table;
pub mod sample;
pub mod synthetic;
pub mod twin;

/// The result of a step. An error is printed to the person who runs the benchmarks.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A benchmark: some rows of the table of results.
pub struct Benchmark {
    /// The name of the benchmark on the command line.
    pub name: &'static str,
    /// Measures, and returns the rows.
    pub rows: fn() -> Result<Vec<results_table::ResultRow>>,
}

/// All benchmarks, in the order of the table.
pub const BENCHMARKS: [Benchmark; 14] = [
    Benchmark { name: "parse", rows: parse::rows },
    Benchmark { name: "reservation", rows: reservation::rows },
    Benchmark { name: "loopback", rows: loopback::rows },
    Benchmark { name: "tls", rows: delayed_tls::rows },
    Benchmark { name: "lines", rows: lines::rows },
    Benchmark { name: "generate", rows: generate::own_spec },
    Benchmark { name: "synthetic", rows: generate::synthetic_specs },
    Benchmark { name: "references", rows: generate::references },
    Benchmark { name: "consumer", rows: consumer::rows },
    Benchmark { name: "twin", rows: twin::rows },
    Benchmark { name: "program", rows: program::rows },
    Benchmark { name: "journal", rows: journal::rows },
    Benchmark { name: "postgres", rows: postgres::rows },
    Benchmark { name: "limits", rows: limits::rows },
];
