//! The few functions that all emitted checks of one crate share.
//!
//! They are written here as the tokens that go into the generated crate: no dependency, no allocation, no panic.

use proc_macro2::TokenStream;
use quote::quote;

/// Which shared functions some checks call; emitted once, next to the checks, and only as far as called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Support {
    pub(super) length: bool,
    pub(super) run: bool,
    pub(super) last: bool,
    pub(super) run_chars: bool,
    pub(super) last_chars: bool,
    pub(super) table: bool,
}

impl Support {
    /// Adds what other checks call.
    pub fn include(&mut self, other: Self) {
        self.length |= other.length;
        self.run |= other.run;
        self.last |= other.last;
        self.run_chars |= other.run_chars;
        self.last_chars |= other.last_chars;
        self.table |= other.table;
    }

    /// The type `Mismatch`, and a private module `support` with the shared functions. Both stand in the module of the
    /// checks, where no name of a check can clash with them.
    #[must_use]
    pub fn emit(&self) -> TokenStream {
        let functions: [(bool, fn() -> TokenStream); 6] = [
            (self.length, length),
            (self.run, run),
            (self.last, last),
            (self.run_chars, run_chars),
            (self.last_chars, last_chars),
            (self.table, table),
        ];
        let called = functions.into_iter().filter(|&(called, _)| called).map(|(_, function)| function());
        let mismatch = mismatch();
        quote! {
            pub use support::Mismatch;

            /// What the checks share.
            mod support {
                #mismatch
                #(#called)*
            }
        }
    }
}

fn mismatch() -> TokenStream {
    quote! {
        /// Why a text is not a value of its schema: the first rule it breaks, in this order: length, then pattern.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mismatch {
            /// It has fewer characters than `minLength`.
            TooShort {
                /// The least number of characters.
                min: usize,
                /// How many it has.
                length: usize,
            },
            /// It has more characters than `maxLength`.
            TooLong {
                /// The greatest number of characters.
                max: usize,
                /// How many it has.
                length: usize,
            },
            /// It does not match the pattern.
            Pattern {
                /// How many characters can stand; the next one cannot. All of them: the text ends too early.
                position: usize,
            },
        }
    }
}

fn length() -> TokenStream {
    quote! {
        /// Checks the number of characters. One takes one to four bytes, so that mostly the size in bytes settles it.
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
    }
}

fn run() -> TokenStream {
    quote! {
        /// Reads a run of `min` to `max` bytes of a class from `at` on, and gives where it ends.
        #[inline]
        pub(super) fn run(text: &[u8], at: usize, min: usize, max: usize, class: impl Fn(u8) -> bool) -> Result<usize, Mismatch> {
            let rest = text.get(at..).unwrap_or_default();
            let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
            if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(at + count) }
        }
    }
}

fn last() -> TokenStream {
    quote! {
        /// Checks that the text from `at` on is one run of `min` to `max` bytes of a class.
        #[inline]
        pub(super) fn last(text: &[u8], at: usize, min: usize, max: usize, class: impl Fn(u8) -> bool) -> Result<(), Mismatch> {
            let rest = text.get(at..).unwrap_or_default();
            // Not stopping at the first wrong byte is what lets the compiler look at many at once.
            let all = |rest: &[u8]| rest.iter().fold(true, |all, &byte| all & class(byte));
            if rest.len() >= min && rest.len() <= max && all(rest) {
                return Ok(());
            }
            let count = rest.iter().take(max).take_while(|&&byte| class(byte)).count();
            Err(Mismatch::Pattern { position: at + count })
        }
    }
}

fn run_chars() -> TokenStream {
    quote! {
        /// Reads a run of `min` to `max` characters of a class, `at` characters being read, and gives how many then are.
        #[inline]
        pub(super) fn run_chars(rest: &mut core::str::Chars<'_>, at: usize, min: usize, max: usize, class: impl Fn(char) -> bool) -> Result<usize, Mismatch> {
            let mut count = 0;
            while count < max {
                let mut ahead = rest.clone();
                if !ahead.next().is_some_and(&class) {
                    break;
                }
                *rest = ahead;
                count += 1;
            }
            if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(at + count) }
        }
    }
}

fn last_chars() -> TokenStream {
    quote! {
        /// Checks that what is left, `at` characters being read, is one run of `min` to `max` characters of a class.
        #[inline]
        pub(super) fn last_chars(rest: core::str::Chars<'_>, at: usize, min: usize, max: usize, class: impl Fn(char) -> bool) -> Result<(), Mismatch> {
            let mut count = 0;
            for character in rest {
                if count == max || !class(character) {
                    return Err(Mismatch::Pattern { position: at + count });
                }
                count += 1;
            }
            if count < min { Err(Mismatch::Pattern { position: at + count }) } else { Ok(()) }
        }
    }
}

fn table() -> TokenStream {
    quote! {
        /// An automaton over classes of characters. State 0 accepts nothing any more.
        pub(super) struct Table<S: 'static, const CLASSES: usize> {
            /// The classes of ASCII.
            pub(super) ascii: [u8; 128],
            /// The ranges of characters of each class but 0, sorted.
            pub(super) ranges: &'static [(char, char, u8)],
            /// For each state, where each class leads.
            pub(super) next: &'static [[S; CLASSES]],
            pub(super) start: usize,
            /// From this state on, all accept.
            pub(super) accepting: usize,
        }

        /// The classes of ASCII among the ranges.
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

        impl<S: Copy + Into<usize>, const CLASSES: usize> Table<S, CLASSES> {
            pub(super) fn check(&self, text: &str) -> Result<(), Mismatch> {
                let mut state = self.start;
                let mut position = 0;
                for character in text.chars() {
                    let class = self.class(character);
                    state = self.next.get(state).and_then(|row| row.get(class)).map_or(0, |&next| next.into());
                    if state == 0 {
                        return Err(Mismatch::Pattern { position });
                    }
                    position += 1;
                }
                if state < self.accepting { Err(Mismatch::Pattern { position }) } else { Ok(()) }
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
}
