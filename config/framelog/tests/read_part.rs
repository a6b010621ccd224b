//! Both disks give the same part of a file, and say the same when it is not there.

use kiemke_framelog::{DiskFiles, FaultyFiles, Files, Open};
use std::io::ErrorKind;
use std::path::Path;

fn check(files: &dyn Files, dir: &Path) {
    let path = dir.join("file");
    let mut file = files.open(&path, Open::New).expect("opens");
    file.write_at(0, b"0123456789").expect("writes");
    assert_eq!(files.length(&path).expect("has a length"), 10);
    let part = |offset, bytes| files.read_at(&path, offset, bytes).map_err(|error| error.kind());
    assert_eq!(part(0, 10), Ok(b"0123456789".to_vec()));
    assert_eq!(part(3, 4), Ok(b"3456".to_vec()));
    assert_eq!(part(10, 0), Ok(Vec::new()));
    assert_eq!(part(7, 4), Err(ErrorKind::UnexpectedEof));
    assert_eq!(part(11, 1), Err(ErrorKind::UnexpectedEof));
    let missing = dir.join("missing");
    let kind = |error: std::io::Error| error.kind();
    assert_eq!(files.length(&missing).map_err(kind), Err(ErrorKind::NotFound));
    assert_eq!(
        files.read_at(&missing, 0, 1).map_err(kind),
        Err(ErrorKind::NotFound)
    );
}

#[test]
fn a_part_of_a_file_is_read_alike_from_both_disks() {
    let dir = tempfile::tempdir().expect("makes a folder");
    check(&DiskFiles, dir.path());
    check(&FaultyFiles::new(1), Path::new("/files"));
}
