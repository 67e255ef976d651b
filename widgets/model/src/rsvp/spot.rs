//! Distances on the globe. The sines are our own: those of the standard library bring the
//! reduction of any angle, which weighs more than this whole file, and here none is beyond 180°.

use core::f64::consts::{FRAC_PI_2, PI};

use crate::Decimal;

/// The mean radius of the earth (IUGG).
const RADIUS_KM: f64 = 6371.0088;
/// The international mile.
const KM_PER_MILE: f64 = 1.609_344;

/// A place on the globe, as a point of the unit sphere: the distance of two takes a handful of
/// multiplications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot([f64; 3]);

impl Spot {
    /// From degrees north (-90 to 90) and east (-180 to 180); what is beyond is cut to that.
    pub fn new(latitude: f64, longitude: f64) -> Self {
        let latitude = latitude.clamp(-90.0, 90.0) * (PI / 180.0);
        let longitude = longitude.clamp(-180.0, 180.0) * (PI / 180.0);
        let flat = cosine(latitude);
        Self([flat * cosine(longitude), flat * sine(longitude), sine(latitude)])
    }

    /// From degrees as documents have them.
    pub fn at(latitude: Decimal, longitude: Decimal) -> Self {
        let degrees = |decimal: Decimal| decimal.millionths() as f64 / 1e6;
        Self::new(degrees(latitude), degrees(longitude))
    }

    /// Kilometres along the great circle.
    pub fn kilometres(self, other: Self) -> f64 {
        kilometres(self.chord(other))
    }

    /// How far it is straight through the globe, in radii: what is nearer by one is nearer by the other, too, and
    /// this takes a tenth of the time.
    pub(super) fn chord(self, other: Self) -> f64 {
        let ([x, y, z], [to_x, to_y, to_z]) = (self.0, other.0);
        let (x, y, z) = (to_x - x, to_y - y, to_z - z);
        (x * x + y * y + z * z).sqrt()
    }
}

/// Kilometres along the great circle, of the way straight through.
pub(super) fn kilometres(chord: f64) -> f64 {
    2.0 * RADIUS_KM * arcsine((chord / 2.0).min(1.0))
}

/// The contrary.
pub(super) fn chord(kilometres: f64) -> f64 {
    2.0 * half_turn((kilometres / (2.0 * RADIUS_KM)).min(FRAC_PI_2))
}

/// The same distance in miles.
pub fn miles(kilometres: f64) -> f64 {
    kilometres / KM_PER_MILE
}

/// Of an angle from -π to π.
fn cosine(angle: f64) -> f64 {
    half_turn(FRAC_PI_2 - angle.abs())
}

/// Of an angle from -π to π.
fn sine(angle: f64) -> f64 {
    half_turn(if angle > FRAC_PI_2 {
        PI - angle
    } else if angle < -FRAC_PI_2 {
        -PI - angle
    } else {
        angle
    })
}

/// The sine from -π/2 to π/2: Taylor's series, good to 1e-15.
fn half_turn(angle: f64) -> f64 {
    let square = angle * angle;
    let (mut term, mut sum) = (angle, angle);
    for step in 1..11 {
        let step = f64::from(2 * step);
        term *= -square / (step * (step + 1.0));
        sum += term;
    }
    sum
}

/// Of 0 to 1.
fn arcsine(ratio: f64) -> f64 {
    if ratio > 0.5 {
        return FRAC_PI_2 - 2.0 * arcsine(((1.0 - ratio) / 2.0).sqrt());
    }
    let square = ratio * ratio;
    let (mut term, mut sum) = (ratio, ratio);
    for step in 1..22 {
        let odd = f64::from(2 * step - 1);
        term *= square * odd * odd / ((odd + 1.0) * (odd + 2.0));
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With the sines of the standard library (haversine).
    fn haversine(one: (f64, f64), other: (f64, f64)) -> f64 {
        let radians = |(latitude, longitude): (f64, f64)| (latitude.to_radians(), longitude.to_radians());
        let (one, other) = (radians(one), radians(other));
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let sum = half(other.0 - one.0) + one.0.cos() * other.0.cos() * half(other.1 - one.1);
        2.0 * RADIUS_KM * sum.sqrt().min(1.0).asin()
    }

    #[test]
    fn known_distances_are_right_also_across_the_date_line() {
        let distance = |one: (f64, f64), other: (f64, f64)| {
            Spot::new(one.0, one.1).kilometres(Spot::new(other.0, other.1))
        };
        let berlin_hamburg = distance((52.52, 13.405), (53.5511, 9.9937));
        assert!((berlin_hamburg - 255.2).abs() < 1.0, "{berlin_hamburg}");
        assert!((miles(berlin_hamburg) - 158.6).abs() < 0.7);
        let suva_apia = distance((-18.1416, 178.4419), (-13.8333, -171.7667));
        assert!((suva_apia - 1150.0).abs() < 20.0, "{suva_apia}");
        assert!(distance((10.0, 10.0), (10.0, 10.0)) < 1e-9);
    }

    proptest! {
        #[test]
        fn a_way_along_the_globe_and_one_straight_through_tell_the_same(km in 0.0..20_000.0_f64) {
            prop_assert!((kilometres(chord(km)) - km).abs() < 0.001);
        }

        #[test]
        fn distances_agree_with_the_haversine_to_the_metre(one in (-90.0..90.0_f64, -180.0..180.0_f64), other in (-90.0..90.0_f64, -180.0..180.0_f64)) {
            let ours = Spot::new(one.0, one.1).kilometres(Spot::new(other.0, other.1));
            let theirs = haversine(one, other);
            // Near the antipodes both lose digits.
            let slack = if theirs > 19_900.0 { 1.0 } else { 0.001 };
            prop_assert!((ours - theirs).abs() < slack, "{} {}", ours, theirs);
        }
    }
}
