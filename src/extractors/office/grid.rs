//! The rows or columns that edges make which are not quite in line.

/// Where each begins, in order.
pub struct Grid(Vec<i32>);

impl Grid {
    /// Edges are one where no more than `near` lies between them.
    pub fn of(edges: impl Iterator<Item = i32>, near: i32) -> Self {
        let mut edges: Vec<i32> = edges.collect();
        edges.sort_unstable();
        // Each is held against the one before, so that what creeps is one all the same.
        let mut last = i32::MIN;
        edges.retain(|edge| edge.saturating_sub(std::mem::replace(&mut last, *edge)) > near);
        Self(edges)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Which an edge begins.
    pub fn place(&self, edge: i32) -> usize {
        self.0.partition_point(|start| *start <= edge).saturating_sub(1)
    }
}
