//! The allocator of a sandbox.
//!
//! A sandbox has one thread, is put back as it was after some documents, and gives nothing back to anyone before: so
//! small blocks are kept in lists by their size, from which they are taken and to which they go back in a few
//! instructions, and without a header, because Rust says of what size a block is that it frees. What is larger is left
//! to the standard library's allocator, which joins what is freed.

#![expect(unsafe_code, reason = "an allocator deals in addresses")]

#[cfg(target_arch = "wasm32")]
pub mod growing;

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::{self, NonNull};

/// Larger blocks are not kept in lists, in bytes.
const LARGEST: usize = 4096;

/// Up to this size there is a list for each eight bytes, in bytes.
const FINE: usize = 256;

/// Lists up to [`FINE`], and from there four for each doubling up to [`LARGEST`].
const LISTS: usize = FINE / 8 + 4 * (LARGEST / FINE).ilog2() as usize;

/// All blocks lie at multiples of it, and those whose size is one of 16 at multiples of 16, in bytes.
const ALIGNMENT: usize = 8;

/// So much is taken from the allocator behind at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// Blocks in lists by size, over another allocator.
pub struct Lists<A> {
    behind: A,
    state: UnsafeCell<State>,
}

struct State {
    /// The first free block of each list; it holds the address of the next.
    free: [Option<NonNull<u8>>; LISTS],
    /// What is left of the last chunk.
    next: *mut u8,
    left: usize,
}

// SAFETY: a sandbox has one thread, and nothing interrupts the allocator in it.
unsafe impl<A> Sync for Lists<A> {}

impl<A> Lists<A> {
    /// Without any memory yet.
    pub const fn over(behind: A) -> Self {
        Self { behind, state: UnsafeCell::new(State { free: [None; LISTS], next: ptr::null_mut(), left: 0 }) }
    }
}

/// The list for a layout, and the size of its blocks in bytes; none where it is too large.
#[inline]
const fn list(layout: Layout) -> Option<(usize, usize)> {
    // Sixteen bytes are what SIMD is aligned to.
    let size = if layout.align() <= ALIGNMENT {
        layout.size()
    } else if layout.align() == 16 {
        layout.size().next_multiple_of(16)
    } else {
        return None;
    };
    if size == 0 || size > LARGEST {
        return None;
    }
    let last = size - 1;
    if size <= FINE {
        return Some((last / 8, (last / 8 + 1) * 8));
    }
    // The first bit tells the doubling, the two after it the quarter.
    let shift = last.ilog2() - 2;
    let list = FINE / 8 + 4 * (shift as usize + 2 - FINE.ilog2() as usize) + ((last >> shift) & 3);
    Some((list, ((last >> shift) + 1) << shift))
}

impl<A: GlobalAlloc> Lists<A> {
    #[inline]
    fn take(&self, list: usize, size: usize) -> *mut u8 {
        // SAFETY: no other reference to it lives, because nothing called here comes back to this allocator.
        let state = unsafe { &mut *self.state.get() };
        match state.free.get_mut(list) {
            Some(head) => match *head {
                Some(block) => {
                    // SAFETY: a free block holds the next one, and is as large as that takes.
                    *head = unsafe { block.cast::<Option<NonNull<u8>>>().read() };
                    block.as_ptr()
                }
                None => self.cut(state, size),
            },
            None => ptr::null_mut(),
        }
    }

    /// A block that has never been in a list.
    #[inline(never)]
    fn cut(&self, state: &mut State, size: usize) -> *mut u8 {
        let skipped = if size.is_multiple_of(16) { state.next.align_offset(16) } else { 0 };
        if state.left < size + skipped {
            // SAFETY: the layout is neither empty nor larger than it may be.
            let chunk = unsafe { self.behind.alloc(Layout::from_size_align_unchecked(CHUNK, 16)) };
            if chunk.is_null() {
                return chunk;
            }
            // SAFETY: a chunk is larger than the largest block.
            state.next = unsafe { chunk.add(size) };
            state.left = CHUNK - size;
            return chunk;
        }
        // SAFETY: so much is left.
        let block = unsafe { state.next.add(skipped) };
        // SAFETY: as before.
        state.next = unsafe { block.add(size) };
        state.left -= size + skipped;
        block
    }
}

// Not inlined: there are ten thousands of calls, and it would make the module a twentieth larger.
// SAFETY: blocks are cut out of chunks that are never given back, do not overlap, are as large as their list's size and
// lie as it demands; a freed one goes back to the list that it came from, since the same layout gives the same list.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Lists<A> {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match list(layout) {
            Some((list, size)) => self.take(list, size),
            // SAFETY: the caller's promises.
            None => unsafe { self.behind.alloc(layout) },
        }
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some((list, _)) = list(layout) else {
            // SAFETY: the caller's promises; it came from there.
            return unsafe { self.behind.dealloc(block, layout) };
        };
        // SAFETY: no other reference to it lives.
        let state = unsafe { &mut *self.state.get() };
        if let Some(head) = state.free.get_mut(list) {
            // SAFETY: nobody uses the block any more, and it is as large as the smallest, which holds an address.
            unsafe { block.cast::<Option<NonNull<u8>>>().write(*head) };
            *head = NonNull::new(block);
        }
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let Some((list, size)) = list(layout) else {
            // SAFETY: the caller's promises.
            return unsafe { self.behind.alloc_zeroed(layout) };
        };
        let block = self.take(list, size);
        if !block.is_null() {
            // SAFETY: the block is at least as large.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that the new size is as a layout's may be.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (list(layout), list(wanted)) {
            // SAFETY: the caller's promises.
            (None, None) => unsafe { self.behind.realloc(block, layout, size) },
            (old, new) if old == new => block,
            _ => {
                // SAFETY: the layout is sound.
                let moved = unsafe { self.alloc(wanted) };
                if !moved.is_null() {
                    // SAFETY: both are as large, and the new one is another; then the old one is not used any more.
                    unsafe {
                        ptr::copy_nonoverlapping(block, moved, layout.size().min(size));
                        self.dealloc(block, layout);
                    }
                }
                moved
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::alloc::{GlobalAlloc, Layout, System};

    use super::{LARGEST, LISTS, Lists, list};

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn each_size_has_a_list_with_room_for_it_and_little_more() {
        let mut before = (0, 0);
        for size in 1..=LARGEST {
            let (list, room) = list(layout(size, 8)).unwrap();
            assert!(list < LISTS && room >= size && room <= (size + 7).max(size * 5 / 4), "{size}: {room}");
            assert!((list, room) == before || (list, room) == (before.0 + 1, room) || before == (0, 0));
            assert!(room > before.1 || (list, room) == before);
            before = (list, room);
        }
        assert_eq!(before, (LISTS - 1, LARGEST));
        assert!(list(layout(LARGEST + 1, 8)).is_none() && list(layout(64, 32)).is_none());
    }

    /// Numbers without end, by Marsaglia's xorshift.
    fn numbers() -> impl FnMut(usize) -> usize {
        let mut state = 0x9E37_79B9_u32;
        move |below| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as usize % below
        }
    }

    #[test]
    fn blocks_keep_what_is_written_to_them_until_they_are_freed() {
        let lists = Lists::over(System);
        let mut number = numbers();
        let mut live: Vec<(*mut u8, Layout, u8)> = Vec::new();
        for round in 0..200_000_usize {
            let mark = round as u8;
            let choice = number(10);
            if choice < 4 || live.is_empty() {
                let size = if number(20) == 0 { 1 + number(20_000) } else { 1 + number(600) };
                let layout = layout(size, 1 << number(6));
                let zeroed = number(4) == 0;
                let block = unsafe { if zeroed { lists.alloc_zeroed(layout) } else { lists.alloc(layout) } };
                assert!(block.addr().is_multiple_of(layout.align()));
                let bytes = unsafe { std::slice::from_raw_parts_mut(block, size) };
                assert!(!zeroed || bytes.iter().all(|byte| *byte == 0));
                bytes.fill(mark);
                live.push((block, layout, mark));
            } else if choice < 6 {
                let index = number(live.len());
                let (block, old, mark) = live[index];
                let size = 1 + number(2 * old.size());
                let moved = unsafe { lists.realloc(block, old, size) };
                let bytes = unsafe { std::slice::from_raw_parts_mut(moved, size) };
                assert!(bytes.iter().take(old.size()).all(|byte| *byte == mark));
                assert!(moved.addr().is_multiple_of(old.align()));
                bytes.fill(mark);
                live[index] = (moved, layout(size, old.align()), mark);
            } else {
                let (block, layout, mark) = live.swap_remove(number(live.len()));
                let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
                assert!(bytes.iter().all(|byte| *byte == mark));
                unsafe { lists.dealloc(block, layout) };
            }
        }
        for (block, layout, mark) in live {
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            assert!(bytes.iter().all(|byte| *byte == mark));
            unsafe { lists.dealloc(block, layout) };
        }
    }
}
