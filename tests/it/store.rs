//! Documents come, change and go, and the merged graph follows.

use crate::fixture;
use mailuo::build::{BuildOptions, Cause, Input, Progress, build, collect};
use mailuo::knowledge::Knowledge;
use mailuo::store::{Store, StoreError};
use oxrdf::{GraphName, Quad};
use oxrdfio::{RdfFormat, RdfParser};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn all(store: &Store) -> BTreeSet<String> {
    store.quads(None, None, None, None).map(|quad| quad.unwrap().to_string()).collect()
}

#[test]
fn a_removed_document_leaves_what_others_state() {
    let store = fixture::store();
    assert!(store.remove_document("a").unwrap());
    let alone = Store::in_memory().unwrap();
    alone.replace_graphs(&fixture::knowledge()).unwrap();
    alone.replace_document("b", &fixture::document("b")).unwrap();
    assert_eq!(all(&store), all(&alone));
    assert!(!store.remove_document("a").unwrap());
}

#[test]
fn order_and_repetition_of_loading_do_not_matter() {
    let store = Store::in_memory().unwrap();
    for name in ["b", "a", "b", "a"] {
        store.replace_document(name, &fixture::document(name)).unwrap();
    }
    store.replace_graphs(&fixture::knowledge()).unwrap();
    store.replace_graphs(&fixture::knowledge()).unwrap();
    assert_eq!(all(&store), all(&fixture::store()));
}

#[test]
fn a_bulk_load_gives_the_same_graph() {
    let store = Store::in_memory().unwrap();
    let quads = [fixture::document("b"), fixture::knowledge(), fixture::document("a")].concat();
    store.bulk_load(quads.into_iter().map(Ok::<_, StoreError>)).unwrap();
    assert_eq!(all(&store), all(&fixture::store()));
}

#[test]
fn a_changed_document_takes_its_old_facts_with_it() {
    let store = fixture::store();
    store.replace_document("a", &fixture::document("b")).unwrap();
    let text = all(&store).into_iter().collect::<Vec<_>>().join("\n");
    assert!(!text.contains("引大入秦"));
    assert!(text.contains("金昌市"));
}

#[test]
fn a_removal_spares_a_document_whose_name_starts_alike() {
    let store = fixture::store();
    let other = |quad: Quad| {
        let text = format!("{quad} .").replace("mailuo/doc/b", "mailuo/doc/a2");
        RdfParser::from_format(RdfFormat::NQuads).for_slice(&text).next().unwrap().unwrap()
    };
    let quads: Vec<_> = fixture::document("b").into_iter().map(other).collect();
    store.replace_document("a2", &quads).unwrap();
    store.remove_document("a").unwrap();
    let names: Vec<_> = store.documents().unwrap().into_iter().map(|d| d.name).collect();
    assert_eq!(names, ["a2", "b"]);
    assert!(all(&store).iter().any(|quad| quad.contains("doc/a2#char=0,40>") && quad.contains("develops")));
}

#[test]
fn the_list_of_documents_has_titles_and_hashes() {
    let documents = fixture::store().documents().unwrap();
    let rows: Vec<_> = documents.iter().map(|d| (d.name.as_str(), d.title.as_deref(), d.hash.as_str())).collect();
    assert_eq!(rows, [("a", Some("金昌的打算"), "aa"), ("b", Some("武威的成绩"), "bb")]);
}

#[test]
fn a_dump_can_be_loaded_again() {
    let store = fixture::store();
    let mut bytes = Vec::new();
    store.dump(RdfFormat::NQuads, &mut bytes).unwrap();
    let again = Store::in_memory().unwrap();
    let parsed =
        RdfParser::from_format(RdfFormat::NQuads).for_slice(&bytes).map(|quad| Ok::<_, StoreError>(quad.unwrap()));
    again.bulk_load(parsed).unwrap();
    assert_eq!(all(&again), all(&store));
    let mut turtle = Vec::new();
    store.dump(RdfFormat::Turtle, &mut turtle).unwrap();
    let merged = RdfParser::from_format(RdfFormat::Turtle).for_slice(&turtle).count();
    let quads = store.quads(None, None, None, Some(oxrdf::GraphNameRef::DefaultGraph)).count();
    assert_eq!(merged, quads);
}

fn input(path: &str, text: &str) -> Input {
    Input::Bytes(PathBuf::from(path), Cow::Owned(text.as_bytes().to_vec()))
}

fn run(store: &Store, inputs: Vec<Input>, force: bool) -> mailuo::build::Report {
    let options = BuildOptions { force, ..BuildOptions::default() };
    build(store, inputs, &Knowledge::default(), &options, &mut |_| {}).unwrap()
}

#[test]
fn a_build_skips_what_has_not_changed() {
    let store = Store::in_memory().unwrap();
    let inputs = || vec![input("x.txt", "标题一\n正文。"), input("y.txt", "标题二\n正文。")];
    let first = run(&store, inputs(), false);
    assert_eq!((first.loaded, first.replaced, first.unchanged), (2, 0, 0));
    let before = all(&store);
    let second = run(&store, inputs(), false);
    assert_eq!((second.loaded, second.replaced, second.unchanged), (0, 0, 2));
    assert_eq!(all(&store), before);
    let third = run(&store, vec![input("x.txt", "标题三\n正文。"), input("z.txt", "标题四\n正文。")], false);
    assert_eq!((third.loaded, third.replaced, third.unchanged), (1, 1, 0));
    assert_eq!(store.documents().unwrap().len(), 3);
    let forced = run(&store, inputs(), true);
    assert_eq!((forced.loaded, forced.replaced, forced.unchanged), (0, 2, 0));
    let fresh = Store::in_memory().unwrap();
    run(&fresh, [inputs(), vec![input("z.txt", "标题四\n正文。")]].concat(), false);
    assert_eq!(all(&store), all(&fresh));
}

#[test]
fn inputs_of_one_name_are_kept_apart() {
    let store = Store::in_memory().unwrap();
    let report = run(&store, vec![input("a/x.txt", "标题一\n正文。"), input("b/x.txt", "标题二\n正文。")], false);
    assert_eq!(report.loaded, 2);
    assert_eq!(report.renamed, [(PathBuf::from("b/x.txt"), "x~2".to_owned())]);
    let names: Vec<_> = store.documents().unwrap().into_iter().map(|d| d.name).collect();
    assert_eq!(names, ["x", "x~2"]);
}

#[test]
fn files_of_one_name_live_side_by_side_whenever_they_are_built() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    let write = |name: &str, text: &str| {
        fs::create_dir_all(path(name).parent().unwrap()).unwrap();
        fs::write(path(name), format!("{text}\n正文。")).unwrap();
    };
    let store = Store::in_memory().unwrap();
    let build = |name: &str| run(&store, vec![Input::File(path(name))], false);
    let titles = || -> Vec<_> {
        store.documents().unwrap().into_iter().map(|d| (d.name, d.title.unwrap_or_default())).collect()
    };
    let expected = |rows: &[(&str, &str)]| -> Vec<_> {
        rows.iter().map(|(name, title)| ((*name).to_owned(), (*title).to_owned())).collect()
    };
    write("a/x.txt", "标题一");
    write("b/x.txt", "标题二");
    build("a/x.txt");
    let second = build("b/x.txt");
    assert_eq!((second.loaded, second.replaced, second.unchanged), (1, 0, 0));
    assert_eq!(second.renamed, [(path("b/x.txt"), "x~2".to_owned())]);
    assert_eq!(titles(), expected(&[("x", "标题一"), ("x~2", "标题二")]));
    // Each keeps its name however it is reached, and is skipped or replaced under it.
    assert_eq!(build("a/../b/x.txt").unchanged, 1);
    write("b/x.txt", "标题三");
    let changed = build("b/x.txt");
    assert_eq!(changed.replacements, [("x~2".to_owned(), path("b/x.txt"), Cause::Changed)]);
    assert!(changed.renamed.is_empty());
    assert_eq!(titles(), expected(&[("x", "标题一"), ("x~2", "标题三")]));
    // What moves and stays the same is the same document; what takes its old place is not.
    fs::create_dir_all(path("c")).unwrap();
    fs::rename(path("a/x.txt"), path("c/x.txt")).unwrap();
    let moved = build("c/x.txt");
    assert_eq!(moved.replacements, [("x".to_owned(), path("c/x.txt"), Cause::Moved)]);
    assert_eq!(build("c/x.txt").unchanged, 1);
    write("a/x.txt", "标题一");
    assert_eq!(build("a/x.txt").renamed, [(path("a/x.txt"), "x~3".to_owned())]);
}

#[test]
fn records_of_files_of_one_name_live_side_by_side() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    for folder in ["a", "b"] {
        fs::create_dir_all(path(folder)).unwrap();
        fs::write(
            path(folder).join("x.jsonl"),
            format!("{{\"text\": \"{folder}一。\"}}\n{{\"text\": \"{folder}二。\"}}\n"),
        )
        .unwrap();
    }
    let store = Store::in_memory().unwrap();
    let build = |name: &str| run(&store, vec![Input::File(path(name))], false);
    let names = || store.documents().unwrap().into_iter().map(|d| d.name).collect::<Vec<_>>();
    build("a/x.jsonl");
    assert_eq!(build("b/x.jsonl").loaded, 2);
    assert_eq!(names(), ["x-1", "x-2", "x~2-1", "x~2-2"]);
    assert_eq!((build("b/x.jsonl").unchanged, build("a/x.jsonl").unchanged), (2, 2));
    fs::rename(path("a"), path("c")).unwrap();
    assert_eq!(build("c/x.jsonl").replaced, 2);
    assert_eq!(names(), ["x-1", "x-2", "x~2-1", "x~2-2"]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::create_dir_all(path("deep/er")).unwrap();
    fs::create_dir_all(path("void")).unwrap();
    for name in ["one.txt", "deep/two.md", "deep/er/three.TXT", "deep/.hidden.txt", "deep/table.csv"] {
        fs::write(path(name), format!("{name}\n正文。")).unwrap();
    }
    fs::write(path("empty.txt"), "").unwrap();
    let (mut inputs, failed) = collect(&[path("one.txt"), directory.path().to_owned(), path("void"), path("none.txt")]);
    let names: Vec<_> = failed.iter().map(|failure| failure.path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["void", "none.txt"]);
    assert_eq!(inputs.len(), 4);
    inputs.push(Input::File(path("gone.txt")));
    let store = Store::in_memory().unwrap();
    let mut last = None;
    let report =
        build(&store, inputs, &Knowledge::default(), &BuildOptions::default(), &mut |p| last = Some(p)).unwrap();
    assert_eq!(report.loaded, 3);
    let names: Vec<_> = report.failed.iter().map(|failure| failure.path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["empty.txt", "gone.txt"]);
    assert_eq!(last, Some(Progress { inputs: 5, total: 5, documents: 3 }));
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use super::*;

    #[test]
    fn many_may_read_and_one_may_write() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        assert!(matches!(Store::open_read_only(&path), Err(StoreError::Missing { .. })));
        let store = Store::open(&path).unwrap();
        store.bulk_load(fixture::document("a").into_iter().map(Ok::<_, StoreError>)).unwrap();
        store.replace_document("b", &fixture::document("b")).unwrap();
        let all_quads = all(&store);
        assert!(matches!(Store::open(&path), Err(StoreError::Locked { .. })));
        assert!(matches!(Store::open_read_only(&path), Err(StoreError::Locked { .. })));
        let copy = directory.path().join("copy");
        store.backup(&copy).unwrap();
        assert!(matches!(store.backup(&copy), Err(StoreError::Exists { .. })));
        drop(store);
        let readers = [Store::open_read_only(&path).unwrap(), Store::open_read_only(&path).unwrap()];
        assert!(readers.iter().all(|reader| all(reader) == all_quads));
        assert!(matches!(Store::open(&path), Err(StoreError::Locked { .. })));
        assert_eq!(all(&Store::open_read_only(&copy).unwrap()), all_quads);
    }

    #[test]
    fn a_handle_keeps_the_lock_that_a_query_on_another_thread_needs() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let handle = store.clone();
        drop(store);
        assert!(matches!(Store::open(directory.path()), Err(StoreError::Locked { .. })));
        drop(handle);
        assert!(Store::open(directory.path()).is_ok());
    }

    #[test]
    fn broken_files_are_no_unfinished_load() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        store.bulk_load(fixture::document("a").into_iter().map(Ok::<_, StoreError>)).unwrap();
        drop(store);
        fs::remove_file(directory.path().join("db/CURRENT")).unwrap();
        for opened in [Store::open_read_only(directory.path()), Store::open(directory.path())] {
            let error = opened.err().unwrap();
            assert!(matches!(error, StoreError::Damaged { unfinished: false, .. }), "{error}");
            assert!(error.hint().unwrap().contains("backup"));
        }
    }

    #[test]
    fn an_unfinished_first_load_is_noticed_and_cleared() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let store = Store::open(&path).unwrap();
        let mut quads: Vec<_> = fixture::document("a").into_iter().map(Ok).collect();
        quads.push(Err(StoreError::InMemory));
        assert!(store.bulk_load(quads).is_err());
        drop(store);
        assert!(matches!(Store::open_read_only(&path), Err(StoreError::Damaged { .. })));
        assert!(Store::open(&path).unwrap().is_empty().unwrap());
        assert!(Store::open_read_only(&path).unwrap().is_empty().unwrap());
    }

    #[test]
    fn other_directories_are_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("thesis.txt");
        fs::write(&file, "x").unwrap();
        assert!(matches!(Store::open(&file), Err(StoreError::Io { .. })));
        assert!(matches!(Store::open_read_only(&file), Err(StoreError::Missing { .. })));
        assert!(matches!(Store::open(directory.path()), Err(StoreError::Foreign { .. })));
        assert!(matches!(Store::open_read_only(directory.path()), Err(StoreError::Missing { .. })));
        fs::write(directory.path().join("mailuo-store"), "mailuo store 99\ncomplete\n").unwrap();
        assert!(matches!(Store::open(directory.path()), Err(StoreError::Version { .. })));
    }
}

#[test]
fn the_merged_graph_holds_each_triple_once() {
    let store = fixture::store();
    let mut merged = BTreeSet::new();
    for quad in store.quads(None, None, None, Some(oxrdf::GraphNameRef::DefaultGraph)) {
        let quad = quad.unwrap();
        assert_eq!(quad.graph_name, GraphName::DefaultGraph);
        assert!(merged.insert(quad.to_string()));
    }
}
