//! Small words of the pages' statements.

/// A count in words up to twelve, with a capital: "Nine tickets", "One ticket", "24 tickets".
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count))
}

/// A number in words up to twelve, with a capital.
pub(crate) fn number(count: usize) -> String {
    capital(&throughline_domain::words::spelled(count))
}

pub(crate) use throughline_domain::words::{capital, small};

/// An amount with its range, a week: "€2.5k a week (€1.4k–€3.7k)".
pub(crate) fn of_a_week(amount: &str) -> String {
    match amount.split_once(" (") {
        Some((middle, range)) => format!("{middle} a week ({range}"),
        None => format!("{amount} a week"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_words_up_to_twelve() {
        assert_eq!(counted(9, "ticket"), "Nine tickets");
        assert_eq!(counted(1, "goal"), "One goal");
        assert_eq!(counted(1_204, "ticket"), "1,204 tickets");
    }

    #[test]
    fn a_rate_says_its_week_before_its_range() {
        assert_eq!(of_a_week("€2.5k (€1.4k–€3.7k)"), "€2.5k a week (€1.4k–€3.7k)");
        assert_eq!(of_a_week("€2.5k"), "€2.5k a week");
    }
}
