//! HTML as the Markdown that our texts know: paragraphs, lists, emphasis and links.

use rungs_model::Href;

use super::text::marks_escaped;

/// Markdown, and what it lacks.
pub(super) struct Read {
    pub(super) markdown: String,
    /// The names of tags that say something which Markdown cannot.
    pub(super) lost: Vec<String>,
}

/// Tags whose content is no text.
const UNREAD: &[&str] = &["script", "style", "iframe", "video", "audio", "object", "svg", "template"];

/// Tags that only part texts from each other or dress them.
const PLAIN: &[&str] = &[
    "article", "body", "center", "div", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "html", "main", "p", "section", "small", "span", "u", "wbr",
];

#[derive(Default)]
struct Writer {
    out: String,
    lost: Vec<String>,
    /// Which emphasis is open.
    marks: Vec<&'static str>,
    /// Where the links that are open lead, and where in `out` their texts begin.
    links: Vec<(Option<Href>, usize)>,
    /// The lists that are open: the number of the next item, 0 where they have none.
    lists: Vec<u32>,
}

/// Reads any text; there is no wrong one.
pub(super) fn to_markdown(html: &str) -> Read {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        writer.text(text);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, onward)| onward);
            continue;
        }
        let is_tag =
            after.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/' || first == '!');
        let Some((tag, onward)) = after.split_once('>').filter(|_| is_tag) else {
            writer.text("<");
            rest = after;
            continue;
        };
        let closes = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if !closes && UNREAD.contains(&name.as_str()) {
            let end = format!("</{name}");
            let lower = onward.to_ascii_lowercase();
            rest = lower.find(&end).and_then(|at| onward.get(at..)).unwrap_or_default();
            writer.lost.push(name);
            continue;
        }
        writer.tag(&name, closes, tag);
        rest = onward;
    }
    writer.text(rest);
    writer.finish()
}

impl Writer {
    fn text(&mut self, text: &str) {
        let decoded = decoded(text);
        for (index, word) in
            decoded.split(|character: char| character.is_whitespace() && character != '\u{a0}').enumerate()
        {
            if index > 0 && !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            self.out.push_str(&marks_escaped(word));
        }
    }

    fn tag(&mut self, name: &str, closes: bool, tag: &str) {
        match name {
            "b" | "strong" => self.mark("**", closes),
            "i" | "em" => self.mark("*", closes),
            "a" if closes => self.close_link(),
            "a" => {
                self.links.push((attribute(tag, "href").and_then(|href| Href::parse(&href)), self.out.len()));
            }
            "ul" | "ol" => {
                self.part("\n\n");
                if closes {
                    self.lists.pop();
                } else {
                    self.lists.push(u32::from(name == "ol"));
                }
            }
            "li" if !closes => {
                self.part("\n");
                match self.lists.last_mut() {
                    Some(number) if *number > 0 => {
                        self.out.extend([&*number.to_string(), ". "]);
                        *number += 1;
                    }
                    _ => self.out.push_str("- "),
                }
            }
            "p" | "div" | "section" | "article" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "br"
            | "hr" | "tr" => {
                self.part(
                    "

",
                );
            }
            _ => {}
        }
        let known = PLAIN.contains(&name)
            || matches!(name, "b" | "strong" | "i" | "em" | "a" | "br" | "ul" | "ol" | "li" | "");
        if !known && !closes {
            self.lost.push(name.into());
        }
    }

    fn mark(&mut self, mark: &'static str, closes: bool) {
        if !closes {
            if !self.marks.contains(&mark) {
                self.marks.push(mark);
                self.out.push_str(mark);
            }
        } else if self.marks.last() == Some(&mark) {
            self.marks.pop();
            let text = self.out.trim_end_matches(' ').len();
            let space = self.out.len() > text;
            self.out.truncate(text);
            if self.out.ends_with(mark) {
                self.out.truncate(text - mark.len());
            } else {
                self.out.push_str(mark);
            }
            if space {
                self.out.push(' ');
            }
        }
    }

    fn close_link(&mut self) {
        let Some((href, start)) = self.links.pop() else { return };
        let Some(label) = self.out.get(start..).map(|label| label.trim().to_owned()) else { return };
        // In a link's text a bracket would end it.
        let plain = !label.is_empty() && !label.contains(['[', ']', '\n']);
        match href.filter(|href| plain && !href.contains([')', ' '])) {
            Some(href) => {
                let space = self.out.get(start..).is_some_and(|label| label.starts_with(' '));
                self.out.truncate(start);
                self.out.extend([if space { " [" } else { "[" }, &label, "](", &href, ")"]);
            }
            None => self.lost.push("a".into()),
        }
    }

    /// Begins a new paragraph or line; an emphasis does not reach over it.
    fn part(&mut self, gap: &str) {
        while let Some(mark) = self.marks.last().copied() {
            self.mark(mark, true);
        }
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        if !self.out.is_empty() {
            self.out.push_str(gap);
        }
        // What began before is no text of one line any more.
        self.links.iter_mut().for_each(|(href, _)| *href = None);
    }

    fn finish(mut self) -> Read {
        while let Some(mark) = self.marks.last().copied() {
            self.mark(mark, true);
        }
        Read { markdown: self.out.trim().into(), lost: self.lost }
    }
}

/// The value of an attribute in a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = tag.get(at + name.len() + 1..)?;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let value = match quote {
        Some(quote) => value.get(1..)?.split(quote).next()?,
        None => value.split([' ', '>']).next()?,
    };
    Some(decoded(value))
}

/// With the commonest character references resolved (HTML §13.2.5.72).
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let character = reference.and_then(|(name, onward)| Some((character(name)?, onward)));
        if let Some((character, onward)) = character {
            out.push(character);
            rest = onward;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    super::text::clean_inside(&out)
}

fn character(name: &str) -> Option<char> {
    let named = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "copy" => '©',
        "euro" => '€',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            return char::from_u32(code);
        }
    };
    Some(named)
}

#[cfg(test)]
mod tests {
    use rungs_model::Markdown;

    use super::*;

    #[test]
    fn what_markdown_can_say_stays() {
        for (html, markdown) in [
            ("<h3>Welcome</h3><p>We ask <b>five</b> things.</p>", "Welcome\n\nWe ask **five** things."),
            ("One<br>two &amp; <em>three </em>four", "One\n\ntwo & *three* four"),
            ("<ul><li>Bread</li><li>Roses</li></ul>", "- Bread\n- Roses"),
            ("<ol><li>a<li>b</ol>c", "1. a\n2. b\n\nc"),
            ("Read <a href='https://example.org/x'>this</a>.", "Read [this](https://example.org/x)."),
            ("2 * 3 < 7 <!-- no -->", "2 \\* 3 < 7"),
        ] {
            assert_eq!(to_markdown(html).markdown, markdown, "{html}");
        }
    }

    #[test]
    fn what_it_cannot_say_is_named() {
        let read = to_markdown("<script>alert(1)</script>Hi<img src=x><a href='javascript:x'>there</a>");
        assert_eq!(read.markdown, "Hithere");
        assert_eq!(read.lost, ["script", "img", "a"]);
    }

    #[test]
    fn a_text_that_looks_like_markdown_stays_a_text() {
        let read = to_markdown("<p>[x](https://example.org) __init__ *so*</p>");
        assert_eq!(Markdown::parse(&read.markdown).plain(), "[x](https://example.org) __init__ *so*");
    }
}
