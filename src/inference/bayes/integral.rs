//! Which of several independent posteriors is the highest: ∫ f Π F over the densities f and the
//! distribution functions F of the others.
//!
//! The range is cut into panels no wider than the sharpest distribution allows, with a rule of Gauss
//! and Legendre on each. Where a panel ends at -1, 0 or 1 and a density has a kink or a pole there,
//! the double exponential rule takes its place, or, where the density is close to 1 / distance, the
//! rule of Gauss and Legendre in the logarithm of the distance; nearer than [`NEAR`] the
//! distributions are powers, whose integral is known.
//!
//! Source: Takahasi and Mori, "Double exponential formulas for numerical integration", Publ. RIMS 9
//! (1974) 721-741.

use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::PI;

use libm::{cos, cosh, exp, log, pow, sinh};

use super::dirichlet::{Dirichlet, NEAR, Point};
use super::smooth::{SMOOTH, Smooth};

/// What of a distribution is left out at either end.
const NEGLIGIBLE: f64 = 1e-15;

/// The probability of each distribution, in order, that it is the highest; together 1.
pub(super) fn best(distributions: &[Dirichlet]) -> Vec<f64> {
    let mut contenders: Vec<Contender> = Vec::new();
    for index in in_order(distributions) {
        match contenders.last_mut() {
            Some(last) if last.distribution == distributions[index] => last.indices.push(index),
            _ => contenders.push(Contender::new(index, distributions[index])),
        }
    }
    // Below `from` some distribution surely is, above `to` none is.
    let later = |a: Point, b: Point| if a.minus(b).value() > 0.0 { a } else { b };
    let lowest = Point::from(-1.0, 0.0);
    let from = contenders.iter().map(|one| one.low).fold(lowest, later);
    let to = contenders.iter().map(|one| one.high).fold(lowest, later);
    contenders.retain(|one| one.high.minus(from).value() > 0.0);
    if contenders.len() > 1 {
        contenders.iter_mut().for_each(Contender::prepare);
    }
    let mut integral = Integral {
        nodes: legendre(),
        values: vec![(0.0, 0.0); contenders.len()],
        before: vec![0.0; contenders.len()],
        totals: vec![0.0; contenders.len()],
        contenders,
    };
    if let [total] = &mut integral.totals[..] {
        *total = 1.0;
    } else {
        integral.run(from, to);
    }
    // Their total is 1 but for rounding.
    let (contenders, totals) = (integral.contenders, integral.totals);
    let equals = contenders.iter().map(|one| one.indices.len() as f64);
    let all: f64 = totals
        .iter()
        .zip(equals)
        .map(|(total, equals)| total * equals)
        .sum();
    let mut probabilities = vec![0.0; distributions.len()];
    for (contender, total) in contenders.iter().zip(totals) {
        for index in &contender.indices {
            probabilities[*index] = total / all;
        }
    }
    probabilities
}

/// The indices in an order that brings equal distributions together.
fn in_order(distributions: &[Dirichlet]) -> Vec<usize> {
    let key = |index: usize| distributions[index].parameters().map(f64::to_bits);
    let mut indices: Vec<_> = (0..distributions.len()).collect();
    indices.sort_by_key(|index| key(*index));
    indices
}

/// One of the distributions, or several that are equal.
struct Contender {
    indices: Vec<usize>,
    distribution: Dirichlet,
    mean: Point,
    sd: f64,
    low: Point,
    high: Point,
    smooth: Option<Smooth>,
}

impl Contender {
    fn new(index: usize, distribution: Dirichlet) -> Self {
        let (low, high) = distribution.reach(NEGLIGIBLE);
        Self {
            indices: vec![index],
            distribution,
            mean: distribution.mean(),
            sd: distribution.sd(),
            low,
            high,
            smooth: None,
        }
    }

    fn equals(&self) -> f64 {
        self.indices.len() as f64
    }

    fn prepare(&mut self) {
        self.smooth = Smooth::new(&self.distribution, self.mean, self.low, self.high);
    }

    /// Whether the density has a kink or a pole at -1, 0 or 1, near what is looked at.
    fn is_rough_at(&self, origin: f64) -> bool {
        let origin_at = Point::from(origin, 0.0);
        self.distribution.exponent_at(origin) < SMOOTH
            && self.high.minus(origin_at).value() > -self.sd
            && self.low.minus(origin_at).value() < self.sd
    }

    /// The density and P(≤ point).
    fn at(&self, point: Point) -> (f64, f64) {
        if let Some(smooth) = &self.smooth {
            return smooth.at(point);
        }
        let tails = self.distribution.tails(point);
        (tails.density, tails.below)
    }
}

struct Integral {
    contenders: Vec<Contender>,
    nodes: [(f64, f64); 16],
    /// Density and distribution function at one node, and products over those before.
    values: Vec<(f64, f64)>,
    before: Vec<f64>,
    totals: Vec<f64>,
}

impl Integral {
    fn run(&mut self, from: Point, to: Point) {
        let rough = [-1.0, 0.0, 1.0]
            .map(|origin| self.contenders.iter().any(|one| one.is_rough_at(origin)));
        let is_rough = |point: Point| match point.origin() {
            origin if point.offset().abs() > 0.0 || origin.is_nan() => false,
            origin if origin < 0.0 => rough[0],
            origin if origin > 0.0 => rough[2],
            _ => rough[1],
        };
        // A rough end of the range is an end of a panel.
        let reach = self.contenders.iter().map(|one| one.sd).fold(0.0, f64::max);
        let end_or = |point: Point, origin: f64| {
            let end = Point::from(origin, 0.0);
            let near = point.minus(end).value().abs() < reach;
            if near && is_rough(end) { end } else { point }
        };
        let (mut at, end_of_all) = (end_or(from, -1.0), end_or(to, 1.0));
        for _ in 0..1_000_000 {
            if at.minus(end_of_all).value() >= 0.0 {
                return;
            }
            let width = self
                .contenders
                .iter()
                .map(|one| (2.0 * one.sd).max(0.4 * at.minus(one.mean).value().abs()))
                .fold(0.4, f64::min);
            let mut end = at.plus(width);
            // Ends at 0, and leaves no sliver before it or before the end of all.
            for stop in [Point::ZERO, end_of_all] {
                let distance = stop.minus(at).value();
                if distance > 0.0 && distance < 1.5 * width {
                    end = stop;
                    break;
                }
            }
            let length = end.minus(at).value();
            if is_rough(at) {
                self.rough_panel(at, length);
            } else if is_rough(end) {
                self.rough_panel(end, -length);
            } else {
                self.smooth_panel(at, length);
            }
            at = end;
        }
    }

    fn smooth_panel(&mut self, at: Point, length: f64) {
        for (node, weight) in self.nodes {
            let part = 0.5 * (1.0 + node);
            self.add(
                at.plus(part * length).about_nearest(),
                0.5 * weight * length,
            );
        }
    }

    /// From an origin, to the right or, with a negative length, to the left.
    fn rough_panel(&mut self, origin: Point, length: f64) {
        /// Below this exponent too much of a distribution is too near for the rule.
        const STEEP: f64 = 0.4;
        let exponent = self
            .contenders
            .iter()
            .map(|one| one.distribution.exponent_at(origin.origin()))
            .fold(1.0, f64::min);
        if exponent < STEEP {
            self.steep_panel(origin, length);
            return;
        }
        for (part, weight) in double_exponential() {
            let point = Point::from(origin.origin(), part * length);
            self.add(point.about_nearest(), weight * length.abs());
        }
    }

    /// In the logarithm of the distance, from [`NEAR`] to `length`, and nearer.
    fn steep_panel(&mut self, origin: Point, length: f64) {
        const WIDTH: f64 = 2.5;
        let (low, high) = (log(NEAR), log(length.abs()));
        let mut start = low;
        while start < high {
            let end = if start + 1.5 * WIDTH > high {
                high
            } else {
                start + WIDTH
            };
            let half = 0.5 * (end - start);
            for (node, weight) in self.nodes {
                let distance = exp(start + half * (1.0 + node));
                let point = Point::from(origin.origin(), distance.copysign(length));
                self.add(point.about_nearest(), half * weight * distance);
            }
            start = end;
        }
        self.nearest_panel(origin, length.signum());
    }

    /// Nearer to an origin than [`NEAR`]: every distribution function is F + mass (distance /
    /// NEAR)^exponent, and with y for the power of one of them, its integral is that of
    /// mass Π (F + mass y^(exponent / exponent of the one)) over y from 0 to 1.
    fn nearest_panel(&mut self, origin: Point, side: f64) {
        let edge = Point::from(origin.origin(), side * NEAR);
        let parts: Vec<_> = self
            .contenders
            .iter()
            .map(|one| {
                let base = one.distribution.tails_with(origin, false).below;
                let mass = one.distribution.tails_with(edge, false).below - base;
                let exponent = one.distribution.exponent_at(origin.origin()).min(1.0);
                (base, mass, exponent)
            })
            .collect();
        for (i, total) in self.totals.iter_mut().enumerate() {
            let (_, mass, exponent) = parts[i];
            if mass.abs() < NEGLIGIBLE {
                continue;
            }
            for (y, weight) in double_exponential() {
                let product: f64 = parts
                    .iter()
                    .zip(&self.contenders)
                    .enumerate()
                    .map(|(j, (part, one))| {
                        let below = part.0 + part.1 * pow(y, part.2 / exponent);
                        pow(below, one.equals() - if i == j { 1.0 } else { 0.0 })
                    })
                    .product();
                *total += weight * mass.abs() * product;
            }
        }
    }

    /// One node of the integral, for all at once: weight f Π F over the others.
    fn add(&mut self, point: Point, weight: f64) {
        let mut product = 1.0;
        for ((contender, value), before) in self
            .contenders
            .iter()
            .zip(&mut self.values)
            .zip(&mut self.before)
        {
            let (density, below) = contender.at(point);
            let others = pow(below, contender.equals() - 1.0);
            *value = (density * others, below * others);
            *before = product;
            product *= value.1;
        }
        let mut after = 1.0;
        for ((total, (density, below)), before) in self
            .totals
            .iter_mut()
            .zip(&self.values)
            .zip(&self.before)
            .rev()
        {
            *total += weight * density * before * after;
            after *= below;
        }
    }
}

/// Nodes and weights of Gauss and Legendre on -1 to 1, sixteen of them: roots of the polynomial by
/// Newton's method from the approximation of Abramowitz and Stegun 22.16.6.
fn legendre() -> [(f64, f64); 16] {
    const N: usize = 16;
    core::array::from_fn(|i| {
        let n = N as f64;
        let mut x = cos(PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..8 {
            let (mut p, mut last) = (1.0, 0.0);
            for k in 0..N {
                let k = k as f64;
                (p, last) = (((2.0 * k + 1.0) * x * p - k * last) / (k + 1.0), p);
            }
            slope = n * (x * p - last) / (x * x - 1.0);
            x -= p / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    })
}

/// Nodes and weights of the double exponential rule from 0 to 1, for a singularity at 0.
fn double_exponential() -> impl Iterator<Item = (f64, f64)> {
    const STEP: f64 = 0.13;
    (-32..=26).map(|i| {
        let t = STEP * f64::from(i);
        let e = exp(-PI * sinh(t.abs()));
        // The distance from the nearer end.
        let part = e / (1.0 + e);
        let weight = STEP * PI * cosh(t) * part / (1.0 + e);
        (if i < 0 { part } else { 1.0 - part }, weight)
    })
}
