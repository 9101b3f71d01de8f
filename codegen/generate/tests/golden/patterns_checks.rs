//! The checks of a few strings of `patterns.txt`. Rewrite: UPDATE_EXPECT=1 cargo test.

pub use support::Mismatch;
/// Functions that the checks share.
mod support {
    /// Why a text is not a value of its schema. The length is checked before the pattern.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Mismatch {
        /// The text has fewer characters than `minLength`.
        TooShort {
            /// The least number of characters.
            min: usize,
            /// The number of characters in the text.
            length: usize,
        },
        /// The text has more characters than `maxLength`.
        TooLong {
            /// The greatest number of characters.
            max: usize,
            /// The number of characters in the text.
            length: usize,
        },
        /// The text does not match the pattern.
        Pattern {
            /// The number of characters before the first one that cannot match. If it is the length of the text, the text ends too early.
            position: usize,
        },
    }
    /// Checks the number of characters. A character has one to four bytes, so the length in bytes mostly decides.
    #[inline]
    pub(super) fn length(text: &str, min: usize, max: usize) -> Result<(), Mismatch> {
        if text.len() <= max && text.len().saturating_add(3) >= min.saturating_mul(4) {
            return Ok(());
        }
        let length = text.chars().count();
        if length < min {
            Err(Mismatch::TooShort { min, length })
        } else if length > max {
            Err(Mismatch::TooLong { max, length })
        } else {
            Ok(())
        }
    }
    /// Reads a run of `min` to `max` bytes of a class, starting at byte `at`. Returns the position after the run.
    #[inline]
    pub(super) fn byte_run(
        text: &[u8],
        at: usize,
        min: usize,
        max: usize,
        class: impl Fn(u8) -> bool,
    ) -> Result<usize, Mismatch> {
        let rest = text.get(at..).unwrap_or_default();
        let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
        if count < min {
            Err(Mismatch::Pattern {
                position: at + count,
            })
        } else {
            Ok(at + count)
        }
    }
    /// Checks that the text from byte `at` to its end is one run of `min` to `max` bytes of a class.
    #[inline]
    pub(super) fn final_byte_run(
        text: &[u8],
        at: usize,
        min: usize,
        max: usize,
        class: impl Fn(u8) -> bool,
    ) -> Result<(), Mismatch> {
        let rest = text.get(at..).unwrap_or_default();
        let all = |rest: &[u8]| rest.iter().fold(true, |all, &byte| all & class(byte));
        if rest.len() >= min && rest.len() <= max && all(rest) {
            return Ok(());
        }
        let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
        Err(Mismatch::Pattern {
            position: at + count,
        })
    }
    /// Reads a run of `min` to `max` characters of a class; `at` characters were read before it. Returns the number read so far.
    #[inline]
    pub(super) fn char_run(
        rest: &mut core::str::Chars<'_>,
        at: usize,
        min: usize,
        max: usize,
        class: impl Fn(char) -> bool,
    ) -> Result<usize, Mismatch> {
        let mut count = 0;
        while count < max {
            let mut ahead = rest.clone();
            if !ahead.next().is_some_and(&class) {
                break;
            }
            *rest = ahead;
            count += 1;
        }
        if count < min {
            Err(Mismatch::Pattern {
                position: at + count,
            })
        } else {
            Ok(at + count)
        }
    }
    /// Checks that the rest of the text is one run of `min` to `max` characters of a class; `at` characters were read before it.
    #[inline]
    pub(super) fn final_char_run(
        rest: core::str::Chars<'_>,
        at: usize,
        min: usize,
        max: usize,
        class: impl Fn(char) -> bool,
    ) -> Result<(), Mismatch> {
        let mut count = 0;
        for character in rest {
            if count == max || !class(character) {
                return Err(Mismatch::Pattern {
                    position: at + count,
                });
            }
            count += 1;
        }
        if count < min {
            Err(Mismatch::Pattern {
                position: at + count,
            })
        } else {
            Ok(())
        }
    }
    /// The transition table of a deterministic automaton over classes of characters. From state 0, no text is accepted.
    pub(super) struct TransitionTable<S: 'static, const CLASSES: usize> {
        /// The class of each ASCII character.
        pub(super) ascii: [u8; 128],
        /// Sorted ranges of characters with their class; all other characters have class 0.
        pub(super) ranges: &'static [(char, char, u8)],
        /// For each state, the next state for each class.
        pub(super) next: &'static [[S; CLASSES]],
        pub(super) start: usize,
        /// The first accepting state; all states after it accept too.
        pub(super) accepting: usize,
    }
    /// The class of each ASCII character, from the ranges.
    pub(super) const fn ascii(ranges: &[(char, char, u8)]) -> [u8; 128] {
        let mut classes = [0; 128];
        let mut at = 0;
        while at < ranges.len() {
            let (first, last, class) = ranges[at];
            let mut character = first as usize;
            while character <= last as usize && character < classes.len() {
                classes[character] = class;
                character += 1;
            }
            at += 1;
        }
        classes
    }
    impl<S: Copy + Into<usize>, const CLASSES: usize> TransitionTable<S, CLASSES> {
        pub(super) fn check(&self, text: &str) -> Result<(), Mismatch> {
            let mut state = self.start;
            let mut position = 0;
            for character in text.chars() {
                let class = self.class(character);
                state = self
                    .next
                    .get(state)
                    .and_then(|row| row.get(class))
                    .map_or(0, |&next| next.into());
                if state == 0 {
                    return Err(Mismatch::Pattern { position });
                }
                position += 1;
            }
            if state < self.accepting {
                Err(Mismatch::Pattern { position })
            } else {
                Ok(())
            }
        }
        fn class(&self, character: char) -> usize {
            if let Some(&class) = self.ascii.get(character as usize) {
                return class.into();
            }
            let at = self.ranges.partition_point(|&(_, last, _)| last < character);
            match self.ranges.get(at) {
                Some(&(first, _, class)) if first <= character => class.into(),
                _ => 0,
            }
        }
    }
}
/// Checks of lengths, named after the schemas.
pub(crate) mod lengths {
    use super::Mismatch;
    use super::support;
    /// 2 to 5 characters.
    pub(crate) fn short_text(text: &str) -> Result<(), Mismatch> {
        support::length(text, 2, 5)
    }
    /// 1 to 40 characters.
    pub(crate) fn plain_text(text: &str) -> Result<(), Mismatch> {
        support::length(text, 1, 40)
    }
}
/// Checks of patterns, named after the schemas.
pub(crate) mod patterns {
    use super::Mismatch;
    use super::support;
    /// Pattern `^\+?[1-9]\d{6,15}$`.
    pub(crate) fn telephone_number(text: &str) -> Result<(), Mismatch> {
        let text = text.as_bytes();
        let at = support::byte_run(text, 0, 0, 1, |byte| matches!(byte, b'+'))?;
        let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'1'..= b'9'))?;
        support::final_byte_run(text, at, 6, 15, |byte| byte.is_ascii_digit())
    }
    /// Pattern `^[a-zA-Z0-9_.~:@-]{1,255}$`.
    pub(crate) fn tracking_id(text: &str) -> Result<(), Mismatch> {
        let text = text.as_bytes();
        support::final_byte_run(
            text,
            0,
            1,
            255,
            |byte| {
                matches!(
                    byte, b'-'..= b'.' | b'0'..= b':' | b'@'..= b'Z' | b'_' | b'a'..=
                    b'z' | b'~'
                )
            },
        )
    }
    /// Pattern `^`.
    pub(crate) fn short_text(_text: &str) -> Result<(), Mismatch> {
        Ok(())
    }
    /// Pattern `^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`.
    pub(crate) fn date_strict(text: &str) -> Result<(), Mismatch> {
        const RANGES: &[(char, char, u8)] = &[
            ('-', '-', 1),
            ('0', '0', 2),
            ('1', '1', 3),
            ('2', '2', 4),
            ('3', '3', 5),
            ('4', '9', 6),
        ];
        static TABLE: support::TransitionTable<u8, 7> = support::TransitionTable {
            ascii: support::ascii(RANGES),
            ranges: RANGES,
            next: &[
                [0, 0, 0, 0, 0, 0, 0],
                [0, 0, 2, 2, 2, 2, 2],
                [0, 0, 3, 3, 3, 3, 3],
                [0, 0, 4, 4, 4, 4, 4],
                [0, 0, 5, 5, 5, 5, 5],
                [0, 6, 0, 0, 0, 0, 0],
                [0, 0, 7, 8, 0, 0, 0],
                [0, 0, 0, 9, 9, 9, 9],
                [0, 0, 9, 9, 9, 0, 0],
                [0, 10, 0, 0, 0, 0, 0],
                [0, 0, 11, 12, 12, 13, 0],
                [0, 0, 0, 14, 14, 14, 14],
                [0, 0, 14, 14, 14, 14, 14],
                [0, 0, 14, 14, 0, 0, 0],
                [0, 0, 0, 0, 0, 0, 0],
            ],
            start: 1,
            accepting: 14,
        };
        TABLE.check(text)
    }
    /// Pattern `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`.
    pub(crate) fn uuid(text: &str) -> Result<(), Mismatch> {
        let text = text.as_bytes();
        let at = support::byte_run(
            text,
            0,
            8,
            8,
            |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
        )?;
        let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
        let at = support::byte_run(
            text,
            at,
            4,
            4,
            |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
        )?;
        let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
        let at = support::byte_run(
            text,
            at,
            4,
            4,
            |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
        )?;
        let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
        let at = support::byte_run(
            text,
            at,
            4,
            4,
            |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
        )?;
        let at = support::byte_run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
        support::final_byte_run(
            text,
            at,
            12,
            12,
            |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
        )
    }
    /// Pattern `^[A-Z]{2}$`.
    pub(crate) fn country_code(text: &str) -> Result<(), Mismatch> {
        let text = text.as_bytes();
        support::final_byte_run(text, 0, 2, 2, |byte| byte.is_ascii_uppercase())
    }
    /// Pattern `^[^\s]+$`.
    pub(crate) fn no_white_space(text: &str) -> Result<(), Mismatch> {
        support::final_char_run(
            text.chars(),
            0,
            1,
            usize::MAX,
            |character| {
                !matches!(
                    character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                    '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                    '\u{3000}' | '\u{feff}'
                )
            },
        )
    }
    /// Pattern `^.\d$`.
    pub(crate) fn any_but_terminators_then_digit(text: &str) -> Result<(), Mismatch> {
        let mut rest = text.chars();
        let at = support::char_run(
            &mut rest,
            0,
            1,
            1,
            |character| !matches!(character, '\n' | '\r' | '\u{2028}'..= '\u{2029}'),
        )?;
        support::final_char_run(rest, at, 1, 1, |character| character.is_ascii_digit())
    }
}
/// Checks of all constraints, named after the schemas.
pub(crate) mod strings {
    use super::Mismatch;
    /// Checks every constraint of `telephone_number`.
    pub(crate) fn telephone_number(text: &str) -> Result<(), Mismatch> {
        super::patterns::telephone_number(text)
    }
    /// Checks every constraint of `tracking_id`.
    pub(crate) fn tracking_id(text: &str) -> Result<(), Mismatch> {
        super::patterns::tracking_id(text)
    }
    /// Checks every constraint of `short_text`.
    pub(crate) fn short_text(text: &str) -> Result<(), Mismatch> {
        super::lengths::short_text(text)?;
        super::patterns::short_text(text)
    }
    /// Checks every constraint of `plain_text`.
    pub(crate) fn plain_text(text: &str) -> Result<(), Mismatch> {
        super::lengths::plain_text(text)
    }
    /// Checks every constraint of `date_strict`.
    pub(crate) fn date_strict(text: &str) -> Result<(), Mismatch> {
        super::patterns::date_strict(text)
    }
    /// Checks every constraint of `uuid`.
    pub(crate) fn uuid(text: &str) -> Result<(), Mismatch> {
        super::patterns::uuid(text)
    }
    /// Checks every constraint of `country_code`.
    pub(crate) fn country_code(text: &str) -> Result<(), Mismatch> {
        super::patterns::country_code(text)
    }
    /// Checks every constraint of `no_white_space`.
    pub(crate) fn no_white_space(text: &str) -> Result<(), Mismatch> {
        super::patterns::no_white_space(text)
    }
    /// Checks every constraint of `any_but_terminators_then_digit`.
    pub(crate) fn any_but_terminators_then_digit(text: &str) -> Result<(), Mismatch> {
        super::patterns::any_but_terminators_then_digit(text)
    }
}
