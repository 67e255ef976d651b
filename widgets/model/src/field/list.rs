use serde_json::Value;

use super::{Field, FieldKind, Part};
use crate::Text;
use crate::document::{Decode, Identifier, Reader};

/// What a form asks, in order. An address, which a document has as one item, is several fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(pub(crate) Vec<Field>);

impl core::ops::Deref for Fields {
    type Target = [Field];

    fn deref(&self) -> &[Field] {
        &self.0
    }
}

impl Decode for Fields {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.clear();
        for (index, item) in reader.list(value).iter().enumerate() {
            let mut field = Field::blank();
            reader.item(index, item, &mut field);
            let place = ["[", &index.to_string(), "]."].concat();
            let names: Vec<&str> = self.iter().map(|field| &*field.name).collect();
            if let Some(unknown) = field.show_if.as_ref().and_then(|condition| condition.unknown(&names)) {
                let message = ["looks at \"", unknown, "\", which is no field before this one"].concat();
                reader.error_at(&[&place, "show_if"].concat(), &message);
            }
            for part in parts(field) {
                if self.iter().any(|other| other.name == part.name) {
                    let message = ["\"", &*part.name, "\" is used twice"].concat();
                    reader.error_at(&[&place, "name"].concat(), &message);
                }
                self.0.push(part);
            }
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        Vec::<Field>::schema()
    }
}

/// The fields that one item of the document stands for.
fn parts(field: Field) -> Vec<Field> {
    if field.kind() != FieldKind::Address {
        return vec![field];
    }
    let usual = [Part::StreetAddress, Part::PostalCode, Part::Locality, Part::Country];
    let parts = if field.parts.is_empty() { &usual[..] } else { &field.parts };
    // Empty stands for the locale's own word.
    let heading = field.label.clone().unwrap_or_else(|| Text::from(""));
    let part = |part: &Part| Field {
        name: Identifier::parse(part.as_str()).unwrap_or_else(Identifier::blank),
        group: Some(heading.clone()),
        required: Some(field.is_required() && !matches!(part, Part::AddressLine2 | Part::Region)),
        prefill: field.prefill,
        country: field.country.clone().filter(|_| *part == Part::PostalCode),
        show_if: field.show_if.clone(),
        ..Field::blank()
    };
    parts.iter().map(part).collect()
}
