//! Today's order: who does what when if nothing is changed, what that costs, and how sure it is.

use throughline_scheduler::{Day, Faults, Money, Plan};

use crate::{
    PromiseId,
    priorities::Portfolio,
    roadmap::{Futures, Kept, Mapping, Outlook, Sequence},
};

/// An order, carried out: by the mean durations, and over the simulated futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The order.
    pub sequence: Sequence,
    /// When each item starts, by the mean durations.
    pub plan: Plan,
    /// What it costs by the mean durations, in minor units.
    pub cost: Money,
    /// The futures.
    pub outlook: Outlook,
}

/// A portfolio with its roadmap as it is.
#[derive(Debug, Clone)]
pub struct Today {
    /// The problem, and which ticket is which of its items.
    pub mapping: Mapping,
    /// What may become of each ticket; the same for every order.
    pub futures: Futures,
    /// Today's order, carried out.
    pub carried: Carried,
    /// Promises whose ticket is planned, with the item and the last hour that keeps them; in the order of
    /// [`Outlook::kept`].
    pub promised: Vec<(PromiseId, usize, Day)>,
    /// The same number as long as nothing that the plan shows has changed. Fits a number of JSON.
    pub version: i64,
}

impl Today {
    /// Plans the open work in today's order.
    pub fn of(portfolio: &Portfolio, kept: &Kept, working_days_per_week: i32) -> Result<Self, Faults> {
        let mapping = Mapping::new(portfolio, kept, working_days_per_week)?;
        let futures = Futures::draw(&mapping, portfolio);
        let promised: Vec<(PromiseId, usize, Day)> = kept
            .promises
            .iter()
            .filter(|promise| promise.withdrawn_at.is_none())
            .filter_map(|promise| {
                let item = mapping.item(promise.ticket_id)?;
                Some((promise.id, item, mapping.time.until_end_of(promise.due_on)))
            })
            .collect();
        let carried = carried(&mapping, &futures, mapping.today.clone(), &promised);
        let version = version(&carried, kept);
        Ok(Self { mapping, futures, carried, promised, version })
    }

    /// Another order of the same work, carried out in the same futures.
    pub fn carry(&self, sequence: Sequence) -> Carried {
        carried(&self.mapping, &self.futures, sequence, &self.promised)
    }
}

fn carried(mapping: &Mapping, futures: &Futures, sequence: Sequence, promised: &[(PromiseId, usize, Day)]) -> Carried {
    let promised: Vec<(usize, Day)> = promised.iter().map(|&(_, item, hour)| (item, hour)).collect();
    Carried {
        plan: sequence.plan(&mapping.problem),
        cost: sequence.cost(&mapping.problem),
        outlook: futures.outlook(mapping, &sequence, &promised),
        sequence,
    }
}

/// FNV-1a (Fowler, Noll, Vo) over what the plan shows, cut to the 53 bits that every reader of JSON keeps.
fn version(carried: &Carried, kept: &Kept) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |number: i64| {
        for byte in number.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(kept.published.as_ref().map_or(0, |published| published.number));
    add(carried.cost);
    for (&item, slot) in carried.sequence.order.iter().zip(&carried.plan.slots) {
        add(i64::from(item));
        add(i64::from(slot.start) << 16 | i64::from(slot.choice));
    }
    i64::try_from(hash >> 11).unwrap_or(0)
}
