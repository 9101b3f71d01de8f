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
