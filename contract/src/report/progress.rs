//! The progress of a run, for a program that shows it.

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Requests sent.
    pub sent: usize,
    /// Requests planned. A target that drifts gets a few more.
    pub planned: usize,
    /// Orders placed, including those in doubt.
    pub orders: u32,
    /// Cases that drift so far.
    pub drift: usize,
    /// The id of the case sent last; if the last request has several cases, the id of its first case.
    pub last: &'a str,
}
