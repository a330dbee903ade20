//! Proof that npscore needs no standard library.
//!
//! This library brings its own panic handler. If npscore or a dependency linked `std`, there would
//! be two of them, and the build would fail.

#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

use npscore::{Observe, Screened, Screening, Tally};

/// An allocator that has nothing to give: linking is what is tested.
struct Nothing;

// SAFETY: a null pointer is the documented answer of an allocator without memory, and there is
// nothing that could be deallocated.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nothing = Nothing;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// The whole points of an NPS of `n` answers `answer`, or -128 without one.
#[unsafe(no_mangle)]
pub extern "C" fn npscore_whole(answer: i32, n: u64) -> i32 {
    let mut screened = Screened::<Tally>::default();
    screened.observe_n(Screening::new().screen(answer), n);
    screened
        .inner()
        .result()
        .map_or(-128, |result| result.nps().whole())
}
