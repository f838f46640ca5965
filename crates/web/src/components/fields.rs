//! Fields of forms: the label stays, the error stands beside the field with the way out, what was typed is kept.

use maud::{Markup, html};

use crate::http::FormState;

/// One choice of a list: what is stored, what is shown.
pub type Choice = (String, String);

/// A field under construction.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    state: &'a FormState,
    name: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    placeholder: Option<&'a str>,
    autocomplete: Option<&'a str>,
    required: bool,
}

impl<'a> Field<'a> {
    /// A field of a form.
    pub fn new(state: &'a FormState, name: &'a str, label: &'a str) -> Self {
        Self { state, name, label, hint: None, placeholder: None, autocomplete: None, required: false }
    }

    /// A sentence below.
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// An example inside; never the label.
    pub fn example(self, placeholder: &'a str) -> Self {
        Self { placeholder: Some(placeholder), ..self }
    }

    /// What browsers may fill in.
    pub fn autocomplete(self, autocomplete: &'a str) -> Self {
        Self { autocomplete: Some(autocomplete), ..self }
    }

    /// It must not stay empty.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// One line of text.
    pub fn text(self) -> Markup {
        self.one_line("text")
    }

    /// An e-mail address.
    pub fn email(self) -> Markup {
        self.one_line("email")
    }

    /// A password; never filled with what was typed before.
    pub fn password(self) -> Markup {
        self.wrap(html! {
            input class="input" id=(self.id()) name=(self.name) type="password" required[self.required]
                autocomplete=[self.autocomplete] aria-invalid=[self.invalid()] aria-describedby=[self.described()];
        })
    }

    /// A number.
    pub fn number(self) -> Markup {
        self.wrap(html! {
            input class="input" id=(self.id()) name=(self.name) value=(self.state.value(self.name)) inputmode="decimal"
                placeholder=[self.placeholder] required[self.required] autocomplete="off"
                aria-invalid=[self.invalid()] aria-describedby=[self.described()];
        })
    }

    /// A day.
    pub fn date(self) -> Markup {
        self.one_line("date")
    }

    /// Some lines of text, kept in the tab while typed.
    pub fn long(self, class: &str) -> Markup {
        let class = if class.is_empty() { "input".to_owned() } else { format!("input {class}") };
        self.wrap(html! {
            textarea class=(class) id=(self.id()) name=(self.name) data-draft placeholder=[self.placeholder]
                required[self.required] aria-invalid=[self.invalid()] aria-describedby=[self.described()] {
                "\n" (self.state.value(self.name))
            }
        })
    }

    /// One of a list.
    pub fn select(self, none: Option<&str>, choices: &[Choice]) -> Markup {
        self.wrap(html! {
            select class="input" id=(self.id()) name=(self.name) aria-invalid=[self.invalid()] aria-describedby=[self.described()] {
                @if let Some(none) = none { option value="" { (none) } }
                @for (value, shown) in choices {
                    option value=(value) selected[self.state.value(self.name) == value] { (shown) }
                }
            }
        })
    }

    fn id(self) -> String {
        self.state.id(self.name)
    }

    fn one_line(self, kind: &str) -> Markup {
        self.wrap(html! {
            input class="input" id=(self.id()) name=(self.name) type=(kind) value=(self.state.value(self.name))
                placeholder=[self.placeholder] required[self.required] autocomplete=[self.autocomplete]
                aria-invalid=[self.invalid()] aria-describedby=[self.described()];
        })
    }

    fn invalid(self) -> Option<&'static str> {
        self.state.error(self.name).map(|_| "true")
    }

    fn described(self) -> Option<String> {
        let error = self.state.error(self.name).map(|_| format!("{}-error", self.id()));
        let hint = self.hint.map(|_| format!("{}-hint", self.id()));
        let ids: Vec<String> = error.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    #[allow(clippy::needless_pass_by_value, reason = "markup is made for the call")]
    fn wrap(self, control: Markup) -> Markup {
        html! {
            div class="field" {
                label for=(self.id()) { (self.label) }
                (control)
                @if let Some(error) = self.state.error(self.name) {
                    p class="error" id={ (self.id()) "-error" } { span aria-hidden="true" { "!" } (error) }
                }
                @if let Some(theirs) = self.state.theirs(self.name) { p class="hint" { "Saved now: " b { (theirs) } } }
                @if let Some(hint) = self.hint { p class="hint" id={ (self.id()) "-hint" } { (hint) } }
            }
        }
    }
}

/// A form: hidden fields that make sending twice and overwriting safe, and what needs another look at its top.
#[allow(clippy::needless_pass_by_value, reason = "markup is made for the call")]
pub fn form(state: &FormState, action: &str, submit: &str, body: Markup) -> Markup {
    html! {
        form class="form" method="post" action=(action) {
            (trouble(state))
            (hidden(state))
            (body)
            div class="actions" { button class="btn primary" type="submit" { (submit) } }
        }
    }
}

/// What stands above a form after a refusal.
pub fn trouble(state: &FormState) -> Markup {
    html! {
        @if let Some(notice) = &state.notice { div class="state broke" role="alert" { p { (notice) } } }
        @if !state.errors().is_empty() {
            div class="state broke" role="alert" {
                h2 { @if state.errors().len() == 1 { "One field needs another look" } @else { (state.errors().len()) " fields need another look" } }
                p { "Nothing was saved yet. What you typed is kept." }
                ul {
                    @for error in state.errors() {
                        li { a href={ "#" (state.id(error.field.split('.').next().unwrap_or_default())) } { (error.message) } }
                    }
                }
            }
        }
    }
}

/// The key that makes sending twice safe, and the version of the record.
pub fn hidden(state: &FormState) -> Markup {
    html! {
        input type="hidden" name="idem" value=(uuid::Uuid::new_v4().simple());
        @if !state.value("version").is_empty() { input type="hidden" name="version" value=(state.value("version")); }
    }
}

/// A form that is only a button: take back, end, restore. Its name says which one; it begins with what is seen (WCAG 2.5.3).
pub fn button(action: &str, label: &str, name: &str, version: Option<i64>) -> Markup {
    let name = if name.starts_with(label) { name.to_owned() } else { format!("{label}: {name}") };
    html! {
        form method="post" action=(action) {
            (hidden(&FormState::new().with_some("version", version)))
            button class="btn small" type="submit" aria-label=(name) { (label) }
        }
    }
}
