//// checks.rs

//// schema.rs
/// The schema `Base`.
pub static BASE: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "id",
                required: false,
                schema: &Schema {
                    nullable: false,
                    kind: SchemaKind::String(StringSchema {
                        min_length: None,
                        max_length: None,
                        pattern: None,
                        values: &[],
                        format: None,
                    }),
                },
            },
        ],
        additional_properties: AdditionalProperties::Any,
    }),
};
/// The schema `Middle`.
pub static MIDDLE: Schema = Schema {
    nullable: false,
    kind: SchemaKind::AllOf(
        &[
            &crate::schema::BASE,
            &Schema {
                nullable: false,
                kind: SchemaKind::Object(ObjectSchema {
                    properties: &[
                        Property {
                            name: "size",
                            required: false,
                            schema: &Schema {
                                nullable: false,
                                kind: SchemaKind::Number(NumberSchema {
                                    integer: true,
                                    minimum: None,
                                    exclusive_minimum: false,
                                    maximum: None,
                                    exclusive_maximum: false,
                                    multiple_of: None,
                                    format_range: None,
                                    values: &[],
                                }),
                            },
                        },
                    ],
                    additional_properties: AdditionalProperties::Any,
                }),
            },
        ],
    ),
};
/// The schema `Nested`.
pub static NESTED: Schema = Schema {
    nullable: false,
    kind: SchemaKind::AllOf(
        &[
            &crate::schema::MIDDLE,
            &Schema {
                nullable: false,
                kind: SchemaKind::Any,
            },
        ],
    ),
};
/// The schema `Maybe`.
pub static MAYBE: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "base",
                required: false,
                schema: &Schema {
                    nullable: true,
                    kind: SchemaKind::AllOf(&[&crate::schema::BASE]),
                },
            },
        ],
        additional_properties: AdditionalProperties::Any,
    }),
};
/// The schema `Colour`.
pub static COLOUR: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &["red", "blue", "green"],
        format: None,
    }),
};
/// The schema `Pet`.
pub static PET: Schema = Schema {
    nullable: false,
    kind: SchemaKind::OneOf(&[&crate::schema::PET_CAT, &crate::schema::PET_DOG]),
};
/// The schema `PetCat`.
pub static PET_CAT: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "kind",
                required: true,
                schema: &crate::schema::PET_CAT_KIND,
            },
            Property {
                name: "purrs",
                required: true,
                schema: &Schema {
                    nullable: false,
                    kind: SchemaKind::Boolean,
                },
            },
        ],
        additional_properties: AdditionalProperties::Any,
    }),
};
/// The schema `PetDog`.
pub static PET_DOG: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "kind",
                required: true,
                schema: &crate::schema::PET_DOG_KIND,
            },
            Property {
                name: "barks",
                required: true,
                schema: &Schema {
                    nullable: false,
                    kind: SchemaKind::Boolean,
                },
            },
        ],
        additional_properties: AdditionalProperties::Any,
    }),
};
/// The schema `PetCatKind`.
pub static PET_CAT_KIND: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &["cat"],
        format: None,
    }),
};
/// The schema `PetDogKind`.
pub static PET_DOG_KIND: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: None,
        pattern: None,
        values: &["dog"],
        format: None,
    }),
};

//// types.rs
// @generated by `cargo codegen` from composed.yaml; do not edit.
//! The types of requests and responses.

#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct Base {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub id: ::core::option::Option<::std::string::String>,
}
impl Base {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: ::core::default::Default::default(),
        }
    }
    /// Sets `id`.
    #[must_use]
    pub fn id(mut self, id: ::std::string::String) -> Self {
        self.id = ::core::option::Option::Some(id);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct Middle {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub id: ::core::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub size: ::core::option::Option<i64>,
}
impl Middle {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: ::core::default::Default::default(),
            size: ::core::default::Default::default(),
        }
    }
    /// Sets `id`.
    #[must_use]
    pub fn id(mut self, id: ::std::string::String) -> Self {
        self.id = ::core::option::Option::Some(id);
        self
    }
    /// Sets `size`.
    #[must_use]
    pub fn size(mut self, size: i64) -> Self {
        self.size = ::core::option::Option::Some(size);
        self
    }
}
/// Words alone.
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[non_exhaustive]
pub struct Nested {
    pub id: ::std::string::String,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub size: ::core::option::Option<i64>,
}
impl Nested {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new(id: ::std::string::String) -> Self {
        Self {
            id,
            size: ::core::default::Default::default(),
        }
    }
    /// Sets `size`.
    #[must_use]
    pub fn size(mut self, size: i64) -> Self {
        self.size = ::core::option::Option::Some(size);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct Maybe {
    /// Or none.
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub base: ::core::option::Option<Base>,
}
impl Maybe {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new() -> Self {
        Self {
            base: ::core::default::Default::default(),
        }
    }
    /// Or none.
    #[must_use]
    pub fn base(mut self, base: Base) -> Self {
        self.base = ::core::option::Option::Some(base);
        self
    }
}
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    ::serde::Deserialize,
    ::serde::Serialize
)]
#[non_exhaustive]
pub enum Colour {
    /// `red`.
    #[serde(rename = "red")]
    Red,
    /// `blue`.
    #[serde(rename = "blue")]
    Blue,
    /// `green`.
    #[serde(rename = "green")]
    Green,
}
listed_strings! {
    Colour, "red" => Red, "blue" => Blue, "green" => Green,
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Pet {
    Cat(PetCat),
    Dog(PetDog),
}
impl<'de> ::serde::Deserialize<'de> for Pet {
    fn deserialize<D: ::serde::Deserializer<'de>>(
        deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        let value = <crate::json::Value as ::serde::Deserialize>::deserialize(
            deserializer,
        )?;
        let read = crate::alternatives::best(
            &value,
            "kind",
            &["PetCat", "PetDog"],
            |reader| reader.or(&["PetCat"], Self::Cat).or(&["PetDog"], Self::Dog),
        );
        read.ok_or_else(|| ::serde::de::Error::custom(
            "the value fits no variant of `Pet`",
        ))
    }
}
impl ::core::convert::From<PetCat> for Pet {
    fn from(value: PetCat) -> Self {
        Self::Cat(value)
    }
}
impl ::core::convert::From<PetDog> for Pet {
    fn from(value: PetDog) -> Self {
        Self::Dog(value)
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[non_exhaustive]
pub struct PetCat {
    pub kind: PetCatKind,
    pub purrs: bool,
}
impl PetCat {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new(kind: PetCatKind, purrs: bool) -> Self {
        Self { kind, purrs }
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[non_exhaustive]
pub struct PetDog {
    pub kind: PetDogKind,
    pub barks: bool,
}
impl PetDog {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new(kind: PetDogKind, barks: bool) -> Self {
        Self { kind, barks }
    }
}
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    ::serde::Deserialize,
    ::serde::Serialize
)]
#[non_exhaustive]
pub enum PetCatKind {
    /// `cat`.
    #[serde(rename = "cat")]
    Cat,
}
listed_strings! {
    PetCatKind, "cat" => Cat,
}
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    ::serde::Deserialize,
    ::serde::Serialize
)]
#[non_exhaustive]
pub enum PetDogKind {
    /// `dog`.
    #[serde(rename = "dog")]
    Dog,
}
listed_strings! {
    PetDogKind, "dog" => Dog,
}

