use crate::cold::ColdError;
use crate::formats::OtherVersion;
use crate::standards::NoStandards;
use crate::store::StoreError;
use crate::tls::NoTls;
use kiemke_framelog::LogError;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a daemon did not start. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another daemon holds the folder; it can be reached over its control socket.
    #[error("take the data folder: another daemon holds it (its control socket is {control})")]
    Held {
        /// The socket.
        control: PathBuf,
    },
    /// The folder cannot be made or locked.
    #[error("take the data folder {dir}")]
    Folder {
        /// The folder.
        dir: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Without TLS only this machine may reach the daemon.
    #[error(
        "listen on {0}: the settings switch TLS off (tls.mode), and without it only loopback is possible; use 127.0.0.1 or [::1], or leave the key out"
    )]
    NotPrivate(SocketAddr),
    /// There is nothing to show over TLS.
    #[error(transparent)]
    Tls(#[from] NoTls),
    /// A backup was being put back and the work was cut short.
    #[error("start on {0}: a restore was cut short there; run `kiemked restore` again, which begins it anew")]
    RestoreUnfinished(PathBuf),
    /// The address is taken or not ours.
    #[error("listen on {address}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The journal cannot be opened.
    #[error("open the journal")]
    Journal(#[source] LogError),
    /// The folder of images cannot be used.
    #[error("look through the images of the state: {0}")]
    Image(String),
    /// An image was written by a program of another version.
    #[error("start on the image {path}")]
    OtherVersion {
        /// The image.
        path: PathBuf,
        /// Which versions.
        #[source]
        source: OtherVersion,
    },
    /// The store can neither be opened nor made anew.
    #[error("open the store")]
    Store(#[source] StoreError),
    /// The cold files cannot be used.
    #[error("look through the cold files")]
    Cold(#[source] ColdError),
    /// Days are cut by the time zone: another one would cut them anew.
    #[error(
        "take the data folder: its days are those of a time zone {made} minutes ahead of UTC, the settings say {set}; set time_zone_offset_min = {made}"
    )]
    TimeZone {
        /// The offset with which the folder was made.
        made: i32,
        /// The offset in the settings.
        set: i32,
    },
    /// What is judged by is not what it should be.
    #[error(transparent)]
    Standards(#[from] NoStandards),
    /// The first entry of the journal is missing.
    #[error("recover the data: the journal's first entry is missing; restore a backup")]
    NoRoot,
    /// The system gives no threads.
    #[error("start a thread")]
    Thread(#[source] io::Error),
}
