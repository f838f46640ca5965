//! The keyboard shortcuts. Every one has a visible control too.

use maud::html;

use crate::{
    components::bits,
    http::{Answer, Signed},
    layout::Place,
};

const GO: [(&str, &str); 11] = [
    ("w", "this week"),
    ("m", "map"),
    ("p", "priorities"),
    ("r", "roadmap"),
    ("u", "urgent"),
    ("t", "tickets"),
    ("o", "goals"),
    ("g", "gaps"),
    ("v", "value"),
    ("i", "import"),
    ("n", "North Star"),
];

/// `GET /keys`
pub async fn page(signed: Signed) -> Answer {
    Ok(signed.page(&GO, Place::Me, "Keyboard shortcuts", || {
        html! {
            (bits::head(&["Keys"], "Everything can be done from the keyboard.", Some("Single keys work outside fields and need scripts; each has a visible control too. They can be switched off.")))
            dl class="keys-list" {
                dt { kbd { "/" } } dd { "find" }
                dt { kbd { "?" } } dd { "this page" }
                dt { kbd { "Esc" } } dd { "close; put a moved row back" }
                @for (key, place) in GO { dt { kbd { "g" } " then " kbd { (key) } } dd { (place) } }
                dt { kbd { "j" } " " kbd { "k" } } dd { "next and previous row" }
                dt { kbd { "u" } } dd { "ask for something urgently; on a ticket, for that ticket" }
                dt { kbd { "Enter" } } dd { "open the row in focus" }
                dt { kbd { "y" } } dd { "why is this row here" }
                dt { kbd { "Alt" } " " kbd { "↑" } " " kbd { "↓" } } dd { "move the row in focus; the price is shown first" }
                dt { kbd { "Enter" } } dd { "on the roadmap, while a row moves: say why, and keep it" }
                dt { kbd { "Alt" } " " kbd { "Shift" } " " kbd { "↑" } " " kbd { "↓" } } dd { "on the roadmap: to the next team, if it could do it" }
            }
            p class="after-list" { a class="btn" href="/settings/me" { "Switch single keys on or off" } }
        }
    }))
}
