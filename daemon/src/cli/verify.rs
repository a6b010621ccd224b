use crate::cli::arguments::ReportForm;
use crate::cli::failure::Failure;
use crate::clock::{Clock as _, SystemClock};
use crate::start_error::StartError;
use crate::verify::{NotVerified, Told, Wish, verify as look_through};
use kiemke_config::daemon::DaemonSettings;
use std::io::Write as _;
use std::path::Path;

pub(super) fn verify(
    data: &Path,
    settings: DaemonSettings,
    against: Option<&Path>,
    form: ReportForm,
) -> Result<(), Failure> {
    let operation = format!("verify {}", data.display());
    let wish = Wish {
        data,
        settings,
        against,
        now: SystemClock.now(),
    };
    let report = look_through(wish).map_err(|error| match error {
        NotVerified::Start(StartError::Held { control }) => Failure::because(
            &operation,
            &format!(
                "a daemon holds it (its control socket is {}); stop it first",
                control.display()
            ),
        ),
        error => Failure::failed(&operation, &error),
    })?;
    let text = match form {
        ReportForm::Text => report.to_string(),
        ReportForm::Json => {
            let json = serde_json::to_string_pretty(&Told::of(&report))
                .map_err(|error| Failure::failed("write the report", &error))?;
            format!("{json}\n")
        }
    };
    // Whoever reads may have gone; the exit code still says what was found.
    let _ = std::io::stdout().write_all(text.as_bytes());
    if report.is_sound() {
        Ok(())
    } else {
        Err(Failure::because(&operation, &report.verdict()))
    }
}
