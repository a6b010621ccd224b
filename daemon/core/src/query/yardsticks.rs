//! The shipped data by which questions judge: kinds of equipment, ends of support.

use kiemke_config::categories::Categories;
use kiemke_config::os_support::OsSupport;
use std::sync::LazyLock;

static SHIPPED: LazyLock<Yardsticks> = LazyLock::new(|| Yardsticks {
    categories: Categories::shipped(),
    support: OsSupport::shipped(),
});

/// What questions judge by.
#[derive(Debug)]
pub struct Yardsticks {
    /// Kinds of equipment.
    pub categories: Categories,
    /// How long systems and computers are kept.
    pub support: OsSupport,
}

impl Yardsticks {
    /// What ships, read once.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }
}
