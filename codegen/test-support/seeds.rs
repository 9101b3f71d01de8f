//! Prints the seed of a failing property test, and reruns a printed seed: `PROPTEST_SEED='cc …' cargo test NAME`.

use std::any::Any;
use std::fmt::Debug;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::{FailurePersistence, PersistedSeed};

const VARIABLE: &str = "PROPTEST_SEED";

/// The default configuration, except that seeds are printed rather than saved to a file.
pub fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: Some(Box::new(SeedPrinter)), ..ProptestConfig::default() }
}

#[derive(Clone, Copy, Debug)]
struct SeedPrinter;

impl FailurePersistence for SeedPrinter {
    fn load_persisted_failures2(&self, _: Option<&'static str>) -> Vec<PersistedSeed> {
        let seed = std::env::var(VARIABLE).ok();
        let seed =
            seed.map(|text| text.trim().parse().unwrap_or_else(|()| panic!("`{VARIABLE}` is not a seed: `{text}`")));
        seed.into_iter().collect()
    }

    fn save_persisted_failure2(&mut self, _: Option<&'static str>, seed: PersistedSeed, _: &dyn Debug) {
        eprintln!("hint: run this case again with `{VARIABLE}='{seed}'`");
    }

    fn box_clone(&self) -> Box<dyn FailurePersistence> {
        Box::new(*self)
    }

    fn eq(&self, other: &dyn FailurePersistence) -> bool {
        other.as_any().is::<Self>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
