//! Help in the reader's language: every text is taken from the catalogue by the name of what it explains.

use super::arguments::Arguments;
use clap::builder::Resettable;
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use kiemke_config::messages::{Catalogue, Lang, Msg, catalogue};
use std::ffi::OsString;

/// The whole command line with its help.
pub(crate) fn command(lang: Lang) -> Command {
    let texts = catalogue(lang);
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version);
    let mut command = explained(Arguments::command().arg(version), texts, "kiemke");
    command.build();
    with_usage(command, texts)
}

/// The line that says how a command is used, without clap's English word for options.
fn with_usage(mut command: Command, texts: &'static Catalogue) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let usage = usage.replace("[OPTIONS]", texts.text(Msg::HelpOptionsWord));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    names
        .into_iter()
        .fold(command.override_usage(usage), |command, name| {
            command.mut_subcommand(name, |sub| with_usage(sub, texts))
        })
}

/// The language of help, which is wanted before anything is understood.
pub(crate) fn language(words: &[OsString], environment: Option<&str>) -> Lang {
    option_value(words, "--lang")
        .or_else(|| environment.map(str::to_owned))
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// The last value given to a long option.
pub(super) fn option_value(words: &[OsString], name: &str) -> Option<String> {
    let mut words = words.iter().filter_map(|word| word.to_str()).peekable();
    let mut found = None;
    while let Some(word) = words.next() {
        if word == name {
            found = words.peek().map(|value| (*value).to_owned());
        } else if let Some(value) = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            found = Some(value.to_owned());
        }
    }
    found
}

/// Names of the texts that a command line needs and nobody has written.
#[cfg(test)]
fn unexplained() -> Vec<String> {
    fn walk(command: &Command, missing: &mut Vec<String>) {
        let own = format!("help-command-{}", command.get_name());
        let arguments = command
            .get_arguments()
            .map(|argument| format!("help-arg-{}", argument.get_id()));
        let keys = arguments.chain([own]).map(|key| key.replace('_', "-"));
        missing.extend(keys.filter(|key| Msg::from_key(key).is_none()));
        command.get_subcommands().for_each(|sub| walk(sub, missing));
    }
    let mut missing = Vec::new();
    walk(&command(Lang::Vi), &mut missing);
    missing
}

fn explained(command: Command, texts: &'static Catalogue, name: &str) -> Command {
    let text = |key: String| Msg::from_key(&key.replace('_', "-")).map(|id| texts.text(id));
    let heading = |id| texts.text(id);
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let about = text(format!("help-command-{name}")).unwrap_or_default();
    let examples = text(format!("help-examples-{name}"));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let mut command = command
        .arg(help)
        .about(about)
        .subcommand_help_heading(heading(Msg::HelpHeadingCommands))
        .subcommand_value_name(heading(Msg::HelpCommandWord))
        .help_template(format!(
            "{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
            texts.text(Msg::HelpHeadingUsage)
        ))
        .mut_args(|argument| {
            let explained = text(format!("help-arg-{}", argument.get_id())).unwrap_or_default();
            let id = match argument.is_positional() {
                true => Msg::HelpHeadingArguments,
                false if argument.is_global_set() => Msg::HelpHeadingGlobal,
                false => Msg::HelpHeadingOptions,
            };
            // The words that clap adds by itself are English; what matters of them stands in the texts.
            let argument = argument.help(explained).help_heading(heading(id));
            match argument.get_action().takes_values() {
                true => argument
                    .hide_default_value(true)
                    .hide_possible_values(true)
                    .hide_env(true),
                false => argument,
            }
        });
    if let Some(examples) = examples {
        let title = texts.text(Msg::HelpHeadingExamples);
        let examples: String = examples.lines().map(|line| format!("\n  {line}")).collect();
        command = command.after_help(format!("{title}{examples}"));
    }
    for name in names {
        command = command.mut_subcommand(&name, |sub| {
            let sub = sub.next_help_heading(Resettable::Reset);
            explained(sub, texts, &name)
        });
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_on_the_command_line_is_explained() {
        assert_eq!(unexplained(), Vec::<String>::new());
        for lang in Lang::ALL {
            command(lang).debug_assert();
        }
    }

    #[test]
    fn no_english_heading_is_left_in_vietnamese_help() {
        let help = command(Lang::Vi).render_long_help().to_string();
        for word in [
            "Usage",
            "Options",
            "Commands",
            "default",
            "possible values",
            "Print",
        ] {
            assert!(!help.contains(word), "{word} in:\n{help}");
        }
    }

    #[test]
    fn the_language_is_found_before_anything_else() {
        let words = |line: &str| -> Vec<OsString> { line.split(' ').map(OsString::from).collect() };
        assert_eq!(language(&words("kiemke machines --lang en"), None), Lang::En);
        assert_eq!(language(&words("kiemke --lang=vi"), Some("en")), Lang::Vi);
        assert_eq!(language(&words("kiemke"), Some("en")), Lang::En);
        assert_eq!(language(&words("kiemke --lang"), None), Lang::Vi);
    }
}
