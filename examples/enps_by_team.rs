//! The eNPS of a small company by team, without giving anybody away.
//!
//! The company, its teams and all answers are invented.
//!
//! ```text
//! cargo run --example enps_by_team
//! ```

use npscore::error::ScoreError;
use npscore::insight::{Disclosed, Disclosure, MinimumSize};
use npscore::{Hierarchy, Score};

/// Invented answers: a path of department and team, and what its people answered.
const ANSWERS: [(&[&str], &[u8]); 8] = [
    (&["bakery", "bread"], &[9, 10, 8, 7, 9, 6, 10]),
    (&["bakery", "pastry"], &[8, 9, 3, 10, 9, 9]),
    // Two people: whatever is shown of them is shown of each.
    (&["bakery", "night shift"], &[2, 4]),
    (&["shops", "harbour"], &[7, 8, 9, 10, 5, 6, 8]),
    (&["shops", "station"], &[10, 10, 9, 8, 9]),
    (&["shops", "market"], &[4, 7, 9, 10, 6, 8]),
    (&["office"], &[9, 8, 7]),
    (&["drivers"], &[6, 7, 9, 10, 8]),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut company = Hierarchy::<String>::default();
    for (path, scores) in ANSWERS {
        let scores = scores.iter().map(|score| Score::new(*score));
        for score in scores.collect::<Result<Vec<_>, ScoreError>>()? {
            company.extend([(path.iter().copied(), score)]);
        }
    }

    // Everybody was told before the survey: nothing is shown of fewer than five answers.
    let report = Disclosure::of_hierarchy(&company, MinimumSize::FIVE)?;

    println!(
        "eNPS of an invented company, minimum group size {}",
        report.minimum().get()
    );
    for cell in report.cells() {
        let path = cell.path();
        let indent = "  ".repeat(path.len());
        let name = path.last().map_or("everybody", |key| key.as_str());
        println!("{indent}{name}: {}", cell.disclosed());
    }

    let withheld = |disclosed: Disclosed| disclosed == Disclosed::Withheld;
    let cells = report.cells();
    let count = cells.filter(|cell| withheld(cell.disclosed())).count();
    println!("\n{count} groups are withheld: some are small, the others would give them away.");
    println!(
        "Nobody responded for the warehouse: {}.",
        report.get(&["warehouse"])
    );
    Ok(())
}
