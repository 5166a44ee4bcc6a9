//! Straight horizontal and vertical lines of a page: strokes, thin filled boxes, and the edges of drawn boxes.

use super::limits;
use hayro_interpret::DrawMode;
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

/// A line that may rule a table, in page space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruling {
    /// Runs from top to bottom; otherwise from left to right.
    pub vertical: bool,
    /// Place across its direction: x of a vertical one, y of a horizontal one.
    pub at: f64,
    /// Where it begins along its direction.
    pub from: f64,
    /// Where it ends along its direction.
    pub to: f64,
}

impl Ruling {
    /// The line under a transform that turns by quarters.
    pub fn transformed(self, transform: Affine) -> Self {
        let ends = match self.vertical {
            true => [Point::new(self.at, self.from), Point::new(self.at, self.to)],
            false => [Point::new(self.from, self.at), Point::new(self.to, self.at)],
        };
        let rect = Rect::from_points(transform * ends[0], transform * ends[1]);
        match rect.height() > rect.width() {
            true => Self { vertical: true, at: rect.x0, from: rect.y0, to: rect.y1 },
            false => Self { vertical: false, at: rect.y0, from: rect.x0, to: rect.x1 },
        }
    }
}

/// A filled box thinner than this is a line, not an area; points.
const THIN: f64 = 3.0;
/// How far a line may lean and still count as straight; points.
const LEAN: f64 = 0.5;

/// Collects the rulings of one page.
pub struct Rulings {
    found: Vec<Ruling>,
    bounds: Rect,
    paths: usize,
}

impl Rulings {
    /// For a page of these bounds; what lies outside is left out.
    pub fn new(bounds: Rect) -> Self {
        Self { found: Vec::new(), bounds, paths: 0 }
    }

    /// More was drawn than is looked at.
    pub fn is_full(&self) -> bool {
        self.paths > limits::PATHS_PER_PAGE || self.found.len() >= limits::RULINGS_PER_PAGE
    }

    /// The rulings in the order of drawing.
    pub fn into_rulings(self) -> Vec<Ruling> {
        self.found
    }

    /// A painted path.
    pub fn add_path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        self.paths += 1;
        if self.is_full() {
            return;
        }
        if matches!(mode, DrawMode::Fill(_)) {
            for part in subpaths(path) {
                self.add_filled((transform * part.to_path(0.1)).bounding_box());
            }
            return;
        }
        let (mut start, mut last) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => (start, last) = (p, p),
                PathEl::LineTo(p) => {
                    self.add_segment(transform * last, transform * p);
                    last = p;
                }
                PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = p,
                PathEl::ClosePath => {
                    self.add_segment(transform * last, transform * start);
                    last = start;
                }
            }
        }
    }

    /// A painted rectangle.
    pub fn add_rect(&mut self, rect: Rect, transform: Affine, mode: &DrawMode) {
        self.paths += 1;
        if self.is_full() {
            return;
        }
        let rect = (transform * rect.to_path(0.1)).bounding_box();
        if matches!(mode, DrawMode::Fill(_)) || rect.width().min(rect.height()) < THIN {
            self.add_filled(rect);
        } else {
            self.add_edges(rect);
        }
    }

    fn add_filled(&mut self, rect: Rect) {
        if rect.height() < THIN && rect.width() > rect.height() {
            self.push(Ruling { vertical: false, at: rect.center().y, from: rect.x0, to: rect.x1 });
        } else if rect.width() < THIN && rect.height() > rect.width() {
            self.push(Ruling { vertical: true, at: rect.center().x, from: rect.y0, to: rect.y1 });
        }
    }

    fn add_edges(&mut self, rect: Rect) {
        for y in [rect.y0, rect.y1] {
            self.push(Ruling { vertical: false, at: y, from: rect.x0, to: rect.x1 });
        }
        for x in [rect.x0, rect.x1] {
            self.push(Ruling { vertical: true, at: x, from: rect.y0, to: rect.y1 });
        }
    }

    fn add_segment(&mut self, a: Point, b: Point) {
        let (dx, dy) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if dy <= LEAN && dx > dy {
            self.push(Ruling {
                vertical: false,
                at: (a.y + b.y) / 2.0,
                from: a.x.min(b.x),
                to: a.x.max(b.x),
            });
        } else if dx <= LEAN && dy > dx {
            self.push(Ruling { vertical: true, at: (a.x + b.x) / 2.0, from: a.y.min(b.y), to: a.y.max(b.y) });
        }
    }

    fn push(&mut self, ruling: Ruling) {
        let (along, across) = match ruling.vertical {
            true => ((self.bounds.y0, self.bounds.y1), (self.bounds.x0, self.bounds.x1)),
            false => ((self.bounds.x0, self.bounds.x1), (self.bounds.y0, self.bounds.y1)),
        };
        let clipped = Ruling { from: ruling.from.max(along.0), to: ruling.to.min(along.1), ..ruling };
        let inside = ruling.at >= across.0 - 1.0 && ruling.at <= across.1 + 1.0;
        if inside && clipped.to - clipped.from > 1.0 && self.found.len() < limits::RULINGS_PER_PAGE {
            self.found.push(clipped);
        }
    }
}

/// The boxes of a path's parts.
fn subpaths(path: &BezPath) -> Vec<Rect> {
    let mut boxes = Vec::new();
    let mut current: Option<Rect> = None;
    for element in path.elements() {
        let point = match *element {
            PathEl::MoveTo(p) => {
                boxes.extend(current.take());
                p
            }
            PathEl::LineTo(p) | PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => p,
            PathEl::ClosePath => continue,
        };
        current = Some(current.map_or(Rect::from_points(point, point), |rect| rect.union_pt(point)));
    }
    boxes.extend(current);
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::FillRule;

    #[test]
    fn a_thin_filled_box_is_a_line_and_a_wide_one_is_not() {
        let mut rulings = Rulings::new(Rect::new(0.0, 0.0, 100.0, 100.0));
        let fill = DrawMode::Fill(FillRule::NonZero);
        rulings.add_rect(Rect::new(10.0, 10.0, 90.0, 10.5), Affine::IDENTITY, &fill);
        rulings.add_rect(Rect::new(10.0, 20.0, 90.0, 60.0), Affine::IDENTITY, &fill);
        assert_eq!(rulings.into_rulings(), [Ruling { vertical: false, at: 10.25, from: 10.0, to: 90.0 }]);
    }
}
