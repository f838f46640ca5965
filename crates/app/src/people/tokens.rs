//! Tokens for the API: made by a member, for that member, with the scopes they choose.

use throughline_domain::{
    TokenId,
    activity::EventKind,
    people::{Action, Token},
};
use throughline_store::Show;

use super::{TokenInput, TokenMade, secrets::Secret};
use crate::{Actor, App, AppError, boxed, error::invalid};

impl App {
    /// Makes a token that acts as the actor; for the operator, as the first owner.
    #[boxed]
    pub async fn create_token(&self, actor: &Actor, input: TokenInput) -> Result<TokenMade, AppError> {
        actor.require(Action::ManageOwnTokens)?;
        if let Some(days) = input.expires_in_days.filter(|days| !(1..=3_650).contains(days)) {
            return Err(AppError::field("expires_in_days", days.to_string(), "Write 1 to 3650 days, or leave it out."));
        }
        let member = self.acting_member(actor).await?;
        let change = self.change(actor);
        let mut scopes = input.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        let token = Token {
            id: TokenId::new(change.at),
            name: input.name.trim().to_owned(),
            member_id: member.id,
            scopes,
            created_at: change.at,
            expires_at: input.expires_in_days.map(|days| change.at.plus_days(days)),
            last_used_at: None,
            withdrawn_at: None,
        };
        token.check(change.at).map_err(|faults| invalid(&faults, &token))?;
        let secret = Secret::new(actor.workspace.id);
        let (id, hash) = (token.id, secret.hash());
        let stored: Token = self
            .write(actor, move |tx| {
                let (token, hash) = (token.clone(), hash.clone());
                Box::pin(async move {
                    let data = serde_json::json!({ "scopes": token.scopes, "expires_at": token.expires_at });
                    tx.record(change.event(EventKind::TokenCreated, Some(token.id.0), &token.name, data)).await?;
                    tx.create_token(&token, &hash).await?;
                    Ok(token)
                })
            })
            .await?;
        if stored.id != id {
            return Err(AppError::conflict(
                "This token was made before by the same request, and its secret is shown only once. Withdraw it and \
                 make another.",
            ));
        }
        Ok(TokenMade { token: stored, secret: secret.token() })
    }

    /// The actor's tokens; all of the workspace for those who manage them. Newest first.
    #[boxed]
    pub async fn list_tokens(&self, actor: &Actor) -> Result<Vec<Token>, AppError> {
        actor.require(Action::ManageOwnTokens)?;
        let mut tokens: Vec<Token> = self.reader(actor).list(Show::Live).await?;
        if !actor.may(Action::ManageAllTokens) {
            tokens.retain(|token| Some(token.member_id) == actor.member_id());
        }
        tokens.reverse();
        Ok(tokens)
    }

    /// Takes a token back; it stops working at once.
    #[boxed]
    pub async fn withdraw_token(&self, actor: &Actor, id: TokenId) -> Result<Token, AppError> {
        actor.require(Action::ManageOwnTokens)?;
        let (change, all) = (self.change(actor), actor.may(Action::ManageAllTokens));
        self.write(actor, move |tx| {
            Box::pin(async move {
                let mut token: Token = tx.read().get(id).await?;
                if !all && Some(token.member_id) != change.by {
                    return Err(AppError::NotFound { what: "token" });
                }
                if token.withdrawn_at.is_some() {
                    return Ok(token);
                }
                let data = serde_json::json!({});
                tx.record(change.event(EventKind::TokenWithdrawn, Some(id.0), &token.name, data)).await?;
                tx.withdraw_token(id, change.at).await?;
                token.withdrawn_at = Some(change.at);
                Ok(token)
            })
        })
        .await
    }
}
