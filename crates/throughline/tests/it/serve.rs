//! The server: its first start, what it keeps to itself, and how it stops.

use crate::machine::{Machine, get};

#[test]
fn the_first_start_prints_a_link_to_set_it_up_and_keeps_its_files_private() {
    let machine = Machine::new();
    let data = machine.path("data");
    let args = ["serve", "--json", "--listen", "127.0.0.1:0", "--data", &data];
    let server = machine.start(&args);
    let set_up = server.said["set_up_url"].as_str().unwrap();
    assert!(set_up.starts_with(server.url()));
    assert_eq!(get(set_up, &[]).0, 200);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(data.as_ref()), 0o700);
        for file in std::fs::read_dir(&data).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }
    assert_eq!(server.stop(), Some(0));
    machine.json(&["init", "--data", &data]);
    let server = machine.start(&args);
    assert!(server.said.get("set_up_url").is_none(), "a workspace is there: {}", server.said);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn the_command_line_works_on_a_server_as_on_a_folder() {
    let machine = Machine::new();
    let data = machine.path("demo");
    machine.json(&["demo", "--load-only", "--data", &data]);
    let here = machine.json(&["rank", "--limit", "7", "--data", &data]);
    let token = machine.json(&["token", "create", "--scope", "read", "--data", &data]);
    let token = token["token"].as_str().unwrap();
    let server = machine.start(&["serve", "--json", "--listen", "127.0.0.1:0", "--data", &data]);
    let there = machine.json(&["rank", "--limit", "7", "--server", server.url(), "--token", token]);
    let keys = |ranking: &serde_json::Value| {
        ranking["items"].as_array().unwrap().iter().map(|item| item["key"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&here), keys(&there));
    let refused = machine.run(&[
        "move",
        "NF-198",
        "--above",
        "NF-221",
        "--keep",
        "x",
        "--server",
        server.url(),
        "--token",
        token,
    ]);
    assert_eq!(refused.status.code(), Some(4), "a token to read does not write");
    let refused = machine.run(&["rank", "--server", server.url(), "--token", "tl_wrong"]);
    assert_eq!(refused.status.code(), Some(4));
    let url = server.url().to_owned();
    assert_eq!(server.stop(), Some(0));
    assert_eq!(machine.run(&["rank", "--server", &url]).status.code(), Some(7), "nobody answers there now");
}

#[test]
fn a_configuration_file_counts_less_than_a_flag_and_is_refused_with_a_typing_error() {
    let machine = Machine::new();
    let config = machine.path("throughline.toml");
    std::fs::write(&config, format!("data = {:?}\n", machine.path("from-file"))).unwrap();
    machine.json(&["init", "--name", "From the file", "--config", &config]);
    machine.json(&["init", "--name", "From the flag", "--config", &config, "--data", &machine.path("from-flag")]);
    for name in ["from-file", "from-flag"] {
        assert!(std::fs::exists(machine.folder.join(name).join("throughline.db")).unwrap(), "{name}");
    }
    std::fs::write(&config, "dta = \"x\"\n").unwrap();
    let refused = machine.run(&["rank", "--config", &config]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("dta"));
}
