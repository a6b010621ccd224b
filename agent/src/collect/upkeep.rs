//! Section `upkeep`: browsers, programs against malware, and whether a restart is pending.

use super::root::{CollectError, Root};
use kiemke_config::recognise::{self, Product};
use kiemke_wire::facts::{Antivirus, Browser, Package, UpkeepFacts};

/// Left by packages that wait for a restart.
const REBOOT_FLAG: &str = "run/reboot-required";
/// What leaves the flag; without it its absence says nothing.
const FLAG_MAKER: &str = "usr/share/update-notifier/notify-reboot-required";
/// Signatures of ClamAV; the head of each says when it was made.
const SIGNATURES: [&str; 2] = ["var/lib/clamav/daily.cld", "var/lib/clamav/daily.cvd"];

pub(super) fn collect(root: &Root, packages: &[Package]) -> Result<UpkeepFacts, CollectError> {
    let lists = recognise::shipped();
    let mut antivirus = programs_against_malware(&lists.antivirus, packages, Product::is_package);
    for program in &mut antivirus {
        if program.name.as_deref() == Some("ClamAV") {
            program.signatures_on = SIGNATURES.iter().find_map(|file| signatures_on(root, file));
        }
    }
    Ok(UpkeepFacts {
        pending_reboot: match root.has(REBOOT_FLAG) {
            true => Some(true),
            false => root.has(FLAG_MAKER).then_some(false),
        },
        browsers: browsers(&lists.browsers, packages, Product::is_package),
        antivirus,
    })
}

/// The browsers among what is installed, each once.
pub(super) fn browsers(
    known: &[Product],
    installed: &[Package],
    is: fn(&Product, &str) -> bool,
) -> Vec<Browser> {
    found(known, installed, is)
        .map(|(product, package)| Browser {
            name: Some(product.name.clone()),
            version: version(package),
        })
        .collect()
}

/// The programs against malware among what is installed, each once.
pub(super) fn programs_against_malware(
    known: &[Product],
    installed: &[Package],
    is: fn(&Product, &str) -> bool,
) -> Vec<Antivirus> {
    found(known, installed, is)
        .map(|(product, package)| Antivirus {
            name: Some(product.name.clone()),
            version: version(package),
            ..Antivirus::default()
        })
        .collect()
}

fn found<'a>(
    known: &'a [Product],
    installed: &'a [Package],
    is: fn(&Product, &str) -> bool,
) -> impl Iterator<Item = (&'a Product, &'a Package)> {
    known
        .iter()
        .filter_map(move |product| Some((product, installed.iter().find(|one| is(product, &one.name))?)))
}

fn version(package: &Package) -> Option<String> {
    (package.version != super::apps::NO_VERSION).then(|| package.version.clone())
}

/// `ClamAV-VDB:27 Nov 2026 04-00 -0500:…`
fn signatures_on(root: &Root, file: &str) -> Option<String> {
    let head = root.head(file, 64)?;
    let text = String::from_utf8_lossy(&head);
    let mut words = text.strip_prefix("ClamAV-VDB:")?.split([' ', ':']);
    let day: u8 = words.next()?.parse().ok()?;
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let year: u16 = words.next()?.parse().ok()?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
