//! The product and the oracle agree on a thousand random schools, value by value.

use crate::alike::{
    AIMS, RULES, SCHOOLS_A_WORLD, SEED, WORLDS, around, check_range, of_aim, of_computers, of_result,
    of_split, of_tally, of_three, of_verdict,
};
use crate::oracle::{
    Counts, Oracle, Seen, Spoken, computers, count, grade_at, ids_of, line_at, missing_machines, places,
    spoken,
};
use crate::seed::Seed;
use crate::world::schools_around;
use kiemke_config::group::Group;
use kiemke_config::plan::Computed;
use kiemke_config::profile::{Lab, Limited, Phone, Profile};
use kiemke_config::shelf::Shelf;
use kiemke_config::three::Three;
use kiemke_core::cold::Day;
use kiemke_core::readiness::{
    Ages, ComputerTally, EvidenceRules, Leaf, Place, Range, Register, Rule, School, Tally, computers_of,
    count_sites, grade_of, ids_of as ids_of_facts, is_counted, judge, line_of, machines_missing,
};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// All that ship, and two that read what is open the other way.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let shelf = Shelf::<Profile>::shipped();
    let mut profiles: Vec<Profile> = shelf.iter().cloned().collect();
    let first = shelf.get("day-hoc-truc-tuyen-v1").unwrap();
    let mut generous = first.clone();
    generous.id = "generous".to_owned();
    let people = generous.people.as_mut().unwrap();
    people.limited = Limited::Met;
    people.home_line_sometimes = Three::Met;
    people.platform.hosts = vec!["hoc.example".to_owned()];
    people.platform.number = 3;
    people.teachers.phone = Phone::Limited;
    profiles.push(generous);
    let mut strict = first.clone();
    strict.id = "strict".to_owned();
    let people = strict.people.as_mut().unwrap();
    people.lab = Lab::Shown;
    people.home_line_sometimes = Three::Not;
    people.students.phone = Phone::Unknown;
    people.students.camera = true;
    people.teachers.phone = Phone::Met;
    people.teachers.memory_gib_limited = 4;
    strict.line.down.strictly = true;
    profiles.push(strict);
    profiles
});

type Judge = (&'static Profile, [Rule<'static>; 2]);

static JUDGES: LazyLock<Vec<Judge>> = LazyLock::new(|| {
    let of = |profile, group| Rule::of(profile, &RULES.levels, group);
    let both = |profile| {
        Some((
            profile,
            [of(profile, Group::Students)?, of(profile, Group::Teachers)?],
        ))
    };
    PROFILES.iter().filter_map(both).collect()
});

/// What the random schools must bring up, each at least [`TIMES`] times.
const CASES: &[&str] = &[
    "sighting fresh",
    "sighting ageing",
    "sighting expired",
    "line result fresh",
    "line result ageing",
    "line result expired",
    "stocktake current",
    "stocktake ageing",
    "stocktake expired",
    "survey of the year",
    "survey ageing",
    "survey expired",
    "roster fresh",
    "roster ageing",
    "roster expired",
    "no roster",
    "head count",
    "names of an expired roster",
    "student at two sites",
    "teacher at two sites",
    "two levels of one site",
    "two main enrolments",
    "machine broken or gone",
    "machine works by a count alone",
    "own machine where its person is not enrolled",
    "no machine by a closed stocktake",
    "no record of a machine",
    "no answer in a survey declared complete",
    "sign-in exported this term",
    "a \"no\" doubted by an earlier export",
    "limited",
    "line without any result",
    "no line, declared complete",
    "lines of a site differ",
    "lower bound: Wi-Fi",
    "lower bound: interface",
    "lower bound: cut",
    "lower bound: server full",
    "lower bounds prove that it is met",
    "lower bounds at infinity prove that it is not",
    "between lower bounds unknown",
    "availability exactly 95 %",
    "pool shared by levels",
    "pool shared with a level that was not told",
    "nothing taught online",
    "shared machines without a bound",
    "shared machines make ready",
    "shared machines may serve who is not ready",
    "machines certainly missing",
    "met",
    "missed",
    "not provable yet",
    "not provable without a roster",
    "not applicable",
];
const TIMES: u64 = 10;

#[test]
fn a_thousand_schools_are_judged_alike() {
    let seen = Seen::default();
    for world in 0..WORLDS {
        let mut seed = Seed(SEED ^ (world << 32));
        let around = around(world);
        let people = seed.of(&[8, 8, 12, 40]);
        let schools = schools_around(&mut seed, around, SCHOOLS_A_WORLD, people);
        let other = around.plus(seed.below(170) as i32 - 40);
        for day in BTreeSet::from([around, around.plus(21), other]) {
            let named = format!("world {world} of seed {SEED:#x} on {day}");
            let oracle = Oracle::of(&schools, day, &RULES, &seen);
            World {
                named,
                day,
                schools: &schools,
                oracle,
            }
            .check();
        }
    }
    assert_eq!(seen.rarer_than(TIMES, CASES), [], "cases that are too rare");
    assert_eq!(
        seen.others(CASES),
        Vec::<&str>::new(),
        "cases that are not asked for"
    );
}

/// Some schools on a day, twice.
struct World<'a> {
    named: String,
    day: Day,
    schools: &'a [School],
    oracle: Oracle<'a>,
}

impl World<'_> {
    fn check(&self) {
        let rules = EvidenceRules {
            calendar: &RULES.calendar,
            evidence: &RULES.evidence,
            levels: &RULES.levels,
        };
        let ages = Ages::on(self.day, &RULES.calendar, &RULES.evidence);
        let leaves = RULES.leaves(self.schools, self.day);
        let registers = self.schools.iter().flat_map(|school| &school.registers);
        let expected: BTreeSet<_> = registers.map(Register::key).collect();
        assert!(
            leaves.iter().map(|leaf| leaf.key).eq(expected),
            "{}: leaves",
            self.named
        );
        self.check_people(&leaves, &ages);
        self.check_ids(&leaves, &ages);
        let sites_of = computers_of(self.schools, self.day, &rules);
        let places: Vec<&Place> = sites_of.iter().flatten().map(|site| &site.place).collect();
        self.check_lines(&places, &ages);
        for (school, sites) in self.schools.iter().zip(&sites_of) {
            let told = of_computers(ComputerTally::of(sites, &ages));
            let named = format!("{}: computers of {:?}", self.named, school.sites[0].unit);
            assert_eq!(told, computers(&self.oracle, school), "{named}");
        }
    }

    fn check_people(&self, leaves: &[Leaf], ages: &Ages) {
        for (profile, rules) in JUDGES.iter() {
            let mut sums = [
                (Tally::default(), Counts::default()),
                (Tally::default(), Counts::default()),
            ];
            for leaf in leaves {
                let named = format!("{}: {:?} by {}", self.named, leaf.key, profile.id);
                let rule = &rules[leaf.key.group as usize];
                let told = judge(&leaf.facts, leaf.key.level, rule, ages);
                let expected = count(&self.oracle, leaf.key, profile);
                assert_eq!(of_tally(&told), expected, "{named}");
                self.check_shares(&named, &told, &expected);
                let headline = match profile.people.as_ref().unwrap().lab {
                    Lab::Counted => expected.pooled,
                    Lab::Shown => expected.alone,
                };
                assert_eq!(of_split(told.headline(rule)), headline, "{named}: headline");
                let target = match leaf.key.group {
                    Group::Students => Computed::StudentsReady,
                    Group::Teachers => Computed::TeachersReady,
                };
                let counts = leaf.key.group == Group::Teachers || (1..=3).contains(&leaf.key.level);
                assert_eq!(is_counted(target, &leaf.key, &RULES.levels), counts, "{named}");
                if counts {
                    let (tally, sum) = &mut sums[leaf.key.group as usize];
                    *tally += &told;
                    sum.add(&expected);
                }
            }
            let [(students, of_students), (teachers, of_teachers)] = sums;
            let all: Tally = [students, teachers].into_iter().sum();
            let mut of_all = of_students.clone();
            of_all.add(&of_teachers);
            for (tally, sum) in [(students, of_students), (teachers, of_teachers), (all, of_all)] {
                let named = format!("{}: all by {}", self.named, profile.id);
                assert_eq!(of_tally(&tally), sum, "{named}");
                self.check_shares(&named, &tally, &sum);
            }
        }
    }

    /// Low, high, coverage and every verdict, without and with shared machines.
    fn check_shares(&self, named: &str, told: &Tally, expected: &Counts) {
        for (split, counts) in [(told.alone, expected.alone), (told.pooled, expected.pooled)] {
            assert_eq!(split.total(), counts.iter().sum::<u64>(), "{named}");
            check_range(named, &Range::of(split), counts);
            for aim in AIMS {
                let told_verdict = Range::of(split).verdict(of_aim(aim), told.no_roster);
                let verdict = spoken(counts, aim, expected.no_roster);
                assert_eq!(
                    of_verdict(told_verdict),
                    verdict,
                    "{named}: {aim:?} of {counts:?}"
                );
                self.oracle.seen.saw(match verdict {
                    Spoken::Met => "met",
                    Spoken::Missed => "missed",
                    Spoken::NotProvableYet(Some(_)) => "not provable yet",
                    Spoken::NotProvableYet(None) => "not provable without a roster",
                    Spoken::NotApplicable => "not applicable",
                });
            }
        }
    }

    fn check_ids(&self, leaves: &[Leaf], ages: &Ages) {
        for leaf in leaves {
            let named = format!("{}: {:?}", self.named, leaf.key);
            let told = ids_of_facts(&leaf.facts, ages).map(of_split);
            assert_eq!(told, ids_of(&self.oracle, leaf.key), "{named}: ids");
            let total = self.oracle.total(leaf.key).unwrap_or(0);
            assert_eq!(u64::from(leaf.facts.total()), total, "{named}: total");
            let level = RULES.levels.get(leaf.key.level).unwrap();
            if leaf.key.group == Group::Students {
                let told = machines_missing(&leaf.facts, level, &RULES.levels, ages);
                let told = told.map(|bounds| (bounds.low, bounds.high));
                assert_eq!(
                    told,
                    missing_machines(&self.oracle, leaf.key),
                    "{named}: machines missing"
                );
            }
        }
    }

    fn check_lines(&self, told: &[&Place], ages: &Ages) {
        for place in told {
            let named = format!("{}: {:?}", self.named, place.site);
            let nights = place.lines.iter().map(|line| line.result.map(of_result));
            assert!(
                nights.eq(self.oracle.nights[&place.site].iter().cloned()),
                "{named}: results"
            );
            for profile in PROFILES.iter() {
                let expected = line_at(&self.oracle, place.site, &profile.line, None);
                let told = of_three(line_of(place, &profile.line, None, ages));
                assert_eq!(told, expected, "{named} by {}", profile.id);
                let grade = grade_at(&self.oracle, place.site, &profile.line);
                assert_eq!(
                    grade_of(place, &profile.line, ages),
                    grade,
                    "{named}: grade by {}",
                    profile.id
                );
            }
        }
        for profile in PROFILES.iter() {
            let sites = count_sites(told.iter().copied(), &profile.line, ages);
            let expected = places(&self.oracle, &profile.line);
            assert_eq!(
                of_split(sites),
                expected,
                "{}: sites by {}",
                self.named,
                profile.id
            );
        }
    }
}
