//! Tables (TST.TableModelArchive): their cells lie in tiles of rows, and texts in lists to whose keys cells refer.

use std::collections::BTreeMap;

use ahash::AHashMap;
use kreuzberg::Result;

use super::cell::{self, Value};
use super::message::Message;
use super::reading::Reading;
use crate::extractors::blocks::{Block, Run, Table, flatten};
use crate::limits;

/// Types of objects.
const MODEL: &[u64] = &[6001];
const TILE: &[u64] = &[6002];
const LIST: &[u64] = &[6005, 6201];
const SEGMENT: &[u64] = &[6011];
const RICH_TEXT: &[u64] = &[6218];

/// Rows of a tile, where a table does not say.
const TILE_ROWS: u64 = 256;

/// What the offset of a cell is that there is none of.
const NONE: u16 = u16::MAX;

/// The blocks of a table (TST.TableInfoArchive): itself, if anything is in it.
///
/// # Errors
/// The limit that was passed.
pub fn blocks(reading: &mut Reading, info: Message) -> Result<Vec<Block>> {
    let objects = reading.objects;
    let Some(model) = objects.of_type(info.reference(2), MODEL) else {
        reading.damaged += 1;
        return Ok(Vec::new());
    };
    let Some(store) = model.message(4) else { return Ok(Vec::new()) };
    let texts = entries(reading, store.reference(4))?;
    let rich = entries(reading, store.reference(17))?;
    let mut rows: BTreeMap<u64, Vec<Run>> = BTreeMap::new();
    'tiles: for (number, row) in rows_of(reading, store)? {
        if number >= model.number(6).unwrap_or(u64::MAX) {
            continue;
        }
        for (column, bytes) in cells(row, model.number(7).unwrap_or(u64::MAX)) {
            let Some(value) = cell::value(bytes) else {
                reading.damaged += 1;
                continue;
            };
            let run = match value {
                Value::Text(text) => Run::plain(text),
                Value::Listed(key) => match texts.get(&key) {
                    Some(entry) if reading.admit(*entry)? => Run::plain(entry.text(3).unwrap_or_default()),
                    _ => continue,
                },
                Value::Formatted(key) => {
                    let payload = rich.get(&key).and_then(|entry| entry.reference(9));
                    let text = objects.of_type(payload, RICH_TEXT).and_then(|payload| payload.reference(1));
                    flatten(reading.text(text)?)
                }
            };
            if run.is_empty() {
                continue;
            }
            let line = rows.entry(number).or_default();
            let added = (column + 1).saturating_sub(line.len());
            reading.cells = reading.cells.saturating_add(added as u64);
            let most = limits::current().table_cells;
            if reading.cells > most {
                let over = limits::over("tableCells", most);
                reading.cut = limits::cut(Err(over.into()))?;
                break 'tiles;
            }
            line.resize_with(line.len() + added, Run::default);
            if let Some(place) = line.get_mut(column) {
                *place = run;
            }
        }
    }
    let name = model.text(8).filter(|name| model.number(22) != Some(0) && !name.trim().is_empty());
    let caption = name.map(|name| Run::plain(name.trim()));
    let rows: Vec<_> = rows.into_values().collect();
    Ok(if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table { caption, rows })] })
}

/// The rows of all tiles, with their numbers.
fn rows_of<'a>(reading: &mut Reading<'a>, store: Message<'a>) -> Result<Vec<(u64, Message<'a>)>> {
    let Some(tiles) = store.message(3) else { return Ok(Vec::new()) };
    let size = tiles.number(2).filter(|rows| *rows > 0).unwrap_or(TILE_ROWS);
    let mut rows = Vec::new();
    for tile in tiles.messages(1) {
        let Some(found) = reading.objects.of_type(tile.reference(2), TILE) else {
            reading.damaged += 1;
            continue;
        };
        if !reading.admit(found)? {
            break;
        }
        let first = tile.number(1).unwrap_or(0).saturating_mul(size);
        rows.extend(found.messages(5).map(|row| (first.saturating_add(row.number(1).unwrap_or(0)), row)));
    }
    Ok(rows)
}

/// The cells of a row, with their columns. Documents from before 2018 have but the older form; those of today have both.
fn cells(row: Message<'_>, columns: u64) -> impl Iterator<Item = (usize, &[u8])> {
    let newer = row.bytes(6).filter(|cells| !cells.is_empty()).zip(row.bytes(7));
    let unit = if newer.is_some() && row.is(8) { 4 } else { 1 };
    let (cells, offsets) = newer.or_else(|| row.bytes(3).zip(row.bytes(4))).unwrap_or_default();
    let columns = usize::try_from(columns).unwrap_or(usize::MAX);
    let (offsets, _) = offsets.as_chunks::<2>();
    let offsets = offsets.iter().map(|offset| u16::from_le_bytes(*offset)).enumerate().take(columns);
    let found = offsets.filter(|(_, offset)| *offset != NONE);
    found.filter_map(move |(column, offset)| Some((column, cells.get(usize::from(offset) * unit..)?)))
}

/// The entries of a list, by their keys.
fn entries<'a>(reading: &mut Reading<'a>, list: Option<u64>) -> Result<AHashMap<u64, Message<'a>>> {
    let objects = reading.objects;
    let mut found = AHashMap::new();
    let Some(list) = objects.of_type(list, LIST) else { return Ok(found) };
    let segments = list.references(4).filter_map(|id| objects.of_type(Some(id), SEGMENT));
    for part in std::iter::once(list).chain(segments) {
        if !reading.admit(part)? {
            break;
        }
        found.extend(part.messages(3).filter_map(|entry| Some((entry.number(1)?, entry))));
    }
    Ok(found)
}
