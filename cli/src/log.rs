//! `-v`: what the library traces, on stderr. It traces no secrets.

use tracing_subscriber::filter::LevelFilter;

/// Begins to log, where it was asked for.
pub fn begin(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(false)
        // It would say so on the stream that it cannot write to, and panic: a terminal that was closed would end an order on its way.
        .log_internal_errors(false);
    // It fails where there is a log already, and there is none.
    let _ = log.try_init();
}
