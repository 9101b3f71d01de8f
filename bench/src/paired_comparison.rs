//! Compares two ways to do the same work, measured side by side.
//!
//! The machine is shared and its speed changes over time, so only times that were measured together are compared: short batches of both
//! alternate, and so does which of the two is first. The result is the median of the ratios of each pair of batches, with the quartiles.

use std::time::{Duration, Instant};

use crate::Result;

/// How many batches are measured, and how long each is.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// The number of pairs of batches.
    pub pairs: usize,
    /// The minimum duration of a batch.
    pub batch: Duration,
}

impl Sampling {
    /// For work of nanoseconds to microseconds: many short batches, few of which are disturbed by other load.
    pub const MICRO: Self = Self { pairs: 301, batch: Duration::from_micros(500) };
    /// For work over a socket.
    pub const LOOPBACK: Self = Self { pairs: 301, batch: Duration::from_millis(20) };
    /// For work of milliseconds to seconds: one run per batch.
    pub const MACRO: Self = Self { pairs: 9, batch: Duration::ZERO };
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The median of our time divided by theirs.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
    /// The median time of one run of ours.
    pub ours: Duration,
    /// The median time of one run of theirs.
    pub theirs: Duration,
}

/// Compares ours with theirs.
///
/// # Errors
/// The first error of either.
pub fn compare(
    effort: Sampling,
    mut ours: impl FnMut() -> Result<()>,
    mut theirs: impl FnMut() -> Result<()>,
) -> Result<Ratio> {
    let our_count = calibrate(effort.batch, &mut ours)?;
    let their_count = calibrate(effort.batch, &mut theirs)?;
    let (mut ratios, mut our_times, mut their_times) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..effort.pairs {
        let (our, their) = if pair % 2 == 0 {
            let our = batch(our_count, &mut ours)?;
            (our, batch(their_count, &mut theirs)?)
        } else {
            let their = batch(their_count, &mut theirs)?;
            (batch(our_count, &mut ours)?, their)
        };
        ratios.push(our / their);
        our_times.push(our);
        their_times.push(their);
    }
    Ok(Ratio {
        median: quantile(&mut ratios, 0.5),
        low: quantile(&mut ratios, 0.25),
        high: quantile(&mut ratios, 0.75),
        ours: Duration::from_secs_f64(quantile(&mut our_times, 0.5)),
        theirs: Duration::from_secs_f64(quantile(&mut their_times, 0.5)),
    })
}

/// Finds how many runs fill a batch of this length. These runs also warm the caches.
fn calibrate(length: Duration, run: &mut impl FnMut() -> Result<()>) -> Result<u32> {
    let mut count = 1;
    while batch(count, run)? * f64::from(count) < length.as_secs_f64() {
        count *= 2;
    }
    Ok(count)
}

/// The seconds of one run, averaged over a batch.
fn batch(count: u32, run: &mut impl FnMut() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    for _ in 0..count {
        run()?;
    }
    Ok(started.elapsed().as_secs_f64() / f64::from(count))
}

/// A quantile of some values; 0 if there are none. The values are sorted in place.
pub fn quantile(values: &mut [f64], fraction: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below a short length"
    )]
    let index = ((values.len().saturating_sub(1)) as f64 * fraction).round() as usize;
    values.get(index).copied().unwrap_or_default()
}

/// The median time of some runs, without a comparison.
///
/// # Errors
/// The first error of a run.
pub fn median_time(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = (0..runs).map(|_| batch(1, &mut run)).collect::<Result<Vec<_>>>()?;
    Ok(Duration::from_secs_f64(quantile(&mut times, 0.5)))
}
