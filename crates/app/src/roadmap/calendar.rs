//! Holidays, and days on which a team works less.

use throughline_domain::{
    CalendarEntryId, Ts,
    activity::EventKind,
    people::{Action, Team},
    roadmap::CalendarEntry,
};
use throughline_store::Tx;

use super::CalendarEntryInput;
use crate::{
    AppError,
    crud::{Noun, noun_fields, refer, six_verbs},
    write::Change,
};

six_verbs!(CalendarEntry, CalendarEntryId, CalendarEntryInput, "calendar entry":
    list_calendar_entries, get_calendar_entry, create_calendar_entry, change_calendar_entry, withdraw_calendar_entry,
    restore_calendar_entry);

impl Noun for CalendarEntry {
    type Id = CalendarEntryId;
    type Input = CalendarEntryInput;
    const WRITE: Action = Action::ManageTeams;
    const EVENTS: [EventKind; 4] = [
        EventKind::CalendarEntryCreated,
        EventKind::CalendarEntryChanged,
        EventKind::CalendarEntryWithdrawn,
        EventKind::CalendarEntryRestored,
    ];

    fn new(input: CalendarEntryInput, now: Ts) -> Self {
        let CalendarEntryInput { name, team_id, first_on, last_on, capacity_percent } = input;
        Self {
            id: CalendarEntryId::new(now),
            team_id,
            name: name.trim().to_owned(),
            first_on,
            last_on: last_on.unwrap_or(first_on),
            capacity_percent,
            version: 1,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: CalendarEntryInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<Team>(tx, "team_id", self.team_id).await?;
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        self.first_on.to_string()
    }

    noun_fields!(name);
}
