//! Cheapest paths in a graph of numbered things: the part of [`super::path`] that knows no names.
//!
//! Own code, for what is needed is in no graph library that was looked at: petgraph 0.8 has no search from both ends,
//! none that gives all shortest paths, and its `k_shortest_path` gives costs of walks that may repeat things; neither it
//! nor pathfinding 4 can be stopped. All of it is compared with trying every path, on random graphs.

use crate::query::{QueryError, Watch};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// A thing's number.
pub(super) type Node = u32;
/// Costs in thousandths of a hop: whole numbers, so that equal is equal.
pub(super) type Cost = u64;

/// What a hop costs.
pub(super) const HOP: Cost = 1000;

/// A fact as seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    /// The other end.
    pub(super) other: Node,
    /// The relation's number.
    pub(super) relation: u16,
    /// Whether this end is the subject.
    pub(super) forward: bool,
}

/// Who is linked to whom: the steps of all things in one array, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    /// Where the steps of each thing start; one more at the end.
    starts: Vec<usize>,
    steps: Vec<Step>,
    /// What it costs to go through each thing, beside the hop.
    tolls: Vec<Cost>,
}

impl Graph {
    /// Makes a graph of `size` things out of facts: subject, relation, object; facts may repeat. Relations for which
    /// `counts` is false do not raise the toll of a thing.
    pub(super) fn new(size: usize, facts: &[(Node, u16, Node)], counts: impl Fn(u16) -> bool) -> Self {
        let mut ends: Vec<(Node, Step)> = Vec::with_capacity(2 * facts.len());
        for &(subject, relation, object) in facts.iter().filter(|(subject, _, object)| subject != object) {
            ends.push((subject, Step { other: object, relation, forward: true }));
            ends.push((object, Step { other: subject, relation, forward: false }));
        }
        ends.sort_unstable();
        ends.dedup();
        let mut graph = Self { starts: vec![0; size + 1], steps: Vec::with_capacity(ends.len()), tolls: Vec::new() };
        for (node, step) in ends {
            graph.starts[node as usize + 1] += 1;
            graph.steps.push(step);
        }
        for node in 0..size {
            graph.starts[node + 1] += graph.starts[node];
        }
        graph.tolls = (0..size).map(|node| toll(graph.degree(node as Node, &counts))).collect();
        graph
    }

    /// Lists the facts of a thing, by the other end.
    pub(super) fn steps(&self, node: Node) -> &[Step] {
        &self.steps[self.starts[node as usize]..self.starts[node as usize + 1]]
    }

    /// Gives the relation of every step.
    pub(super) fn relations(&self) -> impl Iterator<Item = u16> {
        self.steps.iter().map(|step| step.relation)
    }

    /// Counts the things that a thing is linked to.
    fn degree(&self, node: Node, counts: impl Fn(u16) -> bool) -> usize {
        let counted = self.steps(node).iter().filter(|step| counts(step.relation));
        let mut last = None;
        counted.filter(|step| last.replace(step.other) != Some(step.other)).count()
    }
}

/// What it costs to go through a thing of this degree, beside the hop: the logarithm of the degree.
///
/// With it, the cheapest path is the likeliest for somebody who at each thing on the way picks one of its neighbours by
/// lot, and before each hop gives up with the same chance: costs add up where chances multiply.
fn toll(degree: usize) -> Cost {
    ((degree.max(1) as f64).ln() * HOP as f64).round() as Cost
}

/// Where a search may go.
pub(super) struct Terrain<'a> {
    pub(super) graph: &'a Graph,
    /// For each relation, whether it may be followed from object to subject, and from subject to object.
    pub(super) open: Vec<[bool; 2]>,
    /// Things not to go through.
    pub(super) closed: Vec<Node>,
    /// Whether things cost their toll.
    pub(super) damped: bool,
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) watch: &'a Watch,
}

/// A path: the things on it, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub(super) cost: Cost,
    pub(super) nodes: Vec<Node>,
}

impl Terrain<'_> {
    /// Lists the facts of `node` that may be followed, by the other end; with `back`, those that may be followed to it.
    pub(super) fn steps(&self, node: Node, back: bool) -> impl Iterator<Item = Step> {
        let steps = self.graph.steps(node).iter().copied();
        steps.filter(move |step| {
            self.open[usize::from(step.relation)][usize::from(step.forward != back)]
                && !self.closed.contains(&step.other)
        })
    }

    /// Lists the things that can be reached from `node` in one step, each once.
    fn next(&self, node: Node, back: bool) -> impl Iterator<Item = Node> {
        let mut last = None;
        self.steps(node, back).map(|step| step.other).filter(move |other| last.replace(*other) != Some(*other))
    }

    /// What the hop to `node` costs.
    fn cost_to(&self, node: Node) -> Cost {
        HOP + if self.damped { self.toll_of(node) } else { 0 }
    }

    /// What it costs to go through `node`; nothing at the ends.
    fn toll_of(&self, node: Node) -> Cost {
        let free = node == self.from || node == self.to;
        if free { 0 } else { self.graph.tolls[node as usize] }
    }

    /// Finds all cheapest paths, at most `limit`, by the numbers of their things; says whether there are more.
    ///
    /// Dijkstra's search from both ends, until what lies before them costs more than the best path found. Without tolls
    /// all hops cost the same, and it is a breadth-first search.
    pub(super) fn all_shortest(&self, limit: usize) -> Result<(Vec<Route>, bool), QueryError> {
        let mut sides = [Side::new(self.from), Side::new(self.to)];
        let mut best = Cost::MAX;
        while let (Some(ahead), Some(behind)) = (sides[0].least(), sides[1].least()) {
            if ahead + behind > best {
                break;
            }
            self.watch.check()?;
            // The side that has less before it grows: hubs are met as late as can be.
            let back = sides[1].heap.len() < sides[0].heap.len();
            let [side, other] = match &mut sides {
                [ahead, behind] if back => [behind, ahead],
                [ahead, behind] => [ahead, behind],
            };
            let Some(Reverse((cost, node))) = side.heap.pop() else { break };
            for next in self.next(node, back) {
                let cost = cost + self.cost_to(if back { node } else { next });
                if side.costs.get(&next).is_none_or(|known| cost < *known) {
                    side.costs.insert(next, cost);
                    side.heap.push(Reverse((cost, next)));
                    best = best.min(other.costs.get(&next).map_or(Cost::MAX, |rest| cost + rest));
                }
            }
        }
        if best == Cost::MAX {
            return Ok((Vec::new(), false));
        }
        let rest = self.on_shortest(&sides, best)?;
        let mut found = Vec::new();
        let mut open = vec![vec![self.from]];
        while let Some(nodes) = open.pop() {
            self.watch.check()?;
            let node = nodes[nodes.len() - 1];
            if node == self.to {
                if found.len() == limit {
                    return Ok((found, true));
                }
                found.push(Route { cost: best, nodes });
                continue;
            }
            let first = open.len();
            let leads = |next: &Node| rest.get(next).is_some_and(|after| after + self.cost_to(*next) == rest[&node]);
            open.extend(self.next(node, false).filter(leads).map(|next| [&nodes[..], &[next]].concat()));
            // The last one in is the first one out.
            open[first..].reverse();
        }
        Ok((found, false))
    }

    /// Gives all things on paths that cost `best`, with the cost of the way from each to the end.
    ///
    /// Each such path has a thing that both sides have reached, at costs that make up `best`; all others follow from it
    /// through steps whose cost is the difference of their costs.
    fn on_shortest(&self, sides: &[Side; 2], best: Cost) -> Result<FxHashMap<Node, Cost>, QueryError> {
        let mut rest = FxHashMap::default();
        let small = if sides[0].costs.len() < sides[1].costs.len() { &sides[0] } else { &sides[1] };
        let reached = |node: &Node, side: &Side| side.costs.get(node).copied();
        let meets = |node: &&Node| match (reached(node, &sides[0]), reached(node, &sides[1])) {
            (Some(ahead), Some(behind)) => ahead + behind == best,
            _ => false,
        };
        let meeting: Vec<Node> = small.costs.keys().filter(meets).copied().collect();
        for (side, back) in sides.iter().zip([true, false]) {
            let mut open = meeting.clone();
            while let Some(node) = open.pop() {
                self.watch.check()?;
                let cost = side.costs[&node];
                rest.insert(node, if back { best - cost } else { cost });
                for next in self.next(node, back) {
                    let step = self.cost_to(if back { node } else { next });
                    if reached(&next, side).is_some_and(|known| known + step == cost) && !rest.contains_key(&next) {
                        open.push(next);
                    }
                }
            }
        }
        Ok(rest)
    }

    /// Finds the `k` cheapest paths without loops that have at most `hops` hops, cheapest first.
    ///
    /// J. Y. Yen, Finding the K shortest loopless paths in a network, Management Science 17 (1971); the searches in it
    /// are A* with the costs of the way to the end, which one search from the end gives for all of them. Where hops are
    /// limited, another one gives the fewest to the end, so that ways that are too long already are not followed.
    pub(super) fn k_shortest(&self, k: usize, hops: Option<usize>) -> Result<Vec<Route>, QueryError> {
        let left = match hops {
            Some(most) => Some((most, self.costs_to_end(false)?)),
            None => None,
        };
        let ahead = Ahead { costs: self.costs_to_end(self.damped)?, left };
        let mut found: Vec<Route> = Vec::new();
        let mut candidates = BTreeSet::new();
        candidates.extend(self.shortest_after(&[self.from], &[], &ahead, Cost::MAX)?);
        while let Some(route) = candidates.pop_first() {
            found.push(route);
            if found.len() == k {
                break;
            }
            let nodes = &found[found.len() - 1].nodes;
            for length in 1..nodes.len() {
                let root = &nodes[..length];
                let taken = found.iter().filter(|known| known.nodes.starts_with(root));
                let taken: Vec<_> = taken.filter_map(|known| known.nodes.get(length).copied()).collect();
                // What is dearer than as many candidates as are still wanted is not wanted.
                let wanted = candidates.iter().nth(k - found.len() - 1);
                let most = wanted.map_or(Cost::MAX, |route: &Route| route.cost);
                candidates.extend(self.shortest_after(root, &taken, &ahead, most)?);
            }
        }
        Ok(found)
    }

    /// Gives the cost of the way from each thing to the end, with or without tolls; [`Cost::MAX`] where there is none.
    fn costs_to_end(&self, damped: bool) -> Result<Vec<Cost>, QueryError> {
        let mut costs = vec![Cost::MAX; self.graph.tolls.len()];
        costs[self.to as usize] = 0;
        let mut heap = BinaryHeap::from([Reverse((0, self.to))]);
        while let Some(Reverse((cost, node))) = heap.pop() {
            if cost > costs[node as usize] {
                continue;
            }
            self.watch.check()?;
            let cost = cost + HOP + if damped { self.toll_of(node) } else { 0 };
            for next in self.next(node, true) {
                if cost < costs[next as usize] {
                    costs[next as usize] = cost;
                    heap.push(Reverse((cost, next)));
                }
            }
        }
        Ok(costs)
    }

    /// Finds the cheapest path that begins with `root`, does not go on with one of `taken`, and costs at most `most`.
    fn shortest_after(
        &self,
        root: &[Node],
        taken: &[Node],
        ahead: &Ahead,
        most: Cost,
    ) -> Result<Option<Route>, QueryError> {
        let cost: Cost = root[1..].iter().map(|node| self.cost_to(*node)).sum();
        let start = root[root.len() - 1];
        // Each place reached: what the way cost, and where it came from.
        let mut reached = vec![(start, cost, 0)];
        let mut heap = BinaryHeap::new();
        if let Some(rest) = ahead.cost(start, root.len() - 1) {
            heap.push(Reverse((cost + rest, root.len() - 1, 0)));
        }
        // A dearer way to a thing is of use only with fewer hops, and only where they are limited.
        let mut fewest: FxHashMap<Node, usize> = FxHashMap::default();
        while let Some(Reverse((least, length, place))) = heap.pop()
            && least <= most
        {
            self.watch.check()?;
            let (node, cost, _) = reached[place];
            if node == self.to {
                let mut nodes = Vec::new();
                let mut place = place;
                while place > 0 {
                    nodes.push(reached[place].0);
                    place = reached[place].2;
                }
                nodes.extend(root.iter().rev());
                nodes.reverse();
                return Ok(Some(Route { cost, nodes }));
            }
            let used = ahead.left.as_ref().map_or(0, |_| length);
            if fewest.get(&node).is_some_and(|known| *known <= used) {
                continue;
            }
            fewest.insert(node, used);
            for next in self.next(node, false) {
                let barred = root.contains(&next) || (place == 0 && taken.contains(&next));
                if let Some(rest) = ahead.cost(next, length + 1).filter(|_| !barred) {
                    let cost = cost + self.cost_to(next);
                    heap.push(Reverse((cost + rest, length + 1, reached.len())));
                    reached.push((next, cost, place));
                }
            }
        }
        Ok(None)
    }
}

/// What is known of the way to the end before a search begins.
struct Ahead {
    /// What it costs from each thing.
    costs: Vec<Cost>,
    /// How many hops a path may have, and what those from each thing cost at the least.
    left: Option<(usize, Vec<Cost>)>,
}

impl Ahead {
    /// Gives the least cost of the way from `node`, which is `length` hops from the start; none if it leads nowhere.
    fn cost(&self, node: Node, length: usize) -> Option<Cost> {
        let cost = self.costs[node as usize];
        let room = |(most, left): &(usize, Vec<Cost>)| length as Cost + left[node as usize] / HOP <= *most as Cost;
        (cost < Cost::MAX && self.left.as_ref().is_none_or(room)).then_some(cost)
    }
}

/// One side of a search from both ends.
struct Side {
    /// What the way to each thing costs, as far as known.
    costs: FxHashMap<Node, Cost>,
    /// Where to go on, cheapest first; outdated entries stay in.
    heap: BinaryHeap<Reverse<(Cost, Node)>>,
}

impl Side {
    fn new(start: Node) -> Self {
        Self { costs: FxHashMap::from_iter([(start, 0)]), heap: BinaryHeap::from([Reverse((0, start))]) }
    }

    /// Gives the cost of the cheapest place to go on from, without the outdated ones before it.
    fn least(&mut self) -> Option<Cost> {
        while let Some(Reverse((cost, node))) = self.heap.peek() {
            if *cost == self.costs[node] {
                return Some(*cost);
            }
            self.heap.pop();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Limits;
    use std::time::Duration;

    /// Numbers that look random and are the same in each run (Numerical Recipes' generator, its upper bits).
    struct Lot(u64);

    impl Lot {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
            (self.0 >> 8) % bound
        }
    }

    /// Tries every path without loops; cheapest first, then by number.
    fn every_path(terrain: &Terrain<'_>, hops: usize) -> Vec<Route> {
        let mut found = Vec::new();
        let mut open = vec![vec![terrain.from]];
        while let Some(nodes) = open.pop() {
            let node = nodes[nodes.len() - 1];
            if node == terrain.to {
                let cost = nodes[1..].iter().map(|node| terrain.cost_to(*node)).sum();
                found.push(Route { cost, nodes });
            } else if nodes.len() <= hops {
                let next = terrain.next(node, false).filter(|next| !nodes.contains(next));
                open.extend(next.map(|next| [&nodes[..], &[next]].concat()));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn paths_are_those_that_trying_all_finds() {
        let mut lot = Lot(7);
        let watch = Watch::new(&Limits::default());
        let (mut linked, mut several) = (0, 0);
        for round in 0..1000 {
            let size = 5 + lot.below(4);
            let facts: Vec<_> = (0..size + lot.below(3 * size))
                .map(|_| (lot.below(size) as Node, lot.below(3) as u16, lot.below(size) as Node))
                .collect();
            let graph = Graph::new(size as usize, &facts, |relation| relation < 2);
            let terrain = Terrain {
                graph: &graph,
                open: (0..3).map(|_| [lot.below(2) == 0, lot.below(4) > 0]).collect(),
                closed: (lot.below(3) == 0).then_some(2).into_iter().collect(),
                damped: lot.below(2) == 0,
                from: 0,
                to: 1,
                watch: &watch,
            };
            let all = every_path(&terrain, usize::MAX);
            let best = all.first().map_or(0, |route| route.cost);
            let shortest: Vec<_> = all.iter().filter(|route| route.cost == best).cloned().collect();
            linked += usize::from(!all.is_empty());
            several += usize::from(shortest.len() > 1);
            assert_eq!(terrain.all_shortest(100).unwrap(), (shortest.clone(), false), "round {round}: {facts:?}");
            let first: Vec<_> = shortest.iter().take(1).cloned().collect();
            assert_eq!(terrain.all_shortest(1).unwrap(), (first, shortest.len() > 1), "round {round}: {facts:?}");
            for (k, hops) in [(3, None), (100, None), (4, Some(3)), (100, Some(4)), (100, Some(1))] {
                let found = terrain.k_shortest(k, hops).unwrap();
                let within = every_path(&terrain, hops.unwrap_or(usize::MAX));
                let costs = |routes: &[Route]| routes.iter().take(k).map(|route| route.cost).collect::<Vec<_>>();
                assert_eq!(costs(&found), costs(&within), "round {round}, k {k}, hops {hops:?}: {facts:?}");
                assert!(found.iter().all(|route| within.contains(route)), "round {round}: {found:?}");
                let distinct: BTreeSet<_> = found.iter().collect();
                assert_eq!(distinct.len(), found.len(), "round {round}: {found:?}");
            }
        }
        assert!(linked > 300 && several > 50, "{linked} graphs with a path, {several} with several");
    }

    #[test]
    fn a_hub_is_gone_round_unless_it_is_free() {
        // 0 – 2 – 1 through a hub that 20 others hang on; 0 – 3 – 4 – 1 through things of degree two.
        let mut facts = vec![(0, 0, 2), (2, 0, 1), (0, 0, 3), (3, 0, 4), (4, 0, 1)];
        facts.extend((5..25).map(|other| (other, 0, 2)));
        let graph = Graph::new(25, &facts, |_| true);
        let watch = Watch::new(&Limits::default());
        let path = |damped| {
            let (open, closed) = (vec![[true; 2]], Vec::new());
            let terrain = Terrain { graph: &graph, open, closed, damped, from: 0, to: 1, watch: &watch };
            terrain.all_shortest(9).unwrap().0.remove(0)
        };
        assert_eq!(path(false), Route { cost: 2000, nodes: vec![0, 2, 1] });
        // 3 hops, and twice ln 2.
        assert_eq!(path(true), Route { cost: 3000 + 2 * 693, nodes: vec![0, 3, 4, 1] });
    }

    #[test]
    fn a_search_stops_when_the_time_is_over_or_somebody_cancels() {
        let graph = Graph::new(2, &[(0, 0, 1)], |_| true);
        let over = Watch::new(&Limits { timeout: Some(Duration::ZERO), ..Limits::default() });
        let cancelled = Limits::default();
        cancelled.cancel.cancel();
        for (watch, timeout) in [(over, true), (Watch::new(&cancelled), false)] {
            let (open, closed) = (vec![[true; 2]], Vec::new());
            let terrain = Terrain { graph: &graph, open, closed, damped: true, from: 0, to: 1, watch: &watch };
            for stop in [terrain.all_shortest(1).map(|_| ()), terrain.k_shortest(1, None).map(|_| ())] {
                assert!(matches!(
                    (stop, timeout),
                    (Err(QueryError::Timeout(_)), true) | (Err(QueryError::Cancelled), false)
                ));
            }
        }
    }
}
