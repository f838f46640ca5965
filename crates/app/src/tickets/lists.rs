//! Lists of tickets: filtered, in the order of a method or by match, page by page.
//!
//! A cursor names the last ticket shown and the place it had. While the ticket is there the next page goes on after it,
//! wherever it is now; otherwise at its old place.

use std::{collections::HashSet, sync::Arc};

use throughline_domain::{
    ProblemId, TeamId, TicketId,
    people::Action,
    priorities::{Item, Method, RankedItem, order},
    tickets::{Status, Ticket},
};
use throughline_store::Show;

use super::{DeletedTicket, TicketQuery, TicketRow};
use crate::{
    Actor, App, AppError, Page, boxed,
    paging::{check_limit, foreign_cursor},
    portfolio::Picture,
};

/// The most matches of a search; nobody reads further.
pub(crate) const MOST_MATCHES: i64 = 1_000;

/// Which open tickets.
#[derive(Default)]
pub(crate) struct Filter<'q> {
    pub team_id: Option<TeamId>,
    pub problem_id: Option<ProblemId>,
    pub label: Option<&'q str>,
    pub priced: Option<bool>,
    pub orphan: Option<bool>,
    /// The matches of a search, if there was one.
    pub matches: Option<HashSet<TicketId>>,
}

impl Filter<'_> {
    /// Whether it lets everything through.
    pub fn is_open(&self) -> bool {
        self.team_id.is_none()
            && self.problem_id.is_none()
            && self.label.is_none()
            && self.priced.is_none()
            && self.orphan.is_none()
            && self.matches.is_none()
    }

    /// Whether it lets a ticket through.
    pub fn takes(&self, picture: &Picture, item: &Item) -> bool {
        let currency = picture.portfolio.currency();
        self.team_id.is_none_or(|team| item.team_id == Some(team))
            && self.problem_id.is_none_or(|problem| item.problem_id == Some(problem))
            && self.label.is_none_or(|label| item.labels.iter().any(|own| own.eq_ignore_ascii_case(label)))
            && self.priced.is_none_or(|priced| item.price_in(currency).is_some() == priced)
            && self.orphan.is_none_or(|orphan| picture.is_orphan(item) == orphan)
            && self.matches.as_ref().is_none_or(|matches| matches.contains(&item.id))
    }
}

/// A part of the order.
pub(crate) struct Slice {
    pub items: Vec<Arc<Item>>,
    pub next: Option<String>,
    pub total: usize,
    pub unpriced: usize,
}

impl Picture {
    /// A page of the order of a method.
    pub(crate) fn slice(
        &self,
        method: Method,
        filter: &Filter<'_>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Slice, AppError> {
        let ordered = order(&self.portfolio, method);
        let start = after.map_or(Ok(0), |cursor| self.start_after(method, cursor))?.min(ordered.len());
        let limit = limit as usize;
        let mut slice = Slice { items: Vec::with_capacity(limit), next: None, total: 0, unpriced: 0 };
        let cursor = |at: usize, ranked: &RankedItem| format!("{at}.{}", ranked.item.id.0.simple());
        if filter.is_open() {
            let end = (start + limit).min(ordered.len());
            slice.items.extend(ordered[start..end].iter().map(|ranked| Arc::clone(&ranked.item)));
            slice.next = (end < ordered.len() && end > start).then(|| cursor(end - 1, &ordered[end - 1]));
            slice.total = ordered.len();
            slice.unpriced = self.unpriced();
            return Ok(slice);
        }
        let currency = self.portfolio.currency();
        let mut last = None;
        for (at, ranked) in ordered.iter().enumerate().filter(|(_, ranked)| filter.takes(self, &ranked.item)) {
            slice.total += 1;
            slice.unpriced += usize::from(ranked.item.price_in(currency).is_none());
            if at < start {
                continue;
            }
            if slice.items.len() < limit {
                slice.items.push(Arc::clone(&ranked.item));
                last = Some(cursor(at, ranked));
            } else if slice.next.is_none() {
                slice.next.clone_from(&last);
            }
        }
        Ok(slice)
    }

    /// Where the page after a cursor begins.
    fn start_after(&self, method: Method, cursor: &str) -> Result<usize, AppError> {
        let parts = cursor.split_once('.').and_then(|(at, id)| Some((at.parse::<usize>().ok()?, id.parse().ok()?)));
        let (at, id) = parts.ok_or_else(|| foreign_cursor(cursor))?;
        Ok(self.portfolio.position(method, TicketId(id)).map_or(at, |place| place + 1))
    }
}

impl App {
    /// Ids of the tickets that contain these words, the best match first; at most so many, or a few more.
    pub(crate) async fn matches(
        &self,
        actor: &Actor,
        picture: &Picture,
        typed: &str,
        most: i64,
    ) -> Result<Arc<[TicketId]>, AppError> {
        if let Some(found) = picture.found_before(typed, most) {
            return Ok(found);
        }
        let found = self.reader(actor).search_tickets(&picture.terms, typed, Show::Live, most, 0).await?.into();
        picture.keep_search(typed, most, &found);
        Ok(found)
    }

    /// Tickets in the order of a method; best match first when words are searched. At most 1,000 matches are listed.
    #[boxed]
    pub async fn list_tickets(&self, actor: &Actor, query: TicketQuery) -> Result<Page<TicketRow>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = check_limit(query.limit)?;
        let picture = self.picture(actor).await?;
        let method = query.method.unwrap_or(Method::Cd3);
        let mut filter = Filter {
            team_id: query.team_id,
            problem_id: query.problem_id,
            label: query.label.as_deref(),
            priced: query.priced,
            orphan: query.orphan,
            matches: None,
        };
        let typed = query.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        match (typed, query.status) {
            (None, None | Some(Status::Open)) => {
                let slice = picture.slice(method, &filter, query.after.as_deref(), limit)?;
                Ok(Page {
                    items: slice.items.iter().map(|item| picture.row(item, method)).collect(),
                    next: slice.next,
                    total: i64::try_from(slice.total).ok(),
                })
            }
            (Some(typed), Some(Status::Open)) if query.method.is_some() => {
                filter.matches =
                    Some(self.matches(actor, &picture, typed, MOST_MATCHES).await?.iter().copied().collect());
                let slice = picture.slice(method, &filter, query.after.as_deref(), limit)?;
                Ok(Page {
                    items: slice.items.iter().map(|item| picture.row(item, method)).collect(),
                    next: slice.next,
                    total: i64::try_from(slice.total).ok(),
                })
            }
            (Some(typed), status) => {
                // A first page needs one more than it lists; all are looked up when somebody turns it or filters.
                let first_page = filter.is_open() && status.is_none() && query.after.is_none();
                let most = if first_page { i64::from(limit) + 1 } else { MOST_MATCHES };
                let found = self.matches(actor, &picture, typed, most).await?;
                self.by_place(actor, &picture, &found, status, &filter, method, query.after.as_deref(), limit).await
            }
            (None, Some(Status::Closed)) => {
                let closed = self.reader(actor).closed_tickets(MOST_MATCHES).await?;
                self.by_place(actor, &picture, &closed, query.status, &filter, method, query.after.as_deref(), limit)
                    .await
            }
        }
    }

    /// Deleted tickets that can be brought back, the last deleted first, at most 1,000.
    #[boxed]
    pub async fn list_deleted_tickets(&self, actor: &Actor) -> Result<Vec<DeletedTicket>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let deleted = self.reader(actor).deleted_tickets(MOST_MATCHES).await?;
        let seen = |ticket: throughline_store::DeletedTicket| DeletedTicket {
            id: ticket.id,
            key: ticket.key,
            title: ticket.title,
            withdrawn_at: ticket.withdrawn_at,
        };
        Ok(deleted.into_iter().map(seen).collect())
    }

    /// A page of tickets in the order in which they were found; open and closed ones.
    #[expect(clippy::too_many_arguments, reason = "one page of one query, called from one place")]
    async fn by_place(
        &self,
        actor: &Actor,
        picture: &Picture,
        found: &[TicketId],
        status: Option<Status>,
        filter: &Filter<'_>,
        method: Method,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<TicketRow>, AppError> {
        let start: usize = match after {
            None => 0,
            Some(cursor) => cursor.parse().map_err(|_| foreign_cursor(cursor))?,
        };
        let mut page = Page { items: Vec::new(), next: None, total: None };
        let mut reader = self.reader(actor);
        for (at, &id) in found.iter().enumerate().skip(start) {
            if page.items.len() == limit as usize {
                page.next = Some(at.to_string());
                break;
            }
            if let Some(item) = picture.portfolio.get(id) {
                if status != Some(Status::Closed) && filter.takes(picture, item) {
                    page.items.push(picture.row(item, method));
                }
            } else if status != Some(Status::Open) {
                let ticket: Ticket = reader.get(id).await?;
                let item = picture.item(&ticket);
                if ticket.withdrawn_at.is_none() && filter.takes(picture, &item) {
                    page.items.push(picture.row_of(&item, ticket.status));
                }
            }
        }
        Ok(page)
    }
}
