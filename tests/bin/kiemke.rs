//! `kiemke`, built for the tests.

/// A named pipe: when somebody writes into it, some task of the program breaks, and what becomes of the terminal is tested.
const BREAKS_AT: &str = "KIEMKE_TEST_BREAKS_AT";

fn main() -> std::process::ExitCode {
    if let Some(path) = std::env::var_os(BREAKS_AT) {
        std::thread::spawn(move || {
            let told = std::fs::read(path);
            panic!("the test wanted this: {told:?}");
        });
    }
    kiemke::cli::main()
}
