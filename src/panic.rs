//! Where a panic's message goes: to whoever asks after the trap.

use std::sync::Mutex;

static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps the message and place of a panic for [`last`], since the trap that follows carries neither.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST.try_lock() {
            *last = info.to_string();
        }
        #[cfg(debug_assertions)]
        console_error_panic_hook::hook(info);
    }));
}

/// Message and place of the panic that ended this instance; empty if it ended otherwise.
pub fn last() -> String {
    LAST.try_lock().map(|last| last.clone()).unwrap_or_default()
}
