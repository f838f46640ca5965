//! How the money depends on the delay: steady, by a date, a closing window, growing later.

use super::reader::Reader;
use crate::grammar::Item;
use crate::grammar::dates::When;
use crate::lexicon::Concept;
use crate::{Kind, Severity, Urgency};

impl Reader<'_> {
    /// Reads the dates of the sentence.
    pub(super) fn urgency(&mut self) {
        let Some(when) = self.sentence.dates.last().cloned() else { return };
        let label = self.profile(&when);
        let Some(label) = label else {
            if self.out.pricings.is_empty() {
                return;
            }
            let message = "A date alone does not change what waiting costs: say what is lost after it, as in \"lost if not live by ...\".";
            self.out.report("VALUE_DATE_NOT_USED", Severity::Note, message.to_owned(), Some(when.span));
            return;
        };
        self.mark(when.span, label);
        if let Some(assumed) = &when.assumed {
            self.assume(assumed.clone());
        }
        if when.date < self.context.today {
            let message = format!("{} has passed; check the date.", when.date);
            self.warn("VALUE_DATE_PAST", message, Some(when.span));
        }
    }

    /// Sets the urgency; returns what the date is, or `None` when it changes nothing.
    fn profile(&mut self, when: &When) -> Option<&'static str> {
        let date = when.date;
        let before: Vec<Concept> = self.sentence.before(when.item, 4).filter_map(Item::concept).collect();
        let once = self.out.pricings.first().is_some_and(|pricing| pricing.once);
        let conditional = self.sentence.has(|c| matches!(c, Concept::IfNot | Concept::Unless));
        let waits = matches!(self.out.kind, Some(Kind::DeadlinePenalty | Kind::DealUnblocked));
        if (before.contains(&Concept::Starting) || before.first() == Some(&Concept::From)) && !once {
            self.out.urgency = Urgency::GrowingLater { starts: date };
            return Some("from then on");
        }
        if once && (waits || conditional || before.contains(&Concept::Until) || before.contains(&Concept::Before)) {
            self.out.urgency = Urgency::ByDate { date };
            return Some("lost after this day");
        }
        if conditional || (waits && !once) {
            self.out.urgency = Urgency::GrowingLater { starts: date };
            return Some("from then on");
        }
        if before.contains(&Concept::Until) {
            self.out.urgency = Urgency::Window { closes: date };
            return Some("the window closes");
        }
        if self.out.pricings.is_empty() && waits {
            self.out.urgency = Urgency::ByDate { date };
            return Some("lost after this day");
        }
        None
    }
}
