//! Two ways to do the same, measured side by side.
//!
//! The machine is shared and its speed drifts, so no time is compared with one of another minute: the two take turns in short batches,
//! who begins alternates, and the figure is the median of the ratios of neighbours, with the quartiles as its spread.

use std::time::{Duration, Instant};

use crate::Result;

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How many pairs of batches.
    pub pairs: usize,
    /// How long a batch takes at the least.
    pub batch: Duration,
}

impl Effort {
    /// For what takes nanoseconds to microseconds: short batches, so that few are disturbed, and many of them.
    pub const MICRO: Self = Self { pairs: 301, batch: Duration::from_micros(500) };
    /// For what goes over a socket.
    pub const LOOPBACK: Self = Self { pairs: 301, batch: Duration::from_millis(20) };
    /// For what takes milliseconds to seconds: each batch one run.
    pub const MACRO: Self = Self { pairs: 9, batch: Duration::ZERO };
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// Ours to theirs: the median, and the quartiles around it.
    pub median: f64,
    /// The lower quartile.
    pub low: f64,
    /// The upper quartile.
    pub high: f64,
    /// How long one run of ours takes, in the median.
    pub ours: Duration,
    /// How long one run of theirs takes, in the median.
    pub theirs: Duration,
}

/// Compares ours with theirs.
///
/// # Errors
/// The first of either.
pub fn compare(
    effort: Effort,
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

/// How many runs make a batch of the given length; they also warm the caches.
fn calibrate(length: Duration, run: &mut impl FnMut() -> Result<()>) -> Result<u32> {
    let mut count = 1;
    while batch(count, run)? * f64::from(count) < length.as_secs_f64() {
        count *= 2;
    }
    Ok(count)
}

/// The seconds that one run takes, over a batch of them.
fn batch(count: u32, run: &mut impl FnMut() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    for _ in 0..count {
        run()?;
    }
    Ok(started.elapsed().as_secs_f64() / f64::from(count))
}

/// A quantile of some figures, which are sorted by this; none of no figures is zero.
pub fn quantile(figures: &mut [f64], part: f64) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below a short length"
    )]
    let index = ((figures.len().saturating_sub(1)) as f64 * part).round() as usize;
    figures.get(index).copied().unwrap_or_default()
}

/// The median time of some runs of one thing that is compared with nothing.
///
/// # Errors
/// The first of a run.
pub fn median_time(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = (0..runs).map(|_| batch(1, &mut run)).collect::<Result<Vec<_>>>()?;
    Ok(Duration::from_secs_f64(quantile(&mut times, 0.5)))
}
