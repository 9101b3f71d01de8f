//! Reads text in blocks of whole lines. The memory is bounded: it does not grow with the length of the text or of a line.

use std::io::{self, Read};

use colt_numbers::MAX_REQUEST_BYTES;

/// The size of the buffer for one read.
const READ_BYTES: usize = 256 * 1024;

/// Reads a text block by block.
pub struct LineBlockReader<R> {
    reader: R,
    /// The bytes that were read after the last whole line. The next block begins with them.
    rest: Vec<u8>,
    next_block: u64,
    next_line: u64,
    is_at_end: bool,
}

/// Whole lines of a text.
#[derive(Debug, Default)]
pub struct LineBlock {
    /// The number of the block, from 0.
    pub index: u64,
    /// The number of its first line, from 1.
    pub first_line: u64,
    /// The lines.
    pub bytes: Vec<u8>,
}

impl LineBlock {
    /// Each line with its number.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let text = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        (self.first_line..).zip(text.split(|byte| *byte == b'\n'))
    }
}

impl<R: Read> LineBlockReader<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), next_block: 0, next_line: 1, is_at_end: false }
    }

    /// Reads the next lines into a block. Returns false at the end of the text.
    ///
    /// A line that is longer than the maximum size of a request is truncated, but stays longer than that size, so that it is rejected. The
    /// rest of the line is skipped.
    pub fn next(&mut self, block: &mut LineBlock) -> io::Result<bool> {
        (block.index, block.first_line) = (self.next_block, self.next_line);
        self.next_block += 1;
        block.bytes.clear();
        block.bytes.append(&mut self.rest);
        let mut lines_end = end_of_last_line(&block.bytes);
        while lines_end.is_none() && !self.is_at_end && block.bytes.len() <= MAX_REQUEST_BYTES {
            let before = block.bytes.len();
            self.is_at_end = self.read_some(&mut block.bytes)? == 0;
            lines_end = end_of_last_line(&block.bytes[before..]).map(|end| before + end);
        }
        match lines_end {
            Some(end) => {
                self.rest.extend_from_slice(&block.bytes[end..]);
                block.bytes.truncate(end);
            }
            None if self.is_at_end => {}
            None => self.skip_line()?,
        }
        self.next_line += block.lines().count() as u64;
        Ok(!block.bytes.is_empty())
    }

    /// Reads once; a read that a signal interrupted is repeated.
    fn read_some(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let before = bytes.len();
        bytes.resize(before + READ_BYTES, 0);
        let read = loop {
            match self.reader.read(&mut bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        read
    }

    /// Discards the rest of the current line. The next block begins with the bytes that were read after that line.
    fn skip_line(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        while !self.is_at_end {
            bytes.clear();
            self.is_at_end = self.read_some(&mut bytes)? == 0;
            if let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
                self.rest.extend_from_slice(&bytes[at + 1..]);
                break;
            }
        }
        Ok(())
    }
}

fn end_of_last_line(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{LineBlock, LineBlockReader};

    /// A reader that returns at most this many bytes per read.
    struct ChunkedReader<'t>(&'t [u8], usize);

    impl Read for ChunkedReader<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            let (chunk, rest) = self.0.split_at(count);
            buffer[..count].copy_from_slice(chunk);
            self.0 = rest;
            Ok(count)
        }
    }

    fn read_lines(text: &[u8], chunk: usize) -> Vec<(u64, Vec<u8>)> {
        let mut reader = LineBlockReader::new(ChunkedReader(text, chunk));
        let (mut block, mut lines) = (LineBlock::default(), Vec::new());
        while reader.next(&mut block).unwrap() {
            lines.extend(block.lines().map(|(number, line)| (number, line.to_vec())));
        }
        lines
    }

    #[test]
    fn lines_are_whole_and_numbered_for_any_chunk_size() {
        for text in ["", "a", "a\n", "\n", "\n\na", "one\ntwo\n\nthree", "one\r\ntwo\r\n"] {
            let expected: Vec<_> =
                (1..).zip(text.split_terminator('\n').map(|line| line.as_bytes().to_vec())).collect();
            for chunk in [1, 2, 3, 100] {
                assert_eq!(read_lines(text.as_bytes(), chunk), expected, "{text:?} in chunks of {chunk} bytes");
            }
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_truncated() {
        let text =
            ["a\n", &"x".repeat(11_000_000), "\nb\n", &"y".repeat(11_000_000), "\n", &"z".repeat(10_500_000)].concat();
        let lines = read_lines(text.as_bytes(), usize::MAX);
        let first_bytes: Vec<_> = lines.iter().map(|(number, line)| (*number, line[0])).collect();
        assert_eq!(first_bytes, [(1, b'a'), (2, b'x'), (3, b'b'), (4, b'y'), (5, b'z')]);
        assert!(lines.iter().all(|(_, line)| line.len() == 1 || (10_000_000..11_000_000).contains(&line.len())));
    }
}
