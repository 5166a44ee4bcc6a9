//! Data that is copied into memory not when an instance starts, but when it is first needed: most documents need a
//! little of it.
//!
//! What refers to what is known. So for most data there are functions that everything which leads to it passes
//! through: they copy it first, if that has not been done. No address of it can be known before, since every address
//! comes from code or from other data, of which the same is true.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};
use petgraph::algo::dominators::simple_fast;
use petgraph::graph::NodeIndex;
use walrus::ir::{ExtendedLoad, LoadKind, MemArg, StoreKind, UnaryOp, Value};
use walrus::{DataKind, FunctionBuilder, FunctionId, InstrSeqBuilder, LocalFunction, MemoryId, Module};

use crate::cold;
use crate::cut::{self, Kept};
use crate::graph::Graph;
use crate::layout::PAGE;
use crate::references::{References, Target};
use crate::runs;

/// How the linker calls what is never written to.
const CONSTANT: &str = ".rodata";

/// Data that is needed together.
pub struct Group {
    /// The indices of the functions that see to it that it is there.
    gates: Vec<u32>,
    /// Its segments' indices.
    pub segments: Vec<u32>,
}

/// Finds data of at least a page that some functions alone lead to.
///
/// The tables stay as they are, and so does what code writes to.
///
/// # Errors
/// Where the references are not those of the module.
pub fn groups(
    module: &Module,
    references: &References,
    kept: &Kept,
    tables: &[cold::Group],
) -> Result<Vec<Group>> {
    let mut excepted = HashSet::new();
    for table in tables {
        excepted.extend(table.segments()?);
    }
    for data in module.data.iter() {
        if !data.name.as_deref().is_some_and(|name| name.starts_with(CONSTANT)) {
            excepted.insert(u32::try_from(data.id().index())?);
        }
    }
    find(references, kept, &cut::roots(module), &excepted)
}

fn find(references: &References, kept: &Kept, roots: &[u32], excepted: &HashSet<u32>) -> Result<Vec<Group>> {
    let graph = Graph::new(references, kept, roots);
    let dominators = simple_fast(&graph.edges, graph.root);
    let order = graph.leaves_first();
    let mut gates: HashMap<NodeIndex, Vec<u32>> = HashMap::new();
    // What only leads through a node and has no gate further down, in bytes.
    let mut behind = vec![0_u32; graph.edges.node_count()];
    for node in &order {
        let own = match graph.target(*node) {
            Some(Target::Segment(segment)) if !excepted.contains(&segment) => {
                references.places.get(segment as usize).context("no such segment")?.length
            }
            _ => 0,
        };
        let total = own + behind.get(node.index()).context("no such node")?;
        match graph.gates(*node).filter(|_| total >= PAGE) {
            Some(found) => _ = gates.insert(*node, found),
            None => {
                let above =
                    dominators.immediate_dominator(*node).and_then(|above| behind.get_mut(above.index()));
                above.into_iter().for_each(|above| *above += total);
            }
        }
    }
    let mut own: HashMap<NodeIndex, &Vec<u32>> = HashMap::new();
    let mut segments: HashMap<&Vec<u32>, Vec<u32>> = HashMap::new();
    for node in order.iter().rev() {
        let above = || own.get(&dominators.immediate_dominator(*node)?).copied();
        let Some(found) = gates.get(node).or_else(above) else { continue };
        own.insert(*node, found);
        if let Some(Target::Segment(segment)) = graph.target(*node)
            && !excepted.contains(&segment)
        {
            segments.entry(found).or_default().push(segment);
        }
    }
    let mut groups: Vec<Group> = segments
        .into_iter()
        .map(|(gates, mut segments)| {
            segments.sort_unstable();
            Group { gates: gates.clone(), segments }
        })
        .collect();
    // The same for every build.
    groups.sort_by(|one, other| one.segments.cmp(&other.segments));
    Ok(groups)
}

/// Takes the groups out of what a new instance copies, and has their gates copy them. `flags` is the address of one byte
/// for each group.
///
/// # Errors
/// Where the module is not what its references are of.
pub fn put_off(module: &mut Module, groups: &[Group], flags: u32) -> Result<()> {
    let by_index: HashMap<usize, FunctionId> =
        module.funcs.iter_local().map(|(id, _)| (id.index(), id)).collect();
    let memory = module.memories.iter().next().context("the module has no memory")?.id();
    for (flag, group) in (flags..).zip(groups) {
        let own: HashSet<usize> = group.segments.iter().map(|segment| *segment as usize).collect();
        // Each module has its own part of what there is.
        let segments =
            module.data.iter().map(walrus::Data::id).filter(|id| own.contains(&id.index())).collect();
        let runs = runs::take(module, segments)?;
        if runs.is_empty() {
            continue;
        }
        let load = loader(module, memory, flag, |module, body| {
            for run in runs {
                let (address, length) = (run.address.cast_signed(), run.length().cast_signed());
                let segment = module.data.add(DataKind::Passive, run.bytes);
                body.i32_const(address).i32_const(0).i32_const(length).memory_init(memory, segment);
            }
        });
        for gate in &group.gates {
            let Some(gate) = by_index.get(&(*gate as usize)) else { continue };
            let function = module.funcs.get_mut(*gate).kind.unwrap_local_mut();
            load_first(function, memory, flag, load);
        }
    }
    Ok(())
}

/// A function that loads something, and then sets the flag at an address.
pub fn loader(
    module: &mut Module,
    memory: MemoryId,
    flag: u32,
    load: impl FnOnce(&mut Module, &mut InstrSeqBuilder<'_>),
) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    let mut body = builder.func_body();
    load(module, &mut body);
    let flag = MemArg { align: 1, offset: u64::from(flag) };
    body.i32_const(0).i32_const(1).store(memory, StoreKind::I32_8 { atomic: false }, flag);
    builder.finish(Vec::new(), &mut module.funcs)
}

/// Has a function begin with loading, unless the flag is set.
pub fn load_first(function: &mut LocalFunction, memory: MemoryId, flag: u32, load: FunctionId) {
    let byte = LoadKind::I32_8 { kind: ExtendedLoad::ZeroExtend };
    // Instructions are put in front of each other, the last one first.
    function
        .builder_mut()
        .func_body()
        .if_else_at(0, None, |then| _ = then.call(load), |_| {})
        .unop_at(0, UnaryOp::I32Eqz)
        .load_at(0, memory, byte, MemArg { align: 1, offset: u64::from(flag) })
        .const_at(0, Value::I32(0));
}

#[cfg(test)]
mod tests {
    use super::{Group, find};
    use crate::cut::Kept;
    use crate::references::{Place, References, Target};
    use std::collections::HashSet;

    /// A program with functions and segments that refer to these; its first function is called from outside.
    fn found(
        functions: &[&[Target]],
        segments: &[(u32, &[Target])],
        excepted: &[u32],
    ) -> Vec<(Vec<u32>, Vec<u32>)> {
        let references = References {
            functions: functions.iter().map(|targets| targets.to_vec()).collect(),
            segments: segments.iter().map(|(_, targets)| targets.to_vec()).collect(),
            addresses: Vec::new(),
            places: segments
                .iter()
                .map(|(length, _)| Place { address: 0, length: *length, alignment: 1 })
                .collect(),
        };
        let kept = Kept { functions: vec![true; functions.len()], segments: vec![true; segments.len()] };
        let groups =
            find(&references, &kept, &[0], &HashSet::from_iter(excepted.iter().copied())).expect("a graph");
        groups.into_iter().map(|Group { gates, segments }| (gates, segments)).collect()
    }

    use Target::{Function, Segment};

    #[test]
    fn data_belongs_to_the_innermost_function_that_all_ways_to_a_page_of_it_pass_through() {
        let functions: &[&[Target]] = &[
            &[Function(1)],
            &[Function(2), Function(3)],
            &[Function(4), Segment(0)],
            &[Function(4)],
            &[Segment(1), Segment(2)],
        ];
        let segments: &[(u32, &[Target])] = &[(100, &[]), (3000, &[]), (2000, &[])];
        assert_eq!(found(functions, segments, &[]), [(vec![4], vec![1, 2])]);
    }

    #[test]
    fn what_a_few_functions_refer_to_belongs_to_all_of_them_with_what_it_refers_to() {
        let functions: &[&[Target]] = &[&[Function(1), Function(2)], &[Segment(0)], &[Segment(0)]];
        assert_eq!(found(functions, &[(5000, &[Segment(1)]), (1, &[])], &[]), [(vec![1, 2], vec![0, 1])]);
    }

    #[test]
    fn what_code_and_data_lead_to_belongs_to_the_function_before_both() {
        let functions: &[&[Target]] = &[&[Function(1), Segment(1)], &[Segment(0)]];
        assert_eq!(found(functions, &[(5000, &[]), (1, &[Segment(0)])], &[]), [(vec![0], vec![0, 1])]);
        let two_ways: &[&[Target]] = &[&[Segment(1)], &[Segment(0)]];
        assert_eq!(
            found(two_ways, &[(5000, &[Function(1)]), (1, &[Segment(0)])], &[]),
            [(vec![0], vec![0, 1])]
        );
    }

    #[test]
    fn less_than_a_page_stays_and_so_does_what_is_excepted() {
        let functions: &[&[Target]] = &[&[Function(1)], &[Segment(0)]];
        assert_eq!(found(functions, &[(4095, &[])], &[]), []);
        assert_eq!(found(functions, &[(4096, &[])], &[]), [(vec![1], vec![0])]);
        assert_eq!(found(functions, &[(4096, &[])], &[0]), []);
    }
}
