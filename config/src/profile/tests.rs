use super::*;
use crate::shelf::Shelf;
use std::path::PathBuf;

fn shipped(id: &str) -> Profile {
    Shelf::<Profile>::shipped().get(id).unwrap().clone()
}

fn text_of(id: &str) -> &'static str {
    Profile::SHIPPED
        .iter()
        .find(|(file, _)| file.contains(id))
        .unwrap()
        .1
}

#[test]
fn for_one_school_of_500_the_profiles_ask_from_20_to_500_mbps() {
    let number = |per| match per {
        Per::Site => 1,
        Per::Seat => 40,
        Per::Student | Per::StudentInBusiestShift => 500,
    };
    for (id, kbps) in [
        ("giga-maps", 20_000),
        ("itu-2030", 25_000),
        ("day-hoc-truc-tuyen-v1", 60_000),
        ("one-mbps-per-student", 500_000),
    ] {
        let profile = shipped(id);
        assert_eq!(profile.line.down.kbps(number), kbps, "{id}");
        assert_eq!(profile.line.availability_permille_min, 950, "{id}");
        let lines_only = ["giga-maps", "itu-2030"].contains(&id);
        assert_eq!(profile.people.is_none(), lines_only, "{id}");
    }
    assert!(!shipped("giga-maps").line.down.holds(20_000, 20_000));
    assert!(shipped("itu-2030").line.down.holds(25_000, 25_000));
}

#[test]
fn errors_name_file_line_and_key() {
    let text = text_of("day-hoc-truc-tuyen-v1");
    for (from, to, key) in [
        ("rtt_ms_max = 150", "rtt_ms_max = 0", "rtt_ms_max"),
        ("rtt_ms_max = 150", "rtt_ms_min = 150", "rtt_ms_min"),
        ("per = \"seat\"", "per = \"chair\"", "chair"),
        ("kbps = 1500", "kbps = -1", "kbps"),
        ("max = [{", "most = [{", "most"),
        ("camera = false", "camera = 'no'", "camera"),
        ("number = 0", "number = 5", "number"),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert_ne!(wrong, text, "{from}");
        let line = 1 + wrong.lines().position(|line| line.contains(to)).unwrap();
        let refused = Profile::parse(Path::new("p.toml"), &wrong)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains(&format!("p.toml, line {line}:")) && refused.contains(key),
            "{refused}"
        );
    }
    let both = text.replacen("down = { max", "down = { sum = [{ kbps = 1 }], max", 1);
    let refused = Profile::parse(Path::new("p.toml"), &both)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("either max or sum"), "{refused}");
}

#[test]
fn a_file_replaces_or_adds_a_profile_without_code() {
    let replaced = text_of("giga-maps").replacen("version = 1", "version = 2", 1);
    let added = text_of("giga-maps").replacen("giga-maps", "cua-tinh", 1);
    let files = [
        (PathBuf::from("a.toml"), replaced),
        (PathBuf::from("b.toml"), added.clone()),
    ];
    let shelf = Shelf::<Profile>::with_files(&files).unwrap();
    assert_eq!(shelf.iter().count(), Profile::SHIPPED.len() + 1);
    assert_eq!(shelf.get("giga-maps").unwrap().version, 2);
    assert_eq!(shelf.get("cua-tinh").unwrap().version, 1);
    let twice = [
        (PathBuf::from("a.toml"), added.clone()),
        (PathBuf::from("b.toml"), added),
    ];
    let refused = Shelf::<Profile>::with_files(&twice).unwrap_err().to_string();
    assert!(
        refused.contains("b.toml") && refused.contains("cua-tinh"),
        "{refused}"
    );
}
