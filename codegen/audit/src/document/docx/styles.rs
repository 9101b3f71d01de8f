//! Resolves the styles of a `.docx` that change which text a reader sees: hidden, struck through, superscript or subscript.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{AuditError, not_docx};

/// The part with the styles.
pub(super) const STYLES: &str = "word/styles.xml";

/// The formatting that one element sets; a value of `None` is inherited.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RunFormat {
    pub(super) hidden: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) struck_twice: Option<bool>,
    /// Superscript or subscript (`w:vertAlign`).
    pub(super) script: Option<VerticalPosition>,
    /// Whether the text is raised or lowered by a distance (`w:position`), independently of `script`.
    pub(super) position: Option<VerticalPosition>,
}

/// The vertical position of text.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum VerticalPosition {
    #[default]
    Baseline,
    Above,
    Below,
}

impl VerticalPosition {
    /// Parses the amount by which text is raised: `6`, or `3pt` or `30%` in the strict variant of the format.
    fn raised_by(amount: &str) -> Self {
        let is_zero = !amount.contains(|c: char| matches!(c, '1'..='9'));
        match amount.trim_start().starts_with('-') {
            _ if is_zero => Self::Baseline,
            false => Self::Above,
            true => Self::Below,
        }
    }
}

impl RunFormat {
    /// Applies an element of `w:rPr`.
    pub(super) fn apply(&mut self, name: &str, tag: &BytesStart<'_>) {
        let on = || !value(tag, "val").is_some_and(|val| matches!(val.as_str(), "0" | "false" | "off"));
        match name {
            "vanish" | "specVanish" => self.hidden = Some(on()),
            "strike" => self.struck = Some(on()),
            "dstrike" => self.struck_twice = Some(on()),
            "vertAlign" => {
                self.script = Some(match value(tag, "val").as_deref() {
                    Some("superscript") => VerticalPosition::Above,
                    Some("subscript") => VerticalPosition::Below,
                    _ => VerticalPosition::Baseline,
                });
            }
            "position" => self.position = Some(VerticalPosition::raised_by(&value(tag, "val").unwrap_or_default())),
            _ => {}
        }
    }

    /// Applies the attributes of an `a:rPr`, as in drawings.
    pub(super) fn apply_drawing(&mut self, tag: &BytesStart<'_>) {
        if let Some(strike) = value(tag, "strike") {
            self.struck = Some(strike != "noStrike");
        }
        if let Some(baseline) = value(tag, "baseline") {
            self.script = Some(VerticalPosition::raised_by(&baseline));
        }
    }

    /// This formatting, with unset values taken from `other`.
    fn or(self, other: Self) -> Self {
        Self {
            hidden: self.hidden.or(other.hidden),
            struck: self.struck.or(other.struck),
            struck_twice: self.struck_twice.or(other.struck_twice),
            script: self.script.or(other.script),
            position: self.position.or(other.position),
        }
    }
}

/// The effective formatting of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EffectiveFormat {
    pub(super) hidden: bool,
    pub(super) struck: bool,
    pub(super) level: VerticalPosition,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// The formatting of each style, and the style that it is based on.
    styles: BTreeMap<String, (RunFormat, Option<String>)>,
    defaults: RunFormat,
    /// The default style, which paragraphs without a style have.
    paragraph: Option<String>,
}

impl Styles {
    pub(super) fn of_xml(xml: &str) -> Result<Self, AuditError> {
        let mut reader = Reader::from_str(xml);
        let mut styles = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut style = String::new();
        loop {
            let (tag, is_empty) = match reader.read_event() {
                Ok(Event::Start(tag)) => (tag, false),
                Ok(Event::Empty(tag)) => (tag, true),
                Ok(Event::End(_)) => {
                    open.pop();
                    continue;
                }
                Ok(Event::Eof) => return Ok(styles),
                Ok(_) => continue,
                Err(error) => return Err(not_docx(format!("`{}`: {error}", STYLES))),
            };
            let name = tag.local_name().as_ref().to_owned();
            let ancestor =
                |back: usize| open.len().checked_sub(back).and_then(|index| open.get(index)).map(String::as_str);
            match (name.as_str(), ancestor(1), ancestor(2)) {
                ("style", ..) => {
                    style = value(&tag, "styleId").unwrap_or_default();
                    let is_default =
                        value(&tag, "default").is_some_and(|val| matches!(val.as_str(), "1" | "true" | "on"));
                    if is_default && value(&tag, "type").as_deref() == Some("paragraph") {
                        styles.paragraph = Some(style.clone());
                    }
                    styles.styles.insert(style.clone(), (RunFormat::default(), None));
                }
                ("basedOn", Some("style"), _) => {
                    if let Some((_, base)) = styles.styles.get_mut(&style) {
                        *base = value(&tag, "val");
                    }
                }
                (name, Some("rPr"), Some("style")) => {
                    if let Some((format, _)) = styles.styles.get_mut(&style) {
                        format.apply(name, &tag);
                    }
                }
                (name, Some("rPr"), Some("rPrDefault")) => styles.defaults.apply(name, &tag),
                _ => {}
            }
            if !is_empty {
                open.push(name);
            }
        }
    }

    /// The formatting of a style, including the styles that it is based on.
    fn format(&self, id: Option<&str>) -> RunFormat {
        let mut format = RunFormat::default();
        let mut next = id;
        // A chain longer than the number of styles is a cycle.
        for _ in 0..=self.styles.len() {
            let Some((own, base)) = next.and_then(|id| self.styles.get(id)) else { break };
            format = format.or(*own);
            next = base.as_deref();
        }
        format
    }

    /// The effective formatting of a run, from its own formatting, its style, and the styles of paragraph and table. A toggle that two of
    /// these styles switch on is off again (ECMA-376, part 1, 17.7.3), except for a double strikethrough.
    pub(super) fn effective(
        &self,
        direct: RunFormat,
        run: Option<&str>,
        paragraph: Option<&str>,
        table: Option<&str>,
    ) -> EffectiveFormat {
        let paragraph = self.format(paragraph.or(self.paragraph.as_deref()));
        let (run, table) = (self.format(run), self.format(table));
        let toggled = |of: fn(&RunFormat) -> Option<bool>| {
            let on = |format: &RunFormat| of(format).unwrap_or_default();
            of(&direct).unwrap_or_else(|| on(&self.defaults) || on(&run) ^ on(&paragraph) ^ on(&table))
        };
        let all = direct.or(run).or(paragraph).or(table).or(self.defaults);
        EffectiveFormat {
            hidden: toggled(|format| format.hidden),
            struck: toggled(|format| format.struck) || all.struck_twice.unwrap_or_default(),
            level: all
                .script
                .filter(|script| *script != VerticalPosition::Baseline)
                .or(all.position)
                .unwrap_or_default(),
        }
    }
}

/// The value of the attribute with a local name, with any prefix.
pub(super) fn value(tag: &BytesStart<'_>, local: &str) -> Option<String> {
    let attribute =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == local)?;
    Some(attribute.value.into_owned())
}
