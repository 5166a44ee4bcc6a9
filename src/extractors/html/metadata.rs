//! What a page says about itself: its head, and the headings, links and images in it.

use std::collections::BTreeMap;

use kreuzberg::types::{
    HeaderMetadata, HtmlMetadata, ImageMetadataType, ImageType, LinkMetadata, LinkType, StructuredData,
    StructuredDataType, TextDirection,
};

use super::tokens::Attributes;
use super::tree::{Id, ROOT, Tree};

/// The longest label of a heading or a link that is taken over, in bytes.
const MOST: usize = 4 << 10;

/// Reads the metadata of a page.
#[inline(never)]
pub fn read(tree: &Tree) -> HtmlMetadata {
    let mut reader = Reader { tree, found: HtmlMetadata::default() };
    reader.element(ROOT, 0);
    reader.found
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    found: HtmlMetadata,
}

impl Reader<'_, '_> {
    fn element(&mut self, id: Id, depth: usize) {
        let tree = self.tree;
        for (child, name, attributes) in tree.elements(id) {
            match name {
                "html" | "body" => self.document(attributes),
                "title" if self.found.title.is_none() && depth <= 2 => {
                    self.found.title = some(words(&tree.text(child, MOST)));
                }
                "base" => {
                    self.found.base_href = self.found.base_href.take().or(attribute(attributes, "href"))
                }
                "link" => self.link_element(attributes),
                "meta" => self.meta(attributes),
                "script" => self.script(child, attributes),
                "a" => self.link(child, attributes),
                "img" => self.image(attributes),
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                    let text = words(&tree.text(child, MOST));
                    let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                    let id = attribute(attributes, "id");
                    let html_offset = tree.offset(name, attributes);
                    self.found.headers.push(HeaderMetadata { level, text, id, depth, html_offset });
                }
                _ => {}
            }
            self.element(child, depth + 1);
        }
    }

    fn document(&mut self, attributes: Attributes) {
        let language = || attribute(attributes, "lang").or_else(|| attribute(attributes, "xml:lang"));
        self.found.language = self.found.language.take().or_else(language);
        let direction = attribute(attributes, "dir").map(|direction| direction.to_ascii_lowercase());
        self.found.text_direction = match direction.as_deref() {
            Some("ltr") => Some(TextDirection::LeftToRight),
            Some("rtl") => Some(TextDirection::RightToLeft),
            Some("auto") => Some(TextDirection::Auto),
            _ => self.found.text_direction.take(),
        };
    }

    fn link_element(&mut self, attributes: Attributes) {
        let canonical = attribute(attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        if canonical && self.found.canonical_url.is_none() {
            self.found.canonical_url = attribute(attributes, "href");
        }
    }

    fn meta(&mut self, attributes: Attributes) {
        let key = ["name", "property", "http-equiv"].iter().find_map(|key| attribute(attributes, key));
        let (Some(key), Some(value)) = (key, attribute(attributes, "content")) else { return };
        let key = key.to_ascii_lowercase().replace(':', "-");
        let insert = |map: &mut BTreeMap<String, String>, key: &str| {
            map.entry(key.replace('-', "_")).or_insert(value.clone());
        };
        let set = |field: &mut Option<String>| *field = field.take().or(Some(value.clone()));
        let found = &mut self.found;
        let dublin = key.strip_prefix("dcterms.").or_else(|| key.strip_prefix("dc."));
        match dublin.unwrap_or(&key) {
            "description" | "abstract" => set(&mut found.description),
            "author" | "creator" => set(&mut found.author),
            "title" => set(&mut found.title),
            "keywords" | "news_keywords" | "subject" if found.keywords.is_empty() => {
                let keywords = value.split(',').map(|keyword| keyword.trim().to_owned());
                found.keywords = keywords.filter(|keyword| !keyword.is_empty()).collect();
            }
            field if dublin.is_some() => {
                found.meta_tags.insert(format!("dc_{}", field.replace('-', "_")), value);
            }
            _ => match (key.strip_prefix("og-"), key.strip_prefix("twitter-")) {
                (Some(key), _) => insert(&mut found.open_graph, key),
                (None, Some(key)) => insert(&mut found.twitter_card, key),
                (None, None) => {
                    found.meta_tags.entry(key).or_insert(value);
                }
            },
        }
    }

    fn script(&mut self, id: Id, attributes: Attributes) {
        let kind = attribute(attributes, "type").unwrap_or_default();
        if !kind.eq_ignore_ascii_case("application/ld+json") {
            return;
        }
        let raw_json = self.tree.text(id, usize::MAX).trim().to_owned();
        let parsed: serde_json::Value = serde_json::from_str(&raw_json).unwrap_or_default();
        let of = |value: &serde_json::Value| value.get("@type")?.as_str().map(str::to_owned);
        let graph = || parsed.get("@graph")?.as_array()?.iter().find_map(of);
        let schema_type = of(&parsed).or_else(graph);
        self.found.structured_data.push(StructuredData {
            data_type: StructuredDataType::JsonLd,
            raw_json,
            schema_type,
        });
    }

    fn link(&mut self, id: Id, attributes: Attributes) {
        let Some(href) = attribute(attributes, "href") else { return };
        let rel = attribute(attributes, "rel").unwrap_or_default();
        self.found.links.push(LinkMetadata {
            link_type: link_type(&href),
            text: words(&self.tree.text(id, MOST)),
            title: attribute(attributes, "title"),
            rel: rel.split_ascii_whitespace().map(str::to_owned).collect(),
            attributes: others(attributes, &["href", "title", "rel"]),
            href,
        });
    }

    fn image(&mut self, attributes: Attributes) {
        let src = attribute(attributes, "src").unwrap_or_default();
        let size =
            |name| attribute(attributes, name).and_then(|size| size.trim_end_matches("px").parse().ok());
        self.found.images.push(ImageMetadataType {
            image_type: match &src {
                src if src.starts_with("data:") => ImageType::DataUri,
                src if src.contains("://") || src.starts_with("//") => ImageType::External,
                _ => ImageType::Relative,
            },
            alt: attribute(attributes, "alt"),
            title: attribute(attributes, "title"),
            dimensions: size("width").zip(size("height")),
            attributes: others(attributes, &["src", "alt", "title"]),
            src,
        });
    }
}

fn link_type(href: &str) -> LinkType {
    match href {
        href if href.starts_with('#') => LinkType::Anchor,
        href if href.starts_with("mailto:") => LinkType::Email,
        href if href.starts_with("tel:") => LinkType::Phone,
        href if href.starts_with("http://") || href.starts_with("https://") => LinkType::External,
        href if href.starts_with(['/', '.']) => LinkType::Internal,
        _ => LinkType::Other,
    }
}

fn others(attributes: Attributes, known: &[&str]) -> Vec<(String, String)> {
    let other = |name: &str| !known.iter().any(|known| known.eq_ignore_ascii_case(name));
    attributes
        .filter(|(name, _)| other(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn attribute(attributes: Attributes, name: &str) -> Option<String> {
    attributes.get(name).and_then(|value| some(value.trim().to_owned()))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
