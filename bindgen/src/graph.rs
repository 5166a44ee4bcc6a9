//! What leads to what in a module, as a graph.

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::DfsPostOrder;

use crate::cut::Kept;
use crate::references::{References, Target};

/// Data that more functions than these refer to is not theirs.
const MAX_GATES: usize = 8;

/// What leads to what.
pub struct Graph {
    /// Whose nodes are functions, then segments, then the outside.
    pub edges: DiGraph<(), ()>,
    functions: usize,
    /// The outside.
    pub root: NodeIndex,
}

impl Graph {
    /// Of what is kept. `roots` are the functions that are called from outside.
    pub fn new(references: &References, kept: &Kept, roots: &[u32]) -> Self {
        let functions = references.functions.len();
        let nodes = functions + references.segments.len() + 1;
        let mut edges = DiGraph::with_capacity(nodes, nodes);
        for _ in 0..nodes {
            edges.add_node(());
        }
        let mut graph = Self { edges, functions, root: NodeIndex::new(nodes - 1) };
        let all = references.functions.iter().zip(&kept.functions);
        for (node, (targets, is_kept)) in
            all.chain(references.segments.iter().zip(&kept.segments)).enumerate()
        {
            for target in targets.iter().filter(|target| *is_kept && kept.has(**target)) {
                graph.edges.update_edge(NodeIndex::new(node), graph.node(*target), ());
            }
        }
        for function in roots {
            graph.edges.update_edge(graph.root, graph.node(Target::Function(*function)), ());
        }
        graph
    }

    fn node(&self, target: Target) -> NodeIndex {
        match target {
            Target::Function(index) => NodeIndex::new(index as usize),
            Target::Segment(index) => NodeIndex::new(self.functions + index as usize),
        }
    }

    /// What a node stands for; none is the outside.
    pub fn target(&self, node: NodeIndex) -> Option<Target> {
        let index = node.index();
        match index.checked_sub(self.functions) {
            None => u32::try_from(index).ok().map(Target::Function),
            Some(segment) if node != self.root => u32::try_from(segment).ok().map(Target::Segment),
            Some(_) => None,
        }
    }

    /// The functions that are passed through before what only this node leads to.
    pub fn gates(&self, node: NodeIndex) -> Option<Vec<u32>> {
        match self.target(node)? {
            Target::Function(function) => Some(vec![function]),
            Target::Segment(_) => {
                let from = self.edges.neighbors_directed(node, petgraph::Incoming);
                let mut from: Vec<u32> = from
                    .map(|node| match self.target(node) {
                        Some(Target::Function(function)) => Some(function),
                        _ => None,
                    })
                    .collect::<Option<_>>()?;
                from.sort_unstable();
                (from.len() <= MAX_GATES).then_some(from)
            }
        }
    }

    /// Every node that the outside leads to, each after those that it leads to, but for circles.
    pub fn leaves_first(&self) -> Vec<NodeIndex> {
        let mut walk = DfsPostOrder::new(&self.edges, self.root);
        std::iter::from_fn(|| walk.next(&self.edges)).collect()
    }
}
