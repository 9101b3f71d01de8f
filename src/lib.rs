//! Empty. Cargo runs a package's build script only if the package has a target to build, and every build should run this one's.
