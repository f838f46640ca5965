//! A company as the records of its strategy, built piece by piece.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use throughline_domain::{
    Currency, Ts,
    people::Member,
    strategy::Cycle,
    strategy::files::{Comparison, Kind, Read, Records, Strategy, Texts, check, compare, names, read, strategy, write},
};
use uuid::Uuid;

/// A company as JSON records, so that a test says only what it is about.
#[derive(Debug, Clone, Default)]
pub struct Company {
    pub records: BTreeMap<Kind, Vec<Json>>,
}

/// The files with something else in one of them.
pub fn changed(texts: &Texts, file: &str, from: &str, to: &str) -> Texts {
    let mut texts = texts.clone();
    let text = texts.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} does not say {from}:\n{text}");
    *text = text.replace(from, to);
    texts
}

pub fn id(number: u128) -> Json {
    json!(Uuid::from_u128(number))
}

impl Company {
    pub fn with(mut self, kind: Kind, number: u128, fields: Json) -> Self {
        let mut record = match kind {
            Kind::Segment => json!({ "name": "S", "churn_period": "year", "source": "" }),
            Kind::Metric => json!({
                "name": "M", "unit": "", "definition": "", "direction": "up", "north_star": false, "source": "",
                "strength": "assumed", "against": false,
            }),
            Kind::Objective => json!({ "key": "O1", "title": "T", "why": "" }),
            Kind::KeyResult => {
                json!({ "key": "KR1", "title": "T", "shares": [], "kind": "reach", "milestones": "", "unit": "", "ambition": "committed" })
            }
            Kind::Problem => {
                json!({ "key": "P1", "title": "T", "shares": [], "goal": "", "hypothesis": "", "expected_effect": "" })
            }
        };
        let common = json!({ "id": id(number), "version": 1, "created_at": Ts::default() });
        for from in [common, fields] {
            for (field, value) in from.as_object().unwrap() {
                record[field] = value.clone();
            }
        }
        self.records.entry(kind).or_default().push(record);
        self
    }

    pub fn set(mut self, number: u128, field: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        for record in self.records.values_mut().flatten().filter(|record| record["id"] == id(number)) {
            record[field].clone_from(&value);
        }
        self
    }

    pub fn without(mut self, number: u128) -> Self {
        for records in self.records.values_mut() {
            records.retain(|record| record["id"] != id(number));
        }
        self
    }

    fn records(&self) -> Records {
        fn all<R: serde::de::DeserializeOwned>(company: &Company, kind: Kind) -> Vec<R> {
            let records = company.records.get(&kind).cloned().unwrap_or_default();
            records.into_iter().map(|record| serde_json::from_value(record).unwrap()).collect()
        }
        Records::new(
            &all(self, Kind::Metric),
            &all(self, Kind::Segment),
            &all(self, Kind::Objective),
            &all(self, Kind::KeyResult),
            &all(self, Kind::Problem),
            &members(),
            &cycles(),
        )
    }

    pub fn told(&self, files: Option<&Read>) -> Strategy {
        let records = self.records();
        strategy(&records, &names(&records, files))
    }

    pub fn export(&self) -> Texts {
        let told = self.told(None);
        write(&told, &told)
    }

    pub fn plan(&self, texts: &Texts) -> Comparison {
        let files = read(texts).unwrap();
        assert_eq!(check(&files, &members(), &cycles(), Currency::EUR), []);
        compare(&files, &self.told(Some(&files)), &|_| true)
    }
}

/// One cycle, 800.
pub fn cycles() -> Vec<Cycle> {
    let cycle = json!({
        "id": id(800), "name": "2026-Q4", "starts_on": "2026-10-01", "ends_on": "2026-12-31", "lessons": "",
        "version": 1,
    });
    vec![serde_json::from_value(cycle).unwrap()]
}

pub fn members() -> Vec<Member> {
    let member = json!({
        "id": id(900), "account_id": id(901), "email": "mara@nimbus.example", "name": "Mara", "role": "leader",
        "version": 1, "joined_at": Ts::default(),
    });
    vec![serde_json::from_value(member).unwrap()]
}
