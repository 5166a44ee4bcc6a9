//! Fields: what they say is for the word processor, and what came of that is text (ECMA-376 part 1, 17.16.18).

/// The fields that are open, from the outside to the inside.
#[derive(Default)]
pub struct Fields {
    open: Vec<Field>,
    /// How many of these have no result so far.
    unresolved: usize,
}

#[derive(Default)]
struct Field {
    instruction: String,
    has_result: bool,
    /// The link that was there before.
    outer: Option<String>,
}

impl Fields {
    /// Whether what is read is no text, but what a field says.
    pub fn is_instruction(&self) -> bool {
        self.unresolved > 0
    }

    pub fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut() {
            field.instruction.push_str(text);
        }
    }

    pub fn begin(&mut self, instruction: String) {
        self.unresolved += 1;
        self.open.push(Field { instruction, ..Field::default() });
    }

    /// The innermost field's result begins: text that may be a link.
    pub fn begin_result(&mut self, current: &mut Option<String>) {
        let Some(field) = self.open.last_mut().filter(|field| !field.has_result) else { return };
        self.unresolved -= 1;
        field.has_result = true;
        if let Some(link) = field.link() {
            field.outer = current.replace(link);
        }
    }

    pub fn end(&mut self, current: &mut Option<String>) {
        let Some(field) = self.open.pop() else { return };
        if !field.has_result {
            self.unresolved -= 1;
        } else if field.link().is_some() {
            *current = field.outer;
        }
    }
}

impl Field {
    /// The target of a field that is a link (17.16.5.25).
    fn link(&self) -> Option<String> {
        let target = self.instruction.trim_start().strip_prefix("HYPERLINK")?;
        let quoted = |text: &str| Some(text.split('"').nth(1)?.to_owned());
        match target.split_once("\\l") {
            Some((url, place)) => match quoted(url) {
                Some(url) => Some(format!("{url}#{}", quoted(place)?)),
                None => Some(format!("#{}", quoted(place)?)),
            },
            None => quoted(target),
        }
    }
}
