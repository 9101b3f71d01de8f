//! Texts, numbers and arrays: which of the changed keywords takes something away, and which never binds.

use serde_json::Value;

use crate::change::{Evidence, Shift, show};
use crate::check::schema::Pair;
use crate::context::Comparison;
use crate::schema::Shape;
use crate::schema::decimal::Decimal;
use crate::schema::numbers::{Limit, Numbers};
use crate::schema::strings::{self, Words};

/// One changed keyword: its name, what changed, and the old rules with only this keyword new.
struct Step<R> {
    keyword: &'static str,
    what: String,
    rules: R,
}

impl<'d> Comparison<'d> {
    pub(crate) fn texts(&mut self, pair: &Pair<'d>) {
        let (old, new) = (words_of(&pair.old), words_of(&pair.new));
        let together = old.relate(&new);
        let steps = text_steps(&old, &new);
        let alone: Vec<strings::Comparison> = steps.iter().map(|step| old.relate(&step.rules)).collect();
        let explained = alone.iter().fold(Shift::Same, |shift, one| shift.and(one.shift));
        for (step, alone) in steps.iter().zip(&alone) {
            // Where the keywords only say together what changed, each of them is answerable for the whole.
            let result = if explained == together.shift { alone } else { &together };
            let what = match &result.undecided {
                Some(reason) => format!("{} (cannot be decided: {reason})", step.what),
                None => step.what.clone(),
            };
            let evidence = Evidence {
                lost: result.lost.clone().map(Value::String),
                gained: result.gained.clone().map(Value::String),
            };
            self.shift(pair, step.keyword, what, result.shift, &evidence);
        }
        self.text_formats(pair);
    }

    fn text_formats(&mut self, pair: &Pair<'d>) {
        // `password` only asks a form to hide what is typed.
        let formats = |shape: &Shape<'_>| {
            let mut formats = shape.formats.clone();
            formats.remove("password");
            formats
        };
        let (old, new) = (formats(&pair.old), formats(&pair.new));
        let shift = Shift::of(!old.is_superset(&new), !new.is_superset(&old));
        if shift != Shift::Same {
            let what = changed("format", &join(&old), &join(&new));
            self.shift(pair, "format", what, shift, &Evidence::default());
        }
    }

    pub(crate) fn numbers(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.old.numbers, &pair.new.numbers);
        let (together, lost, gained) = old.relate(new);
        let steps = number_steps(old, new);
        let alone: Vec<_> = steps.iter().map(|step| old.relate(&step.rules)).collect();
        let explained = alone.iter().fold(Shift::Same, |shift, one| shift.and(one.0));
        for (step, alone) in steps.into_iter().zip(alone) {
            let (shift, lost, gained) = if explained == together { alone } else { (together, lost, gained) };
            let evidence = Evidence { lost: lost.map(Decimal::value), gained: gained.map(Decimal::value) };
            self.shift(pair, step.keyword, step.what, shift, &evidence);
        }
    }

    pub(crate) fn arrays(&mut self, pair: &Pair<'d>) {
        let (old, new) = (&pair.old.arrays, &pair.new.arrays);
        let most = |max: Option<u64>| max.unwrap_or(u64::MAX);
        if old.min != new.min {
            let what = changed("minItems", &least_text(old.min), &least_text(new.min));
            let shift = Shift::of(new.min > old.min, new.min < old.min);
            self.shift(pair, "minItems", what, shift, &Evidence::default());
        }
        if old.max != new.max {
            let what = changed("maxItems", &most_text(old.max), &most_text(new.max));
            let shift = Shift::of(most(new.max) < most(old.max), most(new.max) > most(old.max));
            self.shift(pair, "maxItems", what, shift, &Evidence::default());
        }
        if old.unique != new.unique {
            // An array of at most one item has no two that are equal.
            let idle = most(old.max).min(most(new.max)) <= 1;
            let what = changed("uniqueItems", &old.unique.to_string(), &new.unique.to_string());
            let shift = Shift::of(new.unique && !idle, old.unique && !idle);
            self.shift(pair, "uniqueItems", what, shift, &Evidence::default());
        }
        if most(old.max).min(most(new.max)) > 0 {
            let (old, new) = (old.items.clone(), new.items.clone());
            self.schema(&old, &new, pair.side);
        }
    }

    /// The number of members of an object; properties that must or may be there can make a limit idle.
    pub(crate) fn member_counts(&mut self, pair: &Pair<'d>) {
        use crate::schema::Extra;
        let least = |shape: &Shape<'_>| shape.objects.min.max(shape.objects.required.len() as u64);
        let most = |shape: &Shape<'_>| {
            let stated = shape.objects.properties.len() as u64;
            let bound = match shape.objects.extra {
                Extra::None => stated,
                _ => u64::MAX,
            };
            shape.objects.max.unwrap_or(u64::MAX).min(bound)
        };
        let (old, new) = (&pair.old, &pair.new);
        for (keyword, before, after, shift) in [
            (
                "minProperties",
                least_text(old.objects.min),
                least_text(new.objects.min),
                Shift::of(least(new) > least(old), least(new) < least(old)),
            ),
            (
                "maxProperties",
                most_text(old.objects.max),
                most_text(new.objects.max),
                Shift::of(most(new) < most(old), most(new) > most(old)),
            ),
        ] {
            if before != after {
                let what = changed(keyword, &before, &after);
                self.shift(pair, keyword, what, shift, &Evidence::default());
            }
        }
    }
}

/// The rules for texts, with the values that are listed where the schema is for texts alone.
fn words_of(shape: &Shape<'_>) -> Words {
    let texts = |values: &Vec<Value>| {
        let texts = values.iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    Words { values: shape.values.as_ref().map(texts), ..shape.words.clone() }
}

fn text_steps(old: &Words, new: &Words) -> Vec<Step<Words>> {
    let mut steps = Vec::new();
    if old.patterns != new.patterns {
        steps.push(Step {
            keyword: "pattern",
            what: changed("pattern", &join(&old.patterns), &join(&new.patterns)),
            rules: Words { patterns: new.patterns.clone(), ..old.clone() },
        });
    }
    if old.min != new.min {
        steps.push(Step {
            keyword: "minLength",
            what: changed("minLength", &least_text(old.min), &least_text(new.min)),
            rules: Words { min: new.min, ..old.clone() },
        });
    }
    if old.max != new.max {
        steps.push(Step {
            keyword: "maxLength",
            what: changed("maxLength", &most_text(old.max), &most_text(new.max)),
            rules: Words { max: new.max, ..old.clone() },
        });
    }
    if old.values != new.values {
        let text = |values: &Option<Vec<String>>| {
            let few = |values: &Vec<String>| match values.len() {
                1 => values.join(""),
                count => format!("{count} values"),
            };
            values.as_ref().map_or_else(String::new, few)
        };
        steps.push(Step {
            keyword: "enum",
            what: changed("enum", &text(&old.values), &text(&new.values)),
            rules: Words { values: new.values.clone(), ..old.clone() },
        });
    }
    steps
}

fn number_steps(old: &Numbers, new: &Numbers) -> Vec<Step<Numbers>> {
    let mut steps = Vec::new();
    if old.integer != new.integer {
        let name = |numbers: &Numbers| if numbers.integer { "integer" } else { "number" };
        steps.push(Step {
            keyword: "type",
            what: format!("type: {} → {}", name(old), name(new)),
            rules: Numbers { integer: new.integer, ..old.clone() },
        });
    }
    if old.minimum != new.minimum {
        steps.push(Step {
            keyword: end_keyword(old.minimum, new.minimum, "minimum", "exclusiveMinimum"),
            what: changed("minimum", &end_text(old.minimum), &end_text(new.minimum)),
            rules: Numbers { minimum: new.minimum, ..old.clone() },
        });
    }
    if old.maximum != new.maximum {
        steps.push(Step {
            keyword: end_keyword(old.maximum, new.maximum, "maximum", "exclusiveMaximum"),
            what: changed("maximum", &end_text(old.maximum), &end_text(new.maximum)),
            rules: Numbers { maximum: new.maximum, ..old.clone() },
        });
    }
    if old.multiple_of != new.multiple_of {
        let text = |steps: &[Decimal]| join(steps.iter().map(|step| step.value().to_string()).collect::<Vec<_>>());
        steps.push(Step {
            keyword: "multipleOf",
            what: changed("multipleOf", &text(&old.multiple_of), &text(&new.multiple_of)),
            rules: Numbers { multiple_of: new.multiple_of.clone(), ..old.clone() },
        });
    }
    if old.formats != new.formats {
        steps.push(Step {
            keyword: "format",
            what: changed("format", &join(&old.formats), &join(&new.formats)),
            rules: Numbers { formats: new.formats.clone(), ..old.clone() },
        });
    }
    steps
}

/// Where only whether the end belongs to it changed, that keyword is the one.
fn end_keyword(old: Option<Limit>, new: Option<Limit>, value: &'static str, exclusive: &'static str) -> &'static str {
    match (old, new) {
        (Some(old), Some(new)) if old.value == new.value => exclusive,
        _ => value,
    }
}

fn end_text(limit: Option<Limit>) -> String {
    limit.map_or_else(String::new, |limit| {
        let exclusive = if limit.exclusive { " (exclusive)" } else { "" };
        format!("{}{exclusive}", limit.value.value())
    })
}

/// A lower limit of nothing is none.
fn least_text(limit: u64) -> String {
    if limit == 0 { String::new() } else { limit.to_string() }
}

fn most_text(limit: Option<u64>) -> String {
    limit.map_or_else(String::new, |limit| limit.to_string())
}

fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| text.as_ref().to_owned()).collect();
    texts.join(" and ")
}

/// What changed; an empty text stands for what is not stated.
pub(crate) fn changed(keyword: &str, old: &str, new: &str) -> String {
    let shown = |text: &str| show(&Value::String(text.to_owned()));
    match (old.is_empty(), new.is_empty()) {
        (false, false) => format!("`{keyword}`: {} → {}", shown(old), shown(new)),
        (true, _) => format!("`{keyword}`: {} added", shown(new)),
        (_, true) => format!("`{keyword}`: {} removed", shown(old)),
    }
}
