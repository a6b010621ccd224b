//! Bodies: bounded as sent and as inflated.

use crate::http::problem::Refused;
use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::io::{self, Read};
use std::time::Duration;

/// A body must arrive within this time: a report of the largest size over a line of 150 kbit/s.
const ARRIVES_WITHIN: Duration = Duration::from_secs(60);

/// Reads a body of at most `max` bytes.
pub(crate) async fn read(headers: &HeaderMap, body: Body, max: usize) -> Result<Bytes, Refused> {
    let too_large = || {
        let detail = format!("the body is larger than {max} bytes");
        Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    };
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    if declared.is_some_and(|length: usize| length > max) {
        return Err(too_large());
    }
    let collected = tokio::time::timeout(ARRIVES_WITHIN, Limited::new(body, max).collect()).await;
    match collected {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "body_broken",
            "the body broke off before its end",
        )),
        Err(_) => {
            let detail = format!("the body did not arrive within {} s", ARRIVES_WITHIN.as_secs());
            Err(Refused::new(StatusCode::REQUEST_TIMEOUT, "body_slow", detail))
        }
    }
}

/// Inflates a body as its head says, to at most `max` bytes.
pub(crate) fn inflate(headers: &HeaderMap, body: Bytes, max: usize) -> Result<Bytes, Refused> {
    let encoding = headers
        .get(CONTENT_ENCODING)
        .map(|value| value.to_str().unwrap_or("unreadable"));
    let inflated = match encoding {
        None | Some("identity") => return Ok(body),
        Some("zstd") => unzstd(&body, max),
        Some("gzip") => read_up_to(flate2::read::GzDecoder::new(&*body), max),
        Some(other) => {
            let detail = format!("content encoding {other:?} is not known; zstd and gzip are");
            return Err(
                Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unknown_encoding", detail)
                    .at("header content-encoding"),
            );
        }
    };
    match inflated {
        Ok(Some(inflated)) => Ok(inflated.into()),
        Ok(None) => {
            let detail = format!("the body inflates to more than {max} bytes");
            Err(Refused::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "inflated_too_large",
                detail,
            ))
        }
        Err(_) => {
            let detail = "the body cannot be inflated as its content encoding says";
            Err(Refused::new(StatusCode::BAD_REQUEST, "not_inflatable", detail))
        }
    }
}

thread_local! {
    /// Making one costs more than inflating a small report.
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// `None` when there is more. One frame that says its length, which agents send, is inflated in one go; anything
/// else as a stream.
fn unzstd(body: &[u8], max: usize) -> io::Result<Option<Vec<u8>>> {
    let length = zstd::zstd_safe::get_frame_content_size(body).ok().flatten();
    let is_one_frame = zstd::zstd_safe::find_frame_compressed_size(body) == Ok(body.len());
    let Some(length) = length
        .and_then(|length| usize::try_from(length).ok())
        .filter(|_| is_one_frame)
    else {
        return zstd::stream::read::Decoder::new(body).and_then(|decoder| read_up_to(decoder, max));
    };
    if length > max {
        return Ok(None);
    }
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(zstd::bulk::Decompressor::new()?),
        };
        decompressor.decompress(body, length).map(Some)
    })
}

/// `None` when there is more.
fn read_up_to(reader: impl Read, max: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(max as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= max).then_some(bytes))
}

/// Reads a small body as JSON, naming the place of a fault.
pub(crate) async fn json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    max: usize,
) -> Result<T, Refused> {
    let bytes = read(headers, body, max).await?;
    serde_json::from_slice(&bytes).map_err(|error| not_json(&error))
}

/// The refusal of a text that is not what it should be; the place is line and column.
pub(crate) fn not_json(error: &serde_json::Error) -> Refused {
    let place = format!("line {} column {}", error.line(), error.column());
    let (status, code) = match error.classify() {
        serde_json::error::Category::Data => (StatusCode::UNPROCESSABLE_ENTITY, "malformed"),
        _ => (StatusCode::BAD_REQUEST, "not_json"),
    };
    let reason: String = error
        .to_string()
        .chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect();
    Refused::new(
        status,
        code,
        format!("the body is not what it should be: {reason}"),
    )
    .at(place)
}
