//! Small parts: regions without content, switches, pagers, tabs.

use maud::{Markup, html};

/// A region without content: what will be here, and the first step.
pub fn empty(title: &str, text: &str, step: Option<(&str, &str)>) -> Markup {
    html! {
        div class="state" {
            h2 { (title) }
            p { (text) }
            @if let Some((href, label)) = step { a class="btn small" href=(href) { (label) } }
        }
    }
}

/// The head of a page: facts, one statement, its reason.
pub fn head(facts: &[&str], statement: &str, lead: Option<&str>) -> Markup {
    html! {
        div class="head" {
            @if !facts.is_empty() { p class="eyebrow" { @for fact in facts { span { (fact) } } } }
            h1 class="says" { (statement) }
            @if let Some(lead) = lead { p class="lead" { (lead) } }
        }
    }
}

/// A sentence that says that something was done.
pub fn notice(said: Option<&str>) -> Markup {
    html! { @if let Some(said) = said { p class="notice" role="status" { (said) } } }
}

/// One of several views, as links.
pub fn seg<'a>(label: &str, choices: impl IntoIterator<Item = (&'a str, String, bool)>) -> Markup {
    html! {
        nav class="seg plain" aria-label=(label) {
            @for (name, href, current) in choices { a href=(href) aria-current=[current.then_some("true")] { (name) } }
        }
    }
}

/// Tabs of a group of pages.
pub fn tabs(label: &str, tabs: &[(&str, &str)], current: &str) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for (href, name) in tabs { a href=(href) aria-current=[(*href == current).then_some("page")] { (name) } }
        }
    }
}

/// The way to the next page of a list, and back to the first.
pub fn pager(path: &str, query: &[(&str, &str)], next: Option<&str>, first: bool) -> Markup {
    html! {
        @if next.is_some() || !first {
            nav class="pager" aria-label="Pages" {
                @if !first { a class="btn small" href=(address(path, query, &[])) { "First page" } }
                @if let Some(next) = next { a class="btn small" rel="next" href=(address(path, query, &[("after", next)])) { "Next page" } }
            }
        }
    }
}

/// A path with its query; empty values are left out.
pub fn address(path: &str, query: &[(&str, &str)], more: &[(&str, &str)]) -> String {
    let mut encoded = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in query.iter().chain(more).filter(|(_, value)| !value.is_empty()) {
        encoded.append_pair(name, value);
    }
    let encoded = encoded.finish();
    if encoded.is_empty() { path.to_owned() } else { format!("{path}?{encoded}") }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_encode_what_people_search_for() {
        assert_eq!(address("/tickets", &[("q", "50% & more"), ("team", "")], &[]), "/tickets?q=50%25+%26+more");
        assert_eq!(address("/tickets", &[], &[]), "/tickets");
    }
}
