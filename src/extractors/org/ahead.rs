//! Looking for what closes something, in time that grows with the text alone.

/// What opens something is closed at most so many bytes further on.
const FARTHEST: usize = 4096;

/// A text, and how much of it has been read.
pub struct Ahead<'t> {
    text: &'t str,
    at: usize,
    /// Up to where there is nothing that closes something, by what would: nothing is looked for twice.
    barren: Vec<(&'static str, usize)>,
}

impl<'t> Ahead<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { text, at: 0, barren: Vec::new() }
    }

    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn take(&mut self, length: usize) -> &'t str {
        let taken = self.rest().get(..length).unwrap_or_default();
        self.at += taken.len();
        taken
    }

    /// The character before this place.
    pub fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    pub fn is_behind_word(&self) -> bool {
        self.before().is_some_and(|c| !c.is_whitespace())
    }

    /// What is between something that is so long and its end, if that is not too far away: a line may be as long as its
    /// document.
    pub fn until(&mut self, opening: usize, end: &'static str) -> Option<&'t str> {
        let start = self.at + opening;
        let found = self.find(start, end, |_, _| true)?;
        self.text.get(start..found)
    }

    /// What is between this sign and the same that closes it, which stands behind a word and not before one.
    pub fn marked(&mut self, sign: &'static str) -> Option<&'t str> {
        let start = self.at + sign.len();
        if self.text.get(start..)?.starts_with(char::is_whitespace) {
            return None;
        }
        let closes = |before: &str, after: &str| {
            let after = after.chars().next();
            !before.ends_with(char::is_whitespace)
                && after.is_none_or(|c| c.is_whitespace() || "-\u{2013}\u{2014}.,;:!?')}[\"\\".contains(c))
        };
        // There is something between them.
        let found = self.find(start + 1, sign, closes)?;
        self.text.get(start..found)
    }

    /// Where the next `end` is that is one, between what is before and behind it.
    fn find(
        &mut self,
        start: usize,
        end: &'static str,
        is_end: impl Fn(&str, &str) -> bool,
    ) -> Option<usize> {
        let last = self.text.floor_char_boundary(start + FARTHEST);
        let known = self.barren.iter().position(|(of, _)| *of == end);
        let from = known.and_then(|at| self.barren.get(at)).map_or(start, |(_, up_to)| start.max(*up_to));
        let from = self.text.ceil_char_boundary(from);
        let window = self.text.get(from..last)?;
        let found = window.match_indices(end).map(|(at, _)| from + at).find(|at| {
            let (before, behind) = (self.text.get(..*at), self.text.get(at + end.len()..));
            is_end(before.unwrap_or_default(), behind.unwrap_or_default())
        });
        if found.is_none() {
            // One that is cut off by the window's end may still be one.
            let up_to = (last + 1).saturating_sub(end.len());
            match known.and_then(|at| self.barren.get_mut(at)) {
                Some((_, known)) => *known = up_to.max(*known),
                None => self.barren.push((end, up_to)),
            }
        }
        found
    }
}
