//! What Office files of all kinds have: properties, pictures, and documents in them.

pub mod picture;
pub mod properties;
