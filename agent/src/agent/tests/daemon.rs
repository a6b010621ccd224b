//! A little daemon: takes enrolments and reports over HTTP/1.1, one request a connection, and keeps what came.

use kiemke_http::Endpoint;
use kiemke_wire::enrol::{AgentSettings, EnrolReply, EnrolRequest, HashKey};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{AgentId, MachineId, RunId};
use kiemke_wire::problem::Problem;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::{ReportReply, RunRanges};
use kiemke_wire::secret::{Secret, SecretHash, Token};
use kiemke_wire::time::UnixMs;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long a condition may take on a machine that compiles something else.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// What it does with a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Properly,
    /// Takes it and closes the connection without a word.
    TakeAndHangUp,
    /// Closes every connection at once.
    Nothing,
}

/// A request as it came.
#[derive(Clone)]
pub(super) struct Seen {
    pub(super) bytes: usize,
    items: Vec<Value>,
}

impl Seen {
    pub(super) fn kinds(&self) -> Vec<&str> {
        self.items
            .iter()
            .filter_map(|item| item["kind"].as_str())
            .collect()
    }
}

struct State {
    answer: Answer,
    token: Option<SecretHash>,
    agents: Vec<(AgentId, SecretHash)>,
    asked: Vec<AgentId>,
    refusal: Option<(u16, &'static str)>,
    want: Vec<SectionName>,
    rekey: bool,
    items: BTreeMap<(RunId, u64), Value>,
    acknowledged: BTreeSet<(RunId, u64)>,
    order: Vec<RunId>,
    repeats: usize,
    repeats_after_acknowledgement: usize,
    requests: Vec<Seen>,
}

#[derive(Clone)]
pub(super) struct FakeDaemon {
    port: u16,
    state: Arc<Mutex<State>>,
    changed: Arc<watch::Sender<u64>>,
}

impl FakeDaemon {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let daemon = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::new(Mutex::new(State {
                answer: Answer::Properly,
                token: Some(enrolment_token().secret().hash()),
                agents: Vec::new(),
                asked: Vec::new(),
                refusal: None,
                want: Vec::new(),
                rekey: false,
                items: BTreeMap::new(),
                acknowledged: BTreeSet::new(),
                order: Vec::new(),
                repeats: 0,
                repeats_after_acknowledgement: 0,
                requests: Vec::new(),
            })),
            changed: Arc::new(watch::Sender::new(0)),
        };
        let serving = daemon.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve(stream).await;
                serving.changed.send_modify(|count| *count += 1);
            }
        });
        daemon
    }

    pub(super) fn endpoint(&self) -> Endpoint {
        format!("http://127.0.0.1:{}", self.port).parse().unwrap()
    }

    pub(super) fn token(&self) -> Token {
        enrolment_token()
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap())
    }

    pub(super) fn answer(&self, answer: Answer) {
        self.with(|state| state.answer = answer);
    }

    pub(super) fn refuse_next(&self, status: u16, code: &'static str) {
        self.with(|state| state.refusal = Some((status, code)));
    }

    pub(super) fn want(&self, section: SectionName) {
        self.with(|state| state.want.push(section));
    }

    pub(super) fn rekey(&self) {
        self.with(|state| state.rekey = true);
    }

    pub(super) fn forget_agents(&self) {
        self.with(|state| state.agents.clear());
    }

    pub(super) fn forget_token(&self) {
        self.with(|state| state.token = None);
    }

    pub(super) fn agents(&self) -> Vec<AgentId> {
        self.with(|state| state.agents.iter().map(|(agent, _)| *agent).collect())
    }

    pub(super) fn asked(&self) -> Vec<AgentId> {
        self.with(|state| state.asked.clone())
    }

    pub(super) fn runs(&self) -> usize {
        self.with(|state| state.order.len())
    }

    pub(super) fn repeats(&self) -> usize {
        self.with(|state| state.repeats)
    }

    pub(super) fn requests(&self) -> Vec<Seen> {
        self.with(|state| state.requests.clone())
    }

    pub(super) fn of_kind(&self, kind: &str) -> usize {
        self.with(|state| state.items.values().filter(|item| item["kind"] == kind).count())
    }

    pub(super) fn sections(&self, section: SectionName) -> usize {
        self.with(|state| {
            let of_section = |item: &&Value| item["section"] == section.as_str() && item["kind"] == "section";
            state.items.values().filter(of_section).count()
        })
    }

    pub(super) fn check_order_and_repeats(&self) {
        self.with(|state| {
            assert_eq!(
                state.repeats_after_acknowledgement, 0,
                "acknowledged items came again"
            );
            let mut runs = state.order.clone();
            runs.sort_unstable();
            runs.dedup();
            assert_eq!(runs.len(), state.order.len(), "the runs came one after the other");
        });
    }

    pub(super) async fn until(&self, mut condition: impl FnMut(&Self) -> bool) {
        let mut changes = self.changed.subscribe();
        let reached = async {
            while !condition(self) {
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, reached)
            .await
            .expect("the daemon waited in vain");
    }

    async fn serve(&self, mut stream: TcpStream) {
        if self.with(|state| state.answer) == Answer::Nothing {
            return;
        }
        let Some((head, body, bytes)) = read_request(&mut stream).await else {
            return;
        };
        let bearer: Option<Token> = head
            .lines()
            .find_map(|line| line.strip_prefix("authorization: Bearer "))
            .and_then(|text| text.parse().ok());
        let bearer = bearer.map(|token| token.secret().hash());
        let answer = if head.starts_with("POST /v1/enrol ") {
            self.enrol(bearer, &body)
        } else {
            let zstd = head.contains("content-encoding: zstd");
            let body = if zstd {
                zstd::bulk::decompress(&body, 1 << 23).unwrap()
            } else {
                body
            };
            self.report(bearer, &body, bytes)
        };
        let (status, text) = match answer {
            Ok(text) => (200, text),
            Err((status, code)) => (status, problem(status, code)),
        };
        if self.with(|state| state.answer) == Answer::TakeAndHangUp {
            return;
        }
        let answer = format!(
            "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
            text.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    fn enrol(&self, bearer: Option<SecretHash>, body: &[u8]) -> Result<String, (u16, &'static str)> {
        let request: EnrolRequest = serde_json::from_slice(body).unwrap();
        self.with(|state| {
            state.asked.push(request.agent);
            if let Some(refusal) = state.refusal.take() {
                return Err(refusal);
            }
            let known = bearer.is_some()
                && (bearer == state.token || state.agents.iter().any(|(_, hash)| Some(*hash) == bearer));
            if !known {
                return Err((401, "token_unknown"));
            }
            if !state.agents.iter().any(|(agent, _)| *agent == request.agent) {
                state.agents.push((request.agent, request.secret_hash));
            }
            let reply = EnrolReply {
                agent: request.agent,
                machine: MachineId(1),
                settings: AgentSettings {
                    version: 1,
                    report_every_s: 900,
                    inventory_every_s: 3600,
                    gateway_every_s: 300,
                    outside_every_s: 900,
                    outside_targets: Vec::new(),
                    platforms: Vec::new(),
                    platforms_every_s: 3600,
                    hash_key: HashKey([1; 32]),
                },
                server_time: UnixMs(0),
            };
            Ok(serde_json::to_string(&reply).unwrap())
        })
    }

    fn report(
        &self,
        bearer: Option<SecretHash>,
        body: &[u8],
        bytes: usize,
    ) -> Result<String, (u16, &'static str)> {
        let report: Value = serde_json::from_slice(body).unwrap();
        let run: RunId = report["run"].as_str().unwrap().parse().unwrap();
        let items = report["items"].as_array().unwrap().clone();
        self.with(|state| {
            let known = state
                .agents
                .iter()
                .any(|(agent, hash)| Some(*hash) == bearer && agent.to_string() == report["agent"]);
            if !known {
                return Err((401, "credential_unknown"));
            }
            state.requests.push(Seen {
                bytes,
                items: items.clone(),
            });
            if state.order.last() != Some(&run) {
                state.order.push(run);
            }
            let told = state.answer == Answer::Properly;
            for item in items {
                let key = (run, item["seq"].as_u64().unwrap());
                state.repeats_after_acknowledgement += usize::from(state.acknowledged.contains(&key));
                state.repeats += usize::from(state.items.insert(key, item).is_some());
                if told {
                    state.acknowledged.insert(key);
                }
            }
            let held = state
                .items
                .keys()
                .filter(|(of, _)| *of == run)
                .map(|(_, seq)| *seq);
            let reply = ReportReply {
                acknowledged: vec![RunRanges {
                    run,
                    ranges: SeqRanges::of(held),
                }],
                want: std::mem::take(&mut state.want),
                settings: None,
                next_report_s: 900,
                server_time: UnixMs(0),
                test: None,
                probes_outside: None,
                rekey: std::mem::take(&mut state.rekey),
                warnings: Vec::new(),
            };
            Ok(serde_json::to_string(&reply).unwrap())
        })
    }
}

fn enrolment_token() -> Token {
    Token::new(Secret::from_random([5; 32]), None)
}

fn problem(status: u16, code: &str) -> String {
    let problem = Problem {
        code: code.into(),
        status,
        detail: "no".into(),
        ..Problem::default()
    };
    serde_json::to_string(&problem).unwrap()
}

/// Head in lower-case field names as hyper writes them, body, and how many bytes both took.
async fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if bytes.len() == end + 4 + length {
                let total = bytes.len();
                return Some((head, bytes.split_off(end + 4), total));
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
