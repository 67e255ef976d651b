//! Phone numbers against libphonenumber's own examples: region, E.164, national and international
//! writing, one mobile number for each region.

use rungs_model::PhoneNumber;

const EXAMPLES: &str = include_str!("examples/phone_numbers.tsv");

#[test]
fn every_regions_example_is_understood_as_people_write_it_at_home_and_abroad() {
    let mut count = 0;
    for line in EXAMPLES.lines() {
        let [region, e164, national, international] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        for (typed, country) in [(national, region), (international, ""), (e164, ""), (international, region)]
        {
            let number = PhoneNumber::parse(typed, country);
            assert_eq!(number.map(|number| number.e164()).as_deref(), Some(e164), "{typed} in {region}");
        }
        count += 1;
    }
    assert_eq!(count, 245);
}

#[test]
fn a_mobile_number_is_grouped_as_its_country_does() {
    let mut same = 0;
    for line in EXAMPLES.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let text = PhoneNumber::parse(columns[1], "").unwrap().to_text();
        same += usize::from(text == columns[3].replace('-', " "));
    }
    // The few others share a calling code with a larger neighbour.
    assert!(same >= 235, "{same} of 245");
}
