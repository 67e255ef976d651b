//! A backend that is none.

use rungs_model::document::Decode as _;
use rungs_model::{ErrorCode, Outcome, Receipt, Submission};

use crate::Call;
use crate::entries::invalid;
use crate::options::{Keys, Options};
use crate::words::{cut, take};

pub(crate) const KEYS: Keys = "answer:confirmed|awaiting_confirmation|sent|invalid|waitlisted|full|closed|rate_limited|failed|unreachable|queued|failed_for_good \
    delay_ms:number \
    state:state \
    results:any \
    counts:any \
    progress:any \
    brought:any";

pub(crate) fn submit(options: &Options, submission: &Submission) -> Call<Outcome> {
    let delay = options.get("delay_ms").as_f64().unwrap_or_default();
    Call::Answer(outcome(options.text("answer"), submission), delay as u32)
}

fn outcome(answer: &str, submission: &Submission) -> Outcome {
    // By its place among the answers, which are the first of the keys.
    let (mut rest, mut place) = (cut(cut(KEYS, b':').1, b' ').0, 0);
    while !rest.is_empty() && take(&mut rest, b'|') != answer {
        place += 1;
    }
    match place {
        1 => Outcome::AwaitingConfirmation,
        2 => Outcome::Sent,
        3 => invalid("email".into(), ErrorCode::Email),
        4 => Outcome::Waitlisted { position: 3, receipt: None },
        5 => Outcome::Full,
        6 => Outcome::Closed,
        7 => Outcome::RateLimited { retry_after: Some(30) },
        8 => Outcome::Failed { retryable: true },
        9 => Outcome::Unreachable,
        10 => Outcome::Queued,
        11 => Outcome::Failed { retryable: false },
        _ => Outcome::Confirmed(Some(Receipt {
            submission_id: submission.submission_id.to_string(),
            ..Receipt::blank()
        })),
    }
}
