//! Complex arithmetic, as much of it as a path in the complex plane takes.

use core::ops::{Add, Mul, Sub};

use libm::{atan2, log1p};

#[derive(Debug, Clone, Copy)]
pub(super) struct Complex {
    pub(super) re: f64,
    pub(super) im: f64,
}

impl Complex {
    pub(super) const ONE: Self = Self::new(1.0, 0.0);

    pub(super) const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    pub(super) const fn square_size(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    pub(super) const fn inverse(self) -> Self {
        let square = 1.0 / self.square_size();
        Self::new(self.re * square, -self.im * square)
    }

    /// Whether [`log_rest`](Self::log_rest) is to be used rather than [`log`](Self::log).
    pub(super) const fn is_small(self) -> bool {
        self.square_size() < 0.0025
    }

    /// -ln(1 - z).
    pub(super) fn log(self) -> Self {
        Self::new(
            -0.5 * log1p(self.square_size() - 2.0 * self.re),
            -atan2(-self.im, 1.0 - self.re),
        )
    }

    /// -ln(1 - z) - z for a small z, to the digits of its own size: 14 terms of the series leave
    /// less than 1e-19 of the first.
    pub(super) fn log_rest(self) -> Self {
        const TINY: f64 = 1e-6;
        let terms: u32 = if self.square_size() < TINY { 6 } else { 14 };
        let mut sum = Self::new(0.0, 0.0);
        for k in (2..terms + 2).rev() {
            sum = sum * self;
            sum.re += 1.0 / f64::from(k);
        }
        sum * self * self
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl Sub for Complex {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.re - other.re, self.im - other.im)
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::new(
            self.re * other.re - self.im * other.im,
            self.re * other.im + self.im * other.re,
        )
    }
}

impl Mul<f64> for Complex {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.re * factor, self.im * factor)
    }
}
