//! What becomes of an element of a vocabulary.

/// What an element is made.
#[derive(Default)]
pub struct Rule {
    pub html: Html,
    /// The name that its text is told under.
    pub capture: Option<&'static str>,
    /// Whether what is in it is no text of the document, if it says so.
    pub muted: Option<bool>,
    /// What stands behind it.
    pub behind: &'static str,
    /// What stands between it and one of its name before it.
    pub between: &'static str,
    /// Whether it ends its line.
    pub breaks: bool,
}

/// What it is in HTML.
#[derive(Default)]
pub enum Html {
    /// What is in it, and nothing of itself.
    #[default]
    Content,
    /// Nothing at all.
    Nothing,
    Element(&'static str, Vec<(&'static str, String)>),
    /// A line break in its place.
    Break,
    /// A reference to a note under this label in its place.
    Reference(String),
    /// What its headings are one level deeper in.
    Section,
    /// So many levels below that of its section.
    Heading(usize),
    /// A note, which goes to the end; it is referred to from where it stands.
    Note,
    /// A note that is referred to under this label.
    Noted(String),
    /// Lines as they are.
    Lines(String),
    /// What is said of the document.
    Saying(String),
}

impl Rule {
    /// What is in it.
    pub fn content() -> Self {
        Self::default()
    }

    fn of(html: Html) -> Self {
        Self { html, ..Self::default() }
    }

    pub fn nothing() -> Self {
        Self::of(Html::Nothing)
    }

    pub fn element(name: &'static str) -> Self {
        Self::of(Html::Element(name, Vec::new()))
    }

    /// With an attribute, unless it is empty.
    pub fn with(mut self, key: &'static str, value: Option<String>) -> Self {
        if let Html::Element(_, attributes) = &mut self.html {
            attributes.extend(value.filter(|value| !value.is_empty()).map(|value| (key, value)));
        }
        self
    }

    /// A line break in its place.
    pub fn line_break() -> Self {
        Self::of(Html::Break)
    }

    pub fn section() -> Self {
        Self::of(Html::Section)
    }

    /// Is text even where what is around it is not.
    pub fn heading() -> Self {
        Self { html: Html::Heading(0), muted: Some(false), ..Self::default() }
    }

    /// Divides a section further.
    pub fn subheading() -> Self {
        Self::of(Html::Heading(1))
    }

    pub fn note() -> Self {
        Self::of(Html::Note)
    }

    /// A note that [`Self::refers`] with this label leads to.
    pub fn noted(label: String) -> Self {
        Self::of(Html::Noted(label))
    }

    /// Refers to a note.
    pub fn refers(label: &str) -> Self {
        Self::of(Html::Reference(label.to_owned()))
    }

    /// Is nothing but something that is told.
    pub fn saying(name: &'static str, text: String) -> Self {
        Self::of(Html::Saying(text)).told(name)
    }

    pub fn lines(language: Option<String>) -> Self {
        Self::of(Html::Lines(language.unwrap_or_default()))
    }

    /// Its text is told under this name, too.
    pub fn told(mut self, name: &'static str) -> Self {
        self.capture = Some(name);
        self
    }

    /// No text of the document, but for what says that it is.
    pub fn silent(mut self) -> Self {
        self.muted = Some(true);
        self
    }

    /// Text of the document, whatever is around it.
    pub fn aloud(mut self) -> Self {
        self.muted = Some(false);
        self
    }

    /// Is on a line of its own.
    pub fn with_break(mut self) -> Self {
        self.breaks = true;
        self
    }

    /// Has this between it and one of its name before it.
    pub fn parted(mut self, text: &'static str) -> Self {
        self.between = text;
        self
    }

    /// Has this behind it.
    pub fn then(mut self, text: &'static str) -> Self {
        self.behind = text;
        self
    }
}
