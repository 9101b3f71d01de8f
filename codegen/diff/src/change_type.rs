//! All types of changes. The name of a type in kebab case is part of the stable ids in reports.
//!
//! The message of each type is in `format/message_texts`.

use strum::{IntoStaticStr, VariantArray};

use crate::direction::Direction;
use crate::set_difference::SetChange;

/// A type of change, as callers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case", const_into_str)]
pub(crate) enum ChangeType {
    // Members that any object may have.
    NotUnderstood,
    WordingChanged,
    DeprecationAdded,
    DeprecationRemoved,
    /// The text differs, but the same requests and responses are valid.
    WrittenDifferently,
    /// The text of a component differs. An effect is reported where the component is used.
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

    // Extensions: those of this project, then all others.
    SourceChanged,
    DocumentAdded,
    DocumentRemoved,
    LenientChanged,
    ExtensionChanged,
    EffectAdded,
    EffectRemoved,
    EffectChanged,
    EffectMemberChanged,
    ErrorCodeAdded,
    ErrorCodeRemoved,
    ErrorCodeRenamed,
    ErrorCodeChanged,
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
    RuleOperationsAdded,
    RuleOperationsRemoved,
    RuleCountriesAdded,
    RuleCountriesRemoved,
    RuleDataChanged,
    RuleMemberChanged,

    // Schemas as components, and their notation.
    SchemaAdded,
    SchemaRemoved,
    SchemaRenamed,
    SchemaWrittenDifferently,
    SchemaNotUnderstood,
    /// The comparison reached its limit of depth, or of the number of schemas.
    SchemaTooDeep,
    ReferenceNotResolved,
    DefaultChanged,
    XmlChanged,

    // The values that a schema allows.
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

impl ChangeType {
    /// The name in kebab case, which is part of the id.
    pub(crate) fn name(self) -> &'static str {
        self.into_str()
    }

    /// Whether the change concerns only text for people and tools, which affects no generated type.
    pub(crate) fn is_wording(self) -> bool {
        matches!(
            self,
            Self::WordingChanged
                | Self::SourceChanged
                | Self::DocumentAdded
                | Self::DocumentRemoved
                | Self::LenientChanged
                | Self::ExtensionChanged
        )
    }

    /// Whether users of the program write the name that is renamed, as in `call OPERATION` and `--allow RULE`.
    pub(crate) fn renames_name_in_program(self) -> bool {
        matches!(self, Self::OperationIdChanged | Self::RuleRenamed)
    }

    /// Whether the change is about the servers and their URLs.
    pub(crate) fn is_about_server(self) -> bool {
        (Self::BasePathMoved..=Self::ServerSecuritySchemeChanged).contains(&self)
    }

    /// The directions for which this type has separate ids; empty if the id is the same in every direction.
    pub(crate) fn directions(self) -> &'static [Direction] {
        use Direction::{Received, Sent, Unused};
        match self {
            Self::MediaTypeRemoved | Self::MediaTypeAdded | Self::MediaTypeWidened | Self::MediaTypeSingledOut => {
                &[Sent, Received]
            }
            // `readOnly` and `writeOnly` have no effect on schemas that are neither sent nor received.
            Self::PropertyWithheld | Self::RequiredPropertyExposed | Self::OptionalPropertyExposed => &[Sent, Received],
            change_type if (Self::DefaultChanged..Self::GeneratedCodeChanged).contains(&change_type) => {
                &[Sent, Received, Unused]
            }
            _ => &[],
        }
    }

    /// The changes of the allowed values for which this type has separate ids; empty if the id is always the same.
    pub(crate) fn set_changes(self) -> &'static [SetChange] {
        use SetChange::{Narrowed, Replaced, Same, Widened};
        match self {
            Self::Type | Self::Enum | Self::Pattern | Self::MinLength | Self::MaxLength | Self::Format => {
                &[Same, Narrowed, Widened, Replaced]
            }
            Self::Minimum | Self::Maximum | Self::MultipleOf => &[Same, Narrowed, Widened, Replaced],
            Self::UniqueItems | Self::MinProperties | Self::MaxProperties => &[Same, Narrowed, Widened],
            Self::MinItems | Self::MaxItems => &[Narrowed, Widened],
            _ => &[],
        }
    }
}
