//! No secret stands in a log, a refusal, a figure, the journal or a backup: a real daemon says all that it can say,
//! and everything that it wrote is looked through for every secret that was used.

use kiemke_http::{Body, Client, Endpoint, Request};
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_tests::process::{run, terminate};
use kiemke_wire::secret::Token;
use kiemke_wire::view::{MakeEnrolToken, MakeToken, NewToken, Role};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");
/// How a frame of zstd begins (RFC 8878, 3.1.1).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

struct Running {
    child: Child,
    endpoint: Endpoint,
    /// All that it said on stdout behind its ready line.
    said: String,
}

/// Starts one that logs all that it can and speaks TLS.
async fn start(dir: &Path, data: &Path) -> Running {
    let config = dir.join("kiemked.toml");
    fs::write(
        &config,
        "[tls]\nmode = \"on\"\n[journal]\nsegment_bytes = 1048576\n",
    )
    .unwrap();
    let log = File::options()
        .create(true)
        .append(true)
        .open(dir.join("log"))
        .unwrap();
    let mut child = Command::new(KIEMKED)
        .args(["--listen", "127.0.0.1:0", "--config"])
        .arg(&config)
        .arg("--data")
        .arg(data)
        .env("RUST_LOG", "trace")
        .env_remove("JOURNAL_STREAM")
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).await.unwrap();
    let endpoint = line
        .trim()
        .strip_prefix("kiemked ready: ")
        .unwrap()
        .parse()
        .unwrap();
    // The journal's folder is there; who asks on the control socket is answered behind the first token.
    let control = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    control.exchange(Request::get("/readyz")).await.unwrap();
    let mut said = String::new();
    while said.lines().count() < 2 {
        if stdout.read_line(&mut said).await.unwrap() == 0 {
            break;
        }
    }
    child.stdout = Some(stdout.into_inner());
    Running {
        child,
        endpoint,
        said,
    }
}

fn token_in(text: &str) -> Token {
    text.lines().last().unwrap().parse().expect("a whole token")
}

async fn made(client: &Client, request: Request) -> Token {
    let made: NewToken = client.json(request).await.unwrap();
    made.token.parse().unwrap()
}

#[tokio::test]
async fn nothing_that_a_daemon_writes_holds_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let Running {
        mut child,
        endpoint,
        said,
    } = start(dir.path(), &data).await;
    let first = token_in(&said);
    let client = Client::new(endpoint.clone(), Some(first.clone()));

    let mut answers: Vec<u8> = Vec::new();
    let enrol_wish = MakeEnrolToken {
        unit: "root".into(),
        uses: 1,
        expires_at: None,
    };
    let enrol = made(&client, Request::post("/v1/enrol-tokens", &enrol_wish)).await;
    let person_wish = MakeToken {
        role: Role::Technician,
        unit: None,
        name: Some("Cô Lan".into()),
        expires_at: None,
    };
    let person = made(&client, Request::post("/v1/tokens", &person_wish)).await;
    let agent = HandAgent::new(77).trusting(&enrol);
    let told = agent.enrol(&endpoint, &enrol).await.unwrap();
    agent.report(&endpoint, vec![check_in(0, now())]).await.unwrap();

    // Who does not trust the daemon ends the handshake, which is worth a line.
    let distrusting = enrol.clone().naming(Some([1; 32]));
    let untrusted = agent.enrol(&endpoint, &distrusting).await;
    answers.extend(format!("{untrusted:?}").into_bytes());

    // Refusals of every kind that has a secret in its request.
    let stranger = HandAgent::new(78).trusting(&enrol);
    answers.extend(format!("{:?}", stranger.enrol(&endpoint, &enrol).await).into_bytes());
    for token in [&stranger.credential, &enrol, &person] {
        let asks = Client::new(endpoint.clone(), Some(token.clone()));
        for path in ["/v1/overview", "/v1/audit", "/v1/machines/m9"] {
            answers.extend(asks.exchange(Request::get(path)).await.unwrap().body);
        }
    }
    let secret_text = stranger.credential.reveal();
    let body = format!("{{\"v\":1,\"secret\":\"{secret_text}\"");
    answers.extend(agent.post(&endpoint, Body::Json(body.into())).await.unwrap().body);
    for path in [
        "/metrics",
        "/v1/tokens",
        "/v1/audit",
        "/v1/events/recent",
        "/readyz",
        "/openapi.json",
    ] {
        answers.extend(client.exchange(Request::get(path)).await.unwrap().body);
    }

    // A backup in the clear, and one that is sealed.
    let passphrase = "correct horse battery";
    fs::write(dir.path().join("word"), passphrase).unwrap();
    let (clear, sealed) = (dir.path().join("clear.kki"), dir.path().join("sealed.kki"));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let output = run(KIEMKED, &["backup", &text(&clear), "--data", &text(&data)]).await;
    assert!(output.status.success(), "{output:?}");
    let word = text(&dir.path().join("word"));
    let output = run(
        KIEMKED,
        &[
            "backup",
            &text(&sealed),
            "--passphrase-file",
            &word,
            "--data",
            &text(&data),
        ],
    )
    .await;
    assert!(output.status.success(), "{output:?}");
    terminate(&child);
    let mut rest = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut rest).await.unwrap();
    }
    assert_eq!(rest, "", "the first token is said once and nothing behind it");
    child.wait().await.unwrap();

    // The second start says nothing but that it is ready.
    let again = start_quietly(dir.path(), &data).await;
    assert_eq!(again, 1, "the first token is never said again");

    let authority = fs::read_to_string(data.join("tls/authority.key")).unwrap();
    let authority = authority.lines().nth(1).unwrap().to_owned();
    let hash_key = serde_json::to_string(&told.settings.hash_key).unwrap();
    let mut secrets: Vec<(&str, String)> = vec![
        ("the authority's key", authority),
        ("the passphrase", passphrase.to_owned()),
    ];
    for (name, token) in [
        ("the first token", &first),
        ("the enrolment token", &enrol),
        ("the person's token", &person),
        ("the agent's secret", &agent.credential),
        ("the stranger's secret", &stranger.credential),
    ] {
        secrets.push((name, token.reveal()[4..68].to_owned()));
    }
    let key = ("the key of the hashes", hash_key.trim_matches('"').to_owned());
    let log = fs::read(dir.path().join("log")).unwrap();
    assert!(
        contains(&log, b"ready") && contains(&log, b"DEBUG"),
        "it logged all that it can"
    );
    let written = [("the log", log), ("the answers", answers)];
    for (place, bytes) in written {
        holds_none(place, &bytes, secrets.iter().chain([&key]));
    }
    for file in files_in(&data)
        .into_iter()
        .filter(|file| !file.ends_with("authority.key"))
    {
        // The journal and images are the daemon's own; the key of the hashes lies there.
        holds_none(&text(&file), &inflated(&fs::read(&file).unwrap()), secrets.iter());
    }
    for file in [&clear, &sealed] {
        let bytes = inflated(&fs::read(file).unwrap());
        assert!(
            contains(&bytes, b"C\xc3\xb4 Lan"),
            "the text of a backup can be looked through"
        );
        holds_none(&text(file), &bytes, secrets.iter().chain([&key]));
    }
}

/// How many lines it says on stdout from start to end.
async fn start_quietly(dir: &Path, data: &Path) -> usize {
    let mut child = Command::new(KIEMKED)
        .args(["--listen", "127.0.0.1:0", "--config"])
        .arg(dir.join("kiemked.toml"))
        .arg("--data")
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    stdout.read_line(&mut said).await.unwrap();
    terminate(&child);
    stdout.read_to_string(&mut said).await.unwrap();
    child.wait().await.unwrap();
    said.lines().count()
}

fn holds_none<'a>(place: &str, bytes: &[u8], secrets: impl Iterator<Item = &'a (&'a str, String)>) {
    for (name, secret) in secrets {
        assert!(!contains(bytes, secret.as_bytes()), "{place} holds {name}");
        let upper = secret.to_ascii_uppercase();
        assert!(!contains(bytes, upper.as_bytes()), "{place} holds {name}");
        let raw: Option<Vec<u8>> = (0..secret.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(secret.get(at..at + 2)?, 16).ok())
            .collect();
        if let Some(raw) = raw {
            assert!(!contains(bytes, &raw), "{place} holds the bytes of {name}");
        }
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// The bytes, and behind them whatever is compressed among them.
fn inflated(bytes: &[u8]) -> Vec<u8> {
    // Room that is only reserved is zeros.
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let bytes = &bytes[..end];
    let mut all = bytes.to_vec();
    let starts = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, four)| *four == ZSTD_MAGIC);
    for (at, _) in starts {
        let mut reader = zstd::stream::read::Decoder::with_buffer(&bytes[at..])
            .unwrap()
            .single_frame();
        // What only looks like a frame ends in an error; what came before it counts all the same.
        let _ = std::io::Read::read_to_end(&mut reader, &mut all);
    }
    all
}

fn files_in(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}
