//! The progress of a run, for a program that shows it.

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Requests sent.
    pub sent: usize,
    /// The planned requests. If responses of the target differ from the spec, the run sends a few further requests.
    pub planned: usize,
    /// Orders placed, including those in doubt.
    pub orders: u32,
    /// The cases so far in which the target differed from the spec.
    pub drift: usize,
    /// The id of the case sent last; if the last request has several cases, the id of its first case.
    pub last: &'a str,
}
