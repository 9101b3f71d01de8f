//! How the public items of two generated crates differ, and what each difference means for code that uses them.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::names::upper;

use super::generated::Code;
use super::items::{Api, Form, Other, Part, Type};
use super::places::Places;
use super::signature::{replaced, replaced_types, short};
use crate::effect::Effect;
use crate::rust::documents::Documents;

/// One difference, and where in the documents it comes from.
pub(super) struct Difference {
    pub(super) pointer: String,
    pub(super) effect: Effect,
    /// Whether the same code compiles and does something else.
    pub(super) behaviour: bool,
    pub(super) why: String,
}

/// Items that are gone or new, which one sentence names by their place.
pub(super) type Lists = BTreeMap<(String, bool), Vec<String>>;

/// What is compared, with old types under their new names, and what was found.
pub(super) struct Items<'d> {
    pub(super) old: Api,
    pub(super) new: &'d Api,
    pub(super) old_places: Places<'d>,
    pub(super) new_places: Places<'d>,
    /// Names of types that one of the two has, or that are of another form.
    single: BTreeSet<String>,
    differences: Vec<Difference>,
    lists: Lists,
}

/// All differences between two generated crates.
pub(super) fn differences<'d>(documents: &Documents<'d>, old: &'d Code, new: &'d Code) -> Vec<Difference> {
    let old_places = Places { document: documents.old, code: old };
    let new_places = Places { document: documents.new, code: new };
    let renamed = renamed_types(documents, old, new);
    let mut items = Items {
        old: old.api.renamed(&renamed),
        new: &new.api,
        old_places,
        new_places,
        single: BTreeSet::new(),
        differences: Vec::new(),
        lists: Lists::new(),
    };
    for (before, after) in &renamed {
        let why = format!("type `{before}` is `{after}` now");
        items.note(items.new_places.of_type(after), Effect::Breaking, why);
    }
    items.types();
    super::methods::compare(documents, &mut items);
    items.others();
    items.finish()
}

/// Types of the same schema under another name.
fn renamed_types(documents: &Documents<'_>, old: &Code, new: &Code) -> BTreeMap<String, String> {
    let has = |code: &Code, name: &str| code.api.types.contains_key(&format!("types::{name}"));
    let gone = old.types.iter().filter(|(name, _)| has(old, name) && !has(new, name));
    let pairs = gone.filter_map(|(name, place)| {
        let place = documents.moved.place(place);
        let same = new.types.iter().find(|(other, at)| **at == place && has(new, other) && !has(old, other));
        same.map(|(other, _)| (name.clone(), other.clone()))
    });
    pairs.collect()
}

impl Api {
    /// The items with other names of types.
    fn renamed(&self, names: &BTreeMap<String, String>) -> Self {
        if names.is_empty() {
            return self.clone();
        }
        // A parameter of generic code may have the name of a type; only a path tells the two apart.
        let plain = names.iter().filter(|(old, _)| !self.generics.contains(*old));
        let plain = plain.map(|(old, new)| (old.clone(), new.clone())).collect();
        let text = |text: &mut String| *text = replaced(&replaced_types(text, names), &plain);
        let mut api = self.clone();
        api.types = std::mem::take(&mut api.types).into_iter().map(|(path, of)| (replaced(&path, names), of)).collect();
        for of in api.types.values_mut() {
            if let Form::Tuple(fields) = &mut of.form {
                fields.iter_mut().for_each(text);
            }
            for part in &mut of.parts {
                text(&mut part.written);
                // Variants that hold a type are named by it.
                if of.form == Form::Enum && !part.written.is_empty() {
                    text(&mut part.name);
                }
            }
        }
        for function in api.functions.values_mut() {
            text(&mut function.signature.output);
            function.signature.arguments.iter_mut().for_each(|(_, written)| text(written));
        }
        // The schema of a type is a constant that is named by it; what the client has is named by operations.
        let constants = names.iter().map(|(old, new)| (upper(old), upper(new))).collect();
        let path = |path: &str| match path.split("::").next() {
            Some("schema") => replaced(path, &constants),
            Some("client") => path.to_owned(),
            Some("types") => replaced(path, names),
            _ => replaced(path, &plain),
        };
        api.functions =
            std::mem::take(&mut api.functions).into_iter().map(|(of, function)| (path(&of), function)).collect();
        api.others.values_mut().for_each(|other| text(&mut other.written));
        api.others = std::mem::take(&mut api.others).into_iter().map(|(of, other)| (path(&of), other)).collect();
        api
    }
}

/// The last step of a path: the name by which sentences call a type.
fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

impl<'d> Items<'d> {
    pub(super) fn note(&mut self, pointer: String, effect: Effect, why: String) {
        self.differences.push(Difference { pointer, effect, behaviour: false, why });
    }

    /// Notes what compiles as before and does something else.
    fn note_behaviour(&mut self, pointer: String, why: String) {
        self.differences.push(Difference { pointer, effect: Effect::None, behaviour: true, why });
    }

    /// Notes an item that only one of the two has.
    pub(super) fn single(&mut self, pointer: String, is_new: bool, label: String) {
        self.lists.entry((pointer, is_new)).or_default().push(label);
    }

    /// Whether a path names a type that only one of the two has, so that all of it is gone or new.
    pub(super) fn is_of_single(&self, path: &str) -> bool {
        path.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| self.single.contains(word))
    }

    /// Takes the constant of an operation for the same one, where its method has another name.
    pub(super) fn rename_constant(&mut self, old: &str, new: &str) {
        let path = |method: &str| format!("client::{}", method.to_uppercase());
        if let Some(constant) = self.old.others.remove(&path(old)) {
            self.old.others.insert(path(new), constant);
        }
    }

    fn finish(mut self) -> Vec<Difference> {
        for ((pointer, is_new), labels) in std::mem::take(&mut self.lists) {
            let effect = if is_new { Effect::Compatible } else { Effect::Breaking };
            let verb = if is_new { "new" } else { "gone" };
            const MOST: usize = 3;
            let why = match &labels[..] {
                [only] => format!("{only} is {verb}"),
                labels if labels.len() > MOST + 1 => {
                    format!("{} and {} more are {verb}", labels[..MOST].join(", "), labels.len() - MOST)
                }
                [first @ .., last] => format!("{} and {last} are {verb}", first.join(", ")),
                [] => continue,
            };
            self.note(pointer, effect, why);
        }
        self.differences
    }

    fn types(&mut self) {
        for (path, old) in &std::mem::take(&mut self.old.types) {
            match self.new.types.get(path) {
                Some(new) => self.of_type(name(path), old, new),
                None => {
                    self.single.insert(name(path).to_owned());
                    self.single(self.old_places.of_declared(path), false, format!("type `{}`", name(path)));
                }
            }
            self.old.types.insert(path.clone(), old.clone());
        }
        for path in self.new.types.keys().filter(|path| !self.old.types.contains_key(*path)) {
            let label = format!("type `{}`", name(path));
            self.single.insert(name(path).to_owned());
            self.lists.entry((self.new_places.of_declared(path), true)).or_default().push(label);
        }
    }

    fn of_type(&mut self, name: &str, old: &Type, new: &Type) {
        let place = self.new_places.of_type(name);
        if old.gate != new.gate {
            self.note(place.clone(), Effect::Breaking, format!("type `{name}` needs other features"));
        }
        if std::mem::discriminant(&old.form) != std::mem::discriminant(&new.form)
            || matches!(new.form, Form::Tuple(_)) && old.form != new.form
        {
            // What is implemented for it follows.
            self.single.insert(name.to_owned());
            let why = format!("`{name}` is {} now, and was {}", described(&new.form), described(&old.form));
            return self.note(place, Effect::Breaking, why);
        }
        self.parts(name, old, new);
        if let Some(why) = reordered(name, old, new) {
            let pointer = match new.parts.first() {
                Some(part) => self.new_places.of_part(name, &part.name, wire(part)),
                None => place.clone(),
            };
            self.note(pointer, Effect::Breaking, why);
        }
        for lost in old.derives.difference(&new.derives) {
            self.note(place.clone(), Effect::Breaking, format!("`{name}` is no longer `{lost}`"));
        }
        for gained in new.derives.difference(&old.derives) {
            self.note(place.clone(), Effect::Compatible, format!("`{name}` is `{gained}` now"));
        }
        if new.can_grow && !old.can_grow {
            self.note(
                place,
                Effect::Breaking,
                format!("`{name}` may grow, so code that names all of it does not compile"),
            );
        }
    }

    /// Fields and variants. One more breaks code that names them all, unless the type may grow.
    fn parts(&mut self, name: &str, old: &Type, new: &Type) {
        let noun = if new.form == Form::Enum { "variant" } else { "field" };
        for before in &old.parts {
            match new.parts.iter().find(|after| after.name == before.name) {
                Some(after) if after.written == before.written => {
                    if after.absent != before.absent {
                        let why =
                            format!("field `{}` of `{name}` has another value where JSON leaves it out", after.name);
                        self.note_behaviour(self.new_places.of_part(name, &after.name, wire(after)), why);
                    }
                }
                Some(after) => {
                    let (is, was) = (short(&after.written), short(&before.written));
                    let why = format!("{noun} `{}` of `{name}` is `{is}` now, and was `{was}`", after.name);
                    self.note(self.new_places.of_part(name, &after.name, wire(after)), Effect::Breaking, why);
                }
                None => {
                    let why = format!("{noun} `{}` of `{name}` is gone", before.name);
                    self.note(self.old_places.of_part(name, &before.name, wire(before)), Effect::Breaking, why);
                }
            }
        }
        let effect = if old.can_grow && new.can_grow { Effect::Compatible } else { Effect::Breaking };
        for after in new.parts.iter().filter(|after| !old.parts.iter().any(|before| before.name == after.name)) {
            let why = format!("`{name}` has a new {noun} `{}`", after.name);
            self.note(self.new_places.of_part(name, &after.name, wire(after)), effect, why);
        }
    }

    /// Constants, traits, aliases, and what is implemented.
    fn others(&mut self) {
        let (old, new) = (std::mem::take(&mut self.old.others), self.new);
        // What is implemented goes with its trait.
        let traits = |from: &BTreeMap<String, Other>, other: &BTreeMap<String, Other>| -> Vec<String> {
            let single = from.iter().filter(|(path, item)| item.noun == "trait" && !other.contains_key(*path));
            single.map(|(path, _)| name(path).to_owned()).collect()
        };
        let single = [traits(&old, &new.others), traits(&new.others, &old)].concat();
        let is_of = |path: &str| single.iter().any(|name| path.starts_with(&format!("{name} for ")));
        for (path, before) in &old {
            match new.others.get(path) {
                _ if self.is_of_single(path) || is_of(path) => {}
                Some(after) if before.is_declared_as(after) => {
                    if is_of_struct(new, path) && are_reordered(&before.listed, &after.listed) {
                        let why = format!("{} stand in another order", listed(path));
                        self.note_behaviour(self.new_places.of_item(path), why);
                    }
                }
                Some(after) => {
                    let label = label(path, after.noun);
                    self.note(
                        self.new_places.of_item(path),
                        Effect::Breaking,
                        format!("{label} is declared otherwise"),
                    );
                }
                None => self.single(self.old_places.of_item(path), false, label(path, before.noun)),
            }
        }
        for (path, after) in &new.others {
            if !old.contains_key(path) && !self.is_of_single(path) && !is_of(path) {
                self.single(self.new_places.of_item(path), true, label(path, after.noun));
            }
        }
    }
}

impl Other {
    fn is_declared_as(&self, other: &Self) -> bool {
        (self.noun, &self.written, &self.gate) == (other.noun, &other.written, &other.gate)
    }
}

/// Whether a constant belongs to a struct. The order of an enum's values is that of its variants, which is compared by itself.
fn is_of_struct(api: &Api, path: &str) -> bool {
    let owner = path.rsplit_once("::").and_then(|(owner, _)| api.types.get(owner));
    owner.is_some_and(|owner| owner.form == Form::Struct)
}

/// Whether what both lists have stands in another order.
fn are_reordered(old: &[String], new: &[String]) -> bool {
    let common = |from: &[String], other: &[String]| -> Vec<String> {
        from.iter().filter(|item| other.contains(item)).cloned().collect()
    };
    common(old, new) != common(new, old)
}

/// How a sentence calls the items of a constant list.
fn listed(path: &str) -> String {
    format!("the items of `{}`", path.split_once("::").map_or(path, |(_, rest)| rest))
}

fn wire(part: &Part) -> &str {
    part.wire.as_deref().unwrap_or(&part.name)
}

fn described(form: &Form) -> String {
    match form {
        Form::Struct => "a struct".to_owned(),
        Form::Enum => "an enum".to_owned(),
        Form::Tuple(fields) => match &fields[..] {
            [field] if field == "_" => "a checked string".to_owned(),
            fields => {
                format!("a newtype of `{}`", fields.iter().map(|field| short(field)).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// How a sentence calls an item.
fn label(path: &str, noun: &str) -> String {
    match (noun, path.split_once(" for ")) {
        ("impl", Some((implemented, owner))) => format!("`{}` for `{}`", short(implemented), short(owner)),
        ("macro", Some((_, owner))) => format!("string conversions of `{owner}`"),
        _ => format!("{noun} `{}`", path.strip_prefix("client::").or(path.strip_prefix("rules::")).unwrap_or(path)),
    }
}

/// What follows where the parts that both have stand in another order.
fn reordered(name: &str, old: &Type, new: &Type) -> Option<String> {
    let names = |of: &Type| of.parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    if !are_reordered(&names(old), &names(new)) {
        return None;
    }
    let sorts = new.derives.contains("Ord") || new.derives.contains("PartialOrd");
    if sorts && old.derives.is_superset(&new.derives) {
        return Some(format!("values of `{name}` sort otherwise, since its variants stand in another order"));
    }
    if new.form == Form::Enum && new.untagged {
        return Some(format!(
            "a value that fits several variants of `{name}` is read as another one, since they stand in another order"
        ));
    }
    let plain = new.form == Form::Enum && new.parts.iter().all(|part| part.written.is_empty());
    plain.then(|| format!("variants of `{name}` have other discriminants, since they stand in another order"))
}
