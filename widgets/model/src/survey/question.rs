use core::ops::RangeInclusive;

use super::{AnswerOption, Condition, Names, Row, SkipRules};
use crate::document::{Identifier, Reader};
use crate::{Date, Decimal, ErrorTexts, Fields, Image, Text, choice, document, object};

choice! {
    /// What a question asks for.
    pub enum QuestionKind {
        /// One of `options`, all visible.
        SingleChoice = "single_choice",
        /// Any of `options`; `min` and `max` say how many.
        MultipleChoice = "multiple_choice",
        /// One of `options`, in a list that opens.
        Dropdown = "dropdown",
        /// One of many `options`, found by typing.
        Searchable = "searchable",
        /// Yes or no.
        YesNo = "yes_no",
        /// A point from `min` (1) to `max` (5), with `low` and `high` at the ends.
        Scale = "scale",
        /// How likely one is to recommend it, from 0 to 10 (net promoter score).
        Nps = "nps",
        /// Stars or faces, from 1 to `max` (5).
        Rating = "rating",
        /// `options` in order of preference: all, or the first `max`.
        Ranking = "ranking",
        /// The same scale, or the same `options`, for each of `rows`.
        Matrix = "matrix",
        /// One line.
        ShortText = "short_text",
        /// Several lines.
        LongText = "long_text",
        /// A decimal number from `min` to `max` in steps of `step`, in a `unit`.
        Number = "number",
        /// A date from `earliest` to `latest`.
        Date = "date",
        /// Who answers: `fields` such as `email` and `phone`.
        Contact = "contact",
        /// Asks nothing: `text` or `image` only.
        Statement = "statement",
    }
}

choice! {
    /// What the points of a rating look like.
    pub enum Shape {
        /// Stars, as many as chosen.
        Star = "star",
        /// Faces, from unhappy to happy.
        Emoji = "emoji",
    }
}

/// More options or rows than anyone looks over.
const MANY: usize = 100;

document! {
    /// One question.
    pub struct Question check = check; {
        /// Its control and the key of the answer.
        name: Identifier,
        /// What it asks for.
        kind: QuestionKind,
        /// What is asked. Earlier answers can stand in it: `{{name}}`, or `{{name|words if there is none}}`.
        label: Option<Text>,
        /// A sentence under the label.
        hint: Option<Text>,
        /// More to read: Markdown.
        text: Option<Text>,
        /// A picture.
        image: Option<Image>,
        /// Whether it must be answered.
        required: bool = false,
        /// When it must be answered, by questions before it.
        required_if: Option<Condition>,
        /// When it is asked, by questions before it.
        show_if: Option<Condition>,
        /// Where it goes on after this question, if not with the next: everything between is not asked.
        skip_to: SkipRules,
        /// What there is to choose from.
        options: Vec<AnswerOption>,
        /// Whether each respondent sees options or rows in an order of their own.
        random: bool = false,
        /// The rows of a matrix.
        rows: Vec<Row>,
        /// The least number, the lowest point, or the fewest choices.
        min: Option<Decimal>,
        /// The greatest number, the highest point, the most choices, or how many are ranked.
        max: Option<Decimal>,
        /// How far apart the allowed numbers are, from min or 0.
        step: Option<Decimal>,
        /// What a number counts, e.g. kg.
        unit: Option<Text>,
        /// What the lowest point means.
        low: Option<Text>,
        /// What the highest point means.
        high: Option<Text>,
        /// Stars or faces.
        shape: Option<Shape>,
        /// The first date allowed.
        earliest: Option<String>,
        /// The last date allowed.
        latest: Option<String>,
        /// The most characters of a text, or of what is written beside "other".
        max_length: Option<u32>,
        /// What a contact question asks.
        fields: Fields,
        /// Own words for what is wrong, by code, e.g. `required`.
        errors: ErrorTexts,
    }
}
object!(Question);

fn check(question: &Question, reader: &mut Reader) {
    use QuestionKind::{Contact, LongText, Matrix, Number, Ranking, Rating, Scale, ShortText, Statement};
    let kind = question.kind;
    question.warn_of_unused(reader);
    if question.label.is_none() && kind != Statement && kind != Contact {
        reader.error_at("label", "is missing: what is asked?");
    }
    if kind == Statement && question.label.is_none() && question.text.is_none() && question.image.is_none() {
        reader.error("says nothing: give a statement label, text or image");
    }
    if (question.chooses() || kind == Ranking) && question.options.is_empty() {
        reader.error_at("options", "must list at least one option");
    }
    if matches!(kind, Matrix | Ranking) {
        for (key, count) in [("options", question.options.len()), ("rows", question.rows.len())] {
            if count > MANY {
                let message =
                    ["must be ", &MANY.to_string(), " at most: a question that chooses can be searched"];
                reader.error_at(key, &message.concat());
            }
        }
    }
    if kind != Contact && !question.fields.is_empty() {
        reader.error_at("fields", "are only asked by the kind contact");
    }
    if kind == Matrix && question.rows.is_empty() {
        reader.error_at("rows", "must list at least one row");
    }
    if kind == Contact && question.fields.is_empty() {
        reader.error_at("fields", "must list at least one field, e.g. [\"email\"]");
    }
    check_names(question, reader);
    check_flags(question, reader);
    match kind {
        Scale => check_points(question, 11, reader),
        Rating => check_points(question, 10, reader),
        Matrix if question.options.is_empty() => check_points(question, 11, reader),
        Number if question.step.is_some_and(|step| step <= Decimal::from(0)) => {
            reader.error_at("step", "must be above 0");
        }
        ShortText | LongText if question.max_length == Some(0) => {
            reader.error_at("max_length", "must be at least 1");
        }
        _ => {}
    }
    check_bounds(question, reader);
}

fn check_names(question: &Question, reader: &mut Reader) {
    let mut values = Names::default();
    for (index, option) in question.options.iter().enumerate() {
        if !values.add(&option.value) {
            let place = ["options[", &index.to_string(), "].value"].concat();
            reader.error_at(&place, &["\"", &option.value, "\" is used twice"].concat());
        }
    }
    let mut names = Names::default();
    for (index, row) in question.rows.iter().enumerate() {
        if !names.add(&row.name) {
            let place = ["rows[", &index.to_string(), "].name"].concat();
            reader.error_at(&place, &["\"", &*row.name, "\" is used twice"].concat());
        }
    }
}

fn check_flags(question: &Question, reader: &mut Reader) {
    let others = question.options.iter().filter(|option| option.other).count();
    if others > 1 || (others == 1 && !question.chooses()) {
        reader.error_at("options", "one option, of a question that chooses, may have \"other\"");
    }
    let exclusive = question.options.iter().any(|option| option.exclusive);
    if exclusive && question.kind != QuestionKind::MultipleChoice {
        reader.error_at(
            "options",
            "only options of a multiple_choice may be exclusive: of others one is chosen",
        );
    }
}

/// A scale has 2 to `most` points, whole numbers.
fn check_points(question: &Question, most: i64, reader: &mut Reader) {
    let whole = |bound: Option<Decimal>| bound.is_none_or(|bound| bound.millionths() % 1_000_000 == 0);
    let (first, last) = (i64::from(*question.points().start()), i64::from(*question.points().end()));
    if !whole(question.min) || !whole(question.max) || !(2..=most).contains(&(last - first + 1)) {
        let message = ["must be whole numbers, with 2 to ", &most.to_string(), " points from min to max"];
        reader.error_at("max", &message.concat());
    }
}

fn check_bounds(question: &Question, reader: &mut Reader) {
    if let (Some(min), Some(max)) = (question.min, question.max)
        && min > max
    {
        reader.error_at("max", "is below min: there is no answer");
    }
    if question.chooses() || question.kind == QuestionKind::Ranking {
        let offered = Decimal::from(question.options.len() as u32);
        for (key, bound) in [("min", question.min), ("max", question.max)] {
            if bound.is_some_and(|bound| bound > offered || bound < Decimal::from(u32::from(key == "max"))) {
                reader.error_at(key, "must be within the number of options");
            }
        }
    }
    for (key, bound) in [("earliest", &question.earliest), ("latest", &question.latest)] {
        if bound.as_deref().is_some_and(|bound| Date::parse(bound).is_none()) {
            reader.error_at(key, "must be a date, e.g. 2026-12-31");
        }
    }
    if let (Some(earliest), Some(latest)) = (&question.earliest, &question.latest)
        && earliest > latest
    {
        reader.error_at("latest", "is before earliest: there is no answer");
    }
}

impl Question {
    /// Whether it is answered by choosing from `options`.
    pub fn chooses(&self) -> bool {
        use QuestionKind::{Dropdown, MultipleChoice, Searchable, SingleChoice};
        matches!(self.kind, SingleChoice | MultipleChoice | Dropdown | Searchable)
    }

    /// Whether there is so much to choose from that it is searched rather than looked over.
    pub fn has_many(&self) -> bool {
        self.chooses() && self.options.len() > MANY
    }

    /// The points of a scale, rating, matrix or NPS.
    pub fn points(&self) -> RangeInclusive<i32> {
        let whole = |bound: Option<Decimal>, usual| {
            bound.map_or(usual, |bound| (bound.millionths() / 1_000_000).clamp(-1000, 1000) as i32)
        };
        match self.kind {
            QuestionKind::Nps => 0..=10,
            QuestionKind::Rating => 1..=whole(self.max, 5),
            _ => whole(self.min, 1)..=whole(self.max, 5),
        }
    }

    /// How many options a ranking asks to put in order.
    pub fn ranked(&self) -> usize {
        let most = self.max.map_or(i64::MAX, |max| max.millionths() / 1_000_000);
        usize::try_from(most).map_or(self.options.len(), |most| most.min(self.options.len()))
    }

    /// The option that asks for words.
    pub fn other(&self) -> Option<&AnswerOption> {
        self.options.iter().find(|option| option.other)
    }

    /// The control of one of its parts: `question.row`, `question.other`.
    pub fn part(&self, part: &str) -> String {
        [&self.name, ".", part].concat()
    }

    /// Every control that it has: none for a statement.
    pub fn controls(&self) -> Vec<String> {
        match self.kind {
            QuestionKind::Statement => Vec::new(),
            QuestionKind::Contact => self.fields.iter().map(|field| field.name.to_string()).collect(),
            QuestionKind::Matrix => self.rows.iter().map(|row| self.part(&row.name)).collect(),
            _ if self.other().is_some() => vec![self.name.to_string(), self.part("other")],
            _ => vec![self.name.to_string()],
        }
    }

    /// Those of its controls that are answered in words, about anything but who answers.
    pub fn open_controls(&self) -> Vec<String> {
        match self.kind {
            QuestionKind::ShortText | QuestionKind::LongText => vec![self.name.to_string()],
            _ => self.other().map(|_| self.part("other")).into_iter().collect(),
        }
    }

    /// The most characters that it takes.
    pub fn max_length(&self) -> u32 {
        let usual = if self.kind == QuestionKind::LongText { 5000 } else { 200 };
        self.max_length.unwrap_or(usual)
    }

    /// Keys that are written but that this kind does not use.
    fn warn_of_unused(&self, reader: &mut Reader) {
        use QuestionKind::{
            Contact, Date, LongText, Matrix, MultipleChoice, Number, Ranking, Rating, Scale, ShortText,
            Statement,
        };
        let kind = self.kind;
        let chooses = self.chooses();
        let pointed = matches!(kind, Scale | Matrix);
        let texts = matches!(kind, ShortText | LongText);
        let rules = [
            ("options", !self.options.is_empty(), chooses || matches!(kind, Ranking | Matrix)),
            ("random", self.random, chooses || matches!(kind, Ranking | Matrix)),
            ("rows", !self.rows.is_empty(), kind == Matrix),
            ("min", self.min.is_some(), pointed || matches!(kind, Number | MultipleChoice)),
            (
                "max",
                self.max.is_some(),
                pointed || matches!(kind, Number | MultipleChoice | Ranking | Rating),
            ),
            ("step", self.step.is_some(), kind == Number),
            ("unit", self.unit.is_some(), kind == Number),
            ("low", self.low.is_some(), pointed || matches!(kind, QuestionKind::Nps | Rating)),
            ("high", self.high.is_some(), pointed || matches!(kind, QuestionKind::Nps | Rating)),
            ("shape", self.shape.is_some(), kind == Rating),
            ("earliest", self.earliest.is_some(), kind == Date),
            ("latest", self.latest.is_some(), kind == Date),
            ("max_length", self.max_length.is_some(), texts || chooses),
            ("required", self.required, !matches!(kind, Statement | Contact)),
            ("required_if", self.required_if.is_some(), !matches!(kind, Statement | Contact)),
        ];
        for (key, written, used) in rules {
            if written && !used {
                reader.warn_at(key, &["is not used by the kind ", kind.as_str()].concat());
            }
        }
    }
}
