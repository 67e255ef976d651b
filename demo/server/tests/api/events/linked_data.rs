//! What search engines read of events on the hosted page: schema.org `Event`, the whole of it.

use serde_json::{Value, json};

use super::*;
use crate::server::Server;
use crate::surveys::put;

crate::on_both! {
    the_hosted_page_tells_programs_of_every_event_that_is_to_come
    an_event_has_a_page_of_its_own_and_its_shorter_name_leads_there
}

/// The JSON-LD of a page.
async fn told(server: &Server, path: &str) -> Value {
    let page = server.get(path).await.text().await.unwrap();
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("it has some");
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

async fn the_hosted_page_tells_programs_of_every_event_that_is_to_come(server: Server) {
    let mut spring = document();
    let rally = &mut spring["events"][0];
    (rally["title"], rally["text"]) = (json!("Rally </script>"), json!("For **clean** air.\n\nCome!"));
    rally["organiser"] = json!({ "name": "Clean Air", "url": "https://air.example.org/" });
    rally["image"] = json!({ "src": "https://air.example.org/rally.jpg", "alt": "" });
    rally["venue"] = json!({
        "name": "Town hall", "street_address": "Markt 1", "postal_code": "10115", "locality": "Berlin",
        "country": "DE", "latitude": 52.52, "longitude": 13.405,
    });
    let call = json!({
        "id": "call", "title": "Call", "mode": "online", "reveal": "always", "join_url": "https://meet.example.org/call",
        "time_zone": "Asia/Kolkata", "languages": ["hi", "en"], "status": "cancelled",
        "start": "2099-06-01T18:00", "end": "2099-06-01T19:00",
    });
    let past = json!({
        "id": "past", "title": "Past", "venue": { "name": "Town hall" },
        "start": "2020-05-01T18:00", "end": "2020-05-01T20:00",
    });
    spring["events"].as_array_mut().unwrap().extend([call, past]);
    put(&server, &spring).await;
    let page = |event: &str| format!("{}/embed/spring?rungs.event={event}", server.url);
    let expected = json!({
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Event",
                "name": "Rally </script>",
                "description": "For clean air. Come!",
                "image": "https://air.example.org/rally.jpg",
                "startDate": "2099-05-01T18:00:00+02:00",
                "endDate": "2099-05-01T20:00:00+02:00",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                "eventStatus": "https://schema.org/EventScheduled",
                "location": [{
                    "@type": "Place",
                    "name": "Town hall",
                    "address": {
                        "@type": "PostalAddress", "streetAddress": "Markt 1", "postalCode": "10115",
                        "addressLocality": "Berlin", "addressCountry": "DE",
                    },
                    "geo": { "@type": "GeoCoordinates", "latitude": "52.52", "longitude": "13.405" },
                }],
                "organizer": { "@type": "Organization", "name": "Clean Air", "url": "https://air.example.org/" },
                "maximumAttendeeCapacity": 2,
                "inLanguage": ["en"],
                "url": page("rally"),
            },
            {
                // Of what only those who come may know there is nothing but the town.
                "@type": "Event",
                "name": "At home",
                "startDate": "2099-05-02T18:00:00+02:00",
                "endDate": "2099-05-02T20:00:00+02:00",
                "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
                "eventStatus": "https://schema.org/EventScheduled",
                "location": [
                    {
                        "@type": "Place",
                        "name": "Berlin",
                        "address": { "@type": "PostalAddress", "addressLocality": "Berlin" },
                    },
                    { "@type": "VirtualLocation", "url": format!("{}/embed/spring", server.url) },
                ],
                "maximumAttendeeCapacity": 1,
                "inLanguage": ["en"],
                "url": page("flat"),
            },
            {
                "@type": "Event",
                "name": "Call",
                "startDate": "2099-06-01T18:00:00+05:30",
                "endDate": "2099-06-01T19:00:00+05:30",
                "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
                "eventStatus": "https://schema.org/EventCancelled",
                "location": [{ "@type": "VirtualLocation", "url": "https://meet.example.org/call" }],
                "inLanguage": ["hi", "en"],
                "url": page("call"),
            },
        ],
    });
    assert_eq!(told(&server, "/embed/spring").await, expected);
}

async fn an_event_has_a_page_of_its_own_and_its_shorter_name_leads_there(server: Server) {
    put(&server, &document()).await;
    let page = server.get("/embed/spring?rungs.event=flat").await.text().await.unwrap();
    assert!(page.contains("rsvp.flat") && !page.contains("rsvp.rally"), "{page}");
    let shorter = server.get("/embed/spring?event=flat").await;
    assert_eq!(shorter.status(), 303);
    assert_eq!(shorter.headers()["location"], "/embed/spring?rungs.event=flat");
}
