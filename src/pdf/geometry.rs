//! Page space: points, x to the right, y down, the origin in the top left corner of the page as it is shown
//! (crop box and rotation applied), turned by quarters where that makes most of the text upright. Everything measured on a page is in page space until it leaves the module.

use kurbo::Rect;

/// The smallest box around all of `rects`, or an empty one at the origin.
pub fn union(rects: impl IntoIterator<Item = Rect>) -> Rect {
    rects.into_iter().reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO)
}

/// How much of `a`'s height and `b`'s height is shared, as a part of the lower of the two.
pub fn vertical_overlap(a: Rect, b: Rect) -> f64 {
    overlap((a.y0, a.y1), (b.y0, b.y1))
}

/// How much of `a`'s width and `b`'s width is shared, as a part of the narrower of the two.
pub fn horizontal_overlap(a: Rect, b: Rect) -> f64 {
    overlap((a.x0, a.x1), (b.x0, b.x1))
}

fn overlap(a: (f64, f64), b: (f64, f64)) -> f64 {
    let shared = a.1.min(b.1) - a.0.max(b.0);
    let shorter = (a.1 - a.0).min(b.1 - b.0);
    if shorter <= 0.0 { 0.0 } else { (shared / shorter).max(0.0) }
}
