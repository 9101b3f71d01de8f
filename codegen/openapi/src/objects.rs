//! The object types of OpenAPI 3.0.3 (chapters 4.7 and 4.8) with their keywords, as data.

/// An object type of OpenAPI with its keywords.
#[derive(Debug)]
pub struct ObjectType {
    /// The name in the specification.
    pub name: &'static str,
    /// The keywords, in the order of the specification.
    pub keywords: &'static [(&'static str, ValueType)],
    /// The type of the members whose keys are not keywords but paths, statuses or expressions; `None` if such members are not allowed.
    pub others: Option<&'static ObjectType>,
    /// Whether a reference object may replace an object of this type.
    pub referable: bool,
}

/// The type of a keyword's value.
#[derive(Clone, Copy, Debug)]
pub enum ValueType {
    /// Any JSON value, including null.
    AnyJson,
    /// A list or a mapping of any JSON values; not null.
    JsonCollection,
    /// Any JSON value except null; its members and items are not checked.
    NonNull,
    /// An object; a schema may also be a boolean.
    Object(&'static ObjectType),
    /// A list of objects.
    List(&'static ObjectType),
    /// A mapping from names to objects.
    Map(&'static ObjectType),
}

use ValueType::{AnyJson, JsonCollection, List, Map, NonNull, Object};

const fn object(name: &'static str, keywords: &'static [(&'static str, ValueType)]) -> ObjectType {
    ObjectType { name, keywords, others: None, referable: false }
}

const fn referable(name: &'static str, keywords: &'static [(&'static str, ValueType)]) -> ObjectType {
    ObjectType { name, keywords, others: None, referable: true }
}

/// The keywords that a schema of any type, or of no type, may have: annotations, and keywords that apply to any value.
pub const FOR_ANY_TYPE: [&str; 10] = [
    "description",
    "title",
    "example",
    "default",
    "nullable",
    "deprecated",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "xml",
];

/// The root object of a document.
pub static OPENAPI: ObjectType = object(
    "OpenAPI",
    &[
        ("openapi", NonNull),
        ("info", Object(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", Object(&PATHS)),
        ("components", Object(&COMPONENTS)),
        ("security", NonNull),
        ("tags", List(&TAG)),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
    ],
);

static INFO: ObjectType = object(
    "Info",
    &[
        ("title", NonNull),
        ("description", NonNull),
        ("termsOfService", NonNull),
        ("contact", Object(&CONTACT)),
        ("license", Object(&LICENSE)),
        ("version", NonNull),
    ],
);

static CONTACT: ObjectType = object("Contact", &[("name", NonNull), ("url", NonNull), ("email", NonNull)]);

static LICENSE: ObjectType = object("License", &[("name", NonNull), ("url", NonNull)]);

static SERVER: ObjectType =
    object("Server", &[("url", NonNull), ("description", NonNull), ("variables", Map(&SERVER_VARIABLE))]);

static SERVER_VARIABLE: ObjectType =
    object("Server Variable", &[("enum", NonNull), ("default", NonNull), ("description", NonNull)]);

static COMPONENTS: ObjectType = object(
    "Components",
    &[
        ("schemas", Map(&SCHEMA)),
        ("responses", Map(&RESPONSE)),
        ("parameters", Map(&PARAMETER)),
        ("examples", Map(&EXAMPLE)),
        ("requestBodies", Map(&REQUEST_BODY)),
        ("headers", Map(&HEADER)),
        ("securitySchemes", Map(&SECURITY_SCHEME)),
        ("links", Map(&LINK)),
        ("callbacks", Map(&CALLBACK)),
    ],
);

/// The `paths` object.
pub static PATHS: ObjectType = ObjectType { name: "Paths", keywords: &[], others: Some(&PATH_ITEM), referable: false };

static PATH_ITEM: ObjectType = referable(
    "Path Item",
    &[
        ("summary", NonNull),
        ("description", NonNull),
        ("get", Object(&OPERATION)),
        ("put", Object(&OPERATION)),
        ("post", Object(&OPERATION)),
        ("delete", Object(&OPERATION)),
        ("options", Object(&OPERATION)),
        ("head", Object(&OPERATION)),
        ("patch", Object(&OPERATION)),
        ("trace", Object(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", List(&PARAMETER)),
    ],
);

static OPERATION: ObjectType = object(
    "Operation",
    &[
        ("tags", NonNull),
        ("summary", NonNull),
        ("description", NonNull),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("operationId", NonNull),
        ("parameters", List(&PARAMETER)),
        ("requestBody", Object(&REQUEST_BODY)),
        ("responses", Object(&RESPONSES)),
        ("callbacks", Map(&CALLBACK)),
        ("deprecated", NonNull),
        ("security", NonNull),
        ("servers", List(&SERVER)),
    ],
);

static EXTERNAL_DOCS: ObjectType = object("External Documentation", &[("description", NonNull), ("url", NonNull)]);

static PARAMETER: ObjectType = referable(
    "Parameter",
    &[
        ("name", NonNull),
        ("in", NonNull),
        ("description", NonNull),
        ("required", NonNull),
        ("deprecated", NonNull),
        ("allowEmptyValue", NonNull),
        ("style", NonNull),
        ("explode", NonNull),
        ("allowReserved", NonNull),
        ("schema", Object(&SCHEMA)),
        ("example", AnyJson),
        ("examples", Map(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);

static REQUEST_BODY: ObjectType =
    referable("Request Body", &[("description", NonNull), ("content", Map(&MEDIA_TYPE)), ("required", NonNull)]);

static MEDIA_TYPE: ObjectType = object(
    "Media Type",
    &[("schema", Object(&SCHEMA)), ("example", AnyJson), ("examples", Map(&EXAMPLE)), ("encoding", Map(&ENCODING))],
);

static ENCODING: ObjectType = object(
    "Encoding",
    &[
        ("contentType", NonNull),
        ("headers", Map(&HEADER)),
        ("style", NonNull),
        ("explode", NonNull),
        ("allowReserved", NonNull),
    ],
);

static RESPONSES: ObjectType = ObjectType {
    name: "Responses",
    keywords: &[("default", Object(&RESPONSE))],
    others: Some(&RESPONSE),
    referable: false,
};

static RESPONSE: ObjectType = referable(
    "Response",
    &[("description", NonNull), ("headers", Map(&HEADER)), ("content", Map(&MEDIA_TYPE)), ("links", Map(&LINK))],
);

static CALLBACK: ObjectType = ObjectType { name: "Callback", keywords: &[], others: Some(&PATH_ITEM), referable: true };

static EXAMPLE: ObjectType = referable(
    "Example",
    &[("summary", NonNull), ("description", NonNull), ("value", AnyJson), ("externalValue", NonNull)],
);

static LINK: ObjectType = referable(
    "Link",
    &[
        ("operationRef", NonNull),
        ("operationId", NonNull),
        ("parameters", JsonCollection),
        ("requestBody", AnyJson),
        ("description", NonNull),
        ("server", Object(&SERVER)),
    ],
);

static HEADER: ObjectType = referable(
    "Header",
    &[
        ("description", NonNull),
        ("required", NonNull),
        ("deprecated", NonNull),
        ("allowEmptyValue", NonNull),
        ("style", NonNull),
        ("explode", NonNull),
        ("allowReserved", NonNull),
        ("schema", Object(&SCHEMA)),
        ("example", AnyJson),
        ("examples", Map(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);

static TAG: ObjectType =
    object("Tag", &[("name", NonNull), ("description", NonNull), ("externalDocs", Object(&EXTERNAL_DOCS))]);

/// The schema object.
pub static SCHEMA: ObjectType = referable(
    "Schema",
    &[
        ("title", NonNull),
        ("multipleOf", NonNull),
        ("maximum", NonNull),
        ("exclusiveMaximum", NonNull),
        ("minimum", NonNull),
        ("exclusiveMinimum", NonNull),
        ("maxLength", NonNull),
        ("minLength", NonNull),
        ("pattern", NonNull),
        ("maxItems", NonNull),
        ("minItems", NonNull),
        ("uniqueItems", NonNull),
        ("maxProperties", NonNull),
        ("minProperties", NonNull),
        ("required", NonNull),
        ("enum", JsonCollection),
        ("type", NonNull),
        ("allOf", List(&SCHEMA)),
        ("oneOf", List(&SCHEMA)),
        ("anyOf", List(&SCHEMA)),
        ("not", Object(&SCHEMA)),
        ("items", Object(&SCHEMA)),
        ("properties", Map(&SCHEMA)),
        ("additionalProperties", Object(&SCHEMA)),
        ("description", NonNull),
        ("format", NonNull),
        ("default", AnyJson),
        ("nullable", NonNull),
        ("discriminator", Object(&DISCRIMINATOR)),
        ("readOnly", NonNull),
        ("writeOnly", NonNull),
        ("xml", Object(&XML)),
        ("externalDocs", Object(&EXTERNAL_DOCS)),
        ("example", AnyJson),
        ("deprecated", NonNull),
    ],
);

static DISCRIMINATOR: ObjectType = object("Discriminator", &[("propertyName", NonNull), ("mapping", NonNull)]);

static XML: ObjectType = object(
    "XML",
    &[("name", NonNull), ("namespace", NonNull), ("prefix", NonNull), ("attribute", NonNull), ("wrapped", NonNull)],
);

static SECURITY_SCHEME: ObjectType = referable(
    "Security Scheme",
    &[
        ("type", NonNull),
        ("description", NonNull),
        ("name", NonNull),
        ("in", NonNull),
        ("scheme", NonNull),
        ("bearerFormat", NonNull),
        ("flows", Object(&OAUTH_FLOWS)),
        ("openIdConnectUrl", NonNull),
    ],
);

static OAUTH_FLOWS: ObjectType = object(
    "OAuth Flows",
    &[
        ("implicit", Object(&OAUTH_FLOW)),
        ("password", Object(&OAUTH_FLOW)),
        ("clientCredentials", Object(&OAUTH_FLOW)),
        ("authorizationCode", Object(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: ObjectType = object(
    "OAuth Flow",
    &[("authorizationUrl", NonNull), ("tokenUrl", NonNull), ("refreshUrl", NonNull), ("scopes", NonNull)],
);
