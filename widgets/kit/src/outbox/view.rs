use rungs_model::Href;

/// What became of what was sent from this page.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Own {
    /// Nothing was, or it was answered.
    #[default]
    None,
    /// It waits on the device.
    Stored,
    /// It waits in memory.
    Remembered,
    /// Nobody knows whether it arrived.
    Unsure,
    /// It is not there any more.
    Gone,
}

/// What an element shows of an outbox.
#[derive(Clone, Copy)]
pub(super) enum Shows {
    /// The note, while it has something to say.
    Note,
    /// What it says.
    Said,
    /// What became of what was sent from this page.
    Own,
    /// The link that takes back what was said last.
    Link,
    /// The button that sends.
    Send,
    /// The one that opens what was refused.
    Open,
    /// The one that discards.
    Discard,
}

/// What there is to see of an outbox.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by itself")]
pub(super) struct View {
    pub(super) own: Own,
    /// Whether the note says that too, as nothing else does.
    pub(super) noted: bool,
    /// How many wait from earlier, or from other tabs.
    pub(super) waiting: usize,
    /// Whether it is not known of one of them if it arrived.
    pub(super) unsure: bool,
    /// Whether something waits that only later code can read.
    pub(super) newer: bool,
    /// Whether something was too old.
    pub(super) expired: bool,
    /// Whether something was refused while the form was in use.
    pub(super) refused: bool,
    /// Whether a try is on its way.
    pub(super) busy: bool,
    /// What became of the last that waited.
    pub(super) said: String,
    /// The link that takes that back, where there is one.
    pub(super) link: Option<Href>,
}
