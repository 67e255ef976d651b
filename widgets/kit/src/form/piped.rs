//! Wording that follows what was answered before. Only a survey has such; in other bundles there is
//! none, and no code for it.

#[cfg(feature = "survey")]
pub(crate) use there::Piped;

#[cfg(feature = "survey")]
mod there {
    use std::rc::Rc;

    use crate::view::Tag;

    /// How a question is asked after these answers.
    #[derive(Clone)]
    pub(crate) struct Piped {
        pub(crate) text: Rc<dyn Fn() -> String>,
        pub(crate) required: Rc<dyn Fn() -> bool>,
        /// What more there is to read or see, between hint and control.
        pub(crate) more: Option<Rc<dyn Fn() -> Tag>>,
    }

    impl Piped {
        pub(crate) fn text(&self) -> String {
            (self.text)()
        }

        pub(crate) fn required(&self) -> bool {
            (self.required)()
        }

        pub(crate) fn has_more(&self) -> bool {
            self.more.is_some()
        }

        pub(crate) fn more(&self) -> Option<Tag> {
            Some((self.more.as_ref()?)())
        }
    }
}

#[cfg(not(feature = "survey"))]
pub(crate) use none::Piped;

#[cfg(not(feature = "survey"))]
mod none {
    use crate::view::Tag;

    #[derive(Clone)]
    pub(crate) enum Piped {}

    impl Piped {
        pub(crate) fn text(&self) -> String {
            match *self {}
        }

        pub(crate) fn required(&self) -> bool {
            match *self {}
        }

        pub(crate) fn has_more(&self) -> bool {
            match *self {}
        }

        pub(crate) fn more(&self) -> Option<Tag> {
            match *self {}
        }
    }
}
