//! The names and addresses by which this machine can be reached.

use std::collections::BTreeSet;
use std::net::SocketAddr;

/// Those for which a certificate is made: the machine's own, the address that is listened on or all that there are,
/// and what the settings add.
pub(super) fn of(listen: SocketAddr, further: &[String]) -> Vec<String> {
    let mut names: BTreeSet<String> = ["localhost", "127.0.0.1", "::1"].map(String::from).into();
    if listen.ip().is_unspecified() {
        let found = if_addrs::get_if_addrs().unwrap_or_default();
        names.extend(found.iter().map(|interface| interface.ip().to_string()));
    } else {
        names.insert(listen.ip().to_string());
    }
    let uname = rustix::system::uname();
    let host = uname.nodename().to_string_lossy().into_owned();
    let plain = |character: char| character.is_ascii_alphanumeric() || ".-".contains(character);
    if !host.is_empty() && host.chars().all(plain) {
        names.insert(host);
    }
    names.extend(further.iter().cloned());
    names.into_iter().collect()
}
