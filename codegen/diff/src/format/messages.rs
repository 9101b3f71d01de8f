//! What a change of each kind says: the words of both halves of its sentence.

use crate::change::Change;
use crate::change_type::Kind;
use crate::direction::Side;
use crate::effect::Effect;

/// What changed, with `{}` for each datum.
pub(crate) fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::NotUnderstood | Kind::SecuritySchemeChanged => "`{}`: {}",
        Kind::WordingChanged
        | Kind::SecuritySchemeCaseChanged
        | Kind::SourceChanged
        | Kind::LenientChanged
        | Kind::ExtensionChanged => "`{}` {}",
        Kind::DeprecationAdded => "deprecated",
        Kind::DeprecationRemoved => "no longer deprecated",
        Kind::WrittenDifferently | Kind::ComponentWrittenDifferently => "`{}`{}",
        Kind::GeneratedCodeChanged => "the generated code changes",
        Kind::BasePathMoved => "part of the path moved between `servers` and `paths`",
        Kind::ServerRemoved => "server `{}` removed",
        Kind::ServerAdded => "server `{}` added",
        Kind::ServersReordered => "the servers stand in another order",
        Kind::ServerUrlChanged => "server `{}` → `{}`",
        Kind::ServerVariablesChanged => "the variables of server `{}` changed",
        Kind::ServerDefaultChanged => "server `{}` → `{}` by default",
        Kind::ServerIdChanged => "`x-id`: {}",
        Kind::ServerSecuritySchemeChanged => "`x-security-scheme`: {}",
        Kind::SecurityAlternativeRemoved => "security alternative {} removed",
        Kind::SecurityAlternativeAdded => "security alternative {} added",
        Kind::SecuritySchemeRenamed => "security scheme `{}` renamed to `{}`",
        Kind::SecuritySchemeRemoved => "security scheme `{}` removed",
        Kind::SecuritySchemeAdded => "security scheme `{}` added",
        Kind::SecurityFlowAdded => "flow `{}` added",
        Kind::SecurityFlowRemoved => "flow `{}` removed",
        Kind::SecurityScopeAdded => "scope `{}` added",
        Kind::SecurityScopeRemoved => "scope `{}` removed",
        Kind::PathParameterRenamed => "path parameter {}",
        Kind::OperationMoved => "{} moved to {}",
        Kind::OperationRemoved => "{} removed",
        Kind::OperationAdded => "{} added",
        Kind::OperationIdChanged => "`operationId`: {}",
        Kind::CallbackAdded => "callback `{}` added",
        Kind::CallbackRemoved => "callback `{}` removed",
        Kind::ParameterNotUnderstood => "parameter: {}",
        Kind::ParameterRemoved => "{} parameter `{}` removed",
        Kind::RequiredParameterAdded => "mandatory {} parameter `{}` added",
        Kind::OptionalParameterAdded => "optional {} parameter `{}` added",
        Kind::ParameterMoved => "{} parameter `{}` is now a {} parameter `{}`",
        Kind::ParameterRenamed => "{} parameter `{}` renamed to `{}`",
        Kind::ParameterBecameRequired => "{} parameter `{}` is now mandatory",
        Kind::ParameterBecameOptional => "{} parameter `{}` is now optional",
        Kind::ParameterBecameText => "any text is accepted where a number or a truth value was",
        Kind::ParameterContentChanged => "`content` {}",
        Kind::StyleChanged => "`style`: `{}` → `{}`",
        Kind::ExplodeChanged => "`explode`: `{}` → `{}`",
        Kind::AllowReservedChanged => "`allowReserved`: `{}` → `{}`",
        Kind::AllowEmptyValueChanged => "`allowEmptyValue`: `{}` → `{}`",
        Kind::RequestBodyRemoved => "the body is removed",
        Kind::RequiredRequestBodyAdded => "a mandatory body is added",
        Kind::OptionalRequestBodyAdded => "an optional body is added",
        Kind::RequestBodyBecameRequired => "the body is now mandatory",
        Kind::RequestBodyBecameOptional => "the body is now optional",
        Kind::MediaTypeRemoved | Kind::MediaTypeWidened => "media type `{}` removed",
        Kind::MediaTypeAdded | Kind::MediaTypeSingledOut => "media type `{}` added",
        Kind::EncodingChanged => "`encoding` {}",
        Kind::StatusAdded => "status `{}` added",
        Kind::StatusRemoved => "status `{}` removed",
        Kind::StatusPartlyRemoved => "some statuses of `{}` are no longer stated",
        Kind::StatusSplitOff => "status `{}` is stated by itself, and `{}` spoke for it",
        Kind::StatusMerged => "status `{}` is no longer stated by itself, and `{}` speaks for it",
        Kind::StatusStatedByAnother => "`{}` speaks for what `{}` spoke for",
        Kind::ResponseContentAdded => "`content` added",
        Kind::ResponseContentRemoved => "`content` removed",
        Kind::ResponseHeaderAdded => "header `{}` added",
        Kind::ResponseHeaderRemoved => "header `{}` removed",
        Kind::ResponseHeaderBecameRequired => "header `{}` is now always there",
        Kind::ResponseHeaderBecameOptional => "header `{}` is now optional",
        Kind::EffectAdded => "effect `{}` added",
        Kind::EffectRemoved => "effect `{}` removed",
        Kind::EffectChanged => "effect `{}`: {}",
        Kind::EffectMemberChanged => "effect `{}`, `{}`: {}",
        Kind::CountriesStated => "`x-countries` {}",
        Kind::CountryChanged => "country `{}` {}",
        Kind::CountryMemberChanged => "country `{}`, `{}`: {}",
        Kind::RuleAdded => "rule `{}` added",
        Kind::RuleRemoved => "rule `{}` removed",
        Kind::RuleRenamed => "rule `{}` renamed to `{}`",
        Kind::RuleStatementChanged => "statement of rule `{}`: {}",
        Kind::RuleSeverityRaised | Kind::RuleSeverityLowered | Kind::RuleSeverityNotUnderstood => {
            "severity of rule `{}`: {}"
        }
        Kind::RuleCountriesAdded => "rule `{}` judges in {}",
        Kind::RuleCountriesRemoved => "rule `{}` no longer judges in {}",
        Kind::RuleDataChanged => "`{}` of rule `{}`: {}",
        Kind::RuleMemberChanged => "`{}` of rule `{}` {}",
        Kind::SchemaAdded => "schema `{}` added",
        Kind::SchemaRemoved => "schema `{}` removed",
        Kind::SchemaRenamed => "schema `{}` renamed to `{}`",
        Kind::SchemaWrittenDifferently => "the schema is written differently",
        Kind::SchemaNotUnderstood => "the schema: {}",
        Kind::SchemaTooDeep => "this schema is nested too deeply to be compared",
        Kind::ReferenceNotResolved => "`$ref`: {}",
        Kind::DefaultChanged => "`default`: {}",
        Kind::XmlChanged => "`xml` {}",
        Kind::NullAllowed => "null is allowed",
        Kind::NullDisallowed => "null is no longer allowed",
        Kind::Type => "type: {}",
        Kind::EnumValuesRemoved => "{} no longer among the allowed values",
        Kind::EnumValuesAdded => "{} added to the allowed values",
        Kind::EnumRemoved => "the list of allowed values is gone",
        Kind::EnumAdded => "only {} allowed",
        Kind::Enum => "`enum`: {}",
        Kind::Pattern => "`pattern`: {}",
        Kind::MinLength => "`minLength`: {}",
        Kind::MaxLength => "`maxLength`: {}",
        Kind::Format => "`format`: {}",
        Kind::Minimum => "`minimum`: {}",
        Kind::Maximum => "`maximum`: {}",
        Kind::MultipleOf => "`multipleOf`: {}",
        Kind::MinItems => "`minItems`: {}",
        Kind::MaxItems => "`maxItems`: {}",
        Kind::UniqueItems => "`uniqueItems`: {}",
        Kind::MinProperties => "`minProperties`: {}",
        Kind::MaxProperties => "`maxProperties`: {}",
        Kind::NotAdded => "`not` added",
        Kind::NotRemoved => "`not` removed",
        Kind::PropertyRemoved => "property `{}` removed",
        Kind::PropertyRemovedFromClosedObject => "property `{}` removed, and no other is allowed",
        Kind::PropertyWithheld => "property `{}` no longer travels this way (`readOnly`, `writeOnly`)",
        Kind::RequiredPropertyAdded => "mandatory property `{}` added",
        Kind::OptionalPropertyAdded => "optional property `{}` added",
        Kind::RequiredPropertyExposed => "mandatory property `{}` travels this way as well (`readOnly`, `writeOnly`)",
        Kind::OptionalPropertyExposed => "optional property `{}` travels this way as well (`readOnly`, `writeOnly`)",
        Kind::PropertyRenamed => "property `{}` renamed to `{}`",
        Kind::PropertyBecameRequired => "property `{}` is now mandatory",
        Kind::PropertyBecameOptional => "property `{}` is now optional",
        Kind::AdditionalPropertiesAllowed => "properties that are not stated are allowed",
        Kind::AdditionalPropertiesDisallowed => "properties that are not stated are no longer allowed",
        Kind::AdditionalPropertiesConstrained => "properties that are not stated have to satisfy a schema",
        Kind::AdditionalPropertiesUnconstrained => "properties that are not stated may be anything",
        Kind::AlternativeRemoved => "alternative {} removed",
        Kind::AlternativeAdded => "alternative {} added",
        Kind::AlternativeChanged => "alternative {} changed",
        Kind::AlternativesChanged => "`{}`: {} → {} alternatives",
        Kind::AlternativesTooMany => "several unions beside each other have too many alternatives",
        Kind::AnyOfBecameOneOf => "`anyOf` → `oneOf`",
        Kind::OneOfBecameAnyOf => "`oneOf` → `anyOf`",
        Kind::DiscriminatorAdded => "`discriminator` added",
        Kind::DiscriminatorRemoved => "`discriminator` removed",
        Kind::DiscriminatorPropertyChanged => "`propertyName` of the discriminator: {}",
        Kind::DiscriminatorValueAdded => "discriminator value `{}` stands for `{}`",
        Kind::DiscriminatorValueRemoved => "discriminator value `{}` no longer stands for `{}`",
    }
}

/// What follows, where the kind says it with the effect on the wire or the side.
pub(crate) fn follows(change: &Change) -> &'static str {
    let is_received = change.side == Some(Side::Received);
    match (change.kind, change.wire) {
        (Kind::NotUnderstood | Kind::ParameterNotUnderstood, _) => {
            "it is not understood here, which counts as breaking"
        }
        (Kind::WordingChanged, _) => "it is for people, and allows and forbids nothing",
        (Kind::DeprecationAdded, _) => "it works as before, and may go one day",
        (Kind::DeprecationRemoved, _) => "it works as before, and is to stay",
        (Kind::WrittenDifferently, _) => "beside the rest it allows and forbids nothing",
        (Kind::ComponentWrittenDifferently, _) => {
            "a component means what its uses mean, and these are reported by themselves"
        }
        (Kind::GeneratedCodeChanged, _) => "any change on the wire is reported separately",
        (Kind::BasePathMoved, _) => {
            "every full URL is the same; whoever gives a base URL of their own has to move the part along"
        }
        (Kind::ServerRemoved | Kind::OperationRemoved, _) => "whoever calls it finds nothing there",
        (Kind::ServerAdded, _) => "callers have one place more to call",
        (Kind::ServersReordered, _) => "OpenAPI gives the order no meaning; some tools take the first one by default",
        (Kind::ServerUrlChanged | Kind::ServerVariablesChanged, Effect::Breaking) => {
            "whoever calls the old URL finds nothing there"
        }
        (Kind::ServerUrlChanged | Kind::ServerVariablesChanged, Effect::Compatible) => {
            "callers have more places to call"
        }
        (Kind::ServerUrlChanged | Kind::ServerVariablesChanged, Effect::None) => "the same URLs are served",
        (Kind::ServerDefaultChanged, _) => "the old URL is served still, and another one is called by default",
        (Kind::ServerIdChanged, _) => "generated code names the server by it",
        (Kind::ServerSecuritySchemeChanged, _) => "the server takes tokens of another kind than before",
        (Kind::SecurityAlternativeRemoved, Effect::Breaking) => "who satisfies only this one is rejected",
        (Kind::SecurityAlternativeRemoved, Effect::Compatible) => "who satisfied it satisfies another alternative",
        (Kind::SecurityAlternativeAdded, _) => "callers have one more way to be let in",
        (Kind::SecuritySchemeRenamed | Kind::SecuritySchemeRemoved | Kind::SecuritySchemeAdded, _) => {
            "who is let in, `security` says"
        }
        (Kind::SecuritySchemeChanged, Effect::Breaking) => "callers who ask to be let in the old way are rejected",
        (Kind::SecuritySchemeChanged, Effect::None) => "no operation asks for this scheme",
        (Kind::SecuritySchemeCaseChanged, _) => "it has no case on the wire",
        (Kind::SecurityFlowAdded | Kind::SecurityScopeAdded, Effect::Compatible) => "callers have one more choice",
        (Kind::SecurityFlowAdded | Kind::SecurityScopeAdded, Effect::None) => "no operation asks for this scheme",
        (Kind::SecurityFlowRemoved | Kind::SecurityScopeRemoved, Effect::Breaking) => {
            "callers who chose it are rejected"
        }
        (Kind::SecurityFlowRemoved | Kind::SecurityScopeRemoved, Effect::None) => "no operation asks for this scheme",
        (Kind::PathParameterRenamed, _) => {
            "the name is in no URL; arguments of generated methods may be named by it, which no caller writes"
        }
        (Kind::OperationMoved, _) => "whoever calls the old one finds nothing there",
        (Kind::OperationAdded, _) => "callers can do more, and what they do today is untouched",
        (Kind::OperationIdChanged, _) => "no request carries it; generated code is named by it",
        (Kind::CallbackAdded, _) => "callers who ask for it get more",
        (Kind::CallbackRemoved, _) => "callers who wait for it get nothing",
        (Kind::ParameterBecameText, _) => "numbers and truth values are sent as texts in any case",
        (Kind::ParameterContentChanged | Kind::StyleChanged, _) => {
            "the value is written otherwise, and the old way is not understood"
        }
        (Kind::ExplodeChanged, Effect::Breaking) => "the value is written otherwise, and the old way is not understood",
        (Kind::ExplodeChanged, Effect::None) => "a single value is written the same way",
        (Kind::AllowReservedChanged, Effect::Breaking) => "some of what is sent today is not understood",
        (Kind::AllowReservedChanged, Effect::Compatible) => "characters may be sent as they are that had to be encoded",
        (Kind::AllowReservedChanged, Effect::None) => "it concerns query parameters only",
        (Kind::AllowEmptyValueChanged, Effect::Breaking) => "some of what is sent today is not understood",
        (Kind::AllowEmptyValueChanged, Effect::Compatible) => "callers may leave the value empty",
        (Kind::AllowEmptyValueChanged, Effect::None) => "it concerns query parameters only",
        (Kind::MediaTypeRemoved, _) if !is_received => "what callers send in it is rejected",
        (Kind::MediaTypeRemoved, _) => "readers cannot get it any more",
        (Kind::MediaTypeAdded, _) if !is_received => "callers may send one type more",
        (Kind::MediaTypeAdded, _) => "readers may ask for one type more",
        (Kind::MediaTypeWidened, _) if !is_received => "a range that is there now covers it",
        (Kind::MediaTypeWidened, _) => "readers may get types that they do not know",
        (Kind::MediaTypeSingledOut, _) => "a range that was there covers it",
        (Kind::EncodingChanged, Effect::Breaking) => {
            "parts of the form are written otherwise, and the old way is not understood"
        }
        (Kind::EncodingChanged, Effect::None) => "only bodies that are forms are written by it",
        (Kind::StatusAdded, _) => "readers treat a status that they do not know like the others of its class",
        (Kind::StatusRemoved, _) => "readers no longer know what such a response holds, or wait for it in vain",
        (Kind::StatusPartlyRemoved, _) => "readers get nothing that they did not get before",
        (Kind::StatusSplitOff | Kind::StatusMerged | Kind::StatusStatedByAnother, Effect::Compatible) => {
            "readers of the old response read the new one"
        }
        (Kind::StatusSplitOff | Kind::StatusMerged | Kind::StatusStatedByAnother, Effect::None) => {
            "what readers get stays the same"
        }
        (Kind::SourceChanged, _) => "it says where the statement comes from, and the statement stands",
        (Kind::LenientChanged, _) => "responses of another shape are read, or rejected, where they were not before",
        (Kind::ExtensionChanged, _) => "an extension that this comparison does not know; OpenAPI gives it no meaning",
        (Kind::EffectAdded | Kind::EffectRemoved, _) => "the same call does something else, or is now known to",
        (Kind::EffectChanged | Kind::EffectMemberChanged, _) => "the same call does something else",
        (Kind::CountriesStated, _) => "which countries may be sent, `enum` says",
        (Kind::CountryChanged, _) if change.wire_behaviour => "rules judge by it",
        (Kind::CountryChanged, _) => "which countries may be sent, `enum` says",
        (Kind::CountryMemberChanged, _) => "rules judge by it",
        (Kind::RuleAdded, Effect::Breaking) => "requests that break it are rejected",
        (Kind::RuleAdded, Effect::None) => "it only warns",
        (Kind::RuleRemoved, Effect::Compatible) => "requests that broke it are accepted",
        (Kind::RuleRemoved, Effect::None) => "a warning less",
        (Kind::RuleRenamed, _) => "it judges the same",
        (Kind::RuleStatementChanged, _) => "it may judge otherwise",
        (Kind::RuleSeverityRaised, _) => "requests that only drew a warning are rejected",
        (Kind::RuleSeverityLowered, _) => "requests that were rejected draw a warning",
        (Kind::RuleSeverityNotUnderstood, _) => "the severity is not understood, which counts as breaking",
        (Kind::RuleCountriesAdded, Effect::Breaking) => "requests that were accepted there are rejected",
        (Kind::RuleCountriesAdded, Effect::None) => "it warns of other requests than before",
        (Kind::RuleCountriesRemoved, Effect::Compatible) => "requests that were rejected there are accepted",
        (Kind::RuleCountriesRemoved, Effect::None) => "it warns of other requests than before",
        (Kind::RuleDataChanged, Effect::Breaking) => {
            "which requests it rejects is not understood here, which counts as breaking"
        }
        (Kind::RuleDataChanged, Effect::None) => "the rule warns of other requests",
        (Kind::RuleMemberChanged, _) => "it may warn of other requests, and rejects none",
        (Kind::SchemaAdded | Kind::SchemaRemoved, _) => "what it means on the wire is reported where it is used",
        (Kind::SchemaRenamed, _) => "no body carries the name; the generated type has another one",
        (Kind::SchemaWrittenDifferently, _) => "the same values are allowed as before",
        (Kind::SchemaNotUnderstood, _) => "it is not a schema that is understood, which counts as breaking",
        (Kind::SchemaTooDeep, _) => "what is not understood counts as breaking",
        (Kind::ReferenceNotResolved, _) => {
            "it leads to nothing in its document, and what is not understood counts as breaking"
        }
        (Kind::DefaultChanged, _) if !is_received => "the same request, with the value left out, means something else",
        (Kind::DefaultChanged, _) => "readers get the values that they got before",
        (Kind::XmlChanged, Effect::Breaking) => "XML bodies are written otherwise",
        (Kind::XmlChanged, Effect::None) => "no body that uses it is XML",
        (Kind::PropertyRenamed, _) if !is_received => {
            "what callers send under the old name is rejected or means nothing any more"
        }
        (Kind::PropertyRenamed, _) => "readers find nothing under the old name",
        (Kind::AlternativeRemoved, _) => "another alternative allows all that it allowed",
        (Kind::AlternativeAdded, _) => "another alternative allowed all that it allows",
        // Every kind that changes are made of is in the tests.
        _ => "",
    }
}
