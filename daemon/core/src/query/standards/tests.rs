//! Files of a province fit what ships and each other, or are refused with their place.

use super::*;
use kiemke_config::shelf::Shelved;

const PROFILE: &str = "mot-lop";

fn profile(version: u32) -> GivenFile {
    let text = shipped::<Profile>("one-mbps-per-student")
        .replacen("id = \"one-mbps-per-student\"", &format!("id = \"{PROFILE}\""), 1)
        .replacen("version = 1", &format!("version = {version}"), 1);
    ("s/profiles/p.toml".into(), text)
}

fn plan(profile: &str) -> GivenFile {
    let text = shipped::<Plan>("58-KH-SGDDT")
        .replacen("id = \"58-KH-SGDDT\"", "id = \"99-KH\"", 1)
        .replacen("day-hoc-truc-tuyen-v1", profile, 1);
    ("s/plans/k.toml".into(), text)
}

fn shipped<T: Shelved>(file: &str) -> &'static str {
    let found = T::SHIPPED.iter().find(|(name, _)| name.contains(file));
    found.expect("it ships").1
}

fn refused(given: &GivenFiles) -> String {
    Standards::with(given, &Chosen::default())
        .unwrap_err()
        .to_string()
}

#[test]
fn a_new_plan_with_a_new_profile_is_read_and_chosen() {
    let given = GivenFiles {
        plans: vec![plan(PROFILE)],
        profiles: vec![profile(1)],
        ..GivenFiles::default()
    };
    let chosen = Chosen {
        plan: Some("99-KH".into()),
        choices: BTreeMap::from([("T2t".into(), 100)]),
    };
    let standards = Standards::with(&given, &chosen).unwrap();
    let counts = standards.plan(None).unwrap();
    assert_eq!(counts.id, "99-KH");
    assert_eq!(counts.target("T2t").unwrap().percent, Some(100));
    assert_eq!(standards.profile(None, counts).unwrap().id, PROFILE);
    // What ships is still there.
    let before = standards.plan(Some("58-KH-SGDDT")).unwrap();
    assert_eq!(before.target("T2t").unwrap().percent, Some(50));
}

#[test]
fn a_choice_that_the_plan_does_not_leave_open_is_refused() {
    let chosen = |plan: Option<&str>, target: &str, percent| Chosen {
        plan: plan.map(Into::into),
        choices: BTreeMap::from([(target.to_owned(), percent)]),
    };
    for wrong in [
        chosen(None, "T2t", 70),
        chosen(None, "T7", 50),
        chosen(None, "T99", 50),
        chosen(Some("no such"), "T2t", 100),
    ] {
        assert!(
            Standards::with(&GivenFiles::default(), &wrong).is_err(),
            "{wrong:?}"
        );
    }
}

#[test]
fn a_plan_whose_profile_is_nowhere_is_named_with_its_line() {
    let (file, text) = plan("khong-co");
    let line = 1 + text.lines().position(|line| line.starts_with("profile")).unwrap();
    let given = GivenFiles {
        plans: vec![(file, text)],
        ..GivenFiles::default()
    };
    let refused = refused(&given);
    assert!(
        refused.contains(&format!("s/plans/k.toml, line {line}: profile")) && refused.contains("khong-co"),
        "{refused}"
    );
}

#[test]
fn one_version_of_a_profile_says_one_thing() {
    let changed = |version: u32| {
        let text = shipped::<Profile>("giga-maps")
            .replacen("version = 1", &format!("version = {version}"), 1)
            .replacen(
                "availability_permille_min = 950",
                "availability_permille_min = 940",
                1,
            );
        GivenFiles {
            profiles: vec![("s/profiles/g.toml".into(), text)],
            ..GivenFiles::default()
        }
    };
    let refused = refused(&changed(1));
    assert!(
        refused.contains("s/profiles/g.toml, line ") && refused.contains("version: 1"),
        "{refused}"
    );
    let second = changed(2);
    let standards = Standards::with(&second, &Chosen::default()).unwrap();
    standards.can_follow(&Standards::shipped(), &second).unwrap();
    let other = GivenFiles {
        profiles: vec![(
            "s/profiles/g.toml".into(),
            second.profiles[0]
                .1
                .replacen("title = { vi = \"", "title = { vi = \"!", 1),
        )],
        ..GivenFiles::default()
    };
    let third = Standards::with(&other, &Chosen::default()).unwrap();
    let refused = third.can_follow(&standards, &other).unwrap_err().to_string();
    assert!(refused.contains("version: 2"), "{refused}");
}

#[test]
fn levels_keep_their_numbers_and_prices_name_levels_that_are_there() {
    let levels = kiemke_config::level::SHIPPED.replacen("number = 1\n", "number = 9\n", 1);
    let lost = refused(&GivenFiles {
        levels: Some(("s/levels.toml".into(), levels)),
        ..GivenFiles::default()
    });
    assert!(
        lost.contains("s/levels.toml") && lost.contains("primary"),
        "{lost}"
    );
    let prices = shipped::<PriceList>("mau-2026").replacen(
        "group = \"students\"",
        "group = \"students\"\nlevels = [13]",
        1,
    );
    let line = 1 + prices
        .lines()
        .position(|line| line.starts_with("levels"))
        .unwrap();
    let unknown = refused(&GivenFiles {
        prices: vec![("s/prices/p.toml".into(), prices)],
        ..GivenFiles::default()
    });
    assert!(
        unknown.contains(&format!(
            "s/prices/p.toml, line {line}: levels: there is no level 13"
        )),
        "{unknown}"
    );
}

#[test]
fn levels_and_calendar_wait_for_a_start() {
    let levels = kiemke_config::level::SHIPPED.replacen("pool_hours_week = 20", "pool_hours_week = 30", 1);
    let given = GivenFiles {
        levels: Some(("s/levels.toml".into(), levels)),
        ..GivenFiles::default()
    };
    let standards = Standards::with(&given, &Chosen::default()).unwrap();
    assert_eq!(standards.levels.pool_hours_week, 30);
    let refused = standards.can_follow(&Standards::shipped(), &given).unwrap_err();
    assert!(refused.to_string().contains("s/levels.toml"), "{refused}");
}

#[test]
fn ages_of_evidence_are_those_of_the_province_from_a_start_on() {
    use kiemke_config::evidence::SHIPPED;
    let given = |from: &str, to: &str| GivenFiles {
        evidence: Some(("s/evidence.toml".into(), SHIPPED.replacen(from, to, 1))),
        ..GivenFiles::default()
    };
    let shorter = given("ageing_teaching_days = 20", "ageing_teaching_days = 16");
    let standards = Standards::with(&shorter, &Chosen::default()).unwrap();
    assert_eq!(standards.evidence.sighting.ageing_teaching_days, 16);
    assert_ne!(standards.days(420), Standards::shipped().days(420));
    let waits = standards.can_follow(&Standards::shipped(), &shorter).unwrap_err();
    assert!(waits.to_string().contains("s/evidence.toml"), "{waits}");
    let line = 1 + SHIPPED
        .lines()
        .position(|line| line.starts_with("stocktake_days"))
        .unwrap();
    let wrong = refused(&given(
        "stocktake_days_after_due = 90",
        "stocktake_days_after_due = -1",
    ));
    assert!(
        wrong.contains(&format!("s/evidence.toml, line {line}"))
            && wrong.contains("stocktake_days_after_due"),
        "{wrong}"
    );
}

#[test]
fn hosts_that_a_profile_names_are_probed_beside_those_of_the_settings() {
    let (file, text) = profile(1);
    let named = text.replacen(
        "hosts = []",
        "hosts = [\"hoc.example.vn\", \"lms.example.vn\"]",
        1,
    );
    let given = GivenFiles {
        profiles: vec![(file, named)],
        ..GivenFiles::default()
    };
    let standards = Standards::with(&given, &Chosen::default()).unwrap();
    let pace = kiemke_config::daemon::AgentPace {
        platforms: vec!["lms.example.vn".into()],
        ..Default::default()
    };
    let mut rules = crate::decide::Rules::of(&pace);
    rules.take_standards(standards.into());
    let names: Vec<&str> = rules
        .agents
        .platforms
        .iter()
        .map(|target| &*target.name)
        .collect();
    assert_eq!(names, ["platform/lms.example.vn", "platform/hoc.example.vn"]);
}
