use super::{Msg, format};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use std::sync::OnceLock;
use unic_langid::{LanguageIdentifier, langid};

/// A value that is put into a text; numbers are written the way the language writes them.
pub use fluent_bundle::FluentValue as Value;

/// The languages of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, Vietnamese first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The short name, as in settings and options.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Vi => Self::En,
            Self::En => Self::Vi,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::Vi => include_str!("../../messages/vi.ftl"),
            Self::En => include_str!("../../messages/en.ftl"),
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Vi => langid!("vi"),
            Self::En => langid!("en"),
        }
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;
    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str() == text)
            .ok_or(UnknownLang)
    }
}

/// Text that names no language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a language is vi or en")]
pub struct UnknownLang;

/// The texts of one language.
pub struct Catalogue {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// Texts without values, by [`Msg`]: most of a frame, so kept ready.
    plain: Vec<String>,
}

/// The catalogue of a language, read once.
pub fn catalogue(lang: Lang) -> &'static Catalogue {
    static VI: OnceLock<Catalogue> = OnceLock::new();
    static EN: OnceLock<Catalogue> = OnceLock::new();
    let place = match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    };
    place.get_or_init(|| Catalogue::read(lang))
}

impl Catalogue {
    fn read(lang: Lang) -> Self {
        // The files are ours and a test reads both: what could not be read is shown by its name instead.
        let resource = match FluentResource::try_new(lang.source().to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Vi => |value, _| number(Lang::Vi, value),
            Lang::En => |value, _| number(Lang::En, value),
        }));
        bundle.add_resource_overriding(resource);
        let mut catalogue = Self {
            lang,
            bundle,
            plain: Vec::new(),
        };
        catalogue.plain = Msg::ALL.iter().map(|&id| catalogue.formatted(id, None)).collect();
        catalogue
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// A text without values.
    pub fn text(&self, id: Msg) -> &str {
        &self.plain[id as usize]
    }

    /// A text with values, by their names in the files.
    pub fn with(&self, id: Msg, values: &[(&str, Value<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.formatted(id, Some(&args))
    }

    fn formatted(&self, id: Msg, args: Option<&FluentArgs<'_>>) -> String {
        let key = id.key();
        let Some(pattern) = self.bundle.get_message(&key).and_then(|message| message.value()) else {
            return key;
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned();
        debug_assert!(
            args.is_none() || errors.is_empty(),
            "the text {key} was not given all its values: {errors:?}"
        );
        text
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("lang", &self.lang)
            .finish_non_exhaustive()
    }
}

fn number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let value = number.value;
    if value.fract() == 0.0 && value.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and far below 2^63")]
        return Some(format::integer(lang, value as i64));
    }
    Some(format::decimal(lang, value, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every message of a file with the names of the values in it.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        if let Err((_, errors)) = FluentResource::try_new(lang.source().to_owned()) {
            panic!("{}.ftl: {errors:?}", lang.as_str());
        }
        let mut found = BTreeMap::<String, BTreeSet<String>>::new();
        let mut current = String::new();
        for line in lang.source().lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                current = line.split([' ', '=']).next().unwrap().to_owned();
                assert!(
                    found.insert(current.clone(), BTreeSet::new()).is_none(),
                    "{}.ftl has {current} twice",
                    lang.as_str()
                );
            }
            for part in line.split('$').skip(1) {
                let name = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
                found.get_mut(&current).unwrap().insert(name.collect());
            }
        }
        found
    }

    #[test]
    fn both_files_hold_exactly_the_named_texts_with_the_same_values() {
        let wanted: BTreeSet<String> = Msg::ALL.iter().map(|id| id.key()).collect();
        for lang in Lang::ALL {
            let found: BTreeSet<String> = messages(lang).into_keys().collect();
            let missing: Vec<_> = wanted.difference(&found).collect();
            let unknown: Vec<_> = found.difference(&wanted).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{}.ftl: missing {missing:?}, without a name in the code {unknown:?}",
                lang.as_str()
            );
        }
        assert_eq!(messages(Lang::Vi), messages(Lang::En));
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let values = [("count", Value::from(1204)), ("total", Value::from(20000))];
        assert_eq!(
            catalogue(Lang::Vi).with(Msg::ListCount, &values),
            "1 204 / 20 000"
        );
        assert_eq!(
            catalogue(Lang::En).with(Msg::ListCount, &values),
            "1,204 / 20,000"
        );
    }
}
