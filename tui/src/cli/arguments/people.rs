//! What can be said about people.

use super::{Format, LIMIT_DEFAULT};
use clap::{Args, Subcommand};
use kiemke_wire::date::Date;
use kiemke_wire::ids::PersonId;
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::CompleteOf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct PeopleWish {
    #[command(subcommand)]
    pub what: Option<PeopleCommand>,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "people_q", long = "q", value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(id = "people_filter", long = "filter", value_name = "NAME:VALUE")]
    pub filter: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    Show {
        #[arg(id = "person_id", value_name = "ID")]
        id: PersonId,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    History {
        #[arg(id = "person_id", value_name = "ID")]
        id: PersonId,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Add(AddWish),
    Edit(EditWish),
}

#[derive(Debug, Args)]
pub(crate) struct AddWish {
    #[arg(long, value_name = "CODE")]
    pub school: Option<String>,
    #[arg(id = "person_kind", long = "kind", default_value = "student", value_parser = read_kind)]
    pub kind: PersonKind,
    #[command(flatten)]
    pub person: PersonWish,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct EditWish {
    #[arg(id = "person_id", value_name = "ID")]
    pub id: PersonId,
    #[command(flatten)]
    pub person: PersonWish,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

/// Fields of a person; one that is a dash is taken away.
#[derive(Debug, Default, Args)]
pub(crate) struct PersonWish {
    #[arg(id = "person_code", long = "code", value_name = "TEXT")]
    pub code: Option<String>,
    #[arg(id = "person_name", long = "name", value_name = "TEXT")]
    pub name: Option<String>,
    #[arg(long, value_name = "yyyy-mm-dd", allow_hyphen_values = true)]
    pub birth_date: Option<String>,
    #[arg(long, value_name = "DIGITS", allow_hyphen_values = true)]
    pub national_id: Option<String>,
    #[arg(id = "person_class", long = "class", value_name = "NAME")]
    pub class: Option<String>,
    #[arg(id = "person_site", long = "site", value_name = "CODE")]
    pub site: Option<String>,
    #[arg(id = "person_level", long = "level", value_name = "LEVEL")]
    pub level: Option<String>,
    #[arg(long, value_name = "yyyy-mm-dd", allow_hyphen_values = true)]
    pub left_on: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ClassesWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct CompleteWish {
    #[arg(id = "complete_unit", value_name = "CODE")]
    pub unit: String,
    #[arg(id = "complete_of", value_name = "lines|surveys", value_parser = read_complete)]
    pub of: Option<CompleteOf>,
    #[arg(
        id = "complete_on",
        long = "on",
        value_name = "yyyy-mm-dd",
        requires = "complete_of"
    )]
    pub on: Option<Date>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

fn read_kind(text: &str) -> Result<PersonKind, String> {
    let mut all = PersonKind::ALL.into_iter();
    all.find(|kind| kind.code() == text)
        .ok_or_else(|| "student, teacher".into())
}

fn read_complete(text: &str) -> Result<CompleteOf, String> {
    match text {
        "lines" => Ok(CompleteOf::Lines),
        "surveys" => Ok(CompleteOf::Surveys),
        _ => Err("lines, surveys".into()),
    }
}
