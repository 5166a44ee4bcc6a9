//! The grid that rulings make: lines brought together, crossings, and the cells between them.

use super::super::rulings::Ruling;
use kurbo::Rect;

/// Lines closer than this are one; points.
const SNAP: f64 = 2.5;
/// Lines that miss each other by less than this still meet; points.
const REACH: f64 = 4.0;

/// Rulings that cross each other, with the columns and rows they make.
#[derive(Debug)]
pub struct Grid {
    /// x of the vertical borders, from left to right.
    pub xs: Vec<f64>,
    /// y of the horizontal borders, from top to bottom.
    pub ys: Vec<f64>,
    horizontal: Vec<Ruling>,
    vertical: Vec<Ruling>,
}

impl Grid {
    /// Around the whole grid.
    pub fn rect(&self) -> Rect {
        let ends = |v: &[f64]| (v.first().copied().unwrap_or(0.0), v.last().copied().unwrap_or(0.0));
        let ((x0, x1), (y0, y1)) = (ends(&self.xs), ends(&self.ys));
        Rect::new(x0, y0, x1, y1)
    }

    /// Rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        (self.ys.len().saturating_sub(1), self.xs.len().saturating_sub(1))
    }

    /// Lines that make it.
    pub fn lines(&self) -> usize {
        self.horizontal.len() + self.vertical.len()
    }

    /// Whether a line is drawn under `row` in `column`.
    pub fn has_border_below(&self, row: usize, column: usize) -> bool {
        let (Some(y), Some(x)) = (self.ys.get(row + 1), middle(&self.xs, column)) else {
            return true;
        };
        covers(&self.horizontal, *y, x)
    }

    /// Whether a line is drawn on the right of `column` in `row`.
    pub fn has_border_right(&self, row: usize, column: usize) -> bool {
        let (Some(x), Some(y)) = (self.xs.get(column + 1), middle(&self.ys, row)) else {
            return true;
        };
        covers(&self.vertical, *x, y)
    }
}

fn middle(borders: &[f64], index: usize) -> Option<f64> {
    Some((borders.get(index)? + borders.get(index + 1)?) / 2.0)
}

fn covers(lines: &[Ruling], at: f64, along: f64) -> bool {
    lines.iter().any(|l| (l.at - at).abs() <= SNAP && l.from <= along && along <= l.to)
}

/// The place of the border interval that holds `value`.
pub fn interval(borders: &[f64], value: f64) -> Option<usize> {
    let after = borders.partition_point(|b| *b <= value);
    (after > 0 && after < borders.len()).then(|| after - 1)
}

/// All grids that the rulings of a page make.
pub fn find(rulings: &[Ruling]) -> Vec<Grid> {
    let horizontal = join(rulings.iter().filter(|r| !r.vertical).copied().collect());
    let vertical = join(rulings.iter().filter(|r| r.vertical).copied().collect());
    components(&horizontal, &vertical)
        .into_iter()
        .filter_map(|(h, v)| {
            let horizontal: Vec<Ruling> = h.into_iter().filter_map(|i| horizontal.get(i).copied()).collect();
            let vertical: Vec<Ruling> = v.into_iter().filter_map(|i| vertical.get(i).copied()).collect();
            grid(horizontal, vertical)
        })
        .collect()
}

fn grid(horizontal: Vec<Ruling>, vertical: Vec<Ruling>) -> Option<Grid> {
    if horizontal.len() < 2 || vertical.is_empty() {
        return None;
    }
    // Open sides: the lines' ends stand in for a border that is not drawn.
    let ends = |lines: &[Ruling]| {
        let from = lines.iter().map(|l| l.from).fold(f64::INFINITY, f64::min);
        let to = lines.iter().map(|l| l.to).fold(f64::NEG_INFINITY, f64::max);
        [from, to]
    };
    let xs = borders(vertical.iter().map(|l| l.at).collect(), ends(&horizontal));
    let ys = borders(horizontal.iter().map(|l| l.at).collect(), ends(&vertical));
    (xs.len() >= 2 && ys.len() >= 2).then_some(Grid { xs, ys, horizontal, vertical })
}

fn borders(mut places: Vec<f64>, ends: [f64; 2]) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    places.dedup_by(|a, b| *a - *b <= SNAP);
    for end in ends {
        if places.iter().all(|p| (p - end).abs() > 2.0 * REACH) {
            places.push(end);
        }
    }
    places.sort_by(f64::total_cmp);
    places
}

/// Brings lines on the same place together and joins those that touch.
fn join(mut lines: Vec<Ruling>) -> Vec<Ruling> {
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<Ruling> = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let mut end = start + 1;
        while let (Some(a), Some(b)) = (lines.get(end - 1), lines.get(end))
            && b.at - a.at <= SNAP / 2.0
        {
            end += 1;
        }
        let Some(group) = lines.get_mut(start..end) else {
            break;
        };
        let at = group.iter().map(|l| l.at).sum::<f64>() / group.len() as f64;
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let first = joined.len();
        for line in group.iter() {
            match joined.get_mut(first..).and_then(<[Ruling]>::last_mut) {
                Some(last) if line.from <= last.to + REACH => last.to = last.to.max(line.to),
                _ => joined.push(Ruling { at, ..*line }),
            }
        }
        start = end;
    }
    joined
}

/// Indices of the horizontal and of the vertical lines that hang together by crossings.
fn components(horizontal: &[Ruling], vertical: &[Ruling]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut parent: Vec<usize> = (0..horizontal.len() + vertical.len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while let Some(up) = parent.get(i).copied()
            && up != i
        {
            let next = parent.get(up).copied().unwrap_or(up);
            if let Some(slot) = parent.get_mut(i) {
                *slot = next;
            }
            i = up;
        }
        i
    }
    for (i, h) in horizontal.iter().enumerate() {
        // `vertical` is ordered by its place, so only a part of it can cross.
        let first = vertical.partition_point(|v| v.at < h.from - REACH);
        for (j, v) in vertical.iter().enumerate().skip(first) {
            if v.at > h.to + REACH {
                break;
            }
            if h.at >= v.from - REACH && h.at <= v.to + REACH {
                let (a, b) = (root(&mut parent, i), root(&mut parent, horizontal.len() + j));
                if let Some(slot) = parent.get_mut(a) {
                    *slot = b;
                }
            }
        }
    }
    let mut found: std::collections::BTreeMap<usize, (Vec<usize>, Vec<usize>)> =
        std::collections::BTreeMap::new();
    for i in 0..parent.len() {
        let entry = found.entry(root(&mut parent, i)).or_default();
        match i.checked_sub(horizontal.len()) {
            None => entry.0.push(i),
            Some(j) => entry.1.push(j),
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(vertical: bool, at: f64, from: f64, to: f64) -> Ruling {
        Ruling { vertical, at, from, to }
    }

    #[test]
    fn crossing_lines_make_a_grid_and_lines_apart_do_not() {
        let mut lines: Vec<Ruling> = [0.0, 20.0, 40.0].iter().map(|y| line(false, *y, 0.0, 100.0)).collect();
        lines.extend([0.0, 50.0, 100.0].iter().map(|x| line(true, *x, 0.0, 40.0)));
        lines.push(line(false, 300.0, 0.0, 100.0));
        let grids = find(&lines);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].shape(), (2, 2));
    }

    #[test]
    fn a_table_without_outer_lines_is_closed_by_the_ends_of_the_others() {
        let mut lines: Vec<Ruling> = [0.0, 20.0, 40.0].iter().map(|y| line(false, *y, 0.0, 100.0)).collect();
        lines.push(line(true, 50.0, 0.0, 40.0));
        assert_eq!(find(&lines)[0].xs, [0.0, 50.0, 100.0]);
    }
}
