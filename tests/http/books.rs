//! Books over HTTP: messy workbooks and old text files in, once and again.

use kiemke_http::{Client, Request};
use kiemke_tests::books::{book_with_wrong_line, messy_book};
use kiemke_tests::daemon::TestDaemon;
use kiemke_wire::book::{BookHistoryLine, BookLineRow};
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{EquipmentRow, ImportReport, Page};

const LINES: u32 = 20_000;

async fn import(people: &Client, parameters: &str, file: impl Into<Vec<u8>>) -> ImportReport {
    let path = format!("/v1/import/book?unit=t1&{parameters}");
    people
        .json(Request::post_file(path, file.into()))
        .await
        .expect("a book that is taken in")
}

async fn refusal(people: &Client, parameters: &str, file: impl Into<Vec<u8>>) -> Problem {
    let path = format!("/v1/import/book?{parameters}");
    let reply = people
        .exchange(Request::post_file(path, file.into()))
        .await
        .unwrap();
    assert!(!reply.status.is_success(), "{reply:?}");
    serde_json::from_slice(&reply.body).unwrap()
}

async fn lines(people: &Client, parameters: &str) -> Page<BookLineRow> {
    let path = format!("/v1/book-lines?{parameters}");
    people.json(Request::get(path)).await.unwrap()
}

async fn with_school() -> (tempfile::TempDir, TestDaemon) {
    let folder = tempfile::tempdir().unwrap();
    kiemke_tests::folder::with_units(folder.path(), &["t1", "t2"]);
    let daemon = TestDaemon::start(folder.path()).await;
    (folder, daemon)
}

#[tokio::test]
async fn a_large_messy_book_is_taken_in_once() {
    let (folder, daemon) = with_school().await;
    let wrong = book_with_wrong_line(LINES, 7, LINES / 2);
    let refused = refusal(&daemon.admin, "unit=t1", wrong.file).await;
    assert_eq!(
        (refused.code.as_str(), refused.faults.len()),
        ("import_refused", 1)
    );
    assert_eq!(Some(&refused.faults[0].place), wrong.wrong.as_ref());
    assert_eq!(
        lines(&daemon.admin, "").await.total,
        0,
        "nothing of it was taken in"
    );
    let book = messy_book(LINES, 7);
    let tried = import(&daemon.admin, "dry_run=true", book.file.clone()).await;
    assert_eq!((tried.new, tried.refused, tried.applied), (book.lines, 0, false));
    assert_eq!(tried.form.as_deref(), Some("s26-h"));
    assert_eq!(tried.records.map(|records| records.without), Some(book.things));
    let done = import(&daemon.admin, "file=so.xlsx", book.file.clone()).await;
    assert_eq!((done.new, done.refused, done.applied), (book.lines, 0, true));
    assert_eq!(done.left_out, book.lines - done.items.len() as u64);
    // All of it is there after the next start, and comes in no second time.
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    let page = lines(&daemon.admin, "limit=1000&q=optiplex%203080").await;
    assert!(page.total > 2_000 && page.next.is_some(), "{}", page.total);
    assert!(page.items.iter().all(|row| row.line.category.0 == "desktop"));
    let again = import(&daemon.admin, "", book.file).await;
    assert_eq!((again.unchanged, again.applied), (book.lines, false));
    let mut cost_dong = 0;
    let mut cursor = String::new();
    loop {
        let page = lines(&daemon.admin, &format!("unit=t1&limit=1000&cursor={cursor}")).await;
        cost_dong += page
            .items
            .iter()
            .filter_map(|row| row.line.cost_dong)
            .sum::<u64>();
        match page.next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(cost_dong, book.cost_dong, "to the đồng");
    daemon.stop().await;
}

const BOOK: &str = "STT;Mã thiết bị;Tên thiết bị;ĐVT;Số lượng;Đơn giá;Năm\n\
    1;0012;Máy tính để bàn;bộ;3;12.000.000;2022\n2;;Máy chiếu Epson;cái;1;9.850.000;2021\n";

/// The book above as it was written before Unicode.
const BOOK_TCVN3: &[u8] = b"STT;M\xb7 thi\xd5t b\xde;T\xaan thi\xd5t b\xde;\xa7VT;S\xe8 l\xad\xeeng;\xa7\xacn gi\xb8;N\xa8m\n\
    1;0012;M\xb8y t\xddnh \xae\xd3 b\xb5n;b\xe9;3;12.000.000;2022\n2;;M\xb8y chi\xd5u Epson;c\xb8i;1;9.850.000;2021\n";
const BOOK_VNI: &[u8] = b"STT;Ma\xf5 thie\xe1t b\xf2;Te\xe2n thie\xe1t b\xf2;\xd1VT;So\xe1 l\xf6\xf4\xefng;\xd1\xf4n gia\xf9;Na\xeam\n\
    1;0012;Ma\xf9y t\xednh \xf1e\xe5 ba\xf8n;bo\xe4;3;12.000.000;2022\n2;;Ma\xf9y chie\xe1u Epson;ca\xf9i;1;9.850.000;2021\n";

#[tokio::test]
async fn old_encodings_are_confirmed_and_give_the_same_records() {
    let mut told: Vec<String> = Vec::new();
    for (file, name) in [
        (BOOK.as_bytes(), "utf-8"),
        (BOOK_TCVN3, "tcvn3"),
        (BOOK_VNI, "vni"),
    ] {
        let (_folder, daemon) = with_school().await;
        let admin = &daemon.admin;
        let tried = import(admin, "dry_run=true", file).await;
        let guess = tried.encoding.expect("text");
        assert_eq!((guess.name.as_str(), guess.guessed), (name, name != "utf-8"));
        if guess.guessed {
            let problem = refusal(admin, "unit=t1&split=true", file).await;
            assert_eq!(
                (problem.code.as_str(), problem.place.as_deref()),
                ("encoding_unconfirmed", Some("encoding"))
            );
        }
        let done = import(admin, &format!("split=true&encoding={name}"), file).await;
        assert_eq!((done.new, done.refused), (2, 0), "{:?}", done.items);
        let records: Page<EquipmentRow> = admin.json(Request::get("/v1/equipment?sort=id")).await.unwrap();
        assert_eq!(records.total, 4);
        let records: Vec<_> = records.items.into_iter().map(|row| row.record).collect();
        let lines: Vec<_> = lines(admin, "")
            .await
            .items
            .into_iter()
            .map(|row| row.line)
            .collect();
        told.push(format!("{records:#?}{lines:#?}"));
        daemon.stop().await;
    }
    assert!(told[0].contains("0012-03") && told[0].contains("Máy chiếu Epson"));
    assert_eq!(told[1], told[0], "TCVN3");
    assert_eq!(told[2], told[0], "VNI");
}

#[tokio::test]
async fn one_wrong_row_refuses_the_whole_and_names_its_cell() {
    let (_folder, daemon) = with_school().await;
    let admin = &daemon.admin;
    let bad = format!("{BOOK}3;X9;Máy in;cái;nhiều;1;2020\n4;X9;;cái;1;1;2020\n");
    let problem = refusal(admin, "unit=t1", bad).await;
    assert_eq!((problem.code.as_str(), problem.status), ("import_refused", 422));
    let places: Vec<&str> = problem.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["E4", "C5"]);
    assert_eq!(lines(admin, "").await.total, 0, "nothing of it was taken in");
    for (parameters, code) in [
        ("unit=root", "invalid"),
        ("unit=t9", "unit_unknown"),
        ("unit=t1&book=s99", "invalid"),
        ("unit=t1&match=x", "invalid"),
        ("unit=t1&match=99:new", "invalid"),
        ("unit=t1&encoding=latin-1", "bad_query"),
        ("unit=t1&colour=red", "bad_query"),
    ] {
        assert_eq!(refusal(admin, parameters, BOOK).await.code, code, "{parameters}");
    }
    assert_eq!(refusal(admin, "", BOOK).await.faults[0].code, "no_school");
    daemon.stop().await;
}

#[tokio::test]
async fn questions_are_answered_and_the_line_shows_its_records() {
    let (_folder, daemon) = with_school().await;
    let admin = &daemon.admin;
    import(admin, "split=true", BOOK).await;
    let of_2024 = "STT;Tên thiết bị;ĐVT;Số lượng;Chứng từ Số\n1;Máy quét Canon;cái;1;PN9\n";
    import(admin, "", of_2024).await;
    let received = serde_json::json!({"records": [
        {"name": "Máy ảnh", "category": "camera", "place": "t1", "state": "in_store"}]});
    admin
        .exchange(Request::post("/v1/equipment", &received))
        .await
        .unwrap();
    let cameras = "STT;Tên thiết bị;ĐVT;Số lượng\n1;Máy ảnh;cái;2\n";
    let asked = import(admin, "dry_run=true", cameras).await;
    let question = &asked.questions[0];
    assert_eq!((question.row, question.code.as_str()), (2, "same_name"));
    let id = question.candidates[0];
    let answered = import(admin, &format!("split=true&match=2:{id}"), cameras).await;
    let follow = answered.records.unwrap();
    assert_eq!((follow.tied, follow.made), (1, 1));
    let line = lines(admin, "q=may%20anh").await.items.remove(0);
    assert_eq!((line.left, line.recorded), (2, 2));
    let history: Page<BookHistoryLine> = admin
        .json(Request::get(format!("/v1/book-lines/{}/history", line.id)))
        .await
        .unwrap();
    assert_eq!(history.total, 1);
    assert_eq!(lines(admin, "filter=book:list").await.total, 4);
    assert_eq!(lines(admin, "filter=book:s24-h").await.total, 0);
    daemon.stop().await;
}
