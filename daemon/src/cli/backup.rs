use crate::cli::failure::Failure;
use crate::cli::offline::Control;
use crate::http::MakeBackup;
use crate::passphrase::Passphrase;
use crate::restore::{self, Restored};
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Request};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A checkpoint of a million machines takes a minute or two.
const CHECKPOINT_WITHIN: Duration = Duration::from_secs(15 * 60);

pub(super) async fn backup(
    data: PathBuf,
    settings: DaemonSettings,
    file: &Path,
    force: bool,
    passphrase_file: Option<&Path>,
) -> Result<(), Failure> {
    let operation = format!("back up to {}", file.display());
    if file.exists() && !force {
        let reason = "the file is there already; name another one or say --force";
        return Err(Failure::because(&operation, reason));
    }
    if !data.join("images").is_dir() {
        let reason = format!("there are no data in {}; say --data DIR", data.display());
        return Err(Failure::because(&operation, &reason));
    }
    let passphrase = read_passphrase(&operation, passphrase_file)?;
    let is_sealed = passphrase.is_some();
    let unfinished = unfinished(file);
    let control = Control::reach(data, settings).await?;
    let fetched = fetch(&control.client, passphrase, &unfinished, &operation).await;
    control.done().await;
    let done = fetched.and_then(|()| check_and_name(&unfinished, file, &operation));
    if done.is_err() {
        // It is of no use to anybody; and on a full disk its room is.
        let _ = fs::remove_file(&unfinished);
    }
    println!("{}", done?);
    if !is_sealed {
        eprintln!(
            "kiemked: the keys of the hashes and of the authority are not in it; --passphrase-file seals them in"
        );
    }
    Ok(())
}

fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".unfinished");
    name.into()
}

fn read_passphrase(operation: &str, file: Option<&Path>) -> Result<Option<Passphrase>, Failure> {
    let read = file.map(Passphrase::read).transpose();
    read.map_err(|error| Failure::failed(operation, &error))
}

async fn fetch(
    client: &Client,
    passphrase: Option<Passphrase>,
    unfinished: &Path,
    operation: &str,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::failed(operation, &error);
    let request = Request::post("/v1/backup", &MakeBackup { passphrase });
    let mut download = client.download(request, CHECKPOINT_WITHIN).await?;
    let mut options = File::options();
    let mut file = options
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(unfinished)
        .map_err(failed)?;
    while let Some(piece) = download.next().await? {
        // Nothing else is to be done meanwhile.
        file.write_all(&piece).map_err(failed)?;
    }
    file.sync_all().map_err(failed)
}

/// What cannot be read back is no backup.
fn check_and_name(unfinished: &Path, file: &Path, operation: &str) -> Result<String, Failure> {
    let (fleet, about) =
        restore::read_through(unfinished).map_err(|error| Failure::failed(operation, &error))?;
    let bytes = fs::metadata(unfinished).map_or(0, |about| about.len());
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    fs::rename(unfinished, file)
        .and_then(|()| File::open(parent.unwrap_or(Path::new(".")))?.sync_all())
        .map_err(|error| Failure::failed(operation, &error))?;
    Ok(format!(
        "{}: up to entry {}, {} machines, {} cold files, {bytes} bytes",
        file.display(),
        fleet.position(),
        fleet.machine_count(),
        about.cold.len()
    ))
}

pub(super) fn restore(file: &Path, data: &Path, passphrase_file: Option<&Path>) -> Result<(), Failure> {
    let operation = format!("restore {}", file.display());
    let passphrase = read_passphrase(&operation, passphrase_file)?;
    let Restored {
        position,
        machines,
        cold_files,
        new_key,
        authority,
        was_sealed,
    } = restore::restore(file, data, passphrase.as_ref())
        .map_err(|error| Failure::failed(&operation, &error))?;
    println!(
        "{}: up to entry {position}, {machines} machines, {cold_files} cold files",
        data.display()
    );
    if new_key {
        let why = match was_sealed {
            true => "without --passphrase-file the sealed key stays closed",
            false => "the backup holds no key",
        };
        eprintln!(
            "kiemked: {why}; a new one was drawn: agents learn it with their next report, and hashes of gateways and neighbours begin anew"
        );
    }
    if !authority {
        eprintln!(
            "kiemked: the key of the authority was not put back: a new authority is made at the first start, and agents and people that come over https have to enrol again, with new tokens"
        );
    }
    Ok(())
}
