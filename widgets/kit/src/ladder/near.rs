//! Where someone is, as far as they want that to be known. It is kept in memory for as long as the page is open:
//! neither the device nor the backend learns it.

use leptos::prelude::*;
use rungs_model::document;
use rungs_model::ladder::{self, Town};
use rungs_model::rsvp::{Spot, Towns};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::Climb;
use crate::position::locate;
use crate::view::{Tag, tag};
use crate::words::word;

/// Asks for a town where the document has any, and otherwise the device, at the press of its button.
pub(super) fn near(climb: &Climb) -> Tag {
    let words = &climb.context.words;
    // What is wrong with them was said when the document was judged.
    let towns: Option<Vec<Town>> =
        document::part(&climb.context.config, "towns", &words.lang).unwrap_or_default();
    let said = RwSignal::new(if climb.course.with_untracked(|course| course.position.is_some()) {
        word::LADDER_LOCATED
    } else {
        word::LADDER_NEAR_HINT
    });
    let by = climb.clone();
    let here = tag("button")
        .part("back")
        .attr("type", "button")
        .attr("aria-describedby", "near")
        .text(&words.say(word::LADDER_HERE))
        .on("click", move |_| {
            let climb = by.clone();
            locate(move |spot| take(&climb, spot, said, word::LADDER_DENIED));
        });
    let by = climb.clone();
    tag("fieldset")
        .part("near")
        .child(tag("legend").part("label").text(&words.say(word::LADDER_NEAR)))
        .child(towns.filter(|towns| !towns.is_empty()).map(|towns| town(climb, ladder::towns(&towns), said)))
        .child(here)
        .child(tag("p").part("hint").attr("id", "near").text_fn(move || by.context.words.say(said.get())))
}

fn town(climb: &Climb, towns: Towns, said: RwSignal<&'static str>) -> Tag {
    let by = climb.clone();
    let input = tag("input")
        .part("input")
        .attr("id", "town")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("aria-describedby", "near")
        .on("change", move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let typed = input.map(|input| input.value()).unwrap_or_default();
            let missing = if typed.trim().is_empty() { word::LADDER_NEAR_HINT } else { word::LADDER_NO_TOWN };
            take(&by, towns.spot_of(&typed), said, missing);
        });
    let label =
        tag("label").part("label").attr("for", "town").text(&climb.context.words.say(word::LADDER_TOWN));
    tag("div").part("field").child(label).child(input)
}

/// Works with it from now on, and says so. Without one it is as if nothing had been said before.
fn take(climb: &Climb, spot: Option<Spot>, said: RwSignal<&'static str>, missing: &'static str) {
    let told = if spot.is_some() { word::LADDER_LOCATED } else { missing };
    // The ladder may be gone by the time the device answers.
    if climb.course.try_update(|course| course.position = spot).is_some() {
        said.try_set(told);
        climb.context.announce(&climb.context.words.say(told));
    }
}
