//! What somebody means by a name, a key or an id that was typed.

use serde::de::DeserializeOwned;
use throughline_domain::{
    markets::Segment,
    metrics::Metric,
    people::Team,
    strategy::{Cycle, KeyResult, Objective},
    urgency::Service,
    words,
};

use crate::{
    client::{Ask, Client},
    error::CliError,
};

/// Records that people call by a name of their own.
pub trait Called: DeserializeOwned {
    /// One of them, as in "There is no team ...".
    const WHAT: &'static str;
    /// Where the API lists them; the page that makes one is below the same name.
    const LIST: &'static str;

    /// Its name or key.
    fn name(&self) -> &str;
    /// Its id, as text.
    fn id(&self) -> String;
}

macro_rules! called {
    ($($record:ty, $what:literal, $list:literal, $name:ident;)*) => {$(
        impl Called for $record {
            const WHAT: &'static str = $what;
            const LIST: &'static str = $list;

            fn name(&self) -> &str {
                &self.$name
            }

            fn id(&self) -> String {
                self.id.to_string()
            }
        }
    )*};
}

called! {
    Cycle, "cycle", "cycles", name;
    KeyResult, "key result", "key-results", key;
    Metric, "metric", "metrics", name;
    Objective, "objective", "objectives", key;
    Segment, "segment", "segments", name;
    Service, "service", "services", name;
    Team, "team", "teams", name;
}

/// Names that an error lists, at most.
const MOST_NAMES: usize = 20;

/// Whether somebody who typed `name` means this one. Capitals and blanks around it make no difference.
pub fn is_called<C: Called>(one: &C, name: &str) -> bool {
    let name = name.trim();
    one.name().eq_ignore_ascii_case(name) || one.id() == name
}

/// Where the one that is meant stands in `all`.
fn place<C: Called>(all: &[C], name: &str) -> Result<usize, CliError> {
    all.iter().position(|one| is_called(one, name)).ok_or_else(|| {
        let mut names: Vec<String> = all.iter().take(MOST_NAMES).map(|one| format!("\"{}\"", one.name())).collect();
        if all.len() > MOST_NAMES {
            names.push(format!("{} more", all.len() - MOST_NAMES));
        }
        let there = match names.as_slice() {
            [] => format!("none yet: make one on the page /{}/new", C::LIST),
            names => words::list(names),
        };
        CliError::NotFound(format!("There is no {} \"{}\". There is {there}.", C::WHAT, name.trim()))
    })
}

/// The one of `all` that is meant.
///
/// # Errors
/// If there is none, with the names that there are.
pub fn meant<'c, C: Called>(all: &'c [C], name: &str) -> Result<&'c C, CliError> {
    place(all, name).map(|at| &all[at])
}

/// The one that is meant of all that the workspace has.
///
/// # Errors
/// If there is none, with the names that there are, and as [`Client::send`].
pub async fn called<C: Called>(client: &Client, name: &str) -> Result<C, CliError> {
    let mut all: Vec<C> = client.send(Ask::get(&[C::LIST])).await?;
    let at = place(&all, name)?;
    Ok(all.swap_remove(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Depot(String);

    impl Called for Depot {
        const WHAT: &'static str = "depot";
        const LIST: &'static str = "depots";

        fn name(&self) -> &str {
            &self.0
        }

        fn id(&self) -> String {
            format!("id of {}", self.0)
        }
    }

    fn depots(count: usize) -> Vec<Depot> {
        (1..=count).map(|number| Depot(format!("Depot {number}"))).collect()
    }

    #[test]
    fn one_is_meant_by_its_name_whatever_its_capitals_or_by_its_id() {
        let all = depots(3);
        for typed in ["Depot 2", " depot 2 ", "id of Depot 2"] {
            assert_eq!(meant(&all, typed).unwrap().name(), "Depot 2", "{typed}");
        }
    }

    #[test]
    fn who_means_none_is_told_which_there_are() {
        let said = |count| meant(&depots(count), "Quay").err().unwrap().to_string();
        assert_eq!(said(0), "There is no depot \"Quay\". There is none yet: make one on the page /depots/new.");
        assert_eq!(said(2), "There is no depot \"Quay\". There is \"Depot 1\" and \"Depot 2\".");
        assert!(said(25).ends_with("\"Depot 20\" and 5 more."), "{}", said(25));
    }
}
