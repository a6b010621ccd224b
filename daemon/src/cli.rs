//! The command line of `kiemked`: arguments in, exit code out.

mod arguments;
mod backup;
mod failure;
mod offline;
mod run;
mod verify;

pub use arguments::Arguments;

use arguments::ReportForm;
use clap::Parser as _;
use failure::Failure;
use std::process::ExitCode;

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no failure.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::failed("start the runtime", &error).report(ReportForm::Text),
    };
    let form = arguments.form();
    let done = runtime.block_on(run::run(arguments));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(form),
    }
}
