//// checks.rs
/// Checks of lengths, named after the schemas.
pub(crate) mod lengths {
    use super::Mismatch;
    use super::support;
    /// At most 3 characters.
    pub(crate) fn wide_id(text: &str) -> Result<(), Mismatch> {
        support::length(text, 0, 3)
    }
}
/// Checks of all constraints, named after the schemas.
pub(crate) mod strings {
    use super::Mismatch;
    /// Checks every constraint of `WideId`.
    pub(crate) fn wide_id(text: &str) -> Result<(), Mismatch> {
        super::lengths::wide_id(text)
    }
}

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
            Property {
                name: "size",
                required: false,
                schema: &crate::schema::BASE_SIZE,
            },
        ],
        additional_properties: AdditionalProperties::Any,
    }),
};
/// The schema `Wide`.
pub static WIDE: Schema = Schema {
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
                            schema: &crate::schema::WIDE_SIZE,
                        },
                        Property {
                            name: "id",
                            required: false,
                            schema: &crate::schema::WIDE_ID,
                        },
                    ],
                    additional_properties: AdditionalProperties::Any,
                }),
            },
        ],
    ),
};
/// The schema `Required`.
pub static REQUIRED: Schema = Schema {
    nullable: false,
    kind: SchemaKind::AllOf(
        &[
            &crate::schema::BASE,
            &Schema {
                nullable: false,
                kind: SchemaKind::Object(ObjectSchema {
                    properties: &[
                        Property {
                            name: "owner",
                            required: true,
                            schema: &Schema {
                                nullable: false,
                                kind: SchemaKind::Any,
                            },
                        },
                    ],
                    additional_properties: AdditionalProperties::Any,
                }),
            },
        ],
    ),
};
/// The schema `BaseSize`.
pub static BASE_SIZE: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "wide",
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
            Property {
                name: "high",
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
};
/// The schema `WideSize`.
pub static WIDE_SIZE: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Object(ObjectSchema {
        properties: &[
            Property {
                name: "wide",
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
};
/// The schema `WideId`.
pub static WIDE_ID: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: None,
        max_length: Some(3),
        pattern: None,
        values: &[],
        format: None,
    }),
};

//// types.rs
// @generated by `cargo codegen` from merged.yaml; do not edit.
//! The types of requests and responses.

#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct Base {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub id: ::core::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub size: ::core::option::Option<BaseSize>,
}
impl Base {
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
    pub fn size(mut self, size: BaseSize) -> Self {
        self.size = ::core::option::Option::Some(size);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct Wide {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub id: ::core::option::Option<WideId>,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub size: ::core::option::Option<crate::json::Value>,
}
impl Wide {
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
    pub fn id(mut self, id: WideId) -> Self {
        self.id = ::core::option::Option::Some(id);
        self
    }
    /// Sets `size`.
    #[must_use]
    pub fn size(mut self, size: crate::json::Value) -> Self {
        self.size = ::core::option::Option::Some(size);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[non_exhaustive]
pub struct Required {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub id: ::core::option::Option<::std::string::String>,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub size: ::core::option::Option<BaseSize>,
    pub owner: crate::json::Value,
}
impl Required {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new(owner: crate::json::Value) -> Self {
        Self {
            id: ::core::default::Default::default(),
            size: ::core::default::Default::default(),
            owner,
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
    pub fn size(mut self, size: BaseSize) -> Self {
        self.size = ::core::option::Option::Some(size);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct BaseSize {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub wide: ::core::option::Option<i64>,
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub high: ::core::option::Option<i64>,
}
impl BaseSize {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new() -> Self {
        Self {
            wide: ::core::default::Default::default(),
            high: ::core::default::Default::default(),
        }
    }
    /// Sets `wide`.
    #[must_use]
    pub fn wide(mut self, wide: i64) -> Self {
        self.wide = ::core::option::Option::Some(wide);
        self
    }
    /// Sets `high`.
    #[must_use]
    pub fn high(mut self, high: i64) -> Self {
        self.high = ::core::option::Option::Some(high);
        self
    }
}
#[derive(Clone, Debug, Eq, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
#[derive(::core::default::Default)]
#[non_exhaustive]
pub struct WideSize {
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub wide: ::core::option::Option<i64>,
}
impl WideSize {
    /// Creates a value from the mandatory members. All optional members are absent.
    #[must_use]
    pub fn new() -> Self {
        Self {
            wide: ::core::default::Default::default(),
        }
    }
    /// Sets `wide`.
    #[must_use]
    pub fn wide(mut self, wide: i64) -> Self {
        self.wide = ::core::option::Option::Some(wide);
        self
    }
}
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
#[serde(transparent)]
pub struct WideId(::std::string::String);
checked_string!(WideId, wide_id);

