//! Who may answer what is asked about machines, and tie them to records: that do keepers of records; districts see what
//! waits.

use super::May::{Asked, No, NotThere, Yes};
use super::{Row, only};

const REVIEWS: (&str, &str) = ("GET", "/v1/review");
const REVIEW: (&str, &str) = ("GET", "/v1/review/{id}");
const REVIEW_ACTIONS: (&str, &str) = ("POST", "/v1/review/{id}/actions");
const TIES: (&str, &str) = ("GET", "/v1/ties");
const TIE: (&str, &str) = ("POST", "/v1/ties");
const APART: (&str, &str) = ("POST", "/v1/ties/apart");
const MAKE: (&str, &str) = ("POST", "/v1/ties/records");

pub(super) const ROWS: &[Row] = &[
    // Nothing is asked in these schools; what a planner reads holds no single machine's history.
    only(REVIEWS, "/v1/review", "", [Yes, Yes, No, Yes]),
    only(
        REVIEWS,
        "/v1/review?unit=other",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(REVIEW, "/v1/review/r1", "", [NotThere, NotThere, No, NotThere]),
    only(
        REVIEW_ACTIONS,
        "/v1/review/r1/actions",
        r#"{"action":"undo"}"#,
        [NotThere, NotThere, No, NotThere],
    ),
    only(TIES, "/v1/ties", "", [Yes, Yes, No, Yes]),
    only(TIES, "/v1/ties?unit=other", "", [NotThere, NotThere, No, Yes]),
    only(TIE, "/v1/ties", r#"{"sure_of":"own"}"#, [Yes, No, No, Yes]),
    only(TIE, "/v1/ties", r#"{"sure_of":"other"}"#, [NotThere, No, No, Yes]),
    only(
        TIE,
        "/v1/ties",
        r#"{"pairs":[{"machine":"m2","record":"e2"}]}"#,
        [NotThere, No, No, Asked],
    ),
    // His machine and another's record, and the other way about.
    only(
        APART,
        "/v1/ties/apart",
        r#"{"machine":"m1","record":"e2"}"#,
        [NotThere, No, No, Yes],
    ),
    only(
        APART,
        "/v1/ties/apart",
        r#"{"machine":"m2","record":"e1"}"#,
        [NotThere, No, No, Yes],
    ),
    only(
        MAKE,
        "/v1/ties/records",
        r#"{"machines":["m2"]}"#,
        [NotThere, No, No, Asked],
    ),
    only(
        MAKE,
        "/v1/ties/records",
        r#"{"all_of":"other"}"#,
        [NotThere, No, No, Asked],
    ),
];
