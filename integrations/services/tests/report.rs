//! The report from a database in memory.

use npscore_services::report::{lines, load};
use rusqlite::Connection;

/// A table of responses: region, month, score, and how many of them.
fn database(rows: &[(&str, &str, i64, usize)]) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    database
        .execute(
            "CREATE TABLE responses (region TEXT, answered TEXT, score INTEGER)",
            [],
        )
        .unwrap();
    for (region, month, score, n) in rows {
        for _ in 0..*n {
            database
                .execute(
                    "INSERT INTO responses VALUES (?1, ?2 || '-15', ?3)",
                    (region, month, score),
                )
                .unwrap();
        }
    }
    database
}

#[test]
fn counts_of_the_database_are_regions_and_months() {
    let database = database(&[
        ("north", "2026-01", 10, 30),
        ("north", "2026-01", 7, 52),
        ("north", "2026-01", 0, 18),
        ("north", "2026-02", 9, 40),
        ("north", "2026-02", 8, 40),
        ("north", "2026-02", 6, 20),
        ("south", "2026-02", 9, 20),
        ("south", "2026-02", 3, 80),
        ("south", "2026-02", 99, 7), // a code for no answer
    ]);
    let regions = load(&database).unwrap();
    // North: 70 promoters and 38 detractors of 200; south: 20 and 80 of 100. January: 30 - 18 of 100;
    // February: 60 - 100 of 200.
    let lines = lines(&regions);
    assert_eq!(
        lines[..2],
        ["north: NPS 16 (n = 200)", "south: NPS -60 (n = 100)"]
    );
    assert!(
        lines[2].starts_with("2026-02 since 2026-01: NPS 12 to -20: -32 ["),
        "{}",
        lines[2]
    );
    assert!(lines[2].ends_with("fell"), "{}", lines[2]);
    assert_eq!(lines.len(), 3);
}

#[test]
fn an_empty_table_has_no_lines() {
    assert!(lines(&load(&database(&[])).unwrap()).is_empty());
}
