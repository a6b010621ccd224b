use std::error::Error;

/// A file that is no table. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadTable {
    /// Nothing in it.
    #[error("read the file: it is empty")]
    Empty,
    /// A bound is passed.
    #[error("read the file: it has more than {max} {what}")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// The bound.
        max: u64,
    },
    /// It is a spreadsheet by its first bytes, and cannot be read as one.
    #[error("read the file as {kind}: it is damaged or locked by a password")]
    Workbook {
        /// What it seems to be.
        kind: &'static str,
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Text in an encoding that is not known.
    #[error("read the file as text: line {line} is not {name}; say its encoding, or save it as a workbook")]
    Encoding {
        /// The line, from 1.
        line: usize,
        /// What it was taken for.
        name: &'static str,
    },
    /// Text that is no table.
    #[error("read the file as separated text")]
    Text(#[source] csv::Error),
    /// The file for it could not be written.
    #[error("write a temporary file")]
    File(#[source] std::io::Error),
    /// It could not be written.
    #[error("write the workbook")]
    Write(#[source] rust_xlsxwriter::XlsxError),
}

impl BadTable {
    pub(super) fn workbook(kind: &'static str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Workbook {
            kind,
            source: Box::new(source),
        }
    }
}
