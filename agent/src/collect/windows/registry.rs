//! The registry as the collectors read it: keys by their whole path, such as
//! `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft`, without regard to case.

/// `HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet`.
pub(super) const SYSTEM: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet";
/// `HKEY_LOCAL_MACHINE\SOFTWARE`.
pub(super) const SOFTWARE: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE";

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `REG_SZ` and `REG_EXPAND_SZ`.
    Text(String),
    /// `REG_MULTI_SZ`.
    Texts(Vec<String>),
    /// `REG_DWORD` and `REG_QWORD`.
    Number(u64),
    /// Any other kind.
    Bytes(Vec<u8>),
}

/// What a registry answers; the rest is made of it.
pub(super) trait Registry {
    /// The names of the keys in a key, sorted; none when it is not there.
    fn keys(&self, path: &str) -> Vec<String>;
    /// A value of a key; `None` when key or value is not there, or may not be read.
    fn value(&self, path: &str, name: &str) -> Option<Value>;
    /// Whether there is such a key.
    fn has_key(&self, path: &str) -> bool;

    /// A text that is not blank.
    fn text(&self, path: &str, name: &str) -> Option<String> {
        match self.value(path, name)? {
            Value::Text(text) => known(&text),
            _ => None,
        }
    }

    /// A text of which the part behind the last `;` counts: `@usb.inf,%usb.mfg%;USB Hub` is `USB Hub`.
    fn described(&self, path: &str, name: &str) -> Option<String> {
        let text = self.text(path, name)?;
        known(text.rsplit(';').next().unwrap_or(&text))
    }

    /// A number.
    fn number(&self, path: &str, name: &str) -> Option<u64> {
        match self.value(path, name)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Bytes.
    fn bytes(&self, path: &str, name: &str) -> Option<Vec<u8>> {
        match self.value(path, name)? {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Several texts.
    fn texts(&self, path: &str, name: &str) -> Vec<String> {
        match self.value(path, name) {
            Some(Value::Texts(texts)) => texts,
            Some(Value::Text(text)) => vec![text],
            _ => Vec::new(),
        }
    }
}

/// Without blanks and zeros around it; `None` when nothing is left.
pub(super) fn known(text: &str) -> Option<String> {
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}

/// Text in UTF-16, low bytes first.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
