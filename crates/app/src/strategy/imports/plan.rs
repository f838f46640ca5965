//! A document beside the workspace: what comes in, what is there, what is refused.

use std::collections::BTreeMap;

use jiff::civil::Date;
use throughline_domain::{ObjectiveId, connections::Skipped};
use throughline_trackers::goals;

use super::{GoalsReport, ReadGoal};
use crate::{KeyResultInput, MetricInput, ObjectiveInput};

/// What an item makes, or that it is there.
#[derive(Debug, Clone)]
pub(super) enum Made {
    There,
    Objective(ObjectiveInput),
    /// With the place of its objective among the items.
    KeyResult(usize, KeyResultInput),
    /// With the name of the metric above it.
    Metric(Option<String>, MetricInput),
}

/// A document beside the workspace.
pub(super) struct Plan {
    pub(super) report: GoalsReport,
    pub(super) made: Vec<Made>,
    /// Ids of objectives that are there, by their place among the items.
    pub(super) known: BTreeMap<usize, ObjectiveId>,
}

impl Plan {
    pub(super) fn empty(skipped: Vec<Skipped>, starts_on: Option<Date>, ends_on: Option<Date>) -> Self {
        let report = GoalsReport {
            items: Vec::new(),
            skipped,
            new: 0,
            unchanged: 0,
            key_results: 0,
            measurable: 0,
            starts_on,
            ends_on,
        };
        Self { report, made: Vec::new(), known: BTreeMap::new() }
    }

    /// Takes an item; gives its place.
    pub(super) fn push(&mut self, item: ReadGoal, made: Made) -> usize {
        self.report.items.push(item);
        self.made.push(made);
        self.made.len() - 1
    }

    pub(super) fn skip(&mut self, line: usize, title: &str, reason: impl Into<String>) {
        self.report.skipped.push(goals::skip(line, title, reason));
    }

    /// Leaves out what is there, but deleted.
    pub(super) fn skip_deleted(&mut self, line: usize, title: &str) {
        self.skip(line, title, "was deleted here, and so was not made again; bring it back first");
    }
}

pub(super) fn line(line: usize) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}
