// The checks of `patterns.txt` as `emit_check` writes them. Rewrite: UPDATE_GOLDEN=1 cargo test.

pub use support::Mismatch;
/// What the checks share.
mod support {
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
    /// Reads a run of `min` to `max` bytes of a class from `at` on, and gives where it ends.
    #[inline]
    pub(super) fn run(
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
    /// Checks that the text from `at` on is one run of `min` to `max` bytes of a class.
    #[inline]
    pub(super) fn last(
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
    /// Reads a run of `min` to `max` characters of a class, `at` characters being read, and gives how many then are.
    #[inline]
    pub(super) fn run_chars(
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
    /// Checks that what is left, `at` characters being read, is one run of `min` to `max` characters of a class.
    #[inline]
    pub(super) fn last_chars(
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
/// A check.
pub(crate) type Check = fn(&str) -> Result<(), Mismatch>;
/// Every check with its name.
pub(crate) const ALL: &[(&str, Check)] = &[
    ("telephone_number", telephone_number),
    ("tracking_id", tracking_id),
    ("tracking_id_in_pattern_only", tracking_id_in_pattern_only),
    ("customer_reference", customer_reference),
    ("anything_at_all", anything_at_all),
    ("short_text", short_text),
    ("lengths_only", lengths_only),
    ("plain_text", plain_text),
    ("nothing_asked", nothing_asked),
    ("length", length),
    ("run", run),
    ("ascii", ascii),
    ("support", support),
    ("mismatch", mismatch),
    ("digits", digits),
    ("digits_up_to_five", digits_up_to_five),
    ("integer", integer),
    ("decimal", decimal),
    ("decimal_two_places", decimal_two_places),
    ("scientific", scientific),
    ("amount_minor_units", amount_minor_units),
    ("percent", percent),
    ("currency_code", currency_code),
    ("currency_of_three", currency_of_three),
    ("hexadecimal", hexadecimal),
    ("even_binary", even_binary),
    ("multiple_of_three", multiple_of_three),
    ("octet", octet),
    ("roman", roman),
    ("quantity_with_unit", quantity_with_unit),
    ("kubernetes_quantity", kubernetes_quantity),
    ("date", date),
    ("date_strict", date_strict),
    ("date_slashes", date_slashes),
    ("time", time),
    ("time_seconds", time_seconds),
    ("time_twelve_hours", time_twelve_hours),
    ("date_time_utc", date_time_utc),
    ("date_time_offset", date_time_offset),
    ("year_month", year_month),
    ("iso_week", iso_week),
    ("duration", duration),
    ("zone_offset", zone_offset),
    ("zone_name", zone_name),
    ("weekday", weekday),
    ("uuid", uuid),
    ("uuid_versioned", uuid_versioned),
    ("uuid_in_braces", uuid_in_braces),
    ("ulid", ulid),
    ("object_id", object_id),
    ("prefixed_id", prefixed_id),
    ("prefixed_id_of_several", prefixed_id_of_several),
    ("sha256", sha256),
    ("git_revision", git_revision),
    ("entity_tag", entity_tag),
    ("trace_parent", trace_parent),
    ("slug", slug),
    ("slug_lazy", slug_lazy),
    ("snake_case", snake_case),
    ("camel_case", camel_case),
    ("constant_case", constant_case),
    ("identifier", identifier),
    ("name_with_hyphens", name_with_hyphens),
    ("no_outer_blanks", no_outer_blanks),
    ("two_words", two_words),
    ("version_tag", version_tag),
    ("semver", semver),
    ("semver_named", semver_named),
    ("hostname", hostname),
    ("domain_label", domain_label),
    ("ipv4_plain", ipv4_plain),
    ("ipv4_block", ipv4_block),
    ("ipv6_full", ipv6_full),
    ("mac_address", mac_address),
    ("mac_address_either", mac_address_either),
    ("port", port),
    ("url_https", url_https),
    ("url_http_or_https", url_http_or_https),
    ("email_simple", email_simple),
    ("email_ascii", email_ascii),
    ("media_type", media_type),
    ("data_url", data_url),
    ("sip_uri", sip_uri),
    ("file_name", file_name),
    ("file_extension", file_extension),
    ("path_absolute", path_absolute),
    ("environment_variable", environment_variable),
    ("http_method", http_method),
    ("header_name", header_name),
    ("bearer", bearer),
    ("base64", base64),
    ("base64_url", base64_url),
    ("json_web_token", json_web_token),
    ("percent_encoded", percent_encoded),
    ("json_pointer", json_pointer),
    ("arn", arn),
    ("arn_role", arn_role),
    ("aws_account", aws_account),
    ("aws_region", aws_region),
    ("bucket_name", bucket_name),
    ("instance_id", instance_id),
    ("google_project", google_project),
    ("google_resource", google_resource),
    ("azure_resource", azure_resource),
    ("kubernetes_name", kubernetes_name),
    ("kubernetes_label", kubernetes_label),
    ("docker_tag", docker_tag),
    ("image_digest", image_digest),
    ("cron_field", cron_field),
    ("log_level", log_level),
    ("iban", iban),
    ("iban_grouped", iban_grouped),
    ("bic", bic),
    ("sort_code", sort_code),
    ("card_number", card_number),
    ("tax_number_gb", tax_number_gb),
    ("postal_code_gb", postal_code_gb),
    ("postal_code_us", postal_code_us),
    ("postal_code_nl", postal_code_nl),
    ("postal_code_ca", postal_code_ca),
    ("country_code", country_code),
    ("country_of_zone", country_of_zone),
    ("language_tag", language_tag),
    ("e164", e164),
    ("e164_digits_only", e164_digits_only),
    ("phone_loose", phone_loose),
    ("extension", extension),
    ("vehicle_number", vehicle_number),
    ("isbn", isbn),
    ("colour", colour),
    ("colour_function", colour_function),
    ("coordinate", coordinate),
    ("yes_or_no", yes_or_no),
    ("contains_digit", contains_digit),
    ("contains_word_error", contains_word_error),
    ("not_at_a_boundary", not_at_a_boundary),
    ("begins_with_letter", begins_with_letter),
    ("ends_with_json", ends_with_json),
    ("contains_either", contains_either),
    ("contains_five_digits", contains_five_digits),
    ("contains_three_of_a_kind", contains_three_of_a_kind),
    ("lazy_between", lazy_between),
    ("anchored_or_empty", anchored_or_empty),
    ("start_inside_group", start_inside_group),
    ("only_blank_line", only_blank_line),
    ("no_letters", no_letters),
    ("boundary_at_ends", boundary_at_ends),
    ("boundary_between_sets", boundary_between_sets),
    ("printable_text", printable_text),
    ("no_white_space", no_white_space),
    ("white_space", white_space),
    ("no_word", no_word),
    ("one_line", one_line),
    ("one_line_up_to_eight", one_line_up_to_eight),
    ("five_characters", five_characters),
    ("never", never),
    ("latin_letters", latin_letters),
    ("accented_name", accented_name),
    ("greek", greek),
    ("emoji", emoji),
    ("emoji_pair_written", emoji_pair_written),
    ("astral", astral),
    ("basic_plane", basic_plane),
    ("euro_amount", euro_amount),
    ("cyrillic_or_digits", cyrillic_or_digits),
    ("not_the_quotes", not_the_quotes),
    ("control_escapes", control_escapes),
    ("escaped_signs", escaped_signs),
    ("quote_and_line_break", quote_and_line_break),
    ("any_but_terminators_then_digit", any_but_terminators_then_digit),
    ("nested_counts", nested_counts),
    ("many_empty", many_empty),
];
/// At most 20 characters; pattern `^\+?[1-9]\d{6,15}$`.
pub(crate) fn telephone_number(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 20)?;
    let text = text.as_bytes();
    let at = support::run(text, 0, 0, 1, |byte| matches!(byte, b'+'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'1'..= b'9'))?;
    support::last(text, at, 6, 15, |byte| byte.is_ascii_digit())
}
/// At most 255 characters; pattern `^[a-zA-Z0-9_.~:@-]{1,255}$`.
pub(crate) fn tracking_id(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 255)?;
    let text = text.as_bytes();
    support::last(
        text,
        0,
        1,
        255,
        |byte| {
            matches!(
                byte, b'-'..= b'.' | b'0'..= b':' | b'@'..= b'Z' | b'_' | b'a'..= b'z' |
                b'~'
            )
        },
    )
}
/// Pattern `^[a-zA-Z0-9_.~:@-]{1,255}$`.
pub(crate) fn tracking_id_in_pattern_only(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(
        text,
        0,
        1,
        255,
        |byte| {
            matches!(
                byte, b'-'..= b'.' | b'0'..= b':' | b'@'..= b'Z' | b'_' | b'a'..= b'z' |
                b'~'
            )
        },
    )
}
/// At most 50 characters; pattern `.*`.
pub(crate) fn customer_reference(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 50)
}
/// Pattern `[^]*`.
pub(crate) fn anything_at_all(_text: &str) -> Result<(), Mismatch> {
    Ok(())
}
/// 2 to 5 characters; pattern `^`.
pub(crate) fn short_text(text: &str) -> Result<(), Mismatch> {
    support::length(text, 2, 5)
}
/// 1 to 3 characters; pattern `(?:)`.
pub(crate) fn lengths_only(text: &str) -> Result<(), Mismatch> {
    support::length(text, 1, 3)
}
/// 1 to 40 characters.
pub(crate) fn plain_text(text: &str) -> Result<(), Mismatch> {
    support::length(text, 1, 40)
}
/// Any text.
pub(crate) fn nothing_asked(_text: &str) -> Result<(), Mismatch> {
    Ok(())
}
/// At most 3 characters; pattern `^[a-z]*$`.
pub(crate) fn length(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 3)?;
    let text = text.as_bytes();
    support::last(text, 0, 0, usize::MAX, |byte| byte.is_ascii_lowercase())
}
/// Pattern `^a+b+$`.
pub(crate) fn run(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, usize::MAX, |byte| matches!(byte, b'a'))?;
    support::last(text, at, 1, usize::MAX, |byte| matches!(byte, b'b'))
}
/// Pattern `^(?:a|bc)$`.
pub(crate) fn ascii(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('a', 'a', 1), ('b', 'b', 2), ('c', 'c', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 3, 2, 0], [0, 0, 0, 3], [0, 0, 0, 0]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// 3 to 3 characters; pattern `^[a-z]\d{2}$`.
pub(crate) fn support(text: &str) -> Result<(), Mismatch> {
    support::length(text, 3, 3)?;
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| byte.is_ascii_lowercase())?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_digit())
}
/// Pattern `^x$`.
pub(crate) fn mismatch(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 1, 1, |byte| matches!(byte, b'x'))
}
/// Pattern `^\d+$`.
pub(crate) fn digits(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 1, usize::MAX, |byte| byte.is_ascii_digit())
}
/// At most 5 characters; pattern `^[0-9]*$`.
pub(crate) fn digits_up_to_five(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 5)?;
    let text = text.as_bytes();
    support::last(text, 0, 0, usize::MAX, |byte| byte.is_ascii_digit())
}
/// Pattern `^-?(0|[1-9]\d*)$`.
pub(crate) fn integer(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '0', 2), ('1', '9', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 2, 3, 4], [0, 0, 3, 4], [0, 0, 0, 0], [0, 0, 4, 4]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^-?(?:0|[1-9]\d*)(?:\.\d+)?$`.
pub(crate) fn decimal(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '0', 3),
        ('1', '9', 4),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 2, 0, 4, 5],
            [0, 0, 0, 4, 5],
            [0, 0, 0, 6, 6],
            [0, 0, 3, 0, 0],
            [0, 0, 3, 5, 5],
            [0, 0, 0, 6, 6],
        ],
        start: 1,
        accepting: 4,
    };
    TABLE.check(text)
}
/// Pattern `^\d{1,10}\.\d{2}$`.
pub(crate) fn decimal_two_places(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 10, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_digit())
}
/// Pattern `^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$`.
pub(crate) fn scientific(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '9', 3),
        ('E', 'E', 4),
        ('e', 'e', 4),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 2, 0, 6, 0],
            [0, 0, 0, 6, 0],
            [0, 0, 0, 7, 0],
            [0, 5, 0, 8, 0],
            [0, 0, 0, 8, 0],
            [0, 0, 3, 6, 4],
            [0, 0, 0, 7, 4],
            [0, 0, 0, 9, 0],
            [0, 0, 0, 10, 0],
            [0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// 1 to 18 characters; pattern `^\d{1,18}$`.
pub(crate) fn amount_minor_units(text: &str) -> Result<(), Mismatch> {
    support::length(text, 1, 18)?;
    let text = text.as_bytes();
    support::last(text, 0, 1, 18, |byte| byte.is_ascii_digit())
}
/// Pattern `^(100|[1-9]?\d)(\.\d{1,2})?%?$`.
pub(crate) fn percent(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('%', '%', 1),
        ('.', '.', 2),
        ('0', '0', 3),
        ('1', '1', 4),
        ('2', '9', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 0, 0, 3, 4, 5],
            [0, 0, 0, 8, 8, 8],
            [0, 6, 2, 0, 0, 0],
            [0, 6, 2, 7, 3, 3],
            [0, 6, 2, 3, 3, 3],
            [0, 0, 0, 0, 0, 0],
            [0, 6, 2, 3, 0, 0],
            [0, 6, 0, 9, 9, 9],
            [0, 6, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Z]{3}$`.
pub(crate) fn currency_code(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 3, 3, |byte| byte.is_ascii_uppercase())
}
/// Pattern `^(GBP|EUR|USD)$`.
pub(crate) fn currency_of_three(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('B', 'B', 1),
        ('D', 'D', 2),
        ('E', 'E', 3),
        ('G', 'G', 4),
        ('P', 'P', 5),
        ('R', 'R', 6),
        ('S', 'S', 7),
        ('U', 'U', 8),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 3, 0, 0, 0, 4],
            [0, 0, 0, 0, 0, 0, 0, 0, 5],
            [0, 6, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 7, 0],
            [0, 0, 0, 0, 0, 0, 8, 0, 0],
            [0, 0, 0, 0, 0, 8, 0, 0, 0],
            [0, 0, 8, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 8,
    };
    TABLE.check(text)
}
/// Pattern `^(0x)?[0-9a-fA-F]+$`.
pub(crate) fn hexadecimal(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '0', 1),
        ('1', '9', 2),
        ('A', 'F', 2),
        ('a', 'f', 2),
        ('x', 'x', 3),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 3, 4, 0], [0, 4, 4, 0], [0, 4, 4, 2], [0, 4, 4, 0]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^[01]*0$`.
pub(crate) fn even_binary(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '0', 1), ('1', '1', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 2, 1], [0, 2, 1]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^(?:0|1(?:01*0)*1)+$`.
pub(crate) fn multiple_of_three(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '0', 1), ('1', '1', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 4, 2], [0, 3, 4], [0, 2, 3], [0, 4, 2]],
        start: 1,
        accepting: 4,
    };
    TABLE.check(text)
}
/// Pattern `^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$`.
pub(crate) fn octet(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '0', 1),
        ('1', '1', 2),
        ('2', '2', 3),
        ('3', '4', 4),
        ('5', '5', 5),
        ('6', '9', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 2, 3, 4, 5, 5, 5],
            [0, 0, 0, 0, 0, 0, 0],
            [0, 5, 5, 5, 5, 5, 5],
            [0, 5, 5, 5, 5, 6, 2],
            [0, 2, 2, 2, 2, 2, 2],
            [0, 2, 2, 2, 2, 2, 0],
        ],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$`.
pub(crate) fn roman(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('C', 'C', 1),
        ('D', 'D', 2),
        ('I', 'I', 3),
        ('L', 'L', 4),
        ('M', 'M', 5),
        ('V', 'V', 6),
        ('X', 'X', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 2, 3, 4, 5, 6, 7, 8],
            [0, 9, 10, 4, 5, 10, 7, 8],
            [0, 11, 0, 4, 5, 0, 7, 8],
            [0, 0, 0, 12, 0, 0, 13, 13],
            [0, 0, 0, 4, 0, 0, 7, 14],
            [0, 2, 3, 4, 5, 15, 7, 8],
            [0, 0, 0, 16, 0, 0, 0, 0],
            [0, 17, 0, 4, 17, 0, 7, 18],
            [0, 10, 0, 4, 5, 0, 7, 8],
            [0, 0, 0, 4, 5, 0, 7, 8],
            [0, 9, 0, 4, 5, 0, 7, 8],
            [0, 0, 0, 13, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 4, 0, 0, 7, 18],
            [0, 2, 3, 4, 5, 19, 7, 8],
            [0, 0, 0, 12, 0, 0, 0, 0],
            [0, 0, 0, 4, 0, 0, 7, 0],
            [0, 0, 0, 4, 0, 0, 7, 17],
            [0, 2, 3, 4, 5, 0, 7, 8],
        ],
        start: 1,
        accepting: 1,
    };
    TABLE.check(text)
}
/// Pattern `^\d+(\.\d+)?(ns|us|ms|s|m|h)$`.
pub(crate) fn quantity_with_unit(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('.', '.', 1),
        ('0', '9', 2),
        ('h', 'h', 3),
        ('m', 'm', 4),
        ('n', 'n', 5),
        ('s', 's', 6),
        ('u', 'u', 5),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 2, 0, 0, 0, 0],
            [0, 3, 2, 6, 7, 4, 6],
            [0, 0, 5, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 6],
            [0, 0, 5, 6, 7, 4, 6],
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 6],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// Pattern `^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$`.
pub(crate) fn kubernetes_quantity(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '9', 3),
        ('E', 'E', 4),
        ('G', 'G', 4),
        ('K', 'K', 4),
        ('M', 'M', 4),
        ('P', 'P', 4),
        ('T', 'T', 4),
        ('e', 'e', 4),
        ('i', 'i', 4),
        ('k', 'k', 4),
        ('m', 'n', 4),
        ('u', 'u', 4),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 2, 3, 3, 0],
            [0, 0, 3, 3, 0],
            [0, 4, 3, 3, 5],
            [0, 0, 0, 4, 0],
            [0, 4, 0, 4, 5],
        ],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// At most 10 characters; pattern `^\d{4}-\d{2}-\d{2}$`.
pub(crate) fn date(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 10)?;
    let text = text.as_bytes();
    let at = support::run(text, 0, 4, 4, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_digit())
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
    static TABLE: support::Table<u8, 7> = support::Table {
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
/// Pattern `^(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[012])/\d{4}$`.
pub(crate) fn date_slashes(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('/', '/', 1),
        ('0', '0', 2),
        ('1', '1', 3),
        ('2', '2', 4),
        ('3', '3', 5),
        ('4', '9', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 2, 3, 3, 4, 5],
            [0, 0, 0, 5, 5, 5, 5],
            [0, 6, 5, 5, 5, 5, 5],
            [0, 6, 5, 5, 0, 0, 0],
            [0, 6, 0, 0, 0, 0, 0],
            [0, 0, 7, 8, 9, 9, 9],
            [0, 0, 0, 9, 9, 9, 9],
            [0, 10, 9, 9, 9, 0, 0],
            [0, 10, 0, 0, 0, 0, 0],
            [0, 0, 11, 11, 11, 11, 11],
            [0, 0, 12, 12, 12, 12, 12],
            [0, 0, 13, 13, 13, 13, 13],
            [0, 0, 14, 14, 14, 14, 14],
            [0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 14,
    };
    TABLE.check(text)
}
/// Pattern `^([01]\d|2[0-3]):[0-5]\d$`.
pub(crate) fn time(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '1', 1),
        ('2', '2', 2),
        ('3', '3', 3),
        ('4', '5', 4),
        ('6', '9', 5),
        (':', ':', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 2, 3, 0, 0, 0, 0],
            [0, 4, 4, 4, 4, 4, 0],
            [0, 4, 4, 4, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 5],
            [0, 6, 6, 6, 6, 0, 0],
            [0, 7, 7, 7, 7, 7, 0],
            [0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 7,
    };
    TABLE.check(text)
}
/// Pattern `^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)$`.
pub(crate) fn time_seconds(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '0', 1),
        ('1', '1', 2),
        ('2', '2', 3),
        ('3', '3', 4),
        ('4', '5', 5),
        ('6', '6', 6),
        ('7', '9', 7),
        (':', ':', 8),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 2, 2, 3, 0, 0, 0, 0, 0],
            [0, 4, 4, 4, 4, 4, 4, 4, 0],
            [0, 4, 4, 4, 4, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 5],
            [0, 6, 6, 6, 6, 6, 0, 0, 0],
            [0, 7, 7, 7, 7, 7, 7, 7, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 8],
            [0, 9, 9, 9, 9, 9, 10, 0, 0],
            [0, 11, 11, 11, 11, 11, 11, 11, 0],
            [0, 11, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^(1[0-2]|0?[1-9]):[0-5][0-9] ?([AaPp][Mm])$`.
pub(crate) fn time_twelve_hours(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        (' ', ' ', 1),
        ('0', '0', 2),
        ('1', '1', 3),
        ('2', '2', 4),
        ('3', '5', 5),
        ('6', '9', 6),
        (':', ':', 7),
        ('A', 'A', 8),
        ('M', 'M', 9),
        ('P', 'P', 8),
        ('a', 'a', 8),
        ('m', 'm', 9),
        ('p', 'p', 8),
    ];
    static TABLE: support::Table<u8, 10> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 2, 3, 4, 4, 4, 0, 0, 0],
            [0, 0, 0, 4, 4, 4, 4, 0, 0, 0],
            [0, 0, 4, 4, 4, 0, 0, 5, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 5, 0, 0],
            [0, 0, 6, 6, 6, 6, 0, 0, 0, 0],
            [0, 0, 7, 7, 7, 7, 7, 0, 0, 0],
            [0, 8, 0, 0, 0, 0, 0, 0, 9, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 9, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 10],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 10,
    };
    TABLE.check(text)
}
/// At most 24 characters; pattern `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$`.
pub(crate) fn date_time_utc(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 24)?;
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '9', 3),
        (':', ':', 4),
        ('T', 'T', 5),
        ('Z', 'Z', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 0, 0, 0],
            [0, 0, 0, 3, 0, 0, 0],
            [0, 0, 0, 4, 0, 0, 0],
            [0, 0, 0, 5, 0, 0, 0],
            [0, 6, 0, 0, 0, 0, 0],
            [0, 0, 0, 7, 0, 0, 0],
            [0, 0, 0, 8, 0, 0, 0],
            [0, 9, 0, 0, 0, 0, 0],
            [0, 0, 0, 10, 0, 0, 0],
            [0, 0, 0, 11, 0, 0, 0],
            [0, 0, 0, 0, 0, 12, 0],
            [0, 0, 0, 13, 0, 0, 0],
            [0, 0, 0, 14, 0, 0, 0],
            [0, 0, 0, 0, 15, 0, 0],
            [0, 0, 0, 16, 0, 0, 0],
            [0, 0, 0, 17, 0, 0, 0],
            [0, 0, 0, 0, 18, 0, 0],
            [0, 0, 0, 19, 0, 0, 0],
            [0, 0, 0, 20, 0, 0, 0],
            [0, 0, 21, 0, 0, 0, 25],
            [0, 0, 0, 22, 0, 0, 0],
            [0, 0, 0, 23, 0, 0, 25],
            [0, 0, 0, 24, 0, 0, 25],
            [0, 0, 0, 0, 0, 0, 25],
            [0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 25,
    };
    TABLE.check(text)
}
/// Pattern `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$`.
pub(crate) fn date_time_offset(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 2),
        ('.', '.', 3),
        ('0', '9', 4),
        (':', ':', 5),
        ('T', 'T', 6),
        ('Z', 'Z', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 2, 0, 0, 0],
            [0, 0, 0, 0, 3, 0, 0, 0],
            [0, 0, 0, 0, 4, 0, 0, 0],
            [0, 0, 0, 0, 5, 0, 0, 0],
            [0, 0, 6, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 7, 0, 0, 0],
            [0, 0, 0, 0, 8, 0, 0, 0],
            [0, 0, 9, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 10, 0, 0, 0],
            [0, 0, 0, 0, 11, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 12, 0],
            [0, 0, 0, 0, 13, 0, 0, 0],
            [0, 0, 0, 0, 14, 0, 0, 0],
            [0, 0, 0, 0, 0, 15, 0, 0],
            [0, 0, 0, 0, 16, 0, 0, 0],
            [0, 0, 0, 0, 17, 0, 0, 0],
            [0, 0, 0, 0, 0, 18, 0, 0],
            [0, 0, 0, 0, 19, 0, 0, 0],
            [0, 0, 0, 0, 20, 0, 0, 0],
            [0, 21, 21, 22, 0, 0, 0, 28],
            [0, 0, 0, 0, 23, 0, 0, 0],
            [0, 0, 0, 0, 24, 0, 0, 0],
            [0, 0, 0, 0, 25, 0, 0, 0],
            [0, 21, 21, 0, 24, 0, 0, 28],
            [0, 0, 0, 0, 0, 26, 0, 0],
            [0, 0, 0, 0, 27, 0, 0, 0],
            [0, 0, 0, 0, 28, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 28,
    };
    TABLE.check(text)
}
/// Pattern `^[12]\d{3}-(0[1-9]|1[0-2])$`.
pub(crate) fn year_month(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '0', 2),
        ('1', '1', 3),
        ('2', '2', 4),
        ('3', '9', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 2, 0],
            [0, 0, 3, 3, 3, 3],
            [0, 0, 4, 4, 4, 4],
            [0, 0, 5, 5, 5, 5],
            [0, 6, 0, 0, 0, 0],
            [0, 0, 7, 8, 0, 0],
            [0, 0, 0, 9, 9, 9],
            [0, 0, 9, 9, 9, 0],
            [0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 9,
    };
    TABLE.check(text)
}
/// Pattern `^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$`.
pub(crate) fn iso_week(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '0', 2),
        ('1', '3', 3),
        ('4', '4', 4),
        ('5', '5', 5),
        ('6', '9', 6),
        ('W', 'W', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 2, 2, 2, 2, 2, 0],
            [0, 0, 3, 3, 3, 3, 3, 0],
            [0, 0, 4, 4, 4, 4, 4, 0],
            [0, 0, 5, 5, 5, 5, 5, 0],
            [0, 6, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 7],
            [0, 0, 8, 9, 9, 10, 0, 0],
            [0, 0, 0, 11, 11, 11, 11, 0],
            [0, 0, 11, 11, 11, 11, 11, 0],
            [0, 0, 11, 11, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^P(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$`.
pub(crate) fn duration(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '9', 1),
        ('D', 'D', 2),
        ('H', 'H', 3),
        ('M', 'M', 4),
        ('P', 'P', 5),
        ('S', 'S', 6),
        ('T', 'T', 7),
        ('Y', 'Y', 8),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 8, 0, 0, 0],
            [0, 2, 10, 0, 11, 0, 0, 0, 12],
            [0, 3, 0, 13, 14, 0, 15, 0, 0],
            [0, 4, 10, 0, 0, 0, 0, 0, 0],
            [0, 5, 10, 0, 11, 0, 0, 0, 0],
            [0, 6, 0, 0, 14, 0, 15, 0, 0],
            [0, 7, 0, 0, 0, 0, 15, 0, 0],
            [0, 2, 0, 0, 0, 0, 0, 9, 0],
            [0, 3, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 9, 0],
            [0, 4, 0, 0, 0, 0, 0, 9, 0],
            [0, 5, 0, 0, 0, 0, 0, 9, 0],
            [0, 6, 0, 0, 0, 0, 0, 0, 0],
            [0, 7, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 8,
    };
    TABLE.check(text)
}
/// Pattern `^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$`.
pub(crate) fn zone_offset(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 1),
        ('0', '0', 2),
        ('1', '1', 3),
        ('2', '4', 4),
        ('5', '5', 5),
        ('6', '9', 6),
        (':', ':', 7),
        ('Z', 'Z', 8),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 2, 0, 0, 0, 0, 0, 0, 8],
            [0, 0, 3, 4, 0, 0, 0, 0, 0],
            [0, 0, 5, 5, 5, 5, 5, 0, 0],
            [0, 0, 5, 5, 5, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 6, 0],
            [0, 0, 7, 7, 7, 7, 0, 0, 0],
            [0, 0, 8, 8, 8, 8, 8, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 8,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+){1,2}$`.
pub(crate) fn zone_name(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 1),
        ('/', '/', 2),
        ('A', 'Z', 3),
        ('_', '_', 4),
        ('a', 'z', 4),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 0, 0, 2, 0],
            [0, 0, 0, 3, 3],
            [0, 0, 4, 3, 3],
            [0, 0, 0, 5, 0],
            [0, 8, 0, 8, 8],
            [0, 0, 0, 7, 0],
            [0, 9, 0, 9, 9],
            [0, 8, 6, 8, 8],
            [0, 9, 0, 9, 9],
        ],
        start: 1,
        accepting: 8,
    };
    TABLE.check(text)
}
/// Pattern `^(mon|tue|wed|thu|fri|sat|sun)$`.
pub(crate) fn weekday(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('a', 'a', 1),
        ('d', 'd', 2),
        ('e', 'e', 3),
        ('f', 'f', 4),
        ('h', 'h', 5),
        ('i', 'i', 6),
        ('m', 'm', 7),
        ('n', 'n', 8),
        ('o', 'o', 9),
        ('r', 'r', 10),
        ('s', 's', 11),
        ('t', 't', 12),
        ('u', 'u', 13),
        ('w', 'w', 14),
    ];
    static TABLE: support::Table<u8, 15> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 4, 5, 0, 6],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0],
            [0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0],
            [0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 11, 0],
            [0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0],
            [0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 13,
    };
    TABLE.check(text)
}
/// At most 36 characters; pattern `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`.
pub(crate) fn uuid(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 36)?;
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        8,
        8,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        4,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        4,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        4,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    support::last(text, at, 12, 12, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// Pattern `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`.
pub(crate) fn uuid_versioned(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 8, 8, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 4, 4, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'1'..= b'5'))?;
    let at = support::run(text, at, 3, 3, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        1,
        1,
        |byte| matches!(byte, b'8'..= b'9' | b'A'..= b'B' | b'a'..= b'b'),
    )?;
    let at = support::run(text, at, 3, 3, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    support::last(text, at, 12, 12, |byte| byte.is_ascii_hexdigit())
}
/// Pattern `^\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?$`.
pub(crate) fn uuid_in_braces(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 0, 1, |byte| matches!(byte, b'{'))?;
    let at = support::run(text, at, 8, 8, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 4, 4, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 4, 4, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 4, 4, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 12, 12, |byte| byte.is_ascii_hexdigit())?;
    support::last(text, at, 0, 1, |byte| matches!(byte, b'}'))
}
/// Pattern `^[0-7][0-9A-HJKMNP-TV-Z]{25}$`.
pub(crate) fn ulid(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'0'..= b'7'))?;
    support::last(
        text,
        at,
        25,
        25,
        |byte| {
            matches!(
                byte, b'0'..= b'9' | b'A'..= b'H' | b'J'..= b'K' | b'M'..= b'N' | b'P'..=
                b'T' | b'V'..= b'Z'
            )
        },
    )
}
/// Pattern `^[a-f\d]{24}$`.
pub(crate) fn object_id(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 24, 24, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// Pattern `^cus_[A-Za-z0-9]{14,24}$`.
pub(crate) fn prefixed_id(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'c'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'u'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'_'))?;
    support::last(text, at, 14, 24, |byte| byte.is_ascii_alphanumeric())
}
/// Pattern `^(?:acct|cus|sub)_[A-Za-z0-9]{8,}$`.
pub(crate) fn prefixed_id_of_several(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '9', 1),
        ('A', 'Z', 1),
        ('_', '_', 2),
        ('a', 'a', 3),
        ('b', 'b', 4),
        ('c', 'c', 5),
        ('d', 'r', 1),
        ('s', 's', 6),
        ('t', 't', 7),
        ('u', 'u', 8),
        ('v', 'z', 1),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 0, 3, 4, 0, 0],
            [0, 0, 0, 0, 0, 5, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 6],
            [0, 0, 0, 0, 0, 0, 0, 0, 7],
            [0, 0, 0, 0, 0, 8, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 9, 0, 0],
            [0, 0, 0, 0, 9, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 9, 0],
            [0, 0, 10, 0, 0, 0, 0, 0, 0],
            [0, 11, 0, 11, 11, 11, 11, 11, 11],
            [0, 12, 0, 12, 12, 12, 12, 12, 12],
            [0, 13, 0, 13, 13, 13, 13, 13, 13],
            [0, 14, 0, 14, 14, 14, 14, 14, 14],
            [0, 15, 0, 15, 15, 15, 15, 15, 15],
            [0, 16, 0, 16, 16, 16, 16, 16, 16],
            [0, 17, 0, 17, 17, 17, 17, 17, 17],
            [0, 18, 0, 18, 18, 18, 18, 18, 18],
            [0, 18, 0, 18, 18, 18, 18, 18, 18],
        ],
        start: 1,
        accepting: 18,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Fa-f0-9]{64}$`.
pub(crate) fn sha256(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 64, 64, |byte| byte.is_ascii_hexdigit())
}
/// Pattern `^[0-9a-f]{7,40}$`.
pub(crate) fn git_revision(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 7, 40, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// Pattern `^(?:W/)?"[\x21\x23-\x7e]*"$`.
pub(crate) fn entity_tag(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('!', '!', 1),
        ('"', '"', 2),
        ('#', '.', 1),
        ('/', '/', 3),
        ('0', 'V', 1),
        ('W', 'W', 4),
        ('X', '~', 1),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 0, 2, 0, 3],
            [0, 2, 5, 2, 2],
            [0, 0, 0, 4, 0],
            [0, 0, 2, 0, 0],
            [0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`.
pub(crate) fn trace_parent(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        32,
        32,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(
        text,
        at,
        16,
        16,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    support::last(text, at, 2, 2, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// At most 64 characters; pattern `^[a-z0-9]+(?:-[a-z0-9]+)*$`.
pub(crate) fn slug(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 64)?;
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2), ('a', 'z', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 2], [0, 1, 2]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z0-9]+?(?:-[a-z0-9]+?)*?$`.
pub(crate) fn slug_lazy(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2), ('a', 'z', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 2], [0, 1, 2]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z][a-z0-9_]*$`.
pub(crate) fn snake_case(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| byte.is_ascii_lowercase())?;
    support::last(
        text,
        at,
        0,
        usize::MAX,
        |byte| matches!(byte, b'0'..= b'9' | b'_' | b'a'..= b'z'),
    )
}
/// Pattern `^[a-z]+(?:[A-Z][a-z0-9]*)*$`.
pub(crate) fn camel_case(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1), ('A', 'Z', 2), ('a', 'z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 0, 2], [0, 0, 3, 2], [0, 3, 3, 3]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$`.
pub(crate) fn constant_case(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1), ('A', 'Z', 2), ('_', '_', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 3, 0], [0, 3, 3, 0], [0, 3, 3, 2]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z_$][\w$]*$`.
pub(crate) fn identifier(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        1,
        |byte| matches!(byte, b'$' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )?;
    support::last(
        text,
        at,
        0,
        usize::MAX,
        |byte| matches!(byte, b'$' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )
}
/// 1 to 63 characters; pattern `^[a-z]([-a-z0-9]*[a-z0-9])?$`.
pub(crate) fn name_with_hyphens(text: &str) -> Result<(), Mismatch> {
    support::length(text, 1, 63)?;
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2), ('a', 'z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 0, 3], [0, 2, 3, 3], [0, 2, 3, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// At most 20 characters; pattern `^\S(.*\S)?$`.
pub(crate) fn no_outer_blanks(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 20)?;
    const RANGES: &[(char, char, u8)] = &[
        ('\t', '\t', 1),
        ('\n', '\n', 2),
        ('\u{b}', '\u{c}', 1),
        ('\r', '\r', 2),
        (' ', ' ', 1),
        ('\u{a0}', '\u{a0}', 1),
        ('\u{1680}', '\u{1680}', 1),
        ('\u{2000}', '\u{200a}', 1),
        ('\u{2028}', '\u{2029}', 2),
        ('\u{202f}', '\u{202f}', 1),
        ('\u{205f}', '\u{205f}', 1),
        ('\u{3000}', '\u{3000}', 1),
        ('\u{feff}', '\u{feff}', 1),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [3, 0, 0], [3, 2, 0], [3, 2, 0]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^\w+\s\w+$`.
pub(crate) fn two_words(text: &str) -> Result<(), Mismatch> {
    let mut rest = text.chars();
    let at = support::run_chars(
        &mut rest,
        0,
        1,
        usize::MAX,
        |character| matches!(character, '0'..= '9' | 'A'..= 'Z' | '_' | 'a'..= 'z'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    support::last_chars(
        rest,
        at,
        1,
        usize::MAX,
        |character| matches!(character, '0'..= '9' | 'A'..= 'Z' | '_' | 'a'..= 'z'),
    )
}
/// Pattern `^v\d+(\.\d+){0,2}$`.
pub(crate) fn version_tag(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('.', '.', 1), ('0', '9', 2), ('v', 'v', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 2],
            [0, 0, 5, 0],
            [0, 0, 6, 0],
            [0, 0, 7, 0],
            [0, 3, 5, 0],
            [0, 4, 6, 0],
            [0, 0, 7, 0],
        ],
        start: 1,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$`.
pub(crate) fn semver(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('-', '-', 2),
        ('.', '.', 3),
        ('0', '0', 4),
        ('1', '9', 5),
        ('A', 'Z', 6),
        ('a', 'z', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 2, 3, 0],
            [0, 0, 0, 4, 0, 0, 0],
            [0, 0, 0, 4, 3, 3, 0],
            [0, 0, 0, 0, 5, 6, 0],
            [0, 0, 0, 7, 0, 0, 0],
            [0, 0, 0, 7, 6, 6, 0],
            [0, 0, 0, 0, 11, 12, 0],
            [0, 0, 13, 0, 13, 13, 13],
            [0, 0, 14, 0, 15, 14, 14],
            [0, 0, 14, 0, 10, 10, 14],
            [0, 8, 9, 0, 0, 0, 0],
            [0, 8, 9, 0, 12, 12, 0],
            [0, 0, 13, 8, 13, 13, 13],
            [0, 8, 14, 9, 14, 14, 14],
            [0, 8, 14, 9, 10, 10, 14],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)$`.
pub(crate) fn semver_named(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, usize::MAX, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    let at = support::run(text, at, 1, usize::MAX, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    support::last(text, at, 1, usize::MAX, |byte| byte.is_ascii_digit())
}
/// At most 80 characters; pattern `^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))*$`.
pub(crate) fn hostname(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 80)?;
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '9', 3),
        ('a', 'z', 3),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 63],
            [0, 3, 0, 65],
            [0, 4, 0, 66],
            [0, 5, 0, 67],
            [0, 6, 0, 68],
            [0, 7, 0, 69],
            [0, 8, 0, 70],
            [0, 9, 0, 71],
            [0, 10, 0, 72],
            [0, 11, 0, 73],
            [0, 12, 0, 74],
            [0, 13, 0, 75],
            [0, 14, 0, 76],
            [0, 15, 0, 77],
            [0, 16, 0, 78],
            [0, 17, 0, 79],
            [0, 18, 0, 80],
            [0, 19, 0, 81],
            [0, 20, 0, 82],
            [0, 21, 0, 83],
            [0, 22, 0, 84],
            [0, 23, 0, 85],
            [0, 24, 0, 86],
            [0, 25, 0, 87],
            [0, 26, 0, 88],
            [0, 27, 0, 89],
            [0, 28, 0, 90],
            [0, 29, 0, 91],
            [0, 30, 0, 92],
            [0, 31, 0, 93],
            [0, 32, 0, 94],
            [0, 33, 0, 95],
            [0, 34, 0, 96],
            [0, 35, 0, 97],
            [0, 36, 0, 98],
            [0, 37, 0, 99],
            [0, 38, 0, 100],
            [0, 39, 0, 101],
            [0, 40, 0, 102],
            [0, 41, 0, 103],
            [0, 42, 0, 104],
            [0, 43, 0, 105],
            [0, 44, 0, 106],
            [0, 45, 0, 107],
            [0, 46, 0, 108],
            [0, 47, 0, 109],
            [0, 48, 0, 110],
            [0, 49, 0, 111],
            [0, 50, 0, 112],
            [0, 51, 0, 113],
            [0, 52, 0, 114],
            [0, 53, 0, 115],
            [0, 54, 0, 116],
            [0, 55, 0, 117],
            [0, 56, 0, 118],
            [0, 57, 0, 119],
            [0, 58, 0, 120],
            [0, 59, 0, 121],
            [0, 60, 0, 122],
            [0, 61, 0, 123],
            [0, 62, 0, 124],
            [0, 0, 0, 125],
            [0, 2, 1, 64],
            [0, 3, 1, 65],
            [0, 4, 1, 66],
            [0, 5, 1, 67],
            [0, 6, 1, 68],
            [0, 7, 1, 69],
            [0, 8, 1, 70],
            [0, 9, 1, 71],
            [0, 10, 1, 72],
            [0, 11, 1, 73],
            [0, 12, 1, 74],
            [0, 13, 1, 75],
            [0, 14, 1, 76],
            [0, 15, 1, 77],
            [0, 16, 1, 78],
            [0, 17, 1, 79],
            [0, 18, 1, 80],
            [0, 19, 1, 81],
            [0, 20, 1, 82],
            [0, 21, 1, 83],
            [0, 22, 1, 84],
            [0, 23, 1, 85],
            [0, 24, 1, 86],
            [0, 25, 1, 87],
            [0, 26, 1, 88],
            [0, 27, 1, 89],
            [0, 28, 1, 90],
            [0, 29, 1, 91],
            [0, 30, 1, 92],
            [0, 31, 1, 93],
            [0, 32, 1, 94],
            [0, 33, 1, 95],
            [0, 34, 1, 96],
            [0, 35, 1, 97],
            [0, 36, 1, 98],
            [0, 37, 1, 99],
            [0, 38, 1, 100],
            [0, 39, 1, 101],
            [0, 40, 1, 102],
            [0, 41, 1, 103],
            [0, 42, 1, 104],
            [0, 43, 1, 105],
            [0, 44, 1, 106],
            [0, 45, 1, 107],
            [0, 46, 1, 108],
            [0, 47, 1, 109],
            [0, 48, 1, 110],
            [0, 49, 1, 111],
            [0, 50, 1, 112],
            [0, 51, 1, 113],
            [0, 52, 1, 114],
            [0, 53, 1, 115],
            [0, 54, 1, 116],
            [0, 55, 1, 117],
            [0, 56, 1, 118],
            [0, 57, 1, 119],
            [0, 58, 1, 120],
            [0, 59, 1, 121],
            [0, 60, 1, 122],
            [0, 61, 1, 123],
            [0, 62, 1, 124],
            [0, 0, 1, 125],
            [0, 0, 1, 0],
        ],
        start: 1,
        accepting: 63,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`.
pub(crate) fn domain_label(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '9', 2),
        ('A', 'Z', 2),
        ('a', 'z', 2),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 0, 63],
            [0, 3, 65],
            [0, 4, 66],
            [0, 5, 67],
            [0, 6, 68],
            [0, 7, 69],
            [0, 8, 70],
            [0, 9, 71],
            [0, 10, 72],
            [0, 11, 73],
            [0, 12, 74],
            [0, 13, 75],
            [0, 14, 76],
            [0, 15, 77],
            [0, 16, 78],
            [0, 17, 79],
            [0, 18, 80],
            [0, 19, 81],
            [0, 20, 82],
            [0, 21, 83],
            [0, 22, 84],
            [0, 23, 85],
            [0, 24, 86],
            [0, 25, 87],
            [0, 26, 88],
            [0, 27, 89],
            [0, 28, 90],
            [0, 29, 91],
            [0, 30, 92],
            [0, 31, 93],
            [0, 32, 94],
            [0, 33, 95],
            [0, 34, 96],
            [0, 35, 97],
            [0, 36, 98],
            [0, 37, 99],
            [0, 38, 100],
            [0, 39, 101],
            [0, 40, 102],
            [0, 41, 103],
            [0, 42, 104],
            [0, 43, 105],
            [0, 44, 106],
            [0, 45, 107],
            [0, 46, 108],
            [0, 47, 109],
            [0, 48, 110],
            [0, 49, 111],
            [0, 50, 112],
            [0, 51, 113],
            [0, 52, 114],
            [0, 53, 115],
            [0, 54, 116],
            [0, 55, 117],
            [0, 56, 118],
            [0, 57, 119],
            [0, 58, 120],
            [0, 59, 121],
            [0, 60, 122],
            [0, 61, 123],
            [0, 62, 124],
            [0, 0, 125],
            [0, 2, 64],
            [0, 3, 65],
            [0, 4, 66],
            [0, 5, 67],
            [0, 6, 68],
            [0, 7, 69],
            [0, 8, 70],
            [0, 9, 71],
            [0, 10, 72],
            [0, 11, 73],
            [0, 12, 74],
            [0, 13, 75],
            [0, 14, 76],
            [0, 15, 77],
            [0, 16, 78],
            [0, 17, 79],
            [0, 18, 80],
            [0, 19, 81],
            [0, 20, 82],
            [0, 21, 83],
            [0, 22, 84],
            [0, 23, 85],
            [0, 24, 86],
            [0, 25, 87],
            [0, 26, 88],
            [0, 27, 89],
            [0, 28, 90],
            [0, 29, 91],
            [0, 30, 92],
            [0, 31, 93],
            [0, 32, 94],
            [0, 33, 95],
            [0, 34, 96],
            [0, 35, 97],
            [0, 36, 98],
            [0, 37, 99],
            [0, 38, 100],
            [0, 39, 101],
            [0, 40, 102],
            [0, 41, 103],
            [0, 42, 104],
            [0, 43, 105],
            [0, 44, 106],
            [0, 45, 107],
            [0, 46, 108],
            [0, 47, 109],
            [0, 48, 110],
            [0, 49, 111],
            [0, 50, 112],
            [0, 51, 113],
            [0, 52, 114],
            [0, 53, 115],
            [0, 54, 116],
            [0, 55, 117],
            [0, 56, 118],
            [0, 57, 119],
            [0, 58, 120],
            [0, 59, 121],
            [0, 60, 122],
            [0, 61, 123],
            [0, 62, 124],
            [0, 0, 125],
            [0, 0, 0],
        ],
        start: 1,
        accepting: 63,
    };
    TABLE.check(text)
}
/// Pattern `^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$`.
pub(crate) fn ipv4_plain(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('.', '.', 1),
        ('0', '0', 2),
        ('1', '1', 3),
        ('2', '2', 4),
        ('3', '4', 5),
        ('5', '5', 6),
        ('6', '9', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 2, 3, 4, 5, 5, 5],
            [0, 6, 0, 0, 0, 0, 0, 0],
            [0, 6, 5, 5, 5, 5, 5, 5],
            [0, 6, 5, 5, 5, 5, 7, 2],
            [0, 6, 2, 2, 2, 2, 2, 2],
            [0, 0, 8, 9, 10, 11, 11, 11],
            [0, 6, 2, 2, 2, 2, 2, 0],
            [0, 12, 0, 0, 0, 0, 0, 0],
            [0, 12, 11, 11, 11, 11, 11, 11],
            [0, 12, 11, 11, 11, 11, 13, 8],
            [0, 12, 8, 8, 8, 8, 8, 8],
            [0, 0, 14, 15, 16, 17, 17, 17],
            [0, 12, 8, 8, 8, 8, 8, 0],
            [0, 18, 0, 0, 0, 0, 0, 0],
            [0, 18, 17, 17, 17, 17, 17, 17],
            [0, 18, 17, 17, 17, 17, 19, 14],
            [0, 18, 14, 14, 14, 14, 14, 14],
            [0, 0, 20, 21, 22, 23, 23, 23],
            [0, 18, 14, 14, 14, 14, 14, 0],
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 23, 23, 23, 23, 23, 23],
            [0, 0, 23, 23, 23, 23, 24, 20],
            [0, 0, 20, 20, 20, 20, 20, 20],
            [0, 0, 20, 20, 20, 20, 20, 0],
        ],
        start: 1,
        accepting: 20,
    };
    TABLE.check(text)
}
/// Pattern `^\d{1,3}(\.\d{1,3}){3}/([12]?\d|3[0-2])$`.
pub(crate) fn ipv4_block(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('.', '.', 1),
        ('/', '/', 2),
        ('0', '0', 3),
        ('1', '2', 4),
        ('3', '3', 5),
        ('4', '9', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 2, 2, 2],
            [0, 3, 0, 4, 4, 4, 4],
            [0, 0, 0, 5, 5, 5, 5],
            [0, 3, 0, 6, 6, 6, 6],
            [0, 7, 0, 8, 8, 8, 8],
            [0, 3, 0, 0, 0, 0, 0],
            [0, 0, 0, 9, 9, 9, 9],
            [0, 7, 0, 10, 10, 10, 10],
            [0, 11, 0, 12, 12, 12, 12],
            [0, 7, 0, 0, 0, 0, 0],
            [0, 0, 0, 13, 13, 13, 13],
            [0, 11, 0, 14, 14, 14, 14],
            [0, 0, 15, 16, 16, 16, 16],
            [0, 11, 0, 0, 0, 0, 0],
            [0, 0, 0, 18, 19, 20, 18],
            [0, 0, 15, 17, 17, 17, 17],
            [0, 0, 15, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 18, 18, 18, 18],
            [0, 0, 0, 18, 18, 0, 0],
        ],
        start: 1,
        accepting: 18,
    };
    TABLE.check(text)
}
/// Pattern `^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}$`.
pub(crate) fn ipv6_full(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        1,
        4,
        |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    support::last(text, at, 1, 4, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// Pattern `^([0-9A-F]{2}:){5}[0-9A-F]{2}$`.
pub(crate) fn mac_address(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(
        text,
        at,
        2,
        2,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    support::last(text, at, 2, 2, |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'F'))
}
/// Pattern `^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$`.
pub(crate) fn mac_address_either(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 2, 2, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-' | b':'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-' | b':'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-' | b':'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-' | b':'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_hexdigit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-' | b':'))?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_hexdigit())
}
/// Pattern `^(6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}|0)$`.
pub(crate) fn port(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '0', 1),
        ('1', '2', 2),
        ('3', '3', 3),
        ('4', '4', 4),
        ('5', '5', 5),
        ('6', '6', 6),
        ('7', '9', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 2, 3, 3, 3, 3, 4, 5],
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 5, 5, 5, 5, 5, 5, 5],
            [0, 5, 5, 5, 5, 6, 7, 7],
            [0, 7, 7, 7, 7, 7, 7, 7],
            [0, 7, 7, 7, 7, 8, 9, 9],
            [0, 9, 9, 9, 9, 9, 9, 9],
            [0, 9, 9, 10, 2, 2, 2, 2],
            [0, 2, 2, 2, 2, 2, 2, 2],
            [0, 2, 2, 2, 2, 2, 0, 0],
        ],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// At most 2048 characters; pattern `^https://`.
pub(crate) fn url_https(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 2048)?;
    const RANGES: &[(char, char, u8)] = &[
        ('/', '/', 1),
        (':', ':', 2),
        ('h', 'h', 3),
        ('p', 'p', 4),
        ('s', 's', 5),
        ('t', 't', 6),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 3],
            [0, 0, 0, 0, 0, 0, 4],
            [0, 0, 0, 0, 5, 0, 0],
            [0, 0, 0, 0, 0, 6, 0],
            [0, 0, 7, 0, 0, 0, 0],
            [0, 8, 0, 0, 0, 0, 0],
            [0, 9, 0, 0, 0, 0, 0],
            [9, 9, 9, 9, 9, 9, 9],
        ],
        start: 1,
        accepting: 9,
    };
    TABLE.check(text)
}
/// Pattern `^https?://[^\s/?#]+(?:/[^\s?#]*)?(?:\?[^\s#]*)?$`.
pub(crate) fn url_http_or_https(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\t', '\r', 1),
        (' ', ' ', 1),
        ('#', '#', 1),
        ('/', '/', 2),
        (':', ':', 3),
        ('?', '?', 4),
        ('h', 'h', 5),
        ('p', 'p', 6),
        ('s', 's', 7),
        ('t', 't', 8),
        ('\u{a0}', '\u{a0}', 1),
        ('\u{1680}', '\u{1680}', 1),
        ('\u{2000}', '\u{200a}', 1),
        ('\u{2028}', '\u{2029}', 1),
        ('\u{202f}', '\u{202f}', 1),
        ('\u{205f}', '\u{205f}', 1),
        ('\u{3000}', '\u{3000}', 1),
        ('\u{feff}', '\u{feff}', 1),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 2, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 3],
            [0, 0, 0, 0, 0, 0, 0, 0, 4],
            [0, 0, 0, 0, 0, 0, 5, 0, 0],
            [0, 0, 0, 6, 0, 0, 0, 7, 0],
            [0, 0, 8, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 6, 0, 0, 0, 0, 0],
            [0, 0, 9, 0, 0, 0, 0, 0, 0],
            [10, 0, 0, 10, 0, 10, 10, 10, 10],
            [10, 0, 10, 10, 10, 10, 10, 10, 10],
        ],
        start: 1,
        accepting: 10,
    };
    TABLE.check(text)
}
/// At most 254 characters; pattern `^[^@\s]+@[^@\s]+\.[^@\s]+$`.
pub(crate) fn email_simple(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 254)?;
    const RANGES: &[(char, char, u8)] = &[
        ('\t', '\r', 1),
        (' ', ' ', 1),
        ('.', '.', 2),
        ('@', '@', 3),
        ('\u{a0}', '\u{a0}', 1),
        ('\u{1680}', '\u{1680}', 1),
        ('\u{2000}', '\u{200a}', 1),
        ('\u{2028}', '\u{2029}', 1),
        ('\u{202f}', '\u{202f}', 1),
        ('\u{205f}', '\u{205f}', 1),
        ('\u{3000}', '\u{3000}', 1),
        ('\u{feff}', '\u{feff}', 1),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [2, 0, 2, 0],
            [2, 0, 2, 3],
            [4, 0, 4, 0],
            [4, 0, 5, 0],
            [6, 0, 6, 0],
            [6, 0, 6, 0],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$`.
pub(crate) fn email_ascii(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('%', '%', 1),
        ('+', '+', 1),
        ('-', '-', 2),
        ('.', '.', 3),
        ('0', '9', 2),
        ('@', '@', 4),
        ('A', 'Z', 5),
        ('_', '_', 1),
        ('a', 'z', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 2, 2, 2, 0, 2],
            [0, 2, 2, 2, 3, 2],
            [0, 0, 4, 0, 0, 4],
            [0, 0, 4, 5, 0, 4],
            [0, 0, 4, 0, 0, 6],
            [0, 0, 4, 5, 0, 7],
            [0, 0, 4, 5, 0, 7],
        ],
        start: 1,
        accepting: 7,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z]+/[a-z0-9.+-]+(?:; ?charset=[A-Za-z0-9-]+)?$`.
pub(crate) fn media_type(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        (' ', ' ', 1),
        ('+', '+', 2),
        ('-', '-', 3),
        ('.', '.', 2),
        ('/', '/', 4),
        ('0', '9', 3),
        (';', ';', 5),
        ('=', '=', 6),
        ('A', 'Z', 7),
        ('a', 'a', 8),
        ('b', 'b', 9),
        ('c', 'c', 10),
        ('d', 'd', 9),
        ('e', 'e', 11),
        ('f', 'g', 9),
        ('h', 'h', 12),
        ('i', 'q', 9),
        ('r', 'r', 13),
        ('s', 's', 14),
        ('t', 't', 15),
        ('u', 'z', 9),
    ];
    static TABLE: support::Table<u8, 16> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2],
            [0, 0, 0, 0, 3, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2],
            [0, 0, 14, 14, 0, 0, 0, 0, 14, 14, 14, 14, 14, 14, 14, 14],
            [0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12],
            [0, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 15, 0, 0, 0, 15, 15, 15, 15, 15, 15, 15, 15, 15],
            [0, 0, 14, 14, 0, 4, 0, 0, 14, 14, 14, 14, 14, 14, 14, 14],
            [0, 0, 0, 15, 0, 0, 0, 15, 15, 15, 15, 15, 15, 15, 15, 15],
        ],
        start: 1,
        accepting: 14,
    };
    TABLE.check(text)
}
/// Pattern `^data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$`.
pub(crate) fn data_url(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        (',', ',', 2),
        ('/', '/', 3),
        ('0', '3', 1),
        ('4', '4', 4),
        ('5', '5', 1),
        ('6', '6', 5),
        ('7', '9', 1),
        (':', ':', 6),
        (';', ';', 7),
        ('=', '=', 8),
        ('A', 'Z', 1),
        ('a', 'a', 9),
        ('b', 'b', 10),
        ('c', 'c', 1),
        ('d', 'd', 11),
        ('e', 'e', 12),
        ('f', 'f', 1),
        ('g', 'g', 13),
        ('h', 'h', 1),
        ('i', 'i', 14),
        ('j', 'j', 15),
        ('k', 'l', 1),
        ('m', 'm', 16),
        ('n', 'n', 17),
        ('o', 'o', 1),
        ('p', 'p', 18),
        ('q', 'r', 1),
        ('s', 's', 19),
        ('t', 't', 20),
        ('u', 'z', 1),
    ];
    static TABLE: support::Table<u8, 21> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0, 14, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [
                0, 26, 0, 26, 26, 26, 0, 0, 0, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26,
                26, 26,
            ],
            [
                0, 26, 0, 26, 26, 26, 0, 0, 27, 26, 26, 26, 26, 26, 26, 26, 26, 26, 26,
                26, 26,
            ],
            [0, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 26,
    };
    TABLE.check(text)
}
/// Pattern `^sips?:[^@\s]+@[\w.-]+(?::\d{1,5})?$`.
pub(crate) fn sip_uri(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\t', '\r', 1),
        (' ', ' ', 1),
        ('-', '.', 2),
        ('0', '9', 3),
        (':', ':', 4),
        ('@', '@', 5),
        ('A', 'Z', 2),
        ('_', '_', 2),
        ('a', 'h', 2),
        ('i', 'i', 6),
        ('j', 'o', 2),
        ('p', 'p', 7),
        ('q', 'r', 2),
        ('s', 's', 8),
        ('t', 'z', 2),
        ('\u{a0}', '\u{a0}', 1),
        ('\u{1680}', '\u{1680}', 1),
        ('\u{2000}', '\u{200a}', 1),
        ('\u{2028}', '\u{2029}', 1),
        ('\u{202f}', '\u{202f}', 1),
        ('\u{205f}', '\u{205f}', 1),
        ('\u{3000}', '\u{3000}', 1),
        ('\u{feff}', '\u{feff}', 1),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 2],
            [0, 0, 0, 0, 0, 0, 3, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 4, 0],
            [0, 0, 0, 0, 5, 0, 0, 0, 6],
            [7, 0, 7, 7, 7, 0, 7, 7, 7],
            [0, 0, 0, 0, 5, 0, 0, 0, 0],
            [7, 0, 7, 7, 7, 8, 7, 7, 7],
            [0, 0, 10, 10, 0, 0, 10, 10, 10],
            [0, 0, 0, 11, 0, 0, 0, 0, 0],
            [0, 0, 10, 10, 9, 0, 10, 10, 10],
            [0, 0, 0, 12, 0, 0, 0, 0, 0],
            [0, 0, 0, 13, 0, 0, 0, 0, 0],
            [0, 0, 0, 14, 0, 0, 0, 0, 0],
            [0, 0, 0, 15, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 10,
    };
    TABLE.check(text)
}
/// At most 255 characters; pattern `^[^/\\:*?"<>|\x00-\x1f]+$`.
pub(crate) fn file_name(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 255)?;
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| {
            matches!(
                character, ' '..= '!' | '#'..= ')' | '+'..= '.' | '0'..= '9' | ';' | '='
                | '@'..= '[' | ']'..= '{' | '}'..= '\u{10ffff}'
            )
        },
    )
}
/// Pattern `\.(?:jpe?g|png|gif)$`.
pub(crate) fn file_extension(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('.', '.', 1),
        ('e', 'e', 2),
        ('f', 'f', 3),
        ('g', 'g', 4),
        ('i', 'i', 5),
        ('j', 'j', 6),
        ('n', 'n', 7),
        ('p', 'p', 8),
    ];
    static TABLE: support::Table<u8, 9> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 2, 1, 1, 1, 1, 1, 1, 1],
            [1, 2, 1, 1, 3, 1, 4, 1, 5],
            [1, 2, 1, 1, 1, 6, 1, 1, 1],
            [1, 2, 1, 1, 1, 1, 1, 1, 7],
            [1, 2, 1, 1, 1, 1, 1, 8, 1],
            [1, 2, 1, 9, 1, 1, 1, 1, 1],
            [1, 2, 8, 1, 9, 1, 1, 1, 1],
            [1, 2, 1, 1, 9, 1, 1, 1, 1],
            [1, 2, 1, 1, 1, 1, 1, 1, 1],
        ],
        start: 1,
        accepting: 9,
    };
    TABLE.check(text)
}
/// Pattern `^(?:/[^/\0]+)+/?$`.
pub(crate) fn path_absolute(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\u{1}', '.', 1),
        ('/', '/', 2),
        ('0', '\u{10ffff}', 1),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 2], [0, 3, 0], [0, 3, 4], [0, 3, 0]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z_][A-Za-z0-9_]{0,99}$`.
pub(crate) fn environment_variable(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        1,
        |byte| matches!(byte, b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )?;
    support::last(
        text,
        at,
        0,
        99,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )
}
/// Pattern `^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$`.
pub(crate) fn http_method(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('A', 'A', 1),
        ('C', 'C', 2),
        ('D', 'D', 3),
        ('E', 'E', 4),
        ('G', 'G', 5),
        ('H', 'H', 6),
        ('L', 'L', 7),
        ('O', 'O', 8),
        ('P', 'P', 9),
        ('S', 'S', 10),
        ('T', 'T', 11),
        ('U', 'U', 12),
    ];
    static TABLE: support::Table<u8, 13> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 0, 3, 4, 0, 0, 5, 0, 0, 0],
            [0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 9, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 7],
            [0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0],
            [0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0],
            [0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0],
            [0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 17,
    };
    TABLE.check(text)
}
/// Pattern `^[!#$%&'*+.^_`|~0-9A-Za-z-]+$`.
pub(crate) fn header_name(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(
        text,
        0,
        1,
        usize::MAX,
        |byte| {
            matches!(
                byte, b'!' | b'#'..= b'\'' | b'*'..= b'+' | b'-'..= b'.' | b'0'..= b'9' |
                b'A'..= b'Z' | b'^'..= b'z' | b'|' | b'~'
            )
        },
    )
}
/// Pattern `^Bearer [A-Za-z0-9._~+/-]+=*$`.
pub(crate) fn bearer(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'B'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'e'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'a'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'e'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b' '))?;
    let at = support::run(
        text,
        at,
        1,
        usize::MAX,
        |byte| {
            matches!(
                byte, b'+' | b'-'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z' | b'~'
            )
        },
    )?;
    support::last(text, at, 0, usize::MAX, |byte| matches!(byte, b'='))
}
/// Pattern `^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$`.
pub(crate) fn base64(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('+', '+', 1),
        ('/', '9', 1),
        ('=', '=', 2),
        ('A', 'Z', 1),
        ('a', 'z', 1),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 2, 0],
            [0, 3, 4],
            [0, 5, 6],
            [0, 0, 6],
            [0, 1, 0],
            [0, 0, 0],
        ],
        start: 5,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z0-9_-]*$`.
pub(crate) fn base64_url(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(
        text,
        0,
        0,
        usize::MAX,
        |byte| matches!(byte, b'-' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )
}
/// Pattern `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`.
pub(crate) fn json_web_token(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        usize::MAX,
        |byte| matches!(byte, b'-' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    let at = support::run(
        text,
        at,
        1,
        usize::MAX,
        |byte| matches!(byte, b'-' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    support::last(
        text,
        at,
        0,
        usize::MAX,
        |byte| matches!(byte, b'-' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )
}
/// Pattern `^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$`.
pub(crate) fn percent_encoded(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('%', '%', 1),
        ('-', '.', 2),
        ('0', '9', 3),
        ('A', 'F', 3),
        ('G', 'Z', 2),
        ('_', '_', 2),
        ('a', 'z', 2),
        ('~', '~', 2),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 0, 2], [0, 0, 0, 3], [0, 1, 3, 3]],
        start: 3,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^(?:/(?:[^~/]|~[01])*)*$`.
pub(crate) fn json_pointer(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('/', '/', 1), ('0', '1', 2), ('~', '~', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 3, 0], [0, 3, 0, 0], [3, 3, 3, 1]],
        start: 2,
        accepting: 2,
    };
    TABLE.check(text)
}
/// At most 200 characters; pattern `^arn:aws(?:-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:.+$`.
pub(crate) fn arn(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 200)?;
    const RANGES: &[(char, char, u8)] = &[
        ('\n', '\n', 1),
        ('\r', '\r', 1),
        ('-', '-', 2),
        ('0', '9', 3),
        (':', ':', 4),
        ('a', 'a', 5),
        ('b', 'm', 6),
        ('n', 'n', 7),
        ('o', 'q', 6),
        ('r', 'r', 8),
        ('s', 's', 9),
        ('t', 'v', 6),
        ('w', 'w', 10),
        ('x', 'z', 6),
        ('\u{2028}', '\u{2029}', 1),
    ];
    static TABLE: support::Table<u8, 11> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0],
            [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0],
            [0, 0, 9, 0, 10, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 11, 11, 11, 11, 11, 11],
            [0, 0, 12, 12, 0, 12, 12, 12, 12, 12, 12],
            [0, 0, 9, 0, 10, 11, 11, 11, 11, 11, 11],
            [0, 0, 12, 12, 13, 12, 12, 12, 12, 12, 12],
            [0, 0, 13, 13, 14, 13, 13, 13, 13, 13, 13],
            [0, 0, 0, 15, 16, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0],
            [28, 0, 28, 28, 28, 28, 28, 28, 28, 28, 28],
            [0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 19, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 23, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 25, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 27, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0],
            [28, 0, 28, 28, 28, 28, 28, 28, 28, 28, 28],
        ],
        start: 1,
        accepting: 28,
    };
    TABLE.check(text)
}
/// Pattern `^arn:aws:iam::\d{12}:role/[\w+=,.@/-]+$`.
pub(crate) fn arn_role(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'a'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'n'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'a'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'w'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'i'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'a'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'm'))?;
    let at = support::run(text, at, 2, 2, |byte| matches!(byte, b':'))?;
    let at = support::run(text, at, 12, 12, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'o'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'l'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'e'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'/'))?;
    support::last(
        text,
        at,
        1,
        usize::MAX,
        |byte| matches!(byte, b'+'..= b'9' | b'=' | b'@'..= b'Z' | b'_' | b'a'..= b'z'),
    )
}
/// Pattern `^\d{12}$`.
pub(crate) fn aws_account(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 12, 12, |byte| byte.is_ascii_digit())
}
/// Pattern `^[a-z]{2}(?:-gov)?-[a-z]+-\d$`.
pub(crate) fn aws_region(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '9', 2),
        ('a', 'f', 3),
        ('g', 'g', 4),
        ('h', 'n', 3),
        ('o', 'o', 5),
        ('p', 'u', 3),
        ('v', 'v', 6),
        ('w', 'z', 3),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 2, 2, 2],
            [0, 0, 0, 3, 3, 3, 3],
            [0, 4, 0, 0, 0, 0, 0],
            [0, 0, 0, 5, 6, 5, 5],
            [0, 7, 0, 5, 5, 5, 5],
            [0, 7, 0, 5, 5, 8, 5],
            [0, 0, 11, 0, 0, 0, 0],
            [0, 7, 0, 5, 5, 5, 9],
            [0, 10, 0, 5, 5, 5, 5],
            [0, 0, 11, 5, 5, 5, 5],
            [0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// 3 to 63 characters; pattern `^[a-z0-9][a-z0-9.-]*[a-z0-9]$`.
pub(crate) fn bucket_name(text: &str) -> Result<(), Mismatch> {
    support::length(text, 3, 63)?;
    const RANGES: &[(char, char, u8)] = &[('-', '.', 1), ('0', '9', 2), ('a', 'z', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 2], [0, 2, 3], [0, 2, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$`.
pub(crate) fn instance_id(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '9', 2),
        ('a', 'f', 2),
        ('i', 'i', 3),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 2],
            [0, 3, 0, 0],
            [0, 0, 4, 0],
            [0, 0, 5, 0],
            [0, 0, 6, 0],
            [0, 0, 7, 0],
            [0, 0, 8, 0],
            [0, 0, 9, 0],
            [0, 0, 10, 0],
            [0, 0, 19, 0],
            [0, 0, 12, 0],
            [0, 0, 13, 0],
            [0, 0, 14, 0],
            [0, 0, 15, 0],
            [0, 0, 16, 0],
            [0, 0, 17, 0],
            [0, 0, 18, 0],
            [0, 0, 20, 0],
            [0, 0, 11, 0],
            [0, 0, 0, 0],
        ],
        start: 1,
        accepting: 19,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z][a-z0-9-]{4,28}[a-z0-9]$`.
pub(crate) fn google_project(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2), ('a', 'z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 2],
            [0, 3, 3, 3],
            [0, 4, 4, 4],
            [0, 5, 5, 5],
            [0, 6, 6, 6],
            [0, 7, 31, 31],
            [0, 8, 32, 32],
            [0, 9, 33, 33],
            [0, 10, 34, 34],
            [0, 11, 35, 35],
            [0, 12, 36, 36],
            [0, 13, 37, 37],
            [0, 14, 38, 38],
            [0, 15, 39, 39],
            [0, 16, 40, 40],
            [0, 17, 41, 41],
            [0, 18, 42, 42],
            [0, 19, 43, 43],
            [0, 20, 44, 44],
            [0, 21, 45, 45],
            [0, 22, 46, 46],
            [0, 23, 47, 47],
            [0, 24, 48, 48],
            [0, 25, 49, 49],
            [0, 26, 50, 50],
            [0, 27, 51, 51],
            [0, 28, 52, 52],
            [0, 29, 53, 53],
            [0, 30, 54, 54],
            [0, 0, 55, 55],
            [0, 8, 32, 32],
            [0, 9, 33, 33],
            [0, 10, 34, 34],
            [0, 11, 35, 35],
            [0, 12, 36, 36],
            [0, 13, 37, 37],
            [0, 14, 38, 38],
            [0, 15, 39, 39],
            [0, 16, 40, 40],
            [0, 17, 41, 41],
            [0, 18, 42, 42],
            [0, 19, 43, 43],
            [0, 20, 44, 44],
            [0, 21, 45, 45],
            [0, 22, 46, 46],
            [0, 23, 47, 47],
            [0, 24, 48, 48],
            [0, 25, 49, 49],
            [0, 26, 50, 50],
            [0, 27, 51, 51],
            [0, 28, 52, 52],
            [0, 29, 53, 53],
            [0, 30, 54, 54],
            [0, 0, 55, 55],
            [0, 0, 0, 0],
        ],
        start: 1,
        accepting: 31,
    };
    TABLE.check(text)
}
/// Pattern `^projects/[^/]+/locations/[^/]+/keyRings/[^/]+$`.
pub(crate) fn google_resource(text: &str) -> Result<(), Mismatch> {
    let mut rest = text.chars();
    let at = support::run_chars(
        &mut rest,
        0,
        1,
        1,
        |character| matches!(character, 'p'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'r'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'o'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'j'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'e'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'c'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 't'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 's'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        usize::MAX,
        |character| !matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'l'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'o'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'c'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'a'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 't'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'i'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'o'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'n'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 's'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        usize::MAX,
        |character| !matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '/'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'k'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'e'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'y'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'R'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'i'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'n'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'g'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 's'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '/'),
    )?;
    support::last_chars(rest, at, 1, usize::MAX, |character| !matches!(character, '/'))
}
/// Pattern `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[-\w._()]{1,90}$`.
pub(crate) fn azure_resource(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'/'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'u'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'b'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'c'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'i'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'p'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b't'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'i'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'o'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'n'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'/'))?;
    let at = support::run(
        text,
        at,
        36,
        36,
        |byte| matches!(byte, b'-' | b'0'..= b'9' | b'a'..= b'f'),
    )?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'/'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'e'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'o'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'u'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'c'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'e'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'G'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'r'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'o'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'u'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'p'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'/'))?;
    support::last(
        text,
        at,
        1,
        90,
        |byte| {
            matches!(
                byte, b'('..= b')' | b'-'..= b'.' | b'0'..= b'9' | b'A'..= b'Z' | b'_' |
                b'a'..= b'z'
            )
        },
    )
}
/// At most 253 characters; pattern `^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`.
pub(crate) fn kubernetes_name(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 253)?;
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '9', 3),
        ('a', 'z', 3),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [0, 0, 0, 3], [0, 2, 0, 3], [0, 2, 1, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// At most 63 characters; pattern `^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$`.
pub(crate) fn kubernetes_label(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 63)?;
    const RANGES: &[(char, char, u8)] = &[
        ('-', '.', 1),
        ('0', '9', 2),
        ('A', 'Z', 2),
        ('_', '_', 1),
        ('a', 'z', 2),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 1, 3], [0, 0, 3], [0, 1, 3]],
        start: 2,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^[\w][\w.-]{0,127}$`.
pub(crate) fn docker_tag(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        1,
        |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'),
    )?;
    support::last(
        text,
        at,
        0,
        127,
        |byte| {
            matches!(
                byte, b'-'..= b'.' | b'0'..= b'9' | b'A'..= b'Z' | b'_' | b'a'..= b'z'
            )
        },
    )
}
/// Pattern `^sha256:[a-f0-9]{64}$`.
pub(crate) fn image_digest(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b's'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'h'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'a'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'2'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'5'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'6'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b':'))?;
    support::last(text, at, 64, 64, |byte| matches!(byte, b'0'..= b'9' | b'a'..= b'f'))
}
/// Pattern `^(?:\*|\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*)(?:/\d{1,2})?$`.
pub(crate) fn cron_field(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('*', '*', 1),
        (',', ',', 2),
        ('-', '-', 3),
        ('/', '/', 4),
        ('0', '9', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 5, 0, 0, 0, 6],
            [0, 0, 0, 0, 0, 8],
            [0, 0, 0, 0, 0, 6],
            [0, 0, 0, 0, 0, 9],
            [0, 0, 0, 0, 2, 0],
            [0, 0, 3, 4, 2, 7],
            [0, 0, 3, 4, 2, 0],
            [0, 0, 0, 0, 0, 10],
            [0, 0, 3, 0, 2, 11],
            [0, 0, 0, 0, 0, 0],
            [0, 0, 3, 0, 2, 0],
        ],
        start: 1,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^(?:debug|info|warn(?:ing)?|error)$`.
pub(crate) fn log_level(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('a', 'a', 1),
        ('b', 'b', 2),
        ('d', 'd', 3),
        ('e', 'e', 4),
        ('f', 'f', 5),
        ('g', 'g', 6),
        ('i', 'i', 7),
        ('n', 'n', 8),
        ('o', 'o', 9),
        ('r', 'r', 10),
        ('u', 'u', 11),
        ('w', 'w', 12),
    ];
    static TABLE: support::Table<u8, 13> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 3, 0, 0, 4, 0, 0, 0, 0, 5],
            [0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0],
            [0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0],
            [0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 14, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 17,
    };
    TABLE.check(text)
}
/// At most 34 characters; pattern `^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$`.
pub(crate) fn iban(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 34)?;
    let text = text.as_bytes();
    let at = support::run(text, 0, 2, 2, |byte| byte.is_ascii_uppercase())?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_digit())?;
    support::last(text, at, 11, 30, |byte| matches!(byte, b'0'..= b'9' | b'A'..= b'Z'))
}
/// Pattern `^[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?$`.
pub(crate) fn iban_grouped(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[(' ', ' ', 1), ('0', '9', 2), ('A', 'Z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 2],
            [0, 0, 0, 3],
            [0, 0, 4, 0],
            [0, 0, 5, 0],
            [0, 6, 0, 0],
            [0, 0, 7, 7],
            [0, 0, 8, 8],
            [0, 0, 9, 9],
            [0, 0, 10, 10],
            [0, 11, 0, 0],
            [0, 0, 12, 12],
            [0, 0, 13, 13],
            [0, 0, 14, 14],
            [0, 0, 21, 21],
            [0, 0, 22, 22],
            [0, 0, 26, 26],
            [0, 0, 30, 30],
            [0, 0, 34, 34],
            [0, 0, 38, 38],
            [0, 0, 42, 42],
            [0, 15, 0, 0],
            [0, 0, 23, 23],
            [0, 0, 24, 24],
            [0, 0, 25, 25],
            [0, 16, 0, 0],
            [0, 0, 27, 27],
            [0, 0, 28, 28],
            [0, 0, 29, 29],
            [0, 17, 0, 0],
            [0, 0, 31, 31],
            [0, 0, 32, 32],
            [0, 0, 33, 33],
            [0, 18, 0, 0],
            [0, 0, 35, 35],
            [0, 0, 36, 36],
            [0, 0, 37, 37],
            [0, 19, 0, 0],
            [0, 0, 39, 39],
            [0, 0, 40, 40],
            [0, 0, 41, 41],
            [0, 20, 0, 0],
            [0, 0, 43, 43],
            [0, 0, 44, 44],
            [0, 0, 45, 45],
            [0, 0, 0, 0],
        ],
        start: 1,
        accepting: 21,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$`.
pub(crate) fn bic(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1), ('A', 'Z', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 0, 2],
            [0, 0, 3],
            [0, 0, 4],
            [0, 0, 5],
            [0, 0, 6],
            [0, 0, 7],
            [0, 8, 8],
            [0, 11, 11],
            [0, 10, 10],
            [0, 12, 12],
            [0, 9, 9],
            [0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^\d{2}-\d{2}-\d{2}$`.
pub(crate) fn sort_code(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 2, 2, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    let at = support::run(text, at, 2, 2, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'-'))?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_digit())
}
/// Pattern `^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|3[47]\d{13})$`.
pub(crate) fn card_number(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '0', 1),
        ('1', '2', 2),
        ('3', '3', 3),
        ('4', '4', 4),
        ('5', '5', 5),
        ('6', '6', 1),
        ('7', '7', 6),
        ('8', '9', 1),
    ];
    static TABLE: support::Table<u8, 7> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 2, 3, 4, 0],
            [0, 0, 0, 0, 5, 0, 5],
            [0, 6, 6, 6, 6, 6, 6],
            [0, 0, 7, 7, 7, 7, 0],
            [0, 8, 8, 8, 8, 8, 8],
            [0, 9, 9, 9, 9, 9, 9],
            [0, 5, 5, 5, 5, 5, 5],
            [0, 10, 10, 10, 10, 10, 10],
            [0, 11, 11, 11, 11, 11, 11],
            [0, 12, 12, 12, 12, 12, 12],
            [0, 13, 13, 13, 13, 13, 13],
            [0, 14, 14, 14, 14, 14, 14],
            [0, 15, 15, 15, 15, 15, 15],
            [0, 16, 16, 16, 16, 16, 16],
            [0, 17, 17, 17, 17, 17, 17],
            [0, 18, 18, 18, 18, 18, 18],
            [0, 19, 19, 19, 19, 19, 19],
            [0, 20, 20, 20, 20, 20, 20],
            [0, 21, 21, 21, 21, 21, 21],
            [0, 22, 22, 22, 22, 22, 22],
            [0, 23, 23, 23, 23, 23, 23],
            [0, 24, 24, 24, 24, 24, 24],
            [0, 25, 25, 25, 25, 25, 25],
            [0, 26, 26, 26, 26, 26, 26],
            [0, 27, 27, 27, 27, 27, 27],
            [0, 28, 28, 28, 28, 28, 28],
            [0, 30, 30, 30, 30, 30, 30],
            [0, 29, 29, 29, 29, 29, 29],
            [0, 31, 31, 31, 31, 31, 31],
            [0, 28, 28, 28, 28, 28, 28],
            [0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 30,
    };
    TABLE.check(text)
}
/// Pattern `^GB(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$`.
pub(crate) fn tax_number_gb(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '4', 1),
        ('5', '9', 2),
        ('A', 'A', 3),
        ('B', 'B', 4),
        ('D', 'D', 5),
        ('G', 'G', 6),
        ('H', 'H', 7),
    ];
    static TABLE: support::Table<u8, 8> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 2, 0],
            [0, 0, 0, 0, 3, 0, 0, 0],
            [0, 4, 4, 0, 0, 0, 5, 6],
            [0, 7, 7, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 8, 0, 0],
            [0, 0, 0, 9, 0, 0, 0, 0],
            [0, 10, 10, 0, 0, 0, 0, 0],
            [0, 11, 0, 0, 0, 0, 0, 0],
            [0, 0, 11, 0, 0, 0, 0, 0],
            [0, 12, 12, 0, 0, 0, 0, 0],
            [0, 13, 13, 0, 0, 0, 0, 0],
            [0, 14, 14, 0, 0, 0, 0, 0],
            [0, 18, 18, 0, 0, 0, 0, 0],
            [0, 15, 15, 0, 0, 0, 0, 0],
            [0, 16, 16, 0, 0, 0, 0, 0],
            [0, 17, 17, 0, 0, 0, 0, 0],
            [0, 19, 19, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0],
            [0, 11, 11, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 18,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`.
pub(crate) fn postal_code_gb(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[(' ', ' ', 1), ('0', '9', 2), ('A', 'Z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 0, 0, 2],
            [0, 0, 3, 4],
            [0, 5, 6, 7],
            [0, 0, 3, 0],
            [0, 0, 8, 0],
            [0, 5, 8, 9],
            [0, 5, 8, 0],
            [0, 0, 0, 9],
            [0, 0, 0, 10],
            [0, 0, 0, 0],
        ],
        start: 1,
        accepting: 10,
    };
    TABLE.check(text)
}
/// Pattern `^\d{5}(?:-\d{4})?$`.
pub(crate) fn postal_code_us(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 0, 2],
            [0, 0, 3],
            [0, 0, 4],
            [0, 0, 5],
            [0, 0, 10],
            [0, 0, 7],
            [0, 0, 8],
            [0, 0, 9],
            [0, 0, 11],
            [0, 6, 0],
            [0, 0, 0],
        ],
        start: 1,
        accepting: 10,
    };
    TABLE.check(text)
}
/// Pattern `^[1-9]\d{3} ?[A-Z]{2}$`.
pub(crate) fn postal_code_nl(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'1'..= b'9'))?;
    let at = support::run(text, at, 3, 3, |byte| byte.is_ascii_digit())?;
    let at = support::run(text, at, 0, 1, |byte| matches!(byte, b' '))?;
    support::last(text, at, 2, 2, |byte| byte.is_ascii_uppercase())
}
/// Pattern `^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d$`.
pub(crate) fn postal_code_ca(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(
        text,
        0,
        1,
        1,
        |byte| {
            matches!(
                byte, b'A'..= b'C' | b'E' | b'G'..= b'H' | b'J'..= b'N' | b'P' | b'R'..=
                b'T' | b'V' | b'X'..= b'Y'
            )
        },
    )?;
    let at = support::run(text, at, 1, 1, |byte| byte.is_ascii_digit())?;
    let at = support::run(
        text,
        at,
        1,
        1,
        |byte| {
            matches!(
                byte, b'A'..= b'C' | b'E' | b'G'..= b'H' | b'J'..= b'N' | b'P' | b'R'..=
                b'T' | b'V'..= b'Z'
            )
        },
    )?;
    let at = support::run(text, at, 0, 1, |byte| matches!(byte, b' '))?;
    let at = support::run(text, at, 1, 1, |byte| byte.is_ascii_digit())?;
    let at = support::run(
        text,
        at,
        1,
        1,
        |byte| {
            matches!(
                byte, b'A'..= b'C' | b'E' | b'G'..= b'H' | b'J'..= b'N' | b'P' | b'R'..=
                b'T' | b'V'..= b'Z'
            )
        },
    )?;
    support::last(text, at, 1, 1, |byte| byte.is_ascii_digit())
}
/// Pattern `^[A-Z]{2}$`.
pub(crate) fn country_code(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(text, 0, 2, 2, |byte| byte.is_ascii_uppercase())
}
/// Pattern `^(?:AT|BE|DK|FR|DE|IE|IT|NL|PT|ES|SE|CH|GB)$`.
pub(crate) fn country_of_zone(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('A', 'A', 1),
        ('B', 'B', 2),
        ('C', 'C', 3),
        ('D', 'D', 4),
        ('E', 'E', 5),
        ('F', 'F', 6),
        ('G', 'G', 7),
        ('H', 'H', 8),
        ('I', 'I', 9),
        ('K', 'K', 10),
        ('L', 'L', 11),
        ('N', 'N', 12),
        ('P', 'P', 1),
        ('R', 'R', 13),
        ('S', 'S', 14),
        ('T', 'T', 15),
    ];
    static TABLE: support::Table<u8, 16> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 2, 3, 4, 5, 6, 7, 8, 0, 9, 0, 0, 10, 0, 3, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11],
            [0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0],
            [0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$`.
pub(crate) fn language_tag(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('0', '9', 2),
        ('A', 'Z', 3),
        ('a', 'z', 4),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [0, 0, 0, 0, 2],
            [0, 0, 0, 0, 11],
            [0, 0, 4, 5, 0],
            [0, 0, 6, 0, 0],
            [0, 0, 0, 13, 7],
            [0, 0, 13, 0, 0],
            [0, 0, 0, 0, 8],
            [0, 0, 0, 0, 14],
            [0, 0, 4, 10, 0],
            [0, 0, 0, 13, 0],
            [0, 3, 0, 0, 12],
            [0, 3, 0, 0, 0],
            [0, 0, 0, 0, 0],
            [0, 9, 0, 0, 0],
        ],
        start: 1,
        accepting: 11,
    };
    TABLE.check(text)
}
/// Pattern `^\+[1-9]\d{1,14}$`.
pub(crate) fn e164(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'+'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'1'..= b'9'))?;
    support::last(text, at, 1, 14, |byte| byte.is_ascii_digit())
}
/// At most 15 characters; pattern `^[1-9]\d{6,14}$`.
pub(crate) fn e164_digits_only(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 15)?;
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'1'..= b'9'))?;
    support::last(text, at, 6, 14, |byte| byte.is_ascii_digit())
}
/// Pattern `^[+]?[(]?[0-9]{1,4}[)]?[-\s./0-9]*$`.
pub(crate) fn phone_loose(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\t', '\r', 1),
        (' ', ' ', 1),
        ('(', '(', 2),
        (')', ')', 3),
        ('+', '+', 4),
        ('-', '/', 1),
        ('0', '9', 5),
        ('\u{a0}', '\u{a0}', 1),
        ('\u{1680}', '\u{1680}', 1),
        ('\u{2000}', '\u{200a}', 1),
        ('\u{2028}', '\u{2029}', 1),
        ('\u{202f}', '\u{202f}', 1),
        ('\u{205f}', '\u{205f}', 1),
        ('\u{3000}', '\u{3000}', 1),
        ('\u{feff}', '\u{feff}', 1),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 0, 2, 0, 3, 4],
            [0, 0, 0, 0, 0, 4],
            [0, 0, 2, 0, 0, 4],
            [0, 5, 0, 5, 0, 6],
            [0, 5, 0, 0, 0, 5],
            [0, 5, 0, 5, 0, 7],
            [0, 5, 0, 5, 0, 8],
            [0, 5, 0, 5, 0, 5],
        ],
        start: 1,
        accepting: 4,
    };
    TABLE.check(text)
}
/// Pattern `^\d{3,6}(?:[xX#]\d{1,5})?$`.
pub(crate) fn extension(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('#', '#', 1),
        ('0', '9', 2),
        ('X', 'X', 1),
        ('x', 'x', 1),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 0, 2],
            [0, 0, 3],
            [0, 0, 5],
            [0, 0, 7],
            [0, 4, 6],
            [0, 4, 8],
            [0, 0, 9],
            [0, 4, 10],
            [0, 0, 11],
            [0, 4, 0],
            [0, 0, 12],
            [0, 0, 13],
            [0, 0, 0],
        ],
        start: 1,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^[A-HJ-NPR-Z0-9]{17}$`.
pub(crate) fn vehicle_number(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(
        text,
        0,
        17,
        17,
        |byte| {
            matches!(
                byte, b'0'..= b'9' | b'A'..= b'H' | b'J'..= b'N' | b'P' | b'R'..= b'Z'
            )
        },
    )
}
/// Pattern `^(?:97[89])?\d{9}[\dX]$`.
pub(crate) fn isbn(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '6', 1),
        ('7', '7', 2),
        ('8', '8', 3),
        ('9', '9', 4),
        ('X', 'X', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 2, 2, 2, 3, 0],
            [0, 4, 4, 4, 4, 0],
            [0, 4, 5, 4, 4, 0],
            [0, 6, 6, 6, 6, 0],
            [0, 6, 6, 7, 7, 0],
            [0, 8, 8, 8, 8, 0],
            [0, 9, 9, 9, 9, 0],
            [0, 10, 10, 10, 10, 0],
            [0, 11, 11, 11, 11, 0],
            [0, 12, 12, 12, 12, 0],
            [0, 13, 13, 13, 13, 0],
            [0, 14, 14, 14, 14, 0],
            [0, 15, 15, 15, 15, 0],
            [0, 16, 16, 16, 16, 0],
            [0, 17, 17, 17, 17, 0],
            [0, 18, 18, 18, 18, 0],
            [0, 19, 19, 19, 19, 0],
            [0, 20, 20, 20, 20, 20],
            [0, 21, 21, 21, 21, 20],
            [0, 0, 0, 0, 0, 0],
            [0, 16, 16, 16, 16, 0],
        ],
        start: 1,
        accepting: 20,
    };
    TABLE.check(text)
}
/// Pattern `^#(?:[0-9a-fA-F]{3}){1,2}$`.
pub(crate) fn colour(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('#', '#', 1),
        ('0', '9', 2),
        ('A', 'F', 2),
        ('a', 'f', 2),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0],
            [0, 2, 0],
            [0, 0, 3],
            [0, 0, 4],
            [0, 0, 7],
            [0, 0, 6],
            [0, 0, 8],
            [0, 0, 5],
            [0, 0, 0],
        ],
        start: 1,
        accepting: 7,
    };
    TABLE.check(text)
}
/// Pattern `^rgb\(\s*\d{1,3}\s*(?:,\s*\d{1,3}\s*){2}\)$`.
pub(crate) fn colour_function(text: &str) -> Result<(), Mismatch> {
    let mut rest = text.chars();
    let at = support::run_chars(
        &mut rest,
        0,
        1,
        1,
        |character| matches!(character, 'r'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'g'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, 'b'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, '('),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        3,
        |character| character.is_ascii_digit(),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, ','),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        3,
        |character| character.is_ascii_digit(),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, ','),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        3,
        |character| character.is_ascii_digit(),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    support::last_chars(rest, at, 1, 1, |character| matches!(character, ')'))
}
/// Pattern `^-?(?:90(?:\.0+)?|[1-8]?\d(?:\.\d{1,6})?)$`.
pub(crate) fn coordinate(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('-', '-', 1),
        ('.', '.', 2),
        ('0', '0', 3),
        ('1', '8', 4),
        ('9', '9', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 2, 0, 5, 6, 7],
            [0, 0, 0, 5, 6, 7],
            [0, 0, 0, 9, 9, 9],
            [0, 0, 0, 11, 0, 0],
            [0, 0, 3, 0, 0, 0],
            [0, 0, 3, 5, 5, 5],
            [0, 0, 3, 8, 0, 0],
            [0, 0, 4, 0, 0, 0],
            [0, 0, 0, 10, 10, 10],
            [0, 0, 0, 12, 12, 12],
            [0, 0, 0, 11, 0, 0],
            [0, 0, 0, 13, 13, 13],
            [0, 0, 0, 14, 14, 14],
            [0, 0, 0, 15, 15, 15],
            [0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 5,
    };
    TABLE.check(text)
}
/// Pattern `^[yY](?:es)?$|^[nN]o?$`.
pub(crate) fn yes_or_no(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('N', 'N', 1),
        ('Y', 'Y', 2),
        ('e', 'e', 3),
        ('n', 'n', 1),
        ('o', 'o', 4),
        ('s', 's', 5),
        ('y', 'y', 2),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [0, 3, 4, 0, 0, 0],
            [0, 0, 0, 0, 0, 5],
            [0, 0, 0, 0, 5, 0],
            [0, 0, 0, 2, 0, 0],
            [0, 0, 0, 0, 0, 0],
        ],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `\d`.
pub(crate) fn contains_digit(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1)];
    static TABLE: support::Table<u8, 2> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0], [1, 2], [2, 2]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `\berror\b`.
pub(crate) fn contains_word_error(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '9', 1),
        ('A', 'Z', 1),
        ('_', '_', 1),
        ('a', 'd', 1),
        ('e', 'e', 2),
        ('f', 'n', 1),
        ('o', 'o', 3),
        ('p', 'q', 1),
        ('r', 'r', 4),
        ('s', 'z', 1),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [1, 2, 3, 2, 2],
            [1, 2, 2, 2, 2],
            [1, 2, 2, 2, 4],
            [1, 2, 2, 2, 5],
            [1, 2, 2, 6, 2],
            [1, 2, 2, 2, 7],
            [8, 2, 2, 2, 2],
            [8, 8, 8, 8, 8],
        ],
        start: 1,
        accepting: 7,
    };
    TABLE.check(text)
}
/// Pattern `\Bing\B`.
pub(crate) fn not_at_a_boundary(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('0', '9', 1),
        ('A', 'Z', 1),
        ('_', '_', 1),
        ('a', 'f', 1),
        ('g', 'g', 2),
        ('h', 'h', 1),
        ('i', 'i', 3),
        ('j', 'm', 1),
        ('n', 'n', 4),
        ('o', 'z', 1),
    ];
    static TABLE: support::Table<u8, 5> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0],
            [1, 2, 2, 2, 2],
            [1, 2, 2, 3, 2],
            [1, 2, 2, 3, 4],
            [1, 2, 5, 3, 2],
            [1, 6, 6, 6, 6],
            [6, 6, 6, 6, 6],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// At most 10 characters; pattern `^[a-zA-Z]`.
pub(crate) fn begins_with_letter(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 10)?;
    const RANGES: &[(char, char, u8)] = &[('A', 'Z', 1), ('a', 'z', 1)];
    static TABLE: support::Table<u8, 2> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0], [0, 2], [2, 2]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `\.json$`.
pub(crate) fn ends_with_json(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('.', '.', 1),
        ('j', 'j', 2),
        ('n', 'n', 3),
        ('o', 'o', 4),
        ('s', 's', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [1, 2, 1, 1, 1, 1],
            [1, 2, 3, 1, 1, 1],
            [1, 2, 1, 1, 1, 4],
            [1, 2, 1, 1, 5, 1],
            [1, 2, 1, 6, 1, 1],
            [1, 2, 1, 1, 1, 1],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// At least 3 characters; pattern `foo|ba[rz]`.
pub(crate) fn contains_either(text: &str) -> Result<(), Mismatch> {
    support::length(text, 3, usize::MAX)?;
    const RANGES: &[(char, char, u8)] = &[
        ('a', 'a', 1),
        ('b', 'b', 2),
        ('f', 'f', 3),
        ('o', 'o', 4),
        ('r', 'r', 5),
        ('z', 'z', 5),
    ];
    static TABLE: support::Table<u8, 6> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0, 0, 0],
            [1, 1, 2, 3, 1, 1],
            [1, 4, 2, 3, 1, 1],
            [1, 1, 2, 3, 5, 1],
            [1, 1, 2, 3, 1, 6],
            [1, 1, 2, 3, 6, 1],
            [6, 6, 6, 6, 6, 6],
        ],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// Pattern `\d{5}`.
pub(crate) fn contains_five_digits(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1)];
    static TABLE: support::Table<u8, 2> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0], [1, 2], [1, 3], [1, 4], [1, 5], [1, 6], [6, 6]],
        start: 1,
        accepting: 6,
    };
    TABLE.check(text)
}
/// Pattern `aaa|bbb|ccc`.
pub(crate) fn contains_three_of_a_kind(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('a', 'a', 1), ('b', 'b', 2), ('c', 'c', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [1, 2, 3, 4],
            [1, 5, 3, 4],
            [1, 2, 6, 4],
            [1, 2, 3, 7],
            [1, 8, 3, 4],
            [1, 2, 8, 4],
            [1, 2, 3, 8],
            [8, 8, 8, 8],
        ],
        start: 1,
        accepting: 8,
    };
    TABLE.check(text)
}
/// Pattern `a.*?b`.
pub(crate) fn lazy_between(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\n', '\n', 1),
        ('\r', '\r', 1),
        ('a', 'a', 2),
        ('b', 'b', 3),
        ('\u{2028}', '\u{2029}', 1),
    ];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0, 0], [1, 1, 2, 1], [2, 1, 2, 3], [3, 3, 3, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^$|^\d{4}$`.
pub(crate) fn anchored_or_empty(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('0', '9', 1)];
    static TABLE: support::Table<u8, 2> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0], [0, 2], [0, 3], [0, 5], [0, 1], [0, 0]],
        start: 4,
        accepting: 4,
    };
    TABLE.check(text)
}
/// Pattern `(?:^|,)x(?:,|$)`.
pub(crate) fn start_inside_group(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[(',', ',', 1), ('x', 'x', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [2, 1, 3], [2, 1, 2], [2, 4, 2], [4, 4, 4]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^\s*$`.
pub(crate) fn only_blank_line(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        0,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )
}
/// Pattern `^[^a-zA-Z]*$`.
pub(crate) fn no_letters(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        0,
        usize::MAX,
        |character| !character.is_ascii_alphabetic(),
    )
}
/// Pattern `^\b.+\b$`.
pub(crate) fn boundary_at_ends(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[
        ('\n', '\n', 1),
        ('\r', '\r', 1),
        ('0', '9', 2),
        ('A', 'Z', 2),
        ('_', '_', 2),
        ('a', 'z', 2),
        ('\u{2028}', '\u{2029}', 1),
    ];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 3], [2, 0, 3], [2, 0, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^[a-z ]+\b[ 0-9]+$`.
pub(crate) fn boundary_between_sets(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[(' ', ' ', 1), ('0', '9', 2), ('a', 'z', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 2, 0, 3],
            [0, 2, 4, 3],
            [0, 5, 0, 3],
            [0, 4, 4, 0],
            [0, 5, 4, 3],
        ],
        start: 1,
        accepting: 4,
    };
    TABLE.check(text)
}
/// 1 to 40 characters; pattern `^[^\x00-\x1F\x7F]+$`.
pub(crate) fn printable_text(text: &str) -> Result<(), Mismatch> {
    support::length(text, 1, 40)?;
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| matches!(character, ' '..= '~' | '\u{80}'..= '\u{10ffff}'),
    )
}
/// Pattern `^[^\s]+$`.
pub(crate) fn no_white_space(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
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
/// Pattern `^\s+$`.
pub(crate) fn white_space(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )
}
/// Pattern `^\W+$`.
pub(crate) fn no_word(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| !matches!(character, '0'..= '9' | 'A'..= 'Z' | '_' | 'a'..= 'z'),
    )
}
/// Pattern `^.+$`.
pub(crate) fn one_line(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| !matches!(character, '\n' | '\r' | '\u{2028}'..= '\u{2029}'),
    )
}
/// Pattern `^.{0,8}$`.
pub(crate) fn one_line_up_to_eight(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        0,
        8,
        |character| !matches!(character, '\n' | '\r' | '\u{2028}'..= '\u{2029}'),
    )
}
/// Pattern `^[^]{5}$`.
pub(crate) fn five_characters(text: &str) -> Result<(), Mismatch> {
    support::last_chars(text.chars(), 0, 5, 5, |_| true)
}
/// Pattern `[]`.
pub(crate) fn never(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[];
    static TABLE: support::Table<u8, 1> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0]],
        start: 0,
        accepting: 1,
    };
    TABLE.check(text)
}
/// Pattern `^[A-Za-z\u00C0-\u00FF]+$`.
pub(crate) fn latin_letters(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| matches!(character, 'A'..= 'Z' | 'a'..= 'z' | 'À'..= 'ÿ'),
    )
}
/// At most 50 characters; pattern `^[A-Za-zÀ-ÖØ-öø-ÿ' -]+$`.
pub(crate) fn accented_name(text: &str) -> Result<(), Mismatch> {
    support::length(text, 0, 50)?;
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| {
            matches!(
                character, ' ' | '\'' | '-' | 'A'..= 'Z' | 'a'..= 'z' | 'À'..= 'Ö' |
                'Ø'..= 'ö' | 'ø'..= 'ÿ'
            )
        },
    )
}
/// Pattern `^[\u0370-\u03FF]{2,4}$`.
pub(crate) fn greek(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        2,
        4,
        |character| matches!(character, 'Ͱ'..= 'Ͽ'),
    )
}
/// Pattern `^[\u{1F600}-\u{1F64F}]$`.
pub(crate) fn emoji(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        1,
        |character| matches!(character, '😀'..= '🙏'),
    )
}
/// Pattern `^\uD83D\uDE00+$`.
pub(crate) fn emoji_pair_written(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| matches!(character, '😀'),
    )
}
/// Pattern `^[\u{10000}-\u{10FFFF}]+$`.
pub(crate) fn astral(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| matches!(character, '𐀀'..= '\u{10ffff}'),
    )
}
/// Pattern `^[\u0000-\uFFFF]+$`.
pub(crate) fn basic_plane(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        1,
        usize::MAX,
        |character| matches!(character, '\0'..= '\u{ffff}'),
    )
}
/// Pattern `^\u{20AC}\s?\d+,\d{2}$`.
pub(crate) fn euro_amount(text: &str) -> Result<(), Mismatch> {
    let mut rest = text.chars();
    let at = support::run_chars(
        &mut rest,
        0,
        1,
        1,
        |character| matches!(character, '€'),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        0,
        1,
        |character| {
            matches!(
                character, '\t'..= '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..=
                '\u{200a}' | '\u{2028}'..= '\u{2029}' | '\u{202f}' | '\u{205f}' |
                '\u{3000}' | '\u{feff}'
            )
        },
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        usize::MAX,
        |character| character.is_ascii_digit(),
    )?;
    let at = support::run_chars(
        &mut rest,
        at,
        1,
        1,
        |character| matches!(character, ','),
    )?;
    support::last_chars(rest, at, 2, 2, |character| character.is_ascii_digit())
}
/// Pattern `^[\u0410-\u044F\d]+(?:-[\u0410-\u044F\d]+)*$`.
pub(crate) fn cyrillic_or_digits(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('-', '-', 1), ('0', '9', 2), ('А', 'я', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 0, 2], [0, 1, 2]],
        start: 1,
        accepting: 2,
    };
    TABLE.check(text)
}
/// Pattern `^[^"\u{201C}\u{201D}]*$`.
pub(crate) fn not_the_quotes(text: &str) -> Result<(), Mismatch> {
    support::last_chars(
        text.chars(),
        0,
        0,
        usize::MAX,
        |character| !matches!(character, '"' | '“'..= '”'),
    )
}
/// Pattern `^[\t\n\v\f\r\cA\0\b]+$`.
pub(crate) fn control_escapes(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    support::last(
        text,
        0,
        1,
        usize::MAX,
        |byte| matches!(byte, b'\0'..= b'\x01' | b'\x08'..= b'\r'),
    )
}
/// Pattern `^\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/$`.
pub(crate) fn escaped_signs(text: &str) -> Result<(), Mismatch> {
    let text = text.as_bytes();
    let at = support::run(text, 0, 1, 1, |byte| matches!(byte, b'^'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'$'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'\\'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'.'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'*'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'+'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'?'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'('))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b')'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'['))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b']'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'{'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'}'))?;
    let at = support::run(text, at, 1, 1, |byte| matches!(byte, b'|'))?;
    support::last(text, at, 1, 1, |byte| matches!(byte, b'/'))
}
/// Pattern `"[^"\n]*"`.
pub(crate) fn quote_and_line_break(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('\n', '\n', 1), ('"', '"', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [1, 1, 2], [2, 1, 3], [3, 3, 3]],
        start: 1,
        accepting: 3,
    };
    TABLE.check(text)
}
/// Pattern `^.\d$`.
pub(crate) fn any_but_terminators_then_digit(text: &str) -> Result<(), Mismatch> {
    let mut rest = text.chars();
    let at = support::run_chars(
        &mut rest,
        0,
        1,
        1,
        |character| !matches!(character, '\n' | '\r' | '\u{2028}'..= '\u{2029}'),
    )?;
    support::last_chars(rest, at, 1, 1, |character| character.is_ascii_digit())
}
/// Pattern `^(?:(?:ab{2}){2,3}c?){1,2}$`.
pub(crate) fn nested_counts(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('a', 'a', 1), ('b', 'b', 2), ('c', 'c', 3)];
    static TABLE: support::Table<u8, 4> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[
            [0, 0, 0, 0],
            [0, 2, 0, 0],
            [0, 0, 3, 0],
            [0, 0, 4, 0],
            [0, 5, 0, 0],
            [0, 0, 6, 0],
            [0, 0, 18, 0],
            [0, 0, 8, 0],
            [0, 0, 20, 0],
            [0, 0, 10, 0],
            [0, 0, 12, 0],
            [0, 0, 13, 0],
            [0, 14, 0, 0],
            [0, 0, 21, 0],
            [0, 0, 15, 0],
            [0, 0, 23, 0],
            [0, 0, 17, 0],
            [0, 0, 24, 0],
            [0, 7, 0, 19],
            [0, 9, 0, 0],
            [0, 11, 0, 19],
            [0, 14, 0, 22],
            [0, 0, 0, 0],
            [0, 16, 0, 22],
            [0, 0, 0, 22],
        ],
        start: 1,
        accepting: 18,
    };
    TABLE.check(text)
}
/// Pattern `^(?:a?){3}(?:|b|)*$`.
pub(crate) fn many_empty(text: &str) -> Result<(), Mismatch> {
    const RANGES: &[(char, char, u8)] = &[('a', 'a', 1), ('b', 'b', 2)];
    static TABLE: support::Table<u8, 3> = support::Table {
        ascii: support::ascii(RANGES),
        ranges: RANGES,
        next: &[[0, 0, 0], [0, 2, 3], [0, 4, 3], [0, 0, 3], [0, 3, 3]],
        start: 1,
        accepting: 1,
    };
    TABLE.check(text)
}
