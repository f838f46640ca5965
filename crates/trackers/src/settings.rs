use serde::{Deserialize, Serialize};

/// How a workspace writes: the labels of its value line and what its estimates mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Labels of the Business Value line, without the colon. Capitals, hyphens and double spaces make no difference.
    pub value_labels: Vec<String>,
    /// Person-days that one story point stands for. None: points are reported and not used.
    pub days_per_story_point: Option<f64>,
    /// Working hours in a day, above 0.
    pub hours_per_day: f64,
    /// Working days in a week, above 0.
    pub days_per_week: f64,
}

impl Default for Settings {
    fn default() -> Self {
        let labels = [
            "Business Value",
            "Valore di business",
            "Valore aziendale",
            "Geschäftswert",
            "Geschäftlicher Nutzen",
            "Valeur métier",
            "Valeur business",
            "Valor de negocio",
            "Valor de negócio",
        ];
        Self {
            value_labels: labels.map(str::to_owned).to_vec(),
            days_per_story_point: None,
            hours_per_day: 8.0,
            days_per_week: 5.0,
        }
    }
}

impl Settings {
    /// Working days in an average month: 52 weeks over 12 months.
    pub(crate) fn days_per_month(&self) -> f64 {
        self.days_per_week * 52.0 / 12.0
    }
}
