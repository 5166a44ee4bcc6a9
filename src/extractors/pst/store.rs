//! The store: its folders, and the messages in them.

use std::collections::BTreeSet;
use std::io::{self, Cursor};
use std::rc::Rc;

use kreuzberg::{KreuzbergError, Result};
use outlook_pst::messaging::attachment::{
    AnsiAttachment, Attachment, AttachmentData, AttachmentProperties, UnicodeAttachment,
};
use outlook_pst::messaging::folder::Folder;
use outlook_pst::messaging::message::{AnsiMessage, Message, UnicodeMessage};
use outlook_pst::messaging::store::{AnsiStore, EntryId, Store, UnicodeStore};
use outlook_pst::ndb::node_id::NodeId;
use outlook_pst::{AnsiPstFile, UnicodePstFile};

use super::message::{Attached, Mail, WANTED, damaged, text};
use crate::limits;

/// Folders are gone into this deep.
const DEEPEST: usize = 50;

/// Warnings that are told; a file with more is damaged all over.
const MOST_WARNINGS: usize = 100;

/// Properties of an attachment ([MS-OXPROPS]).
const LONG_NAME: u16 = 0x3707;
const SHORT_NAME: u16 = 0x3704;
const MIME_TYPE: u16 = 0x370E;

/// The two kinds of files ([MS-PST] 1.3.2), which the reader has two sets of types for.
trait Kind {
    type Store: Store;
    type Message: Message;

    fn message(store: &Rc<Self::Store>, id: &EntryId) -> io::Result<Rc<Self::Message>>;
    fn attachment(message: &Rc<Self::Message>, node: NodeId) -> io::Result<Rc<dyn Attachment>>;
}

struct Unicode;

struct Ansi;

macro_rules! kind {
    ($kind:ty: $store:ty, $message:ty, $attachment:ty) => {
        impl Kind for $kind {
            type Store = $store;
            type Message = $message;

            fn message(store: &Rc<$store>, id: &EntryId) -> io::Result<Rc<$message>> {
                <$message>::read(Rc::clone(store), id, Some(WANTED))
            }

            fn attachment(message: &Rc<$message>, node: NodeId) -> io::Result<Rc<dyn Attachment>> {
                Ok(<$attachment>::read(Rc::clone(message), node, Some(WANTED))?)
            }
        }
    };
}

kind!(Unicode: UnicodeStore, UnicodeMessage, UnicodeAttachment);
kind!(Ansi: AnsiStore, AnsiMessage, AnsiAttachment);

/// What a file holds.
pub struct Contents {
    /// In the order of the folders.
    pub mails: Vec<Mail>,
    pub warnings: Vec<String>,
}

/// Reads a file; its messages and what comes out of it are counted.
///
/// # Errors
/// A file that is none, or a limit that was passed.
pub fn read(content: &[u8]) -> Result<Contents> {
    let reader = || Box::new(Cursor::new(content.to_vec()));
    // As the header says ([MS-PST] 2.2.2.6): 23 and above is Unicode.
    let version = content.get(10..12).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    if version.is_some_and(|version| version >= 23) {
        let file = UnicodePstFile::read_from(reader()).map_err(unreadable)?;
        walk::<Unicode>(UnicodeStore::read(Rc::new(file)).map_err(unreadable)?)
    } else {
        let file = AnsiPstFile::read_from(reader()).map_err(unreadable)?;
        walk::<Ansi>(AnsiStore::read(Rc::new(file)).map_err(unreadable)?)
    }
}

fn unreadable(error: io::Error) -> KreuzbergError {
    KreuzbergError::parsing(format!("Failed to read PST file: {error}"))
}

/// A folder, and the names down to it.
type Found = (Rc<dyn Folder>, Vec<String>);

struct Walk<K: Kind> {
    store: Rc<K::Store>,
    contents: Contents,
    seen: BTreeSet<u32>,
}

fn walk<K: Kind>(store: Rc<K::Store>) -> Result<Contents> {
    let contents = Contents { mails: Vec::new(), warnings: Vec::new() };
    let top = store.properties().ipm_sub_tree_entry_id().map_err(unreadable)?;
    let top = store.open_folder(&top).map_err(unreadable)?;
    let mut walk = Walk::<K> { store, contents, seen: BTreeSet::new() };
    if let Some(exceeded) = limits::cut(walk.all(top))? {
        walk.contents.warnings.push(format!("the messages from there on are left out: {exceeded}"));
    }
    Ok(walk.contents)
}

impl<K: Kind> Walk<K> {
    fn all(&mut self, top: Rc<dyn Folder>) -> Result<()> {
        let mut folders = vec![(top, Vec::new())];
        while let Some((folder, path)) = folders.pop() {
            self.messages(&*folder, &path)?;
            // The last is taken first: they come out in their own order.
            let mut below = self.folders(&*folder, &path)?;
            below.reverse();
            folders.extend(below);
        }
        Ok(())
    }

    fn warn(&mut self, message: String) {
        if self.contents.warnings.len() < MOST_WARNINGS {
            self.contents.warnings.push(message);
        }
    }

    #[inline(never)]
    fn messages(&mut self, folder: &dyn Folder, path: &[String]) -> Result<()> {
        let ids: Vec<u32> = folder
            .contents_table()
            .map(|table| table.rows_matrix().map(|row| row.id().into()).collect())
            .unwrap_or_default();
        for id in ids {
            if !self.seen.insert(id) {
                continue;
            }
            limits::admit(1)?;
            let message = self
                .store
                .properties()
                .make_entry_id(NodeId::from(id))
                .and_then(|entry| K::message(&self.store, &entry));
            match message {
                Ok(message) => self.message(&message, path)?,
                Err(error) => self.warn(damaged("a message", &error)),
            }
        }
        Ok(())
    }

    fn message(&mut self, message: &Rc<K::Message>, path: &[String]) -> Result<()> {
        let mut mail = Mail::read(&**message, path.to_vec());
        limits::unpack(mail.body.bytes())?;
        let nodes: Vec<u32> = message
            .attachment_table()
            .map(|table| table.rows_matrix().map(|row| row.id().into()).collect())
            .unwrap_or_default();
        let mut inner = Vec::new();
        for node in nodes {
            limits::admit(1)?;
            let attachment = match K::attachment(message, NodeId::from(node)) {
                Ok(attachment) => attachment,
                Err(error) => {
                    self.warn(damaged("an attachment", &error));
                    continue;
                }
            };
            match attachment.data() {
                Some(AttachmentData::Binary(data)) => {
                    let attached = Attached {
                        name: name(attachment.properties()),
                        mime_type: attachment.properties().get(MIME_TYPE).and_then(text),
                        bytes: limits::unpack(data.buffer())?,
                    };
                    mail.attachments.push(attached);
                }
                Some(AttachmentData::Message(message)) => {
                    inner.push(Mail::read(&**message, path.to_vec()));
                    if message.attachment_table().is_some_and(|table| table.rows_matrix().next().is_some()) {
                        self.warn("the attachments of an attached message are not read".to_owned());
                    }
                }
                None => {
                    let name = name(attachment.properties());
                    self.warn(format!("{name:?} is attached by reference: it is not in the file"));
                }
            }
        }
        self.contents.mails.push(mail);
        self.contents.mails.extend(inner);
        Ok(())
    }

    #[inline(never)]
    fn folders(&mut self, folder: &dyn Folder, path: &[String]) -> Result<Vec<Found>> {
        let ids: Vec<u32> = folder
            .hierarchy_table()
            .map(|table| table.rows_matrix().map(|row| row.id().into()).collect())
            .unwrap_or_default();
        let mut below = Vec::new();
        for id in ids {
            if !self.seen.insert(id) {
                continue;
            }
            if path.len() >= DEEPEST {
                self.warn(format!("folders are nested more than {DEEPEST} deep; those beyond are left out"));
                break;
            }
            limits::admit(1)?;
            let entry = self.store.properties().make_entry_id(NodeId::from(id));
            match entry.and_then(|entry| self.store.open_folder(&entry)) {
                Ok(folder) => {
                    let name = folder.properties().display_name().unwrap_or_default();
                    below.push((folder, [path, &[name]].concat()));
                }
                Err(error) => self.warn(damaged("a folder", &error)),
            }
        }
        Ok(below)
    }
}

fn name(properties: &AttachmentProperties) -> String {
    let name = properties.get(LONG_NAME).and_then(text).or_else(|| properties.get(SHORT_NAME).and_then(text));
    name.unwrap_or_else(|| "attachment".to_owned())
}
