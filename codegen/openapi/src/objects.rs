//! The objects of OpenAPI 3.0.3 (chapter 4.7 and 4.8) and their keywords, as data.

/// An object of OpenAPI, with the keywords that it may have.
#[derive(Debug)]
pub struct Object {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its keywords, in the order of the specification.
    pub keywords: &'static [(&'static str, Holds)],
    /// What every other key holds, where keys are paths, statuses or expressions.
    pub others: Option<&'static Object>,
    /// Whether a reference may stand in its place.
    pub referable: bool,
}

/// What a keyword holds.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// Any JSON, null included.
    Json,
    /// A list or a mapping of any JSON; never null itself.
    Jsons,
    /// Text, numbers, booleans, lists and mappings of them; never null.
    Plain,
    /// An object; in the place of a schema a boolean may stand.
    One(&'static Object),
    /// A list of objects.
    List(&'static Object),
    /// A mapping from names to objects.
    Map(&'static Object),
}

use Holds::{Json, Jsons, List, Map, One, Plain};

const fn object(name: &'static str, keywords: &'static [(&'static str, Holds)]) -> Object {
    Object { name, keywords, others: None, referable: false }
}

const fn referable(name: &'static str, keywords: &'static [(&'static str, Holds)]) -> Object {
    Object { name, keywords, others: None, referable: true }
}

/// The keywords that a schema of any type, or of none, may have beside those of its type: words for readers, and what concerns a value as
/// a whole.
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

/// The root of a document.
pub static OPENAPI: Object = object(
    "OpenAPI",
    &[
        ("openapi", Plain),
        ("info", One(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", One(&PATHS)),
        ("components", One(&COMPONENTS)),
        ("security", Plain),
        ("tags", List(&TAG)),
        ("externalDocs", One(&EXTERNAL_DOCS)),
    ],
);

static INFO: Object = object(
    "Info",
    &[
        ("title", Plain),
        ("description", Plain),
        ("termsOfService", Plain),
        ("contact", One(&CONTACT)),
        ("license", One(&LICENSE)),
        ("version", Plain),
    ],
);

static CONTACT: Object = object("Contact", &[("name", Plain), ("url", Plain), ("email", Plain)]);

static LICENSE: Object = object("License", &[("name", Plain), ("url", Plain)]);

static SERVER: Object =
    object("Server", &[("url", Plain), ("description", Plain), ("variables", Map(&SERVER_VARIABLE))]);

static SERVER_VARIABLE: Object =
    object("Server Variable", &[("enum", Plain), ("default", Plain), ("description", Plain)]);

static COMPONENTS: Object = object(
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

/// The paths of a document.
pub static PATHS: Object = Object { name: "Paths", keywords: &[], others: Some(&PATH_ITEM), referable: false };

static PATH_ITEM: Object = referable(
    "Path Item",
    &[
        ("summary", Plain),
        ("description", Plain),
        ("get", One(&OPERATION)),
        ("put", One(&OPERATION)),
        ("post", One(&OPERATION)),
        ("delete", One(&OPERATION)),
        ("options", One(&OPERATION)),
        ("head", One(&OPERATION)),
        ("patch", One(&OPERATION)),
        ("trace", One(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", List(&PARAMETER)),
    ],
);

static OPERATION: Object = object(
    "Operation",
    &[
        ("tags", Plain),
        ("summary", Plain),
        ("description", Plain),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("operationId", Plain),
        ("parameters", List(&PARAMETER)),
        ("requestBody", One(&REQUEST_BODY)),
        ("responses", One(&RESPONSES)),
        ("callbacks", Map(&CALLBACK)),
        ("deprecated", Plain),
        ("security", Plain),
        ("servers", List(&SERVER)),
    ],
);

static EXTERNAL_DOCS: Object = object("External Documentation", &[("description", Plain), ("url", Plain)]);

static PARAMETER: Object = referable(
    "Parameter",
    &[
        ("name", Plain),
        ("in", Plain),
        ("description", Plain),
        ("required", Plain),
        ("deprecated", Plain),
        ("allowEmptyValue", Plain),
        ("style", Plain),
        ("explode", Plain),
        ("allowReserved", Plain),
        ("schema", One(&SCHEMA)),
        ("example", Json),
        ("examples", Map(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);

static REQUEST_BODY: Object =
    referable("Request Body", &[("description", Plain), ("content", Map(&MEDIA_TYPE)), ("required", Plain)]);

static MEDIA_TYPE: Object = object(
    "Media Type",
    &[("schema", One(&SCHEMA)), ("example", Json), ("examples", Map(&EXAMPLE)), ("encoding", Map(&ENCODING))],
);

static ENCODING: Object = object(
    "Encoding",
    &[
        ("contentType", Plain),
        ("headers", Map(&HEADER)),
        ("style", Plain),
        ("explode", Plain),
        ("allowReserved", Plain),
    ],
);

static RESPONSES: Object =
    Object { name: "Responses", keywords: &[("default", One(&RESPONSE))], others: Some(&RESPONSE), referable: false };

static RESPONSE: Object = referable(
    "Response",
    &[("description", Plain), ("headers", Map(&HEADER)), ("content", Map(&MEDIA_TYPE)), ("links", Map(&LINK))],
);

static CALLBACK: Object = Object { name: "Callback", keywords: &[], others: Some(&PATH_ITEM), referable: true };

static EXAMPLE: Object =
    referable("Example", &[("summary", Plain), ("description", Plain), ("value", Json), ("externalValue", Plain)]);

static LINK: Object = referable(
    "Link",
    &[
        ("operationRef", Plain),
        ("operationId", Plain),
        ("parameters", Jsons),
        ("requestBody", Json),
        ("description", Plain),
        ("server", One(&SERVER)),
    ],
);

static HEADER: Object = referable(
    "Header",
    &[
        ("description", Plain),
        ("required", Plain),
        ("deprecated", Plain),
        ("allowEmptyValue", Plain),
        ("style", Plain),
        ("explode", Plain),
        ("allowReserved", Plain),
        ("schema", One(&SCHEMA)),
        ("example", Json),
        ("examples", Map(&EXAMPLE)),
        ("content", Map(&MEDIA_TYPE)),
    ],
);

static TAG: Object = object("Tag", &[("name", Plain), ("description", Plain), ("externalDocs", One(&EXTERNAL_DOCS))]);

/// A schema.
pub static SCHEMA: Object = referable(
    "Schema",
    &[
        ("title", Plain),
        ("multipleOf", Plain),
        ("maximum", Plain),
        ("exclusiveMaximum", Plain),
        ("minimum", Plain),
        ("exclusiveMinimum", Plain),
        ("maxLength", Plain),
        ("minLength", Plain),
        ("pattern", Plain),
        ("maxItems", Plain),
        ("minItems", Plain),
        ("uniqueItems", Plain),
        ("maxProperties", Plain),
        ("minProperties", Plain),
        ("required", Plain),
        ("enum", Jsons),
        ("type", Plain),
        ("allOf", List(&SCHEMA)),
        ("oneOf", List(&SCHEMA)),
        ("anyOf", List(&SCHEMA)),
        ("not", One(&SCHEMA)),
        ("items", One(&SCHEMA)),
        ("properties", Map(&SCHEMA)),
        ("additionalProperties", One(&SCHEMA)),
        ("description", Plain),
        ("format", Plain),
        ("default", Json),
        ("nullable", Plain),
        ("discriminator", One(&DISCRIMINATOR)),
        ("readOnly", Plain),
        ("writeOnly", Plain),
        ("xml", One(&XML)),
        ("externalDocs", One(&EXTERNAL_DOCS)),
        ("example", Json),
        ("deprecated", Plain),
    ],
);

static DISCRIMINATOR: Object = object("Discriminator", &[("propertyName", Plain), ("mapping", Plain)]);

static XML: Object = object(
    "XML",
    &[("name", Plain), ("namespace", Plain), ("prefix", Plain), ("attribute", Plain), ("wrapped", Plain)],
);

static SECURITY_SCHEME: Object = referable(
    "Security Scheme",
    &[
        ("type", Plain),
        ("description", Plain),
        ("name", Plain),
        ("in", Plain),
        ("scheme", Plain),
        ("bearerFormat", Plain),
        ("flows", One(&OAUTH_FLOWS)),
        ("openIdConnectUrl", Plain),
    ],
);

static OAUTH_FLOWS: Object = object(
    "OAuth Flows",
    &[
        ("implicit", One(&OAUTH_FLOW)),
        ("password", One(&OAUTH_FLOW)),
        ("clientCredentials", One(&OAUTH_FLOW)),
        ("authorizationCode", One(&OAUTH_FLOW)),
    ],
);

static OAUTH_FLOW: Object =
    object("OAuth Flow", &[("authorizationUrl", Plain), ("tokenUrl", Plain), ("refreshUrl", Plain), ("scopes", Plain)]);
