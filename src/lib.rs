//! Holds nothing: Cargo runs a package's build script only where it has a target to build, and every build is to run this one's.
