#![doc = include_str!("../README.md")]

pub mod judge;
pub mod model;
pub mod response;
