//! Prints what people take in memory, in rows and in images, and where the time of a roster goes:
//! `cargo run --release -p kiemke-daemon --example people_sizes [people]`.
//!
//! A school has 500 learners in 15 classes and 30 teachers, as the country of the budgets has; every fourth person has no
//! national id.

use kiemke_config::forms::Form;
use kiemke_config::level::Levels;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade, UnitMade};
use kiemke_core::forms::{Cell, FormRows, Sheet, locate, read};
use kiemke_core::people::{
    Asking, HeldSchool, PeopleAct, PeopleCommand, RosterWish, plan_roster, schools_named,
};
use kiemke_core::rows::RowChange;
use kiemke_core::{Command, Fleet, Reader, decide};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use std::error::Error;
use std::time::Instant;

const NOW: UnixMs = UnixMs(1_795_503_600_000);
const LEARNERS: u64 = 500;
const TEACHERS: u64 = 30;
const CLASSES: u64 = 15;
/// People of one roster: as many as are taken in at once.
const PEOPLE_AT_ONCE: u64 = 200_000;
const PAGE_BYTES: u64 = 4096;

const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "H’"];
const MIDDLE: [&str; 7] = ["Văn", "Thị", "Minh", "Ngọc", "Thị Hồng", "Quốc", "Gia"];
const GIVEN: [&str; 9] = [
    "An", "Bình", "Châu", "Dũng", "Giang", "Hạnh", "Khôi", "Phương", "Thảo",
];

fn main() -> Result<(), Box<dyn Error>> {
    let people: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let schools = people.div_ceil(LEARNERS + TEACHERS);
    let mut fleet = begun(schools);
    let (before, mut rows, mut row_bytes, mut json_bytes) = (memory_bytes()?, 0_u64, 0_u64, 0_u64);
    let a_roster = PEOPLE_AT_ONCE / (LEARNERS + TEACHERS);
    for first in (0..schools).step_by(usize::try_from(a_roster)?) {
        let table = table(first, (first + a_roster).min(schools))?;
        let begun = Instant::now();
        let command = planned(&fleet, &table)?;
        let plan_s = begun.elapsed().as_secs_f64();
        let decision = decide(&fleet, &Rules::default(), command, NOW)?;
        let decide_s = begun.elapsed().as_secs_f64() - plan_s;
        for entry in decision.entries {
            let json = serde_json::to_vec(&entry)?;
            json_bytes += json.len() as u64;
            let json_s = begun.elapsed().as_secs_f64() - plan_s - decide_s;
            let position = fleet.position().next();
            for change in fleet.advance(position, &entry).1 {
                let bytes = match change {
                    RowChange::Put(_, row) => row.len(),
                    RowChange::Append(_, _, lines) => lines.len(),
                    _ => 0,
                };
                rows += 1;
                row_bytes += bytes as u64;
            }
            let apply_s = begun.elapsed().as_secs_f64() - plan_s - decide_s - json_s;
            if first == 0 {
                let count = table.rows.len();
                println!(
                    "a roster of {count}: plan {plan_s:.2} s, decide {decide_s:.2} s, JSON {json_s:.2} s, apply and rows {apply_s:.2} s"
                );
            }
        }
    }
    let total: u64 = schools * (LEARNERS + TEACHERS);
    let memory = memory_bytes()?.saturating_sub(before);
    let each = |bytes: u64| bytes as f64 / total as f64;
    println!("{total} people in {schools} schools");
    println!(
        "memory      {:6.1} B a person ({} MB; what the allocator keeps of rosters included)",
        each(memory),
        memory / 1_000_000
    );
    println!(
        "rows        {:6.1} B a person in {rows} rows, histories included",
        each(row_bytes)
    );
    println!(
        "journal     {:6.1} B a person before compression",
        each(json_bytes)
    );
    let begun = Instant::now();
    let (mut blocks, mut image_bytes) = (Vec::new(), 0);
    for block in fleet.image() {
        image_bytes += block.len() as u64;
        blocks.push(block);
    }
    println!(
        "image       {:6.1} B a person, {:.2} s",
        each(image_bytes),
        begun.elapsed().as_secs_f64()
    );
    drop(fleet);
    let begun = Instant::now();
    let before = memory_bytes()?;
    let read = Fleet::from_image(blocks.into_iter())?;
    let held = memory_bytes()?.saturating_sub(before);
    println!(
        "read        {:6.2} s; {} MB more than the image takes",
        begun.elapsed().as_secs_f64(),
        held / 1_000_000
    );
    drop(read);
    Ok(())
}

fn begun(schools: u64) -> Fleet {
    let mut fleet = Fleet::default();
    let mut take = |entry: &Entry| fleet.apply(fleet.position().next(), entry);
    take(&Entry::FolderMade(FolderMade {
        at: NOW,
        hash_key: HashKey([7; 32]),
        demo: false,
        time_zone_offset_min: 420,
    }));
    for (unit, at) in (2..).map(UnitKey).zip(0..schools) {
        take(&Entry::UnitMade(UnitMade {
            unit,
            at: NOW,
            code: format!("T{at}"),
            name: format!("Trường {at}"),
            kind: "school".into(),
            parent: UnitKey::ROOT,
        }));
    }
    fleet
}

/// The roster of some schools.
fn table(first: u64, end: u64) -> Result<FormRows, Box<dyn Error>> {
    let heads = [
        "Mã trường",
        "Đối tượng",
        "Lớp",
        "Mã HS",
        "Họ và tên",
        "Ngày sinh",
        "Mã định danh",
        "Cấp học",
    ];
    let mut rows: Vec<Vec<Cell>> = vec![heads.map(|head| Cell::Text(head.into())).to_vec()];
    for school in first..end {
        for at in 0..LEARNERS + TEACHERS {
            rows.push(row(school, at));
        }
    }
    let sheet = Sheet {
        name: String::new(),
        rows,
    };
    let form = Form::roster();
    let begun = Instant::now();
    let layout = locate(&form, &sheet)?;
    let table = read(&form, &sheet, &layout);
    if first == 0 {
        println!("cells to rows {:.2} s", begun.elapsed().as_secs_f64());
    }
    Ok(table)
}

fn row(school: u64, at: u64) -> Vec<Cell> {
    let number = school * (LEARNERS + TEACHERS) + at;
    let is_teacher = at >= LEARNERS;
    let class = at * CLASSES / LEARNERS;
    let pick = |from: &[&str], by: u64| from[(number / by) as usize % from.len()].to_owned();
    let name = [pick(&FAMILY, 3), pick(&MIDDLE, 7), pick(&GIVEN, 1)].join(" ");
    let text = |text: String| Cell::Text(text);
    vec![
        text(format!("T{school}")),
        text(if is_teacher { "GV" } else { "HS" }.into()),
        text(if is_teacher {
            String::new()
        } else {
            format!("{}A{}", 1 + class / 3, 1 + class % 3)
        }),
        text(if is_teacher {
            format!("GV{at:03}")
        } else {
            format!("{number:08}")
        }),
        text(name),
        text(format!(
            "{:02}/{:02}/20{:02}",
            1 + number % 28,
            1 + number % 12,
            8 + number % 11
        )),
        text(if number.is_multiple_of(4) {
            String::new()
        } else {
            format!("{:010}", 2_400_000_000 + number)
        }),
        text("Tiểu học".into()),
    ]
}

fn planned(fleet: &Fleet, table: &FormRows) -> Result<Command, Box<dyn Error>> {
    let reader = Reader::administrator();
    let asking = Asking {
        fleet,
        today: fleet.today(NOW),
        reader: &reader,
        unit: None,
    };
    let held = schools_named(asking, table).into_iter().map(HeldSchool::empty);
    let wish = RosterWish {
        asking,
        levels: &Levels::shipped(),
        table,
        on: asking.today.day,
        mark_left: false,
        moved_in: false,
        source: Some("danh-sach.xlsx"),
    };
    let (drafts, report) = plan_roster(&wish, held.collect())?;
    if report.refused > 0 {
        return Err(format!("{:?}", report.items.first()).into());
    }
    Ok(Command::People(Box::new(PeopleCommand {
        by: None,
        act: PeopleAct::Roster,
        source: None,
        drafts,
        report: Some(report),
    })))
}

fn memory_bytes() -> Result<u64, Box<dyn Error>> {
    let said = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = said.split(' ').nth(1).unwrap_or_default().parse()?;
    Ok(pages * PAGE_BYTES)
}
