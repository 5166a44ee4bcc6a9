//! Pictures of pages.

use super::error::PdfError;
use super::font_widths::FontWidths;
use super::options::PageRange;
use super::settings::settings;
use super::{images, limits, open};
use hayro::vello_cpu::color::{AlphaColor, Srgb};
use hayro::vello_cpu::peniko::ImageAlphaType;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use serde::{Deserialize, Serialize};

/// Which page to draw, and how. At most one of `dpi`, `scale` and `width` may be given; without one, the page is
/// drawn at 72 dots per inch, one pixel a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RenderRequest {
    /// Counted from 1.
    pub page: usize,
    /// Pixels per inch.
    pub dpi: Option<f32>,
    /// Pixels per point.
    pub scale: Option<f32>,
    /// Width of the picture in pixels; the height follows.
    pub width: Option<u32>,
    /// What the picture is handed out as.
    pub format: PictureFormat,
    /// Red, green, blue and opacity of the paper, 0 to 255; white without it.
    pub background: [u8; 4],
    /// Opens an encrypted file.
    pub password: Option<String>,
}

impl Default for RenderRequest {
    fn default() -> Self {
        Self {
            page: 1,
            dpi: None,
            scale: None,
            width: None,
            format: PictureFormat::Png,
            background: [255; 4],
            password: None,
        }
    }
}

/// Forms in which a picture is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureFormat {
    /// A PNG file.
    Png,
    /// Pixels row by row, four bytes each: red, green, blue, opacity, not premultiplied.
    Rgba,
}

/// A page as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// In the format asked for.
    pub data: Vec<u8>,
}

/// The largest side of a picture, pixels.
const LONGEST_SIDE: f64 = 32_000.0;

/// Draws one page of the document in `bytes`.
///
/// # Errors
/// [`PdfError::NoSuchPage`], [`PdfError::Limit`] where the picture would be too large, [`PdfError::Request`] where
/// the request makes no sense, and all that opening a file may fail with.
pub fn render_page(bytes: &[u8], request: &RenderRequest) -> Result<Rendered, PdfError> {
    let passwords: Vec<String> = request.password.iter().cloned().collect();
    if request.page == 0 {
        return Err(PdfError::Request("pages are counted from 1"));
    }
    let range = PageRange { first: request.page, last: Some(request.page) };
    let opened = open::open(bytes, &passwords, Some(range))?;
    let page = opened.page(request.page).ok_or(PdfError::NoSuchPage(request.page, opened.page_count()))?;
    if !FontWidths::default().are_bounded(page.resources()) {
        return Err(PdfError::Limit("widths in a font", limits::WIDTHS_PER_FONT));
    }
    let (page_width, page_height) = page.render_dimensions();
    let scale = scale(request, f64::from(page_width))?;
    let (width, height) = size(f64::from(page_width) * scale, f64::from(page_height) * scale)?;
    let [red, green, blue, opacity] = request.background;
    // The renderer cuts off fractions of a pixel; the added hundredth keeps the size that was worked out here.
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &settings(),
        // Hinting fits outlines to the grid of pixels: seldom seen, and a broken font can keep the hinter busy for minutes.
        &RenderSettings { hinting: false, ..RenderSettings::default() },
        &PixmapSettings {
            x_scale: (width as f32 + 0.01) / page_width,
            y_scale: (height as f32 + 0.01) / page_height,
            bg_color: AlphaColor::<Srgb>::from_rgba8(red, green, blue, opacity),
        },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let pixels: Vec<u8> = pixmap.take_rgba8(ImageAlphaType::Alpha);
    let data = match request.format {
        PictureFormat::Rgba => pixels,
        PictureFormat::Png => images::png(width, height, png::ColorType::Rgba, &pixels)
            .ok_or(PdfError::Request("the picture could not be encoded"))?,
    };
    Ok(Rendered { width, height, data })
}

/// Number of pages of the document in `bytes`.
///
/// # Errors
/// All that opening a file may fail with.
pub fn page_count(bytes: &[u8], password: Option<&str>) -> Result<usize, PdfError> {
    let passwords: Vec<String> = password.map(str::to_owned).into_iter().collect();
    Ok(open::open(bytes, &passwords, None)?.page_count())
}

fn scale(request: &RenderRequest, page_width: f64) -> Result<f64, PdfError> {
    let scale = match (request.dpi, request.scale, request.width) {
        (None, None, None) => 1.0,
        (Some(dpi), None, None) => f64::from(dpi) / 72.0,
        (None, Some(scale), None) => f64::from(scale),
        (None, None, Some(width)) => f64::from(width) / page_width,
        _ => return Err(PdfError::Request("give one of dpi, scale and width")),
    };
    if !scale.is_finite() || scale <= 0.0 {
        return Err(PdfError::Request("the resolution has to be a positive number"));
    }
    Ok(scale)
}

fn size(width: f64, height: f64) -> Result<(u32, u32), PdfError> {
    if width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Err(PdfError::Limit("pixels on a side", LONGEST_SIDE as u64));
    }
    let pixels = |length: f64| (length - 1e-3).ceil().max(1.0) as u32;
    let (width, height) = (pixels(width), pixels(height));
    if u64::from(width) * u64::from(height) > limits::RENDERED_PIXELS {
        return Err(PdfError::Limit("pixels in a picture", limits::RENDERED_PIXELS));
    }
    Ok((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_measure_of_size_may_be_given() {
        let request = RenderRequest { dpi: Some(144.0), ..RenderRequest::default() };
        assert_eq!(scale(&request, 100.0), Ok(2.0));
        assert!(scale(&RenderRequest { width: Some(5), ..request.clone() }, 100.0).is_err());
        assert!(scale(&RenderRequest { dpi: Some(f32::NAN), ..request }, 100.0).is_err());
    }

    #[test]
    fn a_picture_too_large_is_refused_before_it_is_drawn() {
        assert!(matches!(size(1e6, 10.0), Err(PdfError::Limit(..))));
        assert!(matches!(size(20_000.0, 20_000.0), Err(PdfError::Limit(..))));
        assert_eq!(size(595.2, 841.9), Ok((596, 842)));
    }
}
