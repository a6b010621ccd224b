//! `kiemke`, built for the tests.

fn main() -> std::process::ExitCode {
    kiemke::cli::main()
}
