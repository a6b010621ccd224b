use super::SchoolIndex;
use crate::seed::{Seed, Topic};

/// How a line comes to its site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// Fibre.
    Fibre,
    /// Copper that is still in use.
    Copper,
    /// A mobile router.
    Mobile,
}

/// An Internet connection of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who provides it.
    pub provider: &'static str,
    /// How it comes.
    pub kind: LineKind,
    /// What the contract promises, Mbit/s.
    pub contract_mbps: u32,
    /// Round trip to the daemon on a quiet day, microseconds.
    pub rtt_us: u32,
    /// Probes lost on a quiet day, of a thousand.
    pub loss_per_mille: u32,
    /// Days with an outage, of a thousand.
    pub outages_per_mille: u32,
    /// The router's hardware address.
    pub gateway_mac: String,
    /// The third number of 192.168.x.0/24; routers leave the factory with a few.
    pub subnet: u8,
}

const PROVIDERS: [(u32, &str); 5] = [
    (46, "VNPT"),
    (38, "Viettel"),
    (11, "FPT Telecom"),
    (3, "MobiFone"),
    (2, "CMC Telecom"),
];
const KINDS: [(u32, LineKind); 3] = [
    (88, LineKind::Fibre),
    (3, LineKind::Copper),
    (9, LineKind::Mobile),
];
/// Huawei, ZTE, TP-Link, Viettel's and VNPT's own boxes.
const ROUTERS: [&str; 6] = [
    "00:e0:fc", "f4:6d:2f", "50:c7:bf", "a0:65:18", "d8:0d:17", "e8:1c:d8",
];
/// What routers are set to in the factory.
const SUBNETS: [(u32, u8); 6] = [(60, 1), (12, 0), (10, 100), (8, 2), (6, 10), (4, 88)];

/// A number that only this line has, 24 bits: the address of its router.
fn number(school: SchoolIndex, site: u32, line: u32) -> u64 {
    u64::from(school.0) << 4 | u64::from(site & 7) << 1 | u64::from(line & 1)
}

pub(super) fn draw(seed: Seed, school: SchoolIndex, site: u32, line: u32) -> Line {
    let number = number(school, site, line);
    let mut draw = seed.draw(Topic::Line, number);
    let kind = *draw.weighted(&KINDS);
    let (contracts, rtt): (&[u32], _) = match kind {
        LineKind::Fibre => (&[40, 60, 80, 100, 150, 200, 300], (3_000, 25_000)),
        LineKind::Copper => (&[4, 8, 16], (18_000, 60_000)),
        LineKind::Mobile => (&[10, 20, 40], (30_000, 120_000)),
    };
    let bad = draw.per_mille(90);
    let unique = seed.unique(Topic::Line, number, 24);
    Line {
        provider: draw.weighted::<&'static str>(&PROVIDERS),
        kind,
        contract_mbps: *draw.pick(contracts),
        rtt_us: draw.between(rtt.0, rtt.1),
        loss_per_mille: if bad { draw.between(20, 120) } else { draw.below(6) },
        outages_per_mille: if bad { 80 } else { 12 },
        gateway_mac: format!("{}:{}", draw.pick(&ROUTERS), lower_half(unique)),
        subnet: *draw.weighted(&SUBNETS),
    }
}

/// 24 bits as the second half of a hardware address.
pub(crate) fn lower_half(number: u64) -> String {
    format!(
        "{:02x}:{:02x}:{:02x}",
        number >> 16 & 0xff,
        number >> 8 & 0xff,
        number & 0xff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routers_share_an_address() {
        let mut seen = std::collections::HashSet::new();
        for school in 0..3_000 {
            for (site, line) in [(0, 0), (0, 1), (1, 0)] {
                let line = draw(Seed(5), SchoolIndex(school), site, line);
                assert!(seen.insert(line.gateway_mac[9..].to_owned()));
            }
        }
    }
}
