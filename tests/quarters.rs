//! The example over time, run as a function.

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/quarters.rs"]
mod program;

#[test]
fn its_tables_are_stable_and_name_their_source() {
    assert_eq!(
        program::report().unwrap(),
        include_str!("data/quarters.txt")
    );
    assert!(include_str!("data/quarters.txt").contains("(c) The Carpentries, CC BY 4.0"));
}

#[cfg(feature = "serde")]
#[test]
fn its_months_are_those_of_the_truth() {
    let truth = crate::truth::truth();
    let months = &truth["carpentries_instructor_2016_18"]["segments"]["@month"];
    let report = program::report().unwrap();
    for (month, figures) in months.as_object().unwrap() {
        let nps = figures["nps"].as_f64().unwrap();
        let valid = figures["valid"].as_u64().unwrap();
        let line = format!("\n  {month}  {valid:3}  {nps:>6.1}  ");
        assert!(report.contains(&line), "{line}");
    }
}
