#[cfg(feature = "callbacks")]
use crate::document::Verbatim;
use crate::document::{OfEvents, Reader};
use crate::{FieldError, Href};
use crate::{document, object};

document! {
    /// What a backend gives for a recorded submission.
    pub struct Receipt check = only_to_the_web; {
        /// The id that the submission was sent under.
        submission_id: String,
        /// When it was recorded (RFC 3339).
        recorded_at: String,
        /// Where its sender can look at what they agreed to, and change it. Whoever has the address can do
        /// so: it goes into no event, log or list.
        manage_url: Option<Href>,
        /// The sender's referral code: whoever takes part with it as `referrer` counts as brought in by them.
        referral: Option<String>,
        /// How someone who answered an invitation stands: a [`rsvp::Standing`](crate::rsvp::Standing).
        rsvp: OfEvents,
        /// For someone who asked staff to be in touch, by when that will be, `due_at` (RFC 3339), and perhaps
        /// `who` it will be: a name or a role.
        #[cfg(feature = "callbacks")]
        follow_up: Verbatim,
    }
}
object!(Receipt);

/// Without a usable address it is still a receipt.
fn only_to_the_web(receipt: &mut Receipt, _: &mut Reader) {
    receipt.manage_url.take_if(|url| !url.is_web());
}

/// How a submission ended. Wording and events differ for each: a widget never says
/// "signed" when it only knows "sent".
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The backend says that it is recorded.
    Confirmed(Option<Receipt>),
    /// Recorded; counts once the link in the email is used.
    AwaitingConfirmation,
    /// Sent, but this backend never says whether it was recorded.
    Sent,
    /// Offline: kept on this device, sent when the connection is back.
    Queued,
    /// Recorded, but there was no place left.
    Waitlisted {
        /// The place in the line, from 1.
        position: u32,
        /// The receipt.
        receipt: Option<Receipt>,
    },
    /// Refused for what it says; `form` is a sentence of the backend's own, if any.
    Invalid {
        /// What is wrong with which field.
        fields: Vec<FieldError>,
        /// What is wrong with the whole.
        form: Option<String>,
    },
    /// No longer taken.
    Closed,
    /// No place left.
    Full,
    /// Too many at once.
    RateLimited {
        /// Seconds until it is worth trying again, where the backend says.
        retry_after: Option<u32>,
    },
    /// No answer came: no network, or no backend.
    Unreachable,
    /// The backend could not do it.
    Failed {
        /// Whether the same request may succeed later.
        retryable: bool,
    },
}

impl Outcome {
    /// Whether whoever sent it has done their part. Whoever still has to use the link of an email, or waits
    /// for a place, has; whose form waits on the device, or was refused, has not.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Confirmed(_) | Self::AwaitingConfirmation | Self::Sent | Self::Waitlisted { .. })
    }

    /// Its name in events.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirmed(_) => "confirmed",
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Sent => "sent",
            Self::Queued => "queued",
            Self::Waitlisted { .. } => "waitlisted",
            Self::Invalid { .. } => "invalid",
            Self::Closed => "closed",
            Self::Full => "full",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unreachable => "unreachable",
            Self::Failed { .. } => "failed",
        }
    }
}
