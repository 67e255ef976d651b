//! What every widget must keep, in every state of its fixtures: by keyboard, by ear, enlarged, from
//! right to left. `demo/fixtures/widgets.json` names the widgets; one that is added there, with its
//! fixtures, is held to all of this. Among its states are `invalid`, `sending` and `thanked`.

mod announcements;
mod axe;
mod direction;
mod keyboard;
mod names;
mod targets;
mod zoom;
