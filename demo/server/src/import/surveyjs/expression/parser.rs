use serde_json::Value;

use super::Tree;
use super::token::{Token, tokens};

/// Deeper ones are refused, so that no definition can exhaust the stack.
const DEEPEST: u8 = 40;

/// Reads an expression.
pub(in super::super) fn parse(expression: &str) -> Result<Tree, String> {
    let mut parser = Parser { tokens: tokens(expression)?, at: 0, depth: 0 };
    let tree = parser.or()?;
    match parser.peek() {
        None => Ok(tree),
        Some(Token::Arithmetic(_)) => Err(CALCULATES.into()),
        Some(_) => Err("cannot be understood to its end".into()),
    }
}

const CALCULATES: &str = "calculates, which a condition here cannot";

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u8,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Tree, String> {
        self.several(&Token::Or, Self::and, Tree::Or)
    }

    fn and(&mut self) -> Result<Tree, String> {
        self.several(&Token::And, Self::comparison, Tree::And)
    }

    fn several(
        &mut self,
        between: &Token,
        part: fn(&mut Self) -> Result<Tree, String>,
        whole: fn(Vec<Tree>) -> Tree,
    ) -> Result<Tree, String> {
        let mut parts = vec![part(self)?];
        while self.take(between) {
            parts.push(part(self)?);
        }
        if parts.len() > 1 { Ok(whole(parts)) } else { parts.pop().ok_or_else(|| "is empty".into()) }
    }

    fn comparison(&mut self) -> Result<Tree, String> {
        let left = self.operand()?;
        match self.peek() {
            Some(Token::Compare(comparison)) => {
                let comparison = *comparison;
                self.at += 1;
                let right = self.operand()?;
                Ok(Tree::Compare(comparison, Box::new(left), Box::new(right)))
            }
            Some(Token::Arithmetic(_)) => Err(CALCULATES.into()),
            _ => Ok(left),
        }
    }

    fn operand(&mut self) -> Result<Tree, String> {
        if self.depth >= DEEPEST {
            return Err("is nested too deeply".into());
        }
        self.depth += 1;
        let operand = self.bare_operand();
        self.depth -= 1;
        let operand = operand?;
        if self.take(&Token::Empty) {
            return Ok(Tree::Not(Box::new(Tree::Answered(Box::new(operand)))));
        }
        if self.take(&Token::NotEmpty) {
            return Ok(Tree::Answered(Box::new(operand)));
        }
        Ok(operand)
    }

    fn bare_operand(&mut self) -> Result<Tree, String> {
        let Some(token) = self.peek().cloned() else { return Err("ends too early".into()) };
        self.at += 1;
        match token {
            Token::Not => Ok(Tree::Not(Box::new(self.operand()?))),
            Token::Open => {
                let inside = self.or()?;
                // The closing bracket may be missing at the end, as it may there.
                if self.take(&Token::Close) || self.peek().is_none() {
                    Ok(inside)
                } else {
                    Err("a bracket is not closed".into())
                }
            }
            Token::Variable(name) => Ok(Tree::Variable(name)),
            Token::Text(text) => Ok(Tree::Literal(text.into())),
            Token::Word(name) if self.peek() == Some(&Token::Open) => {
                Err(format!("calls the function {name}, which a condition here cannot"))
            }
            Token::Word(word) => Ok(Tree::Literal(literal(&word))),
            Token::OpenList => self.list(),
            Token::Arithmetic(_) => Err(CALCULATES.into()),
            _ => Err("cannot be understood".into()),
        }
    }

    fn list(&mut self) -> Result<Tree, String> {
        let mut items = Vec::new();
        while !self.take(&Token::CloseList) {
            match self.bare_operand()? {
                Tree::Literal(item) => items.push(item),
                _ => return Err("has a list with more than texts and numbers".into()),
            }
            if !self.take(&Token::Comma) && self.peek() != Some(&Token::CloseList) {
                return Err("a list is not closed".into());
            }
        }
        Ok(Tree::List(items))
    }
}

fn literal(word: &str) -> Value {
    match word.to_ascii_lowercase().as_str() {
        "true" => true.into(),
        "false" => false.into(),
        "null" | "undefined" => Value::Null,
        _ => match word.parse::<f64>() {
            Ok(number) if number.is_finite() && word.ends_with(|last: char| last.is_ascii_digit()) => {
                number.into()
            }
            _ => word.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Comparison;
    use super::*;

    fn variable(name: &str) -> Tree {
        Tree::Variable(name.into())
    }

    fn compare(comparison: Comparison, name: &str, value: Value) -> Tree {
        Tree::Compare(comparison, Box::new(variable(name)), Box::new(Tree::Literal(value)))
    }

    #[test]
    fn and_binds_more_than_or_and_brackets_more_than_both() {
        let a = || compare(Comparison::Equal, "a", json!("x"));
        let b = || compare(Comparison::Greater, "b b", json!(-2.5));
        let c = || Tree::Answered(Box::new(variable("c")));
        let and = Tree::Or(vec![Tree::And(vec![a(), b()]), c()]);
        assert_eq!(parse("{a} = 'x' and {b b}>-2.5 or {c} notempty").unwrap(), and);
        assert_eq!(parse("{a} == \"x\" AND {b b} greater -2.5 || {c} notEmpty").unwrap(), and);
        let or = Tree::And(vec![a(), Tree::Or(vec![b(), c()])]);
        assert_eq!(parse("{a} = 'x' && ({b b} > -2.5 or {c} notempty)").unwrap(), or);
    }

    #[test]
    fn lists_negations_and_words_without_quotes_are_read() {
        let any = Tree::Compare(
            Comparison::AnyOf,
            Box::new(variable("q")),
            Box::new(Tree::List(vec![json!("a"), json!(2.0), json!("c")])),
        );
        assert_eq!(parse("{q} anyof ['a', 2, c]").unwrap(), any);
        assert_eq!(parse("!({q} anyof ['a', 2, c])").unwrap(), Tree::Not(Box::new(any)));
        assert_eq!(parse("{q} empty").unwrap(), Tree::Not(Box::new(Tree::Answered(Box::new(variable("q"))))));
        let it_is = compare(Comparison::Equal, "q", json!("it's"));
        assert_eq!(parse(r"{q} = 'it\'s'").unwrap(), it_is);
    }

    #[test]
    fn what_conditions_cannot_say_is_refused_with_the_reason() {
        for (expression, reason) in [
            ("{a} + 1 > 2", "calculates"),
            ("age({birth}) > 17", "the function age"),
            ("{a} = ", "ends too early"),
            ("{a = 1", "not closed"),
            ("({a} = 1", ""),
            ("{a} = 1 {b}", "to its end"),
            ("", "ends too early"),
            ("{a} = '", "quotation mark"),
            ("{a} ~ 1", "“~”"),
        ] {
            match parse(expression) {
                Err(message) => {
                    assert!(!reason.is_empty() && message.contains(reason), "{expression}: {message}");
                }
                Ok(_) => assert!(reason.is_empty(), "{expression}"),
            }
        }
        assert!(parse(&"(".repeat(10_000)).unwrap_err().contains("too deeply"));
    }
}
