//! How many answers are needed.

use std::fmt::Write;

use npscore::inference::{Confidence, Plan, Spread};
use npscore::{Counts, Decimal, ResponseRate, Shares};
use serde::Serialize;

use crate::arguments::{Form, PlanRequest};

/// What a plan comes to.
#[derive(Debug, Serialize)]
struct Planned {
    confidence: f64,
    /// The margin that was asked for, in points, and the answers it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<Needed>,
    /// The change that was asked for, in points, and the answers it needs in each of two surveys.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Needed>,
    /// What a number of answers gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<Given>,
}

#[derive(Debug, Serialize)]
struct Needed {
    points: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    power: Option<f64>,
    responses: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    invitations: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Given {
    responses: u64,
    margin: f64,
    /// The smallest change that shows between two such surveys.
    smallest_change: f64,
    power: f64,
}

/// The plan as text or JSON; the error is a complaint about the arguments.
pub(crate) fn render(request: &PlanRequest) -> Result<String, String> {
    let planned = planned(request)?;
    if request.format == Form::Json {
        let text = serde_json::to_string_pretty(&planned).map_err(|error| error.to_string())?;
        return Ok(text + "\n");
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    write_text(&mut text, &planned, request).unwrap_or_default();
    Ok(text)
}

fn planned(request: &PlanRequest) -> Result<Planned, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let confidence = Confidence::new(request.confidence / 100.0).map_err(|error| text(&error))?;
    let mut plan = Plan::new(confidence);
    if let Some(spread) = spread(request)? {
        plan = plan.expecting(spread).compared_with(spread);
    }
    if let Some(members) = request.population {
        plan = plan.population(members);
    }
    let power = request.power / 100.0;
    let invitations = |responses: u64| -> Result<Option<u64>, String> {
        let Some(rate) = request.response_rate else {
            return Ok(None);
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to lie between 0 and 100"
        )]
        let of_a_million = (rate * 10_000.0).round() as u64;
        let rate = ResponseRate::new(of_a_million, 1_000_000).map_err(|error| text(&error))?;
        Plan::invitations(responses, &rate)
            .map(Some)
            .map_err(|error| text(&error))
    };
    let margin = request.margin.map(|points| {
        let responses = plan
            .responses_for_margin(points)
            .map_err(|error| text(&error))?;
        Ok::<_, String>(Needed {
            points,
            power: None,
            responses,
            invitations: invitations(responses)?,
        })
    });
    let change = request.change.map(|points| {
        let responses = plan
            .responses_per_group(points, power)
            .map_err(|error| text(&error))?;
        Ok::<_, String>(Needed {
            points,
            power: Some(power),
            responses,
            invitations: invitations(responses)?,
        })
    });
    let given = request.responses.map(|responses| {
        let margin = plan.margin(responses).map_err(|error| text(&error))?;
        let smallest = plan.smallest_difference(power, [responses, responses]);
        Ok::<_, String>(Given {
            responses,
            margin,
            smallest_change: smallest.map_err(|error| text(&error))?,
            power,
        })
    });
    Ok(Planned {
        confidence: confidence.level(),
        margin: margin.transpose()?,
        change: change.transpose()?,
        given: given.transpose()?,
    })
}

/// How answers are expected to differ; `None` for the worst case.
fn spread(request: &PlanRequest) -> Result<Option<Spread>, String> {
    let (Some(promoters), Some(detractors)) = (request.promoters, request.detractors) else {
        return Ok(None);
    };
    let shares = Shares::new(Counts {
        detractors,
        passives: Decimal::ONE_HUNDRED - promoters - detractors,
        promoters,
    });
    shares
        .map(|shares| Some(shares.into()))
        .map_err(|error| error.to_string())
}

fn write_text(out: &mut String, planned: &Planned, request: &PlanRequest) -> std::fmt::Result {
    let percent = |share: f64| format!("{} %", share * 100.0);
    writeln!(
        out,
        "At {} confidence, {}",
        percent(planned.confidence),
        match (request.promoters, request.detractors) {
            (Some(promoters), Some(detractors)) =>
                format!("expecting {promoters} % promoters and {detractors} % detractors:"),
            _ => "whatever the answers are (--promoters and --detractors may need less):".into(),
        }
    )?;
    let invited = |needed: &Needed| {
        needed.invitations.map_or_else(String::new, |invitations| {
            format!(
                " ({invitations} invitations at a response rate of {} %)",
                request.response_rate.unwrap_or_default()
            )
        })
    };
    if let Some(needed) = &planned.margin {
        writeln!(
            out,
            "  for a margin of ± {} points: {} answers{}",
            needed.points,
            needed.responses,
            invited(needed)
        )?;
    }
    if let Some(needed) = &planned.change {
        writeln!(
            out,
            "  to see a change of {} points with a chance of {}: {} answers in each survey{}",
            needed.points,
            percent(needed.power.unwrap_or_default()),
            needed.responses,
            invited(needed)
        )?;
    }
    if let Some(given) = &planned.given {
        writeln!(
            out,
            "  {} answers give a margin of ± {:.1} points, and two such surveys show a change of {:.1} \
             points with a chance of {}",
            given.responses,
            given.margin,
            given.smallest_change,
            percent(given.power)
        )?;
    }
    Ok(())
}
