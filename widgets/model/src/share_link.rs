use crate::Channel;

/// What a link says of how its reader came by it: the code of whoever shared it.
pub const REFERRAL: &str = "referrer";

/// What stands between the code of whoever invites and the mark of one of their invitations. No code has it.
const JOINT: char = '.';

/// The most characters of a mark.
const LONGEST_MARK: usize = 16;

/// The code of one invitation: it counts for whoever has `code`, and `mark` tells it from their others. The
/// mark says nothing of who is invited.
pub fn invitation(code: &str, mark: &str) -> String {
    let mut invitation = String::from(code);
    invitation.push(JOINT);
    invitation.push_str(mark);
    invitation
}

/// Whose code someone came with, and the mark of the invitation, if it was one.
pub fn inviter(referrer: &str) -> (&str, Option<&str>) {
    let is_mark = |mark: &str| {
        (1..=LONGEST_MARK).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match referrer.rsplit_once(JOINT) {
        Some((code, mark)) if is_mark(mark) && is_code(code) && !code.contains(JOINT) => (code, Some(mark)),
        _ => (referrer, None),
    }
}

/// The address that is shared by one channel: `url` with the channel and the campaign as `utm_` parameters, and
/// with the code of whoever shares it, so that the campaign can tell them how many came.
///
/// What the sharer's own link said about them (prefilled answers, codes, tokens, and any fragment) stays with
/// them.
pub fn share_link(url: &str, channel: Channel, campaign: &str, code: Option<&str>) -> String {
    let before_fragment = url.split('#').next().unwrap_or_default();
    let (path, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    let mut link = String::from(path);
    let mut joint = "?";
    let mut add = |parts: &[&str]| {
        link.push_str(joint);
        link.push_str(&parts.concat());
        joint = "&";
    };
    query.split('&').filter(|pair| !pair.is_empty() && !is_personal(pair)).for_each(|pair| add(&[pair]));
    add(&["utm_source=", channel.as_str()]);
    add(&["utm_medium=share"]);
    add(&["utm_campaign=", campaign]);
    if let Some(code) = code.filter(|code| is_code(code)) {
        add(&[REFERRAL, "=", code]);
    }
    link
}

/// Whether a parameter tells something about the person who came by it.
fn is_personal(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    [REFERRAL, "rungs", "utm_", "proca_", "source", "akid", "fbclid", "gclid"]
        .iter()
        .any(|own| name.starts_with(own))
}

/// Whether a code is one that a backend gives: nothing that would have to be escaped.
fn is_code(code: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=64).contains(&code.len()) && code.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_tells_by_which_way_and_from_whom_its_reader_came() {
        assert_eq!(
            share_link("https://a.org/page", Channel::Whatsapp, "clean-air", Some("K7x")),
            "https://a.org/page?utm_source=whatsapp&utm_medium=share&utm_campaign=clean-air&referrer=K7x"
        );
    }

    #[test]
    fn what_the_page_needs_to_be_found_stays() {
        let link = share_link("https://a.org/?id=12&lang=de", Channel::Copy, "c", None);
        assert_eq!(link, "https://a.org/?id=12&lang=de&utm_source=copy&utm_medium=share&utm_campaign=c");
    }

    #[test]
    fn what_a_link_said_about_the_sharer_is_not_passed_on() {
        let own =
            "https://a.org/?rungs.email=ada%40a.org&utm_source=news&source=n3&referrer=old&id=1#rungs=token";
        let link = share_link(own, Channel::X, "c", Some("mine"));
        assert_eq!(link, "https://a.org/?id=1&utm_source=x&utm_medium=share&utm_campaign=c&referrer=mine");
    }

    #[test]
    fn an_invitation_has_a_code_of_its_own_and_leads_back_to_whoever_invites() {
        let code = invitation("K7x-_9aB", "4fa1c0");
        assert_eq!(code, "K7x-_9aB.4fa1c0");
        assert_eq!(inviter(&code), ("K7x-_9aB", Some("4fa1c0")));
        let link = share_link("https://a.org/", Channel::Copy, "c", Some(&code));
        assert!(link.ends_with("&referrer=K7x-_9aB.4fa1c0"), "{link}");
        let long = ["K7x.", &"a".repeat(17)].concat();
        for other in ["K7x-_9aB", "", ".", "K7x.", ".4f", "K7x.4-f", "a.b.c", "ü.1", &long] {
            assert_eq!(inviter(other), (other, None), "{other}");
        }
    }

    #[test]
    fn a_code_that_would_change_the_link_is_left_out() {
        for code in ["", "a&b=c", "a b", "ü", "#"] {
            assert!(!share_link("https://a.org", Channel::X, "c", Some(code)).contains("referrer"), "{code}");
        }
    }
}
