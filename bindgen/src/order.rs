//! The order of the functions in a finished module.
//!
//! Those of the same name, or nearly, are alike: one for each type that something generic is used with. Side by side
//! they compress to a tenth less than by size, as they come. Names are needed for this alone, and are left out of what
//! is written.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, KnownCustom, Name, Parser,
    Payload,
};

/// The same module with its functions in the order of their names, and without custom sections.
///
/// # Errors
/// Where it is no module.
pub fn by_name(wasm: &[u8]) -> Result<Vec<u8>> {
    let Functions { imported, count, names } = functions(wasm)?;
    let mut order: Vec<u32> = (imported..imported + count).collect();
    order.sort_by_key(|index| names.get(index));
    let mut places = HashMap::new();
    for (place, index) in (imported..).zip(&order) {
        places.insert(*index, place);
    }
    let mut ordered = Ordered { imported, order, places };
    let mut module = Module::new();
    ordered
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("the module cannot be written anew: {error}"))?;
    Ok(module.finish())
}

#[derive(Default)]
struct Functions<'a> {
    /// How many are imported.
    imported: u32,
    /// How many are not.
    count: u32,
    /// What each is called, by its index.
    names: HashMap<u32, &'a str>,
}

fn functions(wasm: &[u8]) -> Result<Functions<'_>> {
    let mut found = Functions::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    found.imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { count, .. } => found.count = count,
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(subsections) = custom.as_known() else { continue };
                for subsection in subsections {
                    let Name::Function(functions) = subsection? else { continue };
                    for function in functions {
                        let function = function?;
                        found.names.insert(function.index, function.name);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

struct Ordered {
    imported: u32,
    /// Indices of the functions that are not imported, in their new order.
    order: Vec<u32>,
    /// The new index of each.
    places: HashMap<u32, u32>,
}

impl Ordered {
    /// The items of a section that has one for each function, in their new order.
    fn sorted<T: Clone>(&self, items: &[T]) -> Vec<T> {
        let places = self.order.iter().map(|index| (index - self.imported) as usize);
        places.filter_map(|place| items.get(place).cloned()).collect()
    }
}

impl Reencode for Ordered {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.places.get(&index).copied().unwrap_or(index))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for index in self.sorted(&types) {
            functions.function(self.type_index(index)?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for body in self.sorted(&bodies) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }
}
