//! Holds the code to the map of the house: which module may import which.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A module, and what it may import besides itself, `domain` and `error`.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("app", &["api"]),
    ("api", &["services"]),
    ("web", &["app", "services", "jobs", "config"]),
    ("jobs", &["services"]),
    ("services", &["entity"]),
    ("entity", &[]),
    ("config", &[]),
    ("domain", &[]),
    ("error.rs", &[]),
    ("hydrate.rs", &["app"]),
    ("lib.rs", &[]),
];

/// A module, and crates that have no business there.
const FOREIGN: [(&str, &[&str]); 6] = [
    ("domain", &["leptos", "axum", "sea_orm", "tokio", "web_sys"]),
    ("entity", &["leptos", "axum", "axum_login", "tower_sessions"]),
    ("services", &["leptos", "axum", "axum_login", "tower_sessions", "tower_http"]),
    ("jobs", &["leptos", "axum", "sea_orm"]),
    ("api", &["sea_orm"]),
    ("app", &["sea_orm", "tokio", "tower_sessions", "axum_login"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn without_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// The first word of every `crate::word` in the text, comments aside; braces after `crate::` are taken apart.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.lines().map(without_comment).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut in_path) = (0, false);
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => {
                        found.insert(std::mem::take(&mut word));
                        break;
                    }
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.insert(std::mem::take(&mut word));
                        in_path = false;
                    }
                    ':' if depth == 0 && !in_path => {
                        found.insert(std::mem::take(&mut word));
                        in_path = true;
                    }
                    c if depth == 0 && !in_path && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ => {}
                }
            }
        } else {
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found.remove("");
    found
}

fn uses_crate(text: &str, name: &str) -> bool {
    let mut code = text.lines().map(without_comment);
    code.any(|line| line.match_indices(&format!("{name}::")).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')))
}

#[test]
fn imports_point_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the scan has lost its way");
    let mut wrong = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap();
        let module = path.iter().next().unwrap().to_str().unwrap();
        if module == "main.rs" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let (_, allowed) = ALLOWED.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{module} is no room of this house"));
        for import in imports(&text) {
            let at_home = import == module.trim_end_matches(".rs");
            if !at_home && import != "domain" && import != "error" && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
        for name in FOREIGN.iter().filter(|(name, _)| *name == module).flat_map(|(_, names)| *names) {
            if uses_crate(&text, name) {
                wrong.push(format!("{} uses the crate {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_scan_sees_imports_in_every_form() {
    let found = imports(
        "use crate::{\n    api::{Go, bookings::{A, B}},\n    domain::ids::RunId, error::AppError,\n};\nuse crate::{config::A, jobs};\nlet x = crate::services::y();\n// crate::web is only talked about",
    );
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["api", "config", "domain", "error", "jobs", "services"]);
    assert!(uses_crate("use axum::Router;", "axum"));
    assert!(!uses_crate("use leptos_axum::redirect; // axum::", "axum"));
}

/// The words in `after`, each up to the next quotation mark.
fn quoted<'a>(text: &'a str, after: &str) -> Vec<&'a str> {
    text.split(after).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Each of them has rights to be tested.
#[test]
fn every_server_function_is_called_by_a_test() {
    let read = |folder: &str| {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
        files.into_iter().map(|file| fs::read_to_string(file).unwrap()).collect::<String>()
    };
    let (api, tests) = (read("src/api"), read("tests/suite"));
    let functions = quoted(&api, "#[server(endpoint = \"");
    assert!(functions.len() > 80, "{functions:?}");
    // Fields of forms have names of one word too: those have to be called outright.
    let is_called = |name: &&&str| {
        let calls: &[String] = if name.contains('_') {
            &[format!("\"{name}\""), format!("/api/{name}\"")]
        } else {
            &[format!("call(\"{name}\""), format!("ask(\"{name}\""), format!("/api/{name}")]
        };
        calls.iter().any(|call| tests.contains(call))
    };
    // Home, experience and host are called by the pages that they are for; an invitation is asked for in the table of rights.
    let seen_otherwise = ["home", "experience", "host", "invitation"];
    let uncalled = functions.iter().filter(|name| !seen_otherwise.contains(name) && !is_called(name));
    assert_eq!(uncalled.collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn conditional_compilation_stands_on_module_lines_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("cfg(") || line.contains("cfg_attr(") || line.contains("cfg!(")) {
            let next = lines[at + 1..].iter().find(|line| !line.trim_start().starts_with('#')).copied().unwrap_or_default();
            let on_module = next.split_whitespace().any(|word| word == "mod");
            assert!(on_module || line.contains("--cfg"), "{}: {line}", file.display());
        }
    }
}
