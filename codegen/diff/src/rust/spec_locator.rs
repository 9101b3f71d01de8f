//! Finds the object of the document from which an item was generated, so that differences of the item are reported at that object.

use colt_numbers_generate::names::{pascal, snake, upper};
use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;

use crate::document::OpenApiDocument;
use crate::document::path_template::{parameter_names, without_parameter_names};
use crate::rust::generated_code::GeneratedCode;
use crate::rust::generated_request::FieldLocation;
use crate::rust::public_api::request_path;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::shape::Shape;

/// Locates the generated items of one document.
pub(super) struct SpecLocator<'d> {
    pub(super) document: &'d OpenApiDocument,
    pub(super) code: &'d GeneratedCode,
}

impl<'d> SpecLocator<'d> {
    /// The pointer of a struct or an enum, by path.
    pub(super) fn pointer_of_type_path(&self, path: &str) -> String {
        match path.split_once("::") {
            Some(("types", name)) => self.pointer_of_type(name),
            Some(("requests", _)) => self.pointer_of_request(path),
            _ => self.pointer_of_module(path),
        }
    }

    /// The pointer of a type, by name. The name of a helper type begins with the name of another type, and it has the pointer of that type.
    pub(super) fn pointer_of_type(&self, name: &str) -> String {
        let owner = self.code.types.iter().filter(|(owner, _)| name.starts_with(owner.as_str()));
        let owner = owner.max_by_key(|(owner, _)| owner.len());
        owner.map_or_else(|| self.pointer_by_name(name), |(_, pointer)| pointer.clone())
    }

    /// The pointer of a field or a variant, by its name in JSON.
    pub(super) fn pointer_of_member(&self, owner: &str, name: &str, json_name: &str) -> String {
        if owner == "Rule" {
            let ids = self.document.members("/x-rules");
            let rule = ids.into_iter().find(|(id, _)| pascal(id) == name);
            return rule.map_or_else(|| "/x-rules".to_owned(), |(_, rule)| rule.pointer);
        }
        let pointer = self.pointer_of_type(owner);
        let Some(node) = self.document.node(&pointer) else { return pointer };
        let shape = Shape::of(&[LocatedSchema::new(node)]);
        let property = shape.objects.properties.get(json_name).and_then(|schemas| schemas.first());
        let union = shape.unions.first().map(|union| union.report_pointer.clone());
        let values = shape.values.as_ref().and_then(|_| shape.keyword_pointers.get("enum").cloned());
        property.map(|schema| schema.report_pointer().to_owned()).or(union).or(values).unwrap_or(pointer)
    }

    /// The pointer of the operation of a request, or of a response that is named after its request.
    fn pointer_of_request(&self, path: &str) -> String {
        let request = if self.code.api.requests.contains_key(path) { path } else { path.trim_end_matches("Response") };
        let operation = self.operation_of_request(request);
        operation.map_or_else(|| self.pointer_of_module(path), |operation| operation.pointer)
    }

    /// The operation of a request.
    pub(super) fn operation_of_request(&self, path: &str) -> Option<Node<'d>> {
        let request = self.code.api.requests.get(path)?;
        let (method, items) = (request.method.to_lowercase(), self.document.members("/paths"));
        let item =
            items.into_iter().find(|(path, _)| without_parameter_names(path) == request.path)?.1.target().ok()?;
        item.child(&method)
    }

    /// The pointer of the parameter from which a field is generated; without a location, the pointer of the body.
    pub(super) fn pointer_of_field(&self, path: &str, location: Option<&FieldLocation>) -> Option<String> {
        let operation = self.operation_of_request(path)?;
        let (item, _) = operation.pointer.rsplit_once('/')?;
        let (location, name) = match location {
            None => return Some(operation.child("requestBody")?.target().ok()?.pointer),
            Some(FieldLocation::Path(index)) => ("path", self.path_parameter(path, *index)?),
            Some(FieldLocation::Query(name)) => ("query", name.clone()),
            Some(FieldLocation::Header(name)) => ("header", name.clone()),
        };
        let lists = [Some(operation.clone()), self.document.node(item)];
        let lists = lists.into_iter().flatten().filter_map(|node| node.child("parameters"));
        let parameters = lists.flat_map(|list| list.items()).filter_map(|parameter| parameter.target().ok());
        let is_searched = |parameter: &Node<'_>| {
            let is_named = |other: &str| other == name || location == "header" && other.eq_ignore_ascii_case(&name);
            parameter.text("in") == Some(location) && parameter.text("name").is_some_and(is_named)
        };
        parameters.into_iter().find(is_searched).map(|parameter| parameter.pointer)
    }

    /// The name of a path parameter of a request.
    fn path_parameter(&self, path: &str, index: usize) -> Option<String> {
        let request = self.code.api.requests.get(path)?;
        let paths = self.document.members("/paths").into_iter();
        let path = paths.map(|(path, _)| path).find(|path| without_parameter_names(path) == request.path)?;
        parameter_names(path).get(index).map(|name| (*name).to_owned())
    }

    /// The pointer of the schema of the first media type.
    pub(super) fn pointer_of_content(&self, holder: &Node<'d>) -> Option<String> {
        let (_, media) = holder.target().ok()?.child("content")?.members().into_iter().next()?;
        Some(media.child("schema").unwrap_or(media).pointer)
    }

    /// The pointer of the schema of a request's response.
    pub(super) fn pointer_of_response(&self, path: &str) -> Option<String> {
        let operation = self.operation_of_request(path)?;
        let responses = operation.child("responses").map(|responses| responses.members()).unwrap_or_default();
        let is_success = |status: &str| status.starts_with('2') || status == "default";
        let (_, success) = responses.into_iter().find(|(status, _)| is_success(status))?;
        Some(self.pointer_of_content(&success).unwrap_or(success.pointer))
    }

    /// The pointer of a function or another item, by path.
    pub(super) fn pointer_of_item(&self, path: &str) -> String {
        if path.starts_with("requests::") {
            return self
                .pointer_of_request(request_path(path).filter(|request| request.contains("::")).unwrap_or(path));
        }
        // An implementation is reported at its type, and an item such as `rules::Country::zone` at `x-countries`.
        let owner = match path.split_once(" for ") {
            Some((_, owner)) => Some(owner),
            None => path.rsplit("::").nth(1).filter(|owner| self.code.types.contains_key(*owner)),
        };
        let Some(owner) = owner else { return self.pointer_by_name(path) };
        let pointer = self.pointer_of_type(owner);
        let countries = join(&pointer, "x-countries");
        if path.starts_with("rules::") && self.document.node(&countries).is_some() { countries } else { pointer }
    }

    /// The pointer of the object with this name, for an item that is neither a method nor part of a type.
    fn pointer_by_name(&self, name: &str) -> String {
        let last = name.rsplit("::").next().unwrap_or_default();
        let schema = self.code.types.iter().find(|(owner, _)| upper(owner) == last);
        if let Some((_, pointer)) = schema.filter(|_| name.starts_with("schema::")) {
            return pointer.clone();
        }
        let server = self.document.node("/servers").map(|servers| servers.items()).unwrap_or_default();
        let server = server.into_iter().find(|server| server.text("x-id").is_some_and(|id| upper(id) == last));
        let named = server.map(|server| server.pointer).or_else(|| self.pointer_of_rule_data(name));
        named.unwrap_or_else(|| self.pointer_of_module(name))
    }

    /// The pointer of a key of a rule's data, for a constant such as `rules::lock_id_country::COUNTRIES`.
    fn pointer_of_rule_data(&self, path: &str) -> Option<String> {
        let (rule_name, key_name) = path.strip_prefix("rules::")?.split_once("::")?;
        let (_, rule) = self.document.members("/x-rules").into_iter().find(|(id, _)| snake(id) == rule_name)?;
        let data = rule.child("data").map(|data| data.members()).unwrap_or_default();
        let key = data.into_iter().find(|(key, _)| upper(key) == key_name);
        Some(key.map_or(rule.pointer, |(_, data)| data.pointer))
    }

    /// The pointer of the object from which a module is generated, for items without a more precise pointer.
    fn pointer_of_module(&self, name: &str) -> String {
        let pointer = match name.split("::").next() {
            Some("servers") => "/servers",
            Some("rules") => "/x-rules",
            Some("client" | "operations" | "requests") => "/paths",
            _ => "/components/schemas",
        };
        let candidates = [pointer, "/paths", "/components"];
        let existing = candidates.into_iter().find(|pointer| self.document.node(pointer).is_some());
        existing.unwrap_or("/openapi").to_owned()
    }
}
