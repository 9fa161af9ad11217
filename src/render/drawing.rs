//! Links as graphs for other programs to draw: Graphviz DOT, GraphML, Mermaid.

use super::card::name;
use super::cell::shorten;
use super::links::label;
use super::table::printable;
use crate::explore::{Common, Neighbor, Path, Thing};
use oxrdf::NamedNode;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::HashMap;
use std::io::{self, Write};

/// Languages of graph drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// The DOT language of Graphviz, <https://graphviz.org/doc/info/lang.html>.
    Dot,
    /// GraphML, which Gephi, Cytoscape and yEd read, <http://graphml.graphdrawing.org/>.
    Graphml,
    /// A Mermaid flowchart, <https://mermaid.js.org/syntax/flowchart.html>.
    Mermaid,
}

impl Drawing {
    /// Gives the name people use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Graphml => "graphml",
            Self::Mermaid => "mermaid",
        }
    }
}

/// Things and the facts between them; each once, in the order they come.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    things: Vec<Thing>,
    numbers: HashMap<NamedNode, usize>,
    lines: Vec<Line>,
}

/// A fact as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    subject: usize,
    object: usize,
    /// The relation, or the goal or result that is the fact.
    iri: NamedNode,
    label: String,
    /// A sentence that states it.
    sentence: Option<String>,
    /// Where that sentence stands.
    place: Option<NamedNode>,
}

impl Picture {
    /// Draws all things and facts of some paths.
    pub fn of_paths(paths: &[Path]) -> Self {
        let mut picture = Self::default();
        for hop in paths.iter().flat_map(|path| &path.hops) {
            for fact in &hop.facts {
                let ends = if fact.forward { (&hop.from, &hop.to) } else { (&hop.to, &hop.from) };
                let iri = fact.frame.as_ref().unwrap_or(&fact.relation).iri.clone();
                let first = fact.evidence.first();
                let sentence = first.map(|evidence| evidence.text.clone());
                let place = first.map(|evidence| evidence.sentence.clone());
                let (subject, object) = (picture.number(ends.0), picture.number(ends.1));
                picture.add(Line { subject, object, iri, label: label(fact), sentence, place });
            }
        }
        picture
    }

    /// Draws a thing with its neighbours.
    pub fn of_neighbors(thing: &Thing, neighbors: &[Neighbor]) -> Self {
        let mut picture = Self::default();
        picture.number(thing);
        for neighbor in neighbors {
            picture.add_tie(thing, neighbor.outgoing, &neighbor.relation, &neighbor.other);
        }
        picture
    }

    /// Draws two things with what they share.
    pub fn of_common([one, other]: [&Thing; 2], common: &[Common]) -> Self {
        let mut picture = Self::default();
        picture.number(one);
        picture.number(other);
        for item in common {
            picture.add_tie(one, item.one.0, &item.one.1, &item.thing);
            picture.add_tie(other, item.other.0, &item.other.1, &item.thing);
        }
        picture
    }

    fn add_tie(&mut self, thing: &Thing, outgoing: bool, relation: &Thing, other: &Thing) {
        let ends = if outgoing { (thing, other) } else { (other, thing) };
        let (subject, object) = (self.number(ends.0), self.number(ends.1));
        let (iri, label) = (relation.iri.clone(), shorten(relation.iri.as_str()));
        self.add(Line { subject, object, iri, label, sentence: None, place: None });
    }

    fn number(&mut self, thing: &Thing) -> usize {
        *self.numbers.entry(thing.iri.clone()).or_insert_with(|| {
            self.things.push(thing.clone());
            self.things.len() - 1
        })
    }

    fn add(&mut self, line: Line) {
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// Writes the picture in the language of `drawing`.
    ///
    /// # Errors
    /// Fails when `out` does.
    pub fn write(&self, drawing: Drawing, out: &mut impl Write) -> io::Result<()> {
        match drawing {
            Drawing::Dot => self.write_dot(out),
            Drawing::Graphml => self.write_graphml(out),
            Drawing::Mermaid => self.write_mermaid(out),
        }
    }

    fn write_dot(&self, out: &mut impl Write) -> io::Result<()> {
        let quoted = |text: &str| format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""));
        writeln!(out, "digraph mailuo {{\n  rankdir=LR;\n  node [shape=box];")?;
        for (number, thing) in self.things.iter().enumerate() {
            writeln!(out, "  n{number} [label={}, URL={}];", quoted(&name(thing)), quoted(thing.iri.as_str()))?;
        }
        for line in &self.lines {
            let tip = line.sentence.as_ref().map(|text| format!(", tooltip={}", quoted(text))).unwrap_or_default();
            writeln!(out, "  n{} -> n{} [label={}{tip}];", line.subject, line.object, quoted(&line.label))?;
        }
        writeln!(out, "}}")
    }

    fn write_mermaid(&self, out: &mut impl Write) -> io::Result<()> {
        // Mermaid has no escape but entity codes, which start with #.
        let quoted = |text: &str| {
            let codes = |c: char| match c {
                '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '|' => format!("#{};", u32::from(c)),
                c => c.to_string(),
            };
            format!("\"{}\"", one_line(text).chars().map(codes).collect::<String>())
        };
        writeln!(out, "flowchart LR")?;
        for (number, thing) in self.things.iter().enumerate() {
            writeln!(out, "  n{number}[{}]", quoted(&name(thing)))?;
        }
        for line in &self.lines {
            writeln!(out, "  n{} -->|{}| n{}", line.subject, quoted(&line.label), line.object)?;
        }
        Ok(())
    }

    fn write_graphml(&self, out: &mut impl Write) -> io::Result<()> {
        let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = xml.create_element("graphml").with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
        root.write_inner_content(|xml| {
            for (id, of) in [("label", "all"), ("iri", "all"), ("sentence", "edge"), ("place", "edge")] {
                let attributes = [("id", id), ("for", of), ("attr.name", id), ("attr.type", "string")];
                xml.create_element("key").with_attributes(attributes).write_empty()?;
            }
            let graph = xml.create_element("graph").with_attributes([("id", "mailuo"), ("edgedefault", "directed")]);
            graph.write_inner_content(|xml| {
                for (number, thing) in self.things.iter().enumerate() {
                    let node = xml.create_element("node").with_attribute(("id", &*format!("n{number}")));
                    node.write_inner_content(|xml| {
                        write_data(xml, &[("label", &name(thing)), ("iri", thing.iri.as_str())])
                    })?;
                }
                for line in &self.lines {
                    let (source, target) = (format!("n{}", line.subject), format!("n{}", line.object));
                    let edge = xml.create_element("edge").with_attributes([("source", &*source), ("target", &*target)]);
                    let mut data = vec![("label", line.label.as_str()), ("iri", line.iri.as_str())];
                    data.extend(line.sentence.as_deref().map(|text| ("sentence", text)));
                    data.extend(line.place.as_ref().map(|place| ("place", place.as_str())));
                    edge.write_inner_content(|xml| write_data(xml, &data))?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        writeln!(out)
    }
}

fn write_data(xml: &mut Writer<impl Write>, data: &[(&str, &str)]) -> io::Result<()> {
    for (key, value) in data {
        let element = xml.create_element("data").with_attribute(("key", *key));
        element.write_text_content(BytesText::new(&one_line(value)))?;
    }
    Ok(())
}

/// Puts text on one line, without control characters, which none of the languages allows.
fn one_line(text: &str) -> String {
    printable(&text.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_label_is_escaped() {
        let thing = |key: &str, label: &str| Thing {
            iri: NamedNode::new_unchecked(format!("https://w3id.org/mailuo/id/{key}")),
            label: Some(label.to_owned()),
        };
        let relation = Thing { iri: NamedNode::new_unchecked("https://w3id.org/mailuo/ns#builds"), label: None };
        let (odd, other) = (thing("a", "甲\"乙\\丙\n<丁>&#1;\u{1b}"), thing("b", "戊"));
        let tie = |outgoing| Neighbor { outgoing, relation: relation.clone(), other: other.clone() };
        let picture = Picture::of_neighbors(&odd, &[tie(true), tie(false), tie(true)]);
        let written = |drawing| {
            let mut out = Vec::new();
            picture.write(drawing, &mut out).expect("memory is enough");
            String::from_utf8(out).expect("UTF-8")
        };
        assert_eq!(
            written(Drawing::Dot),
            "digraph mailuo {\n  rankdir=LR;\n  node [shape=box];\n  \
             n0 [label=\"甲\\\"乙\\\\丙 <丁>&#1; \", URL=\"https://w3id.org/mailuo/id/a\"];\n  \
             n1 [label=\"戊\", URL=\"https://w3id.org/mailuo/id/b\"];\n  \
             n0 -> n1 [label=\"ml:builds\"];\n  n1 -> n0 [label=\"ml:builds\"];\n}\n"
        );
        assert_eq!(
            written(Drawing::Mermaid),
            "flowchart LR\n  n0[\"甲#34;乙#92;丙 #60;丁#62;#38;#35;1; \"]\n  n1[\"戊\"]\n  \
             n0 -->|\"ml:builds\"| n1\n  n1 -->|\"ml:builds\"| n0\n"
        );
        let graphml = written(Drawing::Graphml);
        assert!(graphml.contains("<data key=\"label\">甲&quot;乙\\丙 &lt;丁&gt;&amp;#1; </data>"), "{graphml}");
        assert_eq!(graphml.matches("<edge ").count(), 2, "{graphml}");
    }
}
