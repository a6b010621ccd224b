use serde::{Deserialize, Serialize};

/// What a provider promised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The provider, as people write it.
    pub provider: Box<str>,
    /// How the line is made, such as `cáp quang`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Box<str>>,
    /// The provider's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Box<str>>,
    /// Down, in kbit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down_kbps: Option<u32>,
    /// Up, in kbit/s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_kbps: Option<u32>,
    /// Whether what is sent over it is paid by volume, or slowed down behind one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mobile: bool,
    /// Bytes that tests may use in a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_bytes_max: Option<u64>,
}
