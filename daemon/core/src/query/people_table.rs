//! A school's people as sheets in the columns in which they are imported, as far as the reader's role goes.

use crate::forms::{Cell, Sheet};
use crate::people::{HeldSchool, Person};
use crate::query::people::kind_of;
use crate::query::tables::{called, headed, text};
use crate::query::{PeopleFound, Scene};
use kiemke_config::forms::{Column, Form};
use kiemke_config::level::Levels;

/// Everybody who is there, and whoever left with the day; brought back, it changes nothing.
pub fn roster_table(scene: &Scene<'_>, form: &Form, levels: &Levels, schools: &[HeldSchool]) -> Sheet {
    let mut sheet = headed(form);
    for held in schools {
        let school = called(scene, held.school.school);
        for person in &held.people {
            let row = Row {
                scene,
                levels,
                held,
                person,
                school: &school,
            };
            sheet
                .rows
                .push(form.columns.iter().map(|column| row.cell(column)).collect());
        }
    }
    sheet
}

struct Row<'a> {
    scene: &'a Scene<'a>,
    levels: &'a Levels,
    held: &'a HeldSchool,
    person: &'a Person,
    school: &'a str,
}

impl Row<'_> {
    fn cell(&self, column: &Column) -> Cell {
        let Self { scene, person, .. } = self;
        let class = person.class.and_then(|number| self.held.school.class(number));
        if !scene.reader.sees_field(&column.name) {
            return Cell::Empty;
        }
        let site = class
            .map(|class| class.site)
            .or(person.post.map(|post| post.site));
        let level = class
            .map(|class| class.level)
            .or(person.post.map(|post| post.level));
        let day = |day: Option<crate::cold::Day>| day.map_or(Cell::Empty, |day| Cell::Day(day.0));
        match column.name.as_str() {
            "school" => Cell::Text(self.school.to_owned()),
            "site" => site
                .filter(|site| *site != self.held.school.school)
                .map_or(Cell::Empty, |site| Cell::Text(called(scene, site))),
            "kind" => text(column.choice_word(kind_of(person.group).code())),
            "class" => text(class.map(|class| &*class.name)),
            "code" => text(person.code.as_deref()),
            "name" => text(person.name.as_deref()),
            "birth_date" => day(person.born),
            "national_id" => person
                .national_id
                .map_or(Cell::Empty, |id| Cell::Text(id.to_string())),
            "level" => {
                let level = level.and_then(|level| self.levels.get(level));
                text(level.map(|level| level.title.vi.as_str()))
            }
            "grade" => class
                .and_then(|class| class.grade)
                .map_or(Cell::Empty, |grade| Cell::Number(grade.into())),
            "shift" => {
                let shift = class.and_then(|class| class.shift).map(|shift| shift.to_string());
                text(
                    shift
                        .and_then(|shift| column.choice_word(&shift).map(str::to_owned))
                        .as_deref(),
                )
            }
            "further_sites" => {
                let names: Vec<String> = person
                    .further_sites
                    .iter()
                    .map(|site| called(scene, *site))
                    .collect();
                text(Some(&names.join(", ")))
            }
            "enrolment" if person.is_shared => text(column.choice_word("shared")),
            "left_on" => day(person.left_on),
            _ => Cell::Empty,
        }
    }
}

/// A list of people to fill in: who they are, and columns for what they answer, which are empty.
pub fn survey_table(scene: &Scene<'_>, form: &Form, found: &PeopleFound) -> Sheet {
    let mut sheet = headed(form);
    for (school, person, _) in &found.people {
        let class = person.class.and_then(|number| school.class(number));
        let cells = form.columns.iter().map(|column| match column.name.as_str() {
            field if !scene.reader.sees_field(field) => Cell::Empty,
            "school" => Cell::Text(called(scene, school.school)),
            "class" => text(class.map(|class| &*class.name)),
            "code" => text(person.code.as_deref()),
            "name" => text(person.name.as_deref()),
            "birth_date" => person.born.map_or(Cell::Empty, |born| Cell::Day(born.0)),
            _ => Cell::Empty,
        });
        sheet.rows.push(cells.collect());
    }
    sheet
}
