//! What must hold for workspaces, members, teams, invitations and tokens by themselves. That names are unique is
//! checked where all of them are known.

use crate::{
    Ts,
    check::{Faults, MAX_NAME, Wrong},
    people::{Invitation, Member, Team, Token, Workspace},
};

/// An address as it is stored and compared: trimmed, lower case.
///
/// ```
/// # use throughline_domain::people::normal_email;
/// assert_eq!(normal_email("email", " Ada@Nimbus.example ").unwrap(), "ada@nimbus.example");
/// assert!(normal_email("email", "ada at nimbus").is_err());
/// ```
pub fn normal_email(field: &'static str, text: &str) -> Result<String, Faults> {
    let email = text.trim().to_lowercase();
    Faults::default().email(field, &email).finish()?;
    Ok(email)
}

impl Workspace {
    /// Checks name, time zone, working week, story points and labels.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults
            .name("name", &self.name, MAX_NAME)
            .refuse(jiff::tz::TimeZone::get(&self.time_zone).is_err(), "time_zone", || {
                Wrong::TimeZone(self.time_zone.clone())
            })
            .within("working_days_per_week", f64::from(self.working_days_per_week), 1.0..=7.0)
            .at_most("value_labels", self.value_labels.len(), 20);
        if let Some(days) = self.days_per_story_point {
            faults.positive("days_per_story_point", days);
            faults.within("days_per_story_point", days, 0.0..=1_000.0);
        }
        for label in &self.value_labels {
            faults.name("value_labels", label, MAX_NAME);
        }
        faults.finish()
    }
}

/// Less than this is nobody, and a duration divided by it would be no number at all.
const LEAST_CAPACITY: f64 = 0.01;

impl Team {
    /// Checks name, capacity and tracks.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .positive("capacity_days_per_week", self.capacity_days_per_week)
            .within("capacity_days_per_week", self.capacity_days_per_week, LEAST_CAPACITY..=10_000.0)
            .within("tracks", f64::from(self.tracks), 1.0..=1_000.0)
            .finish()
    }
}

impl Member {
    /// Checks name and address.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().name("name", &self.name, MAX_NAME).email("email", &self.email).finish()
    }
}

impl Invitation {
    /// Checks the address.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().email("email", &self.email).finish()
    }
}

impl Token {
    /// Checks name, scopes and expiry.
    pub fn check(&self, now: Ts) -> Result<(), Faults> {
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .refuse(self.scopes.is_empty(), "scopes", || Wrong::Empty)
            .refuse(self.expires_at.is_some_and(|at| at <= now), "expires_at", || Wrong::InThePast)
            .finish()
    }
}
