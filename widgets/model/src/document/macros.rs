/// Declares a struct that is read from a JSON object whose keys are its fields.
///
/// A field with `= default` may be absent; so may an `Option` or a `Vec`; any other is
/// required. After reading, `check` (if named with `check = path;`) may report more.
/// [`object!`] then makes it readable; a type with a shorthand implements `Decode` itself.
#[macro_export]
macro_rules! document {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $name:ident $(check = $check:path;)? {
            $( $(#[doc = $doc:literal])* $field:ident: $type:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name { $( $(#[doc = $doc])* pub $field: $type, )* }

        impl $name {
            fn decode_object(value: &serde_json::Value, reader: &mut $crate::document::Reader) -> Option<Self> {
                let map = reader.object(value, &[$(stringify!($field)),*])?;
                // All keys are read before the first `?`, so that every problem is reported.
                $( let $field: Option<$type> =
                    reader.key(map, stringify!($field), $crate::document!(@default $($default)?)); )*
                let decoded = Self { $( $field: $field?, )* };
                $( $check(&decoded, reader); )?
                Some(decoded)
            }

            fn object_schema() -> serde_json::Value {
                #[allow(unused_mut)]
                let mut object = $crate::document::schema::Object::new(concat!($($about, "\n"),*));
                $( object.property(
                    stringify!($field),
                    <$type as $crate::document::Decode>::schema(),
                    concat!($($doc, "\n"),*),
                    <$type as $crate::document::Decode>::absent().is_none() $( && { let _ = stringify!($default); false } )?,
                ); )*
                object.finish()
            }
        }
    };
    (@default) => { None };
    (@default $default:expr) => { Some(|| $default) };
}

/// Declares an enum that is read from one of a few strings.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $name:ident { $( $(#[doc = $doc:literal])* $variant:ident = $text:literal ),* $(,)? }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $( $(#[doc = $doc])* $variant, )* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// How it is written in a document.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }
        }

        impl $crate::document::Decode for $name {
            fn decode(value: &serde_json::Value, reader: &mut $crate::document::Reader) -> Option<Self> {
                match value.as_str() {
                    $( Some($text) => Some(Self::$variant), )*
                    _ => reader.wrong_choice(value, &[$($text),*]),
                }
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": [$($text),*] })
            }
        }
    };
}

/// Reads a [`document!`] from an object and nothing else (no shorthand).
#[macro_export]
macro_rules! object {
    ($name:ident) => {
        impl $crate::document::Decode for $name {
            fn decode(
                value: &serde_json::Value,
                reader: &mut $crate::document::Reader,
            ) -> Option<Self> {
                Self::decode_object(value, reader)
            }

            fn schema() -> serde_json::Value {
                Self::object_schema()
            }
        }
    };
}
