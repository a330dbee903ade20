//! A report from a database: it counts, and npscore does the rest.

use npscore::insight::Lag;
use npscore::{Confidence, Counts, Month, Segments, Tally, Timeline};
use rusqlite::Connection;

/// By the database: no row of a respondent leaves it.
const QUERY: &str = "
    SELECT region, strftime('%Y-%m', answered) AS month,
        sum(score >= 9) AS promoters, sum(score BETWEEN 7 AND 8) AS passives, sum(score <= 6) AS detractors
    FROM responses WHERE score BETWEEN 0 AND 10 GROUP BY region, month";

/// The responses of a database by region and month.
///
/// # Errors
///
/// What the database says, for a month that is none, and for negative counts.
pub fn load(
    database: &Connection,
) -> Result<Segments<String, Timeline<Month>>, Box<dyn std::error::Error>> {
    let mut regions = Segments::default();
    let mut query = database.prepare(QUERY)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let counts = Counts::<i64> {
            promoters: row.get("promoters")?,
            passives: row.get("passives")?,
            detractors: row.get("detractors")?,
        };
        let month: Month = row.get::<_, String>("month")?.parse()?;
        let months: Timeline<Month> = [(month, Tally::try_from(counts)?)].into_iter().collect();
        regions.merge_at(row.get::<_, String>("region")?, months);
    }
    Ok(regions)
}

/// A line for each region, the best first, and one for each change of the whole.
#[must_use]
pub fn lines(regions: &Segments<String, Timeline<Month>>) -> Vec<String> {
    let total = regions.total();
    let ranked = regions.by_nps().into_iter();
    let ranked = ranked
        .filter_map(|(region, months)| Some(format!("{region}: {}", months.total().result()?)));
    ranked
        .chain(
            total
                .changes(Lag::Previous, Confidence::P95)
                .skip(1)
                .map(|change| format!("{change:.0}")),
        )
        .collect()
}
