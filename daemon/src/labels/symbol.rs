//! Codes as bars and squares that scanners read.

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};

/// A kind of symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    Qr,
    Code128,
}

/// Squares of one side of the symbol, row by row; one row of bars for a bar code.
pub(super) struct Symbol {
    pub(super) width: usize,
    pub(super) dark: Vec<bool>,
}

/// A code that a kind of symbol cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code {code:?} of {record} cannot be written as {kind}; {advice}")]
pub(crate) struct BadCode {
    pub(crate) record: String,
    code: String,
    kind: &'static str,
    advice: &'static str,
}

impl SymbolKind {
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name {
            "qr" => Some(Self::Qr),
            "code128" => Some(Self::Code128),
            _ => None,
        }
    }

    pub(super) fn symbol(self, record: &str, code: &str) -> Result<Symbol, BadCode> {
        let bad = |kind, advice| BadCode {
            record: record.to_owned(),
            code: code.to_owned(),
            kind,
            advice,
        };
        match self {
            // Stickers are scratched: a quarter of it may be lost.
            Self::Qr => {
                let qr = QrCode::with_error_correction_level(code, EcLevel::Q)
                    .map_err(|_| bad("a QR code", "it is too long"))?;
                let dark = qr.to_colors().into_iter().map(|color| color == Color::Dark);
                Ok(Symbol {
                    width: qr.width(),
                    dark: dark.collect(),
                })
            }
            Self::Code128 => {
                // The sign in front chooses the set with letters and digits.
                let bars = Code128::new(format!("\u{181}{code}"))
                    .map_err(|_| bad("a bar code", "it has letters with marks; choose kind=qr"))?;
                let dark: Vec<bool> = bars.encode().into_iter().map(|bar| bar == 1).collect();
                Ok(Symbol {
                    width: dark.len(),
                    dark,
                })
            }
        }
    }
}
