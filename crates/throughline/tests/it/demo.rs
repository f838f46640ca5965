//! The demo: there in two seconds, opened by a link that works once, never on real data.

use std::time::Duration;

use crate::machine::{Machine, get};

const FREE_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[test]
fn the_demo_prints_one_line_serves_and_stops_with_exit_code_0() {
    let machine = Machine::new();
    let demo = machine.start(&["demo", "--json", FREE_PORT[0], FREE_PORT[1]]);
    assert!(demo.after < Duration::from_secs(10), "the link took {:?}", demo.after);
    assert_eq!(get(&format!("{}/healthz", demo.url()), &[]).0, 200);
    assert_eq!(get(&format!("{}/readyz", demo.url()), &[]).0, 200);
    let bearer = format!("Bearer {}", demo.said["token"].as_str().unwrap());
    let (status, body, _) = get(&format!("{}/api/v1/workspace", demo.url()), &[("authorization", &bearer)]);
    assert_eq!(status, 200);
    assert!(body.contains("Nimbus Freight"), "{body}");
    assert_eq!(demo.stop(), Some(0));
}

#[test]
fn the_link_of_the_demo_signs_in_once() {
    let machine = Machine::new();
    let demo = machine.start(&["demo", "--json", FREE_PORT[0], FREE_PORT[1]]);
    let link = demo.said["link"].as_str().unwrap();
    let (status, _, headers) = get(link, &[]);
    assert_eq!(status, 303);
    let cookie = headers.iter().find(|(name, _)| name == "set-cookie").map(|(_, value)| value.clone()).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(get(&format!("{}/priorities", demo.url()), &[("cookie", cookie)]).0, 200);
    let (again, _, headers) = get(link, &[]);
    assert!(again != 303 || !headers.iter().any(|(name, _)| name == "set-cookie"), "a used link signed in again");
}

#[test]
fn a_demo_without_a_named_folder_leaves_nothing_behind() {
    let machine = Machine::new();
    let demo = machine.start(&["demo", "--json", FREE_PORT[0], FREE_PORT[1]]);
    assert_eq!(demo.stop(), Some(0));
    assert_eq!(std::fs::read_dir(&machine.folder).unwrap().count(), 0);
}

#[test]
fn the_demo_is_loaded_once_into_its_own_folder_and_can_be_asked() {
    let machine = Machine::new();
    let data = machine.path("demo");
    for _ in 0..2 {
        let loaded = machine.json(&["demo", "--load-only", "--data", &data]);
        assert_eq!(loaded["workspace"], "Nimbus Freight");
    }
    let ranking = machine.json(&["rank", "--data", &data]);
    assert!(ranking["items"].as_array().unwrap().len() > 20);
    let line = machine.run(&["why", "NF-230", "--data", &data]);
    let line = String::from_utf8_lossy(&line.stdout).into_owned();
    let floors =
        ["✦ Loads on time a week", "○ O2 Open DACH and Iberia", "◇ ", "□ ", "● NF-230 German and Spanish booking flow"];
    let places: Vec<Option<usize>> = floors.iter().map(|floor| line.find(floor)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {line}");
    assert!(line.contains("We need to make the system multilingual and localizable within 60 days."), "{line}");
    let why = machine.json(&["why", "NF-230", "over", "NF-198", "--data", &data]);
    assert_eq!(why, machine.json(&["why", "NF-198", "NF-230", "--data", &data]), "either order has one answer");
    assert!(why["sentence"].as_str().unwrap().contains("NF-230"));
    let price = machine.json(&["move", "NF-198", "--above", "NF-221", "--data", &data]);
    let parts: i64 =
        price["price"]["lines"].as_array().unwrap().iter().map(|line| line["delta_minor"].as_i64().unwrap()).sum();
    assert_eq!(price["price"]["total_minor"].as_i64().unwrap(), parts, "the parts add up to the cent");
    let pin = machine.json(&["move", "NF-198", "--above", "NF-221", "--keep", "The auditors come.", "--data", &data]);
    assert_eq!(pin["pin"]["reason"], "The auditors come.");
    for keep in [&[][..], &["--keep", "They asked twice."]] {
        let args = [&["move", "NF-230", "--above", "NF-226", "--json", "--data", &data], keep].concat();
        let refused = machine.run(&args);
        assert_eq!(refused.status.code(), Some(6), "NF-230 waits for NF-226");
        let said: serde_json::Value = serde_json::from_slice(&refused.stderr).unwrap();
        assert_eq!(said["problem"]["code"], "waits_for");
        assert_eq!(said["problem"]["instead"][0]["moved_key"], "NF-226", "{said}");
    }
    assert_eq!(machine.json(&["verify", "--data", &data])["intact"], true);
}

#[test]
fn the_demo_never_touches_real_data() {
    let machine = Machine::new();
    let data = machine.path("real");
    machine.json(&["init", "--name", "Ours", "--data", &data]);
    let before = machine.json(&["export", "--data", &data]);
    for args in [vec!["demo", "--load-only"], vec!["demo", FREE_PORT[0], FREE_PORT[1]]] {
        let output = machine.run(&[args.as_slice(), &["--data", &data]].concat());
        assert_eq!(output.status.code(), Some(9), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(machine.json(&["export", "--data", &data]), before);
}
