//! The layout of a page: its blocks and tables in reading order.

use super::blocks::{self, Block};
use super::drop_caps;
use super::fonts::Fonts;
use super::glyphs::{PageContent, PlacedImage};
use super::lines::{self, Line};
use super::marks::Mark;
use super::options::PdfOptions;
use super::reading_order;
use super::tables::{FoundTable, aligned, ruled};
use super::tags::Tags;

use kreuzberg::types::BoundingBox;
use kurbo::{Affine, Rect};
use std::rc::Rc;

/// One thing on a page.
#[derive(Debug)]
pub enum Item {
    /// Text.
    Block(Block),
    /// A table.
    Table(FoundTable),
    /// An extracted image: its index and where it is placed.
    Image(usize, Rect),
}

/// A page's text, taken apart.
#[derive(Debug)]
pub struct PageLayout {
    /// Counted from 1.
    pub number: u32,
    /// Width and height of the page, points, with its text upright.
    pub size: (f64, f64),
    to_shown: Affine,
    /// In reading order.
    pub items: Vec<Item>,
    /// Marked content, pointed at by the lines.
    pub marks: Vec<Mark>,
    /// Images are drawn on it, extracted or not.
    pub has_images: bool,
}

impl PageLayout {
    /// Takes the content of page `number` apart.
    pub fn of(
        number: u32,
        content: &PageContent,
        fonts: &Fonts<'_>,
        tags: &Tags,
        options: &PdfOptions,
    ) -> Self {
        let mut lines = lines::collect(&content.glyphs, fonts);
        drop_caps::join(&mut lines);
        lines.retain(|line| is_within_margins(line, content.size.1, options));
        for line in &mut lines {
            let mark = content.marks.get(line.mark as usize).copied().unwrap_or_default();
            line.tag = mark.mcid.and_then(|mcid| tags.get(number, mcid));
        }
        let mut tables = ruled::take(&content.rulings, &mut lines, options.allow_single_column_tables);
        tables.extend(aligned::take(&mut lines));
        tables.sort_by_key(|table| table.order);
        let has_images = !content.images.is_empty();
        let items = reading_order::settle(items(lines, tables, &content.images, fonts));
        Self {
            number,
            size: content.size,
            to_shown: content.to_shown,
            items,
            marks: content.marks.clone(),
            has_images,
        }
    }

    /// The box in PDF's orientation: y up from the bottom edge of the page as it is shown.
    pub fn bounding_box(&self, rect: Rect) -> BoundingBox {
        let page = self.to_shown.transform_rect_bbox(Rect::new(0.0, 0.0, self.size.0, self.size.1));
        let rect = self.to_shown.transform_rect_bbox(rect);
        BoundingBox { x0: rect.x0, y0: page.y1 - rect.y1, x1: rect.x1, y1: page.y1 - rect.y0 }
    }

    /// Width and height of the page as it is shown, points.
    pub fn shown_size(&self) -> (f64, f64) {
        let page = self.to_shown.transform_rect_bbox(Rect::new(0.0, 0.0, self.size.0, self.size.1));
        (page.width(), page.height())
    }

    /// The words whose middle lies in `rect`, which is given on the page as it is shown.
    pub fn text_within(&self, rect: Rect) -> String {
        let rect = self.to_shown.inverse().transform_rect_bbox(rect);
        let words = self.blocks().flat_map(|block| &block.lines).flat_map(|line| &line.words);
        let inside: Vec<&str> =
            words.filter(|word| rect.contains(word.rect.center())).map(|word| word.text.as_str()).collect();
        inside.join(" ")
    }

    /// Tells the words whose middle lies in one of the boxes, which are given on the page as it is shown, that they
    /// are a link, and where to.
    pub fn set_links(&mut self, links: &[(Rect, String)]) {
        let to_page = self.to_shown.inverse();
        for (rect, url) in links {
            let rect = to_page.transform_rect_bbox(*rect);
            let url: Rc<str> = Rc::from(url.as_str());
            let blocks = self.items.iter_mut().filter_map(|item| match item {
                Item::Block(block) if block.rect.overlaps(rect) => Some(block),
                _ => None,
            });
            for word in blocks.flat_map(|block| &mut block.lines).flat_map(|line| &mut line.words) {
                if rect.contains(word.rect.center()) {
                    word.link = Some(url.clone());
                }
            }
        }
    }

    /// The text blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            Item::Table(_) | Item::Image(..) => None,
        })
    }

    /// The marked content that a block begins in.
    pub fn mark(&self, block: &Block) -> Mark {
        let number = block.lines.first().map_or(0, |line| line.mark);
        self.marks.get(number as usize).copied().unwrap_or_default()
    }
}

fn is_within_margins(line: &Line, height: f64, options: &PdfOptions) -> bool {
    let fraction = |value: Option<f32>| f64::from(value.unwrap_or(0.0).clamp(0.0, 0.5));
    let middle = line.rect.center().y;
    middle >= height * fraction(options.top_margin_fraction)
        && middle <= height * (1.0 - fraction(options.bottom_margin_fraction))
}

/// Puts tables where their first line was, images where they were drawn, and makes blocks of the lines between.
#[inline(never)]
fn items(lines: Vec<Line>, tables: Vec<FoundTable>, images: &[PlacedImage], fonts: &Fonts<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut tables = tables.into_iter().peekable();
    let mut images = images
        .iter()
        .filter_map(|image| Some((image.after_glyphs, Item::Image(image.extracted?, image.rect))))
        .peekable();
    let mut pending = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        let (start, tag) = (line.start, line.tag);
        let mut between = Vec::new();
        while let Some((_, image)) = images.next_if(|(after, _)| *after <= start) {
            between.push(image);
        }
        while let Some(table) = tables.next_if(|table| table.order <= index) {
            between.push(Item::Table(table));
        }
        if !between.is_empty() {
            items.extend(blocks::collect(std::mem::take(&mut pending)).into_iter().map(Item::Block));
            items.append(&mut between);
        }
        pending.extend(Line::of(line.words, line.baseline, line.direction, fonts).map(|line| Line {
            start,
            tag,
            ..line
        }));
    }
    items.extend(blocks::collect(pending).into_iter().map(Item::Block));
    items.extend(tables.map(Item::Table));
    items.extend(images.map(|(_, image)| image));
    items
}
