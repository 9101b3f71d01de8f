//! How far a run is, for a program that shows it.

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Requests sent.
    pub sent: usize,
    /// Requests that are planned. A target that drifts is asked a few more.
    pub planned: usize,
    /// Orders placed, doubtful ones included.
    pub orders: u32,
    /// Cases that drift so far.
    pub drift: usize,
    /// The id of the case that was sent last; of several in one request, the first.
    pub last: &'a str,
}
