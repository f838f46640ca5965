//! A real `SQLite` file.

use std::path::PathBuf;

use throughline_domain::metrics::PullFrom;
use throughline_pulls::{PullError, Pulled, Rules};
use throughline_test_kit::databases::{self, Database};

use crate::{NOW, hurried, pull, rules, told};

/// A file with a table; it goes when the test's own database goes.
async fn warehouse() -> (Database, PathBuf) {
    let database = databases::sqlite();
    let folder = database.folder.join("warehouse");
    std::fs::create_dir(&folder).expect("a folder");
    let file = folder.join("loads.db");
    let made = "create table loads (day text, on_time integer, share real);
        insert into loads values ('2026-10-12', 40, 0.1), ('2026-10-13', 41, 0.30000000000000004), ('2026-10-14', null, null)";
    databases::sqlite_file(&file, made).await;
    (database, file)
}

async fn ask(file: &std::path::Path, query: &str) -> Result<Pulled, PullError> {
    let folder = file.parent().expect("a folder").to_owned();
    ask_by(rules(&[], vec![folder]), &file.display().to_string(), query).await
}

async fn ask_by(rules: Rules, file: &str, query: &str) -> Result<Pulled, PullError> {
    pull(rules, &PullFrom::Sqlite { file: file.to_owned(), query: query.to_owned() }, None).await
}

#[tokio::test]
async fn a_time_and_a_value_in_each_row_or_one_value_as_of_now() {
    let (_database, file) = warehouse().await;
    let days = ask(&file, "select day, on_time from loads").await.unwrap();
    assert_eq!(told(&days), [("2026-10-12".to_owned(), 40.0), ("2026-10-13".to_owned(), 41.0)]);
    assert_eq!(days.skipped.len(), 1, "the day without a value is left out and said");
    let shares = ask(&file, "select day, share from loads where share > 0.2").await.unwrap();
    assert_eq!(shares.points[0].value.to_bits(), 0.300_000_000_000_000_04_f64.to_bits(), "as it is kept");
    let one = ask(&file, "select sum(on_time) from loads;").await.unwrap();
    assert_eq!((one.points[0].at, one.points[0].value), (NOW, 81.0));
}

#[tokio::test]
async fn a_slow_query_is_cut_off() {
    let (_database, file) = warehouse().await;
    let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    let rules = hurried(rules(&[], vec![file.parent().expect("a folder").to_owned()]));
    let error = ask_by(rules, &file.display().to_string(), endless).await.unwrap_err();
    assert!(matches!(error, PullError::TooSlow { place: "SQLite", .. }), "{error}");
}

#[tokio::test]
async fn a_write_is_refused_by_the_database() {
    let (_database, file) = warehouse().await;
    let before = std::fs::read(&file).unwrap();
    for query in [
        "with gone as (select 1) delete from loads",
        "with gone as (select 1) insert into loads select '2026-10-15', 1, 1 returning on_time",
    ] {
        let error = ask(&file, query).await.unwrap_err();
        assert!(matches!(error, PullError::Writes { place: "SQLite", .. }), "{query}: {error}");
    }
    for query in [
        "delete from loads",
        "pragma user_version = 7",
        "select 1; drop table loads",
        "vacuum into 'x.db'",
        // What is a comment for one database is a statement for another.
        "select 1 /* /* */; delete from loads; -- */ */",
    ] {
        assert!(matches!(ask(&file, query).await, Err(PullError::Query(_))), "{query}");
    }
    assert!(std::fs::read(&file).unwrap() == before, "the file is as it was, byte for byte");
}

#[tokio::test]
async fn no_query_opens_another_file_or_makes_one() {
    let (database, file) = warehouse().await;
    let own = database.folder.join("own.db");
    databases::sqlite_file(&own, "create table secret (word text); insert into secret values ('hunter2')").await;
    let (own, new) = (own.display().to_string(), database.folder.join("new.db"));
    for query in [
        format!("select 0 where 0 /* /* */; attach '{own}' as o; select word, 1 from o.secret -- */ */"),
        format!("select 0 as [x'] where 0; attach \"{own}\" as o; select word, 1 from o.secret --'"),
        format!("/* /* */ attach '{own}' as o -- */ */ select 1"),
        format!("select 0 where 0 /* /* */; pragma query_only = off; vacuum into '{}' -- */ */", new.display()),
        format!("--\rselect\nvacuum into '{}'", new.display()),
        format!("/* /* */ vacuum into '{}' -- */ */ select 1", new.display()),
    ] {
        assert!(matches!(ask(&file, &query).await, Err(PullError::Query(_))), "{query}");
    }
    assert!(!new.exists());
}

#[tokio::test]
async fn rows_that_are_longer_than_values_can_be_are_not_all_taken_in() {
    let (_database, file) = warehouse().await;
    let long = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 900) select i, hex(zeroblob(20000)) from n";
    let error = ask(&file, long).await.unwrap_err();
    assert!(error.to_string().contains("longer than times and numbers can be"), "{error}");
}

#[tokio::test]
async fn only_files_that_the_operator_allowed_are_read_and_never_our_own() {
    let (database, file) = warehouse().await;
    let path = file.display().to_string();
    let folder = file.parent().unwrap().to_owned();
    let refused = |error: PullError| matches!(error, PullError::FileNotAllowed { .. });
    assert!(refused(ask_by(rules(&[], Vec::new()), &path, "select 1").await.unwrap_err()));
    assert!(refused(ask_by(rules(&[], vec!["/nowhere".into()]), &path, "select 1").await.unwrap_err()));
    assert!(ask_by(rules(&[], vec![file.clone()]), &path, "select 1").await.is_ok(), "a file may be named itself");
    let own = Rules { own_folder: Some(folder.clone()), ..rules(&[], vec![database.folder.clone()]) };
    assert!(refused(ask_by(own, &path, "select 1").await.unwrap_err()));

    let outside = database.folder.join("outside.db");
    std::fs::copy(&file, &outside).unwrap();
    let link = folder.join("link.db");
    std::os::unix::fs::symlink(&outside, &link).unwrap();
    for way_out in [link.display().to_string(), format!("{}/../outside.db", folder.display()), "/etc/passwd".to_owned()]
    {
        let error = ask_by(rules(&[], vec![folder.clone()]), &way_out, "select 1").await.unwrap_err();
        assert!(refused(error), "{way_out}");
    }
    let missing =
        ask_by(rules(&[], vec![folder.clone()]), &folder.join("none.db").display().to_string(), "select 1").await;
    assert!(matches!(missing, Err(PullError::NoFile { .. })), "{missing:?}");
    assert!(!folder.join("none.db").exists(), "nothing is made");
    let text = folder.join("text.db");
    std::fs::write(
        &text,
        "no database at all, but long enough to have a header of a hundred bytes and a little more than that",
    )
    .unwrap();
    let error = ask(&text, "select 1 from loads").await.unwrap_err();
    assert!(error.to_string().contains("not a SQLite database"), "{error}");
}
