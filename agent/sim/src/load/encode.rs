use super::Target;
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::report::Report;
use kiemke_wire::secret::Token;
use serde::Serialize;
use std::io::{self, Write as _};

/// Bodies above this are compressed, as the agent does.
const COMPRESS_ABOVE_BYTES: usize = 1_024;
/// The agent's level.
const COMPRESSION_LEVEL: i32 = 3;

/// A request as it goes over the wire, and what its answer must acknowledge.
#[derive(Clone, Debug)]
pub struct Wired {
    /// Head and body.
    pub bytes: Vec<u8>,
    /// How much of it is the body.
    pub body_bytes: usize,
    /// The body before it was compressed.
    pub json_bytes: usize,
    /// The sender, the run, the first and the last item; none in an enrolment.
    pub items: Option<(AgentId, RunId, u64, u64)>,
}

/// Writes requests; keeps the compressor's memory between them.
pub struct Encoder {
    compressor: zstd::bulk::Compressor<'static>,
    host: String,
}

impl Encoder {
    /// An encoder of requests to one target.
    ///
    /// # Errors
    /// When the compressor gets no memory.
    pub fn new(target: &Target) -> io::Result<Self> {
        Ok(Self {
            compressor: zstd::bulk::Compressor::new(COMPRESSION_LEVEL)?,
            host: target.endpoint.authority(),
        })
    }

    /// An enrolment.
    ///
    /// # Errors
    /// When the compressor fails.
    pub fn enrolment(&mut self, bearer: &Token, request: &EnrolRequest) -> io::Result<Wired> {
        self.request("/v1/enrol", bearer, request, None)
    }

    /// A report.
    ///
    /// # Errors
    /// When the compressor fails.
    pub fn report(&mut self, bearer: &Token, report: &Report) -> io::Result<Wired> {
        let ends = report.items.first().zip(report.items.last());
        let items = ends.map(|(first, last)| (report.agent, report.run, first.seq, last.seq));
        self.request("/v1/report", bearer, report, items)
    }

    fn request<T: Serialize>(
        &mut self,
        path: &str,
        bearer: &Token,
        value: &T,
        items: Option<(AgentId, RunId, u64, u64)>,
    ) -> io::Result<Wired> {
        let json = serde_json::to_vec(value).map_err(io::Error::other)?;
        let json_bytes = json.len();
        let compresses = items.is_some() && json_bytes > COMPRESS_ABOVE_BYTES;
        let (body, encoding) = if compresses {
            (self.compressor.compress(&json)?, "content-encoding: zstd\r\n")
        } else {
            (json, "")
        };
        let mut bytes = Vec::with_capacity(body.len() + 320);
        write!(
            bytes,
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             {encoding}content-length: {}\r\n\r\n",
            self.host,
            bearer.reveal(),
            body.len(),
        )?;
        bytes.extend_from_slice(&body);
        Ok(Wired {
            bytes,
            body_bytes: body.len(),
            json_bytes,
            items,
        })
    }
}
