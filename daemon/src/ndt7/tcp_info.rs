//! What the kernel knows of a connection (`TCP_INFO`, Linux; `struct tcp_info` of its header `linux/tcp.h`, which
//! only ever grows at its end).

use kiemke_wire::ndt7::TcpInfo;

/// The figures of a socket; none where the system has none. `elapsed_time` is the caller's to fill in.
#[cfg(target_os = "linux")]
pub(crate) fn tcp_info_of(socket: &impl std::os::fd::AsFd) -> Option<TcpInfo> {
    let bytes = read(socket)?;
    Some(TcpInfo {
        rtt: u32_at(&bytes, 68)?,
        rtt_var: u32_at(&bytes, 72)?,
        bytes_acked: u64_at(&bytes, 120)?,
        bytes_received: u64_at(&bytes, 128)?,
        min_rtt: u32_at(&bytes, 148)?,
        busy_time: u64_at(&bytes, 168).unwrap_or(0),
        rwnd_limited: u64_at(&bytes, 176).unwrap_or(0),
        snd_buf_limited: u64_at(&bytes, 184).unwrap_or(0),
        bytes_sent: u64_at(&bytes, 200).unwrap_or(0),
        bytes_retrans: u64_at(&bytes, 208).unwrap_or(0),
        elapsed_time: 0,
    })
}

/// The figures of a socket; this system has none.
#[cfg(not(target_os = "linux"))]
pub(crate) fn tcp_info_of<S>(_socket: &S) -> Option<TcpInfo> {
    None
}

/// Room for the structure as it may grow; the kernel writes what it has.
#[cfg(target_os = "linux")]
const INFO_BYTES_MAX: usize = 512;

#[cfg(target_os = "linux")]
fn read(socket: &impl std::os::fd::AsFd) -> Option<Vec<u8>> {
    use std::os::fd::AsRawFd as _;
    let mut bytes = vec![0_u8; INFO_BYTES_MAX];
    let mut len = libc::socklen_t::try_from(bytes.len()).ok()?;
    #[expect(
        unsafe_code,
        reason = "no safe binding of TCP_INFO exists: getsockopt writes at most `len` bytes into `bytes`, which is as long"
    )]
    // SAFETY: the descriptor is borrowed for the call, and pointer and length are those of one live buffer.
    let outcome = unsafe {
        libc::getsockopt(
            socket.as_fd().as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            bytes.as_mut_ptr().cast(),
            &mut len,
        )
    };
    bytes.truncate(usize::try_from(len).ok()?);
    (outcome == 0).then_some(bytes)
}

#[cfg(target_os = "linux")]
fn u32_at(bytes: &[u8], at: usize) -> Option<i64> {
    let number: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_ne_bytes(number).into())
}

#[cfg(target_os = "linux")]
fn u64_at(bytes: &[u8], at: usize) -> Option<i64> {
    let number: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    i64::try_from(u64::from_ne_bytes(number)).ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};

    #[test]
    fn the_figures_are_those_of_the_connection() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        client.write_all(&[7; 1000]).unwrap();
        server.read_exact(&mut [0; 1000]).unwrap();
        let (sent, received) = (tcp_info_of(&client).unwrap(), tcp_info_of(&server).unwrap());
        assert_eq!((sent.bytes_sent, sent.bytes_retrans), (1000, 0));
        assert_eq!(received.bytes_received, 1000);
        assert!(sent.min_rtt > 0 && sent.min_rtt < 1_000_000, "{sent:?}");
    }
}
