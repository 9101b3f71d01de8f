//! Formats reports: as text for people, as JSON for programs, and as a draft of changelog entries.

mod changelog;
mod json;
mod message;
mod message_texts;
mod message_values;
mod task_texts;
mod text;
mod to_do;
