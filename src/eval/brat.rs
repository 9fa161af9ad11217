//! Reads brat standoff annotation (<https://brat.nlplab.org/standoff.html>) as the annotation guide uses it.
//!
//! `T` lines are mentions, `R` relations, `E` frames, `*` Equiv. Notes, attributes and normalisations are let pass. A
//! mention in several pieces counts from the start of the first to the end of the last; the numbers that brat puts
//! behind a role that is filled twice (`Holder2:T5`) are dropped.

use super::annotation::{Annotation, AnnotationError, Frame, Mention, Relation};
use super::gold::Schema;
use crate::extract::MentionKind;
use crate::extract::anchors::ROLES;
use crate::text::{CharSpan, Position};
use std::collections::HashMap;

/// Reads the lines of an `.ann` file.
///
/// ```
/// use mailuo::eval::{Schema, brat};
///
/// let text = "T1\tPlace 0 2\t金昌\nT2\tIndustry 4 6\t文旅\nR1\tdevelops Arg1:T1 Arg2:T2\n";
/// let annotation = brat::parse(text, &Schema::default())?;
/// assert_eq!(annotation.relations[0].name, "develops");
/// # Ok::<(), mailuo::eval::AnnotationError>(())
/// ```
///
/// # Errors
/// The first line that cannot be read, with line and column: an unknown type, relation or role, a name that no line
/// defines, offsets that are none.
pub fn parse(text: &str, schema: &Schema) -> Result<Annotation, AnnotationError> {
    read(text, schema).map(|read| read.0)
}

/// Reads the lines and gives with the annotation where each mention's text stands in the file.
pub(super) fn read(text: &str, schema: &Schema) -> Result<(Annotation, Vec<Position>), AnnotationError> {
    let mut reader = Reader { schema, annotation: Annotation::default(), ids: HashMap::new(), places: Vec::new() };
    let lines = || text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1..);
    // Lines may name mentions that only later lines define.
    for (line, number) in lines().filter(|(line, _)| line.starts_with('T')) {
        reader.mention(&Line { text: line, number })?;
    }
    for (line, number) in lines() {
        let line = Line { text: line, number };
        match line.text.chars().next() {
            Some('R') => reader.relation(&line)?,
            Some('E') => reader.frame(&line)?,
            Some('*') => reader.equivalence(&line)?,
            Some('T' | 'A' | 'M' | 'N' | '#') | None => {}
            Some(_) if line.text.trim().is_empty() => {}
            Some(_) => return Err(line.error(line.text, "not a line of brat annotation").hint(FORMS)),
        }
    }
    Ok((reader.annotation, reader.places))
}

const FORMS: &str = "lines are T (mention), R (relation), E (frame), * (Equiv), fields parted by tabs";

/// A line of the file.
struct Line<'a> {
    text: &'a str,
    number: usize,
}

impl<'a> Line<'a> {
    /// Makes an error at a piece of the line.
    fn error(&self, piece: &str, message: impl Into<String>) -> AnnotationError {
        AnnotationError::new(self.number, self.column(piece), message)
    }

    /// Gives the column of a piece of the line, in characters from 1.
    fn column(&self, piece: &str) -> usize {
        let at = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        self.text.get(..at).map_or(1, |before| before.chars().count() + 1)
    }

    /// Gives the field behind the first tab, and what stands behind the second.
    fn fields(&self) -> Result<(&'a str, &'a str, Option<&'a str>), AnnotationError> {
        let Some((id, rest)) = self.text.split_once('\t') else {
            return Err(self.error(self.text, "no tab behind the name of the line").hint(FORMS));
        };
        let (body, text) = rest.split_once('\t').map_or((rest, None), |(body, text)| (body, Some(text)));
        Ok((id, body, text))
    }
}

struct Reader<'a> {
    schema: &'a Schema,
    annotation: Annotation,
    ids: HashMap<&'a str, usize>,
    places: Vec<Position>,
}

impl<'a> Reader<'a> {
    /// Reads `T3 Place 120 123 永昌县`.
    fn mention(&mut self, line: &Line<'a>) -> Result<(), AnnotationError> {
        let (id, body, text) = line.fields()?;
        let text = text.ok_or_else(|| line.error(body, "no tab and no text behind the offsets").hint(FORMS))?;
        let (kind, offsets) = body.split_once(' ').ok_or_else(|| line.error(body, "no offsets behind the type"))?;
        let known = self.schema.kind(kind);
        let kind = known.map_err(|hint| line.error(kind, format!("unknown type `{kind}`")).hint(hint))?;
        let number =
            |piece: &str| piece.parse::<u32>().map_err(|_| line.error(offsets, format!("`{offsets}` are no offsets")));
        let (first, last) = (offsets.split([' ', ';']).next(), offsets.rsplit([' ', ';']).next());
        let span = CharSpan { start: number(first.unwrap_or_default())?, end: number(last.unwrap_or_default())? };
        if span.start >= span.end {
            return Err(line.error(offsets, format!("the mention ends at {} before it starts", span.end)));
        }
        if self.ids.insert(id, self.annotation.mentions.len()).is_some() {
            return Err(line.error(id, format!("a line named {id} stands above already")));
        }
        self.places.push(Position { line: line.number, column: line.column(offsets) });
        self.annotation.mentions.push(Mention { kind, span, text: text.trim_end_matches('\r').to_owned(), rule: None });
        Ok(())
    }

    /// Reads `R1 locatedIn Arg1:T3 Arg2:T1`.
    fn relation(&mut self, line: &Line<'a>) -> Result<(), AnnotationError> {
        let (_, body, _) = line.fields()?;
        let words: Vec<&str> = body.split_whitespace().collect();
        let &[name, from, to] = words.as_slice() else {
            return Err(line.error(body, "a relation has two arguments").hint("such as locatedIn Arg1:T3 Arg2:T1"));
        };
        let known = self.schema.relation(name);
        known.map_err(|hint| line.error(name, format!("unknown relation `{name}`")).hint(hint))?;
        let (from, to) = (self.argument(line, from)?.1, self.argument(line, to)?.1);
        self.annotation.relations.push(Relation { name: name.to_owned(), from, to, source: None });
        Ok(())
    }

    /// Reads `E1 Goal:T9 Holder:T1 Indicator:T7`.
    fn frame(&mut self, line: &Line<'a>) -> Result<(), AnnotationError> {
        let (_, body, _) = line.fields()?;
        let mut words = body.split_whitespace();
        let head = words.next().ok_or_else(|| line.error(body, "a frame has a trigger"))?;
        let (name, trigger) = self.argument(line, head)?;
        let kind = match name {
            "Goal" => MentionKind::Goal,
            "Result" => MentionKind::Result,
            _ => return Err(line.error(head, format!("unknown frame `{name}`")).hint("frames are Goal and Result")),
        };
        let mut roles = Vec::new();
        for word in words {
            let (name, filler) = self.argument(line, word)?;
            let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let role = ROLES.into_iter().find(|role| *role == plain);
            let unknown = || line.error(word, format!("unknown role `{name}`"));
            roles.push((role.ok_or_else(|| unknown().hint(format!("roles are {}", ROLES.join(", "))))?, filler));
        }
        self.annotation.frames.push(Frame { kind, trigger, roles, rule: None });
        Ok(())
    }

    /// Reads `* Equiv T1 T2 T5`.
    fn equivalence(&mut self, line: &Line<'a>) -> Result<(), AnnotationError> {
        let (_, body, _) = line.fields()?;
        let members = body.split_whitespace().skip(1).map(|id| self.find(line, id)).collect::<Result<_, _>>()?;
        self.annotation.equivalents.push(members);
        Ok(())
    }

    /// Reads `name:T1`.
    fn argument(&self, line: &Line, word: &'a str) -> Result<(&'a str, usize), AnnotationError> {
        let (name, id) = word.split_once(':').ok_or_else(|| line.error(word, format!("no `:` in `{word}`")))?;
        Ok((name, self.find(line, id)?))
    }

    fn find(&self, line: &Line, id: &str) -> Result<usize, AnnotationError> {
        self.ids.get(id).copied().ok_or_else(|| line.error(id, format!("no T line is named {id}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_all_sorts_are_read_in_any_order() {
        let text = "E1\tGoal:T2 Holder:T1 Holder2:T3\n#1\tAnnotatorNotes T1\t?\nT1\tPlace 0 2;3 5\t金昌 市区\n\
                    T2\tGoal 7 9\t翻番\r\nT3\tPlace 10 12\t永昌\nR1\tlocatedIn Arg1:T3 Arg2:T1\n*\tEquiv T1 T3\n\n";
        let read = parse(text, &Schema::default()).expect("well formed");
        assert_eq!(read.mentions[0].span, CharSpan { start: 0, end: 5 });
        assert_eq!(read.mentions[1].text, "翻番");
        assert_eq!(read.frames[0].roles, [("Holder", 0), ("Holder", 2)]);
        assert_eq!((read.relations[0].from, read.relations[0].to), (2, 0));
        assert_eq!(read.equivalents, [[0, 2]]);
    }

    #[test]
    fn errors_carry_line_and_column_in_characters() {
        let schema = Schema { relations: vec!["develops".into()] };
        for (text, line, column, message) in [
            ("T1\tPlcae 0 2\t金昌", 1, 4, "unknown type `Plcae`"),
            ("T1\tPlace 0 x\t金昌", 1, 10, "`0 x` are no offsets"),
            ("T1\tPlace 2 2\t金昌", 1, 10, "the mention ends at 2 before it starts"),
            ("T1\tPlace 0 2", 1, 4, "no tab and no text behind the offsets"),
            ("T1 Place 0 2 金昌", 1, 1, "no tab behind the name of the line"),
            ("T1\tPlace 0 2\t金昌\nT1\tPlace 0 2\t金昌", 2, 1, "a line named T1 stands above already"),
            ("T1\tPlace 0 2\t金昌\nR1\tdevelop Arg1:T1 Arg2:T1", 2, 4, "unknown relation `develop`"),
            ("T1\tPlace 0 2\t金昌\nR1\tdevelops Arg1:T1 Arg2:T9", 2, 26, "no T line is named T9"),
            ("T1\tGoal 0 2\t翻番\nE1\tGoal:T1 Holdre:T1", 2, 12, "unknown role `Holdre`"),
            ("T1\tGoal 0 2\t翻番\nE1\tAim:T1", 2, 4, "unknown frame `Aim`"),
            ("金昌\t", 1, 1, "not a line of brat annotation"),
        ] {
            let error = parse(text, &schema).expect_err(text);
            assert_eq!((error.position, error.message.as_str()), (Some(Position { line, column }), message), "{text}");
        }
    }
}
