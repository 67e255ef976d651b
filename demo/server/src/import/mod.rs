//! Documents of other form libraries, turned into ours.

pub mod surveyjs;
