/// What several runs measured of one thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figures(Vec<f64>);

impl Figures {
    pub(crate) fn new(mut measured: Vec<f64>) -> Self {
        measured.sort_by(f64::total_cmp);
        Self(measured)
    }

    /// The middle one, or the mean of the two in the middle.
    pub(crate) fn median(&self) -> f64 {
        let Self(sorted) = self;
        let middle = sorted.len() / 2;
        match (sorted.len() % 2, sorted.get(middle)) {
            (_, None) => f64::NAN,
            (0, Some(upper)) => f64::midpoint(sorted[middle - 1], *upper),
            (_, Some(one)) => *one,
        }
    }

    /// The smallest that so many of a hundred do not exceed.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(f64::NAN)
    }

    /// The smallest.
    pub(crate) fn low(&self) -> f64 {
        self.0.first().copied().unwrap_or(f64::NAN)
    }

    /// The largest.
    pub(crate) fn high(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }
}

/// How far the times can be trusted.
pub(crate) fn load() -> String {
    let Ok(load) = std::fs::read_to_string("/proc/loadavg") else { return String::new() };
    let load = load.split(' ').next().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("Load of the machine at the end: {load} on {cores} cores; 1 to 2 come from the browser.\n")
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "halves of small whole numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_odd_number_is_the_middle_one() {
        assert_eq!(Figures::new(vec![900.0, 1.0, 30.0]).median(), 30.0);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(Figures::new(vec![4.0, 1.0, 2.0, 9.0]).median(), 3.0);
    }

    #[test]
    fn the_spread_reaches_from_the_smallest_to_the_largest() {
        let figures = Figures::new(vec![4.0, 1.0, 9.0]);
        assert_eq!((figures.low(), figures.high()), (1.0, 9.0));
    }

    #[test]
    fn of_a_hundred_five_exceed_the_95th() {
        let figures = Figures::new((1..=100).map(f64::from).collect());
        assert_eq!((figures.percentile(95), figures.percentile(100)), (95.0, 100.0));
        assert_eq!(Figures::new(vec![3.0, 1.0]).percentile(95), 3.0);
    }

    #[test]
    fn nothing_measured_is_no_number_rather_than_a_good_one() {
        assert!(Figures::new(Vec::new()).median().is_nan());
    }
}
