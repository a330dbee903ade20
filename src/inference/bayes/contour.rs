//! P(Y > 0) for Y = Σ cᵢ Gᵢ, a weighted sum of independent gamma variables, along the path of
//! steepest descent in the complex plane.
//!
//! With the parameters A the cumulant function of Y is K(u) = -Σ Aᵢ ln(1 - cᵢ u), and
//! P(Y > 0) = 1/(2πi) ∫ exp(L(u)) du with L = K(u) - ln u, along any path that passes the real axis
//! between 0 and the nearest branch point on the right, R = 1 / max c. On the real axis there L has
//! one minimum, the saddle point τ. Through it leads the path on which L - L(τ) = -l is real and
//! falls without end, so that the integrand oscillates nowhere and no sign cancels:
//! P = 1/π exp(L(τ)) ∫ exp(-l) Im du. The same nodes give the density -dP/dt.
//!
//! How far the trapezoidal rule is off follows from where u(l) stops being analytic: at the values
//! that L takes at its other saddle points, reached around a branch point or not. All of these lie
//! on the real axis, one between each two of the points 1/cᵢ and 0. Their l differ from real numbers
//! by multiples of i times the change of L's phase around the points between: at least π past the
//! pole at 0, and 2π A around R, or π A if another branch point follows on the right. With the
//! parameter of R raised to where this is at least π too (the raised integrand differs by the
//! factor 1 - u / R, which is put back), u(l) is analytic for |Im l| < π. In v with l = v² / 2 the
//! error of the rule with step h is then about the largest of exp(-2π² / (v h) - r l), where
//! exp(-r l) is what remains of the integrand at l; in v with l growing in proportion to v from
//! some point on, it is exp(-2π a / h) with a = π / [`LINEAR`]. The steps below make both less than
//! 1e-13 of the whole.
//!
//! Source: Daniels, "Saddlepoint approximations in statistics", Annals of Mathematical Statistics
//! 25 (1954) 631-650, for the inversion formula and the saddle point; the integral itself in place
//! of an expansion, by Trefethen and Weideman, "The exponentially convergent trapezoidal rule",
//! SIAM Review 56 (2014) 385-458, for the error.

use core::f64::consts::PI;

use libm::{atan2, exp, log, sqrt};

use super::complex::Complex;

/// From about this v on, l grows in proportion to v, where the integrand falls slowly.
const LINEAR: f64 = 2.5;

/// Where terms are this part of the largest, the sum ends.
const NEGLIGIBLE: f64 = 1e-16;

/// P(Y > 0), and its derivative by a shift of all three coefficients down, if `with_density`.
///
/// `mean` is Σ Aᵢ cᵢ to all its digits; some coefficient must be above 0. Relative error about
/// 1e-13; 0 where the probability is below 1e-320.
pub(super) fn upper_tail(
    parameters: [f64; 3],
    coefficients: [f64; 3],
    mean: f64,
    with_density: bool,
) -> (f64, f64) {
    let path = Path::new(parameters, coefficients, mean);
    if !path.peak.is_finite() || path.peak < -740.0 {
        return (0.0, 0.0);
    }
    let (tail, density) = path.integrals(with_density);
    let front = exp(path.peak) / PI;
    (
        (front * tail).clamp(0.0, 1.0),
        (front * path.saddle * density).max(0.0),
    )
}

/// The path from the saddle point, in w = u / τ.
struct Path {
    /// A as it is, and with that of the nearest branch point raised.
    parameters: [f64; 3],
    raised: [f64; 3],
    /// The nearest branch point on the right, if its parameter is raised.
    raised_at: Option<usize>,
    /// c τ.
    coefficients: [f64; 3],
    /// Σ A c τ with the raised parameters.
    mean: f64,
    saddle: f64,
    /// K(τ).
    peak: f64,
}

/// K and its first derivatives.
struct Cumulants {
    value: Complex,
    first: Complex,
    second: Complex,
    third: Complex,
}

/// A point of the path.
#[derive(Clone, Copy)]
struct Node {
    w: Complex,
    /// dw/dv.
    slope: Complex,
}

impl Path {
    fn new(parameters: [f64; 3], coefficients: [f64; 3], mean: f64) -> Self {
        let [_, second, third] = coefficients;
        let nearest = if second > third {
            1
        } else if coefficients[0] > third {
            0
        } else {
            2
        };
        let positive = coefficients.iter().filter(|c| **c > 0.0).count();
        let least = if positive > 1 { 1.0 } else { 0.5 };
        let (mut raised, mut mean, mut raised_at) = (parameters, mean, None);
        if parameters[nearest] < least {
            raised[nearest] += 1.0;
            mean += coefficients[nearest];
            raised_at = Some(nearest);
        }
        let saddle = saddle_point(raised, coefficients, mean, 1.0 / coefficients[nearest]);
        let mut path = Self {
            parameters,
            raised,
            raised_at,
            coefficients: coefficients.map(|c| c * saddle),
            mean: mean * saddle,
            saddle,
            peak: 0.0,
        };
        path.peak = path.cumulants(Complex::ONE).value.re;
        path
    }

    /// K and its derivatives by w.
    ///
    /// Of terms with a small c w the linear part is taken together, from the mean with all its
    /// digits if all are small: with large parameters, what is left of it is the smaller part.
    #[allow(clippy::many_single_char_names, reason = "the symbols of the formulas")]
    fn cumulants(&self, w: Complex) -> Cumulants {
        let z = self.coefficients.map(|c| w * c);
        let linear = if z.iter().all(|z| z.is_small()) {
            self.mean
        } else {
            (0..3)
                .filter(|&i| z[i].is_small())
                .map(|i| self.raised[i] * self.coefficients[i])
                .sum()
        };
        let zero = Complex::new(0.0, 0.0);
        let mut sums = Cumulants {
            value: w * linear,
            first: Complex::new(linear, 0.0),
            second: zero,
            third: zero,
        };
        for (i, z) in z.into_iter().enumerate() {
            let (a, c) = (self.raised[i], self.coefficients[i]);
            let r = (Complex::ONE - z).inverse() * c;
            if z.is_small() {
                sums.value = sums.value + z.log_rest() * a;
                sums.first = sums.first + r * z * a;
            } else {
                sums.value = sums.value + z.log() * a;
                sums.first = sums.first + r * a;
            }
            let square = r * r * a;
            sums.second = sums.second + square;
            sums.third = sums.third + square * r * 2.0;
        }
        sums
    }

    /// The step of the rule and where l turns linear, by how fast the integrand falls.
    ///
    /// Far out, but nearer than the branch points of small coefficients, exp(L) falls as
    /// |u| to the power -(1 + sum of the other parameters), and dL as d ln u.
    fn step(&self) -> (f64, f64) {
        let largest = self
            .coefficients
            .iter()
            .fold(0.0_f64, |a, c| a.max(c.abs()));
        let near: f64 = (0..3)
            .filter(|&i| self.coefficients[i].abs() > 0.1 * largest)
            .map(|i| self.parameters[i])
            .sum();
        let order = if self.raised_at.is_some() { 2.0 } else { 1.0 };
        let linear = if near > 9.0 * order {
            f64::INFINITY
        } else {
            LINEAR
        };
        (0.22, linear)
    }

    /// ∫ exp(-l) Im du, and the integral of the density.
    fn integrals(&self, with_density: bool) -> (f64, f64) {
        const MOST_NODES: u32 = 100_000;
        let (step, linear) = self.step();
        let start = Node {
            w: Complex::ONE,
            slope: Complex::new(0.0, 1.0 / sqrt(self.second_at_saddle())),
        };
        let (mut tail, mut density) = self.weights(start, with_density);
        (tail, density) = (tail * 0.5, density * 0.5);
        let (mut largest_tail, mut largest_density) = (tail.square_size(), density.square_size());
        let (mut last, mut node) = (start, start);
        for i in 1..MOST_NODES {
            let v = step * f64::from(i);
            let bend = sqrt(1.0 + v * v / (linear * linear));
            let fall = v * v / (1.0 + bend);
            let guess = if i == 1 {
                self.near_saddle(fall)
            } else {
                // The cubic through the last two points and their slopes.
                last.w * 5.0 - node.w * 4.0 + (last.slope + node.slope * 2.0) * (2.0 * step)
            };
            (last, node) = (node, self.at(fall, v / bend, guess));
            let (of_tail, of_density) = self.weights(node, with_density);
            let size = exp(-fall);
            let (of_tail, of_density) = (of_tail * size, of_density * size);
            (tail, density) = (tail + of_tail, density + of_density);
            largest_tail = largest_tail.max(of_tail.square_size());
            largest_density = largest_density.max(of_density.square_size());
            if of_tail.square_size() < NEGLIGIBLE * NEGLIGIBLE * largest_tail
                && of_density.square_size() <= NEGLIGIBLE * NEGLIGIBLE * largest_density
            {
                break;
            }
        }
        (step * tail.im, step * density.im)
    }

    /// What is integrated, but for exp(-l): that of the tail and that of the density.
    fn weights(&self, node: Node, with_density: bool) -> (Complex, Complex) {
        let mut front = node.slope;
        if let Some(i) = self.raised_at {
            front = front * (Complex::ONE - node.w * self.coefficients[i]);
        }
        if !with_density {
            return (front, Complex::new(0.0, 0.0));
        }
        let sum = (0..3).fold(Complex::new(0.0, 0.0), |sum, i| {
            sum + (Complex::ONE - node.w * self.coefficients[i]).inverse() * self.parameters[i]
        });
        (front, front * node.w * sum)
    }

    fn second_at_saddle(&self) -> f64 {
        1.0 + self.sum_at_saddle(2)
    }

    /// Σ A r to a power at the saddle point, r = c / (1 - c w): of it all derivatives are made.
    fn sum_at_saddle(&self, power: u8) -> f64 {
        (0..3)
            .map(|i| {
                let r = self.coefficients[i] / (1.0 - self.coefficients[i]);
                (0..power).fold(self.raised[i], |product, _| product * r)
            })
            .sum()
    }

    /// The path near the saddle point, by three terms of its series.
    fn near_saddle(&self, fall: f64) -> Complex {
        let second = self.second_at_saddle();
        let third = 2.0 * self.sum_at_saddle(3) - 2.0;
        let fourth = 6.0 * self.sum_at_saddle(4) + 6.0;
        let q = sqrt(2.0 * fall / second);
        let first = -third / (6.0 * second);
        let next = 2.5 * first * first - fourth / (24.0 * second);
        Complex::new(1.0 - first * q * q, q - next * q * q * q)
    }

    /// The point of the path where L has fallen by `fall`, near a guess.
    ///
    /// Three terms of the inverse series of L, again where the guess was off by more than they are
    /// good for.
    fn at(&self, fall: f64, fall_slope: f64, guess: Complex) -> Node {
        /// Square of the first term of the series; the slope is good to its third power.
        const CLOSE: f64 = 1e-9;
        let mut w = guess;
        let mut tries = 0;
        loop {
            let inverse = w.inverse();
            let square = inverse * inverse;
            let cumulants = self.cumulants(w);
            let log_w = Complex::new(0.5 * log(w.square_size()), atan2(w.im, w.re));
            let value = cumulants.value - log_w - Complex::new(self.peak - fall, 0.0);
            let first = cumulants.first - inverse;
            let second = cumulants.second + square;
            let third = cumulants.third - square * inverse * 2.0;
            let by_first = first.inverse();
            let a = value * by_first * -1.0;
            let b = second * by_first * 0.5;
            let c = third * by_first * (1.0 / 6.0);
            let term = a * b;
            let move_by = a * (Complex::ONE - term + term * term * 2.0 - c * a * a);
            w = w + move_by;
            tries += 1;
            if term.square_size() < CLOSE || tries > 30 {
                let slope = first + move_by * (second + move_by * third * 0.5);
                return Node {
                    w,
                    slope: slope.inverse() * -fall_slope,
                };
            }
        }
    }
}

/// The root of u K'(u) = 1 between 0 and `end`: Newton's method, inside a bracket.
fn saddle_point(parameters: [f64; 3], coefficients: [f64; 3], mean: f64, end: f64) -> f64 {
    let square: f64 = (0..3)
        .map(|i| parameters[i] * coefficients[i] * coefficients[i])
        .sum();
    // With K up to its second term.
    let root = sqrt(mean * mean + 4.0 * square);
    let mut u = if mean > 0.0 {
        2.0 / (mean + root)
    } else {
        (root - mean) / (2.0 * square)
    };
    let (mut low, mut high) = (0.0, end);
    // Close to the pole at the end Newton's steps would be small without being done.
    if u > 0.9 * end {
        u = 0.75 * end;
    }
    for _ in 0..200 {
        let x = coefficients.map(|c| c * u);
        // Σ A x / (1 - x) - 1, from the mean where every x is small, and u times its derivative.
        let small = x.iter().all(|x| x.abs() < 0.05);
        let (mut excess, mut slope) = if small {
            (mean * u - 1.0, mean * u)
        } else {
            (-1.0, 0.0)
        };
        for (a, x) in parameters.iter().zip(x) {
            let rest = 1.0 - x;
            if small {
                excess += a * x * x / rest;
                slope += a * x * x * (2.0 - x) / (rest * rest);
            } else {
                excess += a * x / rest;
                slope += a * x / (rest * rest);
            }
        }
        if excess > 0.0 {
            high = u;
        } else {
            low = u;
        }
        let newton = u - u * excess / slope;
        let next = if newton > low && newton < high {
            newton
        } else if low <= 0.0 {
            0.25 * high
        } else if high >= end {
            (8.0 * low).min(0.5 * (low + end))
        } else {
            sqrt(low * high)
        };
        let done = (next - u).abs() <= 2.0 * f64::EPSILON * u;
        u = next;
        if done {
            break;
        }
    }
    u
}
