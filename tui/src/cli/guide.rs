//! The guides for those who work with it, one a role; they stand in the program, so that they are there where it is.

use super::arguments::GuideRole;
use super::failure::Failure;
use super::write_out;
use kiemke_config::messages::Lang;

pub(super) fn print(role: GuideRole, lang: Lang) -> Result<(), Failure> {
    write_out(text(role, lang))
}

fn text(role: GuideRole, lang: Lang) -> &'static str {
    match (role, lang) {
        (GuideRole::Technician, Lang::Vi) => include_str!("../../guide/technician.vi.md"),
        (GuideRole::Technician, Lang::En) => include_str!("../../guide/technician.en.md"),
        (GuideRole::District, Lang::Vi) => include_str!("../../guide/district.vi.md"),
        (GuideRole::District, Lang::En) => include_str!("../../guide/district.en.md"),
        (GuideRole::Planner, Lang::Vi) => include_str!("../../guide/planner.vi.md"),
        (GuideRole::Planner, Lang::En) => include_str!("../../guide/planner.en.md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::help;
    use clap::ValueEnum as _;
    use kiemke_tui_core::key::Key;
    use kiemke_tui_core::keymap::Mode;

    fn all() -> impl Iterator<Item = (GuideRole, Lang, &'static str)> {
        let roles = GuideRole::value_variants().iter();
        roles.flat_map(|role| Lang::ALL.map(|lang| (*role, lang, text(*role, lang))))
    }

    /// Words of a command, with what stands in quotes as one.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(String::new()),
                letter => words.last_mut().expect("one is begun").push(letter),
            }
        }
        words
    }

    #[test]
    fn every_command_in_the_guides_is_understood() {
        for (role, lang, text) in all() {
            let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
            let ours: Vec<&str> = commands.filter(|line| line.starts_with("kiemke ")).collect();
            assert!(ours.len() > 4, "{role:?} {lang:?}");
            for line in ours {
                let parsed = help::command(lang).try_get_matches_from(words(line));
                assert!(
                    parsed.is_ok(),
                    "{role:?} {lang:?}: {line}: {}",
                    parsed.unwrap_err()
                );
            }
        }
    }

    #[test]
    fn both_languages_show_the_same_keys_and_as_many_commands() {
        for role in GuideRole::value_variants() {
            let [vi, en] = [Lang::Vi, Lang::En].map(|lang| {
                let text = text(*role, lang);
                let keys: Vec<String> = rows(text)
                    .map(|(screens, key)| format!("{screens:?} {key}"))
                    .collect();
                (keys, text.lines().filter(|line| line.starts_with("$ ")).count())
            });
            assert_eq!(vi, en, "{role:?}");
        }
    }

    /// The screens named in the heading above, and each key of the tables below it.
    fn rows(text: &str) -> impl Iterator<Item = (Vec<char>, &str)> {
        let mut screens: Vec<char> = Vec::new();
        text.lines().flat_map(move |line| {
            if let Some(heading) = line.strip_prefix("## ") {
                screens = heading.chars().filter(char::is_ascii_digit).collect();
            }
            let in_table = line.starts_with("| `");
            let keys = line.split('`').skip(1).step_by(2).filter(move |_| in_table);
            let of = screens.clone();
            keys.map(move |key| (of.clone(), key)).collect::<Vec<_>>()
        })
    }

    #[test]
    fn every_key_in_the_guides_does_something_on_its_screen() {
        for (role, lang, text) in all() {
            for (screens, key) in rows(text) {
                let modes = screens.iter().flat_map(|screen| match screen {
                    '1' => &[Mode::Overview, Mode::Map][..],
                    '2' => &[Mode::Places, Mode::Classes, Mode::Class],
                    '3' => &[Mode::Stock],
                    '4' => &[Mode::Lines, Mode::Line],
                    '5' => &[Mode::Stocktakes, Mode::Session, Mode::Scan],
                    '6' => &[Mode::Plan],
                    '7' => &[Mode::Review, Mode::Ties],
                    '8' => &[Mode::Events],
                    other => panic!("{role:?} {lang:?}: there is no screen {other}"),
                });
                let pressed = match key {
                    "⏎" => Key::Enter,
                    "⇥" => Key::Tab,
                    "␣" => Key::Char(' '),
                    "→" => Key::Right,
                    "←" => Key::Left,
                    letter => Key::Char(letter.chars().next().expect("a key is named")),
                };
                let own = |mode: &&Mode| mode.command(pressed).is_some();
                assert!(
                    modes.into_iter().any(|mode| own(&mode)),
                    "{role:?} {lang:?}: {key} on {screens:?}"
                );
            }
        }
    }
}
