//! How the records of the demo's file name each other.

use std::collections::HashMap;

use crate::AppError;

/// Who of one kind is called what, as far as the file was read.
pub(super) struct Names<Id> {
    what: &'static str,
    ids: HashMap<String, Id>,
}

impl<Id: Copy> Names<Id> {
    /// Nobody of this kind so far.
    pub fn none_yet(what: &'static str) -> Self {
        Self { what, ids: HashMap::new() }
    }

    /// Notes a name, which must be a new one.
    pub fn add(&mut self, name: &str, id: Id) -> Result<(), AppError> {
        if self.ids.insert(name.to_owned(), id).is_none() {
            return Ok(());
        }
        let place = format!("{} {name}", self.what);
        let message = format!("The {place} is in the demo's file twice. Rename one of the two.");
        Err(AppError::field(place, name, message))
    }

    /// Who is called so, if the record at this place names somebody.
    pub fn find(&self, place: &str, field: &str, name: Option<&str>) -> Result<Option<Id>, AppError> {
        name.map(|name| self.must_find(place, field, name)).transpose()
    }

    /// Who is called so.
    pub fn must_find(&self, place: &str, field: &str, name: &str) -> Result<Id, AppError> {
        self.ids.get(name).copied().ok_or_else(|| {
            let message = format!("The {place} names the {} {name}, which the demo's file does not have.", self.what);
            AppError::field(format!("{place}: {field}"), name, message)
        })
    }
}
