//! The same table in every kind of file gives the same cells; what is no table is refused by name.

use crate::tables::{BadTable, Separators, TableFormat, write};
use kiemke_core::forms::{Cell, Sheet};
use std::io::Write as _;

fn read(file: &[u8]) -> Result<Vec<Sheet>, BadTable> {
    crate::tables::read(file, None).map(|read| read.sheets)
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn table() -> Sheet {
    Sheet {
        name: "Đơn vị".into(),
        rows: vec![
            vec![text("Mã"), text("Tên"), text("Vĩ độ"), text("Từ ngày")],
            vec![
                text("00123"),
                text("Xã \"Đắk\"; một, hai"),
                Cell::Number(11.95),
                Cell::Day(20_270),
            ],
            vec![text("00124"), text("Xã B"), Cell::Empty, Cell::Empty],
        ],
    }
}

fn texts(sheets: &[Sheet]) -> Vec<Vec<String>> {
    let rows = sheets[0].rows.iter();
    let trimmed = |row: &Vec<Cell>| {
        let mut texts: Vec<String> = row.iter().map(Cell::text).collect();
        while texts.last().is_some_and(String::is_empty) {
            texts.pop();
        }
        texts
    };
    rows.map(trimmed).collect()
}

#[test]
fn workbooks_come_back_as_they_were_written() {
    let file = write(&table(), TableFormat::Xlsx).unwrap();
    let read = read(&file).unwrap();
    assert_eq!(read[0].name, "Đơn vị");
    assert_eq!(
        read[0].rows[1],
        table().rows[1],
        "codes stay text, days stay days"
    );
    assert_eq!(texts(&read), texts(&[table()]));
}

#[test]
fn separated_text_is_read_in_its_encoding_and_by_its_separator() {
    let written = write(&table(), TableFormat::Csv(Separators::Vietnamese)).unwrap();
    assert!(written.starts_with("\u{feff}Mã;Tên".as_bytes()));
    let expected = vec![
        vec!["Mã", "Tên", "Vĩ độ", "Từ ngày"],
        vec!["00123", "Xã \"Đắk\"; một, hai", "11,95", "01/07/2025"],
        vec!["00124", "Xã B"],
    ];
    assert_eq!(texts(&read(&written).unwrap()), expected);
    let plain = "Mã,Tên\n00123,\"Xã A, cũ\"\n\n00124,Xã B\n";
    let utf16 = |mark: &str, order: fn(u16) -> [u8; 2]| {
        format!("{mark}{plain}")
            .encode_utf16()
            .flat_map(order)
            .collect::<Vec<u8>>()
    };
    for file in [
        plain.as_bytes().to_vec(),
        plain.replace('\n', "\r\n").into_bytes(),
        utf16("\u{feff}", u16::to_le_bytes),
        utf16("\u{feff}", u16::to_be_bytes),
        utf16("", u16::to_le_bytes),
    ] {
        let sheets = read(&file).unwrap();
        assert_eq!(sheets[0].cell(1, 1), &text("Xã A, cũ"), "{file:?}");
        assert_eq!(
            sheets[0].cell(3, 0),
            &text("00124"),
            "rows are numbered as in an editor"
        );
    }
    let tabs = read("Mã\tTên\n1,5\tXã A\n".as_bytes()).unwrap();
    assert_eq!(tabs[0].cell(1, 0), &text("1,5"));
}

#[test]
fn an_ods_is_read() {
    let content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
        xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
        <table:table table:name=\"Bảng\"><table:table-row><table:table-cell office:value-type=\"string\">\
        <text:p>Mã</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Từ</text:p>\
        </table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type=\"string\">\
        <text:p>00123</text:p></table:table-cell><table:table-cell office:value-type=\"date\" \
        office:date-value=\"2025-07-01\"><text:p>01/07/2025</text:p></table:table-cell></table:table-row>\
        </table:table></office:spreadsheet></office:body></office:document-content>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest \
        xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    for (name, content) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content),
    ] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    let sheets = read(&archive.finish().unwrap().into_inner()).unwrap();
    assert_eq!(
        (sheets[0].name.as_str(), sheets[0].cell(1, 0)),
        ("Bảng", &text("00123"))
    );
    assert_eq!(sheets[0].cell(1, 1), &Cell::Day(20_270));
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let workbook = write(&table(), TableFormat::Xlsx).unwrap();
    assert!(matches!(read(b""), Err(BadTable::Empty)));
    for cut in [8, 100, workbook.len() / 2, workbook.len() - 10] {
        assert!(
            matches!(
                read(&workbook[..cut]),
                Err(BadTable::Workbook { kind: "XLSX", .. })
            ),
            "cut at {cut}"
        );
    }
    let mut flipped = workbook;
    for at in (0..flipped.len()).step_by(97) {
        flipped[at] ^= 0xff;
        // Read or refused, never a panic.
        let _ = read(&flipped);
        flipped[at] ^= 0xff;
    }
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0];
    assert!(matches!(read(&ole), Err(BadTable::Workbook { kind: "XLS", .. })));
    let foreign = b"Name,T\xean\n1,Cr\xe8me\n";
    assert!(matches!(read(foreign), Err(BadTable::Encoding { line: 1, .. })));
    let wide = ["x,".repeat(400), "\n".into()].concat();
    assert!(matches!(
        read(wide.as_bytes()),
        Err(BadTable::TooLarge { what: "columns", .. })
    ));
}
