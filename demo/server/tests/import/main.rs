//! Definitions of other form libraries, turned into documents of ours.

mod surveyjs;
