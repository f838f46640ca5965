//! The published roadmap, and what changed since last week and why.

use throughline_domain::{
    people::Action,
    roadmap::{Different, PlaceChange, Published, changes},
    words,
};

use super::{ChangeTold, PublishedHead, PublishedView};
use crate::{Actor, App, AppError, boxed, portfolio::Picture};

/// Roadmaps before it that are listed.
const HISTORY: i64 = 50;

impl App {
    /// The published roadmap in force, or the one with this number, with what is different from the one that was in
    /// force a week before (or, where it is younger, the one before it). None where nothing was published yet.
    #[boxed]
    pub async fn published_roadmap(
        &self,
        actor: &Actor,
        number: Option<i64>,
    ) -> Result<Option<PublishedView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let published = match number {
            None => self.reader(actor).published_roadmap().await?,
            Some(number) => {
                let numbered = self.reader(actor).roadmap_numbered(number).await?;
                Some(numbered.ok_or(AppError::NotFound { what: "published roadmap" })?)
            }
        };
        match published {
            Some(published) => Ok(Some(self.published_view(actor, published).await?)),
            None => Ok(None),
        }
    }

    pub(super) async fn published_view(&self, actor: &Actor, published: Published) -> Result<PublishedView, AppError> {
        let picture = self.picture(actor).await?;
        let mut reader = self.reader(actor);
        let week_before = reader.roadmap_as_of(published.at.plus_days(-7)).await?;
        let before = match week_before {
            Some(before) => Some(before),
            None => reader.roadmap_numbered(published.number - 1).await?,
        };
        let history = reader.roadmaps_before(published.number, HISTORY).await?;
        let different = before.as_ref().map(|before| changes(&before.places, &published.places)).unwrap_or_default();
        Ok(PublishedView {
            by_name: published.by.and_then(|by| picture.name_of(by)).map(str::to_owned),
            since: before.as_ref().map(|before| picture.published_head(before)),
            changes: different.into_iter().map(|change| picture.told_change(change)).collect(),
            history: history.iter().map(|past| picture.published_head(past)).collect::<Vec<PublishedHead>>(),
            currency: picture.portfolio.currency(),
            published,
        })
    }
}

impl Picture {
    fn told_change(&self, change: PlaceChange) -> ChangeTold {
        let day = |date| words::day(date, self.today());
        let key = &change.key;
        let team = |team| self.team_name(team).map_or_else(|| "work without a team".to_owned(), |team| team.name);
        let sentence = match change.what {
            Different::New { likely_on } => format!("{key} is new, likely done on {}.", day(likely_on)),
            Different::Gone => format!("{key} is not on it any more: it was done, given up or deleted."),
            Different::Team { from, to, likely_on } => {
                format!("{key} goes from {} to {}, likely done on {}.", team(from), team(to), day(likely_on))
            }
            Different::Date { from, to } => format!("{key} is likely done on {} instead of {}.", day(to), day(from)),
        };
        ChangeTold { change, sentence }
    }
}
