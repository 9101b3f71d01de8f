//! What changes are in words, and the forms of a report: for people, for programs, and as a draft for the changelog.

mod changelog;
mod json;
mod message_values;
mod messages;
mod sentence;
mod text;
