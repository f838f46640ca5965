//! Periods and ranges in other languages: people write them into English sentences, with the numbers of their country.

#[allow(clippy::enum_glob_use)] // as in the English table
use super::Concept::*;
use super::{Concept, TimeUnit};

/// German, Italian, French, Spanish and Portuguese.
pub(super) const TABLE: &[(&str, Concept)] = &[
    ("pro tag|am tag|täglich|al giorno|par jour|al día|por día|al dia|por dia", Often(TimeUnit::Day)),
    (
        "pro woche|in der woche|wöchentlich|a settimana|alla settimana|par semaine|a la semana|por semana|à semana",
        Often(TimeUnit::Week),
    ),
    (
        "pro monat|im monat|monatlich|al mese|mensile|mensili|par mois|mensuel|mensuels|al mes|por mes|mensual|mensuales|por mês|ao mês",
        Often(TimeUnit::Month),
    ),
    ("pro quartal|im quartal|al trimestre|par trimestre|por trimestre", Often(TimeUnit::Quarter)),
    (
        "pro jahr|im jahr|jährlich|all'anno|l'anno|annuo|annui|par an|l'an|annuel|annuels|al año|por año|anual|anuales|por ano|ao ano",
        Often(TimeUnit::Year),
    ),
    ("pro stunde|all'ora|l'ora|de l'heure|par heure|a la hora|por hora", Often(TimeUnit::Hour)),
    ("und", And),
    ("bis", To),
];
