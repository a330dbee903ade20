//! The arguments of what is not a report.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use npscore::inference::Confidence;
use npscore::insight::monitor::DropDetector;
use npscore::{Decimal, Nps, Scale};

use super::input::{ColumnArguments, DateArguments, FileArguments, Input};
use crate::screen::{Screen, parse_scale};

/// The forms of what is not a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Tells what changed from one survey to another: how sure it is, why, and who moved.
///
/// BEFORE and AFTER are files. With --in they are two values of --column, or two periods of --date.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  npscore compare may.csv june.csv --score nps --by country
  npscore compare --in answers.csv --score nps --column wave spring autumn --id customer
  npscore compare --in answers.csv --score nps --date sent --period quarter 2026-Q1 2026-Q2")]
pub(super) struct CompareArguments {
    /// The earlier file, value or period
    before: String,

    /// The later file, value or period
    after: String,

    /// The files that hold both; may be repeated
    #[arg(long = "in", value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The column whose values are compared
    #[arg(long, value_name = "COLUMN", requires = "files")]
    column: Option<String>,

    #[command(flatten)]
    columns: ColumnArguments,

    /// A column whose cells take the change apart, or several with commas between; may be repeated
    #[arg(long, value_name = "COLUMN", help_heading = "Columns")]
    by: Vec<String>,

    #[command(flatten)]
    dates: DateArguments,

    #[command(flatten)]
    form: FileArguments,

    /// How sure intervals and verdicts are, in percent
    #[arg(long, value_name = "PERCENT", default_value = "95", value_parser = confidence)]
    confidence: Confidence,

    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Write to a file, which is replaced when all is written
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Two surveys to be compared.
#[derive(Debug)]
pub(crate) struct CompareRequest {
    pub(crate) before: Input,
    pub(crate) after: Input,
    /// What they are called.
    pub(crate) names: [String; 2],
    pub(crate) confidence: Confidence,
    pub(crate) format: Form,
    pub(crate) output: Option<PathBuf>,
}

impl CompareArguments {
    pub(super) fn request(self) -> Result<CompareRequest, String> {
        if self.columns.score.is_none() {
            return Err("--score names the column with the scores".into());
        }
        let names = [self.before, self.after];
        let input = |place: usize| -> Result<Input, String> {
            let within = !self.files.is_empty();
            let files = if within {
                self.files.clone()
            } else {
                vec![names[place].clone().into()]
            };
            if within && files.iter().any(|file| file.as_os_str() == "-") {
                return Err("standard input, -, cannot be read twice: --in needs files".into());
            }
            let mut input = Input::new(
                files,
                self.columns.clone(),
                self.form.clone(),
                self.dates.clone(),
            )?;
            match (&self.column, &input.dates) {
                (Some(column), _) => input.wanted.push(format!("{column}={}", names[place])),
                (None, Some(_)) if within => input.period = Some(names[place].clone()),
                (None, None) if within => {
                    return Err("--in needs --column or --date: what are the two values of?".into());
                }
                (None, _) => {}
            }
            input.by.clone_from(&self.by);
            if let Some(dates) = &mut input.dates {
                dates.coarser.clear();
            }
            Ok(input)
        };
        if self.files.is_empty() && names.iter().all(|name| name == "-") {
            return Err("standard input, -, can be read once only".into());
        }
        let (before, after) = (input(0)?, input(1)?);
        Ok(CompareRequest {
            before,
            after,
            names,
            confidence: self.confidence,
            format: self.format,
            output: self.output,
        })
    }
}

/// Tells how many answers are needed: for a margin, or to see a change.
///
/// Nothing is assumed about the answers unless --promoters and --detractors say what to expect.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("question").required(true).multiple(true)
        .args(["margin", "change", "responses"]),
    after_help = "Examples:
  npscore plan --margin 5
  npscore plan --margin 5 --promoters 50 --detractors 20 --population 1200 --response-rate 30
  npscore plan --change 10 --power 90
  npscore plan --responses 400"
)]
pub(crate) struct PlanRequest {
    /// The margin of error, in points: 5 for ± 5
    #[arg(long, value_name = "POINTS")]
    pub(crate) margin: Option<f64>,

    /// A change to be seen between two surveys, in points
    #[arg(long, value_name = "POINTS", allow_negative_numbers = true)]
    pub(crate) change: Option<f64>,

    /// A number of answers: what they give
    #[arg(long, value_name = "N")]
    pub(crate) responses: Option<u64>,

    /// The chance of seeing the change, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 80.0)]
    pub(crate) power: f64,

    /// How sure the margin is to be, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 95.0)]
    pub(crate) confidence: f64,

    /// The promoters to expect, in percent
    #[arg(long, value_name = "PERCENT", requires = "detractors")]
    pub(crate) promoters: Option<Decimal>,

    /// The detractors to expect, in percent; the rest are passives
    #[arg(long, value_name = "PERCENT", requires = "promoters")]
    pub(crate) detractors: Option<Decimal>,

    /// How many people there are to ask, each at most once
    #[arg(long, value_name = "N", requires = "margin")]
    pub(crate) population: Option<u64>,

    /// How many of those invited respond, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) response_rate: Option<f64>,

    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub(crate) format: Form,
}

/// Watches a stream of answers, one on each line, and raises an alarm where the score drops.
///
/// A line is a cell as in a file, or a JSON object. At the end of standard input one line of JSON tells
/// what was seen; the exit code is 4 if there was an alert. Each alert is told on standard error at once.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tail -n +2 scores.txt | npscore watch --floor 20 --state watch.json || mail -s 'NPS' me < watch.json
  npscore watch --floor 0 --score nps < answers.jsonl")]
pub(super) struct WatchArguments {
    /// The lowest acceptable score
    #[arg(long, value_name = "NPS", allow_negative_numbers = true)]
    floor: Nps,

    /// How many answers there are between false alarms, on average at least
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    run_length: u64,

    /// The file that keeps what was seen from one run to the next
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// The member of a JSON object that holds the score
    #[arg(long, value_name = "NAME", default_value = "score")]
    score: String,

    /// Another scale, such as 1-5:4,5
    #[arg(long, value_name = "SCALE", value_parser = parse_scale, allow_hyphen_values = true)]
    scale: Option<Scale>,

    /// A number off the scale that means missing; may be repeated
    #[arg(long, value_name = "CODE", allow_negative_numbers = true)]
    missing: Vec<i128>,

    /// A word that means missing; may be repeated
    #[arg(long = "missing-word", value_name = "WORD")]
    missing_words: Vec<String>,
}

/// A stream to be watched.
#[derive(Debug)]
pub(crate) struct WatchRequest {
    /// A detector that has seen nothing.
    pub(crate) detector: DropDetector,
    pub(crate) state: Option<PathBuf>,
    pub(crate) score: String,
    pub(crate) screen: Screen,
}

impl WatchArguments {
    pub(super) fn request(self) -> Result<WatchRequest, String> {
        let detector = DropDetector::new(self.floor, self.run_length);
        let screen = Screen::new(
            self.scale.unwrap_or(Scale::NPS),
            &self.missing,
            &self.missing_words,
        );
        Ok(WatchRequest {
            detector: detector.map_err(|error| error.to_string())?,
            state: self.state,
            score: self.score,
            screen: screen.map_err(|error| error.to_string())?,
        })
    }
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let percent: f64 = text
        .trim()
        .parse()
        .map_err(|_| "not a number".to_string())?;
    Confidence::new(percent / 100.0).map_err(|error| error.to_string())
}

fn percent(text: &str) -> Result<f64, &'static str> {
    let percent = text
        .trim()
        .parse()
        .ok()
        .filter(|percent| *percent > 0.0 && *percent <= 100.0);
    percent.ok_or("expected a percentage above 0, up to 100")
}
