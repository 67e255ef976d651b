use super::Comparison;

/// A word of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// `{name}`
    Variable(String),
    /// `'text'`
    Text(String),
    /// A number, or letters without quotes.
    Word(String),
    /// Between two sides.
    Compare(Comparison),
    And,
    Or,
    Not,
    Empty,
    NotEmpty,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    /// `+`, `-`, `*`, `/`, `%`, `^`
    Arithmetic(char),
}

const SIGNS: &[(&str, Token)] = &[
    ("&&", Token::And),
    ("||", Token::Or),
    ("<=", Token::Compare(Comparison::AtMost)),
    (">=", Token::Compare(Comparison::AtLeast)),
    ("==", Token::Compare(Comparison::Equal)),
    ("!=", Token::Compare(Comparison::NotEqual)),
    ("<>", Token::Compare(Comparison::NotEqual)),
    ("*=", Token::Compare(Comparison::Contains)),
    ("=", Token::Compare(Comparison::Equal)),
    ("<", Token::Compare(Comparison::Less)),
    (">", Token::Compare(Comparison::Greater)),
    ("!", Token::Not),
    ("(", Token::Open),
    (")", Token::Close),
    ("[", Token::OpenList),
    ("]", Token::CloseList),
    (",", Token::Comma),
];

const WORDS: &[(&str, Token)] = &[
    ("and", Token::And),
    ("or", Token::Or),
    ("not", Token::Not),
    ("negate", Token::Not),
    ("empty", Token::Empty),
    ("notempty", Token::NotEmpty),
    ("equal", Token::Compare(Comparison::Equal)),
    ("notequal", Token::Compare(Comparison::NotEqual)),
    ("less", Token::Compare(Comparison::Less)),
    ("lessorequal", Token::Compare(Comparison::AtMost)),
    ("greater", Token::Compare(Comparison::Greater)),
    ("greaterorequal", Token::Compare(Comparison::AtLeast)),
    ("contains", Token::Compare(Comparison::Contains)),
    ("contain", Token::Compare(Comparison::Contains)),
    ("notcontains", Token::Compare(Comparison::NotContains)),
    ("notcontain", Token::Compare(Comparison::NotContains)),
    ("anyof", Token::Compare(Comparison::AnyOf)),
    ("allof", Token::Compare(Comparison::AllOf)),
    ("noneof", Token::Compare(Comparison::NoneOf)),
];

/// The words of an expression.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, onward) = match first {
            '{' => variable(rest)?,
            '\'' | '"' => text(rest, first)?,
            _ => match sign(rest) {
                Some(found) => found,
                None => word(rest, tokens.last())?,
            },
        };
        tokens.push(token);
        rest = onward.trim_start();
    }
    Ok(tokens)
}

fn variable(rest: &str) -> Result<(Token, &str), String> {
    let (name, onward) = rest.get(1..).unwrap_or_default().split_once('}').ok_or("a { is not closed")?;
    Ok((Token::Variable(name.trim().into()), onward))
}

fn text(rest: &str, quote: char) -> Result<(Token, &str), String> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            _ if character == quote => {
                return Ok((Token::Text(text), rest.get(at + quote.len_utf8()..).unwrap_or_default()));
            }
            _ => text.push(character),
        }
    }
    Err("a quotation mark is not closed".into())
}

fn sign(rest: &str) -> Option<(Token, &str)> {
    SIGNS.iter().find_map(|(sign, token)| Some((token.clone(), rest.strip_prefix(sign)?)))
}

/// A word or a number; a minus belongs to it where nothing can be taken away from.
fn word<'e>(rest: &'e str, before: Option<&Token>) -> Result<(Token, &'e str), String> {
    let after_value = matches!(
        before,
        Some(Token::Variable(_) | Token::Text(_) | Token::Word(_) | Token::Close | Token::CloseList)
    );
    let signed = rest.starts_with('-') && !after_value;
    let start = usize::from(signed);
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    let length = rest.get(start..).unwrap_or_default().find(|character| !is_part(character));
    let end = length.map_or(rest.len(), |length| start + length);
    let word = rest.get(..end).unwrap_or_default();
    let onward = rest.get(end..).unwrap_or_default();
    if end > start {
        let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        return Ok((known.map_or_else(|| Token::Word(word.into()), |(_, token)| token.clone()), onward));
    }
    let first = rest.chars().next().unwrap_or(' ');
    if matches!(first, '+' | '-' | '*' | '/' | '%' | '^') {
        return Ok((Token::Arithmetic(first), rest.get(1..).unwrap_or_default()));
    }
    Err(format!("“{first}” cannot be understood"))
}
