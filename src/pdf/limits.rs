//! What a PDF may cost. Each bound counts work, never time, so that a result does not depend on the machine.

/// Glyphs kept of one page; a dense newspaper page has about 30,000.
pub const GLYPHS_PER_PAGE: usize = 500_000;
/// Glyphs kept of one document.
pub const GLYPHS_PER_DOCUMENT: usize = 50_000_000;
/// Straight path segments kept of one page for the search for tables; engineering drawings have more.
pub const RULINGS_PER_PAGE: usize = 20_000;
/// Paths looked at on one page for rulings.
pub const PATHS_PER_PAGE: usize = 1_000_000;
/// Images placed on one page that are looked at.
pub const IMAGES_PER_PAGE: usize = 5_000;
/// Images handed out of one document.
pub const IMAGES_PER_DOCUMENT: usize = 10_000;
/// Pixels of one image that is decoded.
pub const PIXELS_PER_IMAGE: u64 = 100_000_000;
/// Bytes of all images handed out of one document.
pub const IMAGE_BYTES_PER_DOCUMENT: usize = 512 << 20;
/// Font dictionaries loaded to tell fonts apart.
pub const FONTS: usize = 4_096;
/// Characters that a composite font may give a width by ranges: several times the 65,536 that it can have.
pub const WIDTHS_PER_FONT: u64 = 262_144;
/// Depth to which dictionaries are followed (outline, fields, name trees, structure tree, forms in forms).
pub const NESTING: usize = 64;
/// Nodes visited in any one tree (outline, fields, names, structure).
pub const TREE_NODES: usize = 500_000;
/// Annotations read of one page.
pub const ANNOTATIONS_PER_PAGE: usize = 10_000;
/// Attached files read.
pub const ATTACHMENTS: usize = 1_000;
/// Bytes of all attached files together.
pub const ATTACHMENT_BYTES: usize = 256 << 20;
/// Cells of one table.
pub const CELLS_PER_TABLE: usize = 100_000;
/// Cells times lines of one grid that are compared with each other.
pub const GRID_WORK: usize = 50_000_000;
/// Text pieces looked at, over and over, in the search for aligned tables on one page.
pub const ALIGNMENT_WORK: usize = 2_000_000;
/// Links of one page whose text is looked up.
pub const LINK_LABELS_PER_PAGE: usize = 1_000;
/// Pixels of one rendered page.
pub const RENDERED_PIXELS: u64 = 64_000_000;
