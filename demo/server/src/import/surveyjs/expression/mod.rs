//! The expressions of `visibleIf` and the like: their words, and the tree that they make.
//!
//! The grammar is that of survey-core, `src/expressions/grammar.pegjs`, without functions and
//! arithmetic, which our conditions cannot say.

mod parser;
mod token;

use serde_json::Value;

pub(super) use parser::parse;

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// All of these.
    And(Vec<Tree>),
    /// At least one of these.
    Or(Vec<Tree>),
    /// Not this.
    Not(Box<Tree>),
    /// One side against the other.
    Compare(Comparison, Box<Tree>, Box<Tree>),
    /// There is an answer.
    Answered(Box<Tree>),
    /// `{name}`.
    Variable(String),
    /// A text, a number, true or false.
    Literal(Value),
    /// `['a', 'b']`.
    List(Vec<Value>),
}

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `contains`
    Contains,
    /// `notcontains`
    NotContains,
    /// `anyof`
    AnyOf,
    /// `allof`
    AllOf,
    /// `noneof`
    NoneOf,
}
