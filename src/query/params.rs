//! Values are bound to parameters as terms in the parsed algebra.

use super::saved::{ParamKind, Parameter, SavedQuery};
use super::substitute::substitute;
use super::{Query, QueryError, names};
use crate::rdf::PREFIXES;
use crate::store::Store;
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term, Variable};
use std::collections::HashMap;

/// Gives `saved` with `values` (name, text) bound; names of things are looked up in `store`.
///
/// A name that several things have is taken for the one whose class is called like the parameter (`place`, ml:Place),
/// if there is only one such.
///
/// # Errors
///
/// A missing, unknown or ill-typed value, a name that nothing or more than one thing has.
pub fn bind(store: &Store, saved: &SavedQuery, values: &[(String, String)]) -> Result<Query, QueryError> {
    bind_with(saved, values, &|parameter, name| names::resolve_as(store, name, parameter).map(|found| found.iri))
}

/// Finds what is wrong with `values` without a store: all that [`bind`] would but names that lead nowhere.
///
/// # Errors
///
/// A missing, unknown or ill-typed value.
pub fn check(saved: &SavedQuery, values: &[(String, String)]) -> Result<(), QueryError> {
    let anything = |_: &str, _: &str| Ok(NamedNode::new_unchecked("urn:anything"));
    bind_with(saved, values, &anything).map(drop)
}

/// Does what [`bind`] does, with `resolve` (parameter, name) to look up things.
///
/// # Errors
///
/// As [`bind`], and what `resolve` gives.
pub fn bind_with(
    saved: &SavedQuery,
    values: &[(String, String)],
    resolve: &dyn Fn(&str, &str) -> Result<NamedNode, QueryError>,
) -> Result<Query, QueryError> {
    for (name, _) in values {
        if !saved.parameters.iter().any(|parameter| parameter.name == *name) {
            return Err(QueryError::UnknownParameter {
                query: saved.name.clone(),
                parameter: name.clone(),
                known: saved.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            });
        }
    }
    let mut terms = HashMap::new();
    for parameter in &saved.parameters {
        let given = values.iter().rev().find(|(name, _)| *name == parameter.name);
        let value = given.or_else(|| saved.defaults.iter().find(|(name, _)| *name == parameter.name));
        match value {
            Some((_, value)) => {
                let term = term(parameter, value, resolve)?;
                terms.insert(Variable::new_unchecked(parameter.variable.clone()), term);
            }
            None if parameter.required => {
                return Err(QueryError::MissingParameter {
                    query: saved.name.clone(),
                    parameter: parameter.name.clone(),
                    kind: parameter.kind.name(),
                    example: parameter.example.clone(),
                });
            }
            None => {}
        }
    }
    let query = super::parse(&saved.text)?;
    Ok(Query { algebra: substitute(query.algebra, &terms)? })
}

/// Reads a value as a term of the parameter's type.
fn term(
    parameter: &Parameter,
    value: &str,
    resolve: &dyn Fn(&str, &str) -> Result<NamedNode, QueryError>,
) -> Result<Term, QueryError> {
    let wrong = || QueryError::WrongType {
        parameter: parameter.name.clone(),
        value: value.to_owned(),
        kind: parameter.kind.name(),
        example: parameter.example.clone(),
    };
    let plain = value.trim();
    let typed = |datatype| Ok(Literal::new_typed_literal(plain, datatype).into());
    match &parameter.kind {
        ParamKind::Iri => match read_iri(plain) {
            Some(iri) => Ok(iri.into()),
            None if plain.is_empty() => Err(wrong()),
            None => resolve(&parameter.name, plain).map(Into::into),
        },
        ParamKind::Integer => plain.parse::<i64>().map(|number| Literal::from(number).into()).map_err(|_| wrong()),
        ParamKind::Decimal if plain.parse::<oxsdatatypes::Decimal>().is_ok() => typed(xsd::DECIMAL),
        ParamKind::Date if plain.parse::<oxsdatatypes::Date>().is_ok() => typed(xsd::DATE),
        ParamKind::Boolean if matches!(plain, "true" | "false") => typed(xsd::BOOLEAN),
        ParamKind::Text => Ok(Literal::from(value).into()),
        ParamKind::LangText(language) => {
            Literal::new_language_tagged_literal(value, language).map(Into::into).map_err(|_| wrong())
        }
        ParamKind::Decimal | ParamKind::Date | ParamKind::Boolean => Err(wrong()),
    }
}

/// Reads `<IRI>`, `https://…` or a prefixed name with one of [`PREFIXES`], whose local part may hold anything an IRI may
/// (`id:place/620300`).
pub(super) fn read_iri(text: &str) -> Option<NamedNode> {
    if let Some(iri) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return NamedNode::new(iri).ok();
    }
    let (prefix, local) = text.split_once(':')?;
    if let Some((_, iri)) = PREFIXES.iter().find(|(known, _)| *known == prefix) {
        return NamedNode::new(format!("{iri}{local}")).ok();
    }
    if matches!(prefix, "http" | "https" | "urn") { NamedNode::new(text).ok() } else { None }
}
