use throughline_domain::{TicketId, tickets::Ticket};
use throughline_store::{Reader, Show, search::FoundTerms};
use throughline_test_kit::on_both_databases;

use crate::support::{add_tickets, company, source, ticket};

/// The numbers of the tickets found, in order.
async fn found(reader: &mut Reader<'_>, typed: &str) -> Vec<String> {
    let ids = reader
        .search_tickets(&FoundTerms::default(), typed, Show::Live, 50, 0)
        .await
        .unwrap_or_else(|error| panic!("{typed}: {error}"));
    let mut numbers = Vec::new();
    for id in ids {
        numbers.push(reader.get(id).await.expect("a found ticket is there").external_id);
    }
    numbers
}

/// As [`found`], in the order of the numbers.
async fn found_sorted(reader: &mut Reader<'_>, typed: &str) -> Vec<String> {
    let mut numbers = found(reader, typed).await;
    numbers.sort();
    numbers
}

on_both_databases! {
    async fn people_find_what_they_mean(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let tickets = [
            ticket(source.id, 1, "Export for customers"),
            Ticket { body: "The export button does nothing".into(), ..ticket(source.id, 2, "Button broken") },
            ticket(source.id, 3, "Caf\u{e9} menu in Malm\u{f6}"),
            Ticket { labels: vec!["billing".into()], ..ticket(source.id, 4, "Invoices twice") },
            Ticket {
                value_line: Some("unblocks \u{20ac}200k of Q4 deals".into()),
                ..ticket(source.id, 212, "Single sign-on")
            },
            ticket(source.id, 6, "See NF-212 for customers of the old plan"),
        ];
        add_tickets(&store, &company.visible, Some(&source), &tickets).await.expect("tickets");
        let mut reader = store.read(&company.visible);
        assert_eq!(found(&mut reader, "export").await, ["1", "2"], "the title counts more than the body");
        assert_eq!(found(&mut reader, "EXPORT customers").await, ["1"]);
        assert_eq!(found_sorted(&mut reader, "expo").await, ["1", "2"], "the last word may be unfinished");
        assert_eq!(found(&mut reader, "expo customers").await, Vec::<String>::new(), "others may not");
        assert_eq!(found(&mut reader, "cafe malmo").await, ["3"]);
        assert_eq!(found(&mut reader, "CAFE\u{301} Malm\u{f6}").await, ["3"]);
        assert_eq!(found(&mut reader, "billing").await, ["4"]);
        assert_eq!(found(&mut reader, "200k deals").await, ["212"]);
        assert_eq!(found(&mut reader, "NF-212").await, ["212", "6"], "the ticket itself comes first");
        assert_eq!(found(&mut reader, "#212").await, ["212", "6"]);
        assert_eq!(found(&mut reader, "nf-212").await, ["212", "6"]);
        assert_eq!(found(&mut reader, "\"for customers\"").await, ["1", "6"]);
        assert_eq!(found_sorted(&mut reader, "\"customers of\"").await, ["6"]);
        assert_eq!(found(&mut reader, "\"customers for\"").await, Vec::<String>::new());
        assert_eq!(found(&mut reader, "customers -export").await, ["6"]);
        assert_eq!(found(&mut reader, "sign-on").await, ["212"]);
        let page = reader.search_tickets(&FoundTerms::default(), "customers", Show::Live, 1, 1).await.expect("a page");
        assert_eq!(page.len(), 1);
        store.close().await;
    }

    async fn words_that_most_tickets_have_find_titles_and_labels_first(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let mut tickets: Vec<Ticket> = (1..=400)
            .map(|number| Ticket { body: "about carrier".into(), ..ticket(source.id, number, "Nothing special") })
            .collect();
        for number in [20, 30] {
            tickets[number - 1].title = "A carrier".into();
        }
        tickets[39].labels = vec!["carrier".into()];
        tickets[49].body = "about carrier and trains".into();
        add_tickets(&store, &company.visible, Some(&source), &tickets).await.expect("tickets");
        let mut reader = store.read(&company.visible);
        // What is kept of terms, and what is not because too many tickets have it, find the same.
        for known in [FoundTerms::default(), FoundTerms::up_to(350)] {
            for (typed, all) in [
                ("carrier", 400),
                ("carrier -trains", 399),
                ("carrier about -trains", 399),
                ("about \"nothing special\" carrier", 398),
                ("carrier absent", 0),
                ("carr", 400),
            ] {
                let found = reader.search_tickets(&known, typed, Show::Live, 1_000, 0).await.expect("found");
                let sorted = |mut ids: Vec<TicketId>| {
                    ids.sort();
                    ids
                };
                assert_eq!(found.len(), all, "{typed}");
                let alone = reader.search_tickets(&FoundTerms::default(), typed, Show::Live, 1_000, 0).await;
                assert!(sorted(alone.expect("found")) == sorted(found), "{typed}");
            }
        }
        let mut first = found(&mut reader, "carrier").await;
        first.truncate(3);
        first.sort();
        assert_eq!(first, ["20", "30", "40"], "titles and labels before texts");
        let other = crate::support::company(&store, "bob@example.org").await;
        let mut among_two = found(&mut reader, "carrier").await;
        among_two.truncate(3);
        among_two.sort();
        assert_eq!(among_two, first, "another company changes nothing");
        assert_eq!(found_sorted(&mut reader, "carrier -special").await, ["20", "30"]);
        let all = reader.search_tickets(&FoundTerms::default(), "carrier -trains", Show::Live, 1_000, 0).await.expect("all");
        assert_eq!((all.len(), all.contains(&tickets[49].id)), (399, false));
        let page = reader.search_tickets(&FoundTerms::default(), "carrier", Show::Live, 3, 2).await.expect("a page");
        let all = reader.search_tickets(&FoundTerms::default(), "carrier", Show::Live, 1_000, 0).await.expect("all");
        assert_eq!((all.len(), &all[2..5]), (400, &page[..]));
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 400);
        assert_eq!(reader.search_tickets(&FoundTerms::default(), "4", Show::Live, 1_000, 0).await.expect("found").first(), Some(&tickets[3].id));
        assert_eq!(store.read(&other.visible).search_tickets(&FoundTerms::default(), "carrier", Show::Live, 9, 0).await, Ok(Vec::new()));
        store.close().await;
    }

    async fn no_text_is_a_mistake(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        add_tickets(&store, &company.visible, Some(&source), &[ticket(source.id, 1, "Near and far")]).await.expect("a ticket");
        let mut reader = store.read(&company.visible);
        let long = "word ".repeat(3_000);
        let typed = [
            "", "   ", "\"", "\"\"", "\"unclosed", "-", "--", "-far", "*", "near*", "^near", "near AND", "OR", "NOT near",
            "NEAR(near far)", "title: near", "{title} : near", "near + far", "a'b", "'; drop table ticket; --", "\\",
            "(", ")", "((near", "near & | !", "<->", ":*", "near:*", "!", "\u{0}", "near\u{0}far", "\u{1F69A}", "%", "_",
            "$1", "?", "\u{e9}\u{301}", "\u{fb01}", "-\"near far\"", &long,
        ];
        for text in typed {
            found(&mut reader, text).await;
        }
        assert_eq!(found(&mut reader, "near & far").await, ["1"]);
        assert_eq!(found(&mut reader, "title: near").await, Vec::<String>::new(), "there is no such word");
        assert_eq!(found(&mut reader, "(near) far!").await, ["1"]);
        store.close().await;
    }

    async fn words_follow_a_change(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let before = ticket(source.id, 1, "Invoices");
        add_tickets(&store, &company.visible, Some(&source), std::slice::from_ref(&before)).await.expect("a ticket");
        let after = Ticket { title: "Receipts".into(), ..before };
        let changed: Result<i64, throughline_store::StoreError> = store
            .write(&company.visible, move |tx| {
                let after = after.clone();
                Box::pin(async move {
                    tx.record(crate::support::event(throughline_domain::activity::EventKind::TicketChanged)).await?;
                    tx.update_ticket(&after).await
                })
            })
            .await;
        assert_eq!(changed, Ok(2));
        let mut reader = store.read(&company.visible);
        assert_eq!(found(&mut reader, "invoices").await, Vec::<String>::new());
        assert_eq!(found(&mut reader, "receipts").await, ["1"]);
        store.close().await;
    }
}
