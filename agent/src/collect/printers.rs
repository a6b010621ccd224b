//! Printers that are set up in CUPS: `printers.conf` where it may be read, else the drivers' files.

use super::root::Root;
use kiemke_wire::facts::Printer;

const SETTINGS: &str = "etc/cups/printers.conf";
const DRIVERS: &str = "etc/cups/ppd";

pub(super) fn printers(root: &Root) -> Vec<Printer> {
    let model_of_driver = |name: &str| {
        let text = root.text(&format!("{DRIVERS}/{name}.ppd")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("*NickName:"))?;
        known(line.trim().trim_matches('"'))
    };
    if let Ok(text) = root.text(SETTINGS) {
        let mut printers = configured(&text);
        for printer in &mut printers {
            if printer.model.is_none() {
                printer.model = printer.name.as_deref().and_then(model_of_driver);
            }
        }
        return printers;
    }
    let names = root.names(DRIVERS);
    let names = names.iter().filter_map(|file| file.strip_suffix(".ppd"));
    names
        .map(|name| Printer {
            name: Some(name.to_owned()),
            model: model_of_driver(name),
            ..Printer::default()
        })
        .collect()
}

/// printers.conf(5): `<Printer NAME>` or `<DefaultPrinter NAME>` to `</…>`.
fn configured(text: &str) -> Vec<Printer> {
    let mut printers: Vec<Printer> = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        let opened = line
            .strip_prefix("<Printer ")
            .map(|name| (name, false))
            .or_else(|| line.strip_prefix("<DefaultPrinter ").map(|name| (name, true)));
        if let Some((name, default)) = opened {
            inside = true;
            printers.push(Printer {
                name: known(name.trim_end_matches('>')),
                default: Some(default),
                ..Printer::default()
            });
        } else if line.starts_with("</") {
            inside = false;
        } else if let (true, Some(printer), Some((key, value))) =
            (inside, printers.last_mut(), line.split_once(' '))
        {
            match key {
                "MakeModel" => printer.model = known(value),
                // The rest of it may hold a name and a password.
                "DeviceURI" => {
                    printer.connection = value.split_once(':').and_then(|(scheme, _)| known(scheme));
                }
                _ => {}
            }
        }
    }
    printers
}

fn known(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_printer_is_told_without_secrets() {
        let text = "# Printer configuration file\n<DefaultPrinter LBP2900>\nUUID urn:uuid:1\nMakeModel Canon LBP2900\n\
            DeviceURI usb://Canon/LBP2900?serial=0000A2\n</DefaultPrinter>\n<Printer tang2>\n\
            DeviceURI smb://gv:matkhau@10.0.0.5/hp\n</Printer>\nDeviceURI lpd://outside\n";
        let printers = configured(text);
        assert_eq!(printers.len(), 2);
        assert_eq!(printers[0].connection.as_deref(), Some("usb"));
        assert_eq!(printers[0].default, Some(true));
        assert_eq!(printers[1].connection.as_deref(), Some("smb"));
        assert_eq!(printers[1].model, None);
        assert!(!serde_json::to_string(&printers).unwrap().contains("matkhau"));
    }
}
