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
    /// Everywhere that an address stands.
    pub addresses: Vec<Address>,
    /// Where each segment lies, by its index.
    pub places: Vec<Place>,
}

/// An address of something in a segment, where it stands in the module's bytes.
pub struct Address {
    /// The index of its first byte.
    pub at: usize,
    /// How it is written.
    pub form: Form,
    /// The segment's index.
    pub segment: u32,
}

/// How an address is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Five bytes of LEB128, of a number with or without a sign.
    Leb128,
    /// Four bytes, the least first.
    Plain,
}

/// Where a segment lies in memory.
#[derive(Clone, Copy)]
pub struct Place {
    /// Of its first byte.
    pub address: u32,
    /// In bytes.
    pub length: u32,
    /// A power of two, in bytes, that divides its address.
    pub alignment: u32,
}

#[derive(Clone, Copy)]
enum Symbol {
    Function(u32),
    /// A segment's index, and an address.
    Data(u32, u32),
    Other,
}

struct Segment {
    place: Place,
    bytes: Range<usize>,
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
        addresses: Vec::new(),
        places: sections.segments.iter().map(|segment| segment.place).collect(),
    };
    if sections.relocations.len() != 2 {
        bail!("the module has no relocations: was it linked with --emit-relocs?");
    }
    for (is_code, reader) in &sections.relocations {
        let (start, places): (usize, Vec<&Range<usize>>) = if *is_code {
            (sections.code, sections.bodies.iter().collect())
        } else {
            (sections.data, sections.segments.iter().map(|segment| &segment.bytes).collect())
        };
        for entry in reader.entries() {
            let entry = entry?;
            let at = start + entry.offset as usize;
            let symbol = symbols.get(entry.index as usize).copied().unwrap_or(Symbol::Other);
            let Some(target) = target(wasm, at, &entry, symbol)? else { continue };
            if let Target::Segment(segment) = target {
                let is_plain = entry.ty == RelocationType::MemoryAddrI32;
                let form = if is_plain { Form::Plain } else { Form::Leb128 };
                references.addresses.push(Address { at, form, segment });
            }
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
                    let bytes = segment.range.end - segment.data.len()..segment.range.end;
                    let (address, length) = (value.cast_unsigned(), u32::try_from(segment.data.len())?);
                    found.segments.push(Segment { place: Place { address, length, alignment: 1 }, bytes });
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
    align(&mut found)?;
    Ok(found)
}

fn align(sections: &mut Sections<'_>) -> Result<()> {
    let linking = sections.linking.as_ref().context("the module has no symbols")?;
    for subsection in linking.subsections() {
        let Linking::SegmentInfo(infos) = subsection? else { continue };
        for (segment, info) in sections.segments.iter_mut().zip(infos) {
            let alignment =
                1_u32.checked_shl(info?.alignment).context("an alignment of more than the memory")?;
            if !segment.place.address.is_multiple_of(alignment) {
                bail!("a segment at {} is not aligned by {alignment}", segment.place.address);
            }
            segment.place.alignment = alignment;
        }
        return Ok(());
    }
    bail!("the module does not tell how its segments are aligned")
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
                    Symbol::Data(symbol.index, segment.place.address + symbol.offset)
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
