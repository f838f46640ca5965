//! Customers in CSV files, added up to segments: revenue a year, and how much of it left.

use std::collections::BTreeMap;

use throughline_domain::connections::Skipped;

use crate::{
    csv_file::{self, CsvError, numbers},
    metrics::Part,
};

/// Which columns hold what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// The group of a customer: "Contract".
    pub group: Option<String>,
    /// What a customer pays in a period.
    pub amount: Option<String>,
    /// Whether a customer left: yes or no.
    pub left: Option<String>,
}

/// One group of customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// As the file writes it.
    pub name: String,
    /// Customers.
    pub customers: i64,
    /// Customers who left.
    pub left: i64,
    /// What all of them pay in a period.
    pub amount: f64,
    /// What those who left paid.
    pub amount_left: f64,
}

impl Group {
    /// Share of customers who left.
    #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
    pub fn customer_churn(&self) -> f64 {
        self.left as f64 / self.customers as f64
    }

    /// Share of revenue that left; none without revenue.
    pub fn revenue_churn(&self) -> Option<f64> {
        (self.amount > 0.0).then(|| self.amount_left / self.amount)
    }
}

/// What a file says of its customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Customers {
    /// The groups, in the order of the alphabet.
    pub groups: Vec<Group>,
    /// Rows that were left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// The columns.
    pub parts: Vec<Part>,
    /// The columns that were taken: group, amount, left.
    pub taken: [Option<String>; 3],
}

/// Why a file cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCustomers {
    /// No table.
    #[error("{0}")]
    Csv(#[from] CsvError),
    /// A column that is not there.
    #[error("there is no column \"{asked}\" in the file; there is: {there}")]
    NoSuchColumn {
        /// What was asked for.
        asked: String,
        /// The headings.
        there: String,
    },
    /// A column that nobody named and whose heading says nothing.
    #[error("say which column holds {what}; there is: {there}")]
    Unknown {
        /// What it holds.
        what: &'static str,
        /// The headings.
        there: String,
    },
}

/// Headings that tell their column, by what is in them.
const GROUPS: [&str; 5] = ["segment", "contract", "plan", "tier", "group"];
const AMOUNTS: [&str; 4] = ["monthlycharges", "mrr", "revenue", "amount"];
const LEAVERS: [&str; 3] = ["churn", "cancelled", "left"];
const EXAMPLES: usize = 3;

/// Adds the rows of a file up.
///
/// # Errors
/// If it is no table, or has no columns for groups and amounts. Without a column of those who left, nobody left.
pub fn read(content: &str, choice: &Choice) -> Result<Customers, NoCustomers> {
    let table = csv_file::read(content.as_bytes())?;
    let style = numbers::Style::of(table.delimiter);
    let there = table.headings.join(", ");
    let column = |asked: &Option<String>, words: &[&str]| {
        if let Some(name) = asked {
            let found = table.headings.iter().position(|heading| heading.eq_ignore_ascii_case(name.trim()));
            return found
                .map(Some)
                .ok_or_else(|| NoCustomers::NoSuchColumn { asked: name.clone(), there: there.clone() });
        }
        let plain = |heading: &String| heading.to_lowercase().replace([' ', '_'], "");
        Ok(words.iter().find_map(|word| table.headings.iter().position(|heading| plain(heading).contains(*word))))
    };
    let needed = |found: Option<usize>, what| found.ok_or_else(|| NoCustomers::Unknown { what, there: there.clone() });
    let group = needed(column(&choice.group, &GROUPS)?, "the group of a customer")?;
    let amount = needed(column(&choice.amount, &AMOUNTS)?, "what a customer pays")?;
    let left = column(&choice.left, &LEAVERS)?;
    let (mut groups, mut skipped): (BTreeMap<String, Group>, _) = (BTreeMap::new(), Vec::new());
    for (at, row) in table.rows.iter().enumerate() {
        let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
        let mut skip = |reason: String| skipped.push(Skipped { item: format!("row {}", at + 2), reason });
        let name = cell(group);
        if name.is_empty() {
            skip(format!("it has no {}", table.headings[group]));
            continue;
        }
        let Some(pays) = numbers::read(cell(amount), style).filter(|pays| *pays >= 0.0) else {
            skip(format!("its {} \"{}\" is no amount", table.headings[amount], cell(amount)));
            continue;
        };
        let gone = match left.map(|column| (column, cell(column).to_lowercase())) {
            None => false,
            Some((_, said)) if matches!(said.as_str(), "yes" | "true" | "1" | "y") => true,
            Some((_, said)) if matches!(said.as_str(), "no" | "false" | "0" | "n" | "") => false,
            Some((column, said)) => {
                skip(format!("its {} \"{said}\" is neither yes nor no", table.headings[column]));
                continue;
            }
        };
        let empty = || Group { name: name.to_owned(), customers: 0, left: 0, amount: 0.0, amount_left: 0.0 };
        let sum = groups.entry(name.to_lowercase()).or_insert_with(empty);
        sum.customers += 1;
        sum.amount += pays;
        if gone {
            sum.left += 1;
            sum.amount_left += pays;
        }
    }
    let parts = (0..table.headings.len()).map(|column| {
        let cells = table.rows.iter().filter_map(|row| row.get(column)).take(EXAMPLES);
        Part { name: table.headings[column].clone(), examples: cells.cloned().collect() }
    });
    let heading = |column: usize| table.headings[column].clone();
    let taken = [Some(heading(group)), Some(heading(amount)), left.map(heading)];
    Ok(Customers { groups: groups.into_values().collect(), skipped, parts: parts.collect(), taken })
}
