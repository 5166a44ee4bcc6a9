//! What Office files of all kinds have: properties, pictures, and documents in them.

pub mod art;
pub mod embedded;
pub mod grid;
pub mod picture;
pub mod properties;
pub mod records;
pub mod shape;
pub mod summary;
mod values;
