//! Colours that can be told from what is behind them (WCAG 2.2, contrast 1.4.3 and 1.4.11).
//!
//! A colour that cannot be is made lighter or darker in OKLCH, which keeps its hue for the eye.
//! Roots are found by Newton's method: the powers of the standard library weigh more in the
//! wasm than all of this file.

/// An opaque colour of sRGB, as browsers show it: whole steps from 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red, green and blue.
    pub channels: [u8; 3],
}

/// Lightness from 0 to 1, and the two axes of colour (Björn Ottosson, 2020).
#[derive(Clone, Copy)]
struct Oklab {
    lightness: f32,
    a: f32,
    b: f32,
}

/// How much the lightness changes at a time.
const STEP: f32 = 0.01;
/// In how many steps the chroma falls to grey.
const CHROMA_STEPS: u8 = 40;

impl Colour {
    /// The darkest.
    pub const BLACK: Self = Self { channels: [0; 3] };
    /// The lightest.
    pub const WHITE: Self = Self { channels: [255; 3] };

    /// Reads a computed value (CSS Color 4, serialisation): `rgb(0, 0, 0)`, `rgba(0, 0, 0, 0.5)`
    /// or `color(srgb 0 0 0 / 0.5)`. Gives the colour and its opacity.
    pub fn parse(computed: &str) -> Option<(Self, f32)> {
        let (text, full) = match computed.strip_prefix("color(srgb ") {
            Some(text) => (text, 1.0),
            None => (computed.strip_prefix("rgb")?, 255.0),
        };
        let mut values = [0.0, 0.0, 0.0, 1.0];
        let mut places = values.iter_mut();
        let mut number = Number::default();
        for byte in text.bytes() {
            if !number.takes(byte)
                && let Some(value) = std::mem::take(&mut number).value()
            {
                *places.next()? = value;
            }
        }
        let missing = places.len();
        let [red, green, blue, opacity] = values;
        // Opacity may be missing, a channel not.
        (missing < 2).then(|| (Self { channels: [red, green, blue].map(|one| whole(one / full)) }, opacity))
    }

    /// As CSS writes it.
    pub fn css(self) -> String {
        let mut text = String::from("#");
        for channel in self.channels {
            for digit in [channel >> 4, channel & 15] {
                text.push(char::from(digit + if digit < 10 { b'0' } else { b'a' - 10 }));
            }
        }
        text
    }

    /// What is seen where this colour, of some opacity, lies over another.
    #[must_use]
    pub fn over(self, opacity: f32, below: Self) -> Self {
        let mut channels = below.channels;
        for (channel, mine) in channels.iter_mut().zip(self.channels) {
            let theirs = f32::from(*channel);
            *channel = whole((theirs + (f32::from(mine) - theirs) * opacity) / 255.0);
        }
        Self { channels }
    }

    /// How much two colours differ, from 1 to 21.
    // Here and below: one copy in the wasm is enough, however fast more would be.
    #[inline(never)]
    pub fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// Black or white, whichever is easier to read on this; always at least 4.5 : 1.
    #[must_use]
    pub fn ink(self) -> Self {
        if self.contrast(Self::BLACK) > self.contrast(Self::WHITE) { Self::BLACK } else { Self::WHITE }
    }

    /// This colour if its contrast with the background is enough, else the nearest lightness of
    /// the same hue that is. `enough` must be no more than 4.5, which black or white always has.
    #[must_use]
    pub fn readable_on(self, background: Self, enough: f32) -> Self {
        let passes = |colour: &Self| colour.contrast(background) >= enough;
        if passes(&self) {
            return self;
        }
        let oklab = self.oklab();
        for step in 1_u8..=100 {
            let change = f32::from(step) * STEP;
            for lightness in [oklab.lightness - change, oklab.lightness + change] {
                let shifted = Oklab { lightness: lightness.clamp(0.0, 1.0), ..oklab }.fit();
                if passes(&shifted) {
                    return shifted;
                }
            }
        }
        background.ink()
    }

    #[inline(never)]
    fn linear(self) -> [f32; 3] {
        self.channels.map(|channel| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.040_45 {
                return value / 12.92;
            }
            let base = (value + 0.055) / 1.055;
            // The power 2.4 is a square and two fifths.
            base * base * root(base * base, 5)
        })
    }

    fn luminance(self) -> f32 {
        let [red, green, blue] = self.linear();
        0.212_6 * red + 0.715_2 * green + 0.072_2 * blue
    }

    #[expect(clippy::many_single_char_names, reason = "as the source calls them")]
    fn oklab(self) -> Oklab {
        let [r, g, b] = self.linear();
        let l = root(0.412_221_5 * r + 0.536_332_5 * g + 0.051_446 * b, 3);
        let m = root(0.211_903_5 * r + 0.680_699_5 * g + 0.107_397 * b, 3);
        let s = root(0.088_302_5 * r + 0.281_718_8 * g + 0.629_978_7 * b, 3);
        Oklab {
            lightness: 0.210_454_3 * l + 0.793_617_8 * m - 0.004_072 * s,
            a: 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            b: 0.025_904 * l + 0.782_771_8 * m - 0.808_675_8 * s,
        }
    }
}

impl Oklab {
    /// The most colourful one of this lightness and hue that sRGB has.
    fn fit(self) -> Colour {
        let mut chroma = CHROMA_STEPS;
        loop {
            let share = f32::from(chroma) / f32::from(CHROMA_STEPS);
            let linear = Self { a: self.a * share, b: self.b * share, ..self }.linear();
            if chroma == 0 || linear.iter().all(|value| (-0.000_5..=1.000_5).contains(value)) {
                return Colour { channels: linear.map(encoded) };
            }
            chroma -= 1;
        }
    }

    fn linear(self) -> [f32; 3] {
        let cube = |value: f32| value * value * value;
        let l = cube(self.lightness + 0.396_337_8 * self.a + 0.215_803_8 * self.b);
        let m = cube(self.lightness - 0.105_561_3 * self.a - 0.063_854_2 * self.b);
        let s = cube(self.lightness - 0.089_484_2 * self.a - 1.291_485_5 * self.b);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_9 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
            -0.004_196_1 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
    }
}

/// A channel of linear light as sRGB stores it.
fn encoded(linear: f32) -> u8 {
    if linear <= 0.003_130_8 {
        return whole(linear * 12.92);
    }
    // The power 5/12 is the square root of one half and one third.
    let power = (linear.sqrt() * root(linear, 3)).sqrt();
    whole(1.055 * power - 0.055)
}

/// The step that a share of the whole, from 0 to 1, comes nearest to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast stays within the type's limits"
)]
#[inline(never)]
fn whole(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}

/// The root of a number from 0 to 1.
#[inline(never)]
fn root(number: f32, degree: u8) -> f32 {
    let n = f32::from(degree);
    // From above, each step comes nearer; these are enough for the darkest colour.
    let mut guess = 1.0;
    for _ in 0..24 {
        let mut power = guess;
        for _ in 2..degree {
            power *= guess;
        }
        guess = ((n - 1.0) * guess + number / power) / n;
    }
    guess
}

/// A number as browsers print it, letter by letter. Those below a thousandth come with an
/// exponent and are nothing here; so are negative ones, which no channel can be.
#[derive(Default)]
struct Number {
    value: f32,
    /// What the next digit after the point counts; 0 before the point.
    unit: f32,
    begun: bool,
    nothing: bool,
}

impl Number {
    /// Whether the letter belongs to the number.
    fn takes(&mut self, letter: u8) -> bool {
        match letter {
            b'0'..=b'9' if self.unit > 0.0 => {
                self.value += self.unit * f32::from(letter - b'0');
                self.unit /= 10.0;
            }
            b'0'..=b'9' => self.value = self.value * 10.0 + f32::from(letter - b'0'),
            b'.' => self.unit = 0.1,
            b'-' | b'e' => self.nothing = true,
            _ => return false,
        }
        self.begun = true;
        true
    }

    fn value(self) -> Option<f32> {
        self.begun.then_some(if self.nothing { 0.0 } else { self.value })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour() -> impl Strategy<Value = Colour> {
        any::<[u8; 3]>().prop_map(|channels| Colour { channels })
    }

    fn hex(digits: u32) -> Colour {
        let [_, channels @ ..] = digits.to_be_bytes();
        Colour { channels }
    }

    /// In degrees.
    fn hue(colour: Colour) -> f32 {
        let Oklab { a, b, .. } = colour.oklab();
        b.atan2(a).to_degrees()
    }

    #[test]
    fn contrasts_are_those_of_the_standard() {
        for (one, two, ratio) in [
            (0x00_0000, 0xff_ffff, 21.0),
            (0x77_7777, 0xff_ffff, 4.478),
            (0x76_7676, 0xff_ffff, 4.542),
            (0xff_0000, 0xff_ffff, 3.998),
        ] {
            let found = hex(one).contrast(hex(two));
            assert!((found - ratio).abs() < 0.01, "{one:x} on {two:x}: {found}");
        }
    }

    #[test]
    fn roots_and_powers_are_exact_enough_for_every_step_of_a_channel() {
        for channel in 0..=255 {
            let grey = Colour { channels: [channel; 3] };
            let value = f32::from(channel) / 255.0;
            let exact = if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
            assert!((grey.linear()[0] - exact).abs() < 1e-6, "{channel}");
            assert_eq!(encoded(exact), channel);
        }
    }

    #[test]
    fn computed_values_are_read_and_others_are_not() {
        let grey = Colour { channels: [255, 128, 0] };
        for (text, opacity) in [
            ("rgb(255, 128, 0)", 1.0),
            ("rgba(255, 128, 0, 0.25)", 0.25),
            ("rgb(255 128 0 / 0.25)", 0.25),
            ("color(srgb 1 0.501961 1.1e-05)", 1.0),
            ("color(srgb 1.04 0.501961 -0.02 / 0.25)", 0.25),
        ] {
            let (read, alpha) = Colour::parse(text).unwrap();
            assert_eq!(read, grey, "{text}");
            assert!((alpha - opacity).abs() < 1e-6, "{text}");
        }
        for text in ["", "auto", "currentcolor", "rgb(1, 2)", "oklch(0.7 0.1 30)", "color(display-p3 1 0 0)"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_veil_lets_through_what_is_below() {
        assert_eq!(Colour::BLACK.over(0.5, Colour::WHITE), hex(0x80_8080));
        assert_eq!(Colour::BLACK.over(0.0, Colour::WHITE), Colour::WHITE);
    }

    #[test]
    fn yellow_on_white_becomes_a_darker_yellow_and_navy_on_black_a_lighter_blue() {
        let yellow = hex(0xff_d400).readable_on(Colour::WHITE, 4.5);
        assert!((hue(yellow) - hue(hex(0xff_d400))).abs() < 3.0, "{}", yellow.css());
        assert!(yellow.contrast(Colour::WHITE) < 4.8, "no more than needed: {}", yellow.css());
        let navy = hex(0x00_0060).readable_on(Colour::BLACK, 4.5);
        assert!((hue(navy) - hue(hex(0x00_0060))).abs() < 3.0, "{}", navy.css());
        assert!(navy.contrast(Colour::BLACK) < 4.9, "{}", navy.css());
    }

    proptest! {
        #[test]
        fn any_colour_becomes_readable_on_any_background(accent in colour(), background in colour()) {
            for enough in [3.0, 4.5] {
                prop_assert!(accent.readable_on(background, enough).contrast(background) >= enough);
            }
        }

        #[test]
        fn a_colour_that_is_readable_stays_as_it_is(accent in colour(), background in colour()) {
            let enough = accent.contrast(background).min(4.5);
            prop_assert_eq!(accent.readable_on(background, enough), accent);
        }

        #[test]
        fn black_or_white_is_readable_on_any_colour(colour in colour()) {
            prop_assert!(colour.ink().contrast(colour) >= 4.5);
        }

        #[test]
        fn a_vivid_colour_keeps_its_hue(accent in colour(), background in colour()) {
            let shifted = accent.readable_on(background, 4.5);
            let vivid = |colour: Colour| {
                // Where it is dark, a whole step of a channel is a turn of the hue.
                let Oklab { lightness, a, b } = colour.oklab();
                a * a + b * b > 0.004 && lightness > 0.3
            };
            prop_assume!(vivid(accent) && vivid(shifted));
            let turned = (hue(shifted) - hue(accent)).abs();
            prop_assert!(turned.min(360.0 - turned) < 4.0, "{} -> {}", accent.css(), shifted.css());
        }

        #[test]
        fn what_is_written_for_css_has_six_digits(colour in colour()) {
            let digits = u32::from_str_radix(&colour.css()[1..], 16).unwrap();
            prop_assert_eq!((colour.css().len(), hex(digits)), (7, colour));
        }

        #[test]
        fn no_text_is_too_strange_to_read(text in ".*") {
            let _ = Colour::parse(&text);
        }
    }
}
