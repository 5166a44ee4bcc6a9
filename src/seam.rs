//! The exports. Each is synchronous: a trap in an exported `async fn` would surface as an uncaught
//! exception, while a trap in these is thrown to the caller.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error::{Code, Failure};
use crate::outcome::{Binary, PathStep};
#[cfg(feature = "pdf-render")]
use crate::pdf::render::{self, RenderRequest};
use crate::request::{Hint, Request};

/// Runs once for every instance, before anything else.
#[wasm_bindgen(start)]
fn start() {
    crate::panic::install_hook();
    crate::determinism::fix_hash_order();
}

/// Extracts one document: JSON or `{ json, binaries }`, or throws a `Failure`. The request is JSON, which costs a third of what
/// a JavaScript value does.
#[wasm_bindgen]
pub fn extract(bytes: Vec<u8>, request: &str) -> Result<JsValue, JsValue> {
    let request: Request = serde_json::from_str(request).map_err(refused)?;
    let mut json: Option<JsString> = None;
    // JavaScript joins strings without copying them.
    let mut put = |piece: &str| {
        let before = json.take();
        let piece = JsString::from(piece);
        json = Some(before.map_or_else(|| piece.clone(), |before| before.concat(&piece)));
    };
    let binaries = crate::extract::extract_to(bytes, &request, &mut put).map_err(thrown)?;
    reply(json.into(), &binaries)
}

/// Tells what a document is, as JSON, or throws a `Failure`. The hint is JSON.
#[wasm_bindgen]
pub fn detect(bytes: Vec<u8>, hint: &str) -> Result<JsValue, JsValue> {
    let hint: Hint = serde_json::from_str(hint).map_err(refused)?;
    let detected = crate::mime::detect(&bytes, &hint).map_err(thrown)?;
    reply_json(&detected)
}

/// Draws one page of a PDF: `{ json: { width, height, data: null }, binaries }`, or throws a `Failure`. The request is JSON.
#[cfg(feature = "pdf-render")]
#[wasm_bindgen(js_name = renderPage)]
pub fn render_page(bytes: Vec<u8>, request: &str) -> Result<JsValue, JsValue> {
    let request: RenderRequest = serde_json::from_str(request).map_err(refused)?;
    let picture = render::render_page(&bytes, &request).map_err(|error| thrown(error.into()))?;
    let json = serde_json::json!({ "width": picture.width, "height": picture.height, "data": null });
    let binaries = vec![Binary { path: vec![PathStep::Key("data")], bytes: picture.data.into() }];
    reply(json.to_string().into(), &binaries)
}

/// Counts the pages of a PDF, as JSON, or throws a `Failure`.
#[cfg(feature = "pdf-render")]
#[wasm_bindgen(js_name = pageCount)]
pub fn page_count(bytes: Vec<u8>, password: Option<String>) -> Result<JsValue, JsValue> {
    let pages = render::page_count(&bytes, password.as_deref()).map_err(|error| thrown(error.into()))?;
    reply_json(&pages)
}

/// Every type that is read, with its aliases and extensions, as JSON.
#[wasm_bindgen]
pub fn formats() -> Result<JsValue, JsValue> {
    reply_json(&crate::mime::formats())
}

/// Does what first documents do, so that the instance can be put back to after that: with one document, unless there are
/// not so many.
#[wasm_bindgen]
pub fn warm(number: u32) -> Result<bool, JsValue> {
    // The table of JavaScript's values grows with the first, and cannot be made to shrink again.
    reply_json(&())?;
    crate::warm::warm(number).map_err(thrown)
}

/// Message and place of the panic that ended this instance; empty if there was none.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> String {
    crate::panic::last()
}

fn refused(error: impl std::fmt::Display) -> JsValue {
    thrown(Failure::new(Code::InvalidConfig, format!("the request was refused: {error}")))
}

fn thrown(failure: Failure) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    failure.serialize(&serializer).unwrap_or_else(|error| JsValue::from_str(&error.to_string()))
}

fn reply_json(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(value).map_err(|error| JsValue::from_str(&error.to_string()))?;
    reply(json.into(), &[])
}

/// Most results have no binaries, and are then the JSON alone. It is a string because an array of bytes costs more than
/// a small document does.
fn reply(json: JsValue, binaries: &[Binary]) -> Result<JsValue, JsValue> {
    if binaries.is_empty() {
        return Ok(json);
    }
    let reply = Object::new();
    let binaries: Array = binaries.iter().map(binary).collect::<Result<_, _>>()?;
    Reflect::set(&reply, &"json".into(), &json)?;
    Reflect::set(&reply, &"binaries".into(), &binaries)?;
    Ok(reply.into())
}

fn binary(binary: &Binary) -> Result<JsValue, JsValue> {
    let path: Array = binary
        .path
        .iter()
        .map(|step| match step {
            PathStep::Key(key) => JsValue::from_str(key),
            PathStep::Index(index) => JsValue::from_f64(*index as f64),
        })
        .collect();
    let value = Object::new();
    Reflect::set(&value, &"path".into(), &path)?;
    Reflect::set(&value, &"bytes".into(), &Uint8Array::from(binary.bytes.as_ref()))?;
    Ok(value.into())
}
