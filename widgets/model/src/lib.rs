//! What a petition, a survey, an event and a ladder *are*: their config documents, their forms, a
//! submission and its outcome.
//!
//! No I/O, no DOM, no clock: the widget in the page and the server that stores what is sent
//! run this same code, so they can never disagree about what is valid.
//!
//! A config document is read by [`mod@document`], which names the path of every problem and
//! never panics. [`Form::check`] judges typed values, [`survey::Survey::check`] answers,
//! [`rsvp::Rsvp::check`] who comes to what. [`ladder::Ladder::standing`] tells where someone stands and
//! what is next.
#![deny(missing_docs)]

pub mod callback;
mod colour;
mod comment;
mod condition;
mod consent;
mod country;
mod date;
mod decimal;
pub mod document;
mod email;
mod error;
mod field;
mod follow_up;
mod form;
mod goal;
mod href;
#[cfg(feature = "ladder")]
pub mod ladder;
mod lang;
mod markdown;
mod offer;
mod outcome;
mod petition;
mod phone;
mod postal;
mod problems;
pub mod rsvp;
mod share_link;
mod state;
mod submission;
pub mod survey;
mod text;
mod thanks;
mod time;
mod values;
pub mod waiting;
mod widget;

pub use colour::Colour;
pub use comment::Comment;
pub use condition::{Bound, Condition, Conditions, Control};
pub use consent::{Answer, Consent, ConsentAnswer, ConsentStyle, Consents, PUBLIC};
pub use country::countries;
pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use email::{EmailAddress, suggestion as email_suggestion};
pub use error::{ErrorCode, ErrorTexts, FieldError};
pub use field::{Choice, Field, FieldKind, Fields, Part, tidy};
pub use follow_up::FollowUp;
pub use form::{Accepted, Form};
pub use goal::Goal;
pub use href::Href;
pub use lang::is_rtl;
pub use markdown::{Block, Markdown, Span};
pub use offer::Offer;
pub use outcome::{Outcome, Receipt};
pub use petition::{Image, Petition, Signers};
pub use phone::PhoneNumber;
pub use postal::has_postal_codes;
pub use problems::problems;
pub use share_link::{REFERRAL, invitation, inviter, share_link};
pub use state::{Count, Kind, Signer, State};
pub use submission::{ATTRIBUTION, Submission, SubmissionId};
pub use text::{Text, bare_label};
pub use thanks::{Channel, Completes, Next, ShareTexts, Thanks};
pub use time::Timestamp;
pub use values::Values;
pub use widget::{Density, Status, Theme};
