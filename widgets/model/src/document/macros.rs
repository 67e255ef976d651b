/// Declares a struct that is read from a JSON object whose keys are its fields.
///
/// A field with `= default` may be absent; so may an `Option` or a `Vec`; any other is
/// required. A field behind `#[cfg(feature = "…")]` is not there, nor known, without the feature.
/// After reading, `check` (if named with `check = path;`) may report more.
/// [`object!`](crate::object) then makes it readable; a type with a shorthand implements
/// [`Decode`](crate::document::Decode) itself.
#[macro_export]
macro_rules! document {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $name:ident $(check = $check:path;)? {
            $( $(#[doc = $doc:literal])* $(#[cfg(feature = $feature:literal)])?
               $field:ident: $type:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $name { $( $(#[doc = $doc])* $(#[cfg(feature = $feature)])? pub $field: $type, )* }

        impl $name {
            fn blank_object() -> Self {
                Self {
                    $( $(#[cfg(feature = $feature)])? $field: $crate::document!(@blank $type $(, $default)?), )*
                }
            }

            fn read_object(&mut self, value: &serde_json::Value, reader: &mut $crate::document::Reader) {
                reader.object(value, &mut [
                    $(
                        $(#[cfg(feature = $feature)])?
                        (stringify!($field), $crate::document!(@default $($default)?), &mut self.$field),
                    )*
                ]);
                $( $check(self, reader); )?
            }

            fn object_schema() -> serde_json::Value {
                let blank = Self::blank_object();
                #[allow(unused_mut)]
                let mut object = $crate::document::schema::Object::new(concat!($($about, "\n"),*));
                $( $(#[cfg(feature = $feature)])? object.property(
                    stringify!($field),
                    <$type as $crate::document::Decode>::schema(),
                    concat!($($doc, "\n"),*),
                    $crate::document!(@default $($default)?) || $crate::document::Decode::is_optional(&blank.$field),
                ); )*
                object.finish()
            }
        }
    };
    (@blank $type:ty) => { <$type as $crate::document::Decode>::blank() };
    (@blank $type:ty, $default:expr) => { $default };
    (@default) => { false };
    (@default $default:expr) => { true };
}

/// Declares an enum that is read from one of a few strings.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $doc:literal])* $(#[cfg(feature = $feature:literal)])? $variant:ident = $text:literal ),* $(,)?
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $( $(#[doc = $doc])* $(#[cfg(feature = $feature)])? $variant, )* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &[Self] = &[$( $(#[cfg(feature = $feature)])? Self::$variant ),*];
            const TEXTS: &[&str] = &[$( $(#[cfg(feature = $feature)])? $text ),*];

            /// How it is written in a document.
            pub const fn as_str(self) -> &'static str {
                match self { $( $(#[cfg(feature = $feature)])? Self::$variant => $text, )* }
            }
        }

        impl $crate::document::Decode for $name {
            fn read(&mut self, value: &serde_json::Value, reader: &mut $crate::document::Reader) {
                let chosen = reader.choice(value, Self::TEXTS).and_then(|index| Self::ALL.get(index));
                if let Some(chosen) = chosen {
                    *self = *chosen;
                }
            }

            fn blank() -> Self {
                Self::ALL[0]
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": Self::TEXTS })
            }
        }
    };
}

/// Reads a [`document!`](crate::document!) from an object and nothing else (no shorthand).
#[macro_export]
macro_rules! object {
    ($name:ident) => {
        impl $crate::document::Decode for $name {
            fn read(&mut self, value: &serde_json::Value, reader: &mut $crate::document::Reader) {
                self.read_object(value, reader);
            }

            fn blank() -> Self {
                Self::blank_object()
            }

            fn schema() -> serde_json::Value {
                Self::object_schema()
            }
        }
    };
}
