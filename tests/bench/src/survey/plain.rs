//! The survey as plain HTML: less than any library can do, and so a measure of what the browser
//! itself needs.

use core::fmt::Write as _;

use serde_json::Value;

const SCRIPT: &str = "<script type=module>
const pages = [...document.querySelectorAll('#survey section')];
let at = 0;
const turn = (by) => {
  pages[at].hidden = true;
  pages[(at += by)].hidden = false;
};
document.querySelector('.sd-navigation__next-btn').onclick = () => turn(1);
document.querySelector('.sd-navigation__prev-btn').onclick = () => turn(-1);
performance.mark('ready');
</script>";

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Every page of a document, the first of them shown.
pub(crate) fn html(document: &Value) -> String {
    let mut html = format!("<div id=\"survey\"><h2>{}</h2>\n", text(&document["title"]));
    for (index, page) in list(&document["pages"]).iter().enumerate() {
        let hidden = if index == 0 { "" } else { " hidden" };
        let _ = writeln!(html, "<section{hidden}><h3>{}</h3>", text(&page["title"]));
        html.extend(list(&page["questions"]).iter().map(asked));
        html.push_str("</section>\n");
    }
    // Named as the peer names them, so that the same probe finds them.
    html.push_str("<button class=\"sd-navigation__prev-btn\">Back</button>\n");
    html.push_str("<button class=\"sd-navigation__next-btn\">Next</button>\n</div>\n");
    html + SCRIPT
}

fn asked(question: &Value) -> String {
    let (name, label) = (text(&question["name"]), text(&question["label"]));
    format!(
        "<fieldset data-name=\"{name}\"><legend>{label}</legend>{}</fieldset>\n",
        controls(question, name)
    )
}

fn controls(question: &Value, name: &str) -> String {
    let buttons = |kind: &str, name: &str, options: &[(String, String)]| -> String {
        let button = |(value, label): &(String, String)| {
            format!("<label><input type={kind} name=\"{name}\" value=\"{value}\"> {label}</label> ")
        };
        options.iter().map(button).collect()
    };
    let options: Vec<(String, String)> = list(&question["options"])
        .iter()
        .map(|option| (text(&option["value"]).to_owned(), text(&option["label"]).to_owned()))
        .collect();
    let points = |points: core::ops::RangeInclusive<u8>| -> Vec<(String, String)> {
        points.map(|point| (point.to_string(), point.to_string())).collect()
    };
    match text(&question["kind"]) {
        "single_choice" => buttons("radio", name, &options),
        "multiple_choice" => buttons("checkbox", name, &options),
        "dropdown" => {
            let options =
                options.iter().map(|(value, label)| format!("<option value=\"{value}\">{label}</option>"));
            format!("<select name=\"{name}\">{}</select>", options.collect::<String>())
        }
        "ranking" => {
            let place = |(_, label): &(String, String)| format!("<p>{label} <button>Up</button></p>");
            options.iter().map(place).collect()
        }
        "scale" | "rating" => buttons("radio", name, &points(1..=5)),
        "nps" => buttons("radio", name, &points(0..=10)),
        "matrix" => {
            let row = |row: &Value| {
                let control = format!("{name}.{}", text(&row["name"]));
                format!("<p>{} {}</p>", text(&row["label"]), buttons("radio", &control, &points(1..=5)))
            };
            list(&question["rows"]).iter().map(row).collect()
        }
        "long_text" => format!("<textarea name=\"{name}\"></textarea>"),
        "number" => format!("<input type=number name=\"{name}\">"),
        "date" => format!("<input type=date name=\"{name}\">"),
        _ => format!("<input name=\"{name}\">"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::document;

    #[test]
    fn every_question_is_there_and_only_the_first_page_is_shown() {
        let html = html(&document::ours());
        assert_eq!(html.matches("<fieldset").count(), 100);
        assert_eq!((html.matches("<section>").count(), html.matches("<section hidden>").count()), (1, 9));
        assert_eq!(html.matches("<option ").count(), 120);
    }
}
