//! How entries are written: headings, `key = "text"` lines and entries in one line, a small part of TOML. What the
//! keys mean is read elsewhere.
//!
//! Not a TOML parser: the files are read at the start of a query, where each millisecond is felt, and a mistake in one
//! line should leave the next one readable.

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Statement<'a> {
    /// `[ceasefire]`
    Heading(&'a str),
    /// `fr = "trêve"`
    Pair(Pair<'a>),
    /// `libya = { fr = "Libye", en = "Libya" }`
    Row(&'a str, Vec<Pair<'a>>),
}

/// A key with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    pub(super) key: &'a str,
    pub(super) value: Value<'a>,
}

/// What stands to the right of `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Boolean(bool),
    /// A number, a list: nothing that an entry has.
    Other,
}

/// The statements of `text` with their lines, from 1; of a line that is none, what is wrong with it.
pub(super) fn statements(text: &str) -> impl Iterator<Item = (usize, Result<Statement<'_>, &'static str>)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines = text.lines().zip(1..).map(|(line, number)| (number, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number, statement(line)))
}

fn statement(line: &str) -> Result<Statement<'_>, &'static str> {
    if let Some(heading) = line.strip_prefix('[') {
        let (name, rest) = heading.split_once(']').ok_or("the bracket is not closed")?;
        end(rest)?;
        return Ok(Statement::Heading(name.trim()));
    }
    let (key, rest) = key(line)?;
    if let Some(row) = rest.strip_prefix('{') {
        let (pairs, rest) = row_pairs(row)?;
        end(rest)?;
        return Ok(Statement::Row(key, pairs));
    }
    let (value, rest) = value(rest)?;
    end(rest)?;
    Ok(Statement::Pair(Pair { key, value }))
}

/// The key before `=`, and what follows that.
fn key(text: &str) -> Result<(&str, &str), &'static str> {
    let (key, rest) = text.split_once('=').ok_or("there is no `=`")?;
    Ok((key.trim(), rest.trim_start()))
}

fn value(text: &str) -> Result<(Value<'_>, &str), &'static str> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (inside, rest) = quoted.split_once('"').ok_or("the quotation mark is not closed")?;
        if inside.contains('\\') {
            return Err("a text cannot have a backslash");
        }
        return Ok((Value::Text(inside), rest));
    }
    let (word, rest) = text.split_at(text.find([',', '}', '#']).unwrap_or(text.len()));
    let value = match word.trim() {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ if word.starts_with('[') => return Ok((Value::Other, "")),
        _ => Value::Other,
    };
    Ok((value, rest))
}

/// The pairs up to the brace that ends them, and what follows that.
fn row_pairs(text: &str) -> Result<(Vec<Pair<'_>>, &str), &'static str> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((pairs, after));
        }
        let (key, after) = key(rest)?;
        let (value, after) = value(after)?;
        pairs.push(Pair { key, value });
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if rest.starts_with('}') => {}
            None => return Err("a comma or `}` is missing"),
        }
    }
}

/// Nothing but a comment may follow.
fn end(rest: &str) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        Ok(())
    } else {
        Err("something follows where the line should end")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Statement<'_>, &'static str> {
        statements(line).next().expect("a statement").1
    }

    #[test]
    fn each_kind_of_line_is_read() {
        let pair = |key, value| Pair { key, value };
        assert_eq!(one("[ceasefire] # war"), Ok(Statement::Heading("ceasefire")));
        assert_eq!(one("fr = \"trêve # 1\" # a"), Ok(Statement::Pair(pair("fr", Value::Text("trêve # 1")))));
        assert_eq!(one("replace=true"), Ok(Statement::Pair(pair("replace", Value::Boolean(true)))));
        let row = vec![pair("fr", Value::Text("Libye, x")), pair("en", Value::Text("Libya"))];
        assert_eq!(one("libya = { fr = \"Libye, x\", en = \"Libya\" }"), Ok(Statement::Row("libya", row)));
        for other in ["fr = 3", "fr = [\"a\", \"b\"]", "fr ="] {
            assert_eq!(one(other), Ok(Statement::Pair(pair("fr", Value::Other))), "{other}");
        }
    }

    #[test]
    fn what_is_no_statement_says_why() {
        let cases = [
            ("[ceasefire", "the bracket is not closed"),
            ("trêve", "there is no `=`"),
            ("fr = \"trêve", "the quotation mark is not closed"),
            ("fr = \"trêve\" \"x\"", "something follows where the line should end"),
            ("libya = { fr = \"Libye\" en", "a comma or `}` is missing"),
            ("libya = { fr = \"Libye\",", "there is no `=`"),
            ("fr = \"tr\\u00eave\"", "a text cannot have a backslash"),
        ];
        for (line, reason) in cases {
            assert_eq!(one(line), Err(reason), "{line}");
        }
    }

    #[test]
    fn lines_are_counted_with_those_that_say_nothing() {
        let text = "\u{FEFF}# words\r\n\r\n[a]\r\n  fr = \"b\"  \r\n";
        let lines: Vec<usize> = statements(text).map(|(line, _)| line).collect();
        assert_eq!(lines, [3, 4]);
    }
}
