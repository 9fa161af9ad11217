//! How things are linked: paths, neighbours, what two things share.

use super::ask::{View, found, relation, write};
use super::cli::{LinkForm, LinkFormat, PathChoice};
use super::errors::{Failure, Kind, Outcome};
use super::session::Session;
use crate::explore::{self, Links, PathOptions, Thing};
use crate::query::{self, Limits, Watch};
use crate::render::{self, Format, Layout, Picture, Row, shorten};
use crate::store::Store;
use oxrdf::{NamedNode, Variable};
use std::io::Write;

/// How many things of a group a table names where nobody says a number.
const NAMED: usize = 10;

/// Shows the paths between two things.
pub(super) fn path(
    session: &Session,
    names: [&String; 2],
    choice: &PathChoice,
    form: &LinkForm,
    view: &View,
    out: &mut impl Write,
) -> Outcome {
    let store = session.store()?;
    let watch = watch(form, view);
    let [from, to] = [resolve(store, names[0])?, resolve(store, names[1])?];
    let avoid = choice.avoid.iter().map(|name| resolve(store, name)).collect::<Outcome<Vec<_>>>()?;
    if let Some(end) = avoid.iter().find(|thing| **thing == from || **thing == to) {
        let message = format!("a path that avoids {} cannot begin or end there", shown(end));
        return Err(Failure::new(Kind::Usage, message));
    }
    let links = session.links(&watch)?;
    let options = PathOptions {
        count: choice.k,
        max_length: choice.max_length,
        directed: choice.directed,
        via: choice.via.iter().map(|name| linking(store, links, name)).collect::<Outcome<_>>()?,
        avoid: avoid.into_iter().map(|thing| thing.iri).collect(),
        divisions: choice.divisions,
        plain: choice.plain,
    };
    let explore::Paths { paths, more } =
        explore::paths(store, links, from.iri.as_ref(), to.iri.as_ref(), &options, &watch)?;
    show(
        form,
        view,
        out,
        |out| render::write_paths(&paths, out),
        || render::path_rows(&paths),
        || Picture::of_paths(&paths),
    )?;
    if more {
        view.note(out, &format!("more paths cost as little; --k N gives more than {}", paths.len()))?;
    }
    if paths.is_empty() && !form.fail_empty {
        view.note(out, &none_between(&from, &to, &options))?;
    }
    found(paths.len(), form.fail_empty, "no path links them")
}

/// Says that there is no path, and what could be tried.
fn none_between(from: &Thing, to: &Thing, options: &PathOptions) -> String {
    if from == to {
        return format!("both names mean {}", shown(from));
    }
    let hint = match options {
        PathOptions { directed: true, .. } => "; hint: try it without --directed",
        PathOptions { via, .. } if !via.is_empty() => "; hint: try it with more relations in --via, or without",
        PathOptions { avoid, .. } if !avoid.is_empty() => "; hint: try it without --avoid",
        PathOptions { max_length: Some(_), .. } => "; hint: try it with a larger --max-length",
        PathOptions { divisions: false, .. } => "; hint: --divisions goes from a division to the one above it too",
        _ => "",
    };
    format!("no path links {} and {}{hint}", shown(from), shown(to))
}

fn shown(thing: &Thing) -> String {
    thing.label.clone().unwrap_or_else(|| shorten(thing.iri.as_str()))
}

/// Finds a relation that can link things.
fn linking(store: &Store, links: &Links, name: &str) -> Outcome<NamedNode> {
    let iri = relation(store, name)?.iri;
    if links.relations().contains(&iri) {
        return Ok(iri);
    }
    let known: Vec<_> = links.relations_in_use().map(|iri| shorten(iri.as_str())).collect();
    let failure = Failure::new(Kind::Usage, format!("{} links no things", shorten(iri.as_str())));
    Err(failure.hint(format!("these do: {}", known.join(", "))))
}

/// Lists what a thing is linked to.
pub(super) fn neighbors(
    session: &Session,
    name: &str,
    limit: Option<usize>,
    form: &LinkForm,
    view: &View,
    out: &mut impl Write,
) -> Outcome {
    let store = session.store()?;
    let thing = resolve(store, name)?;
    let neighbors = explore::neighborhood(store, thing.iri.as_ref(), &watch(form, view))?;
    let some = || render::limited(&neighbors, limit.unwrap_or(usize::MAX));
    show(
        form,
        view,
        out,
        |out| render::write_neighbors(&thing, &neighbors, limit.unwrap_or(NAMED), out),
        || render::neighbor_rows(&some()),
        || Picture::of_neighbors(&thing, &some()),
    )?;
    if neighbors.is_empty() && !form.fail_empty {
        view.note(out, &format!("nothing is linked to {}", shown(&thing)))?;
    }
    found(neighbors.len(), form.fail_empty, "it has no neighbours")
}

/// Lists what two things share.
pub(super) fn common(
    session: &Session,
    names: [&String; 2],
    limit: Option<usize>,
    form: &LinkForm,
    view: &View,
    out: &mut impl Write,
) -> Outcome {
    let store = session.store()?;
    let [one, other] = [resolve(store, names[0])?, resolve(store, names[1])?];
    let common = explore::common(store, one.iri.as_ref(), other.iri.as_ref(), &watch(form, view))?;
    let some = || render::limited_common(&common, limit.unwrap_or(usize::MAX));
    show(
        form,
        view,
        out,
        |out| render::write_common([&one, &other], &common, limit.unwrap_or(NAMED), out),
        || render::common_rows(&some()),
        || Picture::of_common([&one, &other], &some()),
    )?;
    if common.is_empty() && !form.fail_empty {
        view.note(out, &format!("{} and {} share nothing; `path` finds longer links", shown(&one), shown(&other)))?;
    }
    found(common.len(), form.fail_empty, "they share nothing")
}

fn watch(form: &LinkForm, view: &View) -> Watch {
    Watch::new(&Limits { timeout: form.timeout, cancel: view.cancel.clone(), ..Limits::default() })
}

fn resolve(store: &Store, name: &str) -> Outcome<Thing> {
    let query::Candidate { iri, label, .. } = query::resolve_one(store, name)?;
    let label = Some(label).filter(|label| label != iri.as_str());
    Ok(Thing { iri, label })
}

/// Shows links in the form that is wanted.
fn show<W: Write>(
    form: &LinkForm,
    view: &View,
    out: &mut W,
    text: impl FnOnce(&mut W) -> std::io::Result<()>,
    rows: impl FnOnce() -> (Vec<Variable>, Vec<Row>),
    picture: impl FnOnce() -> Picture,
) -> Outcome {
    match form.format.unwrap_or(LinkFormat::Rows(view.format)) {
        LinkFormat::Rows(Format::Table) => Ok(text(out)?),
        LinkFormat::Rows(format) => {
            let (columns, rows) = rows();
            write(&columns, rows, Layout { format, width: view.width }, out)
        }
        LinkFormat::Drawn(drawing) => Ok(picture().write(drawing, out)?),
    }
}
