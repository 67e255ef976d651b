use rungs_model::Values;
use rungs_model::rsvp::Reply;
use serde_json::{Map, Value};

/// How answers to invitations are to be from now on. What it does not name stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplyChange {
    /// Controls, as [`rungs_model::rsvp::answer`] lists them, with their new values.
    pub values: Values,
    /// Consents that are answered otherwise: yes or no.
    pub consents: Vec<(String, bool)>,
    /// Not to come to anything any more.
    pub cancel: bool,
    /// Tells it from other changes, a UUID: a backend makes it once, however often it comes. Empty if it has none.
    pub id: String,
    /// The ids of earlier changes whose place it takes: should they come later, a backend does not make them.
    pub instead_of: Vec<String>,
}

impl ReplyChange {
    /// Takes in what an earlier change was about and this one is not, so that this one says all of both. Where the
    /// earlier one called everything off, this one must name every answer.
    pub fn follow(&mut self, earlier: &Self) {
        let left = earlier.values.iter().filter(|(name, _)| self.values.iter().all(|(own, _)| own != *name));
        let left: Vec<_> = left.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        for (name, value) in left {
            self.values.set(&name, value);
        }
        for (id, yes) in &earlier.consents {
            if self.consents.iter().all(|(own, _)| own != id) {
                self.consents.push((id.clone(), *yes));
            }
        }
        for id in core::iter::once(&earlier.id).chain(&earlier.instead_of) {
            if !id.is_empty() && *id != self.id && !self.instead_of.contains(id) {
                self.instead_of.push(id.clone());
            }
        }
    }

    /// Puts it into what holds until then: every control, as it is to be.
    pub fn put(&self, values: &mut Values) {
        if self.cancel {
            let answered = values.iter().filter(|(name, _)| name.starts_with("rsvp."));
            let answered: Vec<String> = answered.map(|(name, _)| name.to_owned()).collect();
            for name in answered {
                values.set(&name, Reply::No.as_str().into());
            }
        }
        self.values.iter().for_each(|(name, value)| values.set(name, value.into()));
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn read(value: &Value) -> Option<Self> {
        let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let values = value.get("values")?.as_object()?.iter().map(text).collect::<Option<Values>>()?;
        let consents = value.get("consents").and_then(Value::as_object).into_iter().flatten();
        let consents = consents.map(|(id, answer)| (id.clone(), *answer == "yes")).collect();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let ids = value.get("instead_of").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            values,
            consents,
            cancel: value.get("cancel").is_some_and(|cancel| *cancel == true),
            id: value.get("id").and_then(text).unwrap_or_default(),
            instead_of: ids.filter_map(text).collect(),
        })
    }

    /// The JSON of the reference backend's API.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        let values = self.values.iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        map.insert("values".into(), Value::Object(values.collect()));
        if !self.consents.is_empty() {
            let word = |yes: bool| Value::from(if yes { "yes" } else { "no" });
            let answers = self.consents.iter().map(|(id, yes)| (id.clone(), word(*yes)));
            map.insert("consents".into(), Value::Object(answers.collect()));
        }
        if self.cancel {
            map.insert("cancel".into(), Value::Bool(true));
        }
        if !self.id.is_empty() {
            map.insert("id".into(), Value::from(&*self.id));
            if !self.instead_of.is_empty() {
                map.insert(
                    "instead_of".into(),
                    self.instead_of.iter().map(|id| Value::from(&**id)).collect(),
                );
            }
        }
        Value::Object(map)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(value: &Value) -> ReplyChange {
        ReplyChange::read(value).unwrap()
    }

    #[test]
    fn a_change_reads_back_as_it_was_written_and_nothing_else_is_one() {
        for written in [
            json!({ "values": { "rsvp.rally": "no", "guests.rally": "" }, "consents": { "needs": "yes" } }),
            json!({ "values": {}, "cancel": true }),
            json!({ "values": { "rsvp.rally": "no" }, "id": "2", "instead_of": ["0", "1"] }),
        ] {
            assert_eq!(change(&written).to_value(), written);
        }
        for wrong in
            [json!(null), json!({}), json!({ "values": [] }), json!({ "values": { "rsvp.rally": 1 } })]
        {
            assert_eq!(ReplyChange::read(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_two_changes_the_later_one_wins_and_nothing_of_the_earlier_is_lost() {
        let earlier = json!({ "values": { "rsvp.rally": "no", "needs": "" }, "consents": { "needs": "no" } });
        let later = json!({ "values": { "rsvp.rally": "maybe", "rsvp.walk": "yes" } });
        let mut both = change(&later);
        both.follow(&change(&earlier));
        let expected = json!({
            "values": { "rsvp.rally": "maybe", "rsvp.walk": "yes", "needs": "" }, "consents": { "needs": "no" },
        });
        assert_eq!(both.to_value(), expected);
        let mut none = change(&json!({ "values": {}, "cancel": true }));
        none.follow(&change(&earlier));
        assert!(none.cancel && none.values.get("rsvp.rally") == "no", "{none:?}");
    }

    #[test]
    fn a_later_change_takes_the_place_of_all_that_it_took_in() {
        let with = |id: &str| change(&json!({ "values": {}, "id": id }));
        let (mut second, mut third) = (with("2"), with("3"));
        second.follow(&with("1"));
        third.follow(&second);
        // What came from a page of an older kit has no id.
        third.follow(&with(""));
        third.follow(&with("1"));
        assert_eq!((&*third.id, &*third.instead_of), ("3", &["2".to_owned(), "1".into()][..]));
    }

    #[test]
    fn what_it_does_not_name_stays_and_whoever_cancels_says_no_to_all() {
        let held = || {
            let pairs = [("rsvp.rally", "yes"), ("rsvp.walk", "maybe"), ("email", "ada@example.org")];
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect::<Values>()
        };
        let after = |value: Value| {
            let mut values = held();
            change(&value).put(&mut values);
            ["rsvp.rally", "rsvp.walk", "email"].map(|name| values.get(name).to_owned())
        };
        assert_eq!(after(json!({ "values": { "rsvp.walk": "no" } })), ["yes", "no", "ada@example.org"]);
        assert_eq!(after(json!({ "values": {}, "cancel": true })), ["no", "no", "ada@example.org"]);
    }
}
