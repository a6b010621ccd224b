//! A registry from the text that `reg export` writes.
//!
//! ```text
//! Windows Registry Editor Version 5.00
//!
//! [HKEY_LOCAL_MACHINE\SOFTWARE\Vendor]
//! "Name"="text"
//! "Count"=dword:0000002a
//! "Blob"=hex:00,ff,\
//!   01
//! ```

use super::registry::{Registry, Value, utf16};
use std::collections::BTreeMap;

const HEAD: &str = "Windows Registry Editor Version 5.00";

/// The keys of an export.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// By their path in lower case, sorted, so that what lies in a key stands behind it.
    keys: BTreeMap<String, Key>,
}

#[derive(Debug, Default)]
struct Key {
    /// The last part as it was written.
    name: String,
    /// By their name in lower case.
    values: BTreeMap<String, Value>,
}

/// Text that is no export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadExport {
    /// Another kind of file.
    #[error("it does not begin with {HEAD:?}")]
    Head,
    /// A line that cannot be read.
    #[error("line {0} is not a key, a value or a comment")]
    Line(usize),
}

impl Export {
    /// Reads a file: UTF-16 as Windows writes it, or UTF-8.
    ///
    /// # Errors
    /// When it is no export.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, BadExport> {
        let text = match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest),
            [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            rest => String::from_utf8_lossy(rest).into_owned(),
        };
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, line)| line.trim()) != Some(HEAD) {
            return Err(BadExport::Head);
        }
        let mut export = Self::default();
        let mut path = None;
        while let Some((at, line)) = lines.next() {
            let mut line = line.trim().to_owned();
            // Long values go on in the next line.
            while line.ends_with('\\') {
                line.pop();
                let Some((_, next)) = lines.next() else { break };
                line.push_str(next.trim());
            }
            if line.is_empty() || line.starts_with(';') {
                continue;
            }
            if let Some(key) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                export.make(key);
                path = Some(key.to_lowercase());
                continue;
            }
            let value = value(&line).ok_or(BadExport::Line(at + 1))?;
            let key = path
                .as_ref()
                .and_then(|path| export.keys.get_mut(path))
                .ok_or(BadExport::Line(at + 1))?;
            key.values.insert(value.0.to_lowercase(), value.1);
        }
        Ok(export)
    }

    /// Makes a key and those that it lies in.
    fn make(&mut self, path: &str) {
        let ends = path
            .match_indices('\\')
            .map(|(at, _)| at)
            .chain(std::iter::once(path.len()));
        for end in ends {
            let whole = &path[..end];
            let name = whole.rsplit('\\').next().unwrap_or(whole);
            self.keys.entry(whole.to_lowercase()).or_insert_with(|| Key {
                name: name.to_owned(),
                values: BTreeMap::new(),
            });
        }
    }
}

/// `"name"=value`, or `@=value` for the value without a name.
fn value(line: &str) -> Option<(String, Value)> {
    let (name, rest) = match line.strip_prefix('@') {
        Some(rest) => (String::new(), rest),
        None => quoted(line)?,
    };
    let text = rest.strip_prefix('=')?;
    if text.starts_with('"') {
        let (text, rest) = quoted(text)?;
        return rest.is_empty().then_some((name, Value::Text(text)));
    }
    let (kind, digits) = text.split_once(':')?;
    let value = match kind {
        "dword" => Value::Number(u32::from_str_radix(digits, 16).ok()?.into()),
        "hex(b)" => Value::Number(u64::from_le_bytes(bytes(digits)?.try_into().ok()?)),
        "hex(2)" => Value::Text(ended(&utf16(&bytes(digits)?))),
        "hex(7)" => {
            let text = utf16(&bytes(digits)?);
            let texts = text.split('\0').filter(|text| !text.is_empty());
            Value::Texts(texts.map(str::to_owned).collect())
        }
        "hex" => Value::Bytes(bytes(digits)?),
        other if other.starts_with("hex(") => Value::Bytes(bytes(digits)?),
        _ => return None,
    };
    Some((name, value))
}

fn ended(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}

/// A text in quotes, in which `\` takes the next character as it is; and what stands behind it.
fn quoted(line: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = line.strip_prefix('"')?.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => text.push(characters.next()?.1),
            '"' => return Some((text, &line[at + 2..])),
            plain => text.push(plain),
        }
    }
    None
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let parts = digits.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| u8::from_str_radix(part, 16).ok()).collect()
}

impl Registry for Export {
    fn keys(&self, path: &str) -> Vec<String> {
        let within = format!("{}\\", path.to_lowercase());
        let behind = self.keys.range(within.clone()..);
        let mut names: Vec<String> = behind
            .take_while(|(key, _)| key.starts_with(&within))
            .filter(|(key, _)| !key[within.len()..].contains('\\'))
            .map(|(_, key)| key.name.clone())
            .collect();
        names.sort_unstable();
        names
    }

    fn value(&self, path: &str, name: &str) -> Option<Value> {
        let key = self.keys.get(&path.to_lowercase())?;
        key.values.get(&name.to_lowercase()).cloned()
    }

    fn has_key(&self, path: &str) -> bool {
        self.keys.contains_key(&path.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Windows Registry Editor Version 5.00\r\n\r\n; made by hand\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\r\n\
        @=\"unnamed\"\r\n\"Path\"=\"C:\\\\Tools \\\"x\\\"\"\r\n\"Count\"=dword:0000002a\r\n\"Blob\"=hex:00,ff,\\\r\n  01\r\n\
        \"Big\"=hex(b):01,00,00,00,01,00,00,00\r\n\"Many\"=hex(7):61,00,00,00,62,00,00,00,00,00\r\n\
        \"Expand\"=hex(2):25,00,00,00\r\n";

    #[test]
    fn every_kind_of_value_is_read() {
        let export = Export::parse(TEXT.as_bytes()).unwrap();
        let at = r"hkey_local_machine\software\a\b";
        let value = |name: &str| export.value(at, name);
        assert_eq!(value(""), Some(Value::Text("unnamed".into())));
        assert_eq!(value("path"), Some(Value::Text("C:\\Tools \"x\"".into())));
        assert_eq!(value("Count"), Some(Value::Number(42)));
        assert_eq!(value("Blob"), Some(Value::Bytes(vec![0, 255, 1])));
        assert_eq!(value("Big"), Some(Value::Number(0x1_0000_0001)));
        assert_eq!(value("Many"), Some(Value::Texts(vec!["a".into(), "b".into()])));
        assert_eq!(value("Expand"), Some(Value::Text("%".into())));
        assert_eq!(value("other"), None);
        assert_eq!(export.keys(r"HKEY_LOCAL_MACHINE\SOFTWARE"), ["A"]);
        assert!(export.has_key(r"HKEY_LOCAL_MACHINE\Software\a"));
    }

    #[test]
    fn windows_writes_utf_16() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
        let export = Export::parse(&bytes).unwrap();
        assert!(export.has_key(r"HKEY_LOCAL_MACHINE\SOFTWARE\A\B"));
    }

    #[test]
    fn what_is_no_export_is_refused_with_its_line() {
        assert_eq!(Export::parse(b"hello").unwrap_err(), BadExport::Head);
        let text = format!("{TEXT}\"Bad\"=dword:xyz\r\n");
        let line = text.lines().count();
        assert_eq!(Export::parse(text.as_bytes()).unwrap_err(), BadExport::Line(line));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]\"@=\\\\a-f:,é\r\n]{0,200}") {
            let _ = Export::parse(format!("{HEAD}\n{text}").as_bytes());
        }
    }
}
