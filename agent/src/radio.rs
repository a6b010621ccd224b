//! What the radio did while hosts outside were probed: two looks at it, and the difference between them.

use crate::collect::{RadioLook, Root, radio};
use crate::link::Attachment;
use kiemke_agent_core::verdict::Link;
use kiemke_wire::reading::WifiReading;

/// Looks at the radio by which the machine reaches the Internet; none when that is a cable, or nothing.
pub(crate) fn look(root: &Root) -> Option<RadioLook> {
    let attachment = Attachment::read(root, None)?;
    let Link::Wifi {
        joined: true,
        signal_dbm,
    } = attachment.link
    else {
        return None;
    };
    let mut look = radio(root, &attachment.interface);
    // Drivers that answer no question yet have their line in a file.
    let in_file = signal_dbm.and_then(|dbm| i8::try_from(dbm).ok());
    look.signal_dbm = look.signal_dbm.or(in_file);
    Some(look)
}

/// What was between two looks: signal and rate of the last one, and what was counted from the first to it; none when
/// nothing is known.
pub(crate) fn between(first: Option<RadioLook>, last: Option<RadioLook>) -> Option<WifiReading> {
    // A radio that lost its access point meanwhile was heard at the beginning.
    let newest = last.or(first)?;
    let counted = first
        .zip(last)
        // At another access point a machine counts anew.
        .filter(|(first, last)| first.access_point.is_some() && first.access_point == last.access_point);
    let grown = |get: fn(&RadioLook) -> Option<u32>| {
        let (first, last) = counted.as_ref()?;
        // The same one joined anew counts anew as well.
        get(last)?.checked_sub(get(first)?)
    };
    let packets = grown(|look| look.packets);
    // A radio that never sent anything again is one that does not count it.
    let counts_retries = newest.retries.is_some_and(|retries| retries > 0);
    let reading = WifiReading {
        signal_dbm: newest.signal_dbm.filter(|dbm| *dbm < 0),
        rate_mbps: newest.rate_kbps.filter(|kbps| *kbps > 0).map(mbps),
        packets,
        retries: grown(|look| look.retries).filter(|_| packets.is_some() && counts_retries),
    };
    (!reading.is_empty()).then_some(reading)
}

/// To the nearest, and not to nothing.
fn mbps(kbps: u32) -> u32 {
    (kbps.saturating_add(500) / 1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(access_point: u8, packets: u32, retries: u32) -> RadioLook {
        RadioLook {
            access_point: Some([access_point; 6]),
            signal_dbm: Some(-71),
            rate_kbps: Some(72_200),
            packets: Some(packets),
            retries: Some(retries),
        }
    }

    #[test]
    fn counters_tell_of_the_time_between_and_the_rest_of_its_end() {
        let last = RadioLook {
            signal_dbm: Some(-64),
            ..told(1, 1_300, 47)
        };
        let reading = between(Some(told(1, 1_000, 40)), Some(last));
        let expected = WifiReading {
            signal_dbm: Some(-64),
            rate_mbps: Some(72),
            packets: Some(300),
            retries: Some(7),
        };
        assert_eq!(reading, Some(expected));
    }

    #[test]
    fn what_was_counted_at_another_access_point_or_anew_is_not_compared() {
        for last in [told(2, 1_300, 47), told(1, 12, 0)] {
            let reading = between(Some(told(1, 1_000, 40)), Some(last)).unwrap();
            assert_eq!((reading.packets, reading.retries), (None, None), "{last:?}");
            assert_eq!(reading.signal_dbm, Some(-71));
        }
    }

    #[test]
    fn what_a_driver_does_not_tell_is_absent_and_not_zero() {
        let silent = RadioLook {
            access_point: Some([1; 6]),
            ..RadioLook::default()
        };
        assert_eq!(between(Some(silent), Some(silent)), None);
        assert_eq!(between(None, None), None);
        // It sends and has never sent anything again: it does not count that.
        let reading = between(Some(told(1, 1_000, 0)), Some(told(1, 1_300, 0))).unwrap();
        assert_eq!((reading.packets, reading.retries), (Some(300), None));
        let nothing = RadioLook {
            signal_dbm: Some(0),
            rate_kbps: Some(0),
            ..silent
        };
        assert_eq!(between(Some(silent), Some(nothing)), None);
        // Lost under way: how it was heard before is what is known.
        let reading = between(Some(told(1, 1_000, 3)), None).unwrap();
        assert_eq!((reading.signal_dbm, reading.packets), (Some(-71), None));
    }
}
