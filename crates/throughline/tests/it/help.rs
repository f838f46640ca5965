//! Help names every command and every exit code.

use crate::machine::Machine;

const COMMANDS: [&str; 31] = [
    "demo",
    "serve",
    "init",
    "import",
    "metrics",
    "segments",
    "strategy",
    "cycles",
    "check-in",
    "weekly",
    "value",
    "rank",
    "why",
    "cost",
    "move",
    "roadmap",
    "price",
    "emergency",
    "services",
    "schedule",
    "export",
    "import-workspace",
    "backup",
    "restore",
    "token",
    "link",
    "history",
    "verify",
    "openapi",
    "completions",
    "help",
];

fn printed(args: &[&str]) -> String {
    let output = Machine::new().run(args);
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_names_every_command_and_each_has_help_of_its_own() {
    let help = printed(&["--help"]);
    for command in COMMANDS {
        assert!(
            help.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))),
            "{command} is not in the help"
        );
        assert!(!printed(&["help", command]).is_empty());
    }
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty()).count();
    assert_eq!(commands, COMMANDS.len(), "a command is missing from this test");
    for code in 0..=10 {
        assert!(help.contains(&format!("\n  {code}  ")), "exit code {code} is not in the help");
    }
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(printed(&["completions", shell]).contains("import-workspace"), "{shell}");
    }
}

#[test]
fn the_description_of_the_api_is_printed() {
    let document: serde_json::Value = serde_json::from_str(&printed(&["openapi"])).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert_eq!(document["info"]["title"], "Throughline");
}
