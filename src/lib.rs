//! This library is empty. Cargo runs a package's build script only if the package has a target to build; because of this library, every
//! build of the workspace runs the build script of this package.
