//! `MoSCoW` (Agile Business Consortium, DSDM handbook, chapter 10): shares of the effort, not of the number of tickets.

use serde::{Deserialize, Serialize};

use crate::{tickets::Moscow, words::number};

/// Above this share of the effort, Must "introduces a risk of failure".
const MOST_MUST: f64 = 0.6;
/// Below this share, Could is no contingency.
const LEAST_COULD: f64 = 0.1;

/// How the effort is spread over the classes. Won't is counted apart and not in the shares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MoscowShares {
    /// Share of the effort that is Must, 0 to 1; 0 with no effort at all.
    pub must: f64,
    /// Share that is Should.
    pub should: f64,
    /// Share that is Could.
    pub could: f64,
    /// Person-days that are Won't this time, outside the shares.
    pub wont_days: f64,
    /// What to look at, a sentence each.
    pub warnings: Vec<String>,
}

/// Shares of the effort in person-days, with warnings.
///
/// ```
/// # use throughline_domain::{priorities::moscow_shares, tickets::Moscow::*};
/// let shares = moscow_shares([(Must, 30.0), (Should, 10.0), (Could, 10.0), (Wont, 40.0)]);
/// assert_eq!(shares.must, 0.6);
/// assert!(shares.warnings.is_empty());
/// assert_eq!(moscow_shares([(Must, 62.0), (Should, 20.0), (Could, 18.0)]).warnings.len(), 1);
/// ```
pub fn moscow_shares(efforts: impl IntoIterator<Item = (Moscow, f64)>) -> MoscowShares {
    let [mut must, mut should, mut could, mut wont_days] = [0.0; 4];
    for (class, days) in efforts {
        match class {
            Moscow::Must => must += days,
            Moscow::Should => should += days,
            Moscow::Could => could += days,
            Moscow::Wont => wont_days += days,
        }
    }
    let total = must + should + could;
    let share = |days: f64| if total > 0.0 { days / total } else { 0.0 };
    let (must, should, could) = (share(must), share(should), share(could));
    let mut warnings = Vec::new();
    if must >= 1.0 {
        warnings.push(
            "Everything is a Must, so nothing can give way when something takes longer. Which would still make \
             delivering worth while if it were left out?"
                .to_owned(),
        );
    } else if must > MOST_MUST {
        warnings.push(format!(
            "{}% of the effort is Must. Over 60% there is little left to give way, and the date is at risk.",
            number(must * 100.0, 0)
        ));
    }
    if total > 0.0 && must < 1.0 && could < LEAST_COULD {
        warnings.push(format!("{}% of the effort is Could. About 20% makes a contingency.", number(could * 100.0, 0)));
    }
    MoscowShares { must, should, could, wont_days, warnings }
}
