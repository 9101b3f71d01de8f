//! The table of all kinds of changes. A kind's name in kebab-case is the stable part of the ids that reports show.
//!
//! What a change of each kind says in words is in `format/messages`.

use strum::{IntoStaticStr, VariantArray};

use crate::direction::{Shift, Side};

/// A kind of change, named as callers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub(crate) enum Kind {
    // Members of any object.
    NotUnderstood,
    WordingChanged,
    DeprecationAdded,
    DeprecationRemoved,
    WrittenDifferently,
    ComponentWrittenDifferently,

    // Servers.
    BasePathMoved,
    ServerRemoved,
    ServerAdded,
    ServersReordered,
    ServerUrlChanged,
    ServerVariablesChanged,
    ServerDefaultChanged,
    ServerIdChanged,
    ServerSecuritySchemeChanged,

    // Paths and operations.
    PathParameterRenamed,
    OperationMoved,
    OperationRemoved,
    OperationAdded,
    OperationIdChanged,
    CallbackAdded,
    CallbackRemoved,

    // Parameters.
    ParameterNotUnderstood,
    ParameterRemoved,
    RequiredParameterAdded,
    OptionalParameterAdded,
    ParameterMoved,
    ParameterRenamed,
    ParameterBecameRequired,
    ParameterBecameOptional,
    ParameterBecameText,
    ParameterContentChanged,
    StyleChanged,
    ExplodeChanged,
    AllowReservedChanged,
    AllowEmptyValueChanged,

    // Bodies.
    RequestBodyRemoved,
    RequiredRequestBodyAdded,
    OptionalRequestBodyAdded,
    RequestBodyBecameRequired,
    RequestBodyBecameOptional,
    MediaTypeRemoved,
    MediaTypeAdded,
    MediaTypeWidened,
    MediaTypeSingledOut,
    EncodingChanged,

    // Responses.
    StatusAdded,
    StatusRemoved,
    StatusPartlyRemoved,
    StatusSplitOff,
    StatusMerged,
    StatusStatedByAnother,
    ResponseContentAdded,
    ResponseContentRemoved,
    ResponseHeaderAdded,
    ResponseHeaderRemoved,
    ResponseHeaderBecameRequired,
    ResponseHeaderBecameOptional,

    // Security.
    SecurityAlternativeRemoved,
    SecurityAlternativeAdded,
    SecuritySchemeRenamed,
    SecuritySchemeRemoved,
    SecuritySchemeAdded,
    SecuritySchemeChanged,
    SecuritySchemeCaseChanged,
    SecurityFlowAdded,
    SecurityFlowRemoved,
    SecurityScopeAdded,
    SecurityScopeRemoved,

    // Extensions of this project, and of others.
    SourceChanged,
    LenientChanged,
    ExtensionChanged,
    EffectAdded,
    EffectRemoved,
    EffectChanged,
    EffectMemberChanged,
    CountriesStated,
    CountryChanged,
    CountryMemberChanged,
    RuleAdded,
    RuleRemoved,
    RuleRenamed,
    RuleStatementChanged,
    RuleSeverityRaised,
    RuleSeverityLowered,
    RuleSeverityNotUnderstood,
    RuleCountriesAdded,
    RuleCountriesRemoved,
    RuleDataChanged,
    RuleMemberChanged,

    // Schemas as components, and as they are written.
    SchemaAdded,
    SchemaRemoved,
    SchemaRenamed,
    SchemaWrittenDifferently,
    SchemaNotUnderstood,
    SchemaTooDeep,
    ReferenceNotResolved,
    DefaultChanged,
    XmlChanged,

    // What schemas allow.
    NullAllowed,
    NullDisallowed,
    Type,
    EnumValuesRemoved,
    EnumValuesAdded,
    EnumRemoved,
    EnumAdded,
    Enum,
    Pattern,
    MinLength,
    MaxLength,
    Format,
    Minimum,
    Maximum,
    MultipleOf,
    MinItems,
    MaxItems,
    UniqueItems,
    MinProperties,
    MaxProperties,
    NotAdded,
    NotRemoved,

    // Objects.
    PropertyRemoved,
    PropertyRemovedFromClosedObject,
    PropertyWithheld,
    RequiredPropertyAdded,
    OptionalPropertyAdded,
    RequiredPropertyExposed,
    OptionalPropertyExposed,
    PropertyRenamed,
    PropertyBecameRequired,
    PropertyBecameOptional,
    AdditionalPropertiesAllowed,
    AdditionalPropertiesDisallowed,
    AdditionalPropertiesConstrained,
    AdditionalPropertiesUnconstrained,

    // Unions.
    AlternativeRemoved,
    AlternativeAdded,
    AlternativeChanged,
    AlternativesChanged,
    AlternativesTooMany,
    AnyOfBecameOneOf,
    OneOfBecameAnyOf,
    DiscriminatorAdded,
    DiscriminatorRemoved,
    DiscriminatorPropertyChanged,
    DiscriminatorValueAdded,
    DiscriminatorValueRemoved,

    // Rust code.
    GeneratedCodeChanged,
}

impl Kind {
    /// The stable part of the id.
    pub(crate) fn name(self) -> &'static str {
        self.into_str()
    }

    /// Whether it is about text for people and tools, which no generated type comes from.
    pub(crate) fn is_wording(self) -> bool {
        matches!(self, Self::WordingChanged | Self::SourceChanged | Self::LenientChanged | Self::ExtensionChanged)
    }

    /// The sides that an id names; of most kinds there is but one.
    pub(crate) fn sides(self) -> &'static [Side] {
        use Side::{Received, Sent, Unused};
        match self {
            Self::MediaTypeRemoved | Self::MediaTypeAdded | Self::MediaTypeWidened | Self::MediaTypeSingledOut => {
                &[Sent, Received]
            }
            // What travels on one side only is not looked at where nothing travels.
            Self::PropertyWithheld | Self::RequiredPropertyExposed | Self::OptionalPropertyExposed => &[Sent, Received],
            kind if (Self::DefaultChanged..Self::GeneratedCodeChanged).contains(&kind) => &[Sent, Received, Unused],
            _ => &[],
        }
    }

    /// How allowed values may move, where an id says so.
    pub(crate) fn shifts(self) -> &'static [Shift] {
        use Shift::{Apart, Narrower, Same, Wider};
        match self {
            Self::Type | Self::Enum | Self::Pattern | Self::MinLength | Self::MaxLength | Self::Format => {
                &[Same, Narrower, Wider, Apart]
            }
            Self::Minimum | Self::Maximum | Self::MultipleOf => &[Same, Narrower, Wider, Apart],
            Self::UniqueItems | Self::MinProperties | Self::MaxProperties => &[Same, Narrower, Wider],
            Self::MinItems | Self::MaxItems => &[Narrower, Wider],
            _ => &[],
        }
    }
}
