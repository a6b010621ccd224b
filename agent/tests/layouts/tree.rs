//! A file tree in one text.
//!
//! ```text
//! # a comment before the first file
//! === etc/hostname
//! PC01
//! === sys/class/net/eth0 -> ../../devices/pci0000:00/0000:03:00.0/net/eth0
//! === sys/class/drm/card0-HDMI-A-1/edid bin
//! <<edid { maker = "DEL", model = "E1916H" }>>
//! ```
//! `<<kind {…}>>` stands for the digits of a blob, `<<reg kind {…}>>` for those digits as an export of the registry
//! writes them.

use crate::blobs;
use std::path::Path;
use tempfile::TempDir;

/// Plants a tree in a folder that goes away with what is returned.
pub(crate) fn plant(text: &str) -> TempDir {
    let root = TempDir::new().unwrap();
    plant_in(root.path(), text);
    root
}

/// Plants a tree in a folder.
pub(crate) fn plant_in(root: &Path, text: &str) {
    for file in text.split("\n=== ").skip(usize::from(!text.starts_with("=== "))) {
        let file = file.strip_prefix("=== ").unwrap_or(file);
        let (head, body) = file.split_once('\n').unwrap_or((file, ""));
        if let Some((path, target)) = head.split_once(" -> ") {
            let path = made(root, path);
            std::os::unix::fs::symlink(target, path).unwrap();
        } else if let Some(path) = head.strip_suffix(" bin") {
            std::fs::write(made(root, path), bytes(&filled(body))).unwrap();
        } else {
            let body = filled(body);
            let body = if body.is_empty() {
                body
            } else {
                format!("{}\n", body.trim_end_matches('\n'))
            };
            std::fs::write(made(root, head.trim()), body).unwrap();
        }
    }
}

/// The place of a file, with the folders on the way.
fn made(root: &Path, path: &str) -> std::path::PathBuf {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

fn filled(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, blob)) = rest.split_once("<<") {
        let (blob, after) = blob.split_once(">>").expect("a blob ends with >>");
        text.push_str(before);
        let (in_registry, blob) = match blob.strip_prefix("reg ") {
            Some(blob) => (true, blob),
            None => (false, blob),
        };
        let digits: Vec<String> = blobs::made(blob)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        text.push_str(&digits.join(if in_registry { "," } else { "" }));
        rest = after;
    }
    text + rest
}

fn bytes(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
