//! The command line: one enum of commands, whose questions the REPL shares.

use crate::eval::Figure;
use crate::render::{Drawing, Format};
use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Turns Chinese policy documents into a knowledge graph and answers SPARQL over it.
#[derive(Debug, Parser)]
#[command(name = "mailuo", version, disable_help_subcommand = true)]
pub struct Cli {
    /// Where the data is.
    #[command(flatten)]
    pub sources: Sources,
    /// What to do; the REPL if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command: where store and ontology are.
#[derive(Debug, Args)]
pub struct Sources {
    /// Directory of the store [default: .mailuo; without one, the embedded sample documents]
    #[arg(long, global = true, value_name = "DIR", env = "MAILUO_STORE", hide_env_values = true)]
    pub store: Option<PathBuf>,
    /// Ontology, lexicon and rules to use in place of the embedded ones
    #[arg(long, global = true, value_name = "DIR")]
    pub ontology: Option<PathBuf>,
}

/// All that the program can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Extract documents and load them; unchanged ones are skipped, changed ones replaced whole
    Build {
        /// Files, or directories that are searched for .txt, .md and .jsonl; - reads standard input
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// How the documents are read
        #[command(flatten)]
        reading: Reading,
    },
    /// Extract documents and print what was found
    Extract(Extract),
    /// A question to the graph.
    #[command(flatten)]
    Ask(Question),
    /// Ask many questions at a prompt; with piped input, run it as a script
    Repl,
    /// Measure extraction against annotated texts: precision, recall, F1
    Eval(Eval),
    /// Show what was seen and done in a sentence: words, mentions, rules, facts; and why a rule did not fire
    Explain(Explain),
    /// Check ontology, lexicon, rules and saved queries
    Check,
    /// Print the whole graph
    Export {
        /// Form of the output
        #[arg(long, default_value = "nquads")]
        format: GraphFormat,
    },
    /// Copy the store to a new directory, while others read it
    Backup {
        /// Directory that does not exist yet
        #[arg(value_name = "DIR")]
        target: PathBuf,
    },
}

/// What can be asked of the graph, at the command line and in the REPL.
#[derive(Debug, Subcommand)]
pub enum Question {
    /// Answer a SPARQL query
    Query {
        /// The query; - reads standard input
        #[arg(value_name = "SPARQL", required_unless_present = "file")]
        sparql: Option<String>,
        /// Read the query from a file
        #[arg(long, value_name = "FILE", conflicts_with = "sparql")]
        file: Option<PathBuf>,
        /// How to answer.
        #[command(flatten)]
        answering: Answering,
    },
    /// Answer a saved query
    Run {
        /// Its name, see `queries`
        name: String,
        /// A parameter's value; may be repeated
        #[arg(long = "set", value_name = "PARAM=VALUE", value_parser = parse_setting)]
        settings: Vec<(String, String)>,
        /// How to answer.
        #[command(flatten)]
        answering: Answering,
    },
    /// List the saved queries with their parameters
    Queries,
    /// Tell all that is known of a thing
    Describe {
        /// A name (金昌市) or an IRI
        name: String,
        /// Form of the answer.
        #[command(flatten)]
        form: Form,
    },
    /// Quote the sentences that state a fact
    Why {
        /// Who or what: a name or an IRI
        subject: String,
        /// The relation: locatedIn, ml:locatedIn, its label or an IRI; _ for any
        predicate: String,
        /// To whom or what: a name or an IRI; _ for any
        object: String,
        /// Form of the answer.
        #[command(flatten)]
        form: Form,
    },
    /// Show how two things are linked: the cheapest paths, each hop with a sentence that states it
    ///
    /// A path costs one for each hop, and the logarithm of the number of neighbours of each thing that it goes through:
    /// what all are linked to, such as 甘肃省, says little. A goal or result is one hop, from its holder to its indicator
    /// and to what it concerns, under the name ml:Goal or ml:Result. The saved queries `links` and `links-by-way-of` give
    /// every fact in one and two steps, with all sentences, as SPARQL to build on.
    Path {
        /// A name (金昌市) or an IRI
        from: String,
        /// Another one
        to: String,
        /// Which paths.
        #[command(flatten)]
        choice: PathChoice,
        /// Form of the answer.
        #[command(flatten)]
        form: LinkForm,
    },
    /// List what a thing is linked to, by relation and direction
    ///
    /// Goals and results link their holder to their indicator and to what they concern, under ml:Goal and ml:Result.
    Neighbors {
        /// A name (金昌市) or an IRI
        name: String,
        /// Show so many of each relation and direction [default: 10 in a table, else all]
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// Form of the answer.
        #[command(flatten)]
        form: LinkForm,
    },
    /// List what two things are both linked to, by relation
    Common {
        /// A name (金昌市) or an IRI
        one: String,
        /// Another one
        other: String,
        /// Show so many of each pair of relations [default: 10 in a table, else all]
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// Form of the answer.
        #[command(flatten)]
        form: LinkForm,
    },
}

/// Which paths are wanted.
#[derive(Clone, Debug, Default, Args)]
pub struct PathChoice {
    /// The N cheapest paths [default: those alone that cost least, 8 at most]
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    pub k: Option<usize>,
    /// Paths of at most so many hops
    #[arg(long, value_name = "HOPS", value_parser = parse_count, allow_negative_numbers = true)]
    pub max_length: Option<usize>,
    /// Follow facts from subject to object only
    #[arg(long)]
    pub directed: bool,
    /// Follow these relations only (ml:develops,ml:locatedIn); ml:Goal and ml:Result stand for goals and results
    #[arg(long, value_name = "RELATIONS", value_delimiter = ',')]
    pub via: Vec<String>,
    /// Do not go through this thing; may be repeated
    #[arg(long, value_name = "NAME")]
    pub avoid: Vec<String>,
    /// Follow ml:partOf of the gazetteer too, from a division to the one above it and back
    #[arg(long)]
    pub divisions: bool,
    /// Let hops alone count: what has many neighbours costs no more than others
    #[arg(long)]
    pub plain: bool,
}

/// In what form to show links, how long to look for them, and what counts as failure.
#[derive(Clone, Debug, Default, Args)]
pub struct LinkForm {
    /// Form of the answer [default: table]
    #[arg(long)]
    pub format: Option<LinkFormat>,
    /// Stop after so many seconds, with exit code 5
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    pub timeout: Option<std::time::Duration>,
    /// Exit code 6 if nothing is found
    #[arg(long)]
    pub fail_empty: bool,
}

/// Forms that links can be shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFormat {
    /// Text or rows.
    Rows(Format),
    /// A graph to be drawn by another program.
    Drawn(Drawing),
}

impl ValueEnum for LinkFormat {
    fn value_variants<'a>() -> &'a [Self] {
        use LinkFormat::{Drawn, Rows};
        &[
            Rows(Format::Table),
            Rows(Format::Csv),
            Rows(Format::Tsv),
            Rows(Format::Json),
            Rows(Format::Xml),
            Rows(Format::Markdown),
            Drawn(Drawing::Dot),
            Drawn(Drawing::Graphml),
            Drawn(Drawing::Mermaid),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Rows(format) => format.name(),
            Self::Drawn(drawing) => drawing.name(),
        }))
    }
}

/// In what form to answer, and what counts as failure.
#[derive(Clone, Debug, Default, Args)]
pub struct Form {
    /// Form of the answer [default: table]
    #[arg(long)]
    pub format: Option<Format>,
    /// Exit code 6 if the answer is false or nothing is found
    #[arg(long)]
    pub fail_empty: bool,
}

/// How to answer a query: form and limits.
#[derive(Clone, Debug, Default, Args)]
pub struct Answering {
    /// Form of the answer.
    #[command(flatten)]
    pub form: Form,
    /// Stop after so many seconds, with exit code 5
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    pub timeout: Option<std::time::Duration>,
    /// Stop after so many rows, with exit code 5
    #[arg(long, value_name = "ROWS", allow_negative_numbers = true)]
    pub limit_rows: Option<usize>,
    /// Stop when it takes more memory than so many MiB, with exit code 5; 0 is no limit [default: 2048]
    #[arg(long, value_name = "MIB", allow_negative_numbers = true)]
    pub max_memory: Option<u64>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub struct Extract {
    /// Files, or directories that are searched for .txt, .md and .jsonl; - reads standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, default_value = "nquads")]
    pub format: ExtractFormat,
    /// Write one file for each document there, not to standard output
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How the documents are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// Annotations: a directory, or a file; brat (NAME.ann beside NAME.txt) or doccano (NAME.jsonl)
    #[arg(long, value_name = "PATH")]
    pub gold: PathBuf,
    /// Directory of brat predictions, NAME.ann each [default: what the extractor finds in the gold texts]
    #[arg(value_name = "PRED")]
    pub predictions: Option<PathBuf>,
    /// Figures of each type too
    #[arg(long)]
    pub per_type: bool,
    /// F1 of each document too
    #[arg(long)]
    pub per_document: bool,
    /// How much of what each rule found is right, and each family of rules
    #[arg(long, conflicts_with = "predictions")]
    pub per_rule: bool,
    /// List what was missed or found wrongly, with place, sentence and rule [default figures: mention,relation,frame,role]
    #[arg(long, value_name = "FIGURES", num_args = 0..=1, require_equals = true, value_delimiter = ',',
          default_missing_value = "mention,relation,frame,role")]
    pub errors: Option<Vec<Figure>>,
    /// Compare with another directory of predictions, or with what --format json wrote before
    #[arg(long, value_name = "DIR|FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit code 6 if an F1 is below its floor, such as graph=0.65,entity=0.75
    #[arg(long, value_name = "FIGURE=F1", value_delimiter = ',', value_parser = parse_floor)]
    pub min: Vec<(Figure, f64)>,
    /// Form of the report
    #[arg(long, default_value = "table")]
    pub format: ReportFormat,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The document; with :OFFSET (code points) or :LINE:COLUMN the sentence there; - reads standard input
    #[arg(value_name = "FILE[:OFFSET]", required_unless_present = "text")]
    pub target: Option<String>,
    /// A text to explain in place of a file
    #[arg(long, value_name = "TEXT", conflicts_with = "target")]
    pub text: Option<String>,
    /// What became of this rule: fired, lost to another, or where its pattern stopped and why
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// Form of the output
    #[arg(long, default_value = "text")]
    pub format: ExplainFormat,
    /// How the document is read.
    #[command(flatten)]
    pub reading: Reading,
}

/// Forms that an explanation can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// Aligned text
    Text,
    /// An array of objects, one a sentence
    Json,
}

/// Forms that a report can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Aligned tables, errors as text
    Table,
    /// Everything, to be compared with later
    Json,
    /// One table of all figures, a number a cell
    Csv,
    /// Markdown tables
    Markdown,
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Table => Self::Table,
            ReportFormat::Json => Self::Json,
            ReportFormat::Csv => Self::Csv,
            ReportFormat::Markdown => Self::Markdown,
        }
    }
}

impl ValueEnum for Figure {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// How source documents are read.
#[derive(Clone, Debug, Args)]
pub struct Reading {
    /// Encoding of the documents (gb18030, big5 …) [default: found out]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
}

/// Forms that an extraction can be printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// N-Quads: sentence graphs and merged graph
    Nquads,
    /// Turtle: the merged graph
    Turtle,
    /// JSON Lines: mentions, facts and frames with their sentences
    Jsonl,
    /// brat standoff annotation
    Brat,
}

impl ExtractFormat {
    /// Gives the extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Nquads => "nq",
            Self::Turtle => "ttl",
            Self::Jsonl => "jsonl",
            Self::Brat => "ann",
        }
    }
}

/// Forms that the graph can be exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// N-Quads: every graph
    Nquads,
    /// Turtle: the merged graph
    Turtle,
}

/// Splits `name=value`; a leading `?` or `$` of the name is dropped, for people copy variables.
fn parse_setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().trim_start_matches(['?', '$']).to_owned(), value.to_owned()))
        }
        _ => Err("expected PARAM=VALUE, such as place=金昌市".to_owned()),
    }
}

/// Splits `graph=0.65`.
fn parse_floor(text: &str) -> Result<(Figure, f64), String> {
    let floor = text.split_once('=').and_then(|(name, floor)| {
        let floor = floor.trim().parse().ok().filter(|floor| (0.0..=1.0).contains(floor))?;
        Some((Figure::from_name(name.trim())?, floor))
    });
    let names = || Figure::ALL.map(Figure::name).join(", ");
    floor.ok_or_else(|| format!("expected FIGURE=F1, such as graph=0.65; figures are {}", names()))
}

/// Reads a number from 1.
fn parse_count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "expected a number from 1".to_owned())
}

fn parse_seconds(text: &str) -> Result<std::time::Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds, such as 2.5".to_owned())?;
    if seconds == 0.0 {
        return Err("no time at all; leave the option out for no limit".to_owned());
    }
    std::time::Duration::try_from_secs_f64(seconds).map_err(|_| "not a span of time".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_are_split_at_the_first_equals_sign() {
        assert_eq!(parse_setting("?goal=a=b"), Ok(("goal".into(), "a=b".into())));
        assert!(parse_setting("金昌").is_err());
        assert!(parse_setting("=金昌").is_err());
    }

    #[test]
    fn floors_name_a_figure_and_a_share() {
        assert_eq!(parse_floor("graph=0.65"), Ok((Figure::Graph, 0.65)));
        for wrong in ["graph", "graf=0.5", "graph=65", "graph=x"] {
            assert!(parse_floor(wrong).is_err_and(|message| message.contains("graph=0.65")), "{wrong}");
        }
    }
}
