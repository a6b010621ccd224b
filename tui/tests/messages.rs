//! Every text of the catalogue is used somewhere: one that is not is a text that nobody keeps true.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use kiemke_config::messages::Msg;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

fn named_in(dir: &Path, names: &mut HashSet<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named_in(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            names.extend(text.split("Msg::").skip(1).map(|rest| {
                let name = rest.chars().take_while(char::is_ascii_alphanumeric);
                name.collect::<String>()
            }));
        }
    }
}

#[test]
fn no_text_is_left_over() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = HashSet::new();
    for source in [
        "src",
        "core/src",
        "../config/src",
        "../daemon/src",
        "../daemon/core/src",
    ] {
        named_in(&here.join(source), &mut names);
    }
    let unused: Vec<&str> = Msg::ALL
        .iter()
        .map(|id| id.name())
        // Texts of the help are found by the names of commands and options; another test walks those.
        .filter(|name| {
            !["HelpCommand", "HelpArg", "HelpExamples"]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .filter(|name| !names.contains(*name))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
