//! Plots: one drawing each, with a title and a description, and the figures in a table beside it. Only
//! digits, words of ours and names of periods stand in them.

use npscore::inference::Verdict;
use npscore::insight::monitor::Side;
use npscore::{Category, Rating};

use super::markup::{escape, percent};
use crate::report::figures;
use crate::report::model::Model;
use crate::report::model::axis::Axis;
use crate::report::model::score::Score;
use crate::report::model::time::{Moment, Time};
use crate::report::wording;

/// The start of a plot: its size, its title and what it shows in words.
fn open(class: &str, id: &str, height: u32, title: &str, description: &str) -> String {
    let (title, description) = (escape(title), escape(description));
    format!(
        "<svg class=\"{class}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-t\" \
         aria-describedby=\"{id}-d\"><title id=\"{id}-t\">{title}</title>\
         <desc id=\"{id}-d\">{description}</desc>"
    )
}

/// Where a score lies from −100 to 100, among the bands.
pub(super) fn scale(score: &Score) -> String {
    let axis = Axis::full();
    let description = format!(
        "The score is {}, its interval goes from {}. {}",
        score.text(),
        score.interval(),
        wording::bands(score)
    );
    let mut svg = open(
        "scale",
        "sc",
        64,
        "Where the score lies from −100 to 100",
        &description,
    );
    let start = |rating: Rating| rating.above().map_or(-100.0, npscore::Nps::to_f64);
    for (place, rating) in Rating::ALL.into_iter().enumerate() {
        let next = Rating::ALL
            .get(place + 1)
            .map_or(100.0, |next| start(*next));
        let (from, to) = (axis.place(start(rating)), axis.place(next));
        let here = if score.ratings.contains(&rating) {
            " here"
        } else {
            ""
        };
        svg += &format!(
            "<rect class=\"b{place}\" x=\"{}\" y=\"20\" width=\"{}\" height=\"20\"/>\
             <text class=\"bn{here} k{place}\" x=\"{}\" y=\"13\" text-anchor=\"{}\">{rating}</text>",
            percent(from),
            percent(to - from),
            percent(if place == 4 {
                1.0
            } else {
                f64::midpoint(from, to)
            }),
            if place == 4 { "end" } else { "middle" },
        );
    }
    for (value, anchor) in [
        (-100, "start"),
        (0, "middle"),
        (20, "middle"),
        (50, "middle"),
        (80, "middle"),
        (100, "end"),
    ] {
        let x = percent(axis.place(f64::from(value)));
        if !matches!(value, -100 | 100) {
            svg += &format!("<line class=\"gap\" x1=\"{x}\" x2=\"{x}\" y1=\"20\" y2=\"40\"/>");
        }
        let number = figures::whole(value);
        svg += &format!(
            "<text class=\"t\" x=\"{x}\" y=\"56\" text-anchor=\"{anchor}\">{number}</text>"
        );
    }
    let (low, high) = (axis.place(score.low), axis.place(score.high));
    let x = percent(axis.place(score.nps.to_f64()));
    svg + &format!(
        "<rect class=\"si\" x=\"{}\" y=\"25\" width=\"{}\" height=\"10\"/>\
         <line class=\"sm\" x1=\"{x}\" x2=\"{x}\" y1=\"16\" y2=\"44\"/></svg>",
        percent(low),
        percent(high - low),
    )
}

/// The letter that marks the colour of a category.
pub(super) const fn letter(category: Category) -> char {
    match category {
        Category::Detractor => 'd',
        Category::Passive => 'p',
        Category::Promoter => 'r',
    }
}

/// The shares of the categories, side by side.
pub(super) fn shares(model: &Model<'_>) -> Option<String> {
    let mut svg = String::from("<svg class=\"bar\" height=\"36\" aria-hidden=\"true\">");
    let mut from = 0.0;
    for (category, _, _, share) in wording::categories(model)? {
        let share: f64 = share.to_string().parse().unwrap_or_default();
        let (x, width) = (percent(from), percent(share / 100.0));
        let letter = letter(category);
        if from > 0.0 && share > 0.0 {
            svg += &format!("<line class=\"gap\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"36\"/>");
        }
        let rect = format!("<rect class=\"f{letter}\" x=\"{x}\" width=\"{width}\" height=\"36\"/>");
        // The gap lies above the bar before and the next.
        svg = rect_before_gaps(svg, &rect);
        from += share / 100.0;
    }
    Some(svg + "</svg>")
}

/// Puts a bar below the gaps that are drawn already.
fn rect_before_gaps(svg: String, rect: &str) -> String {
    match svg.find("<line") {
        Some(place) => [&svg[..place], rect, &svg[place..]].concat(),
        None => svg + rect,
    }
}

/// How often each answer was given.
pub(super) fn histogram(model: &Model<'_>) -> Option<String> {
    let most = model
        .scores
        .iter()
        .map(|(_, count)| count)
        .max()
        .filter(|most| *most > 0)?;
    let mut ranked: Vec<_> = model.scores.iter().collect();
    ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<_> = ranked
        .iter()
        .take(3)
        .filter(|(_, count)| *count > 0)
        .map(|(score, count)| format!("{score} with {}", figures::count(*count)))
        .collect();
    let description = format!(
        "The most frequent answers are {}. All figures are in the table below.",
        wording::listed(&told)
    );
    let mut svg = open(
        "hist",
        "h",
        276,
        "How often each answer was given",
        &description,
    );
    let column = 1.0 / 11.0;
    for (place, (score, count)) in model.scores.iter().enumerate() {
        #[allow(
            clippy::cast_precision_loss,
            reason = "places of eleven columns, counts as heights"
        )]
        let (from, height) = (place as f64 * column, 190.0 * count as f64 / most as f64);
        // What was answered at all can be seen.
        let height = if count > 0 { height.max(1.5) } else { 0.0 };
        let letter = letter(score.category());
        let middle = percent(from + column / 2.0);
        if count > 0 {
            svg += &format!(
                "<rect class=\"f{letter}\" x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
                percent(from + 0.007),
                208.0 - height,
                percent(column - 0.014),
            );
        }
        svg += &format!(
            "<text class=\"c\" x=\"{middle}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
             <text class=\"t\" x=\"{middle}\" y=\"226\" text-anchor=\"middle\">{score}</text>",
            202.0 - height,
            figures::count(count),
        );
    }
    for ((category, _, _, share), (from, columns)) in
        wording::categories(model)?
            .into_iter()
            .zip([(0.0, 7.0), (7.0, 2.0), (9.0, 2.0)])
    {
        let (letter, name) = (letter(category), wording::capital(category.as_str()));
        let middle = percent(column * (from + columns / 2.0));
        svg += &format!(
            "<rect class=\"f{letter}\" x=\"{}\" y=\"233\" width=\"{}\" height=\"4\"/>\
             <text class=\"k\" x=\"{middle}\" y=\"254\" text-anchor=\"middle\">{name}s</text>\
             <text class=\"k b\" x=\"{middle}\" y=\"272\" text-anchor=\"middle\">{}</text>",
            percent(column * from + 0.007),
            percent(column * columns - 0.014),
            wording::percent(share),
        );
    }
    Some(svg + "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"208\" y2=\"208\"/></svg>")
}

/// From how many periods on intervals are drawn as a band.
const MOST_WHISKERS: usize = 40;

/// From how many periods on only the last change is told in the plot.
const MOST_LABELS: usize = 24;

/// The top and the bottom of the plot of scores over time, in pixels.
const TOP: f64 = 12.0;
const BOTTOM: f64 = 288.0;

/// Where the periods begin, right of the numbers of the axis.
const LEFT: f64 = 0.09;

/// The scores of periods; a gap takes room.
pub(super) fn timeline(time: &Time, periods: &[Option<&Moment>], axis: Axis) -> String {
    let y = |value: f64| BOTTOM - axis.place(value).clamp(0.0, 1.0) * (BOTTOM - TOP);
    #[allow(
        clippy::cast_precision_loss,
        reason = "places of at most some hundred periods"
    )]
    let (width, left) = {
        let width = (1.0 - LEFT) / periods.len() as f64;
        (width, move |place: usize| LEFT + width * place as f64)
    };
    let middle = |place: usize| left(place) + width / 2.0;
    let title = format!("NPS by {} with 95 % intervals", time.unit);
    let description = format!(
        "{} All figures are in the table below.",
        wording::changes(time)
    );
    let mut svg = open("time", "tl", 338, &title, &description);
    for (place, moment) in periods.iter().enumerate() {
        if let Some((low, high)) = moment.and_then(|moment| moment.limits) {
            let (top, bottom) = (y(high), y(low));
            svg += &format!(
                "<rect class=\"lim\" x=\"{}\" width=\"{}\" y=\"{top:.1}\" height=\"{:.1}\"/>",
                percent(left(place)),
                percent(width),
                bottom - top,
            );
        }
    }
    for tick in axis.ticks() {
        let (class, at, number) = (
            if tick == 0 { "z" } else { "g" },
            y(f64::from(tick)),
            figures::whole(tick),
        );
        svg += &format!(
            "<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"t\" x=\"0\" y=\"{:.1}\">{number}</text>",
            at - 4.0
        );
    }
    if let Some(centre) = time.centre {
        let at = y(centre.to_f64());
        let x = percent(LEFT);
        svg += &format!("<line class=\"o\" x1=\"{x}\" x2=\"100%\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>");
    }
    svg += &joins(periods, &middle, &y);
    let band = periods.len() > MOST_WHISKERS;
    for (place, moment) in periods.iter().enumerate() {
        let x = middle(place);
        if let Some((moment, score)) = moment.and_then(|moment| Some((moment, moment.score()?))) {
            let last = place + 1 == periods.len();
            let labelled = last || periods.len() <= MOST_LABELS;
            let at = percent(x);
            let (low, high, dot) = (y(score.low), y(score.high), y(score.nps.to_f64()));
            svg += &format!("<g class=\"{}\">", class(moment));
            svg += &if band {
                format!(
                    "<rect class=\"iv\" x=\"{}\" width=\"{}\" y=\"{high:.1}\" height=\"{:.1}\"/>",
                    percent(left(place)),
                    percent(width),
                    low - high
                )
            } else {
                format!(
                    "<line class=\"w\" x1=\"{at}\" x2=\"{at}\" y1=\"{low:.1}\" y2=\"{high:.1}\"/>"
                )
            };
            let radius = if band { 3 } else { 5 };
            svg += &format!("<circle cx=\"{at}\" cy=\"{dot:.1}\" r=\"{radius}\"/>");
            if moment.outside.is_some() && !time.wanders() {
                svg += &format!(
                    "<circle class=\"ring\" cx=\"{at}\" cy=\"{dot:.1}\" r=\"{}\"/>",
                    radius + 4
                );
            }
            if let (true, Some(change)) = (labelled, moment.clear_change()) {
                let below = change.verdict == Verdict::Lower;
                // Below what fell, if there is room.
                let below = below && low + 16.0 < BOTTOM;
                let label = if below {
                    low + 16.0
                } else {
                    (high - 8.0).max(10.0)
                };
                svg += &format!(
                    "<text class=\"ch\" x=\"{}\" y=\"{label:.1}\" text-anchor=\"{}\">{}{}</text>",
                    percent(if x > 0.93 { 1.0 } else { x }),
                    if x > 0.93 { "end" } else { "middle" },
                    wording::arrow(change),
                    figures::size(&change.points),
                );
            }
            svg += "</g>";
        }
    }
    svg + &labels(time, periods, &middle) + "</svg>"
}

/// Lines between the scores of neighbouring periods with enough answers, dashed across others.
fn joins(
    periods: &[Option<&Moment>],
    middle: &dyn Fn(usize) -> f64,
    y: &dyn Fn(f64) -> f64,
) -> String {
    let judged = periods
        .iter()
        .enumerate()
        .filter_map(|(place, moment)| Some((place, moment.as_ref()?.judged()?.nps.to_f64())));
    let judged: Vec<_> = judged.collect();
    let lines = judged.windows(2).map(|pair| {
        let [(from, one), (to, next)] = [pair[0], pair[1]];
        let dashed = if to > from + 1 { " d" } else { "" };
        format!(
            "<line class=\"p{dashed}\" x1=\"{}\" y1=\"{:.1}\" x2=\"{}\" y2=\"{:.1}\"/>",
            percent(middle(from)),
            y(one),
            percent(middle(to)),
            y(next)
        )
    });
    lines.collect()
}

/// The names of the periods, the year below where it is new.
fn labels(time: &Time, periods: &[Option<&Moment>], middle: &dyn Fn(usize) -> f64) -> String {
    let every = periods.len().div_ceil(12).max(1);
    // The last one always, and the others counted from it.
    let shift = (periods.len().max(1) - 1) % every;
    let mut svg = String::new();
    let mut year_before = String::new();
    let mut room = 0.0;
    for (place, moment) in periods.iter().enumerate() {
        let (Some(moment), true) = (moment, place % every == shift) else {
            continue;
        };
        let name = moment.name();
        let (year, rest) = name.split_once('-').unwrap_or(("", name.as_str()));
        let x = middle(place);
        let at = percent(x);
        let rest = if time.unit == "month" {
            month(rest)
        } else {
            rest
        };
        svg +=
            &format!("<text class=\"t\" x=\"{at}\" y=\"312\" text-anchor=\"middle\">{rest}</text>");
        if year != year_before && x >= room && !year.is_empty() {
            svg += &format!(
                "<text class=\"t yr\" x=\"{at}\" y=\"330\" text-anchor=\"middle\">{year}</text>"
            );
            // A year takes a tenth of a narrow screen.
            room = x + 0.1;
        }
        year_before = year.into();
    }
    svg
}

/// A month by its name.
fn month(number: &str) -> &str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = number
        .parse::<usize>()
        .ok()
        .and_then(|month| month.checked_sub(1));
    place
        .and_then(|place| NAMES.get(place))
        .copied()
        .unwrap_or(number)
}

/// How a period is drawn: pale with too few answers, in a colour where it says something.
fn class(moment: &Moment) -> &'static str {
    if moment.judged().is_none() {
        return "small";
    }
    match (
        moment.clear_change().map(|change| change.verdict),
        moment.outside,
    ) {
        (Some(Verdict::Lower), _) | (None, Some(Side::Below)) => "down",
        (Some(Verdict::Higher), _) | (None, Some(Side::Above)) => "up",
        _ => "none",
    }
}
