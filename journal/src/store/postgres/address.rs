//! The address of a journal in PostgreSQL: a URL, without a password. The password comes from the environment or a file, as for `psql`.

use std::time::Duration;

use std::path::PathBuf;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use crate::store::postgres::password::PasswordSource;

/// After this, a server or network that does not respond counts as lost.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How to connect.
pub(super) struct Address {
    /// The servers that the URL names, in its order. The first that accepts writes is used.
    pub(super) servers: Vec<Server>,
    /// A file with the root certificates of the servers' certificates.
    pub(super) root_certificates: Option<PathBuf>,
}

/// A server of an address.
pub(super) struct Server {
    /// Its host and port, for messages.
    pub(super) name: String,
    pub(super) config: Config,
}

/// The parameters of a URL, sorted by who reads them.
#[derive(Default)]
struct Parameters<'u> {
    ssl_mode: Option<SslMode>,
    root_certificates: Option<PathBuf>,
    /// Which servers.
    servers: Vec<&'u str>,
    /// How to connect to each of them.
    others: Vec<&'u str>,
}

impl Address {
    /// Parses a URL such as `postgres://user@host/database`. Its parameters are those of `psql`; `sslmode` is `disable` or `require`, which verifies the
    /// certificate, and `sslrootcert` names a file.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let passwords = PasswordSource::of_environment();
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let parameters = Parameters::parse(query)?;
        let all = parse_config(&format!("{base}?{}", [&*parameters.servers, &parameters.others].concat().join("&")))?;
        if all.get_password().is_some() {
            return Err(PASSWORD.to_owned());
        }
        let (without_hosts, named) = split_hosts(base);
        if !named.is_empty() && parameters.servers.iter().any(|parameter| parameter.starts_with("host=")) {
            return Err("the URL names its hosts twice; hint: leave out the parameter `host`".to_owned());
        }
        let hosts = hosts(&all);
        let count = hosts.len().max(all.get_hostaddrs().len());
        if count == 0 {
            return Err("the URL has no host; hint: `postgres://user@host/database`".to_owned());
        }
        for (name, found) in
            [("hosts", hosts.len()), ("addresses", all.get_hostaddrs().len()), ("ports", all.get_ports().len())]
        {
            if found > 1 && found != count {
                return Err(format!("the URL has {found} {name} for {count} servers; hint: name each server once"));
            }
        }
        // A `hostaddr` is what is connected to, whatever the host is.
        let is_local = (0..count).all(|index| match (all.get_hostaddrs().get(index), hosts.get(index)) {
            (Some(address), _) => address.is_loopback(),
            (None, host) => host.is_some_and(is_local),
        });
        let ssl_mode = parameters.ssl_mode.unwrap_or(if is_local { SslMode::Disable } else { SslMode::Require });
        let template = parse_config(&format!("{without_hosts}?{}", parameters.others.join("&")))?;
        let servers = (0..count).map(|index| {
            let mut config = template.clone();
            let port = all.get_ports().get(index).or(all.get_ports().first()).copied().unwrap_or(5432);
            config.port(port);
            match hosts.get(index) {
                Some(Host::Tcp(name)) => config.host(name),
                #[cfg(unix)]
                Some(Host::Unix(path)) => config.host_path(path),
                None => &mut config,
            };
            if let Some(address) = all.get_hostaddrs().get(index) {
                config.hostaddr(*address);
            }
            config
                .ssl_mode(ssl_mode)
                .application_name("colt-numbers")
                .target_session_attrs(TargetSessionAttrs::ReadWrite)
                .connect_timeout(TIMEOUT)
                .tcp_user_timeout(TIMEOUT)
                .keepalives_idle(TIMEOUT / 2)
                .keepalives_interval(Duration::from_secs(1))
                .keepalives_retries(5);
            if let Some(password) = passwords.find(&config)? {
                config.password(password);
            }
            Ok(Server { name: name(&config), config })
        });
        Ok(Self { servers: servers.collect::<Result<_, String>>()?, root_certificates: parameters.root_certificates })
    }
}

impl<'u> Parameters<'u> {
    fn parse(query: &'u str) -> Result<Self, String> {
        let mut found = Self::default();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslrootcert", path)) => found.root_certificates = Some(PathBuf::from(decode(path)?)),
                Some(("sslmode", "disable")) => found.ssl_mode = Some(SslMode::Disable),
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => found.ssl_mode = Some(SslMode::Require),
                Some(("sslmode", mode)) => {
                    return Err(format!("`sslmode={mode}` is not supported; hint: use `require` or `disable`"));
                }
                // A journal always needs a server that accepts writes.
                Some(("target_session_attrs", "any" | "read-write" | "primary")) => {}
                Some(("target_session_attrs", attributes)) => {
                    return Err(format!(
                        "`target_session_attrs={attributes}` is not supported, because a journal is written; hint: leave it out"
                    ));
                }
                Some(("password", _)) => return Err(PASSWORD.to_owned()),
                Some(("host" | "hostaddr" | "port", _)) => found.servers.push(parameter),
                _ => found.others.push(parameter),
            }
        }
        Ok(found)
    }
}

const PASSWORD: &str = "the URL contains a password, which other users may see; hint: use the variable `PGPASSWORD`, or the file that \
                        `PGPASSFILE` names";

fn parse_config(url: &str) -> Result<Config, String> {
    url.parse().map_err(|error| format!("it is not a valid URL of a database: {}", describe(&error)))
}

/// A URL before its query, without its hosts and ports, and these.
fn split_hosts(base: &str) -> (String, &str) {
    let (scheme, rest) = base.split_once("://").unwrap_or((base, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, hosts) =
        authority.rsplit_once('@').map_or((String::new(), authority), |(user, hosts)| (format!("{user}@"), hosts));
    (format!("{scheme}://{user}/{path}"), hosts)
}

/// The hosts of a URL. The parameter `host` may have several, separated by commas.
fn hosts(config: &Config) -> Vec<Host> {
    let split = |host: &Host| match host {
        Host::Tcp(names) => names.split(',').map(|name| Host::Tcp(name.to_owned())).collect::<Vec<_>>(),
        #[cfg(unix)]
        Host::Unix(paths) => match paths.to_str() {
            Some(paths) => paths.split(',').map(|path| Host::Unix(path.into())).collect(),
            None => vec![host.clone()],
        },
    };
    config.get_hosts().iter().flat_map(split).collect()
}

/// The host and the port of a server's configuration.
fn name(config: &Config) -> String {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match (config.get_hosts().first(), config.get_hostaddrs().first()) {
        (Some(Host::Tcp(name)), _) if name.contains(':') => format!("[{name}]:{port}"),
        (Some(Host::Tcp(name)), _) => format!("{name}:{port}"),
        #[cfg(unix)]
        (Some(Host::Unix(path)), _) => path.join(format!(".s.PGSQL.{port}")).display().to_string(),
        (None, Some(address)) => format!("{address}:{port}"),
        (None, None) => String::new(),
    }
}

/// The reason of an error, with its source.
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).filter(|_| *first == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).map_err(|_| format!("`{text}` is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_its_servers_in_each_form_of_libpq() {
        for (url, expected) in [
            ("postgres://user@host/journal", "host:5432"),
            ("postgresql://user@host:6432/journal", "host:6432"),
            ("postgres://user@a,b:6432/journal", "a:5432 b:6432"),
            ("postgres://user@a,b/journal?target_session_attrs=primary", "a:5432 b:5432"),
            ("postgres:///journal?host=a,b&port=1,2&user=user", "a:1 b:2"),
            ("postgres:///journal?host=a,b&port=6432&user=user", "a:6432 b:6432"),
            ("postgres://user@[::1]:6432,[fe80::2]/journal", "[::1]:6432 [fe80::2]:5432"),
            ("postgres://user@%2Frun%2Fpostgresql:6432/journal", "/run/postgresql/.s.PGSQL.6432"),
            ("postgres:///journal?host=/run/a,/run/b&user=user", "/run/a/.s.PGSQL.5432 /run/b/.s.PGSQL.5432"),
            ("postgres:///journal?hostaddr=127.0.0.1&user=user", "127.0.0.1:5432"),
            ("postgres://user@name/journal?hostaddr=127.0.0.1", "name:5432"),
        ] {
            let address = Address::parse(url).unwrap();
            let names: Vec<_> = address.servers.iter().map(|server| &*server.name).collect();
            assert_eq!(names.join(" "), expected, "{url}");
            for server in &address.servers {
                let config = &server.config;
                assert_eq!((config.get_user(), config.get_dbname()), (Some("user"), Some("journal")), "{url}");
                assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite, "{url}");
            }
        }
    }

    #[test]
    fn tls_is_required_except_on_this_machine() {
        for (url, expected) in [
            ("postgres://user@host/journal", SslMode::Require),
            ("postgres://user@host/journal?sslmode=disable", SslMode::Disable),
            ("postgres://user@host,localhost/journal", SslMode::Require),
            ("postgres://user@/journal?host=localhost,host", SslMode::Require),
            ("postgresql://user@127.0.0.1:6432/journal", SslMode::Disable),
            ("postgres://user@[::1]/journal", SslMode::Disable),
            ("postgres:///journal?hostaddr=192.0.2.1", SslMode::Require),
            ("postgres://user@localhost/journal?hostaddr=192.0.2.1", SslMode::Require),
            ("postgres://user@%2Frun%2Fpostgresql/journal?hostaddr=192.0.2.1", SslMode::Require),
            ("postgres://user@localhost,localhost/journal?hostaddr=127.0.0.1,192.0.2.1", SslMode::Require),
            ("postgres://user@host/journal?hostaddr=127.0.0.1", SslMode::Disable),
            ("postgres:///journal?hostaddr=127.0.0.1", SslMode::Disable),
            ("postgres://user@localhost/journal?sslmode=verify-full&sslrootcert=/a%20b", SslMode::Require),
            ("postgres://user@%2Frun%2Fpostgresql/journal", SslMode::Disable),
        ] {
            let address = Address::parse(url).unwrap();
            assert!(address.servers.iter().all(|server| server.config.get_ssl_mode() == expected), "{url}");
            assert_eq!(address.root_certificates.is_some(), url.contains("sslrootcert"), "{url}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_used_is_rejected_without_its_secrets() {
        for (url, expected) in [
            ("postgres://user:secret@host/journal", "PGPASSWORD"),
            ("postgres://user@host/journal?password=secret", "PGPASSWORD"),
            ("postgres://user@host/journal?pass%77ord=secret", "PGPASSWORD"),
            ("postgres://user@host/journal?sslmode=prefer", "`sslmode=prefer` is not supported"),
            ("postgres://user@host/journal?target_session_attrs=standby", "because a journal is written"),
            ("postgres://user@host/journal?colour=red", "not a valid URL"),
            ("postgres://user@host:port/journal", "not a valid URL"),
            ("postgres:///journal", "no host"),
            ("postgres:///journal?host=a,b,c&port=1,2", "2 ports for 3 servers"),
            ("postgres://a/journal?host=b", "names its hosts twice"),
        ] {
            let error = Address::parse(url).err().unwrap();
            assert!(error.contains(expected) && !error.contains("secret"), "{url}: {error}");
        }
    }
}
