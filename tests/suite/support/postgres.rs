//! A `PostgreSQL` of the tests' own: made in a temporary folder, gone with the process that started it, however that ends.

use sea_orm::{ConnectionTrait, Database};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Makes a cluster, starts it, says "ready", and stops and removes it once the tests' end of the pipe is closed.
const KEEPER: &str = r#"
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$BIN/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --no-sync >/dev/null
# Durability is not under test here, and a throw-away cluster need not wait for the disk.
"$BIN/postgres" -D "$dir/data" -p "$PORT" -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
  -c synchronous_commit=off -c max_connections=400 >"$dir/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 300); do
  if "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT"; then ready=yes; break; fi
  sleep 0.1
done
if [ -z "${ready:-}" ]; then cat "$dir/log" >&2; kill "$server"; exit 1; fi
echo ready
cat >/dev/null
kill -INT "$server"
wait "$server" || true
"#;

struct Cluster {
    port: u16,
    /// Its standard input is the pipe; dropped, or closed by the end of this process, it ends the server.
    _keeper: Mutex<Child>,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The folder with `PostgreSQL`'s programs: Debian keeps the server's out of the path.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    found.sort();
    found.reverse();
    found.extend(std::env::var_os("PATH").iter().flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>()));
    let whole = |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|program| folder.join(program).exists());
    found.into_iter().find(whole).expect("PostgreSQL is not installed: run `scripts/need.sh postgres`")
}

fn am_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0"))
}

fn start() -> Cluster {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // PostgreSQL refuses to run as root; its package has made a user for it.
    let mut command = if am_root() { Command::new("runuser") } else { Command::new("sh") };
    if am_root() {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut keeper = command
        .args(["-c", KEEPER])
        .current_dir("/tmp")
        .env("BIN", programs())
        .env("PORT", port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n", "PostgreSQL did not start");
    Cluster { port, _keeper: Mutex::new(keeper) }
}

/// The address of an empty database, for [`database_like`].
pub(crate) const EMPTY: &str = "template1";

/// The address of a new database like the one at an address that nobody is connected to.
pub(crate) async fn database_like(url: &str) -> String {
    let port = CLUSTER.get_or_init(start).port;
    let pattern = url.rsplit('/').next().unwrap_or(url);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::SeqCst));
    let server = Database::connect(format!("postgres://postgres@127.0.0.1:{port}/postgres")).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {pattern}")).await.unwrap();
    server.close().await.unwrap();
    format!("postgres://postgres@127.0.0.1:{port}/{name}")
}
