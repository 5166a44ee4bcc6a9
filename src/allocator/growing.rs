//! Lets the last block grow where it is.
//!
//! The standard library's allocator moves a block rather than ask for memory to follow it: what grows by doubling leaves
//! holes behind that are as large as itself in the end, and nothing as large fits into them.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::memory_size;
use std::cell::Cell;
use std::ptr;

/// Of linear memory, in bytes.
const PAGE: usize = 64 * 1024;

/// No more than so much lies behind the last block, in bytes.
const LAST: usize = 2 * PAGE;

/// Smaller steps are not worth it, in bytes.
const SMALLEST: usize = PAGE;

/// So many holes are filled to get behind the block.
const HOLES: usize = 8;

/// Another allocator.
pub struct Growing<A> {
    behind: A,
    /// Bytes in blocks.
    taken: Cell<usize>,
    /// Where the first block was.
    start: Cell<usize>,
}

// SAFETY: a sandbox has one thread, and nothing interrupts the allocator in it.
unsafe impl<A> Sync for Growing<A> {}

impl<A: GlobalAlloc> Growing<A> {
    /// Without any memory yet.
    pub const fn over(behind: A) -> Self {
        Self { behind, taken: Cell::new(0), start: Cell::new(0) }
    }

    fn count(&self, block: *mut u8, size: usize) -> *mut u8 {
        if !block.is_null() {
            self.taken.set(self.taken.get() + size);
            if self.start.get() == 0 {
                self.start.set(block.addr());
            }
        }
        block
    }

    /// Sees to it that there is room behind the block that ends at `end`, if it is the last, and could not find room for
    /// all of its new size elsewhere.
    fn make_room(&self, end: usize, size: usize, wanted: usize) {
        let memory = memory_size::<0>() * PAGE;
        let free = memory.saturating_sub(self.start.get()).saturating_sub(self.taken.get());
        if wanted < SMALLEST || memory.saturating_sub(end) > LAST || free >= size {
            return;
        }
        // SAFETY: it is not empty, and less than the new size.
        let layout = unsafe { Layout::from_size_align_unchecked(wanted, 8) };
        // What fits into a hole is put there: the holes are held until none is large enough.
        let mut held = [ptr::null_mut(); HOLES];
        for place in &mut held {
            // SAFETY: the layout is sound.
            *place = unsafe { self.behind.alloc(layout) };
            if place.is_null() || place.addr() > end {
                break;
            }
        }
        for place in held.into_iter().filter(|place| !place.is_null()) {
            // SAFETY: it was allocated so above.
            unsafe { self.behind.dealloc(place, layout) };
        }
    }
}

// SAFETY: all is done by the other allocator.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Growing<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises.
        self.count(unsafe { self.behind.alloc(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.taken.set(self.taken.get() - layout.size());
        // SAFETY: the caller's promises.
        unsafe { self.behind.dealloc(block, layout) };
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises.
        self.count(unsafe { self.behind.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.make_room(block.addr() + layout.size(), size, size.saturating_sub(layout.size()));
        // SAFETY: the caller's promises.
        let block = unsafe { self.behind.realloc(block, layout, size) };
        if !block.is_null() {
            self.taken.set(self.taken.get() - layout.size() + size);
        }
        block
    }
}
