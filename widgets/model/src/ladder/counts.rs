use crate::document::Identifier;
use crate::{Count, Timestamp, document, object};

document! {
    /// How many people are on a rung.
    pub struct RungCount {
        /// The rung.
        rung: Identifier,
        /// How many have done it; missing where they are too few to be told.
        done: Option<Count>,
        /// How many stand on it: it is the last in order that they have done.
        standing: Option<Count>,
    }
}
object!(RungCount);

document! {
    /// How many people are on each rung of a campaign's ladder, as the backend knows of them.
    pub struct Counts {
        /// Every rung, in order.
        rungs: Vec<RungCount>,
        /// Counts below this are not told.
        minimum: u32 = 0,
        /// When this was true.
        as_of: Option<Timestamp>,
    }
}
object!(Counts);
