//! What callers do about a change, by type of change: an imperative for code and for the program.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::effect::Effect;

const COMPARE: &str = "compare both documents by hand{in}";
const VALUES: &str = "check the values{in} that you send or receive";
const SEND_VALID: &str = "send only values{in} that are valid now";
const SEND_MORE: &str = "send values{in} that were invalid before";
const EXPECT_MORE: &str = "expect values{in} that were not possible before";
const NEW_FORM: &str = "send the value in the new form{in}";
const SPECIAL_VALUES: &str = "check empty values and reserved characters{in}";
const NEW_RESPONSE: &str = "read the new response{in}";

/// What callers do, with placeholders: `{0}` is the first value of the message, `{new}` the new value of a keyword, `{in}` the object. If the
/// change is compatible, they may do it; otherwise they have to. `None` if there is nothing to do.
pub(crate) fn task_text(change: &Change) -> Option<&'static str> {
    use ChangeType as T;
    let is_received = change.direction == Some(Direction::Received);
    let is_compatible = change.wire == Effect::Compatible;
    let by_direction = |sent, received| Some(if is_received { received } else { sent });
    let by_effect = |breaking, compatible| Some(if is_compatible { compatible } else { breaking });
    match change.change_type {
        T::NotUnderstood
        | T::ParameterNotUnderstood
        | T::SchemaNotUnderstood
        | T::SchemaTooDeep
        | T::ReferenceNotResolved
        | T::AlternativesTooMany
        | T::RuleSeverityNotUnderstood => Some(COMPARE),
        T::WordingChanged
        | T::DeprecationRemoved
        | T::WrittenDifferently
        | T::ComponentWrittenDifferently
        | T::SchemaWrittenDifferently
        | T::SourceChanged
        | T::DocumentAdded
        | T::DocumentRemoved
        | T::ExtensionChanged
        | T::OperationIdChanged
        | T::RuleRenamed
        | T::GeneratedCodeChanged => None,
        T::DeprecationAdded => Some("prepare to do without it{in}"),
        T::LenientChanged => Some("check what relies on values{in} that do not match the schema"),

        T::BasePathMoved => Some("adapt base URLs of your own"),
        T::ServerRemoved => Some("use another server than `{0}`"),
        T::ServerAdded => Some("use server `{0}`"),
        T::ServersReordered => Some("name the server instead of using the first one"),
        T::ServerUrlChanged => by_effect("use `{1}` instead of `{0}`", "use `{1}`"),
        T::ServerVariablesChanged => by_effect("check the URLs of server `{0}`", "use more URLs of server `{0}`"),
        T::ServerDefaultChanged => Some("state the URL `{0}` if you need it"),
        T::ServerIdChanged => Some("use the new name of the server"),
        T::ServerSecuritySchemeChanged => Some("get credentials of the new scheme"),

        T::PathParameterRenamed => Some("use the new name{in}"),
        T::OperationMoved => Some("send `{1}` instead of `{0}`"),
        T::OperationRemoved => Some("do without `{0}`"),
        T::OperationAdded => Some("use `{0}`"),
        T::CallbackAdded => Some("subscribe to callback `{0}`{in}"),
        T::CallbackRemoved => Some("do without callback `{0}`{in}"),

        T::ParameterRemoved => Some("do not send {0} parameter `{1}`{in}"),
        T::RequiredParameterAdded | T::ParameterBecameRequired => Some("always send {0} parameter `{1}`{in}"),
        T::OptionalParameterAdded => Some("send {0} parameter `{1}`{in}"),
        T::ParameterMoved => Some("send {2} parameter `{3}` instead of {0} parameter `{1}`{in}"),
        T::ParameterRenamed => Some("send {0} parameter `{2}` instead of `{1}`{in}"),
        T::ParameterBecameOptional => Some("omit {0} parameter `{1}`{in}"),
        T::ParameterBecameText => Some("send any text{in}"),
        T::ParameterContentChanged | T::StyleChanged | T::ExplodeChanged => by_direction(NEW_FORM, NEW_RESPONSE),
        T::AllowReservedChanged | T::AllowEmptyValueChanged => Some(SPECIAL_VALUES),

        T::RequestBodyRemoved => Some("do not send a body{in}"),
        T::RequiredRequestBodyAdded | T::RequestBodyBecameRequired => Some("always send a body{in}"),
        T::OptionalRequestBodyAdded => Some("send a body{in}"),
        T::RequestBodyBecameOptional => Some("omit the body{in}"),
        T::MediaTypeRemoved => {
            by_direction("send another media type than `{0}`{in}", "request another media type than `{0}`{in}")
        }
        T::MediaTypeWidened => by_direction("send other media types{in}", "expect other media types than `{0}`{in}"),
        T::MediaTypeAdded | T::MediaTypeSingledOut => by_direction("send `{0}`{in}", "request `{0}`{in}"),
        T::EncodingChanged => Some("encode the fields of forms{in} in the new way"),

        T::StatusAdded => Some("handle status `{0}`{in}"),
        T::StatusRemoved | T::StatusPartlyRemoved => Some("do not rely on status `{0}`{in}"),
        T::StatusSplitOff | T::StatusMerged | T::StatusStatedByAnother => {
            by_effect(NEW_RESPONSE, "read the response of status `{0}`{in}")
        }
        T::ResponseContentAdded => by_direction(SEND_MORE, "read the content of{in}"),
        T::ResponseContentRemoved => Some("do without the content{in}"),
        T::ResponseHeaderAdded => Some("read header `{0}`{in}"),
        T::ResponseHeaderRemoved => Some("do without header `{0}`{in}"),
        T::ResponseHeaderBecameRequired => Some("rely on header `{0}`{in}"),
        T::ResponseHeaderBecameOptional => Some("expect responses without header `{0}`{in}"),

        T::SecurityAlternativeRemoved => Some("authenticate in another way than {0}"),
        T::SecurityAlternativeAdded => Some("authenticate with {0}"),
        T::SecuritySchemeRenamed | T::SecuritySchemeRemoved | T::SecuritySchemeAdded => {
            Some("use the new security schemes")
        }
        T::SecuritySchemeChanged | T::SecuritySchemeCaseChanged => Some("authenticate in the new way"),
        T::SecurityFlowAdded => Some("use flow `{0}`"),
        T::SecurityFlowRemoved => Some("use another flow than `{0}`"),
        T::SecurityScopeAdded => Some("request scope `{0}`"),
        T::SecurityScopeRemoved => Some("do not request scope `{0}`"),

        T::EffectAdded | T::EffectRemoved | T::EffectChanged => Some("check what relies on effect `{0}`{in}"),
        T::EffectMemberChanged => Some("check what relies on effect `{1}`{in}"),
        T::ErrorCodeAdded => Some("handle error code `{0}`{in}"),
        T::ErrorCodeRemoved => Some("do without error code `{0}`{in}"),
        T::ErrorCodeRenamed => Some("handle error code `{1}` instead of `{0}`{in}"),
        T::ErrorCodeChanged => Some("check what relies on error code `{1}`{in}"),
        T::CountriesStated => Some("check what relies on the data about countries"),
        T::CountryChanged => Some("check what relies on the data about country `{0}`"),
        T::CountryMemberChanged => Some("check what relies on `{0}` of country `{1}`"),
        T::RuleAdded | T::RuleSeverityRaised => Some("satisfy rule `{0}`"),
        T::RuleOperationsAdded | T::RuleCountriesAdded => Some("satisfy rule `{0}` for {1} too"),
        T::RuleRemoved | T::RuleSeverityLowered => Some("send requests that rule `{0}` rejected"),
        T::RuleOperationsRemoved | T::RuleCountriesRemoved => Some("send requests for {1} that rule `{0}` rejected"),
        T::RuleStatementChanged => Some("check requests against rule `{0}`"),
        T::RuleDataChanged | T::RuleMemberChanged => Some("check requests against rule `{1}`"),

        T::SchemaAdded | T::SchemaRemoved | T::SchemaRenamed => Some("use the new schemas"),
        T::DefaultChanged => by_direction(
            "state the value if you rely on the old default{in}",
            "check what relies on the old default{in}",
        ),
        T::XmlChanged => Some("write and read XML in the new form{in}"),

        // The meaning of a keyword under `not` is the opposite one.
        _ if change.not_depth > 0 => Some(VALUES),
        T::NullAllowed => by_direction("send null{in}", "expect null{in}"),
        T::NullDisallowed => by_direction("do not send null{in}", "rely on a value that is not null{in}"),
        T::EnumValuesRemoved => by_direction("do not send {0}{in}", "do without {0}{in}"),
        T::EnumValuesAdded => by_direction("send {0}{in}", "handle {0}{in}"),
        T::EnumAdded if !is_received && !is_compatible => Some("send only {0}{in}"),
        T::MaxLength if !is_received && !is_compatible => Some("send at most {new} characters{in}"),
        T::MinLength if !is_received && !is_compatible => Some("send at least {new} characters{in}"),
        T::MaxItems if !is_received && !is_compatible => Some("send at most {new} items{in}"),
        T::MinItems if !is_received && !is_compatible => Some("send at least {new} items{in}"),
        T::Type
        | T::EnumRemoved
        | T::EnumAdded
        | T::Enum
        | T::Pattern
        | T::MinLength
        | T::MaxLength
        | T::Format
        | T::Minimum
        | T::Maximum
        | T::MultipleOf
        | T::MinItems
        | T::MaxItems
        | T::UniqueItems
        | T::MinProperties
        | T::MaxProperties
        | T::NotAdded
        | T::NotRemoved
        | T::AdditionalPropertiesConstrained
        | T::AdditionalPropertiesUnconstrained
        | T::AlternativesChanged
        | T::AnyOfBecameOneOf
        | T::OneOfBecameAnyOf
        | T::DiscriminatorAdded
        | T::DiscriminatorRemoved
        | T::DiscriminatorPropertyChanged => match (is_received, is_compatible) {
            (false, false) => Some(SEND_VALID),
            (false, true) => Some(SEND_MORE),
            (true, false) => Some(EXPECT_MORE),
            (true, true) => None,
        },

        T::PropertyRemoved | T::PropertyRemovedFromClosedObject | T::PropertyWithheld => {
            by_direction("do not send `{0}`{in}", "do without `{0}`{in}")
        }
        T::RequiredPropertyAdded | T::RequiredPropertyExposed => {
            by_direction("always send `{0}`{in}", "read `{0}`{in}")
        }
        T::PropertyBecameRequired => by_direction("always send `{0}`{in}", "rely on `{0}`{in}"),
        T::OptionalPropertyAdded | T::OptionalPropertyExposed => by_direction("send `{0}`{in}", "read `{0}`{in}"),
        T::PropertyRenamed => by_direction("send `{1}` instead of `{0}`{in}", "read `{1}` instead of `{0}`{in}"),
        T::PropertyBecameOptional => by_direction("omit `{0}`{in}", "expect responses without `{0}`{in}"),
        T::AdditionalPropertiesAllowed => {
            by_direction("send additional properties{in}", "expect additional properties{in}")
        }
        T::AdditionalPropertiesDisallowed => {
            by_direction("do not send additional properties{in}", "do without additional properties{in}")
        }

        T::AlternativeRemoved => {
            by_direction("do not send values of alternative {0}{in}", "do without alternative {0}{in}")
        }
        T::AlternativeAdded => by_direction("send values of alternative {0}{in}", "handle alternative {0}{in}"),
        T::AlternativeChanged => {
            by_direction("check the values of alternative {0}{in}", "handle the new values of alternative {0}{in}")
        }
        T::DiscriminatorValueAdded => {
            by_direction("use discriminator value `{0}` for `{1}`{in}", "handle discriminator value `{0}`{in}")
        }
        T::DiscriminatorValueRemoved => by_direction(
            "do not use discriminator value `{0}` for `{1}`{in}",
            "do without discriminator value `{0}`{in}",
        ),
    }
}
