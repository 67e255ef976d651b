//! The page on which someone stops the emails about what they answered, or has them sent again.

use axum::response::Response;
use maud::html;

use super::Words;
use super::manage::private;
use crate::store::Managed;
use crate::widgets::Widget;

/// Whether there will be any, and a button for the other; `address` is that of the manage page.
pub(crate) fn emails(managed: &Managed, widget: &Widget, address: &str, wanted: bool) -> Response {
    let words = Words::of(&managed.locale);
    let title = widget.read(&managed.locale).title();
    let body = html! {
        @if wanted {
            p { (words.fill("mail_stop_text", "title", title)) }
        } @else {
            p class="done" role="status" { (words.fill("mail_stopped", "title", title)) }
        }
        form action={ (address) "/emails" } method="post" {
            @if !wanted { input type="hidden" name="emails" value="yes"; }
            button { (words.say(if wanted { "mail_stop" } else { "mail_again" })) }
        }
        p { a href=(address) { (words.say("rsvp_change")) } }
    };
    private(words.lang(&managed.locale), words.say("mail_stop"), &body)
}
