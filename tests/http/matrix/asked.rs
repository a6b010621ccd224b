//! One row of the matrix is asked, and what came is read.

use super::May::{self, Asked, No, NotThere, Stranger, Yes};
use super::Row;
use kiemke_http::{Client, Request};

fn request(row: &Row) -> Request {
    let body: serde_json::Value = serde_json::from_str(row.body).unwrap_or_default();
    let request = match row.body {
        "" => Request::get(row.path),
        _ => Request::post(row.path, &body),
    };
    Request {
        method: row.route.0.parse().unwrap(),
        ..request
    }
}

pub(super) async fn ask(client: &Client, row: &Row) -> (May, String) {
    let reply = client.exchange(request(row)).await.unwrap();
    let said = String::from_utf8_lossy(&reply.body).into_owned();
    let may = match reply.status.as_u16() {
        200..=299 => Yes,
        // Who fails too often is told to wait instead.
        401 | 429 => Stranger,
        403 if said.contains("not_allowed") => No,
        404 => NotThere,
        409 | 412 | 422 | 428 => Asked,
        other => panic!("{} {}: {other} {said}", row.route.0, row.path),
    };
    (may, said)
}
