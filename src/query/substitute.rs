//! Variables give way to terms in a parsed query, so that it means what it would if they had had these values from the
//! start.
//!
//! A bound variable vanishes from all patterns and expressions. Where it has to stay visible, as a column of the result
//! or a key of a group, it is assigned there: oxigraph's own substitution refuses variables that are not projected.

use super::QueryError;
use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{HashMap, HashSet};

type Result<T> = std::result::Result<T, QueryError>;

/// Puts `terms` in the place of their variables.
///
/// # Errors
///
/// [`QueryError::Misplaced`] where a literal would become a predicate, a graph or a service.
pub(super) fn substitute(query: Query, terms: &HashMap<Variable, Term>) -> Result<Query> {
    let mut rewriter = Rewriter { terms, fresh: 0 };
    Ok(match query {
        Query::Select { dataset, pattern, base_iri } => {
            Query::Select { dataset, pattern: rewriter.root(pattern)?, base_iri }
        }
        Query::Construct { template, dataset, pattern, base_iri } => Query::Construct {
            template: template.into_iter().map(|t| rewriter.triple(t)).collect::<Result<_>>()?,
            dataset,
            pattern: rewriter.root(pattern)?,
            base_iri,
        },
        Query::Describe { dataset, pattern, base_iri } => {
            Query::Describe { dataset, pattern: rewriter.root(pattern)?, base_iri }
        }
        Query::Ask { dataset, pattern, base_iri } => Query::Ask { dataset, pattern: rewriter.root(pattern)?, base_iri },
    })
}

struct Rewriter<'a> {
    terms: &'a HashMap<Variable, Term>,
    /// How many variables have been made up.
    fresh: usize,
}

impl Rewriter<'_> {
    /// Rewrites the outermost solution modifiers, under which bound variables stay columns of the result.
    fn root(&mut self, pattern: GraphPattern) -> Result<GraphPattern> {
        Ok(match pattern {
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: self.root_box(*inner)?, start, length }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: self.root_box(*inner)? },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: self.root_box(*inner)? },
            GraphPattern::Project { inner, variables } => {
                let mut inner = self.pattern(*inner)?;
                for variable in &variables {
                    if let Some(term) = self.terms.get(variable) {
                        inner = extend(inner, variable.clone(), constant(term));
                    }
                }
                GraphPattern::Project { inner: Box::new(inner), variables }
            }
            other => self.pattern(other)?,
        })
    }

    fn root_box(&mut self, pattern: GraphPattern) -> Result<Box<GraphPattern>> {
        self.root(pattern).map(Box::new)
    }

    fn boxed(&mut self, pattern: GraphPattern) -> Result<Box<GraphPattern>> {
        self.pattern(pattern).map(Box::new)
    }

    fn pattern(&mut self, pattern: GraphPattern) -> Result<GraphPattern> {
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => {
                GraphPattern::Bgp { patterns: patterns.into_iter().map(|t| self.triple(t)).collect::<Result<_>>()? }
            }
            GraphPattern::Path { subject, path, object } => {
                GraphPattern::Path { subject: self.term(subject), path, object: self.term(object) }
            }
            GraphPattern::Join { left, right } => {
                GraphPattern::Join { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            GraphPattern::Lateral { left, right } => {
                GraphPattern::Lateral { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            GraphPattern::Union { left, right } => {
                GraphPattern::Union { left: self.boxed(*left)?, right: self.boxed(*right)? }
            }
            GraphPattern::LeftJoin { left, right, expression } => GraphPattern::LeftJoin {
                left: self.boxed(*left)?,
                right: self.boxed(*right)?,
                expression: expression.map(|e| self.expression(e)).transpose()?,
            },
            GraphPattern::Minus { left, right } => self.minus(*left, *right)?,
            GraphPattern::Filter { expr, inner } => {
                GraphPattern::Filter { expr: self.expression(expr)?, inner: self.boxed(*inner)? }
            }
            GraphPattern::Graph { name, inner } => {
                GraphPattern::Graph { name: self.name(name)?, inner: self.boxed(*inner)? }
            }
            GraphPattern::Service { name, inner, silent } => {
                GraphPattern::Service { name: self.name(name)?, inner: self.boxed(*inner)?, silent }
            }
            GraphPattern::Extend { inner, variable, expression } => {
                let inner = self.pattern(*inner)?;
                let expression = self.expression(expression)?;
                match self.terms.get(&variable) {
                    None => extend(inner, variable, expression),
                    Some(term) => must_be(inner, expression, term),
                }
            }
            GraphPattern::Values { variables, bindings } => self.values(variables, bindings),
            GraphPattern::OrderBy { inner, expression } => {
                let expression = expression.into_iter().map(|order| match order {
                    OrderExpression::Asc(e) => self.expression(e).map(OrderExpression::Asc),
                    OrderExpression::Desc(e) => self.expression(e).map(OrderExpression::Desc),
                });
                let expression = expression.collect::<Result<_>>()?;
                GraphPattern::OrderBy { inner: self.boxed(*inner)?, expression }
            }
            // Only subqueries come here: what they say of a bound variable has been said by the time they end.
            GraphPattern::Project { inner, mut variables } => {
                variables.retain(|variable| !self.terms.contains_key(variable));
                GraphPattern::Project { inner: self.boxed(*inner)?, variables }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: self.boxed(*inner)? },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: self.boxed(*inner)? },
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: self.boxed(*inner)?, start, length }
            }
            GraphPattern::Group { inner, variables, aggregates } => self.group(*inner, variables, aggregates)?,
        })
    }

    /// Keeps a bound key of a group under a made-up name: without any key an empty input would still make a group.
    fn group(
        &mut self,
        inner: GraphPattern,
        variables: Vec<Variable>,
        aggregates: Vec<(Variable, AggregateExpression)>,
    ) -> Result<GraphPattern> {
        let mut inner = self.pattern(inner)?;
        let mut keys = Vec::with_capacity(variables.len());
        for variable in variables {
            match self.terms.get(&variable) {
                None => keys.push(variable),
                Some(term) => {
                    let key = self.fresh();
                    inner = extend(inner, key.clone(), constant(term));
                    keys.push(key);
                }
            }
        }
        let mut checks = Vec::new();
        let mut kept = Vec::with_capacity(aggregates.len());
        for (variable, aggregate) in aggregates {
            let aggregate = match aggregate {
                AggregateExpression::CountSolutions { distinct } => AggregateExpression::CountSolutions { distinct },
                AggregateExpression::FunctionCall { name, expr, distinct } => {
                    AggregateExpression::FunctionCall { name, expr: self.expression(expr)?, distinct }
                }
            };
            match self.terms.get(&variable) {
                None => kept.push((variable, aggregate)),
                Some(term) => {
                    let result = self.fresh();
                    checks.push((result.clone(), term));
                    kept.push((result, aggregate));
                }
            }
        }
        let group = GraphPattern::Group { inner: Box::new(inner), variables: keys, aggregates: kept };
        Ok(checks.into_iter().fold(group, |group, (result, term)| must_be(group, result.into(), term)))
    }

    /// Keeps a bound variable of both sides of a MINUS under a made-up name: sides that share no variable do not meet.
    fn minus(&mut self, left: GraphPattern, right: GraphPattern) -> Result<GraphPattern> {
        let on_left = self.bound_in(&left);
        let shared: Vec<_> = self.bound_in(&right).intersection(&on_left).cloned().collect();
        let (mut left, mut right) = (self.pattern(left)?, self.pattern(right)?);
        if !shared.is_empty() {
            let meeting = self.fresh();
            let here = Expression::Literal(Literal::from(true));
            left = extend(left, meeting.clone(), here.clone());
            right = extend(right, meeting, here);
        }
        Ok(GraphPattern::Minus { left: Box::new(left), right: Box::new(right) })
    }

    /// Lists the variables in scope of `pattern` that have a term.
    fn bound_in(&self, pattern: &GraphPattern) -> HashSet<Variable> {
        let mut found = HashSet::new();
        pattern.on_in_scope_variable(|variable| {
            if self.terms.contains_key(variable) {
                found.insert(variable.clone());
            }
        });
        found
    }

    /// Drops the rows of a table that give a bound variable another value, and its column.
    fn values(&self, variables: Vec<Variable>, bindings: Vec<Vec<Option<GroundTerm>>>) -> GraphPattern {
        let terms: Vec<_> = variables.iter().map(|variable| self.terms.get(variable)).collect();
        let fits = |row: &Vec<Option<GroundTerm>>| {
            row.iter().zip(&terms).all(|(value, term)| match (value, term) {
                (Some(value), Some(term)) => Term::from(value.clone()) == **term,
                _ => true,
            })
        };
        let without = |row: Vec<Option<GroundTerm>>| {
            row.into_iter().zip(&terms).filter(|(_, term)| term.is_none()).map(|(value, _)| value).collect()
        };
        let bindings = bindings.into_iter().filter(fits).map(without).collect();
        let variables =
            variables.iter().zip(&terms).filter(|(_, term)| term.is_none()).map(|(v, _)| v.clone()).collect();
        GraphPattern::Values { variables, bindings }
    }

    fn triple(&self, triple: TriplePattern) -> Result<TriplePattern> {
        Ok(TriplePattern {
            subject: self.term(triple.subject),
            predicate: self.name(triple.predicate)?,
            object: self.term(triple.object),
        })
    }

    fn term(&self, pattern: TermPattern) -> TermPattern {
        match &pattern {
            TermPattern::Variable(variable) => self.terms.get(variable).cloned().map_or(pattern, TermPattern::from),
            _ => pattern,
        }
    }

    fn name(&self, pattern: NamedNodePattern) -> Result<NamedNodePattern> {
        let NamedNodePattern::Variable(variable) = &pattern else { return Ok(pattern) };
        match self.terms.get(variable) {
            None => Ok(pattern),
            Some(Term::NamedNode(name)) => Ok(NamedNodePattern::NamedNode(name.clone())),
            Some(_) => Err(QueryError::Misplaced { parameter: variable.as_str().to_owned() }),
        }
    }

    fn expression(&mut self, expression: Expression) -> Result<Expression> {
        use Expression as E;
        Ok(match expression {
            E::Variable(variable) => match self.terms.get(&variable) {
                Some(term) => constant(term),
                None => E::Variable(variable),
            },
            E::Bound(variable) if self.terms.contains_key(&variable) => E::Literal(Literal::from(true)),
            E::NamedNode(_) | E::Literal(_) | E::Bound(_) => expression,
            E::Or(a, b) => self.two(E::Or, *a, *b)?,
            E::And(a, b) => self.two(E::And, *a, *b)?,
            E::Equal(a, b) => self.two(E::Equal, *a, *b)?,
            E::SameTerm(a, b) => self.two(E::SameTerm, *a, *b)?,
            E::Greater(a, b) => self.two(E::Greater, *a, *b)?,
            E::GreaterOrEqual(a, b) => self.two(E::GreaterOrEqual, *a, *b)?,
            E::Less(a, b) => self.two(E::Less, *a, *b)?,
            E::LessOrEqual(a, b) => self.two(E::LessOrEqual, *a, *b)?,
            E::Add(a, b) => self.two(E::Add, *a, *b)?,
            E::Subtract(a, b) => self.two(E::Subtract, *a, *b)?,
            E::Multiply(a, b) => self.two(E::Multiply, *a, *b)?,
            E::Divide(a, b) => self.two(E::Divide, *a, *b)?,
            E::UnaryPlus(a) => E::UnaryPlus(self.deeper(*a)?),
            E::UnaryMinus(a) => E::UnaryMinus(self.deeper(*a)?),
            E::Not(a) => E::Not(self.deeper(*a)?),
            E::In(a, list) => E::In(self.deeper(*a)?, self.list(list)?),
            E::If(a, b, c) => E::If(self.deeper(*a)?, self.deeper(*b)?, self.deeper(*c)?),
            E::Coalesce(list) => E::Coalesce(self.list(list)?),
            E::FunctionCall(function, list) => E::FunctionCall(function, self.list(list)?),
            E::Exists(pattern) => E::Exists(self.boxed(*pattern)?),
        })
    }

    fn two(
        &mut self,
        make: fn(Box<Expression>, Box<Expression>) -> Expression,
        a: Expression,
        b: Expression,
    ) -> Result<Expression> {
        Ok(make(self.deeper(a)?, self.deeper(b)?))
    }

    fn deeper(&mut self, expression: Expression) -> Result<Box<Expression>> {
        self.expression(expression).map(Box::new)
    }

    fn list(&mut self, list: Vec<Expression>) -> Result<Vec<Expression>> {
        list.into_iter().map(|expression| self.expression(expression)).collect()
    }

    /// Makes up a variable; SPARQL text cannot spell its name.
    fn fresh(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("bound-{}", self.fresh))
    }
}

fn extend(inner: GraphPattern, variable: Variable, expression: Expression) -> GraphPattern {
    GraphPattern::Extend { inner: Box::new(inner), variable, expression }
}

/// Keeps the solutions in which `expression` is `term` or has no value.
fn must_be(inner: GraphPattern, expression: Expression, term: &Term) -> GraphPattern {
    let same = Expression::SameTerm(Box::new(expression), Box::new(constant(term)));
    let expr = Expression::Coalesce(vec![same, Expression::Literal(Literal::from(true))]);
    GraphPattern::Filter { expr, inner: Box::new(inner) }
}

/// Writes a term as an expression.
fn constant(term: &Term) -> Expression {
    match term {
        Term::NamedNode(name) => Expression::NamedNode(name.clone()),
        Term::Literal(literal) => Expression::Literal(literal.clone()),
        // No value of a parameter is a blank node; an IRI keeps the function total.
        Term::BlankNode(node) => Expression::NamedNode(NamedNode::new_unchecked(format!("_:{}", node.as_str()))),
    }
}
