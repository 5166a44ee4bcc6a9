//! The messages of a store, as plain values.

use std::io;
use std::rc::Rc;

use outlook_pst::ltp::prop_context::PropertyValue;
use outlook_pst::ltp::table_context::TableContext;
use outlook_pst::messaging::message::{Message, MessageProperties};

use super::compressed_rtf;
use crate::{encoding, file_time};

/// Properties ([MS-OXPROPS]) of a message.
const SUBJECT: u16 = 0x0037;
const SENDER_NAME: u16 = 0x0C1A;
const SENDER_ADDRESS: u16 = 0x0C1F;
const SENDER_SMTP: u16 = 0x5D01;
const DELIVERY_TIME: u16 = 0x0E06;
const SUBMIT_TIME: u16 = 0x0039;
const MESSAGE_ID: u16 = 0x1035;
const BODY: u16 = 0x1000;
const RTF: u16 = 0x1009;
const HTML: u16 = 0x1013;

/// What is read of a message: a store may keep a great deal more.
pub const WANTED: &[u16] = &[
    SUBJECT,
    SENDER_NAME,
    SENDER_ADDRESS,
    SENDER_SMTP,
    DELIVERY_TIME,
    SUBMIT_TIME,
    MESSAGE_ID,
    BODY,
    RTF,
    HTML,
];

/// Of a recipient.
const RECIPIENT_TYPE: u16 = 0x0C15;
const DISPLAY_NAME: u16 = 0x3001;
const ADDRESS: u16 = 0x3003;
const SMTP: u16 = 0x39FE;

/// Recipients of a message that are kept.
const MOST_RECIPIENTS: usize = 10_000;

/// A message.
#[derive(Debug, Default)]
pub struct Mail {
    /// The names of its folders, from the top down.
    pub folder: Vec<String>,
    pub subject: Option<String>,
    pub from: Option<String>,
    pub from_name: Option<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub bcc: Vec<String>,
    /// ISO 8601, in UTC.
    pub date: Option<String>,
    pub message_id: Option<String>,
    pub body: Body,
    pub attachments: Vec<Attached>,
}

/// What a message says.
#[derive(Debug, Default)]
pub enum Body {
    #[default]
    None,
    Plain(String),
    Html(Vec<u8>),
    /// None where it cannot be unpacked.
    Rtf(Option<Vec<u8>>),
}

impl Body {
    /// For what they cost.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::None | Self::Rtf(None) => &[],
            Self::Rtf(Some(rtf)) => rtf,
            Self::Plain(text) => text.as_bytes(),
            Self::Html(html) => html,
        }
    }
}

/// A file at a message.
#[derive(Debug)]
pub struct Attached {
    pub name: String,
    pub mime_type: Option<String>,
    pub bytes: Vec<u8>,
}

impl Mail {
    /// Without its attachments.
    pub fn read(message: &dyn Message, folder: Vec<String>) -> Self {
        let properties = message.properties();
        let get = |id| properties.get(id).and_then(text);
        let mut mail = Self {
            folder,
            subject: get(SUBJECT).map(|subject| without_prefix_length(&subject)),
            from: get(SENDER_SMTP).or_else(|| get(SENDER_ADDRESS)),
            from_name: get(SENDER_NAME),
            date: time(properties, DELIVERY_TIME).or_else(|| time(properties, SUBMIT_TIME)),
            message_id: get(MESSAGE_ID),
            body: body(properties),
            ..Self::default()
        };
        if let Some(table) = message.recipient_table() {
            recipients(table, &mut mail);
        }
        mail
    }
}

fn body(properties: &MessageProperties) -> Body {
    if let Some(plain) = properties.get(BODY).and_then(text).filter(|body| !body.trim().is_empty()) {
        return Body::Plain(plain);
    }
    match properties.get(HTML) {
        Some(PropertyValue::Binary(html)) if !html.buffer().is_empty() => {
            return Body::Html(html.buffer().to_vec());
        }
        Some(html) => {
            if let Some(html) = text(html) {
                return Body::Html(html.into_bytes());
            }
        }
        None => {}
    }
    match properties.get(RTF) {
        Some(PropertyValue::Binary(rtf)) => Body::Rtf(compressed_rtf::unpacked(rtf.buffer())),
        Some(_) => Body::Rtf(None),
        None => Body::None,
    }
}

/// A subject may begin with U+0001 and the length of its prefix ([MS-PST] 2.5.3.1.1.1).
fn without_prefix_length(subject: &str) -> String {
    match subject.strip_prefix('\u{1}') {
        Some(rest) => rest.chars().skip(1).collect(),
        None => subject.to_owned(),
    }
}

/// The characters of a text property.
pub fn text(value: &PropertyValue) -> Option<String> {
    let text = match value {
        PropertyValue::Unicode(value) => String::from_utf16_lossy(value.buffer()),
        PropertyValue::String8(value) => encoding::decode(value.buffer()).text.into_owned(),
        _ => return None,
    };
    let text = text.trim_end_matches('\0');
    (!text.is_empty()).then(|| text.to_owned())
}

fn recipients(table: &Rc<dyn TableContext>, mail: &mut Mail) {
    for row in rows(table).take(MOST_RECIPIENTS) {
        let get = |id| row.iter().find(|(found, _)| *found == id).map(|(_, value)| value);
        let address = get(SMTP).or_else(|| get(ADDRESS)).and_then(text);
        let Some(recipient) = address.or_else(|| get(DISPLAY_NAME).and_then(text)) else { continue };
        match get(RECIPIENT_TYPE) {
            Some(PropertyValue::Integer32(2)) => mail.cc.push(recipient),
            Some(PropertyValue::Integer32(3)) => mail.bcc.push(recipient),
            _ => mail.to.push(recipient),
        }
    }
}

/// The columns of each row that have a value and can be read.
fn rows(table: &Rc<dyn TableContext>) -> impl Iterator<Item = Vec<(u16, PropertyValue)>> {
    let context = table.context();
    table.rows_matrix().filter_map(move |row| {
        let values = row.columns(context).ok()?;
        let columns = context.columns().iter().zip(values);
        let read = columns.filter_map(|(column, value)| {
            let value = table.read_column(&value?, column.prop_type()).ok()?;
            Some((column.prop_id(), value))
        });
        Some(read.collect())
    })
}

fn time(properties: &MessageProperties, id: u16) -> Option<String> {
    match properties.get(id) {
        Some(PropertyValue::Time(time)) => file_time::iso_8601(*time),
        _ => None,
    }
}

/// What the reader says of something that is damaged.
pub fn damaged(what: &str, error: &io::Error) -> String {
    format!("{what} cannot be read and is left out: {error}")
}
