//! `kiemke`.

fn main() -> std::process::ExitCode {
    kiemke::cli::main()
}
