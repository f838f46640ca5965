//! Set-up, sign-in with password or link, and changing the password.
//!
//! An unknown address gets the same answer in the same time as a wrong password. After so many failures for an address,
//! from one place or in all, the next tries wait.

use subtle::ConstantTimeEq as _;
use throughline_domain::{
    Ts, WorkspaceId,
    activity::EventKind,
    people::{Account, Action, Member, Workspace, check_password, normal_email},
};
use throughline_store::{Show, Visible};

use super::{
    ChangePasswordInput, SetUpInput, SignInInput, SignedIn, WorkspaceInput,
    passwords::{fits, hashed},
    secrets::{Secret, hash_of, random_text},
    workspaces::NewOwner,
};
use crate::{Actor, App, AppError, ClientInfo, boxed, error::invalid, write::Change};

/// Names of the installation's facts.
const SET_UP_KEY: &str = "set_up_key";
const FIRST_WORKSPACE: &str = "first_workspace";

/// Failures are counted in windows of this length.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Failures for one address from one place.
const MOST_HERE: i64 = 10;
/// Failures for one address from anywhere: higher, so that a stranger cannot easily lock somebody out.
const MOST_FOR_ADDRESS: i64 = 50;
/// Failures from one place for any address.
const MOST_FROM_PLACE: i64 = 100;
/// How long a one-time link works.
const LINK_DAYS: i64 = 1;

/// The names under which failures are counted, each with its limit.
struct Throttle([(String, i64); 3]);

impl Throttle {
    fn of(email: &str, client: &ClientInfo) -> Self {
        let place = client.address.as_deref().unwrap_or("here");
        Self([
            (hash_of(&format!("here\n{email}\n{place}")), MOST_HERE),
            (hash_of(&format!("address\n{email}")), MOST_FOR_ADDRESS),
            (hash_of(&format!("place\n{place}")), MOST_FROM_PLACE),
        ])
    }

    fn keys(&self) -> Vec<String> {
        self.0.iter().map(|(key, _)| key.clone()).collect()
    }
}

fn window_began(now: Ts) -> Ts {
    now.plus_seconds(-WINDOW_SECONDS)
}

/// One answer for an unknown address, a wrong password and an account without one.
fn wrong() -> AppError {
    let message = "This e-mail address and this password do not belong together. Check both, or ask an owner of the \
                   workspace for a new link.";
    AppError::field("password", "", message)
}

impl App {
    /// Whether nobody has set this installation up yet.
    #[boxed]
    pub async fn set_up_needed(&self) -> Result<bool, AppError> {
        Ok(self.inner.store.workspaces().await?.is_empty())
    }

    /// The key that `set_up` asks for, while set-up is needed.
    #[boxed]
    pub async fn set_up_key(&self) -> Result<Option<String>, AppError> {
        if !self.set_up_needed().await? {
            return Ok(None);
        }
        Ok(Some(self.inner.store.keep_installation_fact(SET_UP_KEY, &random_text()).await?))
    }

    /// Makes the first owner and the first workspace.
    #[boxed]
    pub async fn set_up(&self, input: SetUpInput, client: ClientInfo) -> Result<SignedIn, AppError> {
        let Some(key) = self.set_up_key().await? else {
            return Err(AppError::conflict(
                "This installation is set up already. Nothing was changed. Sign in instead.",
            ));
        };
        if !bool::from(key.as_bytes().ct_eq(input.set_up_key.trim().as_bytes())) {
            let message = "This is not the key that the server printed at its first start. Look at its output, or start \
                           it again to see the key.";
            return Err(AppError::field("set_up_key", "", message));
        }
        let settings = WorkspaceInput {
            name: input.workspace,
            currency: input.currency,
            time_zone: input.time_zone,
            working_days_per_week: 5,
            days_per_story_point: None,
            value_labels: Vec::new(),
        };
        let email = normal_email("email", &input.email).map_err(|faults| invalid(&faults, &settings))?;
        check_password(&input.password, &email).map_err(|faults| invalid(&faults, &()))?;
        let owner = NewOwner { account: None, email, name: input.name, password_hash: hashed(input.password).await? };
        let (workspace, member) = self.found_first(settings, owner).await?;
        self.signed_in(workspace, member, &client, "set-up").await
    }

    /// Makes the first workspace of this installation. Of two who try at once, one wins: both ask for the same id.
    pub(crate) async fn found_first(
        &self,
        settings: WorkspaceInput,
        owner: NewOwner,
    ) -> Result<(Workspace, Member), AppError> {
        let proposed = WorkspaceId::new(self.now()).to_string();
        let id = self.inner.store.keep_installation_fact(FIRST_WORKSPACE, &proposed).await?;
        let id: WorkspaceId = id.parse().map_err(|error| AppError::internal(&error))?;
        self.found(id, settings, owner).await
    }

    /// Opens a session with e-mail and password.
    #[boxed]
    pub async fn sign_in(&self, input: SignInInput, client: ClientInfo) -> Result<SignedIn, AppError> {
        let account = self.proven(&input.email, input.password, &client).await?;
        let mut memberships = self.inner.store.memberships(account.id).await?;
        if memberships.is_empty() {
            return Err(AppError::Forbidden {
                needs: "You do not belong to any workspace here any more. Ask an owner to bring you back.".to_owned(),
            });
        }
        let place = match input.workspace_id {
            None => 0,
            Some(id) => {
                let found = memberships.iter().position(|(workspace, _)| workspace.id == id);
                found.ok_or(AppError::NotFound { what: "workspace" })?
            }
        };
        let (workspace, member) = memberships.swap_remove(place);
        self.signed_in(workspace, member, &client, "password").await
    }

    /// The account with this address, if the password is its own. Throttled.
    pub(crate) async fn proven(&self, email: &str, password: String, client: &ClientInfo) -> Result<Account, AppError> {
        let store = &self.inner.store;
        let email = email.trim().to_lowercase();
        let throttle = Throttle::of(&email, client);
        let since = window_began(self.now());
        for (key, most) in &throttle.0 {
            if store.failed_sign_ins(std::slice::from_ref(key), since).await? >= *most {
                tracing::warn!(address = client.address.as_deref(), "too many failed sign-ins");
                let retry_after_seconds = WINDOW_SECONDS.unsigned_abs();
                return Err(AppError::TooManyRequests { retry_after_seconds });
            }
        }
        let account = store.account_by_email(&email).await?;
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let right = fits(password, hash).await?;
        if let Some(account) = account.filter(|_| right) {
            // The count of the place stays: one good sign-in does not excuse a hundred tries at others.
            store.forget_failed_sign_ins(&throttle.keys()[..2]).await?;
            return Ok(account);
        }
        store.sign_in_failed(&throttle.keys(), self.now(), since).await?;
        tracing::info!(address = client.address.as_deref(), "a sign-in failed");
        Err(wrong())
    }

    /// A secret that signs in once as the actor's member (the operator: as the first owner), within a day.
    #[boxed]
    pub async fn one_time_link(&self, actor: &Actor) -> Result<String, AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let member = self.acting_member(actor).await?;
        self.link_of(actor, member).await
    }

    /// The same for the member with this e-mail address, from the operator alone: who lost the way in asks them.
    #[boxed]
    pub async fn one_time_link_for(&self, operator: &Actor, email: &str) -> Result<String, AppError> {
        if !operator.lasting() {
            let needs = "Only the operator of the machine makes sign-in links for others.".to_owned();
            return Err(AppError::Forbidden { needs });
        }
        let members: Vec<Member> = self.reader(operator).list(Show::Live).await?;
        let wanted = email.trim().to_lowercase();
        let member = members.into_iter().find(|member| member.email == wanted && member.removed_at.is_none());
        self.link_of(operator, member.ok_or(AppError::NotFound { what: "member" })?).await
    }

    async fn link_of(&self, actor: &Actor, member: Member) -> Result<String, AppError> {
        let secret = Secret::new(actor.workspace.id);
        let (hash, change) = (secret.hash(), self.change(actor));
        self.write(actor, move |tx| {
            let (member, hash) = (member.clone(), hash.clone());
            Box::pin(async move {
                let data = serde_json::json!({});
                tx.record(change.event(EventKind::LinkMade, Some(member.id.0), &member.name, data)).await?;
                let expires_at = change.at.plus_days(LINK_DAYS);
                Ok(tx.create_one_time_link(member.id, &hash, change.at, expires_at).await?)
            })
        })
        .await?;
        Ok(secret.dotted())
    }

    /// Opens a session with a one-time secret.
    #[boxed]
    pub async fn use_one_time_link(&self, secret: &str, client: ClientInfo) -> Result<SignedIn, AppError> {
        let secret = Secret::parse(secret).ok_or(AppError::Unauthenticated)?;
        let (visible, now) = (Visible::granted(secret.workspace), self.now());
        let hash = secret.hash();
        let member: Member = self
            .inner
            .store
            .write(&visible, move |tx| {
                let hash = hash.clone();
                Box::pin(async move {
                    let id = tx.use_one_time_link(&hash, now).await?.ok_or(AppError::Unauthenticated)?;
                    let member: Member = tx.read().get(id).await?;
                    if member.removed_at.is_some() {
                        return Err(AppError::Unauthenticated);
                    }
                    let data = serde_json::json!({ "how": "link used" });
                    let change = Change { by: Some(member.id), at: now };
                    tx.record(change.event(EventKind::LinkUsed, Some(member.id.0), &member.name, data)).await?;
                    Ok(member)
                })
            })
            .await
            .map_err(
                |error| if matches!(error, AppError::NotFound { .. }) { AppError::Unauthenticated } else { error },
            )?;
        let workspace = self.inner.store.read(&visible).workspace().await?;
        self.signed_in(workspace, member, &client, "one-time link").await
    }

    /// A new password. Ends the actor's other sessions, and takes back their tokens, in all workspaces.
    #[boxed]
    pub async fn change_password(&self, actor: &Actor, input: ChangePasswordInput) -> Result<(), AppError> {
        actor.require(Action::ManageOwnAccount)?;
        let (Some(account_id), Some(me)) = (actor.account_id, actor.member.clone()) else {
            return Err(AppError::conflict("The operator has no password. Make a one-time link for a member instead."));
        };
        let account = self.inner.store.account(account_id).await?;
        if !account.password_hash.is_empty() {
            let client = ClientInfo::default();
            self.proven(&account.email, input.current, &client).await.map_err(|error| match error {
                AppError::Invalid { .. } => {
                    AppError::field("current", "", "This is not your password so far. Nothing was changed. Try again.")
                }
                other => other,
            })?;
        }
        check_password(&input.new, &account.email).map_err(|faults| match invalid(&faults, &()) {
            AppError::Invalid { mut fields } => {
                for fault in &mut fields {
                    "new".clone_into(&mut fault.field);
                }
                AppError::Invalid { fields }
            }
            other => other,
        })?;
        let hash = hashed(input.new).await?;
        let (at, session) = (self.now(), actor.session_id);
        for (workspace, member) in self.inner.store.memberships(account_id).await? {
            let (here, hash) = (member.id == me.id, hash.clone());
            let except = session.filter(|_| here);
            self.inner
                .store
                .write(&Visible::granted(workspace.id), move |tx| {
                    let (hash, member) = (hash.clone(), member.clone());
                    Box::pin(async move {
                        let change = Change { by: Some(member.id), at };
                        let data = serde_json::json!({});
                        tx.record(change.event(EventKind::PasswordChanged, Some(member.id.0), &member.name, data))
                            .await?;
                        if here {
                            tx.set_password(account_id, &hash).await?;
                        }
                        tx.end_sessions_of_member(member.id, except).await?;
                        tx.withdraw_tokens_of_member(member.id, Some(member.id), at).await?;
                        Ok::<(), AppError>(())
                    })
                })
                .await?;
        }
        Ok(())
    }
}
