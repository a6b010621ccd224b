//! Mistakes on the command line, said in the reader's language.

use super::Failure;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use kiemke_config::messages::{Lang, Msg, catalogue};
use std::ffi::OsString;

/// Help and version are printed; anything else is a mistake.
pub(super) fn failure(error: clap::Error, lang: Lang) -> Failure {
    let id = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away is no failure.
            let _ = error.print();
            return Failure::shown();
        }
        ErrorKind::UnknownArgument => Msg::UsageUnknownArgument,
        ErrorKind::InvalidSubcommand => Msg::UsageUnknownCommand,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Msg::UsageInvalidValue,
        ErrorKind::MissingRequiredArgument => Msg::UsageMissing,
        _ => Msg::UsageOther,
    };
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let argument = said(ContextKind::InvalidArg)
        .or_else(|| said(ContextKind::InvalidSubcommand))
        .unwrap_or_else(|| first_line(&error));
    let mut values = vec![("argument", argument.into())];
    if id == Msg::UsageInvalidValue {
        values.push((
            "value",
            said(ContextKind::InvalidValue).unwrap_or_default().into(),
        ));
    }
    let mut sentence = catalogue(lang).with(id, &values);
    let hints = [
        (Msg::UsageValidValues, said(ContextKind::ValidValue)),
        (
            Msg::UsageMeant,
            said(ContextKind::SuggestedArg).or_else(|| said(ContextKind::SuggestedSubcommand)),
        ),
    ];
    for (id, hint) in hints {
        if let Some(hint) = hint {
            sentence = format!(
                "{sentence}; {}",
                catalogue(lang).with(id, &[("hint", hint.into())])
            );
        }
    }
    Failure::usage(sentence)
}

/// Whether errors are to be told as JSON: looked for before the words are understood.
pub(super) fn wants_json(words: &[OsString]) -> bool {
    super::help::option_value(words, "--format").is_some_and(|value| value == "json")
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}
