//! Rows of routes for people. Names and answers about home are for technicians, codes for districts; planners see no
//! person.

use super::May::{Asked, No, NotThere, Yes};
use super::{EXPORT, IMPORT, Row, all, only};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;

const COMPLETE: (&str, &str) = ("GET", "/v1/units/{key}/complete");
const DECLARE_COMPLETE: (&str, &str) = ("POST", "/v1/units/{key}/complete");
const PEOPLE: (&str, &str) = ("GET", "/v1/people");
const MAKE_PERSON: (&str, &str) = ("POST", "/v1/people");
const PERSON: (&str, &str) = ("GET", "/v1/people/{id}");
const EDIT_PERSON: (&str, &str) = ("PATCH", "/v1/people/{id}");
const PERSON_HISTORY: (&str, &str) = ("GET", "/v1/people/{id}/history");
const CLASSES: (&str, &str) = ("GET", "/v1/classes");
const SURVEYS: (&str, &str) = ("POST", "/v1/surveys");

const LINES_COMPLETE: &str = r#"{"of":"lines","on":"2026-01-01"}"#;
const OWN_PERSON: &str = r#"{"school":"own","person":{"code":"HS5","class":"6A1"}}"#;
const OTHER_PERSON: &str = r#"{"school":"other","person":{"code":"HS5","class":"9Z"}}"#;

pub(super) const MATRIX: &[Row] = &[
    // Rosters and home surveys are for the school's technician, too.
    only(
        IMPORT,
        "/v1/import/roster?dry_run=true",
        "{}",
        [Asked, No, No, Asked],
    ),
    only(
        IMPORT,
        "/v1/import/survey?dry_run=true",
        "{}",
        [Asked, No, No, Asked],
    ),
    only(IMPORT, "/v1/import/lines?dry_run=true", "{}", [No, No, No, Asked]),
    only(EXPORT, "/v1/export/roster.csv", "", [Yes, Yes, No, Yes]),
    only(
        EXPORT,
        "/v1/export/roster.csv?unit=other",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(EXPORT, "/v1/export/survey.csv", "", [Yes, No, No, No]),
    all(COMPLETE, "/v1/units/own/complete", Yes),
    all(COMPLETE, "/v1/units/other/complete", NotThere),
    only(
        DECLARE_COMPLETE,
        "/v1/units/own/complete",
        LINES_COMPLETE,
        [Yes, No, No, Yes],
    ),
    only(
        DECLARE_COMPLETE,
        "/v1/units/other/complete",
        LINES_COMPLETE,
        [NotThere, No, No, Yes],
    ),
    // Planners see no person; p1 is of the own school, p65 of the other.
    only(PEOPLE, "/v1/people", "", [Yes, Yes, No, Yes]),
    only(PEOPLE, "/v1/people?unit=other", "", [NotThere, NotThere, No, Yes]),
    only(PERSON, "/v1/people/p1", "", [Yes, Yes, No, Yes]),
    only(PERSON, "/v1/people/p65", "", [NotThere, NotThere, No, Yes]),
    only(PERSON_HISTORY, "/v1/people/p1/history", "", [Yes, Yes, No, Yes]),
    only(
        PERSON_HISTORY,
        "/v1/people/p65/history",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(MAKE_PERSON, "/v1/people", OWN_PERSON, [Asked, No, No, Asked]),
    only(MAKE_PERSON, "/v1/people", OTHER_PERSON, [NotThere, No, No, Asked]),
    only(
        EDIT_PERSON,
        "/v1/people/p65",
        r#"{"code":"x"}"#,
        [Asked, No, No, Asked],
    ),
    all(CLASSES, "/v1/classes", Yes),
    all(CLASSES, "/v1/classes?unit=other", NotThere),
    only(
        SURVEYS,
        "/v1/surveys",
        r#"{"school":"own","answers":[]}"#,
        [Yes, No, No, Yes],
    ),
    only(
        SURVEYS,
        "/v1/surveys",
        r#"{"school":"other","answers":[]}"#,
        [NotThere, No, No, Yes],
    ),
];

/// One pupil in each school.
pub(super) const ROSTER: &str = "Mã trường;Lớp;Mã HS;Họ và tên;Mã định danh\nown;6A1;HS1;An;0123456789\n\
                      other;9Z;KIN-1;Nguyễn Bí Mật;0987654321\n";
/// What is the other school's, beside what does not exist.
pub(super) const OTHERS: &[(&str, &str)] = &[
    ("/v1/people/p65", "/v1/people/p777"),
    ("/v1/people/p65/history", "/v1/people/p777/history"),
    ("/v1/people?unit=other", "/v1/people?unit=nowhere"),
    ("/v1/classes?unit=other", "/v1/classes?unit=nowhere"),
    ("/v1/units/other/complete", "/v1/units/nowhere/complete"),
    (
        "/v1/export/roster.csv?unit=other",
        "/v1/export/roster.csv?unit=nowhere",
    ),
];

/// Brings a table as the administrator.
pub(super) async fn taken(daemon: &TestDaemon, path: &str, table: &'static str) {
    let reply = daemon
        .admin
        .exchange(Request::post_file(path, table))
        .await
        .unwrap();
    assert_eq!(reply.status, 200, "{:?}", reply.body);
}
