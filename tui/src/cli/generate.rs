//! Shell completions and man pages, made from the same command line as the help.

use super::{Failure, help, write_out};
use kiemke_config::messages::Lang;
use std::path::Path;

pub(super) fn completions(shell: clap_complete::Shell, lang: Lang) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut help::command(lang), "kiemke", &mut text);
    write_out(&String::from_utf8_lossy(&text))
}

pub(super) fn man(dir: &Path, lang: Lang) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::failed(format!("write man pages to {}", dir.display()), &error);
    std::fs::create_dir_all(dir).map_err(failed)?;
    clap_mangen::generate_to(help::command(lang), dir).map_err(failed)
}
