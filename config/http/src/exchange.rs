use crate::tls::{Trust, is_distrust, secure};
use crate::{Connect, Endpoint, SseReader, Stream, System};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use kiemke_wire::problem::Problem;
use kiemke_wire::secret::Token;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::time::Duration;

/// The largest answer that is read, bytes: a page of 1000 rows or one machine's inventory is under 1 MiB.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long connecting may take: a local line answers in milliseconds, a satellite line in one second.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the whole exchange may take: a large report over a slow line.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(60);

/// A failed exchange. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody answers there.
    #[error("reach {endpoint}")]
    Unreachable {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Whoever answers there has not shown that he is the daemon.
    #[error("trust {endpoint}")]
    NotTrusted {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Nobody is known who could have signed the daemon's certificate.
    #[error(
        "trust {endpoint}: the token names no authority (it ends in _-); use a token that was made since the daemon has one, or name its certificate"
    )]
    NoAuthority {
        /// Where.
        endpoint: Endpoint,
    },
    /// A secret would go over the network for all to read.
    #[error("send a token to {endpoint}: without TLS only this machine itself can be reached; use https://")]
    NotPrivate {
        /// Where.
        endpoint: Endpoint,
    },
    /// It took longer than the bound.
    #[error("get an answer from {endpoint} within {seconds} s")]
    TooSlow {
        /// Where.
        endpoint: Endpoint,
        /// The bound.
        seconds: u64,
    },
    /// The connection broke or the other side does not speak HTTP.
    #[error("talk HTTP with {endpoint}")]
    Broken {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The daemon refused.
    #[error("get a yes from {endpoint}")]
    Refused {
        /// Where.
        endpoint: Endpoint,
        /// What it said.
        #[source]
        problem: Box<Problem>,
        /// Seconds to wait before asking again, when it said so.
        retry_after_s: Option<u32>,
    },
    /// The answer is not what was expected.
    #[error("read the answer of {endpoint}")]
    Unreadable {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The answer is larger than any answer may be.
    #[error("read an answer of {endpoint}: it is larger than {max} bytes")]
    TooLarge {
        /// Where.
        endpoint: Endpoint,
        /// The bound.
        max: usize,
    },
}

impl Error {
    /// Whether the daemon could not be reached, as opposed to having answered.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::TooSlow { .. } | Self::Broken { .. }
        )
    }

    /// Whether nothing was sent because the other side is not known to be the daemon.
    pub fn is_distrust(&self) -> bool {
        matches!(
            self,
            Self::NotTrusted { .. } | Self::NoAuthority { .. } | Self::NotPrivate { .. }
        )
    }

    /// The daemon's own words, if it refused.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused { problem, .. } => Some(problem),
            _ => None,
        }
    }
}

/// A body to send.
#[derive(Clone, Debug, Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// JSON text.
    Json(Bytes),
    /// JSON text, compressed with zstd.
    JsonZstd(Bytes),
    /// A file as it is.
    File(Bytes),
}

/// What to ask.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: Method,
    /// Path and query, from `/`.
    pub path: String,
    /// Body.
    pub body: Body,
    /// ETag for `If-Match`.
    pub if_match: Option<String>,
}

impl Request {
    /// A `GET`.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            body: Body::Empty,
            if_match: None,
        }
    }

    /// A `POST` of a value as JSON.
    ///
    /// # Panics
    /// When the value has no JSON text, which no wire type is.
    pub fn post<T: Serialize>(path: impl Into<String>, value: &T) -> Self {
        Self::with_json(Method::POST, path, value)
    }

    /// A `PATCH` of a value as JSON, of the version with this ETag.
    ///
    /// # Panics
    /// As [`Self::post`].
    pub fn patch<T: Serialize>(path: impl Into<String>, value: &T, if_match: Option<String>) -> Self {
        Self {
            if_match,
            ..Self::with_json(Method::PATCH, path, value)
        }
    }

    fn with_json<T: Serialize>(method: Method, path: impl Into<String>, value: &T) -> Self {
        let json = serde_json::to_vec(value).expect("wire types always have a JSON text");
        Self {
            method,
            path: path.into(),
            body: Body::Json(json.into()),
            if_match: None,
        }
    }

    /// A `POST` of a file as it is.
    pub fn post_file(path: impl Into<String>, file: impl Into<Bytes>) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            body: Body::File(file.into()),
            if_match: None,
        }
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status.
    pub status: StatusCode,
    /// Seconds to wait before asking again, when the daemon said so.
    pub retry_after_s: Option<u32>,
    /// Body.
    pub body: Bytes,
}

/// Asks one daemon, each time over a new connection.
#[derive(Clone, Debug)]
pub struct Client<C: Connect = System> {
    endpoint: Endpoint,
    token: Option<Token>,
    trust: Trust,
    connect: C,
}

impl Client {
    /// A client over the system's sockets.
    pub fn new(endpoint: Endpoint, token: Option<Token>) -> Self {
        Self::over(System, endpoint, token)
    }
}

impl<C: Connect> Client<C> {
    /// A client over the given way to connect. It trusts the authority that the token names.
    pub fn over(connect: C, endpoint: Endpoint, token: Option<Token>) -> Self {
        Self {
            endpoint,
            trust: Trust::of(token.as_ref()),
            token,
            connect,
        }
    }

    /// The same that trusts somebody else.
    #[must_use]
    pub fn trusting(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Where it asks.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Asks and returns any answer, refusals included.
    ///
    /// # Errors
    /// When no whole answer came within the bounds of time and size.
    pub async fn exchange(&self, request: Request) -> Result<Reply, Error> {
        let whole = async {
            let answer = self.begin(request).await?;
            self.read_reply(answer).await
        };
        match tokio::time::timeout(EXCHANGE_TIMEOUT, whole).await {
            Ok(reply) => reply,
            Err(_) => Err(self.too_slow(EXCHANGE_TIMEOUT)),
        }
    }

    /// Asks for something to be done, of which nothing comes back.
    ///
    /// # Errors
    /// As [`Self::json`].
    pub async fn done(&self, request: Request) -> Result<(), Error> {
        let reply = self.exchange(request).await?;
        match reply.status.is_success() {
            true => Ok(()),
            false => Err(self.refused(&reply)),
        }
    }

    /// Asks and reads a success as JSON.
    ///
    /// # Errors
    /// As [`Self::exchange`]; [`Error::Refused`] when the daemon did not answer with success.
    pub async fn json<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let reply = self.exchange(request).await?;
        if !reply.status.is_success() {
            return Err(self.refused(&reply));
        }
        serde_json::from_slice(&reply.body).map_err(|source| Error::Unreadable {
            endpoint: self.endpoint.clone(),
            source,
        })
    }

    /// Opens a stream of server-sent events that begins behind the given event id.
    ///
    /// # Errors
    /// As [`Self::json`].
    pub async fn events(&self, path: &str, after: Option<u64>) -> Result<SseReader, Error> {
        let mut request = Request::get(path);
        if let Some(after) = after {
            let joint = if path.contains('?') { '&' } else { '?' };
            request.path = format!("{path}{joint}after={after}");
        }
        let answer = match tokio::time::timeout(CONNECT_TIMEOUT, self.begin(request)).await {
            Ok(answer) => answer?,
            Err(_) => return Err(self.too_slow(CONNECT_TIMEOUT)),
        };
        if answer.status().is_success() {
            return Ok(SseReader::new(answer.into_body()));
        }
        Err(self.refused(&self.read_reply(answer).await?))
    }

    /// Reads the problem in a refusal; makes one up when the answer holds none.
    pub fn refused(&self, reply: &Reply) -> Error {
        let problem = serde_json::from_slice(&reply.body).unwrap_or_else(|_| Problem {
            code: "not_ours".into(),
            status: reply.status.as_u16(),
            detail: format!(
                "something that is not a Kiểm Kê daemon answered with status {}",
                reply.status
            ),
            ..Problem::default()
        });
        Error::Refused {
            endpoint: self.endpoint.clone(),
            problem: Box::new(problem),
            retry_after_s: reply.retry_after_s,
        }
    }

    /// The rest of an answer, as a whole.
    pub(crate) async fn read_reply(&self, answer: hyper::Response<Incoming>) -> Result<Reply, Error> {
        let (head, body) = answer.into_parts();
        let retry_after_s = head
            .headers
            .get("retry-after")
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.parse().ok());
        Ok(Reply {
            status: head.status,
            retry_after_s,
            body: self.read_all(body).await?,
        })
    }

    pub(crate) async fn begin(&self, request: Request) -> Result<hyper::Response<Incoming>, Error> {
        let stream = match tokio::time::timeout(CONNECT_TIMEOUT, self.dial()).await {
            Ok(stream) => stream?,
            Err(_) => return Err(self.too_slow(CONNECT_TIMEOUT)),
        };
        let broken = |source: hyper::Error| Error::Broken {
            endpoint: self.endpoint.clone(),
            source: source.into(),
        };
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        // Ends by itself when the answer has been read or the sender is dropped.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        let request = self.head(request)?;
        sender.send_request(request).await.map_err(broken)
    }

    /// A stream over which a secret may be sent.
    async fn dial(&self) -> Result<Box<dyn Stream>, Error> {
        let endpoint = || self.endpoint.clone();
        if self.token.is_some() && !self.endpoint.is_private() {
            return Err(Error::NotPrivate { endpoint: endpoint() });
        }
        let unreachable = |source| Error::Unreachable {
            endpoint: endpoint(),
            source,
        };
        let Endpoint::Tls { host, .. } = &self.endpoint else {
            return self.connect.connect(&self.endpoint).await.map_err(unreachable);
        };
        if matches!(self.trust, Trust::Nobody) {
            return Err(Error::NoAuthority { endpoint: endpoint() });
        }
        let stream = self.connect.connect(&self.endpoint).await.map_err(unreachable)?;
        secure(stream, host, &self.trust).await.map_err(|source| {
            if is_distrust(&source) {
                Error::NotTrusted {
                    endpoint: endpoint(),
                    source,
                }
            } else {
                unreachable(source)
            }
        })
    }

    fn head(&self, request: Request) -> Result<hyper::Request<Full<Bytes>>, Error> {
        let mut head = hyper::Request::builder()
            .method(request.method)
            .uri(request.path)
            .header(HOST, self.endpoint.authority());
        if let Some(token) = &self.token {
            let mut value = hyper::header::HeaderValue::try_from(format!("Bearer {}", token.reveal()))
                .expect("a token is plain ASCII");
            value.set_sensitive(true);
            head = head.header(AUTHORIZATION, value);
        }
        if let Some(etag) = request.if_match {
            head = head.header("if-match", format!("\"{etag}\""));
        }
        let body = match request.body {
            Body::Empty => {
                head = head.header(ACCEPT, "*/*");
                Bytes::new()
            }
            Body::Json(json) => {
                head = head.header(CONTENT_TYPE, "application/json");
                json
            }
            Body::File(file) => {
                head = head.header(CONTENT_TYPE, "application/octet-stream");
                file
            }
            Body::JsonZstd(compressed) => {
                head = head
                    .header(CONTENT_TYPE, "application/json")
                    .header(CONTENT_ENCODING, "zstd");
                compressed
            }
        };
        head.body(Full::new(body)).map_err(|source| Error::Broken {
            endpoint: self.endpoint.clone(),
            source: source.into(),
        })
    }

    async fn read_all(&self, mut body: Incoming) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|source| Error::Broken {
                endpoint: self.endpoint.clone(),
                source: source.into(),
            })?;
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > ANSWER_BYTES_MAX {
                return Err(Error::TooLarge {
                    endpoint: self.endpoint.clone(),
                    max: ANSWER_BYTES_MAX,
                });
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes.freeze())
    }

    fn too_slow(&self, bound: Duration) -> Error {
        Error::TooSlow {
            endpoint: self.endpoint.clone(),
            seconds: bound.as_secs(),
        }
    }
}
