//! Where the device is. It is asked only at the press of a button, and told to nobody but the widget.

use std::rc::Rc;

use rungs_model::rsvp::Spot;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "geolocation"], js_name = getCurrentPosition, catch)]
    fn get(found: &JsValue, failed: &JsValue) -> Result<(), JsValue>;

    type Position;
    #[wasm_bindgen(method, getter)]
    fn coords(this: &Position) -> Coordinates;
    type Coordinates;
    #[wasm_bindgen(method, getter)]
    fn latitude(this: &Coordinates) -> f64;
    #[wasm_bindgen(method, getter)]
    fn longitude(this: &Coordinates) -> f64;
}

/// Asks the device, whose owner is asked by the browser first; none if they refuse, if it cannot tell, or
/// if there is nothing to ask (a page without https).
pub(crate) fn locate(then: impl Fn(Option<Spot>) + 'static) {
    let then = Rc::new(then);
    let found = Closure::once_into_js({
        let then = then.clone();
        move |position: Position| {
            let at = position.coords();
            then(Some(Spot::new(at.latitude(), at.longitude())));
        }
    });
    let failed = Closure::once_into_js({
        let then = then.clone();
        move |_: JsValue| then(None)
    });
    if get(&found, &failed).is_err() {
        then(None);
    }
}
