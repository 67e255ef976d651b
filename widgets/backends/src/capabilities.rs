/// What a backend can do, so far as a widget goes by it before anything was answered.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent fact that a component asks for by name"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// It tells how many there are.
    pub counts: bool,
    /// It recognises a submission that it has already had.
    pub deduplicates: bool,
    /// It keeps the answers to a survey page by page, before the whole is sent.
    pub partial: bool,
    /// It tells what the answers of all to a survey amount to.
    pub results: bool,
    /// Answers to invitations can be looked at again and changed, with the link of the receipt.
    pub edits: bool,
    /// It takes requests to be called back, and offers to host an event.
    pub callbacks: bool,
    /// It keeps how far someone has come on a ladder, counts who stands where, and takes its offers.
    pub ladder: bool,
    /// It can be sent tests, which it does not count. Where not, tests are not sent.
    pub tests: bool,
    /// Submissions reach someone. Where not, the widget says that it is a preview.
    pub real: bool,
}

impl Capabilities {
    /// Everything.
    pub const ALL: Self = Self {
        counts: true,
        deduplicates: true,
        partial: true,
        results: true,
        edits: true,
        callbacks: true,
        ladder: true,
        tests: true,
        real: true,
    };

    /// Nothing but that submissions reach someone.
    pub const LEAST: Self = Self {
        counts: false,
        deduplicates: false,
        partial: false,
        results: false,
        edits: false,
        callbacks: false,
        ladder: false,
        tests: false,
        real: true,
    };
}
