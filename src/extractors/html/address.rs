//! Addresses in a page, made complete by the page's own (RFC 3986, 5.2).

use std::borrow::Cow;

use super::tree::{Id, ROOT, Tree};

/// The address that a page says its addresses are relative to (WHATWG HTML, 4.2.3).
pub fn declared<'t>(tree: &'t Tree) -> Option<Cow<'t, str>> {
    base_in(tree, ROOT).or_else(|| {
        let heads = |id| tree.elements(id).filter(|(_, name, _)| matches!(*name, "html" | "head"));
        heads(ROOT).find_map(|(id, ..)| {
            base_in(tree, id).or_else(|| heads(id).find_map(|(head, ..)| base_in(tree, head)))
        })
    })
}

fn base_in<'t>(tree: &'t Tree, id: Id) -> Option<Cow<'t, str>> {
    tree.elements(id)
        .filter(|(_, name, _)| *name == "base")
        .find_map(|(.., attributes)| attributes.get("href"))
}

/// The parts of an address.
#[derive(Clone, Copy)]
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    /// With its question mark.
    query: &'a str,
    /// With its number sign.
    fragment: &'a str,
}

fn parts(address: &str) -> Parts<'_> {
    let (address, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let (address, query) = address.split_at(address.find('?').unwrap_or(address.len()));
    let named = address.split_once(':').filter(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    let (scheme, rest) = named.map_or((None, address), |(scheme, rest)| (Some(scheme), rest));
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts { scheme, authority, path, query, fragment }
}

/// What `address` means in a page at `base`. It stays as it is where it is complete, or `base` is not.
pub fn resolve(base: &str, address: &str) -> String {
    let (from, mut to) = (parts(base), parts(address));
    let Some(scheme) = from.scheme.filter(|_| to.scheme.is_none() && from.authority.is_some()) else {
        return address.to_owned();
    };
    let mut path = to.path.to_owned();
    if to.authority.is_none() {
        to.authority = from.authority;
        if to.path.is_empty() {
            from.path.clone_into(&mut path);
            to.query = if to.query.is_empty() { from.query } else { to.query };
        } else if !to.path.starts_with('/') {
            let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            path = format!("{folder}/{}", to.path);
        }
    }
    format!(
        "{scheme}://{}{}{}{}",
        to.authority.unwrap_or_default(),
        without_dots(&path),
        to.query,
        to.fragment
    )
}

/// A path without its dot segments (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let Some(segments) = path.strip_prefix('/') else { return path.to_owned() };
    let mut kept: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for segment in segments.split('/') {
        is_folder = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let end = if is_folder && !kept.is_empty() { "/" } else { "" };
    format!("/{}{end}", kept.join("/"))
}

/// The bytes that an address stands for (RFC 3986, 2.1).
pub fn percent_decoded(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|_| *byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                decoded.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(*byte);
                rest = after;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::resolve;

    /// The examples of RFC 3986, 5.4, but for those of one character that say the same.
    #[test]
    fn addresses_are_resolved_as_the_specification_has_it() {
        let base = "http://a/b/c/d;p?q";
        for (address, resolved) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./g/.", "http://a/b/c/g/"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
        ] {
            assert_eq!(resolve(base, address), resolved, "{address}");
        }
    }

    #[test]
    fn nothing_is_resolved_against_what_is_no_address() {
        assert_eq!(resolve("page.html", "g"), "g");
        assert_eq!(resolve("http://a/b", "mailto:me@example.org"), "mailto:me@example.org");
    }
}
