//! A Web Lock: of all tabs of a site, one holds it.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, held: &JsValue) -> Result<Promise, JsValue>;
}

/// Held until it is dropped, or its tab is gone.
pub(super) struct Lock(Option<Function>);

impl Lock {
    /// Whether there is one: browsers have none in pages that came in the clear.
    pub(super) fn is_held(&self) -> bool {
        self.0.is_some()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits until no other tab holds the lock of this name.
pub(super) async fn lock(name: &str) -> Lock {
    let locks = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"locks".into()).ok())
        .filter(JsValue::is_object);
    let Some(locks) = locks else { return Lock(None) };
    let locks: Locks = locks.unchecked_into();
    let mut ended = None;
    let granted = Promise::new(&mut |grant, refuse| {
        // The browser takes the lock back when the promise that this gives is settled.
        let held = Closure::once_into_js(move || {
            Promise::new(&mut |release, _| drop(grant.call1(&JsValue::UNDEFINED, &release)))
        });
        match locks.request(name, &held) {
            Ok(promise) => ended = Some(promise),
            Err(_) => drop(refuse.call0(&JsValue::UNDEFINED)),
        }
    });
    // Where there are to be no locks, the request ends without one.
    let first = ended.map_or_else(|| granted.clone(), |ended| Promise::race(&Array::of2(&granted, &ended)));
    Lock(JsFuture::from(first).await.ok().and_then(|release| release.dyn_into().ok()))
}
