//! Money that several tickets claim: said, with both sums.

use maud::{Markup, html};
use throughline_app::ClaimedTwice;

/// What is claimed twice; nothing where nothing is.
pub fn claimed_twice(claims: &[ClaimedTwice]) -> Markup {
    html! {
        @if !claims.is_empty() {
            section aria-labelledby="h-twice" {
                h2 id="h-twice" { "Claimed twice" }
                p class="meta" { "The same rate of the same segment in the same period. Counted once, only the largest claim counts. Two of them may well add up: say so in their lines, or take one out." }
                ul class="rows" {
                    @for claim in claims {
                        li {
                            span { (claim.sentence) }
                            span class="actions" {
                                @for key in claim.tickets.iter().take(6) { a class="id" href={ "/tickets/" (key) } { (key) } " " }
                            }
                        }
                    }
                }
            }
        }
    }
}
