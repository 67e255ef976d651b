use crate::document::Reader;
use crate::{Text, document, object};

document! {
    /// Who is in touch, and by when.
    pub struct FollowUp check = soon; {
        /// Who: a name or a role, e.g. Sam from the local group.
        who: Text,
        /// Within so many hours: 1 to 2000.
        within_hours: u32,
    }
}
object!(FollowUp);

impl FollowUp {
    /// Within so many hours staff are in touch where no more is said.
    pub const USUAL_HOURS: u32 = 48;

    /// Within how many hours staff are in touch with whoever was promised this, or nothing.
    pub fn hours(promise: Option<&Self>) -> u32 {
        promise.map_or(Self::USUAL_HOURS, |promise| promise.within_hours)
    }
}

fn soon(follow_up: &FollowUp, reader: &mut Reader) {
    if !(1..=2000).contains(&follow_up.within_hours) {
        reader.error_at("within_hours", "must be from 1 to 2000");
    }
}
