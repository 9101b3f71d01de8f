//! A service that orders numbers: an HTTP interface, a table of orders, and a worker that places one order after the other.
//!
//! The table is in memory, to keep the example short. In a real service it is in a database: each method of [`order_table::OrderTable`] is one
//! transaction.

pub mod http_interface;
pub mod order_table;
pub mod token_file;
pub mod worker;
