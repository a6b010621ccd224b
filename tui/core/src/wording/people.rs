//! Words for classes and what their people answered about home.

use crate::state::form::{HomePick, home_word};
use kiemke_config::level::Levels;
use kiemke_config::messages::{Catalogue, Lang, Msg};
use kiemke_wire::person::HomeAnswers;
use kiemke_wire::view::ClassRow;
use std::sync::OnceLock;

/// What is shown where nothing was answered.
const UNANSWERED: &str = "–";

/// A class by its name, or its teachers.
pub(crate) fn class_name(texts: &Catalogue, class: &ClassRow) -> String {
    let teachers = || texts.text(Msg::PersonTeacher).to_owned();
    class.name.clone().unwrap_or_else(teachers)
}

/// What a level is called; one that is not known here stays as it is.
pub(crate) fn level_name(id: &str, lang: Lang) -> String {
    static SHIPPED: OnceLock<Levels> = OnceLock::new();
    let shipped = SHIPPED.get_or_init(Levels::shipped);
    match shipped.levels.iter().find(|level| level.id == id) {
        Some(level) if lang == Lang::Vi => level.title.vi.clone(),
        Some(level) => level.title.en.clone(),
        None => id.to_owned(),
    }
}

/// The device at home, and with whom it is shared.
pub(crate) fn home_device(texts: &Catalogue, home: &HomeAnswers) -> String {
    let device = home.device.map(HomePick::Device);
    let device = picked(texts, device);
    let shared = match home.shared_with {
        None | Some(0) => String::new(),
        Some(others) => format!(" +{others}"),
    };
    let shift = match home.same_shift {
        Some(true) if !shared.is_empty() => format!(" ({})", texts.text(Msg::HomeSameShift)),
        _ => String::new(),
    };
    format!("{device}{shared}{shift}")
}

/// The line at home.
pub(crate) fn home_line(texts: &Catalogue, home: &HomeAnswers) -> String {
    picked(texts, home.line.map(HomePick::Line))
}

/// Whether somebody signed in this term: on any platform.
pub(crate) fn signed_in(texts: &Catalogue, home: &HomeAnswers) -> String {
    let word = match home.signed_in.values().max() {
        Some(true) => Msg::Yes,
        Some(false) => Msg::No,
        None => return UNANSWERED.to_owned(),
    };
    texts.text(word).to_owned()
}

fn picked(texts: &Catalogue, pick: Option<HomePick>) -> String {
    let word = pick.and_then(home_word);
    word.map_or_else(|| UNANSWERED.to_owned(), |word| texts.text(word).to_owned())
}
