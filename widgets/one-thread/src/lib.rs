//! Stands in for the crate `send_wrapper`, by `[patch]` in the workspace's `Cargo.toml`.
//!
//! Leptos keeps what belongs to the browser in a [`SendWrapper`], which may cross threads but be
//! used only on its own. The original asks the standard library for the current thread; that
//! allocates with the system's allocator, beside ours: 2 KB of wasm, brotli, for a question that
//! has one answer where there is one thread. Here it is only asked where there may be several.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

/// Where a value may be used.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
mod home {
    /// The only thread.
    #[derive(Clone, Copy)]
    pub(crate) struct Home;

    impl Home {
        pub(crate) fn here() -> Self {
            Self
        }

        pub(crate) fn is_here(self) -> bool {
            true
        }
    }
}

/// Where a value may be used.
#[cfg(not(all(target_family = "wasm", not(target_feature = "atomics"))))]
mod home {
    use std::thread::{self, ThreadId};

    /// The thread that made it.
    #[derive(Clone, Copy)]
    pub(crate) struct Home(ThreadId);

    impl Home {
        pub(crate) fn here() -> Self {
            Self(thread::current().id())
        }

        pub(crate) fn is_here(self) -> bool {
            self.0 == thread::current().id()
        }
    }
}

use futures_util::stream::Stream;
use home::Home;

/// A value that may cross threads, but be used and dropped only on the thread that made it.
pub struct SendWrapper<T> {
    value: ManuallyDrop<T>,
    home: Home,
}

// SAFETY: every way to the value, its drop included, first makes sure that this is its thread.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Wraps a value of this thread.
    pub fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), home: Home::here() }
    }

    /// Whether this is the thread of the value.
    pub fn valid(&self) -> bool {
        self.home.is_here()
    }

    /// Gives the value back.
    ///
    /// # Panics
    /// On another thread.
    #[track_caller]
    pub fn take(self) -> T {
        self.expect_here();
        let mut whole = ManuallyDrop::new(self);
        // SAFETY: `whole` is not dropped, so the value is not taken twice.
        unsafe { ManuallyDrop::take(&mut whole.value) }
    }

    #[track_caller]
    fn pinned(self: Pin<&mut Self>) -> Pin<&mut T> {
        self.expect_here();
        // SAFETY: the value is never moved out of a pinned wrapper: `take` needs an unpinned one.
        unsafe { self.map_unchecked_mut(|whole| &mut *whole.value) }
    }

    #[track_caller]
    fn expect_here(&self) {
        assert!(self.valid(), "a value of one thread was used on another");
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        self.expect_here();
        &self.value
    }
}

impl<T> DerefMut for SendWrapper<T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        self.expect_here();
        &mut self.value
    }
}

impl<T> Drop for SendWrapper<T> {
    /// A value that dies on another thread is leaked: it must not be dropped there.
    fn drop(&mut self) {
        if self.valid() {
            // SAFETY: nothing uses the value after this.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for SendWrapper<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SendWrapper").field(&**self).finish()
    }
}

impl<T: Clone> Clone for SendWrapper<T> {
    fn clone(&self) -> Self {
        Self::new((**self).clone())
    }
}

impl<F: Future> Future for SendWrapper<F> {
    type Output = F::Output;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.pinned().poll(context)
    }
}

impl<S: Stream> Stream for SendWrapper<S> {
    type Item = S::Item;

    #[track_caller]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        self.pinned().poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::thread;

    use super::*;

    #[test]
    fn a_value_is_used_and_taken_back_on_its_own_thread() {
        let wrapped = SendWrapper::new(Rc::new(Cell::new(1)));
        wrapped.clone().set(2);
        assert_eq!(wrapped.take().get(), 2);
    }

    #[test]
    fn a_value_can_cross_another_thread_and_is_not_touched_there() {
        let wrapped = SendWrapper::new(Rc::new(1));
        let back = thread::spawn(move || {
            assert!(!wrapped.valid());
            wrapped
        });
        assert_eq!(**back.join().unwrap(), 1);
    }

    #[test]
    fn another_thread_that_uses_it_panics_and_one_that_drops_it_does_not() {
        let kept = Rc::new(1);
        let (used, dropped) = (SendWrapper::new(kept.clone()), SendWrapper::new(kept.clone()));
        assert!(thread::spawn(move || **used).join().is_err());
        thread::spawn(move || drop(dropped)).join().unwrap();
        assert_eq!(Rc::strong_count(&kept), 3, "both were leaked rather than dropped elsewhere");
    }
}
