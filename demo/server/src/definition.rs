//! What a config document says, whatever kind of widget it describes.

use rungs_model::callback::CallBack;
use rungs_model::document::{self, Decode, Identifier, Problem, Reader};
use rungs_model::ladder::{Ladder, Remember};
use rungs_model::rsvp::{Event, Host, Rsvp, Schedule};
use rungs_model::survey::{QuestionKind, Survey, Unasked};
use rungs_model::{
    Accepted, Consent, FieldError, Form, Image, Kind, Markdown, Offer, Petition, Status, Thanks, Timestamp,
    Values, callback,
};
use serde_json::Value;

use crate::store::{REMEMBER, now};
use crate::zones::Iana;

/// A document read in one language.
pub(crate) struct Read {
    definition: Definition,
    /// The fields, the comment and the consents; of a survey, those of its contact questions; of
    /// events, all questions of all of them.
    pub(crate) form: Form,
}

/// One of each kind.
enum Definition {
    Petition(Box<Petition>),
    Survey(Box<Survey>),
    Rsvp(Box<Events>),
    Ladder(Box<Ladder>),
}

/// Events, laid out in time.
pub(crate) struct Events {
    pub(crate) rsvp: Rsvp,
    /// The same as everyone may see them.
    pub(crate) public: Rsvp,
    pub(crate) schedule: Schedule,
}

/// What all kinds have in common, and what takes its place for a ladder, to which nothing is submitted.
macro_rules! of_any {
    ($read:expr, $widget:ident => $what:expr) => {
        of_any!($read, $widget => $what, $widget => $what)
    };
    ($read:expr, $widget:ident => $what:expr, $ladder:pat => $instead:expr) => {
        match &$read.definition {
            Definition::Ladder($ladder) => $instead,
            Definition::Petition($widget) => $what,
            Definition::Survey($widget) => $what,
            Definition::Rsvp(events) => {
                let $widget = &events.rsvp;
                $what
            }
        }
    };
}

/// What is wrong with a document, or worth a look.
pub(crate) fn problems(document: &Value) -> Vec<Problem> {
    rungs_model::problems(document, &Iana, Timestamp(now()))
}

/// The events that a document describes, if it does, laid out in time; none if it cannot be used.
fn events(document: &Value, lang: &str) -> Option<Events> {
    let (rsvp, _) = document::read::<Rsvp>(document, lang).ok()?;
    let (schedule, problems) = Schedule::new(&rsvp, &Iana, Timestamp(now()));
    let mut public = rsvp.clone();
    public.events.iter_mut().for_each(Event::conceal);
    (!problems.iter().any(Problem::is_error)).then_some(Events { rsvp, public, schedule })
}

/// Everything that a document with events asks of anyone.
fn all_asked(rsvp: &Rsvp) -> Form {
    let questions = rsvp.events.iter().flat_map(|event| event.questions.iter());
    let fields = rsvp.fields.iter().chain(questions).cloned().collect();
    let needs = rsvp.needs.as_ref().and_then(|needs| needs.consent(false));
    Form { fields, comment: None, consents: rsvp.consents.iter().cloned().chain(needs).collect() }
}

/// The consent to have one's progress kept, so that its wording is known as published.
fn remembering(remember: &Remember) -> Option<Consent> {
    let (id, text) = (Identifier::parse(REMEMBER)?, remember.consent.clone());
    Some(Consent { id, text, version: remember.version.clone(), ..Consent::blank() })
}

/// The survey that a document describes, if it does.
pub(crate) fn survey(document: &Value) -> Option<Survey> {
    (Kind::of(document) == Kind::Survey)
        .then(|| document::read(document, "en").ok())
        .flatten()
        .map(|read| read.0)
}

/// What a document asks, for the columns of an export: the names of its values, and the ids
/// of its consents. It may be one that this version refuses.
pub(crate) fn asked(document: &Value) -> (Vec<String>, Vec<String>) {
    let reader = &mut Reader::new("en");
    match Kind::of(document) {
        Kind::Petition => {
            let mut petition = Petition::blank();
            petition.read(document, reader);
            let form = petition.take_form();
            let comment = form.comment.map(|_| "comment".to_owned());
            let names = form.fields.iter().map(|field| field.name.to_string()).chain(comment).collect();
            (names, form.consents.iter().map(|consent| consent.id.to_string()).collect())
        }
        Kind::Survey => {
            let mut survey = Survey::blank();
            survey.read(document, reader);
            let names = survey.questions().flat_map(rungs_model::survey::Question::controls).collect();
            (names, survey.consents.iter().map(|consent| consent.id.to_string()).collect())
        }
        Kind::Rsvp => {
            let mut rsvp = Rsvp::blank();
            rsvp.read(document, reader);
            let form = all_asked(&rsvp);
            let names = form.fields.iter().map(|field| field.name.to_string()).collect();
            (names, form.consents.iter().map(|consent| consent.id.to_string()).collect())
        }
        Kind::Ladder => (Vec::new(), Vec::new()),
    }
}

impl Read {
    /// Reads a document; none if it cannot be used.
    pub(crate) fn new(document: &Value, lang: &str) -> Option<Self> {
        Some(match Kind::of(document) {
            Kind::Petition => {
                let (petition, _) = document::read::<Petition>(document, lang).ok()?;
                Self { form: petition.form(), definition: Definition::Petition(Box::new(petition)) }
            }
            Kind::Survey => {
                let (survey, _) = document::read::<Survey>(document, lang).ok()?;
                let contacts = survey.questions().filter(|question| question.kind == QuestionKind::Contact);
                let fields = contacts.flat_map(|question| question.fields.iter().cloned()).collect();
                let form = Form { fields, comment: None, consents: survey.consents.to_vec() };
                Self { form, definition: Definition::Survey(Box::new(survey)) }
            }
            Kind::Rsvp => {
                let events = events(document, lang)?;
                Self { form: all_asked(&events.rsvp), definition: Definition::Rsvp(Box::new(events)) }
            }
            Kind::Ladder => {
                let (ladder, _) = document::read::<Ladder>(document, lang).ok()?;
                let consents = ladder.remember.iter().filter_map(remembering).collect();
                let form = Form { fields: Vec::new(), comment: None, consents };
                Self { form, definition: Definition::Ladder(Box::new(ladder)) }
            }
        })
    }

    pub(crate) fn kind(&self) -> Kind {
        of_any!(self, widget => widget.kind)
    }

    pub(crate) fn petition(&self) -> Option<&Petition> {
        match &self.definition {
            Definition::Petition(petition) => Some(petition),
            _ => None,
        }
    }

    pub(crate) fn survey(&self) -> Option<&Survey> {
        match &self.definition {
            Definition::Survey(survey) => Some(survey),
            _ => None,
        }
    }

    /// The events, and when they take place.
    pub(crate) fn events(&self) -> Option<&Events> {
        match &self.definition {
            Definition::Rsvp(events) => Some(events),
            _ => None,
        }
    }

    pub(crate) fn ladder(&self) -> Option<&Ladder> {
        match &self.definition {
            Definition::Ladder(ladder) => Some(ladder),
            _ => None,
        }
    }

    /// The campaign that it belongs to.
    pub(crate) fn campaign(&self) -> &str {
        of_any!(self, widget => widget.campaign())
    }

    pub(crate) fn title(&self) -> &str {
        of_any!(self, widget => &widget.title)
    }

    pub(crate) fn markdown(&self) -> Markdown {
        of_any!(self, widget => widget.markdown())
    }

    pub(crate) fn image(&self) -> Option<&Image> {
        of_any!(self, widget => widget.image.as_ref())
    }

    pub(crate) fn status(&self) -> Status {
        of_any!(self, widget => widget.status, _ => Status::Open)
    }

    /// Whether submissions are taken; of events, whether there is still one to answer to.
    pub(crate) fn is_open(&self, now: i64) -> bool {
        let now = Timestamp(now);
        let to_come = |events: &Events| events.schedule.iter().any(|occurrence| occurrence.is_open(now));
        of_any!(self, widget => widget.is_open(now), _ => true) && self.events().is_none_or(to_come)
    }

    pub(crate) fn closed_text(&self) -> Option<&str> {
        of_any!(self, widget => widget.closed_text.as_deref(), _ => None)
    }

    pub(crate) fn button(&self) -> Option<&str> {
        of_any!(self, widget => widget.button.as_deref(), _ => None)
    }

    pub(crate) fn thanks(&self) -> Option<&Thanks> {
        of_any!(self, widget => widget.thanks.get(), _ => None)
    }

    /// Whether submissions are marked as tests.
    pub(crate) fn is_test(&self) -> bool {
        of_any!(self, widget => widget.test)
    }

    /// Whether nothing about the person may be kept.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.survey().is_some_and(|survey| survey.anonymous)
    }

    /// What is asked of whoever wants to be called.
    pub(crate) fn call_back_form(&self) -> Form {
        callback::form(&self.call_back(), self.country())
    }

    /// Judges a request to be called.
    pub(crate) fn check_call_back(&self, entered: &Values) -> Result<Values, Vec<FieldError>> {
        callback::check(&self.call_back(), self.country(), entered)
    }

    /// How people are called back.
    pub(crate) fn call_back(&self) -> CallBack {
        let own = match &self.definition {
            Definition::Survey(survey) => survey.call_back.as_ref(),
            Definition::Ladder(ladder) => ladder.call_back.get(),
            _ => None,
        };
        own.cloned().unwrap_or_else(CallBack::blank)
    }

    /// What it says of whoever can host an event, too, if it asks that.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.events()?.rsvp.host.as_ref()
    }

    /// What is asked of whoever takes an offer.
    pub(crate) fn offer_form(&self, offer: Offer) -> Form {
        match self.events() {
            Some(events) if offer == Offer::Host => events.rsvp.host_form(),
            _ => offer.form(None),
        }
    }

    /// Where its phone numbers come from, if it says so.
    fn country(&self) -> Option<&str> {
        self.form.fields.iter().find_map(|field| field.country.as_deref())
    }

    /// Judges what was entered; what is closed at that moment is not answered to.
    pub(crate) fn check(
        &self,
        entered: &Values,
        unasked: Unasked,
        at: Timestamp,
    ) -> Result<Accepted, Vec<FieldError>> {
        match &self.definition {
            Definition::Petition(_) => self.form.check(entered),
            Definition::Survey(survey) => survey.check(entered, unasked),
            Definition::Rsvp(events) => events.rsvp.check(&events.schedule, entered, at),
            Definition::Ladder(_) => Err(Vec::new()),
        }
    }
}
