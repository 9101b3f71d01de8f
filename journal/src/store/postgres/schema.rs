//! The SQL that makes the tables and functions of a journal in a database.

/// The SQL that makes the tables and functions of a journal in a PostgreSQL database, in the schema `colt_journal`. The owner of the database
/// runs it once: `colt-numbers journal schema | psql`.
pub const POSTGRES_SCHEMA: &str = concat!(
    include_str!("schema/tables.sql"),
    "\n",
    include_str!("schema/server.sql"),
    "\n",
    include_str!("schema/orders.sql"),
    "\n",
    include_str!("schema/plans.sql"),
    "\n",
    include_str!("schema/services.sql"),
    "\n",
    include_str!("schema/read.sql"),
);

/// The version of the tables that this crate knows.
pub(super) const VERSION: i32 = 1;
