//! What each block is - heading, list item, paragraph, code, furniture - and the elements kreuzberg gets for it.

use super::blocks::Block;
use super::furniture::{Furniture, Place};
use super::headings::Looks;
use super::inline::{self, Ordinary};
use super::layout::{Item, PageLayout};
use super::list_markers::Marker;
use super::notes;
use super::tables::FoundTable;
use super::tags::Role;
use kreuzberg::ExtractionConfig;
use kreuzberg::core::config::{ContentFilterConfig, OutputFormat};
use kreuzberg::types::Table;
use kreuzberg::types::document_structure::ContentLayer;
use kreuzberg::types::internal::{ElementKind, InternalDocument, InternalElement};
use std::collections::HashSet;

/// Share of a page's characters that furniture has at most, where nobody asked for it to be left out.
const LARGEST_FURNITURE: f64 = 0.3;

/// What was learnt from the whole document, and what the caller wants of it.
pub struct Reading {
    furniture: Furniture,
    looks: Looks,
    has_headings: bool,
    filter: Option<ContentFilterConfig>,
    /// Pages that keep their furniture, whatever the filter says.
    kept: HashSet<u32>,
    keep_markers: bool,
    inject_images: bool,
    marker: Option<String>,
}

impl Reading {
    /// Looks over all pages.
    #[inline(never)]
    pub fn of(pages: &[PageLayout], config: &ExtractionConfig) -> Self {
        let mut furniture = Furniture::default();
        let mut looks = Looks::default();
        for page in pages {
            furniture.observe(page.blocks(), page.size.1);
            page.blocks().for_each(|block| looks.observe(block));
        }
        looks.settle_body();
        // Without a filter plain text has everything, and formats with a structure have the text proper: so it is
        // with kreuzberg's own PDF reader.
        let marked_up =
            matches!(config.output_format, OutputFormat::Markdown | OutputFormat::Djot | OutputFormat::Html);
        let default = marked_up.then(ContentFilterConfig::default);
        let mut reading = Self {
            furniture,
            looks,
            has_headings: true,
            filter: config.content_filter.clone().or(default),
            kept: HashSet::new(),
            // Plain text has no list of its own, so the markers stay in the text.
            keep_markers: matches!(config.output_format, OutputFormat::Plain | OutputFormat::Structured),
            inject_images: config.images.as_ref().is_none_or(|images| images.inject_placeholders),
            marker: config
                .pages
                .as_ref()
                .filter(|pages| pages.insert_page_markers)
                .map(|pages| pages.marker_format.clone()),
        };
        let (mut all, mut headed) = (0, 0);
        let mut headings = Vec::new();
        for page in pages {
            for block in page.blocks() {
                all += block.len();
                if reading.kind(page, block) == Kind::Heading {
                    headed += block.len();
                    headings.push(block);
                }
            }
        }
        reading.has_headings = Looks::is_believable(headed, all);
        reading.looks.settle_levels(headings.into_iter());
        if config.content_filter.is_none() {
            reading.kept = pages
                .iter()
                .filter(|page| reading.is_mostly_furniture(page))
                .map(|page| page.number)
                .collect();
        }
        reading
    }

    /// Nobody asked for this page to be filtered, and the filter would leave too little of it to be right.
    fn is_mostly_furniture(&self, page: &PageLayout) -> bool {
        let (mut all, mut furniture) = (0, 0);
        for block in page.blocks() {
            all += block.len();
            if self.place(page, block) != Place::Body {
                furniture += block.len();
            }
        }
        let has_table = page.items.iter().any(|item| matches!(item, Item::Table(_)));
        !has_table && furniture as f64 > all as f64 * LARGEST_FURNITURE
    }

    fn place(&self, page: &PageLayout, block: &Block) -> Place {
        let repeating = self.filter.as_ref().is_none_or(|filter| filter.strip_repeating_text);
        self.furniture.place(block, page.mark(block), page.size.1, repeating)
    }

    fn kind(&self, page: &PageLayout, block: &Block) -> Kind {
        let place = self.place(page, block);
        if place != Place::Body {
            return Kind::Furniture(place);
        }
        if block.role() == Some(Role::Code) {
            return Kind::Code;
        }
        if block.lines.len() > 1 && !self.looks.body_is_monospace() && block.all(|line| line.style.monospace)
        {
            return Kind::Code;
        }
        if notes::is_caption(block) {
            return Kind::Caption;
        }
        if notes::is_footnote(page, block, self.looks.body_size()) {
            return Kind::Footnote;
        }
        if self.is_heading(block, page.mark(block).annotation) {
            return Kind::Heading;
        }
        match block.marker {
            Some(marker) => Kind::Item(marker),
            None if block.role() == Some(Role::ListItem) => Kind::Item(Marker::Other),
            None => Kind::Paragraph,
        }
    }

    /// By its tag, or else by its looks: many writers tag some headings and leave others as paragraphs.
    fn is_heading(&self, block: &Block, annotation: bool) -> bool {
        let tagged = matches!(block.role(), Some(Role::Heading(_)));
        self.has_headings && !annotation && (tagged || self.looks.is_heading(block))
    }

    /// The layer of furniture on a page: the body's own where it is to be kept.
    fn layer(&self, place: Place, page: u32) -> ContentLayer {
        let Some(filter) = self.filter.as_ref().filter(|_| !self.kept.contains(&page)) else {
            return ContentLayer::Body;
        };
        match place {
            Place::Header if !filter.include_headers => ContentLayer::Header,
            Place::Footer if !filter.include_footers => ContentLayer::Footer,
            Place::Watermark if !filter.include_watermarks => ContentLayer::Header,
            _ => ContentLayer::Body,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading,
    Paragraph,
    Item(Marker),
    Code,
    Caption,
    Footnote,
    Furniture(Place),
}

impl Kind {
    /// What kreuzberg has no kind of element for is told by the attribute `role`.
    fn role(self) -> Option<&'static str> {
        match self {
            Self::Caption => Some("caption"),
            Self::Footnote => Some("footnote"),
            Self::Furniture(Place::Header) => Some("header"),
            Self::Furniture(Place::Footer) => Some("footer"),
            Self::Furniture(Place::Watermark) => Some("watermark"),
            _ => None,
        }
    }
}

/// Pushes the elements and tables of all pages.
#[inline(never)]
pub fn push(document: &mut InternalDocument, pages: &[PageLayout], reading: &Reading) {
    for page in pages {
        if let Some(marker) = &reading.marker {
            let marker = marker.replace("{page_num}", &page.number.to_string());
            push_at(document, page, InternalElement::text(ElementKind::Paragraph, marker.trim(), 0));
        }
        let mut list: Option<List> = None;
        for item in &page.items {
            let element = match item {
                Item::Block(block) => element(reading, page, block, list),
                Item::Table(found) => table(document, page, found),
                Item::Image(index, rect) => match image(document, page, *index, *rect, reading.inject_images)
                {
                    Some(element) => element,
                    None => continue,
                },
            };
            let now = match element.kind {
                ElementKind::ListItem { ordered } => {
                    let items = list.filter(|list| list.ordered == ordered).map_or(0, |list| list.items);
                    Some(List { ordered, items: items + 1 })
                }
                _ => None,
            };
            if list.map(|list| list.ordered) != now.map(|list| list.ordered) {
                end_list(document, page, list);
                if let Some(List { ordered, .. }) = now {
                    push_at(document, page, InternalElement::text(ElementKind::ListStart { ordered }, "", 0));
                }
            }
            list = now;
            push_at(document, page, element);
        }
        end_list(document, page, list);
    }
}

/// A list that is open: ordered or not, and the items it has so far.
#[derive(Debug, Clone, Copy)]
struct List {
    ordered: bool,
    items: u32,
}

fn end_list(document: &mut InternalDocument, page: &PageLayout, list: Option<List>) {
    if list.is_some() {
        push_at(document, page, InternalElement::text(ElementKind::ListEnd, "", 0));
    }
}

fn push_at(document: &mut InternalDocument, page: &PageLayout, element: InternalElement) {
    let index = document.elements.len() as u32;
    document.push_element(element.with_page(page.number).with_index(index));
}

fn element(reading: &Reading, page: &PageLayout, block: &Block, list: Option<List>) -> InternalElement {
    let text = block.text();
    let kind = reading.kind(page, block);
    let ordinary = Ordinary { bold: reading.looks.body_is_bold(), italic: reading.looks.body_is_italic() };
    let inline = match kind {
        Kind::Code => Vec::new(),
        // The level tells a heading's weight.
        kind => inline::annotations(block, ordinary, kind != Kind::Heading),
    };
    let element = match kind {
        Kind::Heading => {
            let level = match block.role() {
                Some(Role::Heading(level)) => level,
                _ => reading.looks.level(block),
            };
            InternalElement::text(
                ElementKind::Heading { level },
                text.replace('\n', " "),
                u16::from(level) - 1,
            )
            .with_annotations(inline)
        }
        Kind::Paragraph | Kind::Caption | Kind::Footnote => {
            InternalElement::text(ElementKind::Paragraph, text, 0).with_annotations(inline)
        }
        Kind::Code => InternalElement::text(ElementKind::Code, text, 0),
        Kind::Item(marker) => {
            let length = text.len();
            // The renderers number an ordered list from 1: any other number has to stay in the text.
            let next = list.filter(|list| list.ordered).map_or(1, |list| list.items + 1);
            let ordered = matches!(marker, Marker::Number(number, _) if number == next);
            let cut = !reading.keep_markers && (ordered || matches!(marker, Marker::Bullet(_)));
            let text = item_text(&text, marker, cut);
            let inline = inline::cut(inline, length - text.len());
            InternalElement::text(ElementKind::ListItem { ordered }, text, 1).with_annotations(inline)
        }
        Kind::Furniture(place) => InternalElement::text(ElementKind::Paragraph, text, 0)
            .with_annotations(inline)
            .with_layer(reading.layer(place, page.number)),
    };
    let mut attributes = ahash::AHashMap::new();
    attributes.insert("font_size".to_owned(), format!("{:.1}", block.size()));
    if let Some(role) = kind.role() {
        attributes.insert("role".to_owned(), role.to_owned());
    }
    element.with_bbox(page.bounding_box(block.rect)).with_attributes(attributes)
}

fn item_text(text: &str, marker: Marker, cut: bool) -> String {
    let length = match marker {
        Marker::Bullet(length) | Marker::Number(_, length) if cut => length,
        _ => 0,
    };
    text.get(length..).unwrap_or_default().trim_start().to_owned()
}

fn table(document: &mut InternalDocument, page: &PageLayout, found: &FoundTable) -> InternalElement {
    let bounding_box = page.bounding_box(found.rect);
    let found = found.clone().in_reading_order();
    let table_index = document.push_table(Table {
        markdown: found.markdown(),
        cells: found.cells,
        page_number: page.number as usize,
        bounding_box: Some(bounding_box),
    });
    InternalElement::text(ElementKind::Table { table_index }, "", 0).with_bbox(bounding_box)
}

/// Gives an extracted image its box; an element for it only where placeholders are wanted.
fn image(
    document: &mut InternalDocument,
    page: &PageLayout,
    index: usize,
    rect: kurbo::Rect,
    inject: bool,
) -> Option<InternalElement> {
    let bounding_box = page.bounding_box(rect);
    document.images.get_mut(index)?.bounding_box = Some(bounding_box);
    let kind = ElementKind::Image { image_index: index as u32 };
    inject.then(|| InternalElement::text(kind, "", 0).with_bbox(bounding_box))
}
