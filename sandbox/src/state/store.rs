//! The data that operations store until it is reset.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use crate::state::numbers::Numbers;
use crate::state::orders::Orders;

/// The data of all operations.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// The numbers that are not free.
    pub(crate) numbers: Numbers,
    /// The orders that were placed.
    pub(crate) orders: Orders,
    own: HashMap<TypeId, Box<dyn Any + Send>>,
}

impl Store {
    /// The data of the type `T`, which a file of `state` defines for its own use; initially the default value.
    #[expect(clippy::expect_used, reason = "the key is the type of the value")]
    pub(crate) fn own<T: Any + Send + Default>(&mut self) -> &mut T {
        let data = self.own.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        data.downcast_mut().expect("the value has the type of its key")
    }
}
