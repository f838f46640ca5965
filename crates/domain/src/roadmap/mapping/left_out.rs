//! What can come in no order.

use std::collections::HashMap;

use super::{Draft, LeftOut, Reason};
use crate::{TicketId, priorities::Item};

impl Draft<'_> {
    /// Splits the open tickets into those that can come in some order and those that cannot (Kahn 1962).
    pub(super) fn leave_out(&mut self) {
        let items = self.portfolio.items();
        let mut followers: HashMap<TicketId, Vec<&Item>> = HashMap::new();
        let mut pending: HashMap<TicketId, usize> = HashMap::with_capacity(items.len());
        for item in items {
            for first in self.waits_for(item) {
                followers.entry(first).or_default().push(item);
            }
            pending.insert(item.id, self.waits_for(item).count());
        }
        let mut free: Vec<TicketId> = items.iter().map(|item| item.id).filter(|id| pending[id] == 0).collect();
        while let Some(id) = free.pop() {
            for next in followers.get(&id).into_iter().flatten() {
                if let Some(count) = pending.get_mut(&next.id) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(next.id);
                    }
                }
            }
        }
        let stuck = |id: &TicketId| pending.get(id).is_some_and(|&count| count > 0);
        let circles: HashMap<TicketId, &Vec<TicketId>> =
            self.portfolio.cycles().iter().flat_map(|circle| circle.iter().map(move |&id| (id, circle))).collect();
        for item in items {
            if !stuck(&item.id) {
                let index = u32::try_from(self.planned.len()).unwrap_or(u32::MAX);
                self.by_ticket.insert(item.id, index);
                self.planned.push(item);
                continue;
            }
            let circle = circles.get(&item.id).filter(|circle| circle.iter().all(stuck));
            let reason = match (circle, self.waits_for(item).find(stuck)) {
                (Some(&circle), _) => Reason::Circle(circle.clone()),
                (None, Some(first)) => Reason::WaitsFor(first),
                (None, None) => Reason::Circle(vec![item.id]),
            };
            self.left_out.push(LeftOut { ticket: item.id, reason });
        }
    }
}
