//! Compiles `embed/locales/en.json` into constants, so that a misspelt key does not
//! compile, and takes comments and line breaks out of the stylesheets.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let out = Path::new(&out);
    words(out);
    for sheet in SHEETS {
        let read = |source: &&str| {
            println!("cargo::rerun-if-changed={source}");
            minified(&fs::read_to_string(source).unwrap_or_else(|error| panic!("{source}: {error}")))
        };
        let name = sheet.last().and_then(|source| Path::new(source).file_name());
        let css: String = sheet.iter().map(read).collect();
        fs::write(out.join(name.expect("a stylesheet has a name")), css).expect("OUT_DIR can be written");
    }
}

/// The stylesheets, each called as its last source, after what it shares with others.
const SHEETS: &[&[&str]] = &[
    &["src/style/base.css"],
    &["src/style/chart.css"],
    &["src/form/combobox.css"],
    &["src/form/touched.css"],
    &["src/petition/petition.css"],
    &["src/style/buttons.css", "src/survey/survey.css"],
    &["src/survey/results.css"],
    &["src/survey/away.css"],
    &["src/survey/ranking.css"],
    &["src/style/buttons.css", "src/ladder/ladder.css"],
    &["src/rsvp/rsvp.css"],
    &["src/style/buttons.css", "src/rsvp/answered.css"],
];

/// How the keys begin whose words are part of the second file; see `src/later.rs`. Behind the name
/// of a widget it is the same.
const LATER: &[&str] = &[
    "awaiting_",
    "did_you_mean",
    "error_",
    "failed",
    "full",
    "invalid",
    "manage",
    "next_title",
    "outbox_",
    "preview_text",
    "rate_limited",
    "sent_",
    "share_",
    "test_text",
    "thanks_",
    "use_it",
];

/// The same for words of the survey, which says most of its own only once it was touched.
const SURVEY_FIRST: &[&str] = &[
    "anonymous",
    "answers",
    "back",
    "choose_",
    "clear",
    "closed_",
    "likely",
    "next",
    "own_words",
    "send",
    "step",
    "test_mode",
    "unlikely",
];

/// The words of events that come first; what ends in `_` is how keys begin.
const RSVP_FIRST: &[&str] = &[
    "access",
    "access_",
    "address_later",
    "all",
    "bring",
    "by",
    "cancelled",
    "children",
    "closed_",
    "closes",
    "cost",
    "dates",
    "ended",
    "full",
    "hybrid",
    "languages",
    "late",
    "left",
    "line",
    "link_later",
    "local",
    "map",
    "maybe",
    "more",
    "no",
    "now",
    "online",
    "question",
    "send",
    "starts",
    "test_mode",
    "yes",
];

/// The same for words of the ladder.
const LADDER_FIRST: &[&str] = &[
    "about",
    "all_done",
    "because",
    "brought_",
    "completed",
    "device",
    "done",
    "follow_up",
    "forget",
    "forgotten",
    "go",
    "kept",
    "later",
    "needs_",
    "next",
    "not_forgotten",
    "not_now",
    "nothing",
    "of",
    "offline",
    "online",
    "people_",
    "put_off",
    "remember",
    "state_next",
    "summary",
    "waiting",
    "why_",
];

/// What a request to be called says, wherever it is offered;
const CALLBACK: &str = "survey_callback_";

/// and what is said of anything that is asked of staff.
const REQUEST: &[&str] = &[
    "survey_callback_by",
    "survey_callback_by_who",
    "survey_callback_link",
    "survey_callback_take_back",
    "survey_callback_topic",
    "survey_callback_withdrawn",
];

/// What is only wrong with answers to events.
const EVENT_ERRORS: &[&str] = &["error_cancelled", "error_closed", "error_full", "error_overlap"];

/// What is said of an offer, a ladder's or that of events, that waited.
const OFFERED: &str = "ladder_thanks";

/// How the keys begin of what only the search of a list says, which has a file of its own.
const SEARCH: &[&str] = &["no_results", "results_"];

/// A table of words in the kit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    First,
    Later,
    Ordinal,
    Search,
    Survey,
    SurveyLater,
    Rsvp,
    RsvpLater,
    Callback,
    Request,
    Ladder,
    LadderLater,
}

impl Table {
    const ALL: [(Self, &str, &str); 12] = [
        (Self::First, "ENGLISH", "The English words that every widget may say."),
        (Self::Later, "ENGLISH_LATER", "Those that nobody reads before they touch a form."),
        (Self::Ordinal, "ENGLISH_ORDINAL", "Those that follow an ordinal: few bundles have a use for them."),
        (Self::Search, "ENGLISH_SEARCH", "What a searched list says."),
        (Self::Survey, "ENGLISH_SURVEY", "What only a survey says."),
        (Self::SurveyLater, "ENGLISH_SURVEY_LATER", "What it says once it was touched."),
        (Self::Rsvp, "ENGLISH_RSVP", "What only events say."),
        (Self::RsvpLater, "ENGLISH_RSVP_LATER", "What they say once the form was touched."),
        (Self::Callback, "ENGLISH_CALLBACK", "What a request to be called says."),
        (Self::Request, "ENGLISH_REQUEST", "What is said of anything that is asked of staff."),
        (Self::Ladder, "ENGLISH_LADDER", "What only a ladder says."),
        (Self::LadderLater, "ENGLISH_LADDER_LATER", "What it says once it was touched."),
    ];

    fn of(key: &str) -> Self {
        let starts = |key: &str, list: &[&str]| list.iter().any(|start| key.starts_with(start));
        if EVENT_ERRORS.contains(&key) {
            return Self::RsvpLater;
        }
        if key == OFFERED {
            return Self::Later;
        }
        let is_first = |own: &str| {
            let fits = |known: &&str| own == *known || known.ends_with('_') && own.starts_with(*known);
            RSVP_FIRST.iter().any(fits)
        };
        match key.strip_prefix("rsvp_") {
            Some(own) if is_first(own) => return Self::Rsvp,
            Some(_) => return Self::RsvpLater,
            None => {}
        }
        if REQUEST.contains(&key) {
            return Self::Request;
        }
        if key.starts_with(CALLBACK) {
            return Self::Callback;
        }
        match key.strip_prefix("ladder_") {
            Some(own) if starts(own, LADDER_FIRST) => return Self::Ladder,
            Some(_) => return Self::LadderLater,
            None => {}
        }
        match key.strip_prefix("survey_") {
            Some(own) if starts(own, SURVEY_FIRST) => Self::Survey,
            Some(_) => Self::SurveyLater,
            None if starts(key, ORDINAL) => Self::Ordinal,
            None if starts(key, SEARCH) => Self::Search,
            None if starts(key, LATER) => Self::Later,
            None => Self::First,
        }
    }
}

/// How the keys begin whose words follow the ordinal of a number; see `Words::ordinal`.
const ORDINAL: &[&str] = &["place_"];

fn words(out: &Path) {
    let source = "../embed/locales/en.json";
    println!("cargo::rerun-if-changed={source}");
    let json = fs::read_to_string(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let words: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{source}: {error}"));
    let mut code = String::new();
    for (table, name, about) in Table::ALL {
        writeln!(code, "/// {about} Sorted by key.\npub(crate) static {name}: &[(&str, &str)] = &[")
            .expect("writing to a string");
        // serde_json keeps object keys sorted.
        for (key, text) in words.iter().filter(|(key, _)| Table::of(key) == table) {
            let text = text.as_str().unwrap_or_else(|| panic!("{source}: {key} must be a string"));
            writeln!(code, "    ({key:?}, {text:?}),").expect("writing to a string");
        }
        code.push_str("];\n");
    }
    for key in words.keys() {
        let forms: &[&str] = if Table::of(key) == Table::Ordinal {
            &["_one", "_two", "_few", "_other"]
        } else {
            &["_one", "_other"]
        };
        let base = forms.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key);
        let line = format!("pub(crate) const {}: &str = {base:?};\n", base.to_uppercase());
        if !code.contains(&line) {
            code.push_str(&line);
        }
    }
    fs::write(out.join("words.rs"), code).expect("OUT_DIR can be written");
}

/// CSS without comments, indentation and line breaks. Strings in our sheets hold none of these.
fn minified(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").expect("a CSS comment ends").1;
    }
    bare.push_str(rest);
    let mut out: String = bare.lines().map(str::trim).collect();
    for (long, short) in [(" {", "{"), (": ", ":"), (", ", ","), (";}", "}"), (" > ", ">")] {
        out = out.replace(long, short);
    }
    out
}
