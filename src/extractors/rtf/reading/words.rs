//! What control words do.

use super::super::sheet::Info;
use super::{Destination, Ending, LONGEST_LINK, Reading};
use crate::extractors::blocks::MarkKind;
use crate::extractors::word::text::Look;

impl Reading {
    pub(super) fn word(&mut self, name: &[u8], number: Option<i32>) {
        let is_optional = std::mem::take(&mut self.state.is_optional);
        if name == b"u" {
            self.unicode(number.unwrap_or_default());
            return;
        }
        if let Some(character) = special(name) {
            self.character(character);
            return;
        }
        self.skipped = 0;
        let known = match self.state.destination {
            Destination::Text | Destination::Around => {
                self.in_text(name, number) || self.begins(name, is_optional)
            }
            Destination::Fonts => {
                self.font_table(name, number);
                true
            }
            Destination::Styles => {
                self.decode();
                self.styles.set(name, number);
                true
            }
            Destination::Lists => {
                self.lists.set(name, number.unwrap_or_default());
                true
            }
            Destination::Numbering => {
                self.numbering(name, number);
                true
            }
            Destination::NestedRow => {
                self.in_nested_row(name, number);
                true
            }
            Destination::Picture => self.pictures.set(name) || self.begins_property(name),
            Destination::Info(_) => {
                self.moment.set(name, number.unwrap_or_default());
                self.look(name, number)
            }
            Destination::Instruction => self.look(name, number) || self.begins(name, is_optional),
            _ => self.look(name, number),
        };
        if is_optional && !known && self.beyond == 0 {
            self.state.destination = Destination::Nothing;
        }
    }

    /// A word about what comes next in a text.
    fn in_text(&mut self, name: &[u8], number: Option<i32>) -> bool {
        match name {
            b"par" => self.end_paragraph(),
            b"page" => self.break_page(),
            b"sect" => {
                self.end_paragraph();
                self.ends_section = true;
            }
            // Of the section that begins.
            b"sbknone" => self.ends_section = false,
            b"cell" | b"nestcell" => {
                self.flush();
                let depth = if name == b"cell" { 1 } else { self.state.paragraph.depth.max(2) };
                let heading = self.styles.heading(&self.state.paragraph);
                self.story.end_cell(depth, heading, &mut self.nested_row);
            }
            b"row" => {
                self.flush();
                self.story.end_row(&mut self.row, &mut self.nested_row);
            }
            b"ansi" | b"mac" | b"pc" | b"pca" | b"ansicpg" => drop(self.characters.declare(name, number)),
            b"deff" => self.default_font = number,
            _ => {
                return self.row.set(name, number)
                    || self.look(name, number)
                    || self.state.paragraph.set(name, number);
            }
        }
        true
    }

    /// A word about how text looks.
    fn look(&mut self, name: &[u8], number: Option<i32>) -> bool {
        let is_on = number != Some(0);
        let kind = match name {
            b"b" => Some(MarkKind::Strong),
            b"i" => Some(MarkKind::Emphasis),
            b"strike" | b"striked" => Some(MarkKind::Strike),
            b"highlight" => Some(MarkKind::Highlight),
            b"ul" | b"uld" | b"uldash" | b"uldashd" | b"uldashdd" | b"uldb" | b"ulhwave" | b"ulldash"
            | b"ulth" | b"ulthd" | b"ulthdash" | b"ululdbwave" | b"ulw" | b"ulwave" | b"ulnone" => {
                Some(MarkKind::Underline)
            }
            b"super" => Some(MarkKind::Superscript),
            b"sub" => Some(MarkKind::Subscript),
            b"nosupersub" | b"v" | b"deleted" | b"revised" | b"plain" | b"f" | b"uc" => None,
            _ => return false,
        };
        self.flush();
        let default_font = self.default_font;
        let state = &mut self.state;
        match (kind, name) {
            (Some(kind), b"ulnone") => state.look.switch(&kind, false),
            (Some(kind), _) => state.look.switch(&kind, is_on),
            (None, b"nosupersub") => {
                state.look.switch(&MarkKind::Superscript, false);
                state.look.switch(&MarkKind::Subscript, false);
            }
            (None, b"v") => state.is_hidden = is_on,
            (None, b"deleted") => state.is_deleted = is_on,
            (None, b"revised") => state.is_inserted = is_on,
            (None, b"f") => state.font = number,
            (None, b"uc") => state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or_default(),
            (None, _) => {
                (state.look, state.font) = (Look::default(), default_font);
                (state.is_hidden, state.is_deleted, state.is_inserted) = (false, false, false);
            }
        }
        true
    }

    fn font_table(&mut self, name: &[u8], number: Option<i32>) {
        match (name, number) {
            (b"f", _) => self.state.font = number,
            (_, Some(number)) => {
                if let Some(font) = self.state.font {
                    self.characters.font(font, name, number);
                }
            }
            _ => {}
        }
    }

    /// A word about how an item of a list of before 1997 is numbered: it holds for the paragraph around.
    fn numbering(&mut self, name: &[u8], number: Option<i32>) {
        if let Some(around) = self.around.last_mut() {
            around.paragraph.set(name, number);
        }
        if name == b"pnstart" {
            self.old_start = number.map(i64::from);
        }
        self.lists.set_old(self.old_start.unwrap_or(1));
    }

    fn in_nested_row(&mut self, name: &[u8], number: Option<i32>) {
        if name == b"nestrow" {
            self.story.end_nested_row(&mut self.nested_row);
        } else {
            self.nested_row.set(name, number);
        }
    }

    fn begins_property(&mut self, name: &[u8]) -> bool {
        let state = &mut self.state;
        match name {
            b"picprop" => {}
            b"sn" => state.destination = Destination::PropertyName,
            b"sv" => (state.destination, state.ending) = (Destination::PropertyValue, Ending::PropertyValue),
            _ => return false,
        }
        true
    }

    /// A word that says what the group is that it begins.
    fn begins(&mut self, name: &[u8], is_optional: bool) -> bool {
        use Destination as To;
        // It would be said of the group around.
        if self.beyond > 0 {
            return true;
        }
        let destination = match name {
            b"fonttbl" => To::Fonts,
            b"stylesheet" => To::Styles,
            b"listtable" | b"listoverridetable" => To::Lists,
            b"pn" => To::Numbering,
            b"nesttableprops" => To::NestedRow,
            b"atnauthor" => To::Author,
            b"fldinst" => To::Instruction,
            b"info" | b"shp" | b"shpgrp" | b"shpinst" | b"sp" | b"do" | b"dptxbx" | b"upr" => To::Around,
            b"shppict" | b"ud" | b"result" => To::Text,
            b"colortbl" | b"filetbl" | b"revtbl" | b"rsidtbl" | b"pgdsctbl" | b"listtext" | b"pntext"
            | b"nonshppict" | b"nonesttables" | b"shprslt" | b"bkmkstart" | b"bkmkend" | b"xe" | b"tc"
            | b"tcn" | b"rxe" | b"objdata" | b"objclass" | b"objname" | b"generator" | b"template"
            | b"ftnsep" | b"ftnsepc" | b"ftncn" | b"aftnsep" | b"aftnsepc" | b"aftncn" | b"atnid"
            | b"private" | b"fname" | b"footnotetext" | b"datafield" | b"formfield" | b"mmathPr"
            | b"panose" | b"falt" | b"fontemb" => To::Nothing,
            _ => return self.begins_more(name, is_optional),
        };
        self.flush();
        self.author.truncate(if destination == To::Author { 0 } else { self.author.len() });
        self.state.destination = destination;
        true
    }

    /// The same, of groups whose end says something.
    fn begins_more(&mut self, name: &[u8], is_optional: bool) -> bool {
        if let Some(info) = Info::of(name).filter(|_| self.state.destination == Destination::Around) {
            (self.state.destination, self.state.ending) = (Destination::Info(info), Ending::Info(info));
            return true;
        }
        // One group is one thing, and what is in none has no end.
        if self.state.ending != Ending::Nothing || self.around.is_empty() {
            return !is_optional;
        }
        match name {
            b"field" => {
                self.flush();
                self.state.ending = Ending::Field;
                self.story.fields.begin(String::new());
            }
            b"fldrslt" => {
                self.flush();
                self.state.destination = Destination::Text;
                self.story.fields.begin_result(&mut self.story.link);
                // It is copied with each of its words.
                self.story.link.take_if(|link| link.len() > LONGEST_LINK);
            }
            b"footnote" if !self.is_left_out() => {
                self.flush();
                self.noted += 1;
                let number = self.noted;
                self.story.text.push_marked(MarkKind::Note { label: number.to_string() }, "");
                self.begin_story(Ending::Note(number));
            }
            b"header" | b"headerl" | b"headerr" | b"headerf" => self.begin_story(Ending::Header),
            b"footer" | b"footerl" | b"footerr" | b"footerf" => self.begin_story(Ending::Footer),
            b"shptxt" | b"dptxbxtext" => self.begin_story(Ending::TextBox),
            b"annotation" => self.begin_story(Ending::Comment),
            b"pict" => {
                self.flush();
                self.pictures.begin();
                (self.state.destination, self.state.ending) = (Destination::Picture, Ending::Picture);
            }
            b"footnote" => self.state.destination = Destination::Nothing,
            _ => return !is_optional,
        }
        true
    }
}

/// Words that are characters.
fn special(name: &[u8]) -> Option<char> {
    Some(match name {
        b"tab" => '\t',
        b"line" | b"lbr" | b"softline" => '\n',
        b"emdash" => '—',
        b"endash" => '–',
        b"emspace" => '\u{2003}',
        b"enspace" => '\u{2002}',
        b"qmspace" => '\u{2005}',
        b"bullet" => '•',
        b"lquote" => '‘',
        b"rquote" => '’',
        b"ldblquote" => '“',
        b"rdblquote" => '”',
        b"zwj" => '\u{200d}',
        b"zwnj" => '\u{200c}',
        b"ltrmark" => '\u{200e}',
        b"rtlmark" => '\u{200f}',
        _ => return None,
    })
}
