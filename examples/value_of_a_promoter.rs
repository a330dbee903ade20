//! What promoters are worth, what a point is worth, and how much growth is earned.
//!
//! The company and its figures are invented, but for the earned growth, which is the published
//! example of its authors.
//!
//! ```text
//! cargo run --example value_of_a_promoter
//! ```

use npscore::insight::{Conversion, CustomerValue, EarnedGrowth, Referrals, Revenue, Simulation};
use npscore::{Counts, Decimal, Rating, Tally};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Customers by what they answered, and the margin of one customer over a year.
    let customers = Tally::try_from(Counts {
        detractors: 1_800,
        passives: 5_200,
        promoters: 3_000,
    })?;
    let margins = Counts {
        detractors: Decimal::new(3150, 2),
        passives: 84.into(),
        promoters: Decimal::new(14_920, 2),
    };
    let value = CustomerValue::new("EUR", margins)?;
    let result = customers.result().ok_or("no customers")?;

    println!("{result}");
    println!("{}", value.of(&customers)?);

    println!("\nWhat one point is worth depends on who is won:");
    for conversion in Conversion::ALL {
        let point = value.of_one_point(result.responses(), conversion)?;
        println!(
            "  {conversion}: {} {} a point",
            point.round_dp(2),
            value.currency()
        );
    }

    let next = Rating::next_above(result.nps()).unwrap_or(Rating::WorldClass);
    println!("\nWhat it takes to be {next}:");
    for conversion in Conversion::ALL {
        match Simulation::fewest(&result, conversion, next) {
            Ok(won) => {
                let worth = value.of_conversions(conversion, won.people())?;
                println!("  {won}, worth {} {}", worth.round_dp(2), value.currency());
            }
            Err(error) => println!("  {error}"),
        }
    }

    // Customers that one customer of each category brings, or keeps from coming.
    let new_customers = Counts {
        detractors: Decimal::new(-5, 2),
        passives: Decimal::ZERO,
        promoters: Decimal::new(12, 2),
    };
    let referrals = Referrals::new(new_customers, 84.into());
    let worth = referrals.value(&customers)?;
    println!(
        "\nRecommendations less warnings: {worth} {}",
        value.currency()
    );

    // Revenue 100 before; 85 from the same customers now, 45 from new ones, 25 of it earned.
    let growth = EarnedGrowth::new(Revenue {
        before: 100.into(),
        retained: 85.into(),
        earned: 25.into(),
        bought: 20.into(),
    })?;
    println!("{growth}");
    Ok(())
}
