//! What supporters and campaigners live through, in a real browser.

mod access;
mod backends;
mod broken;
mod check;
mod consent;
mod failures;
mod hosted;
mod ladder;
mod life;
mod looks;
mod outbox;
mod rsvp;
mod search;
mod signing;
mod survey;
mod upgrade;
