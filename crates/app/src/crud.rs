//! What the nouns that a workspace defines for itself have in common: six verbs each, written once.

use serde::{Serialize, de::DeserializeOwned};
use throughline_domain::{
    Currency, MemberId, Money, Ts,
    activity::EventKind,
    check::Faults,
    people::{Action, Member},
};
use throughline_store::{Plain, RecordId, Show, StoreError, Tx};
use uuid::Uuid;

use crate::{
    Actor, App, AppError,
    error::invalid,
    write::{Change, differences},
};

/// A noun with six verbs.
pub(crate) trait Noun: Plain + Clone + PartialEq + Serialize + DeserializeOwned + 'static {
    /// Its id.
    type Id: Into<RecordId<Self>> + Copy + Send + Sync + 'static;
    /// What can be said of it.
    type Input: Clone + Send + Sync + 'static;
    /// What it takes to change one.
    const WRITE: Action;
    /// Made, changed, deleted, brought back.
    const EVENTS: [EventKind; 4];

    /// Checks what can be checked without looking at other records.
    fn faults(&self) -> Result<(), Faults>;
    /// An amount in it, with its field, which must be in the workspace's currency.
    fn amount(&self) -> Option<(&'static str, Money)> {
        None
    }
    /// A new one, at version 1.
    fn new(input: Self::Input, now: Ts) -> Self;
    /// The same record with everything replaced that an input says.
    fn replaced(&self, input: Self::Input) -> Self;
    /// Refuses where what it says must stay as it is: it can be neither changed, deleted nor brought back.
    fn free(&self, tx: &mut Tx) -> impl Future<Output = Result<(), AppError>> + Send {
        let _ = tx;
        async { Ok(()) }
    }
    /// Refuses where it does not agree with the records around it, when it is made, changed or brought back.
    fn fits(&self, tx: &mut Tx) -> impl Future<Output = Result<(), AppError>> + Send {
        let _ = tx;
        async { Ok(()) }
    }
    /// Looks at other records: checks what it refers to, allots its key, moves marks.
    fn settled(self, tx: &mut Tx, change: Change) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Its id, for the log.
    fn record_id(&self) -> Uuid;
    /// Gives it another id, before it is written.
    fn set_record_id(&mut self, id: Uuid);
    /// Its version.
    fn version_mut(&mut self) -> &mut i64;
    /// When it was deleted, if so.
    fn withdrawn_mut(&mut self) -> &mut Option<Ts>;
    /// The same, to look at.
    fn withdrawn(&self) -> Option<Ts>;
    /// What people call it, for the log.
    fn called(&self) -> String;
    /// By what a list of them is sorted; equal ones by age.
    fn sorted_by(&self) -> String {
        String::new()
    }
}

impl App {
    pub(crate) async fn list_nouns<N: Noun>(&self, actor: &Actor, include_withdrawn: bool) -> Result<Vec<N>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let show = if include_withdrawn { Show::All } else { Show::Live };
        let mut nouns: Vec<N> = self.reader(actor).list(show).await?;
        nouns.sort_by_cached_key(Noun::sorted_by);
        Ok(nouns)
    }

    pub(crate) async fn get_noun<N: Noun>(&self, actor: &Actor, id: N::Id) -> Result<N, AppError> {
        actor.require(Action::ReadWorkspace)?;
        Ok(self.reader(actor).get(id).await?)
    }

    pub(crate) async fn create_noun<N: Noun>(&self, actor: &Actor, input: N::Input) -> Result<N, AppError> {
        actor.require(N::WRITE)?;
        let change = self.change(actor);
        let made = N::new(input, change.at);
        let currency = actor.workspace.currency;
        self.write(actor, move |tx| {
            let made = made.clone();
            Box::pin(async move { make(tx, change, currency, made).await })
        })
        .await
    }

    pub(crate) async fn change_noun<N: Noun>(
        &self,
        actor: &Actor,
        id: N::Id,
        version: i64,
        input: N::Input,
    ) -> Result<N, AppError> {
        actor.require(N::WRITE)?;
        let change = self.change(actor);
        let currency = actor.workspace.currency;
        self.write(actor, move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let before: N = current(tx, id, version).await?;
                replace(tx, change, currency, before, input).await
            })
        })
        .await
    }

    pub(crate) async fn withdraw_noun<N: Noun>(&self, actor: &Actor, id: N::Id, version: i64) -> Result<N, AppError> {
        actor.require(N::WRITE)?;
        let change = self.change(actor);
        self.write(actor, move |tx| Box::pin(async move { withdraw(tx, change, id, Some(version)).await })).await
    }

    pub(crate) async fn restore_noun<N: Noun>(&self, actor: &Actor, id: N::Id) -> Result<N, AppError> {
        actor.require(N::WRITE)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut noun: N = tx.read().get(id).await?;
                if noun.withdrawn().is_none() {
                    return Ok(noun);
                }
                noun.free(tx).await?;
                noun.fits(tx).await?;
                tx.record(change.event(N::EVENTS[3], Some(noun.record_id()), &noun.called(), serde_json::json!({})))
                    .await?;
                *noun.version_mut() = tx.restore::<N>(id, None).await?;
                *noun.withdrawn_mut() = None;
                Ok(noun)
            })
        })
        .await
    }
}

/// Makes one inside a write.
pub(crate) async fn make<N: Noun>(tx: &mut Tx, change: Change, currency: Currency, made: N) -> Result<N, AppError> {
    let made = made.settled(tx, change).await?;
    made.fits(tx).await?;
    checked(&made, currency)?;
    let data = differences(None, &made);
    tx.record(change.event(N::EVENTS[0], Some(made.record_id()), &made.called(), data)).await?;
    tx.insert(&made).await?;
    Ok(made)
}

/// Replaces inside a write what is said of one that was just read.
pub(crate) async fn replace<N: Noun>(
    tx: &mut Tx,
    change: Change,
    currency: Currency,
    before: N,
    input: N::Input,
) -> Result<N, AppError> {
    let after = before.replaced(input).settled(tx, change).await?;
    put(tx, change, currency, before, after).await
}

/// Writes inside a write what became of one that was just read, if anything did.
pub(crate) async fn put<N: Noun>(
    tx: &mut Tx,
    change: Change,
    currency: Currency,
    before: N,
    mut after: N,
) -> Result<N, AppError> {
    if after == before {
        return Ok(before);
    }
    before.free(tx).await?;
    after.fits(tx).await?;
    checked(&after, currency)?;
    let data = differences(Some(&before), &after);
    tx.record(change.event(N::EVENTS[1], Some(after.record_id()), &after.called(), data)).await?;
    *after.version_mut() = tx.update(&after).await?;
    Ok(after)
}

/// Deletes one inside a write, if it still is at this version where one is given.
pub(crate) async fn withdraw<N: Noun>(
    tx: &mut Tx,
    change: Change,
    id: N::Id,
    version: Option<i64>,
) -> Result<N, AppError> {
    let mut noun: N = tx.read().get(id).await?;
    if noun.withdrawn().is_some() {
        return Ok(noun);
    }
    noun.free(tx).await?;
    tx.record(change.event(N::EVENTS[2], Some(noun.record_id()), &noun.called(), serde_json::json!({}))).await?;
    *noun.version_mut() = tx.withdraw::<N>(id, version, change.at).await?;
    *noun.withdrawn_mut() = Some(change.at);
    Ok(noun)
}

pub(crate) fn checked<N: Noun>(noun: &N, currency: Currency) -> Result<(), AppError> {
    noun.faults().map_err(|faults| invalid(&faults, noun))?;
    match noun.amount() {
        Some((field, amount)) if amount.currency != currency => Err(AppError::field(
            field,
            amount.currency.code(),
            format!("Amounts of this workspace are in {currency}. Convert it first."),
        )),
        _ => Ok(()),
    }
}

/// The record as it is, if it is there and at this version.
async fn current<N: Noun>(tx: &mut Tx, id: N::Id, version: i64) -> Result<N, AppError> {
    let mut noun: N = tx.read().get(id).await?;
    if noun.withdrawn().is_some() {
        return Err(StoreError::NotFound(N::NOUN).into());
    }
    match *noun.version_mut() {
        current if current == version => Ok(noun),
        current_version => Err(AppError::Stale { current_version }),
    }
}

/// Refuses a reference to a record that is not there or was deleted. One of another workspace is not there.
pub(crate) async fn refer<N: Noun>(tx: &mut Tx, field: &str, id: Option<N::Id>) -> Result<(), AppError>
where
    N::Id: ToString,
{
    let Some(id) = id else { return Ok(()) };
    match tx.read().get::<N>(id).await {
        Ok(noun) if noun.withdrawn().is_none() => Ok(()),
        Ok(_) | Err(StoreError::NotFound(_)) => {
            let message = format!("No {} of this workspace has this id. Choose one from the list.", N::NOUN);
            Err(AppError::field(field, id.to_string(), message))
        }
        Err(error) => Err(error.into()),
    }
}

/// A record as it is now; none before it is made.
pub(crate) async fn stored<N: Noun>(tx: &mut Tx, id: N::Id) -> Result<Option<N>, AppError> {
    match tx.read().get::<N>(id).await {
        Ok(noun) => Ok(Some(noun)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Refuses an owner who is no member, or no longer one.
pub(crate) async fn owned(tx: &mut Tx, owner: Option<MemberId>) -> Result<(), AppError> {
    let Some(owner) = owner else { return Ok(()) };
    match tx.read().get::<Member>(owner).await {
        Ok(member) if member.removed_at.is_none() => Ok(()),
        Ok(_) | Err(StoreError::NotFound(_)) => {
            let message = "No member of this workspace has this id. Choose one from the list.";
            Err(AppError::field("owner_id", owner.to_string(), message))
        }
        Err(error) => Err(error.into()),
    }
}

/// The next free key of a kind: "O4" after "O3". Keys of deleted records are not given again.
pub(crate) fn next_key<'a>(prefix: &str, taken: impl Iterator<Item = &'a str>) -> String {
    let highest = taken.filter_map(|key| key.strip_prefix(prefix)?.parse::<u32>().ok()).max().unwrap_or(0);
    format!("{prefix}{}", u64::from(highest) + 1)
}

/// Writes the six verbs of a noun.
macro_rules! six_verbs {
    ($noun:ident, $id:ident, $input:ident, $what:literal:
     $list:ident, $get:ident, $create:ident, $change:ident, $withdraw:ident, $restore:ident) => {
        impl crate::App {
            #[doc = concat!("All of them, with the deleted ones if asked: ", $what, ".")]
            #[crate::boxed]
            pub async fn $list(&self, actor: &crate::Actor, include_withdrawn: bool) -> Result<Vec<$noun>, crate::AppError> {
                self.list_nouns(actor, include_withdrawn).await
            }

            #[doc = concat!("One ", $what, ", deleted or not.")]
            #[crate::boxed]
            pub async fn $get(&self, actor: &crate::Actor, id: $id) -> Result<$noun, crate::AppError> {
                self.get_noun(actor, id).await
            }

            #[doc = concat!("Makes a ", $what, ".")]
            #[crate::boxed]
            pub async fn $create(&self, actor: &crate::Actor, input: $input) -> Result<$noun, crate::AppError> {
                self.create_noun(actor, input).await
            }

            #[doc = concat!("Replaces what is said of a ", $what, ", if it still is at this version.")]
            #[crate::boxed]
            pub async fn $change(
                &self,
                actor: &crate::Actor,
                id: $id,
                version: i64,
                input: $input,
            ) -> Result<$noun, crate::AppError> {
                self.change_noun(actor, id, version, input).await
            }

            #[doc = concat!("Deletes a ", $what, ", if it still is at this version. It can be brought back for 30 days.")]
            #[crate::boxed]
            pub async fn $withdraw(&self, actor: &crate::Actor, id: $id, version: i64) -> Result<$noun, crate::AppError> {
                self.withdraw_noun(actor, id, version).await
            }

            #[doc = concat!("Brings a deleted ", $what, " back.")]
            #[crate::boxed]
            pub async fn $restore(&self, actor: &crate::Actor, id: $id) -> Result<$noun, crate::AppError> {
                self.restore_noun(actor, id).await
            }
        }
    };
}

/// Writes the parts of [`Noun`] that only name fields.
macro_rules! noun_fields {
    ($called:ident) => {
        fn record_id(&self) -> uuid::Uuid {
            self.id.0
        }
        fn set_record_id(&mut self, id: uuid::Uuid) {
            self.id.0 = id;
        }
        fn version_mut(&mut self) -> &mut i64 {
            &mut self.version
        }
        fn faults(&self) -> Result<(), throughline_domain::check::Faults> {
            self.check()
        }
        fn withdrawn_mut(&mut self) -> &mut Option<throughline_domain::Ts> {
            &mut self.withdrawn_at
        }
        fn withdrawn(&self) -> Option<throughline_domain::Ts> {
            self.withdrawn_at
        }
        fn called(&self) -> String {
            self.$called.clone()
        }
    };
}

pub(crate) use {noun_fields, six_verbs};
