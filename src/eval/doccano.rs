//! Reads doccano's JSON Lines: a text with its labelled spans a line, and relations where there are some.
//!
//! Both exports are read: `{"text", "label": [[start, end, "Place"], …]}` and `{"text", "entities": [{"id", "label",
//! "start_offset", "end_offset"}, …], "relations": [{"from_id", "to_id", "type"}, …]}`. doccano has no frames: each span
//! labelled Goal or Result is one, and a relation from it named after a role (`Holder`) fills the role. A relation
//! `Equiv` ties two mentions of one entity.

use super::annotation::{Annotation, AnnotationError, Frame, Mention, Relation};
use super::gold::Schema;
use crate::extract::MentionKind;
use crate::extract::anchors::ROLES;
use crate::text::CharSpan;
use serde::Deserialize;
use std::collections::HashMap;

/// A record: its line, from 1, its text and its annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Line of the file, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// What is annotated in it.
    pub annotation: Annotation,
}

#[derive(Deserialize)]
struct Raw {
    text: String,
    #[serde(default, alias = "labels")]
    label: Vec<(u32, u32, String)>,
    #[serde(default)]
    entities: Vec<Labelled>,
    #[serde(default)]
    relations: Vec<Tie>,
}

#[derive(Deserialize)]
struct Labelled {
    id: i64,
    label: String,
    start_offset: u32,
    end_offset: u32,
}

#[derive(Deserialize)]
struct Tie {
    from_id: i64,
    to_id: i64,
    #[serde(rename = "type")]
    name: String,
}

/// Reads the records of a file; blank lines are let pass.
///
/// # Errors
/// The first record that cannot be read, with its line and, where it can be told, the column: no JSON, an unknown
/// label or relation, offsets outside the text, a relation to a span that is not there.
pub fn parse(text: &str, schema: &Schema) -> Result<Vec<Record>, AnnotationError> {
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1..);
    lines.filter(|(line, _)| !line.trim().is_empty()).map(|(line, number)| record(line, number, schema)).collect()
}

fn record(line: &str, number: usize, schema: &Schema) -> Result<Record, AnnotationError> {
    let raw: Raw = serde_json::from_str(line).map_err(|error| {
        let before = line.floor_char_boundary(error.column().saturating_sub(1).min(line.len()));
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        AnnotationError::new(number, line[..before].chars().count() + 1, message).hint(SHAPE)
    })?;
    // Where a word stands in the line is near enough to the fault.
    let error = |word: &str, message: String| {
        let column = line.find(&format!("\"{word}\"")).map_or(1, |at| line[..at].chars().count() + 1);
        AnnotationError::new(number, column, message)
    };
    let chars: Vec<char> = raw.text.chars().collect();
    let mut annotation = Annotation::default();
    let mut ids = HashMap::new();
    let plain = raw.label.into_iter().map(|(start, end, label)| (None, start, end, label));
    let named = raw.entities.into_iter().map(|e| (Some(e.id), e.start_offset, e.end_offset, e.label));
    for (id, start, end, label) in plain.chain(named) {
        let known = schema.kind(&label);
        let kind = known.map_err(|hint| error(&label, format!("unknown label `{label}`")).hint(hint))?;
        let Some(surface) = chars.get(start as usize..end as usize).filter(|surface| !surface.is_empty()) else {
            return Err(error(&label, format!("{start} to {end} is no span of the text's {} characters", chars.len())));
        };
        let mention = annotation.mentions.len();
        ids.extend(id.map(|id| (id, mention)));
        if matches!(kind, MentionKind::Goal | MentionKind::Result) {
            annotation.frames.push(Frame { kind, trigger: mention, roles: Vec::new(), rule: None });
        }
        let text = surface.iter().collect();
        annotation.mentions.push(Mention { kind, span: CharSpan { start, end }, text, rule: None });
    }
    for Tie { from_id, to_id, name } in raw.relations {
        let find = |id: i64| {
            let known = ids.get(&id).copied();
            known.ok_or_else(|| error(&name, format!("`{name}` ties a span {id} that is not there")))
        };
        let (from, to) = (find(from_id)?, find(to_id)?);
        if name == "Equiv" {
            annotation.equivalents.push(vec![from, to]);
        } else if let Some(role) = ROLES.into_iter().find(|role| *role == name) {
            let frame = annotation.frames.iter_mut().find(|frame| frame.trigger == from);
            let frame = frame.ok_or_else(|| error(&name, format!("`{name}` goes from a Goal or a Result")))?;
            frame.roles.push((role, to));
        } else {
            let known = schema.relation(&name);
            known.map_err(|hint| error(&name, format!("unknown relation `{name}`")).hint(hint))?;
            annotation.relations.push(Relation { name, from, to, source: None });
        }
    }
    Ok(Record { line: number, text: raw.text, annotation })
}

const SHAPE: &str = "each line is one object with \"text\" and \"label\" or \"entities\", as doccano exports it";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Position;

    #[test]
    fn both_exports_are_read() {
        let entity = |id, label, start, end| {
            format!(r#"{{"id": {id}, "label": "{label}", "start_offset": {start}, "end_offset": {end}}}"#)
        };
        let (place, goal) = (entity(7, "Place", 0, 2), entity(9, "Goal", 4, 10));
        let holder = r#"{"id": 1, "from_id": 9, "to_id": 7, "type": "Holder"}"#;
        let text = format!(
            "{}\n\n{{\"text\": \"金昌产值2300亿元\", \"entities\": [{place}, {goal}], \"relations\": [{holder}], \"Comments\": []}}",
            r#"{"id": 1, "text": "金昌发展文旅。", "label": [[0, 2, "Place"], [4, 6, "Industry"]]}"#
        );
        let records = parse(&text, &Schema::default()).expect("well formed");
        assert_eq!(records.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(records[0].annotation.mentions[1].text, "文旅");
        assert_eq!(records[1].annotation.frames[0].roles, [("Holder", 0)]);
    }

    #[test]
    fn errors_carry_line_and_column() {
        let schema = Schema { relations: vec!["develops".into()] };
        for (text, column, message) in [
            ("{\"text\": \"金昌\" oops}", 15, "expected `,` or `}`"),
            ("{\"label\": []}", 13, "missing field `text`"),
            ("{\"text\": \"金昌\", \"label\": [[0, 2, \"GPE\"]]}", 33, "unknown label `GPE`"),
            (
                "{\"text\": \"金昌\", \"label\": [[0, 3, \"Place\"]]}",
                33,
                "0 to 3 is no span of the text's 2 characters",
            ),
            (
                "{\"text\": \"金昌\", \"relations\": [{\"from_id\": 1, \"to_id\": 2, \"type\": \"develops\"}]}",
                65,
                "`develops` ties a span 1 that is not there",
            ),
        ] {
            let error = parse(text, &schema).expect_err(text);
            let position = Some(Position { line: 1, column });
            assert_eq!((error.position, error.message.as_str()), (position, message), "{text}");
        }
    }
}
