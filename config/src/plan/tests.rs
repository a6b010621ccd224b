use super::*;
use crate::profile::Profile;
use crate::shelf::Shelf;
use jiff::civil::date;

const TEXT: &str = include_str!("../../plans/58-KH-SGDDT.toml");

fn shipped() -> Plan {
    Shelf::shipped().get("58-KH-SGDDT").cloned().unwrap()
}

#[test]
fn the_shipped_plan_has_the_targets_of_the_document() {
    let plan = shipped();
    let expected = [
        ("T1", Some(50), 2025),
        ("T2s", Some(50), 2025),
        ("T2t", Some(50), 2025),
        ("T3", Some(50), 2025),
        ("T4", Some(50), 2025),
        ("T5", Some(5), 2025),
        ("T6", Some(10), 2025),
        ("T7", Some(100), 2025),
        ("T8", Some(100), 2025),
        ("T9", Some(100), 2025),
        ("T10", Some(100), 2025),
        ("T11", Some(80), 2025),
        ("T12", None, 2025),
        ("T13", Some(90), 2025),
        ("T14", Some(80), 2025),
        ("T15", Some(100), 2025),
        ("T16", Some(50), 2025),
        ("T17", Some(80), 2025),
        ("T18", Some(80), 2025),
        ("T19", Some(100), 2030),
        ("T20", Some(100), 2030),
        ("T21", Some(100), 2030),
    ];
    let told: Vec<_> = plan
        .targets
        .iter()
        .map(|target| (target.id.as_str(), target.percent, target.year))
        .collect();
    assert_eq!(told, expected);
    for target in &plan.targets {
        let strict = target.operator == Operator::MoreThan;
        assert_eq!(strict, target.id == "T3", "{}", target.id);
        assert_eq!(target.legal_basis(&plan), plan.legal_basis);
    }
    let computed: Vec<_> = plan
        .targets
        .iter()
        .filter_map(|target| Some((target.id.as_str(), target.computed?)))
        .collect();
    assert_eq!(
        computed,
        [
            ("T2s", Computed::StudentsReady),
            ("T2t", Computed::TeachersReady),
            ("T8", Computed::LearnerIds),
            ("T9", Computed::TeacherIds),
            ("T11", Computed::Records),
            ("T19", Computed::PersonsReady),
            ("T21", Computed::RecordsAndIds),
        ]
    );
    assert!(Shelf::<Profile>::shipped().get(&plan.profile).is_some());
}

#[test]
fn the_district_s_target_is_history_from_july_2025_on() {
    let plan = shipped();
    let target = plan.target("T14").unwrap();
    assert!(target.stands_on(date(2025, 6, 30)) && !target.stands_on(date(2025, 7, 1)));
    assert!(plan.target("T13").unwrap().stands_on(date(2025, 7, 1)));
}

#[test]
fn a_setting_reads_the_teachers_target_as_50_or_100() {
    let mut plan = shipped();
    plan.choose("T2t", 100).unwrap();
    assert_eq!(plan.target("T2t").unwrap().percent, Some(100));
    assert!(plan.choose("T2t", 60).is_err() && plan.choose("T2s", 100).is_err());
}

#[test]
fn errors_name_file_line_and_key() {
    for (from, to, key) in [
        ("percent = 80\n", "percent = 101\n", "percent"),
        ("operator = \">\"", "operator = \"<\"", "operator"),
        (
            "on = \"2025-07-01\"",
            "on = \"2025-02-30\"",
            "2025-02-30\" is not",
        ),
        ("sources = [\"H\"]", "sources = []", "sources"),
        ("sources = [\"H\"]", "sources = [\"X\"]", "sources"),
        ("id = \"T4\"", "id = \"T3\"", "T3: id"),
        (
            "percent_choices = [50, 100]",
            "percent_choice = [50, 100]",
            "percent_choice",
        ),
    ] {
        let wrong = TEXT.replacen(from, to, 1);
        assert_ne!(wrong, TEXT, "{from}");
        let line = 1 + wrong
            .lines()
            .collect::<Vec<_>>()
            .iter()
            .rposition(|line| line.contains(to.trim()))
            .unwrap();
        let refused = Plan::parse(Path::new("p.toml"), &wrong).unwrap_err().to_string();
        let placed =
            key.starts_with("sources") || key == "percent" || refused.contains(&format!("line {line}:"));
        assert!(
            refused.contains("p.toml, line ") && placed && refused.contains(key),
            "{refused}"
        );
    }
}
