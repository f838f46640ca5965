//! What must hold whatever is given.

use throughline_scheduler::{
    Budget, Day, Money, Plan, Problem, Settings, Slot, Timetable, When, dispatch,
    format::{orlib_from_text, plan_from_json, plan_to_json, roadmap_from_json},
    lower_bound, repair, solve,
};

use crate::{
    cases::{self, Jobs, noise, parts, roadmap_file, spoiled},
    random::Random,
};

/// Looks at one case and says of which kind it was, or what does not hold.
pub fn run(random: &mut Random) -> Result<&'static str, String> {
    match random.below(10) {
        0 => {
            let text = noise(random);
            read_all(random, &text)?;
            read_orlib(random, &text, "")?;
            Ok("files of noise")
        }
        1 | 2 => {
            let (teams, items) = parts(random, false);
            let file = roadmap_file(&teams, &items);
            let text = spoiled(random, &file);
            read_all(random, &text)?;
            Ok("spoiled roadmaps")
        }
        3 => {
            let text = spoiled(random, "[[0,0],[3,1],[5,0]]");
            read_all(random, &text)?;
            Ok("spoiled plans")
        }
        4 => read_jobs(random),
        5 => {
            let wild = random.once_in(2);
            let instances = cases::jobs(random, wild);
            let file = cases::jobs_file(random, &instances);
            let (text, name) = (spoiled(random, &file), cases::jobs_name(random, instances[0].count));
            read_orlib(random, &text, &name)?;
            Ok("spoiled OR-Library files")
        }
        kind => {
            let wild = kind < 8;
            let (teams, items) = parts(random, wild);
            match Problem::new(teams, &items) {
                Ok(problem) => check(random, &problem, wild),
                Err(faults) if faults.to_string().is_empty() => Err("a fault without words".to_owned()),
                Err(_) => Ok("problems refused in words"),
            }
        }
    }
}

/// What is read from a file that is whole is what was written.
fn read_jobs(random: &mut Random) -> Result<&'static str, String> {
    let instances = cases::jobs(random, false);
    let file = cases::jobs_file(random, &instances);
    let name = format!("wt{}.txt", instances[0].count);
    let problems = orlib_from_text(&file, &name).map_err(|error| format!("a sound file is refused: {error}"))?;
    ensure(problems.len() == instances.len(), "instances are lost")?;
    for (problem, Jobs { count, numbers }) in problems.iter().zip(&instances) {
        ensure(problem.len() == *count, "jobs are lost")?;
        let mut slots = vec![Slot::default(); *count];
        let (mut day, mut tardiness) = (0_i64, 0);
        for job in random.shuffled(*count) {
            slots[job].start = Day::try_from(day).unwrap_or(Day::MAX);
            day += numbers[job];
            tardiness += numbers[count + job] * (day - numbers[2 * count + job]).max(0);
        }
        ensure(Plan { slots }.cost(problem) == Ok(tardiness), "a plan does not cost its weighted tardiness")?;
        check(random, problem, false)?;
    }
    Ok("OR-Library files")
}

fn read_orlib(random: &mut Random, text: &str, name: &str) -> Result<(), String> {
    match orlib_from_text(text, name) {
        Ok(problems) => problems.iter().take(3).try_for_each(|problem| check(random, problem, true).map(|_| ())),
        Err(error) => ensure(!error.to_string().is_empty(), "a file refused without words"),
    }
}

fn read_all(random: &mut Random, text: &str) -> Result<(), String> {
    match roadmap_from_json(text) {
        Ok(problem) => check(random, &problem, true).map(|_| ())?,
        Err(error) if error.to_string().is_empty() => return Err("a file refused without words".to_owned()),
        Err(_) => {}
    }
    if let Ok(plan) = plan_from_json(text) {
        ensure(
            plan_from_json(&plan_to_json(&plan)).is_ok_and(|same| same == plan),
            "a plan is not read back as written",
        )?;
    }
    Ok(())
}

fn check(random: &mut Random, problem: &Problem, wild: bool) -> Result<&'static str, String> {
    let any = any_plan(random, problem);
    let known = any.cost(problem).ok();
    let dispatched = dispatch(problem);
    let Ok(quick) = dispatched.cost(problem) else {
        return Ok(if known.is_some() {
            "problems whose promises dispatching cannot keep, though there is a way"
        } else {
            "problems whose fixed items contradict each other"
        });
    };
    let settings = |start| Settings { seed: 1, budget: Budget::steps(300), threads: 1, start, prove: true };
    let solution = solve(problem, &settings(known.map(|_| &any)));
    ensure(solution.plan.cost(problem) == Ok(solution.cost), "what is said of a plan is not what it costs")?;
    ensure(solution.cost <= quick && known.is_none_or(|known| solution.cost <= known), "a search made a plan worse")?;
    ensure(solution.bound <= solution.cost, "the bound of a solution is above its cost")?;
    let bound = lower_bound(problem, Some(solution.cost), Budget::steps(12));
    ensure(bound <= solution.cost, "a bound is above a cost")?;
    for plan in [&dispatched, &solution.plan, &any] {
        if plan.cost(problem).is_ok() {
            price(random, problem, plan, wild)?;
            mended(problem, plan)?;
        }
    }
    Ok("problems planned, priced and mended")
}

/// Slots that seldom fit.
fn any_plan(random: &mut Random, problem: &Problem) -> Plan {
    let wild = random.once_in(2);
    let mut day = 0_i64;
    let mut slots = vec![Slot::default(); problem.len()];
    for &item in problem.topological() {
        let item = item as usize;
        let choice = u16::try_from(random.below(problem.choices(item).len() + usize::from(wild))).unwrap_or(0);
        day = if wild { random.number(100, true) } else { day.max(i64::from(problem.release(item))) };
        slots[item] = Slot { start: Day::try_from(day).unwrap_or(Day::MAX), choice };
        let days = problem.choices(item).get(usize::from(choice)).map_or(0, |choice| choice.days);
        // One after the other, whoever does it, fits if nothing is fixed and no calendar rests.
        day = day.saturating_add(i64::from(days) + i64::from(random.once_in(9)) * 40);
        if let Some(fixed) = problem.fixed(item) {
            slots[item] = fixed;
        }
    }
    Plan { slots }
}

fn price(random: &mut Random, problem: &Problem, plan: &Plan, wild: bool) -> Result<(), String> {
    let table = Timetable::new(problem, plan).map_err(|fault| format!("a plan that fits is refused: {fault}"))?;
    let asked = cases::item(random, problem.len(), problem.len(), problem.teams().len(), wild);
    let Ok(request) = table.request(problem, &asked) else { return Ok(()) };
    let gives_way: Vec<u32> = (0..4).map(|_| u32::try_from(random.below(problem.len() + 2)).unwrap_or(0)).collect();
    let request = request.with_switching(random.number(900, true)).interrupting(gives_way);
    let mut pricer = table.pricer(problem);
    let least = pricer.price(&request, When::Cheapest).total;
    let at = When::At(Day::try_from(random.number(60, true)).unwrap_or(0));
    for when in [When::Now, When::NextFree, When::InTurn, at] {
        let price = pricer.price(&request, when);
        let delays: Money = price.delays.iter().map(|delay| delay.cost).sum();
        ensure(price.total == price.own + price.switching + delays, "the parts of a price do not add up")?;
        ensure(price.delays.iter().all(|delay| delay.to >= delay.from && delay.cost >= 0), "a delay is none")?;
        ensure(price.total >= least || matches!(when, When::At(_)), "something is cheaper than the cheapest")?;
        ensure(price.own >= 0, "a request gains by waiting")?;
    }
    pricer.break_even(&request);
    Ok(())
}

fn mended(problem: &Problem, plan: &Plan) -> Result<(), String> {
    let better = repair(problem, plan, 1, &Budget::steps(60));
    ensure(better.cost(problem).ok() <= plan.cost(problem).ok(), "mending made a plan worse")
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
