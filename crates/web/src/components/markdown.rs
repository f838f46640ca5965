//! Bodies of tickets: Markdown from anybody, so an allow-list decides what of it reaches a page.

use std::{collections::HashSet, sync::LazyLock};

use ammonia::Builder;
use maud::{Markup, PreEscaped};
use pulldown_cmark::{Event, Options, Parser, html::push_html};

/// More than this of a body is not shown; the tracker has the rest.
const LONGEST: usize = 64 * 1024;

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .add_tag_attributes("a", ["href", "title"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
});

/// The body as safe HTML. Headings begin at the second level, because the page's own comes first.
pub fn render(body: &str) -> Markup {
    let shown = body.get(..body.floor_char_boundary(LONGEST)).unwrap_or(body);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    // HTML in the source is shown as text: what a person wrote stays readable and nothing of it is markup.
    let events = Parser::new_ext(shown, options).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(tag) => Event::Start(lower(tag)),
        Event::End(tag) => Event::End(lower_end(tag)),
        Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
        other => other,
    });
    let mut html = String::with_capacity(shown.len() * 3 / 2);
    push_html(&mut html, events);
    // Long lines of code scroll sideways, which takes the keyboard a place to stand (WCAG 2.1.1).
    PreEscaped(ALLOWED.clean(&html).to_string().replace("<pre>", "<pre tabindex=\"0\">"))
}

fn lower(tag: pulldown_cmark::Tag<'_>) -> pulldown_cmark::Tag<'_> {
    match tag {
        pulldown_cmark::Tag::Heading { level, classes, id, attrs } => {
            pulldown_cmark::Tag::Heading { level: below(level), classes, id, attrs }
        }
        other => other,
    }
}

fn lower_end(tag: pulldown_cmark::TagEnd) -> pulldown_cmark::TagEnd {
    match tag {
        pulldown_cmark::TagEnd::Heading(level) => pulldown_cmark::TagEnd::Heading(below(level)),
        other => other,
    }
}

fn below(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5, H6};
    match level {
        H1 | H2 => H3,
        H3 => H4,
        H4 => H5,
        H5 | H6 => H6,
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn nothing_that_runs_survives() {
        for evil in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](data:text/html,hi)",
            "[x](//evil.example)",
            "<a href=\"https://a.example\" onclick=\"x()\">y</a>",
            "<svg onload=alert(1)>",
            "<style>*{display:none}</style>",
        ] {
            let html = render(evil).into_string();
            for sign in ["<script", "<img", "href=\"javascript", "href=\"data", "href=\"//", "<svg", "<style"] {
                assert!(!html.contains(sign), "{evil}: {html}");
            }
            assert!(!html.contains("<a href=\"https://a.example\" onclick"), "{evil}: {html}");
        }
    }

    #[test]
    fn what_people_write_stays() {
        let html = render("# Title\n\n**bold** and [link](https://a.example/x) `code`\n\n- [x] done").into_string();
        assert!(html.contains("<h3>Title</h3>"), "{html}");
        assert!(html.contains("<strong>bold</strong>"));
        assert!(html.contains("href=\"https://a.example/x\"") && html.contains("rel=\"nofollow noopener\""));
        assert!(html.contains("☑ done"), "{html}");
    }

    #[test]
    fn a_huge_body_is_cut_at_a_character() {
        let html = render(&"é".repeat(200_000)).into_string();
        assert!(html.len() < 70_000);
    }
}
