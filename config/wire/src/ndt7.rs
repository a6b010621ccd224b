//! What the two sides of an ndt7 test say to each other, and when: the public protocol of Measurement Lab
//! (<https://github.com/m-lab/ndt-server/blob/main/spec/ndt7-protocol.md>, version 0.11).
//!
//! A test is one WebSocket connection: binary messages carry load in one direction, text messages carry
//! [`Measurement`]s in both.

use serde::{Deserialize, Serialize};

/// The WebSocket subprotocol that both sides must name.
pub const SUBPROTOCOL: &str = "net.measurementlab.ndt.v7";
/// Where a server sends load.
pub const DOWNLOAD_PATH: &str = "/ndt/v7/download";
/// Where a server takes load in.
pub const UPLOAD_PATH: &str = "/ndt/v7/upload";
/// How long the sending side sends.
pub const TRANSFER_MS: u64 = 10_000;
/// When either side ends a test that the other did not end.
pub const TEST_MS_MAX: u64 = 13_000;
/// Between two measurements of one side; the protocol allows no less.
pub const MEASURE_EVERY_MS: u64 = 250;
/// The longest query of a request, bytes.
pub const QUERY_BYTES_MAX: usize = 4096;
/// A receiver must take messages up to this length, bytes.
pub const MESSAGE_BYTES_MAX: usize = 1 << 24;
/// The first load message, bytes.
const LOAD_BYTES_FIRST: usize = 1 << 13;
/// The longest load message that our programs send, bytes: a test with a byte limit ends that much late at most.
pub const LOAD_BYTES_MAX: usize = 1 << 16;

/// The length of the next load message, given how much was sent: doubled as long as a message is less than a
/// sixteenth of that, so that a slow line is not held up by a long one.
pub fn load_bytes(sent: u64) -> usize {
    let mut bytes = LOAD_BYTES_FIRST;
    while bytes < LOAD_BYTES_MAX && (bytes as u64) < sent / 16 {
        bytes *= 2;
    }
    bytes
}

/// The direction of a test, named by what the client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestKind {
    /// The server sends.
    Download,
    /// The client sends.
    Upload,
}

impl TestKind {
    /// The path of its URL.
    pub fn path(self) -> &'static str {
        match self {
            Self::Download => DOWNLOAD_PATH,
            Self::Upload => UPLOAD_PATH,
        }
    }
}

/// Who measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The client.
    Client,
    /// The server.
    Server,
}

/// A text message. What is absent was not measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Measurement {
    /// Load carried so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_info: Option<AppInfo>,
    /// The connection, in the first message of a server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_info: Option<ConnectionInfo>,
    /// Who measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Which test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<TestKind>,
    /// What the kernel knows of the connection.
    #[serde(rename = "TCPInfo", skip_serializing_if = "Option::is_none")]
    pub tcp_info: Option<TcpInfo>,
}

/// Load carried since the beginning of the test, by the application's count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AppInfo {
    /// Microseconds since the beginning.
    pub elapsed_time: i64,
    /// Bytes sent or received.
    pub num_bytes: i64,
}

/// The two ends of the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConnectionInfo {
    /// Address and port of the client.
    pub client: String,
    /// Address and port of the server.
    pub server: String,
    /// A name of the connection in the server's archive.
    #[serde(rename = "UUID", skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}

/// Figures of the kernel's `TCP_INFO`; times in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TcpInfo {
    /// Time with something to send.
    pub busy_time: i64,
    /// Bytes sent that the other side has.
    pub bytes_acked: i64,
    /// Bytes received.
    pub bytes_received: i64,
    /// Bytes sent again.
    pub bytes_retrans: i64,
    /// Bytes sent, those sent again included.
    pub bytes_sent: i64,
    /// Microseconds since the beginning of the test.
    pub elapsed_time: i64,
    /// The shortest round trip.
    #[serde(rename = "MinRTT")]
    pub min_rtt: i64,
    /// The smoothed round trip.
    #[serde(rename = "RTT")]
    pub rtt: i64,
    /// Its mean deviation.
    #[serde(rename = "RTTVar")]
    pub rtt_var: i64,
    /// Time held up by the receiver's window.
    #[serde(rename = "RWndLimited")]
    pub rwnd_limited: i64,
    /// Time held up by the sender's buffer.
    #[serde(rename = "SndBufLimited")]
    pub snd_buf_limited: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_reads_as_other_programs_write_it() {
        let text = r#"{"AppInfo":{"ElapsedTime":1000,"NumBytes":17},"ConnectionInfo":{"Client":"1.2.3.4:5","Server":"[::1]:443","UUID":"x"},"BBRInfo":{"BW":1},"Origin":"server","Test":"download","TCPInfo":{"State":1,"MinRTT":2500,"BytesRetrans":3,"BytesSent":300}}"#;
        let read: Measurement = serde_json::from_str(text).unwrap();
        assert_eq!(read.app_info.map(|app| app.num_bytes), Some(17));
        assert_eq!(read.origin, Some(Origin::Server));
        let tcp = read.tcp_info.unwrap();
        assert_eq!((tcp.min_rtt, tcp.bytes_retrans, tcp.bytes_sent), (2500, 3, 300));
        let written = serde_json::to_string(&read).unwrap();
        assert!(written.contains(r#""TCPInfo":{"#) && written.contains(r#""MinRTT":2500"#));
        assert_eq!(serde_json::from_str::<Measurement>(&written).unwrap(), read);
    }

    #[test]
    fn load_messages_grow_to_their_bound() {
        assert_eq!(load_bytes(0), LOAD_BYTES_FIRST);
        assert_eq!(load_bytes(16 * 8192), LOAD_BYTES_FIRST);
        assert_eq!(load_bytes(16 * 8192 + 16), 2 * LOAD_BYTES_FIRST);
        assert_eq!(load_bytes(u64::MAX), LOAD_BYTES_MAX);
    }
}
