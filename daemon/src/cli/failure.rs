use crate::cli::arguments::ReportForm;
use crate::owner::Rejected;
use crate::start_error::StartError;
use kiemke_http::Error as HttpError;
use kiemke_http::causes;
use serde::Serialize;
use std::process::ExitCode;

/// Why the program ends without having done its work.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    pub(crate) fn failed(operation: &str, cause: &dyn std::error::Error) -> Self {
        Self {
            code: 1,
            message: format!("failed to {operation}: {}", causes(cause)),
        }
    }

    pub(crate) fn because(operation: &str, reason: &str) -> Self {
        Self {
            code: 1,
            message: format!("failed to {operation}: {reason}"),
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    /// Tells it on stderr.
    pub(crate) fn report(self, form: ReportForm) -> ExitCode {
        match form {
            ReportForm::Text => eprintln!("kiemked: {}", self.message),
            ReportForm::Json => {
                let told = Told {
                    error: ToldError {
                        code: self.word(),
                        detail: &self.message,
                    },
                };
                // Strings always have a JSON text.
                eprintln!("{}", serde_json::to_string(&told).unwrap_or_default());
            }
        }
        ExitCode::from(self.code)
    }

    /// The exit code for programs.
    fn word(&self) -> &'static str {
        match self.code {
            2 => "usage",
            3 => "unreachable",
            4 => "not_allowed",
            _ => "failed",
        }
    }
}

#[derive(Serialize)]
struct Told<'a> {
    error: ToldError<'a>,
}

#[derive(Serialize)]
struct ToldError<'a> {
    code: &'a str,
    detail: &'a str,
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self {
            code: 1,
            message: format!("failed to {}", causes(&error)),
        }
    }
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        let status = error.problem().map(|problem| problem.status);
        let code = match status {
            _ if error.is_unreachable() => 3,
            Some(401 | 403) => 4,
            _ => 1,
        };
        Self {
            code,
            message: format!("failed to {}", causes(&error)),
        }
    }
}

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        let reason = match rejected {
            Rejected::Refused(refusal) => refusal.to_string(),
            Rejected::Busy => "the daemon has more work than it takes".into(),
            Rejected::DiskFull => "the disk is full".into(),
            Rejected::Repairing => "the daemon's store is being rebuilt".into(),
            Rejected::Stopping => "the daemon is going down".into(),
        };
        Self {
            code: 1,
            message: format!("failed: {reason}"),
        }
    }
}
