//! Number keywords as a set of numbers (an interval with a step), and the difference of two such sets.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};

use crate::schema::decimal::{ceiling, common_multiple, floor, is_multiple, to_value};
use crate::set_difference::{SetChange, SetDifference};

/// The largest number of members that are compared one by one.
const MOST: usize = 1000;

/// The keywords that restrict numbers, with the tightest of each after merging `allOf`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NumberKeywords {
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

/// The interval of integers that a format allows.
fn integer_interval(format: &str) -> Option<(i128, i128)> {
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

/// A set of numbers: all multiples of `step` between the limits, or all numbers if there is no step.
#[derive(Clone, Debug)]
struct SteppedInterval {
    low: Option<Limit>,
    high: Option<Limit>,
    step: Option<BigRational>,
    /// Formats without an interval: `float`, `double` and unknown ones.
    formats: Vec<String>,
}

impl NumberKeywords {
    /// Whether a number is allowed; `None` if undecided.
    pub(crate) fn accepts(&self, value: &BigRational) -> Option<bool> {
        Some(self.set()?.contains(value))
    }

    /// All allowed numbers, if they are few.
    pub(crate) fn list(&self) -> Option<Vec<BigRational>> {
        self.set()?.list()
    }

    /// The set; `None` if a step is not positive, which is invalid.
    fn set(&self) -> Option<SteppedInterval> {
        let mut set = SteppedInterval {
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
            match integer_interval(format).filter(|_| self.integer) {
                Some((low, high)) => {
                    set.low = Some(tighter(set.low, inclusive(low), Ordering::Greater));
                    set.high = Some(tighter(set.high, inclusive(high), Ordering::Less));
                }
                None => set.formats.push(format.clone()),
            }
        }
        Some(set.tightened())
    }

    /// The difference between these keywords and the new ones.
    pub(crate) fn relate(&self, new: &Self) -> SetDifference {
        let (Some(old), Some(next)) = (self.set(), new.set()) else {
            return if self == new { SetChange::Same } else { SetChange::Replaced }.into();
        };
        let set_change = SetChange::of(!old.is_subset(&next), !next.is_subset(&old))
            .and(change_of_formats(&old.formats, &next.formats));
        let [lost, gained] =
            [old.example_outside(&next), next.example_outside(&old)].map(|number| number.as_ref().map(to_value));
        SetDifference { lost, gained, ..set_change.into() }
    }
}

fn inclusive(value: i128) -> Limit {
    Limit { value: BigRational::from_integer(value.into()), exclusive: false }
}

/// The tighter of two limits. `order` is that of the tighter one relative to the other: `Greater` for minimums, `Less` for maximums.
pub(crate) fn tighter(limit: Option<Limit>, other: Limit, order: Ordering) -> Limit {
    match limit {
        Some(limit) if is_at_least_as_tight(&limit, &other, order) => limit,
        _ => other,
    }
}

/// Whether a limit is at least as tight as the other.
fn is_at_least_as_tight(end: &Limit, other: &Limit, order: Ordering) -> bool {
    let actual = end.value.cmp(&other.value);
    actual == order || (actual == Ordering::Equal && (end.exclusive || !other.exclusive))
}

/// Whether a limit is at least as tight as the other, where a missing limit is unrestricted.
fn is_within_limit(own: Option<&Limit>, other: Option<&Limit>, order: Ordering) -> bool {
    other.is_none_or(|other| own.is_some_and(|own| is_at_least_as_tight(own, other, order)))
}

/// The change of formats: `float` has fewer values than `double`, which has fewer than all numbers. The values of other formats are unknown.
fn change_of_formats(old: &[String], new: &[String]) -> SetChange {
    let is_subset = |narrow: &[String], wide: &[String]| {
        wide.iter().all(|format| narrow.contains(format) || (format == "double" && narrow.iter().any(|f| f == "float")))
    };
    SetChange::of(!is_subset(old, new), !is_subset(new, old))
}

impl SteppedInterval {
    /// Moves the limits to members of the set if it has a step, so that an empty set has crossing limits.
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

    fn contains(&self, value: &BigRational) -> bool {
        let value = Limit { value: value.clone(), exclusive: false };
        is_within_limit(Some(&value), self.low.as_ref(), Ordering::Greater)
            && is_within_limit(Some(&value), self.high.as_ref(), Ordering::Less)
            && self.step.as_ref().is_none_or(|step| is_multiple(&value.value, step))
    }

    fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        low.value > high.value || (low.value == high.value && (low.exclusive || high.exclusive))
    }

    /// The members, if they are few.
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

    /// Whether this set is a subset of the other set. Small sets are compared member by member, because a subset may have a step that is not a
    /// multiple of the other: {6} is a subset of {4, 6, 8} written with steps 3 and 2.
    fn is_subset(&self, other: &Self) -> bool {
        let is_on_step = match (&self.step, &other.step) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(step)) => is_multiple(own, step),
        };
        if is_on_step
            && is_within_limit(self.low.as_ref(), other.low.as_ref(), Ordering::Greater)
            && is_within_limit(self.high.as_ref(), other.high.as_ref(), Ordering::Less)
        {
            return true;
        }
        self.list().is_some_and(|members| members.iter().all(|member| other.contains(member)))
    }

    /// A member that the other set lacks, searched near the limits of both.
    fn example_outside(&self, other: &Self) -> Option<BigRational> {
        let step = self.step.clone().unwrap_or_else(BigRational::one);
        let mut candidates = vec![BigRational::zero(), step.clone()];
        for end in [&self.low, &self.high, &other.low, &other.high].into_iter().flatten() {
            let on_step = ceiling(&end.value, &step);
            candidates.extend([end.value.clone(), on_step.clone(), &on_step + &step, &on_step - &step]);
        }
        candidates.into_iter().find(|value| self.contains(value) && !other.contains(value))
    }
}
