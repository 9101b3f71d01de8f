//! Lines from a reader, some at a time: whole lines, in memory of a fixed size however long the text or a line of it is.

use std::io::{self, Read};

use colt_numbers::MAX_REQUEST_BYTES;

/// How much is read at once.
const PIECE: usize = 256 * 1024;

/// Reads a text piece by piece.
pub struct Feed<R> {
    reader: R,
    /// The beginning of a line, of the piece before.
    rest: Vec<u8>,
    next_piece: u64,
    next_line: u64,
    ended: bool,
}

/// Whole lines of a text.
#[derive(Debug, Default)]
pub struct Piece {
    /// Which piece this is, from 0.
    pub index: u64,
    /// The number of its first line, from 1.
    pub first_line: u64,
    /// The lines.
    pub bytes: Vec<u8>,
}

impl Piece {
    /// Each line with its number.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let text = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        (self.first_line..).zip(text.split(|byte| *byte == b'\n'))
    }
}

impl<R: Read> Feed<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), next_piece: 0, next_line: 1, ended: false }
    }

    /// Puts the next lines into a piece; false at the end of the text.
    ///
    /// A line that is too long to be judged ends where that is clear; what follows of it is skipped.
    pub fn next(&mut self, piece: &mut Piece) -> io::Result<bool> {
        (piece.index, piece.first_line) = (self.next_piece, self.next_line);
        self.next_piece += 1;
        piece.bytes.clear();
        piece.bytes.append(&mut self.rest);
        let mut whole = after_last_line(&piece.bytes);
        while whole.is_none() && !self.ended && piece.bytes.len() <= MAX_REQUEST_BYTES {
            let before = piece.bytes.len();
            self.ended = self.read_some(&mut piece.bytes)? == 0;
            whole = after_last_line(&piece.bytes[before..]).map(|end| before + end);
        }
        match whole {
            Some(end) => {
                self.rest.extend_from_slice(&piece.bytes[end..]);
                piece.bytes.truncate(end);
            }
            None if self.ended => {}
            None => self.skip_line()?,
        }
        self.next_line += piece.lines().count() as u64;
        Ok(!piece.bytes.is_empty())
    }

    /// Reads once, and not again where a signal came between.
    fn read_some(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let before = bytes.len();
        bytes.resize(before + PIECE, 0);
        let read = loop {
            match self.reader.read(&mut bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        read
    }

    /// Reads to the end of a line, and keeps what follows.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        while !self.ended {
            bytes.clear();
            self.ended = self.read_some(&mut bytes)? == 0;
            if let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
                self.rest.extend_from_slice(&bytes[at + 1..]);
                break;
            }
        }
        Ok(())
    }
}

fn after_last_line(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Feed, Piece};

    /// A reader that gives so many bytes at a time.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    fn lines(text: &[u8], at_a_time: usize) -> Vec<(u64, Vec<u8>)> {
        let (mut feed, mut piece, mut all) = (Feed::new(Slow(text, at_a_time)), Piece::default(), Vec::new());
        while feed.next(&mut piece).unwrap() {
            all.extend(piece.lines().map(|(number, line)| (number, line.to_vec())));
        }
        all
    }

    #[test]
    fn lines_are_whole_and_numbered_however_they_come() {
        for text in ["", "a", "a\n", "\n", "\n\na", "one\ntwo\n\nthree", "one\r\ntwo\r\n"] {
            let expected: Vec<_> =
                (1..).zip(text.split_terminator('\n').map(|line| line.as_bytes().to_vec())).collect();
            for at_a_time in [1, 2, 3, 100] {
                assert_eq!(lines(text.as_bytes(), at_a_time), expected, "{text:?}, {at_a_time} bytes at a time");
            }
        }
    }

    #[test]
    fn the_rest_of_a_line_that_is_too_long_is_skipped() {
        let text =
            ["a\n", &"x".repeat(11_000_000), "\nb\n", &"y".repeat(11_000_000), "\n", &"z".repeat(10_500_000)].concat();
        let lines = lines(text.as_bytes(), usize::MAX);
        let first: Vec<_> = lines.iter().map(|(number, line)| (*number, line[0])).collect();
        assert_eq!(first, [(1, b'a'), (2, b'x'), (3, b'b'), (4, b'y'), (5, b'z')]);
        assert!(lines.iter().all(|(_, line)| line.len() == 1 || (10_000_000..11_000_000).contains(&line.len())));
    }
}
