use maud::{Markup, html};
use rungs_model::Markdown;
use rungs_model::ladder::{Deed, Ladder, Rung};

use super::prose::blocks;

/// The rungs of a ladder, each with the way to it: where no script runs, nobody knows what is done.
pub(super) fn rungs(ladder: &Ladder) -> Markup {
    html! {
        ol {
            @for rung in ladder.rungs.iter().filter(|rung| !rung.hidden) {
                li {
                    @match way(rung) {
                        Some(way) => a href=(way) { (*rung.label) },
                        None => (*rung.label),
                    }
                    (blocks(&Markdown::parse(&rung.text)))
                }
            }
        }
    }
}

/// Its page; else the hosted page of the widget that completes it.
fn way(rung: &Rung) -> Option<String> {
    let hosted = rung.done_by.iter().find_map(|deed| match deed {
        Deed::Widget(done) => Some(format!("/embed/{}", &*done.widget)),
        Deed::Act(_) => None,
    });
    rung.href.as_deref().filter(|href| !href.starts_with('#')).map(str::to_owned).or(hosted)
}
