//! Books as schools send them, made up by a seed: columns moved, heads over three rows and repeated, titles, groups, sums
//! and signatures between the rows, dates and amounts in whatever form.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// A made-up book and what it says.
pub struct MessyBook {
    /// The workbook.
    pub file: Vec<u8>,
    /// Its lines.
    pub lines: u64,
    /// The things of all of them.
    pub things: u64,
    /// What all of it cost, đồng.
    pub cost_dong: u64,
    /// The cell of the wrong quantity, if there is one.
    pub wrong: Option<String>,
}

/// Rows between two repetitions of the heads.
const PAGE_ROWS: u32 = 400;
/// Rows between two sums.
const SUM_ROWS: u32 = 97;

/// The columns of an S26-H in another order than the form has: group, part, head.
const COLUMNS: [[&str; 3]; 11] = [
    ["STT", "", ""],
    ["Ghi tăng TSCĐ và CCDC", "Tên TSCĐ và công cụ, dụng cụ", ""],
    ["", "Số lượng", ""],
    ["", "Đơn vị tính", ""],
    ["", "Đơn giá", ""],
    ["", "Thành tiền", ""],
    ["", "Chứng từ", "Số hiệu"],
    ["", "", "Ngày tháng"],
    ["Mã tài sản", "", ""],
    ["Nơi sử dụng", "", ""],
    ["Ghi chú", "", ""],
];
const THINGS: [(&str, &str, u64); 7] = [
    ("Máy tính để bàn Dell OptiPlex 3080", "bộ", 11_950_000),
    ("Máy tính xách tay HP 240 G8", "cái", 12_490_000),
    ("Máy chiếu Epson EB-X06", "cái", 9_850_000),
    ("Ti vi Sony 55 inch", "chiếc", 15_200_000),
    ("Bàn ghế học sinh 2 chỗ ngồi", "bộ", 1_250_000),
    ("Máy in Canon LBP 2900", "cái", 3_600_000),
    ("Bộ lưu điện UPS Santak 1000VA", "bộ", 2_150_000),
];

/// Makes a book of so many lines.
///
/// # Panics
/// When the workbook cannot be written.
pub fn messy_book(lines: u32, seed: u64) -> MessyBook {
    made(lines, seed, None)
}

/// The same with a quantity in this line, by number from 0, that is none.
///
/// # Panics
/// When the workbook cannot be written.
pub fn book_with_wrong_line(lines: u32, seed: u64, wrong: u32) -> MessyBook {
    made(lines, seed, Some(wrong))
}

fn made(lines: u32, seed: u64, wrong: Option<u32>) -> MessyBook {
    let mut book = Workbook::new();
    let mut made = MessyBook {
        file: Vec::new(),
        lines: u64::from(lines),
        things: 0,
        cost_dong: 0,
        wrong: None,
    };
    let page = book.add_worksheet();
    fill(page, (lines, wrong), seed, &mut made).expect("the workbook takes the rows");
    made.file = book.save_to_buffer().expect("the workbook is written");
    made
}

fn fill(
    page: &mut Worksheet,
    (lines, wrong): (u32, Option<u32>),
    seed: u64,
    made: &mut MessyBook,
) -> Result<(), XlsxError> {
    page.set_name("Sổ S26")?;
    page.write_string(0, 0, "PHÒNG GD&ĐT HUYỆN ĐẮK MIL")?;
    page.write_string(2, 3, "SỔ THEO DÕI TSCĐ VÀ CÔNG CỤ, DỤNG CỤ TẠI NƠI SỬ DỤNG")?;
    let mut row = heads(page, 4)?;
    for (column, letter) in ('A'..='K').enumerate() {
        page.write_string(row, column as u16, letter.to_string())?;
    }
    row += 1;
    for line in 0..lines {
        if line > 0 && line % PAGE_ROWS == 0 {
            row = heads(page, row)?;
        }
        if line % SUM_ROWS == 0 {
            page.write_string(row, 0, "I")?;
            page.write_string(row, 1, "Thiết bị dùng chung")?;
            row += 1;
        }
        write_line(page, row, line, seed, made)?;
        if wrong == Some(line) {
            page.write_string(row, 2, "một ít")?;
            made.wrong = Some(format!("C{}", row + 1));
        }
        row += 1;
        if line % SUM_ROWS == SUM_ROWS - 1 {
            page.write_string(row, 1, "Cộng")?;
            page.write_number(row, 2, 1_000.0)?;
            page.write_number(row, 5, 1e9)?;
            row += 1;
        }
    }
    page.write_string(row, 1, "Tổng cộng")?;
    page.write_string(row + 1, 5, "Ngày 31 tháng 12 năm 2024")?;
    page.write_string(row + 2, 1, "Người ghi sổ")?;
    page.write_string(row + 2, 6, "Thủ trưởng đơn vị")?;
    page.write_string(row + 5, 1, "Nguyễn Thị A")?;
    page.write_string(row + 5, 6, "Y Bhăm Niê")?;
    Ok(())
}

fn heads(page: &mut Worksheet, row: u32) -> Result<u32, XlsxError> {
    for (column, heads) in COLUMNS.iter().enumerate() {
        for (level, head) in (0..).zip(heads).filter(|(_, head)| !head.is_empty()) {
            page.write_string(row + level, column as u16, *head)?;
        }
    }
    Ok(row + 3)
}

fn write_line(
    page: &mut Worksheet,
    row: u32,
    line: u32,
    seed: u64,
    made: &mut MessyBook,
) -> Result<(), XlsxError> {
    let draw = |salt: u64, of: u64| mixed(seed ^ (u64::from(line) << 8) ^ salt) % of;
    let (name, measure, price) = THINGS[draw(1, THINGS.len() as u64) as usize];
    let name = match draw(2, 4) {
        0 => decomposed(name),
        1 => name.to_uppercase(),
        _ => name.to_owned(),
    };
    let quantity = 1 + draw(3, 40);
    let cost = quantity * price;
    made.things += quantity;
    made.cost_dong += cost;
    page.write_number(row, 0, f64::from(line + 1))?;
    page.write_string(row, 1, name)?;
    match draw(4, 3) {
        0 => page.write_string(row, 2, format!("{quantity} {measure}"))?,
        _ => page
            .write_number(row, 2, quantity as f64)?
            .write_string(row, 3, measure)?,
    };
    match draw(5, 3) {
        0 => page.write_string(row, 4, dotted(price))?,
        1 => page.write_string(row, 4, format!("{},4", dotted(price)))?,
        _ => page.write_number(row, 4, price as f64)?,
    };
    match draw(6, 2) {
        0 => page.write_string(row, 5, format!("{} đ", dotted(cost)))?,
        _ => page.write_number(row, 5, cost as f64)?,
    };
    page.write_string(row, 6, format!("PN{:03}", line / 20))?;
    let (day, month) = (1 + draw(7, 28), 1 + draw(8, 12));
    match draw(9, 2) {
        0 => page.write_string(row, 7, format!("{day:02}/{month:02}/2022"))?,
        _ => page.write_number(row, 7, (44_562 + draw(10, 360)) as f64)?,
    };
    let text = Format::new().set_num_format("@");
    page.write_string_with_format(row, 8, format!("{:06}", line + 1), &text)?;
    if draw(11, 3) == 0 {
        page.write_string(row, 9, format!("Phòng {}", 1 + draw(12, 30)))?;
    }
    Ok(())
}

/// `12.500.000`.
fn dotted(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<&str> = groups
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(".")
}

/// With marks as characters of their own, as some systems write them.
fn decomposed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfd().collect()
}

/// Splitmix64: each number to another that looks drawn.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
