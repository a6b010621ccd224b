//! What radios did beside probes, taken together.

use super::middle::{median, percent};
use kiemke_wire::reading::WifiReading;
use kiemke_wire::view::WifiMedians;

/// What was told over some time.
#[derive(Default)]
pub(super) struct WifiTold {
    probes: u32,
    signals_dbm: Vec<i8>,
    rates_mbps: Vec<u32>,
    packets: u64,
    retries: u64,
}

impl WifiTold {
    pub(super) fn take(&mut self, wifi: &WifiReading) {
        self.probes += 1;
        self.signals_dbm.extend(wifi.signal_dbm);
        self.rates_mbps.extend(wifi.rate_mbps);
        // A share is told of packets of which both is known.
        if let Some((packets, retries)) = wifi.packets.zip(wifi.retries) {
            self.packets += u64::from(packets);
            self.retries += u64::from(retries);
        }
    }

    /// None when nothing was told.
    pub(super) fn medians(self) -> Option<WifiMedians> {
        (self.probes > 0).then(|| WifiMedians {
            probes: self.probes,
            signal_dbm_median: median(self.signals_dbm),
            rate_mbps_median: median(self.rates_mbps),
            retries_pct: (self.packets > 0).then(|| percent(self.retries, self.packets)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_packets_that_were_counted_and_medians_of_what_was_told() {
        let reading = |signal_dbm, packets, retries| WifiReading {
            signal_dbm: Some(signal_dbm),
            packets,
            retries,
            ..WifiReading::default()
        };
        let mut told = WifiTold::default();
        for reading in [
            reading(-80, Some(100), Some(30)),
            reading(-50, Some(300), Some(10)),
            reading(-70, Some(5_000), None),
            reading(-60, None, None),
        ] {
            told.take(&reading);
        }
        let medians = told.medians().unwrap();
        assert_eq!((medians.probes, medians.signal_dbm_median), (4, Some(-70)));
        assert_eq!(
            (medians.retries_pct, medians.rate_mbps_median),
            (Some(10.0), None)
        );
        assert_eq!(WifiTold::default().medians(), None);
    }
}
