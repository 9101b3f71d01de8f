//! Where in a document a generated item comes from, so that a difference is reported there.

use colt_numbers_generate::names::{pascal, upper};
use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::METHODS;
use colt_numbers_openapi::pointer::join;

use crate::document::Document;
use crate::document::path_template::{placeholders, template};
use crate::rust::generated_code::Code;
use crate::rust::generated_request::Place;
use crate::schema::located_schema::View;
use crate::schema::shape::Shape;

/// The places of one document.
pub(super) struct Places<'d> {
    pub(super) document: &'d Document,
    pub(super) code: &'d Code,
}

impl<'d> Places<'d> {
    /// Of a struct or an enum, by its path.
    pub(super) fn of_declared(&self, path: &str) -> String {
        match path.strip_prefix("types::") {
            Some(name) => self.of_type(name),
            None => self.module(path),
        }
    }

    /// Of a type, by its name; of one that the generator crate makes beside it, the place of that.
    pub(super) fn of_type(&self, name: &str) -> String {
        let owner = self.code.types.iter().filter(|(owner, _)| name.starts_with(owner.as_str()));
        let owner = owner.max_by_key(|(owner, _)| owner.len());
        owner.map_or_else(|| self.elsewhere(name), |(_, place)| place.clone())
    }

    /// Of a field or a variant, by its name in JSON.
    pub(super) fn of_part(&self, owner: &str, name: &str, wire: &str) -> String {
        if owner == "Rule" {
            let ids = self.document.members("/x-rules");
            let rule = ids.into_iter().find(|(id, _)| pascal(id) == name);
            return rule.map_or_else(|| "/x-rules".to_owned(), |(_, rule)| rule.pointer);
        }
        let place = self.of_type(owner);
        let Some(node) = self.document.node(&place) else { return place };
        let shape = Shape::of(&[View::new(node)]);
        let property = shape.objects.properties.get(wire).and_then(|views| views.first());
        let union = shape.unions.first().map(|union| union.at.clone());
        let values = shape.values.as_ref().and_then(|_| shape.places.get("enum").cloned());
        property.map(|view| view.place().to_owned()).or(union).or(values).unwrap_or(place)
    }

    /// Of a method of the client: the operation that it sends.
    pub(super) fn of_method(&self, path: &str) -> Option<Node<'d>> {
        let request = self.code.api.requests.get(path)?;
        let (method, items) = (request.method.to_lowercase(), self.document.members("/paths"));
        let item = items.into_iter().find(|(path, _)| template(path) == request.path)?.1.target().ok()?;
        item.child(&method)
    }

    /// Of an argument of a method: the parameter that carries it; the body where `place` is none.
    pub(super) fn of_argument(&self, path: &str, place: Option<&Place>) -> Option<String> {
        let operation = self.of_method(path)?;
        let (item, _) = operation.pointer.rsplit_once('/')?;
        let (location, name) = match place {
            None => return Some(operation.child("requestBody")?.target().ok()?.pointer),
            Some(Place::Path(index)) => ("path", self.placeholder(path, *index)?),
            Some(Place::Query(name)) => ("query", name.clone()),
            Some(Place::Header(name)) => ("header", name.clone()),
        };
        let lists = [Some(operation.clone()), self.document.node(item)];
        let lists = lists.into_iter().flatten().filter_map(|node| node.child("parameters"));
        let parameters = lists.flat_map(|list| list.items()).filter_map(|parameter| parameter.target().ok());
        let is_it = |parameter: &Node<'_>| {
            let is_named = |other: &str| other == name || location == "header" && other.eq_ignore_ascii_case(&name);
            parameter.text("in") == Some(location) && parameter.text("name").is_some_and(is_named)
        };
        parameters.into_iter().find(is_it).map(|parameter| parameter.pointer)
    }

    /// The name of a parameter of the path that a method sends.
    fn placeholder(&self, path: &str, index: usize) -> Option<String> {
        let request = self.code.api.requests.get(path)?;
        let paths = self.document.members("/paths").into_iter();
        let path = paths.map(|(path, _)| path).find(|path| template(path) == request.path)?;
        placeholders(path).get(index).map(|name| (*name).to_owned())
    }

    /// Of the body of a method, or of what it returns: the schema of its first media type.
    pub(super) fn of_content(&self, holder: &Node<'d>) -> Option<String> {
        let (_, media) = holder.target().ok()?.child("content")?.members().into_iter().next()?;
        Some(media.child("schema").unwrap_or(media).pointer)
    }

    /// Of what a method returns.
    pub(super) fn of_output(&self, path: &str) -> Option<String> {
        let operation = self.of_method(path)?;
        let responses = operation.child("responses").map(|responses| responses.members()).unwrap_or_default();
        let (_, success) = responses.into_iter().find(|(status, _)| status.starts_with('2'))?;
        Some(self.of_content(&success).unwrap_or(success.pointer))
    }

    /// Of a function or another item, by its path.
    pub(super) fn of_item(&self, path: &str) -> String {
        if path.starts_with("client::Client::") {
            let operation = self.code.api.first(path).and_then(|first| self.of_method(first));
            return operation.map_or_else(|| self.elsewhere(path), |operation| operation.pointer);
        }
        // An implementation is reported at its type, `rules::Country::zone` at what is known of its values.
        let owner = match path.split_once(" for ") {
            Some((_, owner)) => Some(owner),
            None => path.rsplit("::").nth(1).filter(|owner| self.code.types.contains_key(*owner)),
        };
        let Some(owner) = owner else { return self.elsewhere(path) };
        let place = self.of_type(owner);
        let known = join(&place, "x-countries");
        if path.starts_with("rules::") && self.document.node(&known).is_some() { known } else { place }
    }

    /// Of an item that belongs to no type and is no method: what the document has by this name.
    fn elsewhere(&self, name: &str) -> String {
        let last = name.rsplit("::").next().unwrap_or_default();
        let schema = self.code.types.iter().find(|(owner, _)| upper(owner) == last);
        if let Some((_, place)) = schema.filter(|_| name.starts_with("schema::")) {
            return place.clone();
        }
        let server = self.document.node("/servers").map(|servers| servers.items()).unwrap_or_default();
        let server = server.into_iter().find(|server| server.text("x-id").is_some_and(|id| upper(id) == last));
        let items = self.document.members("/paths").into_iter().filter_map(|(_, item)| item.target().ok());
        let operations: Vec<Node<'_>> =
            items.flat_map(|item| METHODS.into_iter().filter_map(move |method| item.child(method))).collect();
        let effects = operations.iter().filter_map(|operation| operation.child("x-effects"));
        let effect = effects.flat_map(|effects| effects.members()).find(|(id, _)| upper(id) == last);
        let operation = operations.iter().find(|node| node.text("operationId").is_some_and(|id| upper(id) == last));
        let found = server.map(|server| server.pointer).or(effect.map(|(_, effect)| effect.pointer));
        found.or(operation.map(|operation| operation.pointer.clone())).unwrap_or_else(|| self.module(name))
    }

    /// Of an item that nothing in the document names: the part of it that its module is made from.
    fn module(&self, name: &str) -> String {
        let place = match name.split("::").next() {
            Some("servers") => "/servers",
            Some("rules") => "/x-rules",
            Some("client") => "/paths",
            _ => "/components/schemas",
        };
        let parts = [place, "/paths", "/components"];
        let found = parts.into_iter().find(|place| self.document.node(place).is_some());
        found.unwrap_or("/openapi").to_owned()
    }
}
