use futures_util::future::join_all;
use reqwest::Response;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::server::{Server, document, submission};

crate::on_both! {
    a_replay_gets_the_same_link_and_another_submission_another
    the_page_says_what_was_asked_word_for_word_in_the_language_of_the_submission
    the_page_is_kept_from_caches_lists_frames_and_scripts
    looking_at_the_manage_page_changes_nothing
    a_withdrawn_consent_is_said_in_the_export_and_the_receipt_stays
    a_forged_token_is_answered_like_an_unknown_one
    a_link_that_leads_nowhere_says_so_in_a_language_of_the_browser
    two_changes_at_once_both_stay_in_the_history
    withdrawing_to_be_shown_takes_the_name_off_the_page_at_once
    a_repeat_is_never_shown_whatever_it_agrees_to
    whoever_withdraws_to_be_shown_is_shown_under_no_signature_of_theirs
    a_repeat_learns_nothing_of_the_signature_that_it_repeats
    whoever_deletes_a_repeat_is_no_longer_shown_either
    a_test_takes_nobody_off_the_page
    withdrawals_at_once_from_every_link_all_succeed
    a_page_left_open_takes_back_nothing_that_was_changed_elsewhere
    what_cannot_be_answered_is_named_and_nothing_is_changed
    any_page_may_change_a_consent_with_the_token_in_either_place
    erasing_a_person_erases_the_history_and_ends_the_link
    whoever_deletes_one_submission_still_counts_once
    all_processes_over_one_database_make_the_same_link
    changes_are_limited_like_signatures
}

/// A submission with both consents, one of them to be shown.
fn shown(number: u32, email: &str) -> Value {
    let mut sent = submission(number, email);
    let public = json!({ "id": "public", "answer": "yes", "text": "Show my first name" });
    sent["consents"].as_array_mut().unwrap().push(public);
    sent
}

/// Sends it, and gives the path of its link.
async fn sign(server: &Server, sent: &Value) -> String {
    let answer = server.post(sent).await;
    assert_eq!(answer.status(), 201);
    let body: Value = answer.json().await.unwrap();
    let url = body["receipt"]["manage_url"].as_str().unwrap();
    url.strip_prefix(&server.url).expect("the link leads to this server").to_owned()
}

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

async fn save(server: &Server, link: &str, form: &[(&str, &str)]) -> Response {
    server.client.post(format!("{}{link}", server.url)).form(form).send().await.unwrap()
}

async fn patch(server: &Server, link: &str, consents: &Value) -> Response {
    let id = token(link).split('.').next().unwrap();
    let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(token(link));
    patch.json(&json!({ "consents": consents })).send().await.unwrap()
}

async fn signers(server: &Server) -> usize {
    let state: Value = server.get("/v1/widgets/air/state").await.json().await.unwrap();
    state["signers"].as_array().unwrap().len()
}

async fn a_replay_gets_the_same_link_and_another_submission_another(server: Server) {
    let first = sign(&server, &submission(1, "ada@example.org")).await;
    assert_eq!(sign(&server, &submission(1, "ada@example.org")).await, first);
    let repeat = sign(&server, &submission(2, "ada@example.org")).await;
    assert_ne!(repeat, first);
    // The link of the repeat knows nothing of the first.
    patch(&server, &first, &json!({ "news": "no" })).await;
    let page = server.get(&repeat).await.text().await.unwrap();
    assert!(page.contains("name=\"consent.news\" value=\"yes\" checked"), "{page}");
}

async fn the_page_says_what_was_asked_word_for_word_in_the_language_of_the_submission(server: Server) {
    let mut asking = document();
    asking["consents"] = json!([
        { "id": "news", "text": "Write to me, [see how](https://example.org/privacy)",
          "choices": [{ "value": "email", "label": "by email" }, { "value": "sms", "label": "by SMS" }] },
        { "id": "keep", "style": "notice", "text": "We keep this for a year" },
    ]);
    assert_eq!(server.admin("PUT", "/widgets/air", &asking).await.status(), 200);
    let mut sent = submission(1, "ada@example.org");
    sent["locale"] = json!("de");
    sent["consents"] = json!([{ "id": "news-email", "answer": "yes" }]);
    let link = sign(&server, &sent).await;
    let page = server.get(&link).await.text().await.unwrap();
    for part in [
        "<html lang=\"de\" dir=\"ltr\">",
        "Womit Sie einverstanden sind",
        "Write to me, <a href=\"https://example.org/privacy\"",
        "<br>by email</legend>",
        "<br>by SMS</legend>",
        "name=\"consent.news-email\" value=\"yes\" checked",
        "name=\"consent.news-sms\" value=\"no\" checked",
        "We keep this for a year</p>",
        "verlangt keine Antwort",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("consent.keep"), "a notice has nothing to change: {page}");
    assert!(!page.contains("ada@"), "the page shows no more than it must: {page}");
}

async fn the_page_is_kept_from_caches_lists_frames_and_scripts(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let forged = format!("{link}A");
    for (link, status) in [(&link, 200), (&forged, 404)] {
        let page = server.client.get(format!("{}{link}", server.url)).header(ACCEPT, "text/html");
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), status);
        assert_eq!(
            (&page.headers()["cache-control"], &page.headers()["referrer-policy"]),
            (&"no-store".parse().unwrap(), &"no-referrer".parse().unwrap())
        );
        assert!(page.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    }
    let page = server.get(&link).await;
    assert_eq!(page.headers()["x-robots-tag"], "noindex, nofollow");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
    assert!(!page.text().await.unwrap().contains("<script"));
}

async fn looking_at_the_manage_page_changes_nothing(server: Server) {
    let link = sign(&server, &shown(1, "ada@example.org")).await;
    server.count(1).await;
    let before = server.exported().await;
    for query in ["", "?saved", "?consent.news=no", "?erase"] {
        assert_eq!(server.get(&format!("{link}{query}")).await.status(), 200);
    }
    assert_eq!(server.client.head(format!("{}{link}", server.url)).send().await.unwrap().status(), 200);
    assert_eq!(server.get(&format!("{link}/erase")).await.status(), 405);
    assert_eq!(server.exported().await, before);
}

async fn a_withdrawn_consent_is_said_in_the_export_and_the_receipt_stays(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let before = server.exported().await.remove(0);
    assert_eq!(before["consents"][0]["changed_at"], Value::Null);

    let answer = save(&server, &link, &[("was.news", "yes"), ("consent.news", "no")]).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], format!("{link}?saved"));
    let page = server.get(&format!("{link}?saved")).await.text().await.unwrap();
    assert!(page.contains("Your answers are saved.") && page.contains("No, since"), "{page}");

    let after = server.exported().await.remove(0);
    let news = &after["consents"][0];
    assert_eq!((&news["answer"], &news["first_answer"]), (&json!("no"), &json!("yes")));
    assert!(news["changed_at"].as_str() >= after["recorded_at"].as_str(), "{after}");
    assert_eq!(news["changes"], json!([{ "answer": "no", "at": news["changed_at"] }]));
    for key in ["sha256", "text", "version", "published"] {
        assert_eq!(news[key], before["consents"][0][key], "{key}");
    }
    assert_eq!((&after["recorded_at"], &after["values"]), (&before["recorded_at"], &before["values"]));

    let csv = server.admin("GET", "/widgets/air/submissions.csv", &json!({})).await.text().await.unwrap();
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (head, row) = (lines.next().unwrap(), lines.next().unwrap());
    let cell = |name: &str| row[head.iter().position(|column| *column == name).unwrap()];
    assert_eq!((cell("consent.news"), cell("consent.news.first_answer")), ("no", "yes"));
    assert_eq!(cell("consent.news.changed_at"), news["changed_at"].as_str().unwrap());

    // The replay of the submission is still the same one, and gives nothing back.
    assert_eq!(sign(&server, &submission(1, "ada@example.org")).await, link);
    assert_eq!(server.exported().await[0]["consents"][0]["answer"], "no");
}

async fn a_forged_token_is_answered_like_an_unknown_one(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let other = sign(&server, &submission(2, "grace@example.org")).await;
    let (id, proof) = token(&link).split_once('.').unwrap();
    let forged = format!("{id}.{}", token(&other).split_once('.').unwrap().1);
    let unknown = format!("00000000-0000-4000-8000-00000000ffff.{proof}");
    let mut answers = Vec::new();
    for wrong in [&*forged, &*unknown, id, "x", "%FF", "a.b", &format!("{id}.")] {
        let link = format!("/v1/manage/{wrong}");
        let look = server.get(&link).await;
        let post = save(&server, &link, &[("consent.news", "no")]).await;
        let erase = save(&server, &format!("{link}/erase"), &[]).await;
        let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(wrong);
        let patch = patch.json(&json!({ "consents": { "news": "no" } })).send().await.unwrap();
        for answer in [look, post, erase, patch] {
            let names: Vec<_> = answer.headers().keys().map(ToString::to_string).collect();
            answers.push((answer.status().as_u16(), names, answer.text().await.unwrap()));
        }
    }
    assert_eq!(answers[0].0, 404);
    assert!(
        answers[0].2.contains("application/problem") || answers[0].2.contains("leads nowhere"),
        "{answers:?}"
    );
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    // Nor does one's own token open another's submission.
    let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(token(&other));
    let patch = patch.json(&json!({ "consents": { "news": "no" } })).send().await.unwrap();
    assert_eq!(patch.status(), 404);
    assert!(server.exported().await.iter().all(|row| row["consents"][0]["answer"] == "yes"));
}

async fn a_link_that_leads_nowhere_says_so_in_a_language_of_the_browser(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let look = async |link: &str, kind: &str, languages: &str| {
        let look = server.client.get(format!("{}{link}", server.url)).header(ACCEPT, kind);
        let page = look.header(ACCEPT_LANGUAGE, languages).send().await.unwrap();
        assert_eq!(
            (page.status().as_u16(), &page.headers()["cache-control"]),
            (404, &"no-store".parse().unwrap())
        );
        page.text().await.unwrap()
    };
    for (languages, html, words) in [
        ("de-AT,en;q=0.5", "<html lang=\"de\" dir=\"ltr\">", "<h1>Dieser Link führt ins Leere</h1>"),
        ("tlh, fr;q=0.3, ar-EG; q=0.8", "<html lang=\"ar\" dir=\"rtl\">", "سؤال المنظمين."),
        ("zh-CN", "<html lang=\"zh-Hans\" dir=\"ltr\">", "此链接无效"),
        ("tlh, sv;q=0", "<html lang=\"en\" dir=\"ltr\">", "Please use the whole link from the receipt"),
        ("", "<html lang=\"en\" dir=\"ltr\">", "This link leads nowhere"),
    ] {
        let page = look(&format!("{link}A"), "text/html,*/*;q=0.8", languages).await;
        assert!(page.contains(html) && page.contains(words), "{languages}: {page}");
        assert_eq!(look("/v1/manage/x", "text/html", languages).await, page, "{languages}");
    }
    // Programs read English.
    let body = look("/v1/manage/x", "application/json", "de").await;
    assert!(body.contains("this link leads nowhere"), "{body}");
}

async fn two_changes_at_once_both_stay_in_the_history(server: Server) {
    let twin = server.twin().await;
    let link = sign(&server, &shown(1, "ada@example.org")).await;
    let (news, public) = (json!({ "news": "no" }), json!({ "public": "no" }));
    let (one, other) = tokio::join!(patch(&server, &link, &news), patch(&twin, &link, &public));
    assert_eq!((one.status().as_u16(), other.status().as_u16()), (200, 200));
    let row = server.exported().await.remove(0);
    let answers: Vec<_> =
        row["consents"].as_array().unwrap().iter().map(|consent| &consent["answer"]).collect();
    assert_eq!(answers, ["no", "no"]);

    // Back and forth from many sides: every entry differs from the one before it.
    let minds = ["yes", "no"].repeat(10);
    let all = minds.iter().enumerate().map(|(index, mind)| {
        let (server, link) = (if index % 2 == 0 { &server } else { &twin }, &link);
        async move { patch(server, link, &json!({ "news": mind })).await.status() }
    });
    assert!(join_all(all).await.iter().all(|status| *status == 200));
    let row = server.exported().await.remove(0);
    let changes = row["consents"][0]["changes"].as_array().unwrap();
    assert!(!changes.is_empty() && changes[0]["answer"] == "no", "{changes:?}");
    assert!(changes.windows(2).all(|pair| pair[0]["answer"] != pair[1]["answer"]), "{changes:?}");
    assert_eq!(row["consents"][0]["answer"], changes.last().unwrap()["answer"]);
}

async fn withdrawing_to_be_shown_takes_the_name_off_the_page_at_once(server: Server) {
    let link = sign(&server, &shown(1, "ada@example.org")).await;
    server.until("the signer", |state| state["signers"][0]["given_name"] == "Ada").await;
    let tag = server.get("/v1/widgets/air/state").await.headers()["etag"].clone();

    assert_eq!(save(&server, &link, &[("was.public", "yes"), ("consent.public", "no")]).await.status(), 303);
    let state =
        server.client.get(format!("{}/v1/widgets/air/state", server.url)).header("if-none-match", &tag);
    let state = state.send().await.unwrap();
    assert_eq!(state.status(), 200, "the first look after it already differs");
    let state: Value = state.json().await.unwrap();
    assert_eq!((&state["signers"], &state["count"]), (&json!([]), &json!(1)));

    assert_eq!(patch(&server, &link, &json!({ "public": "yes" })).await.status(), 200);
    assert_eq!(signers(&server).await, 1);
}

async fn a_repeat_is_never_shown_whatever_it_agrees_to(server: Server) {
    sign(&server, &submission(1, "ada@example.org")).await;
    let repeat = sign(&server, &shown(2, "ada@example.org")).await;
    assert_eq!(signers(&server).await, 0);
    for answer in ["no", "yes"] {
        patch(&server, &repeat, &json!({ "public": answer })).await;
        assert_eq!(signers(&server).await, 0, "{answer}");
    }
}

/// The answers about being shown, as they are exported.
async fn exported_public(server: &Server) -> Vec<Value> {
    let public = |row: Value| {
        let consents = row["consents"].as_array().unwrap();
        consents.iter().find(|consent| consent["id"] == "public").cloned().unwrap_or_default()
    };
    server.exported().await.into_iter().map(public).collect()
}

async fn whoever_withdraws_to_be_shown_is_shown_under_no_signature_of_theirs(server: Server) {
    let first = sign(&server, &shown(1, "ada@example.org")).await;
    let repeat = sign(&server, &shown(2, "Ada@Example.org")).await;
    sign(&server, &shown(3, "grace@example.org")).await;
    server.until("both signers", |state| state["signers"].as_array().unwrap().len() == 2).await;

    assert_eq!(
        save(&server, &repeat, &[("was.public", "yes"), ("consent.public", "no")]).await.status(),
        303
    );
    assert_eq!(signers(&server).await, 1);
    let rows = exported_public(&server).await;
    let answers: Vec<_> = rows.iter().map(|public| &public["answer"]).collect();
    assert_eq!(answers, ["no", "no", "yes"]);
    assert_eq!(rows[0]["first_answer"], "yes");
    assert_eq!(rows[0]["changes"], json!([{ "answer": "no", "at": rows[0]["changed_at"] }]));
    // Only that: what else was agreed to is the first one's own.
    assert_eq!(server.exported().await[0]["consents"][0]["answer"], "yes");
    let page = server.get(&first).await.text().await.unwrap();
    assert!(page.contains("name=\"consent.public\" value=\"no\" checked"), "{page}");

    // What a repeat agrees to shows nobody; the first one itself may.
    patch(&server, &repeat, &json!({ "public": "yes" })).await;
    assert_eq!((signers(&server).await, &exported_public(&server).await[0]["answer"]), (1, &json!("no")));
    patch(&server, &first, &json!({ "public": "yes" })).await;
    assert_eq!(signers(&server).await, 2);
    // Nor does it matter that the repeat said no before.
    patch(&server, &repeat, &json!({ "public": "no" })).await;
    patch(&server, &repeat, &json!({ "public": "no" })).await;
    assert_eq!(signers(&server).await, 1);
}

async fn a_repeat_learns_nothing_of_the_signature_that_it_repeats(server: Server) {
    // The same letter for letter, but for the id of the submission: as if nobody had signed before.
    let told = async |link: &str, wanted: &str| {
        let answer = patch(&server, link, &json!({ "public": wanted })).await;
        let (status, length) = (answer.status(), answer.headers()["content-length"].clone());
        let mut body: Value = answer.json().await.unwrap();
        body["submission_id"].take();
        for consent in body["consents"].as_array_mut().unwrap() {
            consent["at"].take();
        }
        (status, length, body)
    };
    let first = sign(&server, &shown(1, "ada@example.org")).await;
    let repeat = sign(&server, &shown(2, "ada@example.org")).await;
    let stranger = sign(&server, &shown(3, "grace@example.org")).await;
    for wanted in ["no", "yes", "no"] {
        assert_eq!(told(&repeat, wanted).await, told(&stranger, wanted).await, "{wanted}");
    }
    // Nor does what happens to the first one reach the repeat.
    patch(&server, &repeat, &json!({ "public": "yes" })).await;
    let before = server.get(&repeat).await.text().await.unwrap();
    patch(&server, &first, &json!({ "public": "yes" })).await;
    patch(&server, &first, &json!({ "public": "no" })).await;
    assert_eq!(server.get(&repeat).await.text().await.unwrap(), before);
    assert_eq!(exported_public(&server).await[1]["answer"], "yes");
}

async fn whoever_deletes_a_repeat_is_no_longer_shown_either(server: Server) {
    let first = sign(&server, &shown(1, "ada@example.org")).await;
    let repeat = sign(&server, &shown(2, "ada@example.org")).await;
    assert_eq!(save(&server, &format!("{repeat}/erase"), &[]).await.status(), 200);
    assert_eq!(signers(&server).await, 0);
    assert_eq!(exported_public(&server).await[0]["answer"], "no");
    assert_eq!(server.exported().await[0]["values"]["email"], "ada@example.org");
    // Her first signature is still hers.
    patch(&server, &first, &json!({ "public": "yes" })).await;
    assert_eq!(signers(&server).await, 1);
}

async fn a_test_takes_nobody_off_the_page(server: Server) {
    sign(&server, &shown(1, "ada@example.org")).await;
    let mut test = shown(2, "ada@example.org");
    test["test"] = json!(true);
    let test = sign(&server, &test).await;
    patch(&server, &test, &json!({ "public": "no" })).await;
    assert_eq!(signers(&server).await, 1);
    assert_eq!(save(&server, &format!("{test}/erase"), &[]).await.status(), 200);
    assert_eq!(signers(&server).await, 1);
}

async fn withdrawals_at_once_from_every_link_all_succeed(server: Server) {
    let twin = server.twin().await;
    let mut links = Vec::new();
    for number in 1..7 {
        links.push(sign(&server, &shown(number, "ada@example.org")).await);
    }
    let all = links.iter().enumerate().map(|(index, link)| {
        let server = if index % 2 == 0 { &server } else { &twin };
        async move { patch(server, link, &json!({ "public": "no", "news": "no" })).await.status() }
    });
    assert!(join_all(all).await.iter().all(|status| *status == 200));
    assert_eq!(signers(&server).await, 0);
    let rows = exported_public(&server).await;
    assert!(rows.iter().all(|public| public["changes"].as_array().unwrap().len() == 1), "{rows:?}");
}

async fn a_page_left_open_takes_back_nothing_that_was_changed_elsewhere(server: Server) {
    let link = sign(&server, &shown(1, "ada@example.org")).await;
    patch(&server, &link, &json!({ "news": "no" })).await;
    // As the page was before that: both were yes, and only the second is changed.
    let stale =
        [("was.news", "yes"), ("consent.news", "yes"), ("was.public", "yes"), ("consent.public", "no")];
    assert_eq!(save(&server, &link, &stale).await.status(), 303);
    let row = server.exported().await.remove(0);
    let answers: Vec<_> =
        row["consents"].as_array().unwrap().iter().map(|consent| &consent["answer"]).collect();
    assert_eq!(answers, ["no", "no"]);
}

async fn what_cannot_be_answered_is_named_and_nothing_is_changed(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    for (consents, field) in [
        (json!({ "news": "no", "other": "no" }), "consent.other"),
        (json!({ "news": "maybe" }), "consent.news"),
        (json!({ "news": "notice" }), "consent.news"),
        (json!({ "news": null }), "consent.news"),
    ] {
        let answer = patch(&server, &link, &consents).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["errors"], json!([{ "field": field, "code": "option" }]));
    }
    assert_eq!(patch(&server, &link, &json!(["news"])).await.status(), 400);
    assert_eq!(save(&server, &link, &[("consent.news", "maybe")]).await.status(), 422);
    let address = format!("{}/v1/submissions/x", server.url);
    for (kind, body, status) in
        [("text/plain", "{}", 415), ("application/json", "{", 400), ("application/json", "{}", 404)]
    {
        let patch = server.client.patch(&address).header(CONTENT_TYPE, kind).body(body).send().await.unwrap();
        assert_eq!(patch.status(), status, "{kind} {body}");
    }
    assert_eq!(server.exported().await[0]["consents"][0]["changes"], json!([]));
}

async fn any_page_may_change_a_consent_with_the_token_in_either_place(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let id = token(&link).split('.').next().unwrap();
    let address = format!("{}/v1/submissions/{id}", server.url);
    let preflight = server
        .client
        .request(reqwest::Method::OPTIONS, &address)
        .header("origin", "https://campaign.example")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,content-type");
    let allowed = preflight.send().await.unwrap();
    assert!(allowed.headers()["access-control-allow-methods"].to_str().unwrap().contains("PATCH"));
    assert!(allowed.headers()["access-control-allow-headers"].to_str().unwrap().contains("authorization"));

    let body = json!({ "token": token(&link), "consents": { "news": "no" } });
    let answer = server.client.patch(&address).header("origin", "https://campaign.example").json(&body);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let body: Value = answer.json().await.unwrap();
    assert_eq!((&body["submission_id"], &body["consents"][0]["answer"]), (&json!(id), &json!("no")));
    let body: Value = patch(&server, &link, &json!({ "news": "yes" })).await.json().await.unwrap();
    assert_eq!(body["consents"][0]["answer"], "yes");
    let said = body["consents"][0]["at"].clone();
    // Saying the same again is no change.
    let body: Value = patch(&server, &link, &json!({ "news": "yes" })).await.json().await.unwrap();
    assert_eq!(body["consents"][0]["at"], said);
    assert_eq!(server.exported().await[0]["consents"][0]["changes"].as_array().unwrap().len(), 2);
}

async fn erasing_a_person_erases_the_history_and_ends_the_link(server: Server) {
    let link = sign(&server, &shown(1, "ada@example.org")).await;
    let other = sign(&server, &submission(2, "grace@example.org")).await;
    for link in [&link, &other] {
        patch(&server, link, &json!({ "news": "no" })).await;
    }
    server.admin("POST", "/people/erase", &json!({ "email": "ada@example.org" })).await;
    assert_eq!(server.get(&link).await.status(), 404);
    assert_eq!(patch(&server, &link, &json!({ "public": "yes" })).await.status(), 404);
    let changes: Vec<_> = server
        .exported()
        .await
        .iter()
        .map(|row| row["consents"][0]["changes"].as_array().unwrap().len())
        .collect();
    assert_eq!(changes, [0, 1]);
    assert_eq!(server.get(&other).await.status(), 200);
}

async fn whoever_deletes_one_submission_still_counts_once(server: Server) {
    let first = sign(&server, &shown(1, "ada@example.org")).await;
    let repeat = sign(&server, &submission(2, "ada@example.org")).await;
    sign(&server, &submission(3, "grace@example.org")).await;
    patch(&server, &first, &json!({ "news": "no" })).await;
    let erased = save(&server, &format!("{first}/erase"), &[]).await;
    assert_eq!(erased.status(), 200);
    assert!(erased.text().await.unwrap().contains("Your data is deleted"));
    assert_eq!(save(&server, &format!("{first}/erase"), &[]).await.status(), 404);
    assert_eq!(server.get(&first).await.status(), 404);
    assert_eq!((signers(&server).await, server.get(&repeat).await.status().as_u16()), (0, 200));
    let rows = server.exported().await;
    assert_eq!((&rows[0]["values"], &rows[0]["source"]), (&json!({}), &Value::Null));
    assert_eq!(rows[0]["consents"][0]["changes"], json!([]));
    assert_eq!(rows[1]["values"]["email"], "ada@example.org");
    // She is still known by the repeat: signing once more counts no more.
    server.post(&submission(4, "ada@example.org")).await;
    assert_eq!(server.exported().await[3]["counted"], false);
    server.count(2).await;
    // Once nothing of her is left, nobody can know her, as after an erasure by staff.
    for link in [repeat, sign(&server, &submission(4, "ada@example.org")).await] {
        assert_eq!(save(&server, &format!("{link}/erase"), &[]).await.status(), 200);
    }
    server.post(&submission(5, "ada@example.org")).await;
    assert_eq!(server.exported().await[4]["counted"], true);
}

async fn all_processes_over_one_database_make_the_same_link(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let twins = join_all((0..3).map(|_| server.twin())).await;
    for twin in twins {
        assert_eq!(sign(&twin, &submission(1, "ada@example.org")).await, link);
        assert_eq!(twin.get(&link).await.status(), 200);
    }
}

async fn changes_are_limited_like_signatures(server: Server) {
    let link = sign(&server, &submission(1, "ada@example.org")).await;
    let limited = server.limited(1).await;
    assert_eq!(patch(&limited, &link, &json!({ "news": "no" })).await.status(), 200);
    let second = patch(&limited, &link, &json!({ "news": "yes" })).await;
    assert_eq!(second.status(), 429);
    assert!(second.headers().contains_key("retry-after"));
    // Looking is not.
    assert_eq!(limited.get(&link).await.status(), 200);
}
