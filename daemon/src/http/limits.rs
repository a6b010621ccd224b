//! How often a token may ask, and an address may fail. A good token is never shut out because of its neighbours: a
//! school's forty computers share one address.

use crate::http::problem::Refused;
use axum::http::StatusCode;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// Requests of one token: what one program can ask over one line for ever, so that only one that runs away is stopped.
const ASKED: Rate = Rate {
    burst: 5_000,
    per_minute: 300_000,
};
/// Refusals of one address: a lab whose agents were all shut out fails forty times in a quarter of an hour.
const FAILED: Rate = Rate {
    burst: 60,
    per_minute: 30,
};
/// Tokens or addresses remembered, about 60 bytes each. Beyond it those that are quiet are forgotten, and then all.
const REMEMBERED_MAX: usize = 20_000;

/// So many at once, and so many in a minute for ever.
#[derive(Clone, Copy)]
struct Rate {
    burst: u32,
    per_minute: u32,
}

/// The limits of one daemon.
#[derive(Default)]
pub(crate) struct Limits {
    asked: Mutex<Buckets<SecretHash>>,
    failed: Mutex<Buckets<IpAddr>>,
}

impl Limits {
    /// A token asks.
    pub(crate) fn asked(&self, token: SecretHash, now: UnixMs) -> Result<(), Refused> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.take(token, ASKED, now).map_err(|wait_s| {
            let Rate { per_minute, .. } = ASKED;
            limited(
                wait_s,
                format!("this token asked more than {per_minute} times a minute"),
            )
        })
    }

    /// A secret from an address was not good.
    pub(crate) fn failed(&self, address: IpAddr, now: UnixMs) -> Result<(), Refused> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.take(network_of(address), FAILED, now).map_err(|wait_s| {
            let detail = "too many tokens from this address were not good; wait, and then use one that is";
            limited(wait_s, detail.to_owned())
        })
    }
}

fn limited(wait_s: u32, detail: String) -> Refused {
    Refused::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).retry_after(wait_s)
}

/// Whoever has an address of IPv6 has all of its /64.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

/// What each key has left.
struct Buckets<K>(HashMap<K, Bucket>);

/// Thousandths of a request, so that small rates lose nothing.
struct Bucket {
    left: u64,
    at: UnixMs,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Takes one, or says after how many seconds there is one again.
    fn take(&mut self, key: K, rate: Rate, now: UnixMs) -> Result<(), u32> {
        if self.0.len() >= REMEMBERED_MAX && !self.0.contains_key(&key) {
            self.0.retain(|_, bucket| bucket.filled(rate, now) < rate.full());
            if self.0.len() >= REMEMBERED_MAX {
                self.0.clear();
            }
        }
        let bucket = self.0.entry(key).or_insert(Bucket {
            left: rate.full(),
            at: now,
        });
        bucket.left = bucket.filled(rate, now);
        bucket.at = now;
        match bucket.left.checked_sub(1_000) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => {
                let lacking = 1_000 - bucket.left;
                let wait_s = (lacking * 60).div_ceil(u64::from(rate.per_minute) * 1_000);
                Err(u32::try_from(wait_s).unwrap_or(u32::MAX).max(1))
            }
        }
    }
}

impl Rate {
    fn full(self) -> u64 {
        u64::from(self.burst) * 1_000
    }
}

impl Bucket {
    /// A clock that was set back fills nothing.
    fn filled(&self, rate: Rate, now: UnixMs) -> u64 {
        let passed_ms = u64::try_from(now.since(self.at)).unwrap_or(0);
        let gained = passed_ms.saturating_mul(u64::from(rate.per_minute)) / 60;
        self.left.saturating_add(gained).min(rate.full())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        burst: 3,
        per_minute: 6,
    };

    #[test]
    fn a_burst_passes_then_one_for_each_part_of_a_minute() {
        let mut buckets = Buckets::default();
        let mut take = |key: u32, ms: i64| buckets.take(key, RATE, UnixMs(ms));
        assert_eq!([take(1, 0), take(1, 0), take(1, 0)], [Ok(()); 3]);
        assert_eq!(take(1, 0), Err(10), "a tenth of a minute each");
        assert_eq!(take(2, 0), Ok(()), "another has its own");
        assert_eq!(take(1, 9_000), Err(1));
        assert_eq!(take(1, 10_000), Ok(()));
        assert_eq!(take(1, 10_000), Err(10));
        assert_eq!(take(1, -90_000), Err(10), "a clock set back gives nothing");
    }

    #[test]
    fn a_token_that_runs_away_is_told_to_wait_and_others_go_on() {
        let limits = Limits::default();
        let (one, other) = (SecretHash([1; 32]), SecretHash([2; 32]));
        for _ in 0..ASKED.burst {
            limits.asked(one, UnixMs(0)).unwrap();
        }
        let refused = limits.asked(one, UnixMs(0)).unwrap_err();
        assert_eq!((refused.0.status, refused.0.code.as_str()), (429, "rate_limited"));
        limits.asked(other, UnixMs(0)).unwrap();
        limits.asked(one, UnixMs(1)).unwrap();
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut buckets = Buckets::default();
        for key in 0..3 * REMEMBERED_MAX {
            let _ = buckets.take(key, RATE, UnixMs(0));
            assert!(buckets.0.len() <= REMEMBERED_MAX);
        }
    }

    #[test]
    fn one_network_of_ipv6_is_one_address() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::2:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    }
}
