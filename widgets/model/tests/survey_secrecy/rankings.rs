//! In which order a few put the options of a ranking is not told by the mean places.

use rungs_model::document;
use rungs_model::survey::{Aggregate, Survey, Unasked};
use rungs_model::{Decimal, Values};
use serde_json::json;

use super::MINIMUM;

/// The options that were put in these orders by so many each, with their mean places, where those are shown.
fn places(options: &[&str], ranked: usize, orders: &[(i64, &str)]) -> Vec<(String, Option<f64>)> {
    let question =
        json!({ "name": "rank", "kind": "ranking", "label": "R", "options": options, "max": ranked });
    let document = json!({ "id": "s", "kind": "survey", "title": "S", "questions": [question] });
    let survey = document::read::<Survey>(&document, "en").expect("a survey").0;
    let mut all = Aggregate::default();
    for (count, order) in orders {
        let values: Values = [("rank".to_owned(), (*order).to_owned())].into_iter().collect();
        let (values, _) = survey.check(&values, Unasked::Refuse).expect("an order");
        (0..*count).for_each(|_| all.add(&survey, &values));
    }
    let figures = all.publish(&survey, MINIMUM).questions.pop().expect("figures");
    let number = |place: Decimal| place.millionths() as f64 / 1e6;
    figures.counts.into_iter().map(|figure| (figure.value, figure.place.map(number))).collect()
}

fn shown(options: &[&str], ranked: usize, orders: &[(i64, &str)]) -> String {
    let shown = places(options, ranked, orders).into_iter().filter(|(_, place)| place.is_some());
    shown.map(|(option, _)| option).collect()
}

#[test]
fn where_a_few_change_two_in_the_middle_only_the_places_around_them_are_shown() {
    let four = |few| shown(&["a", "b", "c", "d"], 4, &[(100, "a,b,c,d"), (few, "a,c,b,d")]);
    assert_eq!(four(3), "ad");
    assert_eq!(four(0), "abcd", "nobody is no secret");
    assert_eq!(four(10), "abcd", "and many are none");
}

/// Of the two that come first one stands nearest to the others, and of these one nearest to them.
#[test]
fn where_a_few_prefer_what_others_have_last_only_what_stands_between_is_hidden() {
    let orders = [(40, "a,b,c,d,e"), (50, "b,a,d,c,e"), (4, "b,c,a,d,e")];
    assert_eq!(
        places(&["a", "b", "c", "d", "e"], 5, &orders),
        [("a", None), ("b", Some(1.43)), ("c", Some(3.49)), ("d", None), ("e", Some(5.0))]
            .map(|(option, place)| (option.to_owned(), place))
    );
}

#[test]
fn where_a_few_rank_an_option_at_a_place_of_its_own_no_places_are_shown() {
    let first_three = |few| {
        let orders = [(20, "c,a,d"), (20, "c,b,d"), (10, "c,a,b"), (few, "c,b,a")];
        shown(&["a", "b", "c", "d"], 3, &orders)
    };
    assert_eq!(first_three(2), "");
    assert_eq!(first_three(0), "abcd");
    assert_eq!(first_three(12), "abcd");
}
