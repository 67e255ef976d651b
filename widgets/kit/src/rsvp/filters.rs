//! Which events someone wants to see: by kind, language, date and distance. Where someone is, is worked
//! with here and goes nowhere. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Date;
use rungs_model::rsvp::{Distance, Filter, Mode, miles};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::find::{Wanted, Wish};
use super::whole::Whole;
use super::{browse, clock};
use crate::browser;
use crate::context::Shared;
use crate::intl::{self, Measure};
use crate::position::locate;
use crate::view::{Tag, tag};
use crate::words::word;

/// The filter of a wish: from a day to another, as the clocks here show them. What is over is left out.
pub(super) fn filter(wish: &Wish) -> Filter<'_> {
    let now = browser::now();
    Filter {
        from: Some(wish.from.map_or(now, |from| clock::midnight(from).max(now))),
        until: wish.to.map(|to| clock::midnight(to.plus_days(1))),
        within: wish.here.zip(wish.within),
        kind: &wish.kind,
        language: &wish.language,
        mode: match &*wish.mode {
            "online" => Some(Mode::Online),
            "in_person" => Some(Mode::InPerson),
            _ => None,
        },
    }
}

/// The distances that are offered, in kilometres or miles.
const FAR: [f64; 5] = [5.0, 10.0, 25.0, 50.0, 100.0];

/// Writes distances.
pub(super) struct Distances {
    in_miles: bool,
    measure: Measure,
}

impl Distances {
    /// In what the document says, or else what is usual in the language.
    pub(super) fn new(context: &Shared, whole: &Whole) -> Self {
        let lang = &*context.words.lang;
        let usual = || matches!(lang, "en-US" | "en-GB");
        let in_miles = whole.rsvp.distance.map_or_else(usual, |own| own == Distance::Miles);
        let measure = Measure::new(lang, if in_miles { "mile" } else { "kilometer" });
        Self { in_miles, measure }
    }

    /// So many of its units, in kilometres and in words.
    pub(super) fn units(&self, far: f64) -> (f64, String) {
        (if self.in_miles { far / miles(1.0) } else { far }, self.measure.write(far))
    }

    /// A distance in words.
    pub(super) fn write(&self, metres: u32) -> String {
        let kilometres = f64::from(metres) / 1000.0;
        let far = if self.in_miles { miles(kilometres) } else { kilometres };
        self.measure.write(if far < 10.0 { (far * 10.0).round() / 10.0 } else { far.round() })
    }
}

/// Draws the filters that there is a use for, but for nearness.
pub(super) fn filters(context: &Shared, whole: &Arc<Whole>, wanted: Wanted) -> Tag {
    let words = &context.words;
    let say = |key| words.say(key);
    let change = changer(wanted);
    let kinds = whole.rsvp.kinds.iter().map(|kind| (kind.value.clone(), kind.label.0.clone())).collect();
    let spoken: Vec<(String, String)> = whole
        .facets
        .languages()
        .iter()
        .map(|code| (code.clone(), intl::language(&words.lang, code)))
        .collect();
    let modes = vec![
        ("in_person".to_owned(), say(word::RSVP_IN_PERSON)),
        ("online".to_owned(), say(word::RSVP_ONLINE)),
    ];
    let online = |mode: Mode| whole.rsvp.events.iter().any(|event| event.mode == mode);
    let modes = if online(Mode::Online) && (online(Mode::InPerson) || online(Mode::Hybrid)) {
        modes
    } else {
        Vec::new()
    };
    let any = say(word::RSVP_ANY);
    let select = |id: &str, label: String, options: Vec<(String, String)>, set: fn(&mut Wish, String)| {
        let change = change.clone();
        (options.len() > 1).then(|| {
            let (mut values, mut texts): (Vec<_>, Vec<_>) = options.into_iter().unzip();
            values.insert(0, String::new());
            texts.insert(0, any.clone());
            let option = |(value, text): (&String, &String)| tag("option").attr("value", value).text(text);
            let options = values.iter().zip(&texts).map(option).collect();
            let select = tag("select").part("select").attr("id", id).children(options);
            let control = select.element().clone().unchecked_into::<HtmlSelectElement>();
            // A number is read in a fraction of the time of a text.
            let select = select.on("change", move |_| {
                let chosen = values.get(control.selected_index() as usize).cloned().unwrap_or_default();
                change(&|wish| set(wish, chosen.clone()));
            });
            filter_field(id, &label, select)
        })
    };
    let date = |id: &str, key, set: fn(&mut Wish, Option<Date>)| {
        let change = change.clone();
        let input = tag("input").part("input").attr("id", id).attr("type", "date");
        let control = input.element().clone().unchecked_into::<HtmlInputElement>();
        let input = input.on("change", move |_| change(&|wish| set(wish, Date::parse(&control.value()))));
        filter_field(id, &say(key), input)
    };
    let fields = tag("div")
        .part("filters")
        .child(select("by-kind", say(word::RSVP_KIND), kinds, |wish, kind| wish.kind = kind))
        .child(select("by-language", say(word::RSVP_LANGUAGE), spoken, |wish, language| {
            wish.language = language;
        }))
        .child(select("by-mode", say(word::RSVP_MODE), modes, |wish, mode| wish.mode = mode))
        .child(date("by-date", word::RSVP_FROM, |wish, from| wish.from = from))
        .child(date("by-last-date", word::RSVP_UNTIL, |wish, to| wish.to = to));
    let (by, of) = (context.clone(), whole.clone());
    // It is said when what they led to was seen.
    let name = move || {
        of.told.track();
        match wanted.try_with_untracked(Wish::filters) {
            None | Some(0) => by.words.say(word::RSVP_FILTERS),
            Some(set) => [&*by.words.say(word::RSVP_FILTERS), " (", &*of.number(&by, set), ")"].concat(),
        }
    };
    // A phone shows the events first.
    let folded = tag("details").part("filter-fold").flag("open", browser::is_wide());
    folded.child(tag("summary").text_fn(name)).child(fields)
}

fn filter_field(id: &str, label: &str, control: Tag) -> Tag {
    let label = tag("label").part("label").attr("for", id).text(label);
    tag("div").part("field").child(label).child(control)
}

type Changer = Arc<dyn Fn(&dyn Fn(&mut Wish))>;

/// Changes the wish; how many fit is said once they are found.
fn changer(wanted: Wanted) -> Changer {
    Arc::new(move |change| {
        wanted.update(|wish| {
            (wish.most, wish.tell) = (browse::PAGE, true);
            change(wish);
        });
    })
}

/// Nearness to a place that is typed, or to the device.
pub(super) fn near(context: &Shared, whole: &Arc<Whole>, wanted: Wanted) -> Option<Tag> {
    if !whole.facets.has_spots() {
        return None;
    }
    let change = changer(wanted);
    let (by, of, from_typed) = (context.clone(), whole.clone(), change.clone());
    let (ready, preparing) = (whole.clone(), context.clone());
    let input = tag("input")
        .part("input")
        .attr("id", "by-place")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .on("focus", move |_| ready.prepare(&preparing));
    let control = input.element().clone().unchecked_into::<HtmlInputElement>();
    let input = input.on("change", move |_| {
        let typed = control.value();
        let spot = of.spot_of(&typed);
        let lost = spot.is_none() && !typed.trim().is_empty();
        from_typed(&|wish| {
            wish.here = spot;
            wish.tell &= !lost;
        });
        if lost {
            of.told.update(|told| *told += 1);
            by.announce(&by.words.say(word::RSVP_NO_SPOT));
        }
    });
    let by = context.clone();
    let here = tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_HERE))
        .on("click", move |_| {
            let (change, denied) = (change.clone(), by.clone());
            locate(move |spot| match spot {
                Some(spot) => change(&|wish| wish.here = Some(spot)),
                None => denied.announce(&denied.words.say(word::RSVP_DENIED)),
            });
        });
    let field = filter_field("by-place", &context.words.say(word::RSVP_NEAR), input);
    Some(tag("div").part("near").child(field).child(here).child(farthest(context, whole, wanted)))
}

/// How far away at the most, once it is known from where.
fn farthest(context: &Shared, whole: &Arc<Whole>, wanted: Wanted) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    let options = move || {
        let far = FAR.map(|far| of.units(&by, far).1);
        let texts = std::iter::once(by.words.say(word::RSVP_ANY_DISTANCE)).chain(far);
        texts.map(|text| tag("option").text(&text)).collect()
    };
    let select = tag("select").part("select").attr("id", "by-distance").children_later(options);
    let control = select.element().clone().unchecked_into::<HtmlSelectElement>();
    let (change, by, of) = (changer(wanted), context.clone(), whole.clone());
    let select = select.on("change", move |_| {
        // The first is any distance.
        let chosen = usize::try_from(control.selected_index() - 1).ok().and_then(|index| FAR.get(index));
        let within = chosen.map(|far| of.units(&by, *far).0);
        change(&|wish| wish.within = within);
    });
    let field = filter_field("by-distance", &context.words.say(word::RSVP_FARTHEST), select);
    let of = whole.clone();
    // It comes when the list in its new order was seen.
    field.flag_fn("hidden", "", move || {
        of.told.track();
        wanted.try_with_untracked(|wish| wish.here.is_none()) != Some(false)
    })
}
