//! Who may do what with stocktakes.

use super::May::{Asked, No, NotThere, Yes};
use super::{Row, all, only};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use serde_json::{Value, json};

const STOCKTAKES: (&str, &str) = ("GET", "/v1/stocktakes");
const OPEN_STOCKTAKE: (&str, &str) = ("POST", "/v1/stocktakes");
const STOCKTAKE: (&str, &str) = ("GET", "/v1/stocktakes/{id}");
const STOCKTAKE_HISTORY: (&str, &str) = ("GET", "/v1/stocktakes/{id}/history");
const STOCKTAKE_ROOMS: (&str, &str) = ("GET", "/v1/stocktakes/{id}/rooms");
const SCANS: (&str, &str) = ("GET", "/v1/stocktakes/{id}/scans");
const SCAN: (&str, &str) = ("POST", "/v1/stocktakes/{id}/scans");
const PACKS: (&str, &str) = ("GET", "/v1/stocktakes/{id}/packs");
const GIVE_PACK: (&str, &str) = ("POST", "/v1/stocktakes/{id}/packs");
const PACK_OF: (&str, &str) = ("GET", "/v1/stocktakes/{id}/packs/{pack}");
const BRING_PACK: (&str, &str) = ("POST", "/v1/stocktakes/{id}/packs/{pack}");
const CLOSE_STOCKTAKE: (&str, &str) = ("POST", "/v1/stocktakes/{id}/close");

const OWN_STOCKTAKE: &str = r#"{"unit":"own","name":"x"}"#;
const OTHER_STOCKTAKE: &str = r#"{"unit":"other","name":"x"}"#;
const NO_SCANS: &str = r#"{"events":[]}"#;
const PACK: &str = r#"{"holder":"x"}"#;
const NOTHING_MORE: &str = r#"{"events":[],"last":true}"#;

/// Technicians count their schools: s1 is of the own one, s2 of the other. Others see how far that is, not who counts.
pub(super) const ROWS: &[Row] = &[
    all(STOCKTAKES, "/v1/stocktakes", Yes),
    all(STOCKTAKES, "/v1/stocktakes?unit=other", NotThere),
    all(STOCKTAKE, "/v1/stocktakes/s1", Yes),
    all(STOCKTAKE, "/v1/stocktakes/s2", NotThere),
    all(STOCKTAKE_ROOMS, "/v1/stocktakes/s1/rooms", Yes),
    all(STOCKTAKE_ROOMS, "/v1/stocktakes/s2/rooms", NotThere),
    all(SCANS, "/v1/stocktakes/s1/scans?room=own", Yes),
    all(SCANS, "/v1/stocktakes/s1/scans?room=other", NotThere),
    all(SCANS, "/v1/stocktakes/s2/scans", NotThere),
    only(
        STOCKTAKE_HISTORY,
        "/v1/stocktakes/s1/history",
        "",
        [Yes, Yes, No, Yes],
    ),
    only(
        STOCKTAKE_HISTORY,
        "/v1/stocktakes/s2/history",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(PACKS, "/v1/stocktakes/s1/packs", "", [Yes, Yes, No, Yes]),
    only(
        PACKS,
        "/v1/stocktakes/s2/packs",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(
        OPEN_STOCKTAKE,
        "/v1/stocktakes",
        OWN_STOCKTAKE,
        [Asked, No, No, Asked],
    ),
    only(
        OPEN_STOCKTAKE,
        "/v1/stocktakes",
        OTHER_STOCKTAKE,
        [NotThere, No, No, Asked],
    ),
    only(SCAN, "/v1/stocktakes/s1/scans", NO_SCANS, [Yes, No, No, Yes]),
    only(SCAN, "/v1/stocktakes/s2/scans", NO_SCANS, [NotThere, No, No, Yes]),
    only(GIVE_PACK, "/v1/stocktakes/s1/packs", PACK, [Asked, No, No, Asked]),
    only(
        GIVE_PACK,
        "/v1/stocktakes/s2/packs",
        PACK,
        [NotThere, No, No, Asked],
    ),
    only(PACK_OF, "/v1/stocktakes/s1/packs/1", "", [Yes, Yes, No, Yes]),
    only(
        PACK_OF,
        "/v1/stocktakes/s2/packs/1",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(
        BRING_PACK,
        "/v1/stocktakes/s1/packs/1",
        NOTHING_MORE,
        [Yes, No, No, Yes],
    ),
    only(
        BRING_PACK,
        "/v1/stocktakes/s2/packs/1",
        NOTHING_MORE,
        [NotThere, No, No, Yes],
    ),
    only(
        CLOSE_STOCKTAKE,
        "/v1/stocktakes/s1/close",
        "{}",
        [Asked, No, No, Asked],
    ),
    only(
        CLOSE_STOCKTAKE,
        "/v1/stocktakes/s2/close",
        "{}",
        [NotThere, No, No, Asked],
    ),
];

/// Opens one in each school, with a pack that is out.
pub(super) async fn open_both(daemon: &TestDaemon) {
    let wishes = [OWN_STOCKTAKE, OTHER_STOCKTAKE].into_iter().zip(["s1", "s2"]);
    for (wish, stocktake) in wishes {
        let wish: Value = serde_json::from_str(wish).unwrap();
        let pack = Request::post(
            format!("/v1/stocktakes/{stocktake}/packs"),
            &json!({"holder": "y"}),
        );
        for request in [Request::post("/v1/stocktakes", &wish), pack] {
            let made = daemon.admin.exchange(request).await.unwrap();
            assert_eq!(made.status, 201, "{:?}", made.body);
        }
    }
}
