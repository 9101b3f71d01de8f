//! Finds a short and readable example text of a language, for messages.

use crate::automaton::Automaton;

/// How many non-ASCII characters of a range are searched for a letter or digit.
const SEARCH_LIMIT: usize = 64;

/// The shortest text among those with the most readable kinds of characters.
pub(crate) fn shortest(automaton: &Automaton) -> Option<String> {
    let classes = CharChoices::of(automaton);
    [Readability::Punctuation, Readability::Space, Readability::Unprintable].into_iter().find_map(|hardest| {
        let allowed: Vec<bool> = classes.iter().map(|choices| choices.easiest() <= hardest).collect();
        let distances = automaton.distances(|class| allowed[class]);
        let length = distances[0]?;
        let mut state = 0;
        Some((0..length).map(|at| step(automaton, &classes, &distances, &mut state, at, length - at)).collect())
    })
}

/// Takes the most readable transition that leads one step closer to an accepting state.
fn step(
    automaton: &Automaton,
    classes: &[CharChoices],
    distances: &[Option<u32>],
    state: &mut u32,
    at: u32,
    remaining: u32,
) -> char {
    let nearer = |target: u32| distances[target as usize] == Some(remaining - 1);
    let best = automaton.row(*state).iter().zip(classes).filter(|&(&target, _)| nearer(target));
    let best = best.map(|(&target, choices)| (choices.best(at), target)).min();
    best.map_or('?', |((_, character), target)| {
        *state = target;
        character
    })
}

/// How readable a character is in an example; the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Readability {
    /// The next digit in counting order: `1234567` can be counted at a glance, `1111111` cannot.
    Counting,
    Digit,
    /// The next letter in alphabetical order.
    CountingLetter,
    Letter,
    Punctuation,
    Space,
    /// A letter or digit beyond ASCII.
    NonAscii,
    Unprintable,
}

/// The candidates of one class for an example.
#[derive(Clone, Default)]
struct CharChoices {
    ascii: Vec<char>,
    other: Option<char>,
}

impl CharChoices {
    fn of(automaton: &Automaton) -> Vec<Self> {
        let mut classes = vec![Self::default(); automaton.alphabet.count()];
        for (first, last, class) in automaton.alphabet.ranges() {
            let choices = &mut classes[class as usize];
            choices.ascii.extend((first..=last).take_while(char::is_ascii));
            let shown = (first..=last)
                .skip_while(char::is_ascii)
                .take(SEARCH_LIMIT)
                .find(|character| character.is_alphanumeric());
            let better = shown.filter(|_| choices.other.is_none_or(|other| !other.is_alphanumeric()));
            choices.other = better.or(choices.other).or(Some(last));
        }
        classes
    }

    fn easiest(&self) -> Readability {
        self.best(0).0
    }

    /// The most readable character for this position of the text.
    fn best(&self, at: u32) -> (Readability, char) {
        let digit = char::from_digit((at + 1) % 10, 10);
        let letter = char::from_digit(at % 26 + 10, 36);
        let reading = |character: char| match character {
            _ if Some(character) == digit => Readability::Counting,
            '0'..='9' => Readability::Digit,
            _ if Some(character.to_ascii_lowercase()) == letter => Readability::CountingLetter,
            'a'..='z' | 'A'..='Z' => Readability::Letter,
            '!'..='~' => Readability::Punctuation,
            ' ' => Readability::Space,
            _ if character.is_alphanumeric() && !character.is_ascii() => Readability::NonAscii,
            _ => Readability::Unprintable,
        };
        let all = self.ascii.iter().copied().chain(self.other);
        all.map(|character| (reading(character), character)).min().unwrap_or((Readability::Unprintable, '?'))
    }
}
