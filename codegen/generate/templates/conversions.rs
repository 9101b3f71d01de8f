//! Macros that implement the conversions of every checked string and every enum of strings.
//!
//! A generated type may have any name, so all paths here are absolute. Associated types are not written as `Self::…`, which could be a variant.

/// Implements the conversions that use `FromStr` and `as_str`.
macro_rules! texts {
    ($name:ident) => {
        impl ::core::convert::TryFrom<&str> for $name {
            type Error = crate::checks::InvalidValue;

            fn try_from(text: &str) -> ::core::result::Result<Self, crate::checks::InvalidValue> {
                text.parse()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

/// Implements a type that holds a `String` and checks it against its schema.
macro_rules! checked_string {
    ($name:ident, $check:ident) => {
        texts! { $name }

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Checks whether a text is a valid value of this type.
            ///
            /// # Errors
            /// The constraint that the text violates, and where.
            pub fn check(text: &str) -> ::core::result::Result<(), crate::checks::InvalidValue> {
                let invalid = |mismatch| crate::checks::InvalidValue::mismatch(::core::stringify!($name), mismatch);
                crate::checks::strings::$check(text).map_err(invalid)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = crate::checks::InvalidValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, crate::checks::InvalidValue> {
                Self::check(text)?;
                ::core::result::Result::Ok(Self(text.to_owned()))
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = crate::checks::InvalidValue;

            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, crate::checks::InvalidValue> {
                Self::check(&text)?;
                ::core::result::Result::Ok(Self(text))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(text).map_err(::serde::de::Error::custom)
            }
        }

        impl ::core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

/// Implements an enum of strings.
macro_rules! listed_strings {
    ($name:ident, $($text:literal => $variant:ident,)*) => {
        texts! { $name }

        impl $name {
            /// Every value, in the order of the spec.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The text of every value, in the same order.
            pub const TEXTS: &'static [&'static str] = &[$($text),*];

            /// The value as sent on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = crate::checks::InvalidValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, crate::checks::InvalidValue> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err(crate::checks::InvalidValue::not_listed(::core::stringify!($name), Self::TEXTS)),
                }
            }
        }

        impl ::core::convert::TryFrom<::std::string::String> for $name {
            type Error = crate::checks::InvalidValue;

            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, crate::checks::InvalidValue> {
                text.parse()
            }
        }
    };
}
