//! The texts of messages by type of change: the description, and the consequence.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::effect::Effect;

/// What changed, as a clause with a placeholder `{}` for each value.
pub(crate) fn description(change_type: ChangeType) -> &'static str {
    match change_type {
        ChangeType::NotUnderstood | ChangeType::SecuritySchemeChanged => "`{}` {}",
        ChangeType::WordingChanged
        | ChangeType::SecuritySchemeCaseChanged
        | ChangeType::SourceChanged
        | ChangeType::LenientChanged
        | ChangeType::ExtensionChanged => "`{}` {}",
        ChangeType::DeprecationAdded => "it is now deprecated",
        ChangeType::DeprecationRemoved => "it is no longer deprecated",
        ChangeType::WrittenDifferently | ChangeType::ComponentWrittenDifferently => "`{}`{}",
        ChangeType::GeneratedCodeChanged => "the generated code has changed",
        ChangeType::BasePathMoved => "a path prefix has moved between `servers` and `paths`",
        ChangeType::ServerRemoved => "server `{}` is removed",
        ChangeType::ServerAdded => "server `{}` is added",
        ChangeType::ServersReordered => "the servers are in another order",
        ChangeType::ServerUrlChanged => "the URL of server `{}` is now `{}`",
        ChangeType::ServerVariablesChanged => "the variables of server `{}` have changed",
        ChangeType::ServerDefaultChanged => "the default URL of server `{}` is now `{}`",
        ChangeType::ServerIdChanged => "`x-id` of the server {}",
        ChangeType::ServerSecuritySchemeChanged => "`x-security-scheme` of the server {}",
        ChangeType::SecurityAlternativeRemoved => "security alternative {} is removed",
        ChangeType::SecurityAlternativeAdded => "security alternative {} is added",
        ChangeType::SecuritySchemeRenamed => "security scheme `{}` is renamed to `{}`",
        ChangeType::SecuritySchemeRemoved => "security scheme `{}` is removed",
        ChangeType::SecuritySchemeAdded => "security scheme `{}` is added",
        ChangeType::SecurityFlowAdded => "flow `{}` is added",
        ChangeType::SecurityFlowRemoved => "flow `{}` is removed",
        ChangeType::SecurityScopeAdded => "scope `{}` is added",
        ChangeType::SecurityScopeRemoved => "scope `{}` is removed",
        ChangeType::PathParameterRenamed => "a path parameter is renamed: {}",
        ChangeType::OperationMoved => "`{}` has moved to `{}`",
        ChangeType::OperationRemoved => "`{}` is removed",
        ChangeType::OperationAdded => "`{}` is added",
        ChangeType::OperationIdChanged => "`operationId` {}",
        ChangeType::CallbackAdded => "callback `{}` is added",
        ChangeType::CallbackRemoved => "callback `{}` is removed",
        ChangeType::ParameterNotUnderstood => "a parameter {}",
        ChangeType::ParameterRemoved => "{} parameter `{}` is removed",
        ChangeType::RequiredParameterAdded => "required {} parameter `{}` is added",
        ChangeType::OptionalParameterAdded => "optional {} parameter `{}` is added",
        ChangeType::ParameterMoved => "{} parameter `{}` has moved to {} parameter `{}`",
        ChangeType::ParameterRenamed => "{} parameter `{}` is renamed to `{}`",
        ChangeType::ParameterBecameRequired => "{} parameter `{}` is now required",
        ChangeType::ParameterBecameOptional => "{} parameter `{}` is now optional",
        ChangeType::ParameterBecameText => "the type has changed from a number or boolean to any string",
        ChangeType::ParameterContentChanged => "`content` {}",
        ChangeType::StyleChanged => "`style` was `{}` and is now `{}`",
        ChangeType::ExplodeChanged => "`explode` was `{}` and is now `{}`",
        ChangeType::AllowReservedChanged => "`allowReserved` was `{}` and is now `{}`",
        ChangeType::AllowEmptyValueChanged => "`allowEmptyValue` was `{}` and is now `{}`",
        ChangeType::RequestBodyRemoved => "the request body is removed",
        ChangeType::RequiredRequestBodyAdded => "a required request body is added",
        ChangeType::OptionalRequestBodyAdded => "an optional request body is added",
        ChangeType::RequestBodyBecameRequired => "the request body is now required",
        ChangeType::RequestBodyBecameOptional => "the request body is now optional",
        ChangeType::MediaTypeRemoved | ChangeType::MediaTypeWidened => "media type `{}` is removed",
        ChangeType::MediaTypeAdded | ChangeType::MediaTypeSingledOut => "media type `{}` is added",
        ChangeType::EncodingChanged => "`encoding` {}",
        ChangeType::StatusAdded => "status `{}` is added",
        ChangeType::StatusRemoved => "status `{}` is removed",
        ChangeType::StatusPartlyRemoved => "`{}` no longer covers some statuses",
        ChangeType::StatusSplitOff => "status `{}` now has its own response and was covered by `{}`",
        ChangeType::StatusMerged => "status `{}` no longer has its own response and is covered by `{}`",
        ChangeType::StatusStatedByAnother => "`{}` now covers statuses that `{}` covered",
        ChangeType::ResponseContentAdded => "`content` is added",
        ChangeType::ResponseContentRemoved => "`content` is removed",
        ChangeType::ResponseHeaderAdded => "header `{}` is added",
        ChangeType::ResponseHeaderRemoved => "header `{}` is removed",
        ChangeType::ResponseHeaderBecameRequired => "header `{}` is now required",
        ChangeType::ResponseHeaderBecameOptional => "header `{}` is now optional",
        ChangeType::DocumentAdded => "document `{}` is added",
        ChangeType::DocumentRemoved => "document `{}` is removed",
        ChangeType::EffectAdded => "effect `{}`{} is added",
        ChangeType::EffectRemoved => "effect `{}`{} is removed",
        ChangeType::EffectChanged => "effect `{}` {}",
        ChangeType::EffectMemberChanged => "`{}` of effect `{}` {}",
        ChangeType::ErrorCodeAdded => "error code `{}`{} is added",
        ChangeType::ErrorCodeRemoved => "error code `{}`{} is removed",
        ChangeType::ErrorCodeRenamed => "error code `{}` is renamed to `{}`",
        ChangeType::ErrorCodeChanged => "`{}` of error code `{}` {}",
        ChangeType::CountriesStated => "`x-countries` {}",
        ChangeType::CountryChanged => "country `{}` {}",
        ChangeType::CountryMemberChanged => "`{}` of country `{}` {}",
        ChangeType::RuleAdded => "rule `{}`{} is added",
        ChangeType::RuleRemoved => "rule `{}`{} is removed",
        ChangeType::RuleRenamed => "rule `{}` is renamed to `{}`",
        ChangeType::RuleStatementChanged => "the statement of rule `{}` {}",
        ChangeType::RuleSeverityRaised | ChangeType::RuleSeverityLowered | ChangeType::RuleSeverityNotUnderstood => {
            "the severity of rule `{}` {}"
        }
        ChangeType::RuleOperationsAdded => "rule `{}` now applies to {}",
        ChangeType::RuleOperationsRemoved => "rule `{}` no longer applies to {}",
        ChangeType::RuleCountriesAdded => "rule `{}` now applies in {}",
        ChangeType::RuleCountriesRemoved => "rule `{}` no longer applies in {}",
        ChangeType::RuleDataChanged => "`{}` of rule `{}` {}",
        ChangeType::RuleMemberChanged => "`{}` of rule `{}` {}",
        ChangeType::SchemaAdded => "schema `{}` is added",
        ChangeType::SchemaRemoved => "schema `{}` is removed",
        ChangeType::SchemaRenamed => "schema `{}` is renamed to `{}`",
        ChangeType::SchemaWrittenDifferently => "the schema is written differently",
        ChangeType::SchemaNotUnderstood => "the schema {}",
        ChangeType::SchemaTooDeep => {
            "the schema is nested too deeply, or the documents have too many schemas, to be compared"
        }
        ChangeType::ReferenceNotResolved => "`$ref` {}",
        ChangeType::DefaultChanged => "`default` {}",
        ChangeType::XmlChanged => "`xml` {}",
        ChangeType::NullAllowed => "null is now allowed",
        ChangeType::NullDisallowed => "null is no longer allowed",
        ChangeType::Type => "the type {}",
        ChangeType::EnumValuesRemoved => "the allowed values no longer include {}",
        ChangeType::EnumValuesAdded => "the allowed values now include {}",
        ChangeType::EnumRemoved => "the list of allowed values is removed",
        ChangeType::EnumAdded => "the allowed values are now limited to {}",
        ChangeType::Enum => "`enum` {}",
        ChangeType::Pattern => "`pattern` {}",
        ChangeType::MinLength => "`minLength` {}",
        ChangeType::MaxLength => "`maxLength` {}",
        ChangeType::Format => "`format` {}",
        ChangeType::Minimum => "`minimum` {}",
        ChangeType::Maximum => "`maximum` {}",
        ChangeType::MultipleOf => "`multipleOf` {}",
        ChangeType::MinItems => "`minItems` {}",
        ChangeType::MaxItems => "`maxItems` {}",
        ChangeType::UniqueItems => "`uniqueItems` {}",
        ChangeType::MinProperties => "`minProperties` {}",
        ChangeType::MaxProperties => "`maxProperties` {}",
        ChangeType::NotAdded => "`not` is added",
        ChangeType::NotRemoved => "`not` is removed",
        ChangeType::PropertyRemoved => "property `{}` is removed",
        ChangeType::PropertyRemovedFromClosedObject => {
            "property `{}` is removed, and additional properties are not allowed"
        }
        ChangeType::PropertyWithheld => "property `{}` is now excluded in this direction by `readOnly` or `writeOnly`",
        ChangeType::RequiredPropertyAdded => "required property `{}` is added",
        ChangeType::OptionalPropertyAdded => "optional property `{}` is added",
        ChangeType::RequiredPropertyExposed => {
            "required property `{}` is no longer excluded in this direction by `readOnly` or `writeOnly`"
        }
        ChangeType::OptionalPropertyExposed => {
            "optional property `{}` is no longer excluded in this direction by `readOnly` or `writeOnly`"
        }
        ChangeType::PropertyRenamed => "property `{}` is renamed to `{}`",
        ChangeType::PropertyBecameRequired => "property `{}` is now required",
        ChangeType::PropertyBecameOptional => "property `{}` is now optional",
        ChangeType::AdditionalPropertiesAllowed => "additional properties are now allowed",
        ChangeType::AdditionalPropertiesDisallowed => "additional properties are no longer allowed",
        ChangeType::AdditionalPropertiesConstrained => "additional properties now have to match a schema",
        ChangeType::AdditionalPropertiesUnconstrained => "additional properties no longer have to match a schema",
        ChangeType::AlternativeRemoved => "alternative {} is removed",
        ChangeType::AlternativeAdded => "alternative {} is added",
        ChangeType::AlternativeChanged => "alternative {} has changed",
        ChangeType::AlternativesChanged => "`{}` had {} alternatives and now has {}",
        ChangeType::AlternativesTooMany => {
            "the `oneOf` and `anyOf` of the schema have too many combinations to be compared"
        }
        ChangeType::AnyOfBecameOneOf => "`anyOf` is now `oneOf`",
        ChangeType::OneOfBecameAnyOf => "`oneOf` is now `anyOf`",
        ChangeType::DiscriminatorAdded => "`discriminator` is added",
        ChangeType::DiscriminatorRemoved => "`discriminator` is removed",
        ChangeType::DiscriminatorPropertyChanged => "`propertyName` of the discriminator {}",
        ChangeType::DiscriminatorValueAdded => "discriminator value `{}` now selects `{}`",
        ChangeType::DiscriminatorValueRemoved => "discriminator value `{}` no longer selects `{}`",
    }
}

/// The consequence, if the type of the change determines it, with the effect on the wire or the direction.
pub(crate) fn consequence(change: &Change) -> &'static str {
    let is_received = change.direction == Some(Direction::Received);
    match (change.change_type, change.wire) {
        (ChangeType::NotUnderstood | ChangeType::ParameterNotUnderstood, _) => {
            "the comparison does not understand it, which counts as breaking"
        }
        (ChangeType::WordingChanged, _) => "it is an annotation without an effect on valid requests and responses",
        (ChangeType::DeprecationAdded, _) => "it works as before, but may be removed later",
        (ChangeType::DeprecationRemoved, _) => "it works as before, and its removal is no longer announced",
        (ChangeType::WrittenDifferently, _) => "the same requests and responses are valid as before",
        (ChangeType::ComponentWrittenDifferently, _) => "the effect of a component is reported where it is used",
        (ChangeType::GeneratedCodeChanged, _) => "changes on the wire are reported separately",
        (ChangeType::BasePathMoved, _) => {
            "every full URL is the same, but callers with a base URL of their own have to adapt it"
        }
        (ChangeType::ServerRemoved | ChangeType::OperationRemoved, _) => "requests to it fail",
        (ChangeType::ServerAdded, _) => "callers may use it",
        (ChangeType::ServersReordered, _) => {
            "the order has no meaning in OpenAPI, but some tools use the first server by default"
        }
        (ChangeType::ServerUrlChanged | ChangeType::ServerVariablesChanged, Effect::Breaking) => {
            "requests to a removed URL fail"
        }
        (ChangeType::ServerUrlChanged | ChangeType::ServerVariablesChanged, Effect::Compatible) => {
            "callers may use more URLs"
        }
        (ChangeType::ServerUrlChanged | ChangeType::ServerVariablesChanged, Effect::None) => {
            "the URLs are the same as before"
        }
        (ChangeType::ServerDefaultChanged, _) => {
            "the old URL is still valid, but callers that use the default call another one"
        }
        (ChangeType::ServerIdChanged, _) => "the server is named after it in generated code",
        (ChangeType::ServerSecuritySchemeChanged, _) => "the server requires credentials of another scheme",
        (ChangeType::SecurityAlternativeRemoved, Effect::Breaking) => {
            "callers that satisfy only this alternative are rejected"
        }
        (ChangeType::SecurityAlternativeRemoved, Effect::Compatible) => {
            "callers that satisfied it satisfy another alternative"
        }
        (ChangeType::SecurityAlternativeAdded, _) => "callers may use it to authenticate",
        (
            ChangeType::SecuritySchemeRenamed | ChangeType::SecuritySchemeRemoved | ChangeType::SecuritySchemeAdded,
            _,
        ) => "the effect on authentication is reported at `security`",
        (ChangeType::SecuritySchemeChanged, Effect::Breaking) => {
            "callers that authenticate in the old way are rejected"
        }
        (ChangeType::SecuritySchemeChanged, Effect::None) => "no operation requires this scheme",
        (ChangeType::SecuritySchemeCaseChanged, _) => "it is case-insensitive on the wire",
        (ChangeType::SecurityFlowAdded | ChangeType::SecurityScopeAdded, Effect::Compatible) => "callers may use it",
        (ChangeType::SecurityFlowAdded | ChangeType::SecurityScopeAdded, Effect::None) => {
            "no operation requires this scheme"
        }
        (ChangeType::SecurityFlowRemoved | ChangeType::SecurityScopeRemoved, Effect::Breaking) => {
            "callers that use it are rejected"
        }
        (ChangeType::SecurityFlowRemoved | ChangeType::SecurityScopeRemoved, Effect::None) => {
            "no operation requires this scheme"
        }
        (ChangeType::PathParameterRenamed, _) => {
            "the name is not part of any URL; generated methods may name an argument after it, which does not affect calls"
        }
        (ChangeType::OperationMoved, _) => "requests to the old path or method fail",
        (ChangeType::OperationAdded, _) => "callers may use it, and existing calls are not affected",
        (ChangeType::OperationIdChanged, _) => "it is not part of any request; the generated method is named after it",
        (ChangeType::CallbackAdded, _) => "callers may subscribe to it",
        (ChangeType::CallbackRemoved, _) => "callers that wait for it receive nothing",
        (ChangeType::ParameterBecameText, _) => "on the wire, numbers and booleans were strings already",
        (ChangeType::ParameterContentChanged | ChangeType::StyleChanged, _) => {
            "the value is serialized differently, and the old form is rejected or ignored"
        }
        (ChangeType::ExplodeChanged, Effect::Breaking) => {
            "the value is serialized differently, and the old form is rejected or ignored"
        }
        (ChangeType::ExplodeChanged, Effect::None) => "a scalar value is serialized as before",
        (ChangeType::AllowReservedChanged, Effect::Breaking) => {
            "some values that callers send today are rejected or misread"
        }
        (ChangeType::AllowReservedChanged, Effect::Compatible) => "reserved characters may be sent without encoding",
        (ChangeType::AllowReservedChanged, Effect::None) => "it applies only to query parameters",
        (ChangeType::AllowEmptyValueChanged, Effect::Breaking) => {
            "some values that callers send today are rejected or misread"
        }
        (ChangeType::AllowEmptyValueChanged, Effect::Compatible) => "callers may send an empty value",
        (ChangeType::AllowEmptyValueChanged, Effect::None) => "it applies only to query parameters",
        (ChangeType::MediaTypeRemoved, _) if !is_received => "content of this type is rejected",
        (ChangeType::MediaTypeRemoved, _) => "callers can no longer request it",
        (ChangeType::MediaTypeAdded, _) if !is_received => "callers may send it",
        (ChangeType::MediaTypeAdded, _) => "callers may request it",
        (ChangeType::MediaTypeWidened, _) if !is_received => "a new range of media types covers it",
        (ChangeType::MediaTypeWidened, _) => "callers may receive media types that they do not know",
        (ChangeType::MediaTypeSingledOut, _) => "a range of media types already covered it",
        (ChangeType::EncodingChanged, Effect::Breaking) => {
            "form fields are serialized differently, and the old form is rejected or ignored"
        }
        (ChangeType::EncodingChanged, Effect::None) => "it applies only to form bodies",
        (ChangeType::StatusAdded, _) => "callers treat an unknown status like the others of its class",
        (ChangeType::StatusRemoved, _) => "callers no longer receive it, or no longer know its content",
        (ChangeType::StatusPartlyRemoved, _) => "callers receive nothing new",
        (
            ChangeType::StatusSplitOff | ChangeType::StatusMerged | ChangeType::StatusStatedByAnother,
            Effect::Compatible,
        ) => "callers that can read the old response can read the new one",
        (ChangeType::StatusSplitOff | ChangeType::StatusMerged | ChangeType::StatusStatedByAnother, Effect::None) => {
            "the responses are the same as before"
        }
        (ChangeType::SourceChanged, _) => "it cites the source of a statement, and the statement is unchanged",
        (ChangeType::DocumentAdded | ChangeType::DocumentRemoved, _) => {
            "the operations, schemas and rules that it states are compared themselves"
        }
        (ChangeType::LenientChanged, _) => {
            "responses that do not match the schema are now accepted, or no longer accepted"
        }
        (ChangeType::ExtensionChanged, _) => {
            "the comparison does not know this extension, and OpenAPI gives it no meaning"
        }
        (ChangeType::EffectAdded | ChangeType::EffectRemoved, _) => {
            "the same call does something else, or its effects are now described differently"
        }
        (ChangeType::EffectChanged | ChangeType::EffectMemberChanged, _) => "the same call does something else",
        (ChangeType::ErrorCodeAdded, _) => "callers may receive it; before, it was a text without a known meaning",
        (ChangeType::ErrorCodeRemoved, _) => "callers that receive it no longer know its meaning",
        (ChangeType::ErrorCodeRenamed, _) => "callers receive the new code instead of the old one",
        (ChangeType::ErrorCodeChanged, _) => "callers may receive the code for another reason",
        (ChangeType::CountriesStated, _) => "the allowed countries are stated by `enum`",
        (ChangeType::CountryChanged, _) if change.changes_request_meaning => "rules use it",
        (ChangeType::CountryChanged, _) => "the allowed countries are stated by `enum`",
        (ChangeType::CountryMemberChanged, _) => "rules use it",
        (ChangeType::RuleAdded, Effect::Breaking) => "requests that violate it are rejected",
        (ChangeType::RuleAdded, Effect::None) => "it is only a warning",
        (ChangeType::RuleRemoved, Effect::Compatible) => "requests that violated it are now accepted",
        (ChangeType::RuleRemoved, Effect::None) => "it was only a warning",
        (ChangeType::RuleRenamed, _) => "the rule itself is unchanged",
        (ChangeType::RuleStatementChanged, _) => "the rule may now accept or reject other requests",
        (ChangeType::RuleSeverityRaised, _) => "requests that only caused a warning are now rejected",
        (ChangeType::RuleSeverityLowered, _) => "requests that were rejected now only cause a warning",
        (ChangeType::RuleSeverityNotUnderstood, _) => {
            "the comparison does not understand the severity, which counts as breaking"
        }
        (ChangeType::RuleOperationsAdded, Effect::Breaking) => "requests that were accepted may now be rejected",
        (ChangeType::RuleOperationsAdded | ChangeType::RuleOperationsRemoved, Effect::None) => {
            "it warns about other requests than before"
        }
        (ChangeType::RuleOperationsRemoved, Effect::Compatible) => "requests that were rejected may now be accepted",
        (ChangeType::RuleCountriesAdded, Effect::Breaking) => "requests that were accepted there may now be rejected",
        (ChangeType::RuleCountriesAdded, Effect::None) => "it warns about other requests than before",
        (ChangeType::RuleCountriesRemoved, Effect::Compatible) => {
            "requests that were rejected there may now be accepted"
        }
        (ChangeType::RuleCountriesRemoved, Effect::None) => "it warns about other requests than before",
        (ChangeType::RuleDataChanged, Effect::Breaking) => {
            "the comparison does not understand which requests the rule rejects, which counts as breaking"
        }
        (ChangeType::RuleDataChanged, Effect::None) => "the rule may warn about other requests",
        (ChangeType::RuleMemberChanged, _) => "the rule may warn about other requests, but rejects none",
        (ChangeType::SchemaAdded | ChangeType::SchemaRemoved, _) => {
            "its effect on the wire is reported where it is used"
        }
        (ChangeType::SchemaRenamed, _) => "the name is not part of any body; the generated type is renamed",
        (ChangeType::SchemaWrittenDifferently, _) => "the same values are allowed as before",
        (ChangeType::SchemaNotUnderstood, _) => {
            "the comparison does not understand the schema, which counts as breaking"
        }
        (ChangeType::SchemaTooDeep, _) => "a schema that cannot be compared counts as breaking",
        (ChangeType::ReferenceNotResolved, _) => "it has no target in one of the documents, which counts as breaking",
        (ChangeType::DefaultChanged, _) if !is_received => "a request that omits the value has another meaning",
        (ChangeType::DefaultChanged, _) => "callers receive the same values as before",
        (ChangeType::XmlChanged, Effect::Breaking) => "XML bodies are serialized differently",
        (ChangeType::XmlChanged, Effect::None) => "no body is XML",
        (ChangeType::PropertyRenamed, _) if !is_received => "the old name is rejected or ignored",
        (ChangeType::PropertyRenamed, _) => "callers no longer receive the old name",
        (ChangeType::AlternativeRemoved, _) => "another alternative allows all its values",
        (ChangeType::AlternativeAdded, _) => "another alternative already allowed all its values",
        // The tests check that every type of change that can get here has a consequence.
        _ => "",
    }
}
