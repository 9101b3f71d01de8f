//! Synthetic specs of any size. One operation in two has a path parameter, a header, a JSON body with patterns, an enum, nested objects and
//! arrays, and a JSON response; the others list things by filters, a page at a time.

use std::fmt::Write as _;

/// A spec with this many operations, as OpenAPI 3.0.3 in YAML.
pub fn spec(operations: usize) -> String {
    let mut spec = HEAD.to_owned();
    for index in 0..operations {
        let operation = if index % 2 == 0 { PUT } else { LIST };
        let _ = write!(spec, "{}", operation.replace("INDEX", &index.to_string()));
    }
    spec.push_str(SHARED);
    for index in 0..operations {
        let _ = write!(spec, "{}", SCHEMAS.replace("INDEX", &index.to_string()));
    }
    spec
}

/// A spec with this many levels of two schemas. Each schema is a `oneOf` of the two schemas of the next level.
pub fn levels(count: usize) -> String {
    let mut spec = SCHEMAS_ONLY.to_owned();
    for level in 1..count {
        for name in ["A", "B"] {
            let references =
                ["A", "B"].map(|name| format!("{{ $ref: '#/components/schemas/{name}{level}' }}")).join(", ");
            let _ = writeln!(spec, "    {name}{}: {{ oneOf: [{references}] }}", level - 1);
        }
    }
    for name in ["A", "B"] {
        let _ =
            writeln!(spec, "    {name}{}: {{ type: object, properties: {{ {name}: {{ type: string }} }} }}", count - 1);
    }
    spec
}

/// A spec with this many schemas, each of which is a reference to the next schema.
pub fn chain(length: usize) -> String {
    let mut spec = SCHEMAS_ONLY.to_owned();
    for index in 1..length {
        let _ = writeln!(spec, "    S{}: {{ $ref: '#/components/schemas/S{index}' }}", index - 1);
    }
    let _ = writeln!(spec, "    S{}: {{ type: string }}", length - 1);
    spec
}

const SCHEMAS_ONLY: &str = "\
openapi: 3.0.3
info: { title: Synthetic, version: '1' }
paths: {}
components:
  schemas:
";

const HEAD: &str = "\
openapi: 3.0.3
info: { title: Synthetic, version: '1' }
paths:
";

const PUT: &str = "
  /v1/shelfINDEX/{thing}:
    put:
      operationId: putThingINDEX
      summary: Puts a thing on shelf INDEX
      description: The thing is stored under its id, in place of one that was there before.
      parameters:
        - name: thing
          in: path
          required: true
          description: The id of the thing.
          schema: { $ref: '#/components/schemas/ThingId' }
        - name: x-request-id
          in: header
          required: true
          description: Identifies the request.
          schema: { type: string, pattern: '^[a-f0-9]{32}$' }
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/ThingINDEX' }
      responses:
        '200':
          description: The thing was put.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/ReceiptINDEX' }
        '400':
          description: The thing was rejected.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Rejection' }
";

const LIST: &str = "
  /v1/shelfINDEX:
    get:
      operationId: listThingsINDEX
      summary: Lists the things on shelf INDEX
      description: The things are listed a page at a time, in the order of their ids.
      parameters:
        - { name: colour, in: query, description: Only things of this colour., schema: { type: string } }
        - { name: label, in: query, description: Only things with this label., schema: { type: string, maxLength: 64 } }
        - { name: limit, in: query, description: The size of a page., schema: { type: integer, format: int32, minimum: 1, maximum: 100 } }
        - { name: after, in: query, description: The last id of the page before., schema: { $ref: '#/components/schemas/ThingId' } }
      responses:
        '200':
          description: A page of things.
          content:
            application/json:
              schema:
                type: object
                description: A page of things.
                required: [things]
                properties:
                  things: { type: array, description: The things., items: { $ref: '#/components/schemas/ThingINDEX' } }
                  next: { type: string, description: The last id of the page. }
        '400':
          description: The filters were rejected.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Rejection' }
";

const SHARED: &str = "
components:
  schemas:
    ThingId: { type: string, description: The id of a thing., pattern: '^[A-Z]{2}[0-9]{6,10}$' }
    Rejection:
      type: object
      description: Why a thing was rejected.
      properties:
        code: { type: string, description: The code. }
        message: { type: string, description: The message. }
";

const SCHEMAS: &str = "
    ThingINDEX:
      type: object
      description: What goes on shelf INDEX.
      required: [id, label, colour, size]
      properties:
        id: { $ref: '#/components/schemas/ThingId' }
        label: { type: string, description: The text on its label., pattern: '^[a-zA-Z0-9_.~-]{1,64}$', maxLength: 64 }
        colour: { type: string, description: Its colour., enum: [red, green, blue, INDEX-grey] }
        size:
          type: object
          description: How large it is.
          required: [width, height]
          properties:
            width: { type: integer, format: int32, minimum: 1, description: In millimetres. }
            height: { type: integer, format: int32, minimum: 1, description: In millimetres. }
        parts:
          type: array
          description: What it is made of.
          maxItems: 20
          items:
            type: object
            description: A part.
            required: [name]
            properties:
              name: { type: string, description: Its name., minLength: 1, maxLength: 40 }
              note: { type: string, description: A remark. }
    ReceiptINDEX:
      type: object
      description: The receipt for a thing on shelf INDEX.
      required: [id]
      properties:
        id: { $ref: '#/components/schemas/ThingId' }
        state: { type: string, description: Its state., enum: [stored, pending] }
        remarks: { type: array, description: Remarks., items: { type: string } }
";
