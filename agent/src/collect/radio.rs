//! What a radio says of itself now. Of a copied machine only what its calls told, because nothing of it stands in files.

use super::root::Root;
use super::windows::{self, Windows};

/// What a system says of its radio at a moment; what a driver does not tell is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RadioLook {
    /// The hardware address of the access point.
    pub(crate) access_point: Option<[u8; 6]>,
    /// How strongly it is heard.
    pub(crate) signal_dbm: Option<i8>,
    /// The rate at which the machine sends to it.
    pub(crate) rate_kbps: Option<u32>,
    /// Packets sent to it since the machine joined it.
    pub(crate) packets: Option<u32>,
    /// How often one of them was sent again.
    pub(crate) retries: Option<u32>,
}

/// Looks at the radio of an interface.
pub(crate) fn radio(root: &Root, interface: &str) -> RadioLook {
    if let Ok(Some(windows)) = Windows::open(root) {
        return windows::radio(&windows, interface);
    }
    #[cfg(target_os = "linux")]
    if root.is_live() {
        return super::nl80211::radio(interface);
    }
    RadioLook::default()
}
