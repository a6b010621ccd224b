//! ICMP echo over an unprivileged datagram socket or, where the system keeps that closed, a raw one.

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::{Instant, timeout};

const ECHO_REPLY: u8 = 0;
const ECHO_REQUEST: u8 = 8;
/// Type, code, checksum, identifier, sequence number (RFC 792).
const HEAD_BYTES: usize = 8;
/// What follows the head; any data, sent back unchanged.
const DATA: [u8; 24] = *b"kiemke gateway probe    ";

/// An open socket.
pub(super) struct Icmp {
    /// Not UDP: send and receive of the runtime's type do the same calls on any datagram socket.
    socket: UdpSocket,
    raw: bool,
    id: u16,
}

impl Icmp {
    /// Opens a socket to `address`.
    ///
    /// # Errors
    /// When the system allows neither kind.
    pub(super) fn open(address: Ipv4Addr, id: u16) -> io::Result<Self> {
        let open = |kind| Socket::new(Domain::IPV4, kind, Some(Protocol::ICMPV4));
        let (socket, raw) = match open(Type::DGRAM) {
            Ok(socket) => (socket, false),
            Err(_) => (open(Type::RAW)?, true),
        };
        socket.set_nonblocking(true)?;
        socket.connect(&SockAddr::from(SocketAddrV4::new(address, 0)))?;
        Ok(Self {
            socket: UdpSocket::from_std(socket.into())?,
            raw,
            id,
        })
    }

    /// Sends one echo and waits for its answer.
    pub(super) async fn echo(&self, sequence: u16, wait: Duration) -> Option<Duration> {
        let packet = request(self.id, sequence);
        let start = Instant::now();
        self.socket.send(&packet).await.ok()?;
        timeout(wait, self.answer(sequence)).await.ok()?.ok()?;
        Some(start.elapsed())
    }

    async fn answer(&self, sequence: u16) -> io::Result<()> {
        let mut buffer = [0; 256];
        loop {
            let read = self.socket.recv(&mut buffer).await?;
            if is_answer(&buffer[..read], self.raw.then_some(self.id), sequence) {
                return Ok(());
            }
        }
    }
}

fn request(id: u16, sequence: u16) -> [u8; HEAD_BYTES + DATA.len()] {
    let mut packet = [0; HEAD_BYTES + DATA.len()];
    packet[0] = ECHO_REQUEST;
    packet[4..6].copy_from_slice(&id.to_be_bytes());
    packet[6..8].copy_from_slice(&sequence.to_be_bytes());
    packet[HEAD_BYTES..].copy_from_slice(&DATA);
    let sum = checksum(&packet);
    packet[2..4].copy_from_slice(&sum.to_be_bytes());
    packet
}

/// RFC 1071.
fn checksum(packet: &[u8]) -> u16 {
    let words = packet.chunks(2).map(|pair| {
        let low = pair.get(1).copied().unwrap_or_default();
        u32::from(u16::from_be_bytes([pair[0], low]))
    });
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or_default()
}

/// A raw socket shows the IP head and everyone's answers; a datagram socket only ours, under an id of the system's.
fn is_answer(bytes: &[u8], raw_id: Option<u16>, sequence: u16) -> bool {
    let message = match raw_id {
        Some(_) => {
            let head_words = bytes.first().map_or(0, |byte| byte & 0x0f);
            bytes.get(usize::from(head_words) * 4..)
        }
        None => Some(bytes),
    };
    let Some(message) = message.filter(|message| message.len() >= HEAD_BYTES) else {
        return false;
    };
    let id = u16::from_be_bytes([message[4], message[5]]);
    message[0] == ECHO_REPLY
        && raw_id.is_none_or(|ours| ours == id)
        && message[6..8] == sequence.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_answer_counts() {
        let mut answer = request(7, 3);
        assert_eq!(checksum(&answer), 0, "a packet with its checksum sums to zero");
        assert!(
            !is_answer(&answer, None, 3),
            "the request is seen too on loopback"
        );
        answer[0] = ECHO_REPLY;
        assert!(is_answer(&answer, None, 3));
        assert!(!is_answer(&answer, None, 4));
        let with_ip_head = [&[0x45][..], &[0; 19], &answer].concat();
        assert!(is_answer(&with_ip_head, Some(7), 3));
        assert!(!is_answer(&with_ip_head, Some(8), 3));
        assert!(!is_answer(&with_ip_head[..25], Some(7), 3));
        assert!(!is_answer(&[], Some(7), 3));
    }
}
