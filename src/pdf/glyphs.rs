//! Glyphs, rulings and images of a page, as the interpreter draws them.

use super::actual_text::Replacements;
use super::fonts::{FontId, Fonts};
use super::images::Images;
use super::limits;
use super::marks::{Mark, MarkStack};
use super::places::Places;
use super::rulings::{Ruling, Rulings};
use super::unicode;
use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

/// One glyph shown on a page, in page space.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// The characters it stands for; U+FFFD where the font does not tell.
    pub text: BfString,
    /// Origin on the baseline.
    pub origin: Point,
    /// Unit vector in which the text runs.
    pub direction: Vec2,
    /// Width along `direction`, points.
    pub advance: f64,
    /// Height of the em, points.
    pub size: f64,
    /// The font it is set in.
    pub font: FontId,
    /// Index of the marked content it belongs to.
    pub mark: u32,
}

impl Glyph {
    /// Where the next glyph is expected.
    pub fn end(&self) -> Point {
        self.origin + self.direction * self.advance
    }

    /// Whether it stands for white space.
    pub fn is_space(&self) -> bool {
        match &self.text {
            BfString::Char(c) => c.is_whitespace(),
            BfString::String(s) => s.chars().all(char::is_whitespace),
        }
    }

    /// The first character it stands for.
    pub fn first_char(&self) -> char {
        match &self.text {
            BfString::Char(c) => *c,
            BfString::String(s) => s.chars().next().unwrap_or(' '),
        }
    }
}

/// An image placed on a page.
#[derive(Debug, Clone)]
pub struct PlacedImage {
    /// Index of the extracted image, if this is where it is handed out.
    pub extracted: Option<usize>,
    /// Where it is placed, in page space.
    pub rect: Rect,
    /// Glyphs drawn before it.
    pub after_glyphs: usize,
}

/// All that a page draws which matters for its text.
#[derive(Debug, Default)]
pub struct PageContent {
    /// Width and height of the page, points.
    pub size: (f64, f64),
    /// From page space back to the page as it is shown; not the identity where the text was turned upright.
    pub to_shown: Affine,
    /// In the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Marked content, pointed at by the glyphs; number 0 is none.
    pub marks: Vec<Mark>,
    /// Straight lines that may rule a table.
    pub rulings: Vec<Ruling>,
    /// In the order of drawing.
    pub images: Vec<PlacedImage>,
    /// Text is written from top to bottom.
    pub is_vertical: bool,
    /// A bound of [`limits`] was passed, and which.
    pub limit: Option<&'static str>,
}

/// Interprets `page` and its annotations' appearances.
pub fn read<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    fonts: &mut Fonts<'a>,
    images: &mut Images,
) -> PageContent {
    let bounds = bounds(page);
    let mut collector = Collector {
        fonts,
        images,
        page,
        bounds,
        placed: Places::default(),
        marks: MarkStack::new(),
        replacements: Replacements::default(),
        settings,
        rulings: Rulings::new(bounds),
        content: none(page),
    };
    let has_annotations = page.raw().contains_key(b"Annots");
    let parts = [(RenderContent::PAGE, false), (RenderContent::ANNOTATIONS, true)];
    for (part, is_annotation) in parts.into_iter().take(1 + usize::from(has_annotations)) {
        let mut settings = settings.clone();
        settings.render_content = part;
        collector.marks.start(is_annotation);
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, bounds, cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut collector);
    }
    let mut content = collector.content;
    content.marks = collector.marks.into_marks();
    if collector.rulings.is_full() {
        content.limit = Some("drawn paths");
    }
    content.rulings = collector.rulings.into_rulings();
    collector.replacements.apply(&mut content);
    turn_upright(&mut content);
    content
}

/// A page of which nothing is read.
pub fn none(page: &Page<'_>) -> PageContent {
    let bounds = bounds(page);
    PageContent { size: (bounds.x1, bounds.y1), ..PageContent::default() }
}

fn bounds(page: &Page<'_>) -> Rect {
    let (width, height) = page.render_dimensions();
    Rect::new(0.0, 0.0, f64::from(width), f64::from(height))
}

/// Turns a page whose text mostly runs up, down or upside down, so that it reads from left to right.
fn turn_upright(content: &mut PageContent) {
    let quarters = [Vec2::new(1.0, 0.0), Vec2::new(0.0, 1.0), Vec2::new(-1.0, 0.0), Vec2::new(0.0, -1.0)];
    let running = |way: &Vec2| content.glyphs.iter().filter(|glyph| glyph.direction.dot(*way) > 0.98).count();
    let Some(way) = quarters.into_iter().find(|way| running(way) * 2 > content.glyphs.len()) else { return };
    if way.x > 0.5 || content.is_vertical {
        return;
    }
    let turn = Affine::rotate(-way.y.atan2(way.x));
    let turned = turn.transform_rect_bbox(Rect::new(0.0, 0.0, content.size.0, content.size.1));
    let to_upright = Affine::translate(-turned.origin().to_vec2()) * turn;
    for glyph in &mut content.glyphs {
        glyph.origin = to_upright * glyph.origin;
        glyph.direction = (turn * glyph.direction.to_point()).to_vec2();
    }
    for ruling in &mut content.rulings {
        *ruling = ruling.transformed(to_upright);
    }
    for image in &mut content.images {
        image.rect = to_upright.transform_rect_bbox(image.rect);
    }
    content.size = (turned.width(), turned.height());
    content.to_shown = to_upright.inverse();
}

struct Collector<'c, 'a> {
    fonts: &'c mut Fonts<'a>,
    images: &'c mut Images,
    page: &'c Page<'a>,
    bounds: Rect,
    placed: Places,
    marks: MarkStack,
    replacements: Replacements,
    settings: &'c InterpreterSettings,
    rulings: Rulings,
    content: PageContent,
}

impl<'a> Collector<'_, 'a> {
    fn push_glyph(&mut self, glyph: Glyph) {
        if self.content.glyphs.len() >= limits::GLYPHS_PER_PAGE {
            self.content.limit = Some("glyphs");
            return;
        }
        if self.is_on_page(&glyph) && !self.is_drawn_twice(&glyph) {
            self.content.glyphs.push(glyph);
        }
    }

    /// What a glyph stands for, by its font's own account or by what can be told from it.
    fn text(&mut self, glyph: &DrawnGlyph<'a>) -> Option<BfString> {
        match (glyph.as_unicode(), glyph) {
            (None | Some(BfString::Char('\0' | '\u{FFFD}')), DrawnGlyph::Outline(outline)) => {
                self.fonts.recovery.text(outline, self.page.resources(), self.settings)
            }
            (text, _) => text,
        }
    }

    /// Text outside of the page's box cannot be seen, nor was it meant to be.
    fn is_on_page(&self, glyph: &Glyph) -> bool {
        let middle = glyph.origin + glyph.direction * (glyph.advance / 2.0);
        self.bounds.inflate(1.0, 1.0).contains(middle)
    }

    /// Fill and stroke as two operations, shadows and fake bold draw a glyph again a hair's breadth away.
    fn is_drawn_twice(&mut self, glyph: &Glyph) -> bool {
        if glyph.is_space() {
            return false;
        }
        let Point { x, y } = glyph.origin;
        self.placed.take(unicode::key(&glyph.text), glyph.size, x, y)
    }
}

/// The direction text runs in, its em and the width of one unit of 1/1000 em.
type Frame = (Vec2, f64, f64);

/// The frames of the glyphs of a run, most of which have that of the one before.
struct Frames {
    mode: WritingMode,
    latest: Option<([f64; 4], Option<Frame>)>,
}

impl Frames {
    /// The frame under `transform`; none where nothing can be seen.
    fn of(&mut self, transform: Affine) -> Option<Frame> {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let turn = [a, b, c, d];
        match self.latest {
            Some((latest, frame)) if latest == turn => frame,
            _ => {
                let frame = frame(turn, self.mode);
                self.latest = Some((turn, frame));
                frame
            }
        }
    }
}

fn frame([a, b, c, d]: [f64; 4], mode: WritingMode) -> Option<Frame> {
    let (along, across) = (Vec2::new(a, b), Vec2::new(c, d));
    let (direction, unit, em) = match mode {
        WritingMode::Horizontal => (along, along.hypot(), across.hypot()),
        WritingMode::Vertical => (-across, across.hypot(), along.hypot()),
    };
    if unit <= 1e-9 || em <= 1e-9 || !unit.is_finite() || !em.is_finite() {
        return None;
    }
    Some((direction / unit, em * 1000.0, unit))
}

impl<'a> Device<'a> for Collector<'_, 'a> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let font = self.fonts.of(run, self.page.resources());
        let mark = self.marks.current();
        self.content.is_vertical |= matches!(run.writing_mode(), WritingMode::Vertical);
        let mut frames = Frames { mode: run.writing_mode(), latest: None };
        for positioned in run.glyphs() {
            let transform = props.transform * positioned.transform();
            let Some((direction, size, unit)) = frames.of(transform) else {
                continue;
            };
            let width = match (run.writing_mode(), &**positioned) {
                (WritingMode::Vertical, _) => 1000.0,
                (_, DrawnGlyph::Outline(glyph)) => f64::from(glyph.advance_width().unwrap_or(0.0)),
                (_, DrawnGlyph::Type3(glyph)) => f64::from(glyph.advance_width().unwrap_or(0.0)),
            };
            let text = unicode::normalise(self.text(positioned));
            self.push_glyph(Glyph {
                text,
                origin: transform * Point::ZERO,
                direction,
                advance: width * unit,
                size,
                font,
                mark,
            });
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.rulings.add_path(path, props.transform, mode);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.rulings.add_rect(*rect, props.transform, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.content.images.len() >= limits::IMAGES_PER_PAGE {
            self.content.limit = Some("images");
            return;
        }
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let rect = (props.transform * pixels.to_path(0.1)).bounding_box();
        let extracted = self.images.take(&image);
        self.content.images.push(PlacedImage { extracted, rect, after_glyphs: self.content.glyphs.len() });
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.marks.begin(tag, properties);
        self.replacements.begin(properties, self.content.glyphs.len());
    }

    fn end_marked_content(&mut self) {
        self.marks.end();
        self.replacements.end(self.content.glyphs.len());
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
