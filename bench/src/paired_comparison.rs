//! Compares the speed of this project (`ours`) with the speed of an alternative (`theirs`) at the same work.
//!
//! The machine is shared, and its speed changes over time, so the two sides are measured close together: in pairs of short batches, one batch
//! of each side. The side that is measured first alternates from pair to pair. Each pair gives a ratio of times; the result is the median of
//! these ratios, with the quartiles.

use std::time::{Duration, Instant};

use crate::Result;

/// How many batches are measured, and how long each batch is.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// The number of pairs of batches.
    pub pairs: usize,
    /// The minimum duration of a batch.
    pub min_batch: Duration,
}

impl Sampling {
    /// For work of nanoseconds to microseconds: many short batches, few of which are disturbed by other load.
    pub const MICRO: Self = Self { pairs: 301, min_batch: Duration::from_micros(500) };
    /// For work over a socket.
    pub const LOOPBACK: Self = Self { pairs: 301, min_batch: Duration::from_millis(20) };
    /// For work of milliseconds to seconds: one run per batch.
    pub const MACRO: Self = Self { pairs: 9, min_batch: Duration::ZERO };
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The median over all pairs: our time divided by their time.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
    /// The median time of one run on our side.
    pub ours: Duration,
    /// The median time of one run on their side.
    pub theirs: Duration,
}

/// Measures the time of `ours` and the time of `theirs`, and returns their ratio.
///
/// # Errors
/// The first error of `ours` or `theirs`.
pub fn compare(
    sampling: Sampling,
    mut ours: impl FnMut() -> Result<()>,
    mut theirs: impl FnMut() -> Result<()>,
) -> Result<Ratio> {
    let our_count = runs_per_batch(sampling.min_batch, &mut ours)?;
    let their_count = runs_per_batch(sampling.min_batch, &mut theirs)?;
    let (mut ratios, mut our_times, mut their_times) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..sampling.pairs {
        let (our, their) = if pair % 2 == 0 {
            let our = seconds_per_run(our_count, &mut ours)?;
            (our, seconds_per_run(their_count, &mut theirs)?)
        } else {
            let their = seconds_per_run(their_count, &mut theirs)?;
            (seconds_per_run(our_count, &mut ours)?, their)
        };
        ratios.push(our / their);
        our_times.push(our);
        their_times.push(their);
    }
    Ok(Ratio::of(&mut ratios, &mut our_times, &mut their_times))
}

/// As [`compare`], with one run per batch, for work that measures its own time: not all that it does counts. Both sides use the same `state`.
///
/// # Errors
/// The first error of `ours` or `theirs`.
pub fn compare_times<S>(
    pairs: usize,
    state: &mut S,
    mut ours: impl FnMut(&mut S) -> Result<Duration>,
    mut theirs: impl FnMut(&mut S) -> Result<Duration>,
) -> Result<Ratio> {
    let (mut ratios, mut our_times, mut their_times) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        let (our, their) = if pair % 2 == 0 {
            let our = ours(state)?;
            (our, theirs(state)?)
        } else {
            let their = theirs(state)?;
            (ours(state)?, their)
        };
        ratios.push(our.as_secs_f64() / their.as_secs_f64());
        our_times.push(our.as_secs_f64());
        their_times.push(their.as_secs_f64());
    }
    Ok(Ratio::of(&mut ratios, &mut our_times, &mut their_times))
}

impl Ratio {
    fn of(ratios: &mut [f64], our_times: &mut [f64], their_times: &mut [f64]) -> Self {
        Self {
            median: quantile(ratios, 0.5),
            low: quantile(ratios, 0.25),
            high: quantile(ratios, 0.75),
            ours: Duration::from_secs_f64(quantile(our_times, 0.5)),
            theirs: Duration::from_secs_f64(quantile(their_times, 0.5)),
        }
    }
}

/// Finds how many runs fill a batch of this length. The search also warms the caches.
fn runs_per_batch(length: Duration, run: &mut impl FnMut() -> Result<()>) -> Result<u32> {
    let mut count = 1;
    while seconds_per_run(count, run)? * f64::from(count) < length.as_secs_f64() {
        count *= 2;
    }
    Ok(count)
}

/// Measures a batch of `count` runs, and returns the average seconds per run.
fn seconds_per_run(count: u32, run: &mut impl FnMut() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    for _ in 0..count {
        run()?;
    }
    Ok(started.elapsed().as_secs_f64() / f64::from(count))
}

/// A quantile of the values; 0 if there are no values. The values are sorted in place.
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
    let mut times = (0..runs).map(|_| seconds_per_run(1, &mut run)).collect::<Result<Vec<_>>>()?;
    Ok(Duration::from_secs_f64(quantile(&mut times, 0.5)))
}
