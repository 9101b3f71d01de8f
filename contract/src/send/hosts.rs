//! The host names of the servers in a spec.

use colt_numbers_judge::model::server::Server;

use crate::cases::spec_names;

/// The hosts of a server and of its token endpoint.
pub(crate) fn hosts(server: &Server) -> Vec<String> {
    let urls = [&server.url, &server.token_url].into_iter().flatten();
    urls.filter_map(|url| reqwest::Url::parse(url).ok()?.host_str().map(canonical_host)).collect()
}

/// The hosts of the production servers.
pub(crate) fn production_hosts(servers: &[Server]) -> Vec<String> {
    let is_production = |server: &&Server| server.id.as_deref() == Some(spec_names::PRODUCTION);
    servers.iter().filter(is_production).flat_map(hosts).collect()
}

/// A host name in the form in which it is compared: lower case, without a trailing dot.
pub(crate) fn canonical_host(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}
