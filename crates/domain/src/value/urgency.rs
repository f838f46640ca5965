//! How money lost depends on the delay: the four urgency profiles (blackswanfarming.com/urgency-profiles).

use crate::value::BadProfile;

/// A cost as a function of time. Money in one unit of your choice, time in weeks of seven days.
///
/// Cost never falls with the delay. "Linear" for everything overstates what lies far away: pick the profile that fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Profile {
    /// Long life, the peak does not suffer: every week costs the same.
    Linear {
        /// Money a week.
        per_week: f64,
    },
    /// Long life, each week of delay takes a share of the peak for good.
    Erosion {
        /// Money a week at the peak.
        per_week: f64,
        /// Share of the peak that a week of delay takes, 0 up to (not including) 1.
        loss_per_week: f64,
        /// Weeks until nobody needs it any more, above 0.
        life_weeks: f64,
    },
    /// Short life, the peak suffers: a triangle whose base and height both shrink.
    Window {
        /// Money a week at the peak.
        per_week: f64,
        /// Weeks until the window shuts, above 0.
        life_weeks: f64,
    },
    /// An external date: nothing when in time, after it a lump and so much a week.
    Deadline {
        /// The last moment that is in time, in weeks from now.
        due_week: f64,
        /// Money lost at once.
        lump: f64,
        /// Money a week after the date.
        per_week: f64,
    },
    /// Nothing before it starts, then the same every week.
    Later {
        /// When it starts to cost, in weeks from now.
        starts_week: f64,
        /// Money a week from then on.
        per_week: f64,
    },
}

impl Profile {
    /// Refuses numbers for which the cost would fall with the delay or have no meaning.
    pub fn check(self) -> Result<Self, BadProfile> {
        let money = match self {
            Self::Linear { per_week }
            | Self::Erosion { per_week, .. }
            | Self::Window { per_week, .. }
            | Self::Later { per_week, .. } => per_week >= 0.0,
            Self::Deadline { lump, per_week, .. } => lump >= 0.0 && per_week >= 0.0,
        };
        if !money {
            return Err(BadProfile::NegativeRate);
        }
        match self {
            Self::Erosion { loss_per_week, .. } if !(0.0..1.0).contains(&loss_per_week) => {
                Err(BadProfile::Erosion(loss_per_week))
            }
            Self::Erosion { life_weeks, .. } | Self::Window { life_weeks, .. }
                if life_weeks.is_nan() || life_weeks <= 0.0 =>
            {
                Err(BadProfile::Life(life_weeks))
            }
            _ => Ok(self),
        }
    }
}

/// Money lost when the work is done `weeks` late; for [`Profile::Deadline`] and [`Profile::Later`], when it is done
/// `weeks` from now. Negative weeks count as none. The difference to being done at once: `V(0) - V(weeks)`
/// (Reinertsen, *The Principles of Product Development Flow*).
///
/// ```
/// # use throughline_domain::value::{cost_of_delay, Profile};
/// assert_eq!(cost_of_delay(Profile::Linear { per_week: 5_000.0 }, 6.0), 30_000.0);
///
/// let erosion = Profile::Erosion { per_week: 5_000.0, loss_per_week: 0.01, life_weeks: 104.0 };
/// assert!((cost_of_delay(erosion, 1.0) - 10_150.0).abs() < 1e-6);
/// assert!((cost_of_delay(erosion, 6.0) - 59_400.0).abs() < 1e-6);
///
/// let window = Profile::Window { per_week: 5_000.0, life_weeks: 20.0 };
/// assert_eq!(cost_of_delay(window, 4.0), 18_000.0);
/// assert_eq!(cost_of_delay(window, 10.0), 37_500.0);
///
/// let deadline = Profile::Deadline { due_week: 10.0, lump: 80_000.0, per_week: 4_000.0 };
/// assert_eq!([9.0, 10.0, 12.0].map(|week| cost_of_delay(deadline, week)), [0.0, 0.0, 88_000.0]);
/// ```
pub fn cost_of_delay(profile: Profile, weeks: f64) -> f64 {
    let late = weeks.max(0.0);
    match profile {
        Profile::Linear { per_week } => per_week * late,
        Profile::Erosion { per_week, loss_per_week, life_weeks } => {
            let kept = (1.0 - loss_per_week * late).max(0.0) * (life_weeks - late).max(0.0);
            per_week * (life_weeks - kept)
        }
        Profile::Window { per_week, life_weeks } => {
            let left = (life_weeks - late).max(0.0);
            per_week * (life_weeks * life_weeks - left * left) / (2.0 * life_weeks)
        }
        Profile::Deadline { due_week, lump, per_week } => {
            if weeks <= due_week {
                0.0
            } else {
                lump + per_week * (weeks - due_week)
            }
        }
        Profile::Later { starts_week, per_week } => per_week * (weeks - starts_week).max(0.0),
    }
}
