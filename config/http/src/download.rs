use crate::{Client, Connect, Endpoint, Error, Request};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use std::time::Duration;

/// How long the next piece may take to come.
const PIECE_WITHIN: Duration = Duration::from_secs(60);

/// An answer of any length, read piece by piece.
#[derive(Debug)]
pub struct Download {
    endpoint: Endpoint,
    body: Incoming,
}

impl Download {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the answer breaks off, or nothing comes for a minute: then what came is not the whole.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let frame = match tokio::time::timeout(PIECE_WITHIN, self.body.frame()).await {
                Ok(None) => return Ok(None),
                Ok(Some(frame)) => frame.map_err(|source| Error::Broken {
                    endpoint: self.endpoint.clone(),
                    source: source.into(),
                })?,
                Err(_) => {
                    return Err(Error::TooSlow {
                        endpoint: self.endpoint.clone(),
                        seconds: PIECE_WITHIN.as_secs(),
                    });
                }
            };
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
    }
}

impl<C: Connect> Client<C> {
    /// Asks for an answer of any length; `begins_within` bounds the wait for its beginning.
    ///
    /// # Errors
    /// As [`Client::json`].
    pub async fn download(&self, request: Request, begins_within: Duration) -> Result<Download, Error> {
        let Ok(answer) = tokio::time::timeout(begins_within, self.begin(request)).await else {
            return Err(Error::TooSlow {
                endpoint: self.endpoint().clone(),
                seconds: begins_within.as_secs(),
            });
        };
        let answer = answer?;
        if answer.status().is_success() {
            return Ok(Download {
                endpoint: self.endpoint().clone(),
                body: answer.into_body(),
            });
        }
        Err(self.refused(&self.read_reply(answer).await?))
    }
}
