-- The journal in PostgreSQL 13 or newer: tables, rules and functions in the schema `colt_journal`. The owner of the database runs this file once, and
-- again after an update of the program: it makes a new journal, or upgrades an older one, completely or not at all. A program changes the tables only
-- by the functions that `grant_use` names, so its role needs no right on a table.
-- Times are milliseconds since 1970-01-01 in UTC, by this server's clock; `lapses_on` is a day such as 2027-02-21.

BEGIN;
