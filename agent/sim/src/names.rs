//! Names as they are given in the highlands: of communes, schools and the people after whom schools are called.

use crate::seed::{Seed, Topic};

const COMMUNE_FIRST: [&str; 24] = [
    "Đắk",
    "Quảng",
    "Nam",
    "Đức",
    "Thuận",
    "Krông",
    "Ea",
    "Đạ",
    "Bảo",
    "Lộc",
    "Hàm",
    "Tân",
    "Phú",
    "Trường",
    "Nhân",
    "Cư",
    "Tuy",
    "Đam",
    "Di",
    "Hòa",
    "Ka",
    "Bắc",
    "Đông",
    "Sơn",
];
const COMMUNE_SECOND: [&str; 32] = [
    "Mil",
    "Wil",
    "Song",
    "Sắk",
    "Khê",
    "Tín",
    "Sơn",
    "Hòa",
    "An",
    "Nô",
    "Cơ",
    "Đà",
    "Xuân",
    "Rông",
    "Linh",
    "Lâm",
    "Thắng",
    "Thuận",
    "N’Drung",
    "Búk So",
    "Ru",
    "Lao",
    "Gia Nghĩa",
    "Bình",
    "Phước",
    "Trực",
    "Hạ",
    "Jút",
    "R’Lấp",
    "Tâm",
    "Huoai",
    "Tẻh",
];
const HONOURED: [&str; 56] = [
    "Nguyễn Đình Chiểu",
    "Lê Hồng Phong",
    "Trần Phú",
    "Nguyễn Tất Thành",
    "N’Trang Lơng",
    "Nơ Trang Gưh",
    "Y Jút",
    "Kim Đồng",
    "Võ Thị Sáu",
    "La Văn Cầu",
    "Bế Văn Đàn",
    "Phan Chu Trinh",
    "Nguyễn Thị Minh Khai",
    "Lý Tự Trọng",
    "Nguyễn Văn Trỗi",
    "Hoàng Văn Thụ",
    "Trần Quốc Toản",
    "Lê Quý Đôn",
    "Chu Văn An",
    "Nguyễn Huệ",
    "Quang Trung",
    "Phan Bội Châu",
    "Hùng Vương",
    "Lương Thế Vinh",
    "Nguyễn Du",
    "Hồ Xuân Hương",
    "Đinh Tiên Hoàng",
    "Ngô Gia Tự",
    "Tô Hiệu",
    "Nguyễn Bỉnh Khiêm",
    "Phạm Hồng Thái",
    "Phan Đình Phùng",
    "Nguyễn Trãi",
    "Lê Lợi",
    "Trường Chinh",
    "Nguyễn Chí Thanh",
    "Phạm Văn Đồng",
    "Võ Nguyên Giáp",
    "Lê Duẩn",
    "Trần Hưng Đạo",
    "Ama Trang Lơng",
    "Y Ngông Niê",
    "Đinh Núp",
    "Cao Bá Quát",
    "Huỳnh Thúc Kháng",
    "Nguyễn Công Trứ",
    "Hàm Nghi",
    "Lê Đình Chinh",
    "Phan Đăng Lưu",
    "Mạc Đĩnh Chi",
    "Trần Đại Nghĩa",
    "Nguyễn Khuyến",
    "Đoàn Thị Điểm",
    "Lê Thị Hồng Gấm",
    "N’Đir",
    "Bùi Thị Xuân",
];
const FLOWERS: [&str; 16] = [
    "Hoa Mai",
    "Hoa Sen",
    "Hoa Hồng",
    "Họa Mi",
    "Sơn Ca",
    "Măng Non",
    "Vàng Anh",
    "Hướng Dương",
    "Hoa Pơ Lang",
    "Tuổi Thơ",
    "Bằng Lăng",
    "Hoa Cúc",
    "Ánh Dương",
    "Hoa Phượng",
    "Vành Khuyên",
    "Sao Mai",
];

/// The name of a commune, such as `Xã Đắk Mil`; since July 2025 it is the level below the province.
pub fn commune(seed: Seed, index: u32) -> String {
    let all = (COMMUNE_FIRST.len() * COMMUNE_SECOND.len()) as u64;
    // Walks all pairs before one comes again.
    let step = (u64::from(index) * 275 + seed.draw(Topic::Commune, 0).roll() % all) % all;
    let at = usize::try_from(step).unwrap_or(0);
    let kind = match index % 11 {
        0 => "Phường",
        _ => "Xã",
    };
    let name = format!(
        "{kind} {} {}",
        COMMUNE_FIRST[at % COMMUNE_FIRST.len()],
        COMMUNE_SECOND[at / COMMUNE_FIRST.len()]
    );
    match u64::from(index) / all {
        0 => name,
        again => format!("{name} {}", again + 1),
    }
}

/// The name of a school behind the abbreviation of its level.
pub fn school(seed: Seed, index: u32, level: &str) -> String {
    let mut draw = seed.draw(Topic::School, u64::from(index) << 8 | 1);
    let names: &[&str] = if level == "MN" { &FLOWERS } else { &HONOURED };
    format!("{level} {}", draw.pick(names))
}

/// The name of a site: the main one, or the hamlet in which it stands.
pub fn site(number: u32) -> String {
    if number == 0 {
        "Điểm chính".to_owned()
    } else {
        format!("Điểm thôn {number}")
    }
}

/// A text as it stands in host names: plain capital letters and digits.
pub fn plain(text: &str) -> String {
    kiemke_wire::fold::search_key(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}
