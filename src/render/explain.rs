//! A query's algebra as an indented tree.

/// Lays out SPARQL algebra in its S-expression form, one operator a line, children indented by two spaces.
///
/// ```
/// let query = mailuo::query::parse("SELECT ?x WHERE { ?x a ml:Place } LIMIT 3")?;
/// let tree = mailuo::render::algebra_tree(&query.algebra().to_sse());
/// assert!(tree.contains("\n  (project (?x)"));
/// # Ok::<_, mailuo::query::QueryError>(())
/// ```
pub fn algebra_tree(expression: &str) -> String {
    let mut out = String::new();
    lay_out(&parts(expression), 0, &mut out);
    out.push('\n');
    out
}

/// An S-expression.
enum Part {
    Atom(String),
    List(Vec<Part>),
}

fn lay_out(parts: &[Part], depth: usize, out: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', depth));
        }
        match part {
            Part::List(inner) if inner.iter().any(is_operator) => {
                // The operator and the flat arguments after it stay on one line.
                let head = inner.iter().take_while(|part| !is_operator(part)).count().max(1);
                out.push('(');
                let start: Vec<_> = inner[..head].iter().map(flat).collect();
                out.push_str(&start.join(" "));
                if head < inner.len() {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', depth + 2));
                    lay_out(&inner[head..], depth + 2, out);
                }
                out.push(')');
            }
            _ => out.push_str(&flat(part)),
        }
    }
}

/// An operator is a list that opens with a lower-case word (`bgp`, `triple`, `filter`); others are bare arguments.
fn is_operator(part: &Part) -> bool {
    let Part::List(inner) = part else { return false };
    matches!(inner.first(), Some(Part::Atom(name)) if name.starts_with(|c: char| c.is_ascii_lowercase()))
}

fn flat(part: &Part) -> String {
    match part {
        Part::Atom(atom) => atom.clone(),
        Part::List(inner) => format!("({})", inner.iter().map(flat).collect::<Vec<_>>().join(" ")),
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut stack = vec![Vec::new()];
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '"' => string_end(rest),
            '<' if !rest[1..].starts_with([' ', '=']) => rest.find('>').map_or(rest.len(), |at| at + 1),
            _ => rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(rest.len()),
        };
        let level = stack.len();
        match first {
            '(' => stack.push(Vec::new()),
            ')' if level > 1 => {
                let inner = stack.pop().unwrap_or_default();
                stack[level - 2].push(Part::List(inner));
            }
            _ => stack[level - 1].push(Part::Atom(atom(&rest[..length]))),
        }
        rest = rest[length..].trim_start();
    }
    stack.into_iter().flatten().collect()
}

/// Shortens IRIs, and leaves `<` and `<=` alone.
fn atom(text: &str) -> String {
    match text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        Some(iri) if iri.contains(':') => super::shorten(iri),
        _ => text.to_owned(),
    }
}

fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_stand_on_lines_of_their_own() {
        let text = "(slice _ 3 (project (?x) (bgp (triple ?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> \
                    <https://w3id.org/mailuo/ns#Place>))))";
        assert_eq!(
            algebra_tree(text),
            "(slice _ 3\n  (project (?x)\n    (bgp\n      (triple ?x rdf:type ml:Place))))\n"
        );
    }

    #[test]
    fn text_with_brackets_stays_whole() {
        assert_eq!(algebra_tree("(filter (< ?a \"(金)\\\" <\") (bgp))"), "(filter (< ?a \"(金)\\\" <\")\n  (bgp))\n");
    }
}
