//! The SQL that makes or upgrades the tables and functions of a journal in a database.

/// Makes a journal with this version of its tables, or upgrades one. `$sql` are the tables of version 1 and the changes of each later version.
macro_rules! schema {
    ($version:literal, $($sql:expr),+) => {
        concat!(
            include_str!("schema/begin.sql"), "SET LOCAL colt_journal.newest = ", $version, ";\n\n",
            include_str!("schema/upgrade.sql"), "\n",
            $($sql, "\n",)+
            include_str!("schema/rules.sql"), "\n",
            include_str!("schema/server.sql"), "\n",
            include_str!("schema/orders.sql"), "\n",
            include_str!("schema/plans.sql"), "\n",
            include_str!("schema/services.sql"), "\n",
            include_str!("schema/read.sql"),
        )
    };
}

/// The SQL that makes the tables and functions of a journal in a PostgreSQL database, in the schema `colt_journal`, or upgrades an older journal. The
/// owner of the database runs it, `colt-numbers journal schema | psql`, once and after each update of the program.
pub const POSTGRES_SCHEMA: &str = schema!(1, include_str!("schema/version_1.sql"));

#[cfg(test)]
pub(super) use schema;

/// The version of the tables that this crate knows.
pub(super) const VERSION: i32 = 1;
