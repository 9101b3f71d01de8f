//! The password of a connection to PostgreSQL, from the variable `PGPASSWORD` or from a password file, as for `psql`.

use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// Where passwords come from.
pub(super) enum PasswordSource {
    /// The variable `PGPASSWORD`, for every server.
    Given(String),
    /// The file that `PGPASSFILE` names, which has to exist.
    File(PathBuf),
    /// The user's file, which need not exist.
    UserFile(PathBuf),
    None,
}

impl PasswordSource {
    pub(super) fn of_environment() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        if let Some(password) = variable("PGPASSWORD").and_then(|password| password.into_string().ok()) {
            return Self::Given(password);
        }
        if let Some(path) = variable("PGPASSFILE") {
            return Self::File(path.into());
        }
        let (folder, name) = if cfg!(windows) { ("APPDATA", "postgresql/pgpass.conf") } else { ("HOME", ".pgpass") };
        variable(folder).map_or(Self::None, |folder| Self::UserFile(Path::new(&folder).join(name)))
    }

    /// The password for the only server of this configuration.
    pub(super) fn find(&self, config: &Config) -> Result<Option<String>, String> {
        let path = match self {
            Self::Given(password) => return Ok(Some(password.clone())),
            Self::File(path) => path,
            Self::UserFile(path) if path.exists() => path,
            Self::UserFile(_) | Self::None => return Ok(None),
        };
        let text =
            read(path).map_err(|reason| format!("the password file `{}` cannot be used: {reason}", path.display()))?;
        let user = config.get_user().unwrap_or_default();
        let database = config.get_dbname().unwrap_or(user);
        let port = config.get_ports().first().copied().unwrap_or(5432).to_string();
        Ok(host_names(config).iter().find_map(|host| find_password(&text, [host, &port, database, user])))
    }
}

/// The text of a password file, which only its owner may read.
fn read(path: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 && metadata.is_file() {
        return Err("other users may have access to it; hint: `chmod 600`".to_owned());
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

/// What a password file may call a server: its host, or its address if it has no host. A socket is called by its folder, or `localhost`.
fn host_names(config: &Config) -> Vec<String> {
    match config.get_hosts().first() {
        Some(Host::Tcp(name)) => vec![name.clone()],
        #[cfg(unix)]
        Some(Host::Unix(path)) => vec![path.display().to_string(), "localhost".to_owned()],
        None => config.get_hostaddrs().iter().map(ToString::to_string).collect(),
    }
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

    #[cfg(unix)]
    #[test]
    fn each_server_has_the_password_of_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pgpass");
        let lines = [
            "a:5432:*:*:of a",
            "b:6432:*:*:of b",
            "\\:\\:1:*:*:*:of IPv6",
            "/run/c:*:*:*:of c",
            "localhost:*:*:*:of sockets",
        ];
        std::fs::write(&path, lines.join("\n")).unwrap();
        let find = |url: &str| PasswordSource::File(path.clone()).find(&url.parse().unwrap());
        let error = find("postgres://a/db").unwrap_err();
        assert!(error.contains("chmod 600"), "{error}");
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        for (url, expected) in [
            ("postgres://a/db", Some("of a")),
            ("postgres://b/db", None),
            ("postgres://b:6432/db", Some("of b")),
            ("postgres://[::1]/db", Some("of IPv6")),
            ("postgres:///db?hostaddr=::1", Some("of IPv6")),
            ("postgres://%2Frun%2Fc/db", Some("of c")),
            ("postgres://%2Frun%2Fd/db", Some("of sockets")),
        ] {
            assert_eq!(find(url).unwrap().as_deref(), expected, "{url}");
        }
        let missing = PasswordSource::File(folder.path().join("missing")).find(&"postgres://a/db".parse().unwrap());
        assert!(missing.unwrap_err().contains("missing"), "a named file has to exist");
        let none = PasswordSource::UserFile(folder.path().join("missing")).find(&"postgres://a/db".parse().unwrap());
        assert_eq!(none, Ok(None));
        let folder = PasswordSource::File(folder.path().to_owned()).find(&"postgres://a/db".parse().unwrap());
        assert!(folder.unwrap_err().contains("it is a folder"));
    }
}
