//! How much urgency a quarter has room for, and how fast it is used up.
//!
//! Modelled on error budgets: a share that is agreed beforehand, a burn rate, and a consequence that was agreed too
//! (Beyer et al., *The Site Reliability Workbook*, chapter 2 "Implementing SLOs").

use serde::{Deserialize, Serialize};

use crate::{
    TeamId, Ts, UrgencyBudgetId,
    check::{Faults, MAX_NAME, Wrong},
    words,
};

/// What the leaders agreed for a team or an asking group, the same for every quarter until it is changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UrgencyBudget {
    /// Its id.
    pub id: UrgencyBudgetId,
    /// The team whose days it counts; none for an asking group.
    pub team_id: Option<TeamId>,
    /// The asking group, "Sales"; empty for a team.
    pub asking_group: String,
    /// Money that interruptions may cost others in a quarter, in minor units of the workspace's currency.
    pub money_minor: Option<i64>,
    /// Share of the team's days that may go into interruptions, above 0 and at most 1.
    pub share_of_days: Option<f64>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

impl UrgencyBudget {
    /// The share where nobody agreed on another one: a tenth.
    pub const DEFAULT_SHARE: f64 = 0.1;

    /// Checks that it is about a team or a group, and that there is a limit.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        match self.team_id {
            None => faults.name("asking_group", &self.asking_group, MAX_NAME),
            Some(_) => faults.refuse(!self.asking_group.is_empty(), "asking_group", || Wrong::TeamAndGroup),
        };
        if let Some(money) = self.money_minor {
            #[expect(clippy::cast_precision_loss, reason = "only its sign is looked at")]
            faults.positive("money_minor", money as f64);
        }
        if let Some(share) = self.share_of_days {
            faults.positive("share_of_days", share).within("share_of_days", share, 0.0..=1.0);
        }
        faults.refuse(self.money_minor.is_none() && self.share_of_days.is_none(), "money_minor", || Wrong::Empty);
        faults.finish()
    }
}

/// What was spent in a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// What interruptions cost others, in minor units.
    pub money_minor: i64,
    /// Person-days of interruptions.
    pub person_days: f64,
    /// How many there were.
    pub count: i64,
}

/// How much of a budget is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BudgetUse {
    /// The limit in money, in minor units.
    pub money_limit_minor: Option<i64>,
    /// Money used.
    pub money_used_minor: i64,
    /// The limit in person-days.
    pub days_limit: Option<f64>,
    /// Person-days used.
    pub days_used: f64,
    /// Interruptions in this quarter.
    pub count: i64,
    /// The larger of the used shares; 1 is all of it.
    pub used_share: f64,
    /// How much of the quarter is over, 0 to 1.
    pub elapsed_share: f64,
    /// Used share by elapsed share: above 1 it will not last.
    pub burn_rate: f64,
    /// In words.
    pub sentence: String,
}

impl BudgetUse {
    /// Holds what was spent against the limits. `team_days`: all person-days of the team in the quarter.
    ///
    /// ```
    /// # use throughline_domain::urgency::{BudgetUse, Spent};
    /// // 8 people, 65 working days, a tenth of them: 52 person-days.
    /// let spent = Spent { money_minor: 0, person_days: 26.0, count: 4 };
    /// let used = BudgetUse::of(None, Some(0.1), 8.0 * 65.0, spent, 0.25);
    /// assert_eq!((used.days_limit, used.used_share, used.burn_rate), (Some(52.0), 0.5, 2.0));
    /// ```
    pub fn of(money: Option<i64>, share: Option<f64>, team_days: f64, spent: Spent, elapsed_share: f64) -> Self {
        let days_limit = share.map(|share| share * team_days);
        #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
        let by_money = money.filter(|&limit| limit > 0).map(|limit| spent.money_minor as f64 / limit as f64);
        let by_days = days_limit.filter(|&limit| limit > 0.0).map(|limit| spent.person_days / limit);
        let used_share = by_money.into_iter().chain(by_days).fold(0.0, f64::max);
        let burn_rate = if elapsed_share > 0.0 { used_share / elapsed_share } else { 0.0 };
        Self {
            money_limit_minor: money,
            money_used_minor: spent.money_minor,
            days_limit,
            days_used: spent.person_days,
            count: spent.count,
            used_share,
            elapsed_share,
            burn_rate,
            sentence: told(used_share, burn_rate),
        }
    }

    /// Whether the next one needs a leader by name.
    pub fn is_used_up(&self) -> bool {
        self.used_share >= 1.0
    }

    /// Whether it will not last the quarter at this rate.
    pub fn burns_too_fast(&self) -> bool {
        self.burn_rate > 1.0
    }
}

fn told(used: f64, burn: f64) -> String {
    let share = words::number(used * 100.0, 0);
    if used >= 1.0 {
        format!("{share}% is used. The next request needs a leader by name; nothing is blocked.")
    } else if burn > 1.0 {
        format!("{share}% is used, {} as fast as the quarter goes by.", words::times(burn))
    } else {
        format!("{share}% is used; it lasts.")
    }
}
