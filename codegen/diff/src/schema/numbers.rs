//! What a numeric schema allows, as an interval and a step, and how two of them compare.

use std::cmp::Ordering;

use crate::schema::decimal::Decimal;
use crate::side::{Difference, Shift};

/// The keywords that bound a number. `allOf` has been merged: the tightest of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Numbers {
    /// `type: integer`.
    pub(crate) integer: bool,
    pub(crate) minimum: Option<Limit>,
    pub(crate) maximum: Option<Limit>,
    pub(crate) multiple_of: Vec<Decimal>,
    pub(crate) formats: Vec<String>,
}

/// An end of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) value: Decimal,
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
    step: Option<Decimal>,
    /// Formats that are no interval: `float`, `double`, unknown ones.
    formats: Vec<String>,
}

impl Numbers {
    /// Whether a number is allowed; `None` where that cannot be told.
    pub(crate) fn accepts(&self, value: Decimal) -> Option<bool> {
        let set = self.set()?;
        set.holds(value)
    }

    /// All of them, where they are few.
    pub(crate) fn list(&self) -> Option<Vec<Decimal>> {
        const MOST: usize = 1000;
        let set = self.set()?;
        if set.is_empty()? {
            return Some(Vec::new());
        }
        let (low, high) = (set.low?, set.high?);
        if set.is_single()? {
            return Some(vec![low.value]);
        }
        let mut list = Vec::new();
        let mut value = low.value;
        while value.compare(high.value)? != Ordering::Greater {
            if list.len() == MOST {
                return None;
            }
            list.push(value);
            value = value.plus(set.step?)?;
        }
        Some(list)
    }

    /// `None` where the numbers are too large or too fine to be exact.
    fn set(&self) -> Option<Set> {
        let mut set = Set {
            low: self.minimum,
            high: self.maximum,
            step: self.integer.then_some(Decimal::ONE),
            formats: Vec::new(),
        };
        for &multiple in &self.multiple_of {
            if multiple.compare(Decimal::ZERO)? != Ordering::Greater {
                return None;
            }
            set.step = Some(match set.step {
                Some(step) => step.common_multiple(multiple)?,
                None => multiple,
            });
        }
        for format in &self.formats {
            match whole_range(format).filter(|_| self.integer) {
                Some((low, high)) => {
                    set.low = tighter(set.low, inclusive(low), Ordering::Greater)?;
                    set.high = tighter(set.high, inclusive(high), Ordering::Less)?;
                }
                None => set.formats.push(format.clone()),
            }
        }
        set.tightened()
    }

    /// How the new numbers compare with the old, with examples of what is lost and gained.
    pub(crate) fn relate(&self, new: &Self) -> Difference {
        let (Some(old), Some(next)) = (self.set(), new.set()) else {
            return if self == new { Shift::Same } else { Shift::Apart }.into();
        };
        let (Some(kept), Some(covered)) = (old.is_within(&next), next.is_within(&old)) else {
            return Shift::Apart.into();
        };
        let shift = Shift::of(!kept, !covered).and(formats(&old.formats, &next.formats));
        let (lost, gained) = (old.example_outside(&next), next.example_outside(&old));
        Difference { lost: lost.map(Decimal::value), gained: gained.map(Decimal::value), ..shift.into() }
    }
}

fn inclusive(value: i128) -> Limit {
    Limit { value: Decimal::of_i128(value), exclusive: false }
}

/// The limit that binds more; `binds` is the order in which it stands to the other.
pub(crate) fn tighter(limit: Option<Limit>, other: Limit, binds: Ordering) -> Option<Option<Limit>> {
    let Some(limit) = limit else {
        return Some(Some(other));
    };
    let order = limit.value.compare(other.value)?;
    let first = order == binds || (order == Ordering::Equal && limit.exclusive);
    Some(Some(if first { limit } else { other }))
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
    fn tightened(mut self) -> Option<Self> {
        let Some(step) = self.step else {
            return Some(self);
        };
        if let Some(low) = self.low {
            let mut value = low.value.ceiling(step)?;
            if low.exclusive && value.compare(low.value)? == Ordering::Equal {
                value = value.plus(step)?;
            }
            self.low = Some(Limit { value, exclusive: false });
        }
        if let Some(high) = self.high {
            let mut value = high.value.negated()?.ceiling(step)?.negated()?;
            if high.exclusive && value.compare(high.value)? == Ordering::Equal {
                value = value.plus(step.negated()?)?;
            }
            self.high = Some(Limit { value, exclusive: false });
        }
        Some(self)
    }

    fn holds(&self, value: Decimal) -> Option<bool> {
        let above = match self.low {
            Some(low) => beyond(value, low, Ordering::Greater)?,
            None => true,
        };
        let below = match self.high {
            Some(high) => beyond(value, high, Ordering::Less)?,
            None => true,
        };
        let on_step = match self.step {
            Some(step) => value.is_multiple_of(step)?,
            None => true,
        };
        Some(above && below && on_step)
    }

    fn is_empty(&self) -> Option<bool> {
        let (Some(low), Some(high)) = (self.low, self.high) else {
            return Some(false);
        };
        Some(match low.value.compare(high.value)? {
            Ordering::Greater => true,
            Ordering::Equal => low.exclusive || high.exclusive,
            Ordering::Less => false,
        })
    }

    fn is_single(&self) -> Option<bool> {
        let (Some(low), Some(high)) = (self.low, self.high) else {
            return Some(false);
        };
        Some(low.value.compare(high.value)? == Ordering::Equal)
    }

    /// Whether all members are members of the other one.
    fn is_within(&self, other: &Self) -> Option<bool> {
        if self.is_empty()? {
            return Some(true);
        }
        if self.is_single()? {
            return other.holds(self.low?.value);
        }
        let step = match (self.step, other.step) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(step)) => own.is_multiple_of(step)? || self.each_within(other)?,
        };
        Some(
            step && end_within(self.low, other.low, Ordering::Greater)?
                && end_within(self.high, other.high, Ordering::Less)?,
        )
    }

    /// Short sets are looked at one by one: {6} and {4, 8} fit steps that do not divide each other.
    fn each_within(&self, other: &Self) -> Option<bool> {
        const MOST: usize = 1000;
        let (Some(low), Some(high), Some(step)) = (self.low, self.high, self.step) else {
            return Some(false);
        };
        let mut value = low.value;
        for _ in 0..MOST {
            if value.compare(high.value)? == Ordering::Greater {
                return Some(true);
            }
            if !other.holds(value)? {
                return Some(false);
            }
            value = value.plus(step)?;
        }
        Some(false)
    }

    /// A member that the other set lacks, looked for near the ends of both.
    fn example_outside(&self, other: &Self) -> Option<Decimal> {
        let step = self.step.unwrap_or(Decimal::ONE);
        let ends = [self.low, self.high, other.low, other.high];
        let mut candidates = vec![Decimal::ZERO, step];
        for end in ends.into_iter().flatten() {
            let on_step = end.value.ceiling(step).unwrap_or(end.value);
            candidates.extend([Some(end.value), Some(on_step)].into_iter().flatten());
            candidates.extend(on_step.plus(step));
            candidates.extend(step.negated().and_then(|step| on_step.plus(step)));
        }
        candidates.into_iter().find(|&value| self.holds(value) == Some(true) && other.holds(value) == Some(false))
    }
}

fn beyond(value: Decimal, limit: Limit, side: Ordering) -> Option<bool> {
    let order = value.compare(limit.value)?;
    Some(order == side || (order == Ordering::Equal && !limit.exclusive))
}

/// Whether the own end lies within the other one.
fn end_within(own: Option<Limit>, other: Option<Limit>, side: Ordering) -> Option<bool> {
    Some(match (own, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(other)) => {
            let order = own.value.compare(other.value)?;
            order == side || (order == Ordering::Equal && (own.exclusive || !other.exclusive))
        }
    })
}
