use kiemke_config::messages::{Lang, Msg, Value, catalogue};
use kiemke_http::Error as HttpError;
use kiemke_http::causes;
use kiemke_wire::problem::{Candidate, Problem};
use serde::Serialize;
use std::process::ExitCode;

/// Why the program ends without having done its work: the operation with its object, the cause, what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    /// Fits after "failed to".
    operation: String,
    detail: String,
    /// What the daemon's refusal is called in the reader's language; then its own sentence stands behind.
    said: Option<Msg>,
    /// Lines behind it: what was meant, perhaps, or which cells are wrong.
    more: Vec<String>,
}

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Help or version: not a failure at all, but the end.
    Shown,
    Failed,
    Usage,
    Unreachable,
    Denied,
}

impl Kind {
    fn exit(self) -> u8 {
        match self {
            Self::Shown => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::Denied => 4,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Unreachable => "unreachable",
            Self::Denied => "not_allowed",
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
    operation: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    more: &'a [String],
    advice: &'a str,
}

/// What a refusal names besides its sentence: the units that were meant, perhaps, and the cells that are wrong.
fn named(problem: &Problem) -> Vec<String> {
    let candidates = problem.candidates.iter().map(|one| {
        let Candidate {
            key,
            code,
            name,
            path,
        } = one;
        format!("{key}  {code}  {name}  ({path})")
    });
    let faults = problem
        .faults
        .iter()
        .map(|fault| format!("{}  {}", fault.place, fault.reason));
    candidates.chain(faults).collect()
}

/// Refusals that need no words of the daemon to be understood.
fn said_of(code: &str) -> Option<Msg> {
    Some(match code {
        "unit_unknown" => Msg::RefusedUnit,
        "unit_ambiguous" => Msg::RefusedAmbiguous,
        "not_found" => Msg::RefusedMissing,
        "stale" => Msg::RefusedStale,
        "touched_since" => Msg::RefusedTouched,
        _ => return None,
    })
}

impl Failure {
    /// An operation failed; the cause stands with all of its own causes.
    pub(crate) fn failed(operation: impl Into<String>, cause: &dyn std::error::Error) -> Self {
        Self::because(operation, causes(cause))
    }

    /// An operation failed for a reason in words.
    pub(crate) fn because(operation: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            kind: Kind::Failed,
            operation: operation.into(),
            detail: detail.into(),
            said: None,
            more: Vec::new(),
        }
    }

    /// What was typed cannot be carried out.
    pub(crate) fn usage(detail: impl Into<String>) -> Self {
        Self {
            kind: Kind::Usage,
            operation: "understand the command".into(),
            detail: detail.into(),
            said: None,
            more: Vec::new(),
        }
    }

    /// Text was shown as asked for.
    pub(crate) fn shown() -> Self {
        Self {
            kind: Kind::Shown,
            operation: String::new(),
            detail: String::new(),
            said: None,
            more: Vec::new(),
        }
    }

    /// Asking the daemon failed.
    pub(crate) fn asking(operation: &str, error: &HttpError) -> Self {
        let problem = error.problem();
        let kind = match problem.map(|problem| (problem.status, problem.code.as_str())) {
            _ if error.is_unreachable() => Kind::Unreachable,
            _ if error.is_distrust() => Kind::Denied,
            Some((401 | 403, _)) => Kind::Denied,
            // The daemon knows which units, orders and filters there are; it was typed wrong all the same.
            Some((_, "bad_query" | "unit_unknown" | "unit_ambiguous")) => Kind::Usage,
            _ => Kind::Failed,
        };
        Self {
            kind,
            operation: operation.to_owned(),
            detail: problem.map_or_else(
                || format!("failed to {}", causes(error)),
                |problem| causes(problem),
            ),
            said: problem.and_then(|problem| said_of(&problem.code)),
            more: problem.map_or(Vec::new(), named),
        }
    }

    /// What failed and why, in one line.
    pub(crate) fn sentence(&self) -> String {
        format!("{}: {}", self.operation, self.detail)
    }

    /// Tells it on stderr.
    pub(crate) fn report(self, lang: Lang, as_json: bool) -> ExitCode {
        let texts = catalogue(lang);
        let advice = match self.kind {
            Kind::Shown => return ExitCode::SUCCESS,
            Kind::Failed => "",
            Kind::Usage => texts.text(Msg::AdviceUsage),
            Kind::Unreachable => texts.text(Msg::AdviceUnreachable),
            Kind::Denied => texts.text(Msg::AdviceDenied),
        };
        if as_json {
            let told = Told {
                error: ToldError {
                    code: self.kind.code(),
                    operation: &self.operation,
                    detail: &self.detail,
                    more: &self.more,
                    advice,
                },
            };
            // Strings always have a JSON text.
            eprintln!("{}", serde_json::to_string(&told).unwrap_or_default());
        } else {
            let values: [(&str, Value<'_>); 2] = [
                ("operation", self.operation.as_str().into()),
                ("detail", self.detail.as_str().into()),
            ];
            let id = match self.kind {
                Kind::Usage => Msg::FailureUsage,
                Kind::Unreachable => Msg::FailureUnreachable,
                Kind::Denied => Msg::FailureDenied,
                Kind::Shown | Kind::Failed => Msg::FailureFailed,
            };
            let told = match self.said {
                Some(said) => texts.text(said).to_owned(),
                None => texts.with(id, &values),
            };
            eprintln!("kiemke: {}", kiemke_tui_core::text::clean(&told));
            if self.said.is_some() {
                eprintln!("  {}", kiemke_tui_core::text::clean(&self.detail));
            }
            for line in &self.more {
                eprintln!("  {}", kiemke_tui_core::text::clean(line));
            }
            if !advice.is_empty() {
                eprintln!("{advice}");
            }
        }
        ExitCode::from(self.kind.exit())
    }
}
