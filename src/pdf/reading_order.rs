//! Reading order: the order of drawing, which keeps columns whole, with what was drawn out of turn put in its place.
//!
//! Writers draw running headers, headings and boxes after the text below them, and footers before the text above
//! them. Such a thing stands in the wrong order with many others of its column, and each of those with it alone; so
//! the one with the most wrong neighbours is moved, over and over, until the column runs from top to bottom.

use super::geometry;
use super::layout::Item;
use kurbo::Rect;

/// On a page with more things than this, the order of drawing stays as it is.
const MOST_ITEMS: usize = 400;
/// Things moved on one page at most, the worst first; the rest of such a page, most likely a diagram, stays as drawn.
const MOST_MOVES: usize = 40;
/// Share of the narrower one's width that two things in the same column have in common.
const SAME_COLUMN: f64 = 0.5;
/// How far a thing may reach into the one below it; points.
const TOUCH: f64 = 2.0;

/// Puts the things of a page into reading order.
pub fn settle(items: Vec<Item>) -> Vec<Item> {
    if items.len() > MOST_ITEMS {
        return items;
    }
    let rects: Vec<Option<Rect>> = items.iter().map(rect).collect();
    let order = order(&rects);
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| items.get_mut(index)?.take()).collect()
}

fn rect(item: &Item) -> Option<Rect> {
    match item {
        Item::Block(block) => block.all(|line| line.is_upright()).then_some(block.rect),
        Item::Table(table) => Some(table.rect),
        Item::Image(..) => None,
    }
}

/// The indices of `rects` in reading order; what has no rectangle keeps its place.
fn order(rects: &[Option<Rect>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rects.len()).collect();
    for _ in 0..MOST_MOVES {
        let at = |place: usize| order.get(place).and_then(|index| rects.get(*index)).copied().flatten();
        let wrong = |place: usize| {
            let Some(rect) = at(place) else { return (0, 0) };
            let below = (0..place).filter(|p| at(*p).is_some_and(|other| is_below(other, rect))).count();
            let above = (place + 1..order.len())
                .filter(|p| at(*p).is_some_and(|other| is_below(rect, other)))
                .count();
            (below, above)
        };
        // Of two that are wrong with each other alone, the later one moves.
        let Some(worst) = (0..order.len()).max_by_key(|place| {
            let (below, above) = wrong(*place);
            (below.max(above), below)
        }) else {
            return order;
        };
        let (below, above) = wrong(worst);
        let Some(rect) = at(worst).filter(|_| below + above > 0) else { return order };
        let target = if below >= above {
            (0..worst).find(|p| at(*p).is_some_and(|other| is_below(other, rect)))
        } else {
            (worst + 1..order.len()).rev().find(|p| at(*p).is_some_and(|other| is_below(rect, other)))
        };
        let Some(target) = target else { return order };
        let index = order.remove(worst);
        order.insert(target, index);
    }
    order
}

fn is_below(lower: Rect, upper: Rect) -> bool {
    lower.y0 >= upper.y1 - TOUCH && geometry::horizontal_overlap(lower, upper) >= SAME_COLUMN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(x: f64, y: f64) -> Option<Rect> {
        Some(Rect::new(x, y, x + 100.0, y + 10.0))
    }

    #[test]
    fn a_heading_drawn_last_and_a_footer_drawn_first_find_their_places() {
        let footer_first =
            [block(0.0, 90.0), block(0.0, 20.0), block(0.0, 40.0), block(0.0, 60.0), block(0.0, 0.0)];
        assert_eq!(order(&footer_first), [4, 1, 2, 3, 0]);
    }

    #[test]
    fn columns_stay_whole() {
        let columns = [block(0.0, 0.0), block(0.0, 20.0), block(200.0, 0.0), block(200.0, 20.0)];
        assert_eq!(order(&columns), [0, 1, 2, 3]);
    }
}
