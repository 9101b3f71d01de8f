//! What a numeric schema allows, as an interval and a step, and how two of them compare.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};

use crate::direction::{Difference, Shift};
use crate::schema::decimal::{ceiling, common_multiple, floor, is_multiple, to_value};

/// How many numbers are looked at one by one.
const MOST: usize = 1000;

/// The keywords that bound a number. `allOf` has been merged: the tightest of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Numbers {
    /// `type: integer`.
    pub(crate) integer: bool,
    pub(crate) minimum: Option<Limit>,
    pub(crate) maximum: Option<Limit>,
    pub(crate) multiple_of: Vec<BigRational>,
    pub(crate) formats: Vec<String>,
}

/// An end of an interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) value: BigRational,
    pub(crate) exclusive: bool,
}

/// The interval of whole numbers that a format stands for.
fn whole_range(format: &str) -> Option<(i128, i128)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" | "int" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" | "uint" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// A set of numbers: all multiples of `step` (of anything where there is none) between the ends.
#[derive(Clone, Debug)]
struct Set {
    low: Option<Limit>,
    high: Option<Limit>,
    step: Option<BigRational>,
    /// Formats that are not an interval: `float`, `double`, unknown ones.
    formats: Vec<String>,
}

impl Numbers {
    /// Whether a number is allowed; `None` where that cannot be decided.
    pub(crate) fn accepts(&self, value: &BigRational) -> Option<bool> {
        Some(self.set()?.holds(value))
    }

    /// All of them, where they are few.
    pub(crate) fn list(&self) -> Option<Vec<BigRational>> {
        self.set()?.list()
    }

    /// `None` where a step is not positive, so that nothing is a multiple of it.
    fn set(&self) -> Option<Set> {
        let mut set = Set {
            low: self.minimum.clone(),
            high: self.maximum.clone(),
            step: self.integer.then(BigRational::one),
            formats: Vec::new(),
        };
        for multiple in &self.multiple_of {
            if !multiple.is_positive() {
                return None;
            }
            set.step = Some(match &set.step {
                Some(step) => common_multiple(step, multiple),
                None => multiple.clone(),
            });
        }
        for format in &self.formats {
            match whole_range(format).filter(|_| self.integer) {
                Some((low, high)) => {
                    set.low = Some(tighter(set.low, inclusive(low), Ordering::Greater));
                    set.high = Some(tighter(set.high, inclusive(high), Ordering::Less));
                }
                None => set.formats.push(format.clone()),
            }
        }
        Some(set.tightened())
    }

    /// How the new numbers compare with the old, with examples of what is lost and gained.
    pub(crate) fn relate(&self, new: &Self) -> Difference {
        let (Some(old), Some(next)) = (self.set(), new.set()) else {
            return if self == new { Shift::Same } else { Shift::Apart }.into();
        };
        let shift = Shift::of(!old.is_within(&next), !next.is_within(&old)).and(formats(&old.formats, &next.formats));
        let [lost, gained] =
            [old.example_outside(&next), next.example_outside(&old)].map(|number| number.as_ref().map(to_value));
        Difference { lost, gained, ..shift.into() }
    }
}

fn inclusive(value: i128) -> Limit {
    Limit { value: BigRational::from_integer(value.into()), exclusive: false }
}

/// The limit that binds more; `binds` is the order in which it stands to the other.
pub(crate) fn tighter(limit: Option<Limit>, other: Limit, binds: Ordering) -> Limit {
    match limit {
        Some(limit) if lies_within(&limit, &other, binds) => limit,
        _ => other,
    }
}

/// Whether one end allows nothing that the other one does not.
fn lies_within(end: &Limit, other: &Limit, side: Ordering) -> bool {
    let order = end.value.cmp(&other.value);
    order == side || (order == Ordering::Equal && (end.exclusive || !other.exclusive))
}

/// The same of two intervals, which may be open.
fn end_within(own: Option<&Limit>, other: Option<&Limit>, side: Ordering) -> bool {
    other.is_none_or(|other| own.is_some_and(|own| lies_within(own, other, side)))
}

/// `float` has fewer values than `double`, and that fewer than any number; of others nothing is known.
fn formats(old: &[String], new: &[String]) -> Shift {
    let narrow = |narrow: &[String], wide: &[String]| {
        wide.iter().all(|format| narrow.contains(format) || (format == "double" && narrow.iter().any(|f| f == "float")))
    };
    Shift::of(!narrow(old, new), !narrow(new, old))
}

impl Set {
    /// With ends that are members, where there is a step; and so that an empty set shows as such.
    fn tightened(mut self) -> Self {
        let Some(step) = &self.step else { return self };
        let moved = |limit: Limit, value: BigRational, step: &BigRational| {
            let value = if limit.exclusive && value == limit.value { value + step } else { value };
            Limit { value, exclusive: false }
        };
        self.low = self.low.map(|low| moved(low.clone(), ceiling(&low.value, step), step));
        self.high = self.high.map(|high| moved(high.clone(), floor(&high.value, step), &-step));
        self
    }

    fn holds(&self, value: &BigRational) -> bool {
        let value = Limit { value: value.clone(), exclusive: false };
        end_within(Some(&value), self.low.as_ref(), Ordering::Greater)
            && end_within(Some(&value), self.high.as_ref(), Ordering::Less)
            && self.step.as_ref().is_none_or(|step| is_multiple(&value.value, step))
    }

    fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        low.value > high.value || (low.value == high.value && (low.exclusive || high.exclusive))
    }

    /// The members, where they are few.
    fn list(&self) -> Option<Vec<BigRational>> {
        if self.is_empty() {
            return Some(Vec::new());
        }
        let (low, high) = (self.low.as_ref()?, self.high.as_ref()?);
        if low.value == high.value {
            return Some(vec![low.value.clone()]);
        }
        let step = self.step.as_ref()?;
        let members = std::iter::successors(Some(low.value.clone()), |value| Some(value + step));
        let members: Vec<BigRational> = members.take_while(|value| *value <= high.value).take(MOST + 1).collect();
        (members.len() <= MOST).then_some(members)
    }

    /// Whether all members are members of the other one. Short sets are looked at one by one: {6} and {4, 8} fit steps that do not divide
    /// each other.
    fn is_within(&self, other: &Self) -> bool {
        let is_on_step = match (&self.step, &other.step) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(step)) => is_multiple(own, step),
        };
        if is_on_step
            && end_within(self.low.as_ref(), other.low.as_ref(), Ordering::Greater)
            && end_within(self.high.as_ref(), other.high.as_ref(), Ordering::Less)
        {
            return true;
        }
        self.list().is_some_and(|members| members.iter().all(|member| other.holds(member)))
    }

    /// A member that the other set lacks, looked for near the ends of both.
    fn example_outside(&self, other: &Self) -> Option<BigRational> {
        let step = self.step.clone().unwrap_or_else(BigRational::one);
        let mut candidates = vec![BigRational::zero(), step.clone()];
        for end in [&self.low, &self.high, &other.low, &other.high].into_iter().flatten() {
            let on_step = ceiling(&end.value, &step);
            candidates.extend([end.value.clone(), on_step.clone(), &on_step + &step, &on_step - &step]);
        }
        candidates.into_iter().find(|value| self.holds(value) && !other.holds(value))
    }
}
