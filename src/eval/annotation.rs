//! An annotated document: mentions, relations, frames, whoever made them.

use crate::extract::MentionKind;
use crate::text::{CharSpan, Position};

/// The annotation of one document. Mentions are named by their place in the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotation {
    /// Occurrences of names, times, goals and results.
    pub mentions: Vec<Mention>,
    /// Relations between mentions.
    pub relations: Vec<Relation>,
    /// Goals and results with their roles, in the order of the file.
    pub frames: Vec<Frame>,
    /// Mentions that name one entity though their surfaces differ.
    pub equivalents: Vec<Vec<usize>>,
}

/// An annotated occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Its type.
    pub kind: MentionKind,
    /// Where it stands, in code points of the text.
    pub span: CharSpan,
    /// The text there, as the annotation has it.
    pub text: String,
    /// The rule that found it, for what the extractor predicts.
    pub rule: Option<String>,
}

/// An annotated relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Its local name (`locatedIn`).
    pub name: String,
    /// The mention it goes from.
    pub from: usize,
    /// The mention it goes to.
    pub to: usize,
    /// Where the sentence starts that states it, and the rule that read it, for what the extractor predicts.
    pub source: Option<(u32, String)>,
}

/// An annotated goal or result.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// [`MentionKind::Goal`] or [`MentionKind::Result`].
    pub kind: MentionKind,
    /// The mention that triggers it.
    pub trigger: usize,
    /// Its roles with the mentions that fill them.
    pub roles: Vec<(&'static str, usize)>,
    /// The rule that read it, for what the extractor predicts.
    pub rule: Option<String>,
}

/// What is wrong with a line of an annotation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AnnotationError {
    /// The file, where it is known.
    pub file: String,
    /// Where in the file; none when the file as a whole is meant.
    pub position: Option<Position>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl AnnotationError {
    /// Makes an error at line and column, both from 1.
    pub fn new(line: usize, column: usize, message: impl Into<String>) -> Self {
        let position = Some(Position { line, column });
        Self { file: String::new(), position, message: message.into(), hint: None }
    }

    /// Makes an error about a file as a whole.
    pub fn whole(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), position: None, message: message.into(), hint: None }
    }

    /// Says what to do about it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Says in which file it is.
    pub fn in_file(self, file: impl Into<String>) -> Self {
        Self { file: file.into(), ..self }
    }
}
