//! What refers to what in a linked module: read from the relocations that the linker is told to leave in it
//! (`--emit-relocs`; <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>).
//!
//! Every relocation is held against the bytes that it stands for. So a mistake here, or a linker that does things
//! differently, ends the build instead of taking a table out of a module that needs it.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    BinaryReader, DataKind, KnownCustom, Linking, LinkingSectionReader, Operator, Parser, Payload,
    RelocSectionReader, RelocationEntry, RelocationType, SymbolFlags, SymbolInfo,
};

/// Something that is referred to, by its index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A function, imported or not.
    Function(u32),
    /// A data segment.
    Segment(u32),
}

/// What each function and each data segment refers to.
pub struct References {
    /// By function index; imported ones refer to nothing.
    pub functions: Vec<Vec<Target>>,
    /// By segment index.
    pub segments: Vec<Vec<Target>>,
}

#[derive(Clone, Copy)]
enum Symbol {
    Function(u32),
    /// A segment's index, and an address.
    Data(u32, u32),
    Other,
}

struct Segment {
    address: u32,
    place: Range<usize>,
}

/// A module's sections, as far as they matter here.
#[derive(Default)]
struct Sections<'a> {
    imported: usize,
    /// Where the contents of the sections of code and data begin.
    code: usize,
    data: usize,
    bodies: Vec<Range<usize>>,
    segments: Vec<Segment>,
    linking: Option<LinkingSectionReader<'a>>,
    relocations: Vec<(bool, RelocSectionReader<'a>)>,
}

/// Reads them from a linked module.
///
/// # Errors
/// Where the module has no relocations, or they are not what they should be.
pub fn read(wasm: &[u8]) -> Result<References> {
    let sections = sections(wasm)?;
    let symbols = symbols(&sections)?;
    let functions = sections.imported + sections.bodies.len();
    let mut references = References {
        functions: vec![Vec::new(); functions],
        segments: vec![Vec::new(); sections.segments.len()],
    };
    if sections.relocations.len() != 2 {
        bail!("the module has no relocations: was it linked with --emit-relocs?");
    }
    for (is_code, reader) in &sections.relocations {
        let (start, places): (usize, Vec<&Range<usize>>) = if *is_code {
            (sections.code, sections.bodies.iter().collect())
        } else {
            (sections.data, sections.segments.iter().map(|segment| &segment.place).collect())
        };
        for entry in reader.entries() {
            let entry = entry?;
            let at = start + entry.offset as usize;
            let symbol = symbols.get(entry.index as usize).copied().unwrap_or(Symbol::Other);
            let Some(target) = target(wasm, at, &entry, symbol)? else { continue };
            let holder = places.partition_point(|place| place.start <= at).checked_sub(1);
            let holder = holder.filter(|holder| places.get(*holder).is_some_and(|place| at < place.end));
            let holder = holder.with_context(|| format!("nothing is at the relocation at {at}"))?;
            let list = if *is_code {
                references.functions.get_mut(sections.imported + holder)
            } else {
                references.segments.get_mut(holder)
            };
            list.context("a relocation outside of the module")?.push(target);
        }
    }
    Ok(references)
}

fn sections(wasm: &[u8]) -> Result<Sections<'_>> {
    let mut found = Sections::default();
    let (mut index, mut code, mut data) = (0, 0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    found.imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
                index += 1;
            }
            Payload::CodeSectionStart { range, .. } => {
                found.code = range.start;
                code = index;
                index += 1;
            }
            Payload::CodeSectionEntry(body) => found.bodies.push(body.range()),
            Payload::DataSection(section) => {
                found.data = section.range().start;
                data = index;
                index += 1;
                for segment in section {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else {
                        bail!("the linker gave a passive segment")
                    };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        bail!("a segment has no fixed place")
                    };
                    let place = segment.range.end - segment.data.len()..segment.range.end;
                    found.segments.push(Segment { address: value.cast_unsigned(), place });
                }
            }
            Payload::CustomSection(custom) => {
                match custom.as_known() {
                    KnownCustom::Linking(reader) => found.linking = Some(reader),
                    KnownCustom::Reloc(reader) if reader.section_index() == code => {
                        found.relocations.push((true, reader));
                    }
                    KnownCustom::Reloc(reader) if reader.section_index() == data => {
                        found.relocations.push((false, reader));
                    }
                    _ => {}
                }
                index += 1;
            }
            Payload::Version { .. } | Payload::End(_) => {}
            _ => index += 1,
        }
    }
    Ok(found)
}

fn symbols(sections: &Sections<'_>) -> Result<Vec<Symbol>> {
    let linking = sections.linking.as_ref().context("the module has no symbols")?;
    let mut found = Vec::new();
    for subsection in linking.subsections() {
        let Linking::SymbolTable(table) = subsection? else { continue };
        for symbol in table {
            found.push(match symbol? {
                SymbolInfo::Func { index, .. } => Symbol::Function(index),
                SymbolInfo::Data { flags, symbol: Some(symbol), .. }
                    if !flags.contains(SymbolFlags::ABSOLUTE) =>
                {
                    let segment = sections.segments.get(symbol.index as usize);
                    let segment = segment.context("a symbol lies in no segment")?;
                    Symbol::Data(symbol.index, segment.address + symbol.offset)
                }
                _ => Symbol::Other,
            });
        }
    }
    Ok(found)
}

/// What a relocation at `at` refers to, if that is anything which can be left out.
fn target(wasm: &[u8], at: usize, entry: &RelocationEntry, symbol: Symbol) -> Result<Option<Target>> {
    let mut reader = BinaryReader::new(wasm.get(at..).unwrap_or_default(), at);
    let (value, expected, target) = match (entry.ty, symbol) {
        (RelocationType::FunctionIndexLeb, Symbol::Function(index)) => {
            (reader.read_var_u32()?, index, Target::Function(index))
        }
        // Which place in the table a function has, the relocation does not say.
        (RelocationType::TableIndexSleb | RelocationType::TableIndexI32, Symbol::Function(index)) => {
            return Ok(Some(Target::Function(index)));
        }
        (RelocationType::MemoryAddrLeb, Symbol::Data(segment, address)) => {
            (reader.read_var_u32()?, address, Target::Segment(segment))
        }
        (RelocationType::MemoryAddrSleb, Symbol::Data(segment, address)) => {
            (reader.read_var_i32()?.cast_unsigned(), address, Target::Segment(segment))
        }
        (RelocationType::MemoryAddrI32, Symbol::Data(segment, address)) => {
            (reader.read_u32()?, address, Target::Segment(segment))
        }
        (RelocationType::TypeIndexLeb | RelocationType::GlobalIndexLeb, _)
        | (RelocationType::TableNumberLeb, _)
        | (_, Symbol::Other) => return Ok(None),
        (ty, _) => bail!("a relocation of the kind {ty:?} at {at}"),
    };
    let addend = i32::try_from(entry.addend)?.cast_unsigned();
    if value != expected.wrapping_add(addend) {
        bail!("at {at} is {value}, where the relocation has {expected} and {addend}");
    }
    Ok(Some(target))
}
