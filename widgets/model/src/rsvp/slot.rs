use super::LocalTime;
use crate::document::Identifier;
use crate::{Text, document, object};

document! {
    /// A shift, a session or another part of an event that one can choose by itself.
    pub struct Slot {
        /// Names it; part of the key of its answers.
        id: Identifier,
        /// What it is called, if it is more than its time.
        label: Option<Text>,
        /// When it starts, by the clocks there.
        start: LocalTime,
        /// When it ends.
        end: LocalTime,
        /// The most people; that of the event if missing.
        capacity: Option<u32>,
        /// Whether it was called off.
        cancelled: bool = false,
    }
}
object!(Slot);
