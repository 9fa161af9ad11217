//! Gold texts with their annotations, and predictions to go with them, read from files.

use super::annotation::{Annotation, AnnotationError};
use super::{brat, doccano};
use crate::extract::MentionKind;
use crate::knowledge::Knowledge;
use crate::text::{CharSpan, Document, Format, ParseOptions, Position, Span, parse};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What annotations may name.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The relations of the ontology; with none, any name is taken.
    pub relations: Vec<String>,
}

impl Schema {
    /// Takes the relations from the ontology.
    pub fn of(knowledge: &Knowledge) -> Self {
        Self { relations: knowledge.relations.clone() }
    }

    /// Finds a mention type, or says which there are.
    pub(super) fn kind(&self, name: &str) -> Result<MentionKind, String> {
        let known = MentionKind::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| format!("types are {}", MentionKind::ALL.map(MentionKind::name).join(", ")))
    }

    /// Says whether there is a relation of that name, or which there are.
    pub(super) fn relation(&self, name: &str) -> Result<(), String> {
        if self.relations.is_empty() || self.relations.iter().any(|known| known == name) {
            return Ok(());
        }
        Err(format!("relations are {}", self.relations.join(", ")))
    }
}

/// A text and what people found in it.
#[derive(Clone, Debug)]
pub struct GoldDocument {
    /// Its name: the file's stem, with `-N` for the Nth line of JSON Lines.
    pub name: String,
    /// The file that its text stands in.
    pub file: PathBuf,
    /// The line of the file that holds all of it, for JSON Lines.
    pub line: Option<usize>,
    /// The text, cut into sentences.
    pub document: Document,
    /// What is annotated.
    pub annotation: Annotation,
    /// For a source whose lines end with CR LF: where each of its code points stands in the text, whose lines end
    /// with LF. Annotations may count either.
    pub line_ends: Vec<u32>,
}

impl GoldDocument {
    /// Gives the sentence around a code point; the line where there is none.
    pub fn sentence(&self, at: u32) -> &str {
        let text = &self.document.text;
        let byte = text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
        let around = |span: &&Span| span.range().contains(&byte);
        let mut sentences = self.document.blocks.iter().flat_map(|block| &block.sentences);
        if let Some(&span) = sentences.find(around) {
            return self.document.slice(span);
        }
        let start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
        text[start..].lines().next().unwrap_or_default().trim()
    }

    /// Says where code points stand: `FILE:LINE:COLUMN`, for JSON Lines `FILE:LINE char=START,END` within the text.
    pub fn place(&self, start: u32, end: u32) -> String {
        let file = self.file.display();
        if let Some(line) = self.line {
            return format!("{file}:{line} char={start},{end}");
        }
        let before = || self.document.text.chars().take(start as usize);
        let (line, column) = before().fold((1, 1), |(line, column), c| match c {
            '\n' => (line + 1, 1),
            _ => (line, column + 1),
        });
        format!("{file}:{line}:{column}")
    }
}

/// Reads a file of annotations (`.ann` beside its `.txt`, or `.jsonl`) or all of a directory, in order of their names.
///
/// Offsets may count CR LF as two characters, as in the file, or as one, as readers of text files see it.
///
/// # Errors
/// A file that cannot be read, a line that is no annotation, an annotation whose text is not the one at its offsets, a
/// directory without annotations: with file, line and column.
pub fn read(path: &Path, schema: &Schema) -> Result<Vec<GoldDocument>, AnnotationError> {
    let refuse = |error: std::io::Error| system_error(path, &error);
    let mut files = vec![path.to_owned()];
    if fs::metadata(path).map_err(refuse)?.is_dir() {
        let entries = fs::read_dir(path).and_then(|entries| entries.collect::<Result<Vec<_>, _>>()).map_err(refuse)?;
        files = entries.into_iter().map(|entry| entry.path()).filter(|file| sort(file).is_some()).collect();
        files.sort();
    }
    let mut documents = Vec::new();
    for file in &files {
        match sort(file) {
            Some(Sort::Brat) => documents.push(read_brat(file, schema)?),
            Some(Sort::Doccano) => documents.extend(read_doccano(file, schema)?),
            None => {
                return Err(AnnotationError::whole(path.display().to_string(), "no file of annotations").hint(SORTS));
            }
        }
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = documents.iter().find(|document| !names.insert(&document.name)) {
        let message = format!("two annotated documents are called {}", twice.name);
        return Err(AnnotationError::whole(twice.file.display().to_string(), message));
    }
    if documents.is_empty() {
        return Err(AnnotationError::whole(path.display().to_string(), "no annotations here").hint(SORTS));
    }
    Ok(documents)
}

const SORTS: &str = "annotations are NAME.ann beside NAME.txt (brat) or NAME.jsonl (doccano)";

/// Reads for each gold document the prediction `NAME.ann` of a directory; one that is missing predicts nothing.
///
/// # Errors
/// As [`read`], but for offsets: predictions are not held to the text.
pub fn read_predictions(
    directory: &Path,
    gold: &[GoldDocument],
    schema: &Schema,
) -> Result<Vec<Option<Annotation>>, AnnotationError> {
    let data = fs::metadata(directory).map_err(|error| system_error(directory, &error))?;
    if !data.is_dir() {
        return Err(AnnotationError::whole(directory.display().to_string(), "this is no directory"));
    }
    let each = gold.iter().map(|document| {
        let file = directory.join(format!("{}.ann", document.name));
        match fs::read_to_string(&file) {
            Ok(text) => {
                let read = brat::parse(&text, schema).map_err(|e| e.in_file(file.display().to_string()))?;
                let chars: Vec<char> = document.document.text.chars().collect();
                Ok(Some(settle(read, &chars, &document.line_ends).unwrap_or_else(|(as_it_is, _)| as_it_is)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(system_error(&file, &error)),
        }
    });
    each.collect()
}

/// What sort of annotation a file holds.
enum Sort {
    Brat,
    Doccano,
}

fn sort(file: &Path) -> Option<Sort> {
    match file.extension()?.to_str()? {
        "ann" => Some(Sort::Brat),
        "jsonl" | "ndjson" => Some(Sort::Doccano),
        _ => None,
    }
}

fn system_error(path: &Path, error: &std::io::Error) -> AnnotationError {
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        std::io::ErrorKind::InvalidData => "not valid UTF-8".to_owned(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    };
    AnnotationError::whole(path.display().to_string(), message)
}

fn read_brat(file: &Path, schema: &Schema) -> Result<GoldDocument, AnnotationError> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| system_error(file, &error))?;
    let (annotation, places) = brat::read(&text, schema).map_err(|error| error.in_file(&shown))?;
    let source = file.with_extension("txt");
    let missing = |error| system_error(&source, &error).hint("the annotated text stands beside NAME.ann as NAME.txt");
    let bytes = fs::read(&source).map_err(missing)?;
    let options = ParseOptions { format: Some(Format::PlainText), ..ParseOptions::default() };
    let document = document(&source, &bytes, &options, None)?;
    let chars: Vec<char> = document.text.chars().collect();
    let line_ends = std::str::from_utf8(&bytes).map_or_else(|_| Vec::new(), line_ends);
    let annotation = settle(annotation, &chars, &line_ends).map_err(|(annotation, wrong)| {
        let (mention, Position { line, column }) = (&annotation.mentions[wrong], places[wrong]);
        let CharSpan { start, end } = mention.span;
        let there = surface(&chars, mention.span);
        let message = format!("{start} to {end} is {there:?} in the text, not {:?}", mention.text);
        let hint = format!("offsets count the code points of {}", source.display());
        AnnotationError::new(line, column, message).hint(hint).in_file(&shown)
    })?;
    let name = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Ok(GoldDocument { name, file: source, line: None, document, annotation, line_ends })
}

fn read_doccano(file: &Path, schema: &Schema) -> Result<Vec<GoldDocument>, AnnotationError> {
    let shown = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| system_error(file, &error))?;
    let records = doccano::parse(&text, schema).map_err(|error| error.in_file(&shown))?;
    let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let options = ParseOptions { format: Some(Format::PlainText), encoding: Some(encoding_rs::UTF_8) };
    let each = records.into_iter().map(|record| {
        let document = document(file, record.text.as_bytes(), &options, Some(record.line))?;
        let name = format!("{stem}-{}", record.line);
        let (file, line) = (file.to_owned(), Some(record.line));
        let line_ends = line_ends(&record.text);
        // Its offsets are those of the record, which is read with its line ends as they are.
        let annotation = if line_ends.is_empty() { record.annotation } else { moved(record.annotation, &line_ends) };
        Ok(GoldDocument { name, file, line, document, annotation, line_ends })
    });
    each.collect()
}

fn document(
    file: &Path,
    bytes: &[u8],
    options: &ParseOptions,
    line: Option<usize>,
) -> Result<Document, AnnotationError> {
    let shown = file.display().to_string();
    let parsed = parse(&shown, bytes, options).map_err(|error| {
        let position = line.map(|line| Position { line, column: 1 }).or(error.position());
        AnnotationError { position, ..AnnotationError::whole(&shown, error.to_string()) }.hint(error.hint())
    })?;
    Ok(parsed.into_iter().next().expect("plain text is one document"))
}

fn surface(chars: &[char], span: CharSpan) -> String {
    chars.iter().skip(span.start as usize).take((span.end - span.start) as usize).collect()
}

/// Finds a mention whose text is not the one at its offsets. White space is not compared: line ends and the gaps
/// between a mention's pieces are written in several ways.
fn misplaced(annotation: &Annotation, chars: &[char]) -> Option<usize> {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    annotation.mentions.iter().position(|mention| {
        let (there, said) = (bare(&surface(chars, mention.span)), bare(&mention.text));
        // Pieces leave out what stands between them.
        let pieces = said.chars().count() < there.chars().count();
        let kept = |text: &str, part: &str| {
            let mut rest = text.chars();
            part.chars().all(|c| rest.any(|other| other == c))
        };
        there != said && !(pieces && mention.text.contains(' ') && kept(&there, &said))
    })
}

/// Gives for each code point of a source with CR LF where it stands once LF alone ends the lines; nothing for others.
fn line_ends(source: &str) -> Vec<u32> {
    if !source.contains("\r\n") {
        return Vec::new();
    }
    let mut at = 0;
    let mut before = ' ';
    let mut places: Vec<u32> = Vec::new();
    for c in source.strip_prefix('\u{feff}').unwrap_or(source).chars() {
        at -= u32::from(before == '\r' && c == '\n');
        places.push(at);
        (at, before) = (at + 1, c);
    }
    places.push(at);
    places
}

/// Takes an annotation as it is if its texts stand at its offsets, else moved to where they stand if the source's line
/// ends are counted; gives it back with the first mention that stands at neither.
fn settle(annotation: Annotation, chars: &[char], line_ends: &[u32]) -> Result<Annotation, (Annotation, usize)> {
    let Some(wrong) = misplaced(&annotation, chars) else { return Ok(annotation) };
    if line_ends.is_empty() {
        return Err((annotation, wrong));
    }
    let moved = moved(annotation.clone(), line_ends);
    match misplaced(&moved, chars) {
        None => Ok(moved),
        Some(_) => Err((annotation, wrong)),
    }
}

/// Moves the offsets of an annotation.
fn moved(mut annotation: Annotation, places: &[u32]) -> Annotation {
    let place = |at: u32| places.get(at as usize).or(places.last()).copied().unwrap_or(at);
    for mention in &mut annotation.mentions {
        let CharSpan { start, end } = mention.span;
        mention.span = CharSpan { start: place(start), end: place(end) };
    }
    annotation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("a place for files");
        for (name, text) in files {
            fs::write(home.path().join(name), text).expect("writable");
        }
        home
    }

    #[test]
    fn a_directory_of_both_sorts_is_read_by_name() {
        let home = directory(&[
            ("b.txt", "题目\n金昌发展文旅。再说。"),
            ("b.ann", "T1\tPlace 3 5\t金昌\n"),
            ("a.jsonl", "{\"text\": \"金昌。\", \"label\": [[0, 2, \"Place\"]]}\n"),
            ("c.txt", "没有标注。"),
        ]);
        let read = read(home.path(), &Schema::default()).expect("well formed");
        assert_eq!(read.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["a-1", "b"]);
        assert_eq!(read[1].sentence(4), "金昌发展文旅。");
        assert!(read[1].place(3, 5).ends_with("b.txt:2:1"));
        assert!(read[0].place(0, 2).ends_with("a.jsonl:1 char=0,2"));
    }

    #[test]
    fn a_text_that_is_not_at_its_offsets_is_an_error_with_its_place() {
        let home = directory(&[("a.txt", "金昌市"), ("a.ann", "T1\tPlace 0 2\t永昌\n")]);
        let error = read(home.path(), &Schema::default()).expect_err("misplaced");
        assert_eq!(error.position, Some(Position { line: 1, column: 10 }));
        assert_eq!(error.message, "0 to 2 is \"金昌\" in the text, not \"永昌\"");
    }

    #[test]
    fn offsets_may_count_line_ends_as_one_character_or_two() {
        for start in [4, 6] {
            let annotation = format!("T1\tPlace {start} {}\t金昌\n", start + 2);
            let home = directory(&[("a.txt", "题\r\n目\r\n金昌"), ("a.ann", &annotation)]);
            let gold = read(home.path(), &Schema::default()).expect("well formed");
            assert_eq!(gold[0].annotation.mentions[0].span.start, 4);
            let predicted = read_predictions(home.path(), &gold, &Schema::default()).expect("well formed");
            assert_eq!(predicted[0].as_ref(), Some(&gold[0].annotation));
        }
        let home = directory(&[("a.jsonl", "{\"text\": \"题\\r\\n金昌\", \"label\": [[3, 5, \"Place\"]]}\n")]);
        let gold = read(home.path(), &Schema::default()).expect("well formed");
        assert_eq!(gold[0].annotation.mentions[0].span, CharSpan { start: 2, end: 4 });
    }

    #[test]
    fn what_is_missing_is_named() {
        let home = directory(&[("a.ann", "")]);
        let error = read(home.path(), &Schema::default()).expect_err("no text");
        assert!(error.file.ends_with("a.txt") && error.hint.is_some());
        let home = directory(&[]);
        assert_eq!(read(home.path(), &Schema::default()).expect_err("empty").message, "no annotations here");
    }
}
