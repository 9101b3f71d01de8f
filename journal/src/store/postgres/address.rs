//! The address of a journal in PostgreSQL: a URL, without a password. The password comes from the environment or a file, as for `psql`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

/// After this, a server or network that does not respond counts as lost.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How to connect.
pub(super) struct Address {
    pub(super) config: Config,
    /// A file with the root certificates of the server's certificate.
    pub(super) root_certificates: Option<PathBuf>,
}

impl Address {
    /// Parses a URL such as `postgres://user@host/database`. Its parameters are those of `psql`; `sslmode` is `disable` or `require`, which verifies the
    /// certificate, and `sslrootcert` names a file.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut root_certificates = None;
        let mut ssl_mode = None;
        let mut others = Vec::new();
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslrootcert", path)) => root_certificates = Some(PathBuf::from(decode(path)?)),
                Some(("sslmode", "disable")) => ssl_mode = Some(SslMode::Disable),
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => ssl_mode = Some(SslMode::Require),
                Some(("sslmode", mode)) => {
                    return Err(format!("`sslmode={mode}` is not supported; hint: use `require` or `disable`"));
                }
                Some(("password", _)) => return Err(PASSWORD.to_owned()),
                _ => others.push(parameter),
            }
        }
        let mut config: Config = format!("{base}?{}", others.join("&"))
            .parse()
            .map_err(|error| format!("it is not a valid URL of a database: {}", describe(&error)))?;
        if config.get_password().is_some() {
            return Err(PASSWORD.to_owned());
        }
        if config.get_hosts().is_empty() {
            return Err("the URL has no host; hint: `postgres://user@host/database`".to_owned());
        }
        let is_local = config.get_hosts().iter().all(is_local);
        let default = if is_local { SslMode::Disable } else { SslMode::Require };
        config
            .ssl_mode(ssl_mode.unwrap_or(default))
            .application_name("colt-numbers")
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .connect_timeout(TIMEOUT)
            .tcp_user_timeout(TIMEOUT)
            .keepalives_idle(TIMEOUT / 2)
            .keepalives_interval(Duration::from_secs(1))
            .keepalives_retries(5);
        if let Some(password) = password(&config)? {
            config.password(password);
        }
        Ok(Self { config, root_certificates })
    }
}

const PASSWORD: &str = "the URL contains a password, which other users may see; hint: use the variable `PGPASSWORD`, or the file that \
                        `PGPASSFILE` names";

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
            let name = name.trim_matches(['[', ']']);
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

/// The password from `PGPASSWORD`, or from the file `PGPASSFILE` or `~/.pgpass`.
fn password(config: &Config) -> Result<Option<String>, String> {
    if let Ok(password) = std::env::var("PGPASSWORD") {
        return Ok(Some(password));
    }
    let named = std::env::var_os("PGPASSFILE").map(PathBuf::from);
    let default = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".pgpass"));
    let Some(path) = named.clone().or_else(default).filter(|path| named.is_some() || path.exists()) else {
        return Ok(None);
    };
    let failed = |reason: &str| format!("the password file `{}` cannot be used: {reason}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| failed(&error.to_string()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(&path).map_err(|error| failed(&error.to_string()))?;
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(failed("other users may read it; hint: `chmod 600`"));
        }
    }
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        _ => "localhost".to_owned(),
    };
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    let port = config.get_ports().first().copied().unwrap_or(5432).to_string();
    Ok(find_password(&text, [&host, &port, database, user]))
}

/// The password of the first line `host:port:database:user:password` whose fields are these, or `*`. A backslash escapes a colon and a backslash.
fn find_password(text: &str, wanted: [&str; 4]) -> Option<String> {
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut fields = vec![String::new()];
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            match (character, fields.len()) {
                ('\\', _) => fields.last_mut()?.extend(characters.next()),
                (':', 1..=4) => fields.push(String::new()),
                _ => fields.last_mut()?.push(character),
            }
        }
        let [host, port, database, user, password] = <[String; 5]>::try_from(fields).ok()?;
        let found = [host, port, database, user];
        let matches = found.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        matches.then_some(password)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_by_host_port_database_and_user() {
        let text =
            "# a comment\nother:*:*:*:wrong\nhost:5433:*:*:wrong\n*:5432:journal:co\\:lt:a\\\\b:c\nhost:*:*:*:last\n";
        assert_eq!(find_password(text, ["host", "5432", "journal", "co:lt"]).as_deref(), Some("a\\b:c"));
        assert_eq!(find_password(text, ["host", "5432", "x", "y"]).as_deref(), Some("last"));
        assert_eq!(find_password(text, ["h", "5432", "x", "y"]), None);
    }

    #[test]
    fn tls_is_required_except_on_this_machine() {
        for (url, expected) in [
            ("postgres://user@host/journal", SslMode::Require),
            ("postgres://user@host/journal?sslmode=disable", SslMode::Disable),
            ("postgres://user@host,localhost/journal", SslMode::Require),
            ("postgresql://user@127.0.0.1:6432/journal", SslMode::Disable),
            ("postgres://user@localhost/journal?sslmode=verify-full&sslrootcert=/a%20b", SslMode::Require),
            ("postgres://user@%2Frun%2Fpostgresql/journal", SslMode::Disable),
        ] {
            let address = Address::parse(url).unwrap();
            assert_eq!(address.config.get_ssl_mode(), expected, "{url}");
            assert_eq!(address.root_certificates.is_some(), url.contains("sslrootcert"), "{url}");
        }
        for (url, expected) in [
            ("postgres://user:secret@host/journal", "PGPASSWORD"),
            ("postgres://user@host/journal?password=secret", "PGPASSWORD"),
            ("postgres://user@host/journal?sslmode=prefer", "`sslmode=prefer` is not supported"),
            ("postgres://user@host/journal?colour=red", "not a valid URL"),
            ("postgres:///journal", "no host"),
        ] {
            let error = Address::parse(url).err().unwrap();
            assert!(error.contains(expected) && !error.contains("secret"), "{url}: {error}");
        }
    }
}
