//! Made-up goals for made-up tickets: objectives with five key results each, of five problems each.

use anyhow::Context;
use serde_json::json;
use throughline_app::{Actor, App};

/// Key results of an objective, and problems of a key result.
const EACH: usize = 5;
/// First and last day of the quarters in which the objectives lie in turn.
const QUARTERS: [(&str, &str); 2] = [("2026-10-01", "2026-12-31"), ("2027-01-01", "2027-03-31")];
const AIMS: [&str; 5] =
    ["Keep the customers we win", "Arrive on time", "Open new countries", "Answer faster", "Cost less to run"];

/// Makes goals down to so many problems; gives the keys of those. One problem in twenty serves no key result. Of the five
/// that hang on a key result, the fourth refines the third, and the last the fourth.
pub async fn make(app: &App, actor: &Actor, problems: usize) -> anyhow::Result<Vec<String>> {
    let mut keys = Vec::with_capacity(problems);
    if problems == 0 {
        return Ok(keys);
    }
    let star = json!({ "name": "Loads on time a week", "direction": "up", "north_star": true });
    let star = app.create_metric(actor, serde_json::from_value(star)?).await?;
    let mut objective = None;
    let mut key_result = None;
    let mut last = None;
    for number in 0..problems {
        if number % (EACH * EACH) == 0 {
            let place = number / (EACH * EACH);
            let (first, last) = QUARTERS[place % QUARTERS.len()];
            let title = format!("{}, part {}", AIMS[place % AIMS.len()], place + 1);
            let input = json!({ "title": title, "metric_id": star.id, "starts_on": first, "ends_on": last });
            objective = Some(app.create_objective(actor, serde_json::from_value(input)?).await?.id);
        }
        if number % EACH == 0 {
            let title = format!("Complaints about group {} from 20 to 5 a week", number / EACH + 1);
            let input =
                json!({ "title": title, "objective_id": objective, "start": 20, "target": 5, "ambition": "committed" });
            key_result = Some(app.create_key_result(actor, serde_json::from_value(input)?).await?.id);
        }
        let alone = number % 20 == 19;
        let refines = last.filter(|_| !alone && number % EACH >= 3);
        let serves = key_result.filter(|_| !alone && refines.is_none());
        let title = format!("What group {} waits for is there before they ask ({number})", number / EACH + 1);
        let input =
            json!({ "title": title, "key_result_id": serves, "parent_id": refines, "goal": "Fewer complaints" });
        let problem = app.create_problem(actor, serde_json::from_value(input)?).await;
        let problem = problem.with_context(|| format!("problem {number}"))?;
        last = Some(problem.id);
        keys.push(problem.key);
    }
    Ok(keys)
}
