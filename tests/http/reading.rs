//! What readers see of what agents said.

use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, now, outside, section};
use kiemke_wire::facts::{Facts, Gateway, NetworkFacts, SystemFacts};
use kiemke_wire::ids::KeyedHash;
use kiemke_wire::time::MINUTE_MS;
use kiemke_wire::view::{LineRow, LineState, MachineRow, Page, ReadingSeries};

fn system(host: &str, os: &str) -> Facts {
    Facts::System(SystemFacts {
        host_name: Some(host.into()),
        os_name: Some(os.into()),
        ..SystemFacts::default()
    })
}

#[tokio::test]
async fn lists_are_searched_without_marks_and_paged_while_data_change() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let token = daemon.enrol_token(50).await;
    for number in 1..=30 {
        let agent = HandAgent::new(number);
        agent.enrol(&endpoint, &token).await.unwrap();
        let os = if number % 2 == 0 {
            "Máy tính bàn"
        } else {
            "Máy xách tay"
        };
        agent
            .report(
                &endpoint,
                vec![section(0, now(), &system(&format!("Phòng-{number:02}"), os))],
            )
            .await
            .unwrap();
    }
    let found: Page<MachineRow> = daemon
        .admin
        .json(Request::get("/v1/machines?q=may%20tinh%20ban"))
        .await
        .unwrap();
    assert_eq!(found.total, 15);
    let mut names = Vec::new();
    let mut path = "/v1/machines?sort=-name&limit=7".to_owned();
    loop {
        let page: Page<MachineRow> = daemon.admin.json(Request::get(path)).await.unwrap();
        names.extend(page.items.into_iter().map(|row| row.name));
        if names.len() == 7 {
            // A machine that comes while someone reads neither repeats nor hides a row.
            HandAgent::new(99).enrol(&endpoint, &token).await.unwrap();
        }
        match page.next {
            Some(cursor) => path = format!("/v1/machines?sort=-name&limit=7&cursor={cursor}"),
            None => break,
        }
    }
    let mut expected: Vec<String> = (1..=30)
        .rev()
        .map(|number| format!("Phòng-{number:02}"))
        .collect();
    expected.push("PC99".into());
    names.retain(|name| name != "PC99");
    expected.retain(|name| name != "PC99");
    assert_eq!(names, expected);
    daemon.stop().await;
}

#[tokio::test]
async fn a_line_is_found_and_its_probes_are_a_series() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let token = daemon.enrol_token(1).await;
    let agent = HandAgent::new(1);
    agent.enrol(&endpoint, &token).await.unwrap();
    let gateway = Gateway {
        address: Some("10.0.0.1".into()),
        subnet: Some("10.0.0.0/24".into()),
        mac_hash: Some(KeyedHash([3; 16])),
        ..Gateway::default()
    };
    let network = Facts::Network(NetworkFacts {
        gateway: Some(gateway),
        ..NetworkFacts::default()
    });
    let now = now();
    agent
        .report(&endpoint, vec![section(0, now, &network)])
        .await
        .unwrap();
    let probes = (1..=4)
        .map(|seq| outside(seq, now.plus(-20 * MINUTE_MS + seq as i64 * MINUTE_MS)))
        .collect();
    agent.report(&endpoint, probes).await.unwrap();
    let lines: Page<LineRow> = daemon.admin.json(Request::get("/v1/lines")).await.unwrap();
    assert_eq!(
        (lines.total, lines.items[0].state, lines.items[0].machines),
        (1, LineState::Up, 1)
    );
    assert_eq!(lines.items[0].loss_pct, Some(0.0));
    let series: ReadingSeries = daemon
        .admin
        .json(Request::get("/v1/lines/l1/readings?step=86400"))
        .await
        .unwrap();
    assert_eq!(series.points.iter().map(|point| point.probes).sum::<u32>(), 4);
    assert_eq!(
        (series.availability_pct, series.first_byte_us_median),
        (Some(100.0), Some(400))
    );
    daemon.stop().await;
}
