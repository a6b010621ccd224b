//! What radios did beside probes, as readers see it.

use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, now, outside, section};
use kiemke_wire::facts::{Facts, Gateway, NetworkFacts};
use kiemke_wire::ids::KeyedHash;
use kiemke_wire::reading::WifiReading;
use kiemke_wire::report::{Item, ItemBody};
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::{MachineDetail, MachineReading, ReadingBody, ReadingSeries};

fn by_radio(seq: u64, at: UnixMs, wifi: WifiReading) -> Item {
    let mut item = outside(seq, at);
    let ItemBody::Outside(reading) = &mut item.body else {
        unreachable!("a probe of a host outside");
    };
    reading.wifi = Some(wifi);
    item
}

fn network() -> Facts {
    Facts::Network(NetworkFacts {
        gateway: Some(Gateway {
            address: Some("10.0.0.1".into()),
            subnet: Some("10.0.0.0/24".into()),
            mac_hash: Some(KeyedHash([3; 16])),
            ..Gateway::default()
        }),
        ..NetworkFacts::default()
    })
}

#[tokio::test]
async fn what_a_radio_did_is_told_with_the_reading_and_over_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let agent = HandAgent::new(1);
    agent
        .enrol(&endpoint, &daemon.enrol_token(1).await)
        .await
        .unwrap();
    let now = now();
    agent
        .report(&endpoint, vec![section(0, now, &network())])
        .await
        .unwrap();
    let whole = WifiReading {
        signal_dbm: Some(-71),
        rate_mbps: Some(72),
        packets: Some(300),
        retries: Some(60),
    };
    let quiet = WifiReading {
        signal_dbm: Some(-65),
        ..WifiReading::default()
    };
    let at = |minutes: i64| now.plus(-minutes * MINUTE_MS);
    // By cable, by a driver that tells all, and by one that tells its strength alone.
    let probes = vec![
        outside(1, at(3)),
        by_radio(2, at(2), whole),
        by_radio(3, at(1), quiet),
    ];
    agent.report(&endpoint, probes).await.unwrap();

    let readings: Vec<MachineReading> = daemon
        .admin
        .json(Request::get("/v1/machines/m1/readings"))
        .await
        .unwrap();
    let mut told: Vec<_> = readings
        .iter()
        .filter_map(|reading| match &reading.body {
            ReadingBody::Outside(outside) => Some((reading.at, outside.wifi)),
            ReadingBody::GatewayQuarter(_) => None,
        })
        .collect();
    told.sort_by_key(|(at, _)| *at);
    let told: Vec<_> = told.into_iter().map(|(_, wifi)| wifi).collect();
    assert_eq!(told, [None, Some(whole), Some(quiet)]);

    let machine: MachineDetail = daemon.admin.json(Request::get("/v1/machines/m1")).await.unwrap();
    assert_eq!(machine.latest.outside["daemon"].reading.wifi, Some(quiet));

    let series: ReadingSeries = daemon
        .admin
        .json(Request::get("/v1/lines/l1/readings?step=86400"))
        .await
        .unwrap();
    let wifi = series.wifi.unwrap();
    assert_eq!((wifi.probes, wifi.signal_dbm_median), (2, Some(-71)));
    assert_eq!((wifi.rate_mbps_median, wifi.retries_pct), (Some(72), Some(20.0)));
    daemon.stop().await;
}
