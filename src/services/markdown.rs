//! Stories are written in Markdown. Of it, this is what reaches a page: paragraphs, headings below the page's own, lists, quotes,
//! emphasis, code, and links to the outside. HTML of the writer's own is shown as the text that it is; pictures have a place of their own.

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Where a link may lead.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];
/// What a link says about itself: written by a guest, vouched for by nobody.
const LINK_REL: &str = "nofollow ugc noopener";
/// The elements that are left, whatever the renderer makes.
const ELEMENTS: [&str; 16] = ["a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul"];

/// The second look: what is not on its lists does not pass, even if the first has overlooked it.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .tags(HashSet::from(ELEMENTS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(LINK_REL));
    cleaner
});

/// Takes a story in Markdown (`CommonMark`), gives HTML that is safe to show.
#[must_use]
pub fn story_html(story: &str) -> String {
    let mut links = Vec::new();
    let events = Parser::new_ext(story, Options::empty()).filter_map(|event| shown(event, &mut links));
    let mut written = String::with_capacity(story.len() * 5 / 4);
    html::push_html(&mut written, events);
    CLEANER.clean(&written).to_string()
}

/// The words of a story in Markdown, as they are read: without signs of its own, and without the addresses of links.
#[must_use]
pub fn story_text(story: &str) -> String {
    let mut text = String::with_capacity(story.len());
    for event in Parser::new_ext(story, Options::empty()) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => {
                text.push('\n');
            }
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// What becomes of one piece of the story. `links` holds for each link that is open whether it is one on the page too.
fn shown<'a>(event: Event<'a>, links: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below_the_page(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below_the_page(level)))),
        // The words that stand for a picture stay.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let leads_out = link_type == LinkType::Email || leads_out(&dest_url);
            links.push(leads_out);
            leads_out.then_some(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id: CowStr::Borrowed("") }))
        }
        Event::End(TagEnd::Link) => links.pop().filter(|open| *open).map(|_| event),
        event => Some(event),
    }
}

/// A page has a title, and sections: what is in a story comes below.
const fn below_the_page(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn leads_out(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markdown_becomes_what_it_says() {
        for (story, html) in [
            ("We begin early.\n\nWe end late.", "<p>We begin early.</p>\n<p>We end late.</p>\n"),
            ("*slow* and **hot**", "<p><em>slow</em> and <strong>hot</strong></p>\n"),
            ("# One\n\n## Two\n\n###### Six", "<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
            ("[us](https://nukkad.example/a?b=1&c=2 \"t\")", "<p><a href=\"https://nukkad.example/a?b=1&amp;c=2\" rel=\"nofollow ugc noopener\">us</a></p>\n"),
            ("<asha@example.com>", "<p><a href=\"mailto:asha@example.com\" rel=\"nofollow ugc noopener\">asha@example.com</a></p>\n"),
        ] {
            assert_eq!(story_html(story), html, "{story}");
        }
    }

    #[test]
    fn what_could_do_harm_is_text_or_gone() {
        for (story, html) in [
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](JaVaScRiPt:alert(1))", "<p>x</p>\n"),
            ("[x](data:text/html;base64,PHNjcmlwdD4=)", "<p>x</p>\n"),
            ("[x](/account)", "<p>x</p>\n"),
            ("[x](//evil.example)", "<p>x</p>\n"),
            ("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"),
            ("[x]\n\n[x]: vbscript:y", "<p>x</p>\n"),
            ("![a cat](https://evil.example/track.gif)", "<p>a cat</p>\n"),
            ("[![a cat](x.gif)](https://nukkad.example)", "<p><a href=\"https://nukkad.example\" rel=\"nofollow ugc noopener\">a cat</a></p>\n"),
        ] {
            assert_eq!(story_html(story), html, "{story}");
        }
    }

    #[test]
    fn a_story_is_its_words() {
        for (story, text) in [
            ("We begin early.\n\nWe end late.", "We begin early.\nWe end late."),
            ("# Coffee\nslow*ly* and **hot**\n- a\n- `b`", "Coffee\nslowly and hot\na\nb"),
            ("[us](https://secret.example/a \"t\") ![a cat](x.gif)", "us a cat"),
            ("a <b>c</b> &amp; d", "a <b>c</b> & d"),
            ("", ""),
        ] {
            assert_eq!(story_text(story), text, "{story}");
        }
    }

    /// What stands between the angle brackets of HTML.
    fn tags(html: &str) -> impl Iterator<Item = &str> {
        html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default())
    }

    fn is_sound(tag: &str) -> bool {
        let tag = tag.trim_end_matches('/').trim();
        let (name, attributes) = tag.trim_start_matches('/').split_once(' ').unwrap_or((tag.trim_start_matches('/'), ""));
        let link = || attributes.strip_prefix("href=\"").and_then(|rest| rest.strip_suffix(&format!("\" rel=\"{LINK_REL}\"")));
        let plain = attributes.is_empty() && ELEMENTS.contains(&name) && name != "a";
        let list = name == "ol" && attributes.strip_prefix("start=\"").is_some_and(|rest| rest.trim_end_matches('"').parse::<u64>().is_ok());
        let anchor = name == "a" && (tag == "/a" || link().is_some_and(|href| leads_out(href) && !href.contains('"')));
        plain || list || anchor
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        #[test]
        fn nothing_harmful_survives(pieces in proptest::collection::vec(prop_oneof![
            Just("<script>alert(1)</script>".to_owned()), Just("<img src=x onerror=alert(1)>".to_owned()), Just("[a](javascript:alert(1))".to_owned()),
            Just("<a href=\"javascript:x\" onclick='y'>".to_owned()), Just("![a](data:text/html,x)".to_owned()), Just("](".to_owned()),
            Just("<svg/onload=x>".to_owned()), Just("\n\n".to_owned()), Just("```\n".to_owned()), Just("    ".to_owned()), Just("> ".to_owned()),
            Just("1. ".to_owned()), Just("# ".to_owned()), Just("<!--".to_owned()), Just("[a](http://x\" onclick=\"y)".to_owned()),
            Just("[a]: java\tscript:x\n".to_owned()), Just("&#106;avascript:".to_owned()), "\\PC{0,12}", "[<>\"'&\\[\\]()!*_`:/#=a-z \n-]{0,20}",
        ], 0..12)) {
            let html = story_html(&pieces.concat());
            for tag in tags(&html) {
                prop_assert!(is_sound(tag), "<{tag}> in {html}");
            }
        }
    }
}
