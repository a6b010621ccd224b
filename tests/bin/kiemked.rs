//! `kiemked`, built for the tests.

fn main() -> std::process::ExitCode {
    kiemke_daemon::cli::main()
}
