//! `SurveyJS`. The fixtures are small definitions of our own.

mod kinds;
mod laws;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rungs_model::Values;
use rungs_model::document::read;
use rungs_model::survey::{Onward, Survey};
use rungs_server::import::surveyjs::{Fate, Imported, convert};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/surveyjs")
}

fn imported(name: &str) -> Imported {
    let definition = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    convert(&serde_json::from_str(&definition).unwrap(), name).unwrap()
}

fn survey(imported: &Imported) -> Survey {
    read(&imported.document, "en").unwrap().0
}

/// A question of the document.
fn question<'d>(imported: &'d Imported, name: &str) -> &'d Value {
    let pages = imported.document["pages"].as_array().unwrap();
    let mut questions = pages.iter().flat_map(|page| page["questions"].as_array().unwrap());
    questions.find(|question| question["name"] == name).unwrap_or_else(|| panic!("{name} is there"))
}

fn says(imported: &Imported, path: &str, fate: Fate, words: &str) {
    let fits = |note: &&rungs_server::import::surveyjs::Note| {
        note.path == path && note.fate == fate && note.message.contains(words)
    };
    let notes: Vec<_> = imported.notes.iter().map(ToString::to_string).collect();
    assert!(imported.notes.iter().any(|note| fits(&note)), "{path}: {words}\n{}", notes.join("\n"));
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rungs-server")).args(arguments).output().unwrap()
}

#[test]
fn every_fixture_becomes_a_document_that_the_program_itself_finds_good() {
    let files = tempfile::tempdir().unwrap();
    let mut fixtures = 0;
    for fixture in std::fs::read_dir(folder()).unwrap() {
        let fixture = fixture.unwrap().path();
        if fixture.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        fixtures += 1;
        let import = program(&["import", "surveyjs", fixture.to_str().unwrap()]);
        assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
        let document = files.path().join(fixture.file_name().unwrap());
        std::fs::write(&document, &import.stdout).unwrap();
        let check = program(&["check", document.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(said.trim_end().ends_with("good") && !said.contains("warning"), "{said}");
    }
    assert_eq!(fixtures, 5);
}

#[test]
fn what_is_lost_is_listed_apart_from_the_document() {
    let fixture = folder().join("losses.json");
    let import = program(&["import", "surveyjs", fixture.to_str().unwrap(), "--id", "mine"]);
    let document: Value = serde_json::from_slice(&import.stdout).unwrap();
    assert_eq!(document["id"], "mine");
    let listed = String::from_utf8_lossy(&import.stderr);
    assert!(listed.contains("losses.json: pages[0].elements[0]: left out: "), "{listed}");

    let nothing = tempfile::tempdir().unwrap();
    let file = nothing.path().join("empty.json");
    std::fs::write(&file, r#"{ "elements": [{ "type": "file", "name": "photo" }] }"#).unwrap();
    let import = program(&["import", "surveyjs", file.to_str().unwrap()]);
    assert!(!import.status.success() && import.stdout.is_empty());
    let why = String::from_utf8_lossy(&import.stderr);
    assert!(why.contains("elements[0]: left out") && why.contains("must ask at least one question"), "{why}");
}

/// The names of the questions that are asked of someone who answers so.
fn asked(survey: &Survey, answers: &[(&str, &str)]) -> Vec<String> {
    let answers: Values =
        answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    survey.route(&answers).questions().map(|question| question.name.to_string()).collect()
}

#[test]
fn conditions_and_triggers_lead_people_the_same_way() {
    let branches = imported("branches");
    let survey = survey(&branches);
    let adult = [("rides", "often"), ("lines", "N1"), ("age", "30")];
    assert_eq!(
        asked(&survey, &adult),
        ["rides", "lines", "age", "from", "waiting", "safe", "stop", "rate", "join", "date", "last"]
    );
    let more = [
        ("rides", "seldom"),
        ("lines", "N1,N2"),
        ("age", "16"),
        ("from", "the Hill"),
        ("safe", "2"),
        ("rate.light", "bad"),
        ("join", "yes"),
        ("date", "2026-07-01"),
    ];
    assert_eq!(
        asked(&survey, &more),
        [
            "rides", "lines", "age", "from", "waiting", "safe", "why", "rate", "fix", "join", "when", "date",
            "late", "last"
        ]
    );
    assert_eq!(asked(&survey, &[("rides", "seldom"), ("age", "15")]), ["rides", "lines", "age", "last"]);
    assert_eq!(asked(&survey, &[("rides", "never")]), ["rides"], "an early end");

    let end = |answers: &[(&str, &str)]| {
        let answers: Values =
            answers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        survey.route(&answers).end().map(|end| end.title.0.clone())
    };
    assert_eq!(end(&[("rides", "never")]).as_deref(), Some("Good night"));
    assert_eq!(end(&more).as_deref(), Some("Thank you"));
    assert_eq!(end(&adult), None);

    let young = [("rides", "often"), ("lines", "N1,N3"), ("age", "17")];
    let young: Values = young.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let route = survey.route(&young);
    assert!(route.is_required(survey.question("from").unwrap()));
    assert_eq!(route.next(0), Onward::Page(1));

    says(&branches, "triggers[1]", Fate::LeftOut, "leads back");
    says(&branches, "triggers[3]", Fate::LeftOut, "setvalue");
    assert_eq!(branches.notes.iter().filter(|note| note.path.contains("visibleIf")).count(), 0);
}

/// An answer that is never asked of someone holds back no leap that another answer decides.
#[test]
fn a_leap_over_several_answers_is_also_made_where_the_last_of_them_is_not_asked() {
    let yes_no = |name: &str, condition: Option<&str>| {
        let mut question = json!({ "type": "radiogroup", "name": name, "choices": ["yes", "no"] });
        if let Some(condition) = condition {
            question["visibleIf"] = condition.into();
        }
        question
    };
    let panel =
        json!({ "type": "panel", "name": "p", "visibleIf": "{b} = 'yes'", "elements": [yes_no("c", None)] });
    let either = "{a} = 'no' or {b} = 'no' or {c} = 'no'";
    let definition = |kind: &str, elements: Value, last: Value| {
        let mut page = json!({ "name": "late", "elements": [last] });
        if kind == "page" {
            page["visibleIf"] = json!("{a} = 'yes'");
        }
        json!({
            "title": "T",
            "pages": [{ "name": "first", "elements": elements }, page, { "name": "end", "elements": [
                { "type": "text", "name": "more" }, { "type": "text", "name": "bye" },
            ] }],
            "triggers": [{ "type": "skip", "expression": either, "gotoName": "bye" }],
        })
    };
    let (a, b) = (yes_no("a", None), yes_no("b", Some("{a} = 'yes'")));
    // In a question of its own condition, in a panel's, on a page's.
    let shapes = [
        definition(
            "question",
            json!([a, b, yes_no("c", Some("{b} = 'yes'"))]),
            json!({ "type": "text", "name": "x" }),
        ),
        definition("panel", json!([a, b, panel]), json!({ "type": "text", "name": "x" })),
        definition("page", json!([a, b]), yes_no("c", Some("{b} = 'yes'"))),
    ];
    for shape in shapes {
        let imported = convert(&shape, "x").unwrap();
        assert!(imported.notes.is_empty(), "{:?}", imported.notes);
        let survey = survey(&imported);
        for answers in
            [&[("a", "no")][..], &[("a", "yes"), ("b", "no")], &[("a", "yes"), ("b", "yes"), ("c", "no")]]
        {
            let asked = asked(&survey, answers);
            assert!(
                !asked.contains(&"more".to_owned()) && asked.contains(&"bye".to_owned()),
                "{answers:?}: {asked:?}"
            );
        }
        for answers in [&[("a", "yes"), ("b", "yes"), ("c", "yes")][..], &[]] {
            assert!(asked(&survey, answers).contains(&"more".to_owned()), "{answers:?}");
        }
    }
}

/// Whoever is not asked has not answered yes: nothing tells when they are to leap.
#[test]
fn a_leap_that_holds_where_its_question_is_not_asked_is_said_to_be_made_only_where_it_is() {
    let definition = json!({
        "title": "T",
        "elements": [
            { "type": "boolean", "name": "a" },
            { "type": "boolean", "name": "b", "visibleIf": "{a} = true" },
            { "type": "text", "name": "more" },
        ],
        "triggers": [{ "type": "complete", "expression": "{b} != true" }],
    });
    let imported = convert(&definition, "x").unwrap();
    says(&imported, "triggers[0].expression", Fate::Approximated, "counts only where “b” is asked");
    let survey = survey(&imported);
    assert_eq!(asked(&survey, &[("a", "yes"), ("b", "no")]), ["a", "b"]);
    assert_eq!(asked(&survey, &[("a", "no")]), ["a", "more"]);
}

/// What is asked of the same people as the answer itself needs no second leap.
#[test]
fn a_leap_of_one_answer_stands_where_that_is_asked() {
    let branches = imported("branches");
    let leaps = |name: &str| question(&branches, name)["skip_to"].as_array().map_or(0, Vec::len);
    assert_eq!((leaps("rides"), leaps("age")), (1, 1));
}

#[test]
fn the_oldest_definitions_are_read_and_every_reference_follows_a_changed_name() {
    let oldest = imported("oldest");
    let survey = survey(&oldest);
    let names: Vec<_> = survey.questions().map(|question| question.name.to_string()).collect();
    assert_eq!(names, ["What_do_you_eat", "page_2", "question", "question_2"]);
    assert_eq!(asked(&survey, &[("What_do_you_eat", "2")]).len(), 3);
    assert_eq!(asked(&survey, &[("What_do_you_eat", "1")]), ["What_do_you_eat", "question"]);
    let other = [("What_do_you_eat", "other"), ("What_do_you_eat.other", "Cake"), ("question", "18")];
    assert_eq!(asked(&survey, &other), names);
    says(&oldest, "questions[1].name", Fate::Approximated, "“page_2”");
    says(&oldest, "title", Fate::Approximated, "Survey");
}

#[test]
fn texts_keep_their_languages() {
    let languages = imported("languages");
    assert_eq!(languages.document["lang"], "de");
    assert_eq!(
        languages.document["title"],
        json!({ "de": "Spielplätze", "en": "Playgrounds", "pt-BR": "Parquinhos" })
    );
    let likes = question(&languages, "likes");
    assert_eq!(likes["label"], json!({ "de": "Was mag {{child}}?", "en": "What does {{child}} like?" }));
    assert_eq!(likes["options"][0]["label"]["es"], "Columpio");
    assert_eq!(likes["options"][1]["label"], "Sand");
    assert_eq!(question(&languages, "bye")["text"]["en"], "**Thanks**, {nobody}");
    says(&languages, "elements[1].otherText", Fate::Approximated, "in English");
}

#[test]
fn what_our_checks_refuse_is_left_out_and_named() {
    let losses = imported("losses");
    let names: Vec<_> = survey(&losses).questions().map(|question| question.name.to_string()).collect();
    assert_eq!(names, ["town", "sum", "pick", "shown", "town_2", "later"]);
    assert_eq!(losses.document["pages"].as_array().unwrap().len(), 2, "a page with nothing left is none");
    assert_eq!(question(&losses, "town")["label"], "Your town, –");
    assert!(question(&losses, "town").get("show_if").is_none());
    for (path, words) in [
        ("firstPageIsStarted", "like the others"),
        ("pages[0].elements[0]", "file"),
        ("pages[0].elements[1]", "paneldynamic"),
        ("pages[0].elements[2]", "shows \"later\""),
        ("pages[0].elements[2]", "its show_if, which looks at \"later\", which is not asked before"),
        ("pages[0].elements[2].defaultValue", "no counterpart"),
        ("pages[0].elements[3].visibleIf", "calculates"),
        ("pages[0].elements[3].enableIf", "no counterpart"),
        ("pages[0].elements[4].visibleIf", "the function age"),
        ("pages[0].elements[5]", "choicesByUrl"),
        ("pages[0].elements[6].visibleIf", "looks for “c”"),
        ("pages[0].elements[7]", "never visible"),
        ("pages[1].elements[0]", "signaturepad"),
        ("triggers[0].expression", "“photo”, which no question here has"),
    ] {
        says(&losses, path, Fate::LeftOut, words);
    }
}
