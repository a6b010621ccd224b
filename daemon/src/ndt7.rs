//! Tests of lines against this daemon, by the public ndt7 protocol: who may run one, how many at once, and the two
//! directions. Bounded in time, in number and in bytes held; touches neither journal nor state.

mod load;
mod measuring;
mod places;
mod take;
mod tcp_info;

pub(crate) use load::send_load;
pub(crate) use places::{Place, Places, Runner, Taken};
pub(crate) use take::take_load;
pub(crate) use tcp_info::tcp_info_of;

use crate::serve::Stream;
use bytes::Bytes;
use ipnet::IpNet;
use kiemke_config::daemon::Ndt7Settings;
use kiemke_wire::ndt7::LOAD_BYTES_MAX;
use std::net::IpAddr;
use tokio_tungstenite::WebSocketStream;

/// The connection of a test.
pub(crate) type Socket = WebSocketStream<Box<dyn Stream>>;

/// What all tests share.
pub(crate) struct Ndt7 {
    pub(crate) places: Places,
    allow: Vec<IpNet>,
    /// Random bytes, drawn once: a line must not be able to compress them, nobody needs to be unable to guess them.
    pub(crate) load: Bytes,
}

impl Ndt7 {
    /// By the daemon's settings.
    pub(crate) fn new(settings: &Ndt7Settings) -> Self {
        Self {
            places: Places::new(settings.tests_at_once()),
            allow: settings.allow.clone(),
            load: Bytes::copy_from_slice(&crate::random::bytes::<LOAD_BYTES_MAX>()),
        }
    }

    /// Whether an address needs no token.
    pub(crate) fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|network| network.contains(&address))
    }
}
