//! Servers in processes of their own: ours, as it is run, and nginx with a folder of files. Both are gone with the process that started them.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// Starts what is in `$RUN`, waits for its port, says "ready", and ends it once the pipe from the benchmark is closed.
const KEEPER: &str = r#"
set -eu
$RUN >"$DIR/log" 2>&1 </dev/null &
server=$!
for _ in $(seq 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then ready=yes; break; fi
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ -z "${ready:-}" ]; then cat "$DIR/log" >&2; kill "$server" 2>/dev/null || true; exit 1; fi
echo "ready $server"
cat >/dev/null
kill "$server"
wait "$server" || true
"#;

/// Threads that serve, there and here.
const WORKERS: usize = 2;

/// A server that is running.
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    /// The number of its process.
    pub(crate) pid: u32,
    pub(crate) files: TempDir,
    /// Its standard input is the pipe that keeps the server.
    keeper: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        self.keeper.wait().ok();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn start(command: &mut Command, run: &str, port: u16, files: TempDir) -> Server {
    let mut keeper = command
        .args(["-c", KEEPER])
        .env("RUN", run)
        .env("PORT", port.to_string())
        .env("DIR", files.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let pid = said.trim().strip_prefix("ready ").expect("the server did not start").parse().unwrap();
    Server { addr: SocketAddr::from(([127, 0, 0, 1], port)), pid, files, keeper }
}

/// Our server over demo data in a temporary file.
pub(crate) fn nukkad() -> Server {
    let (files, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new("bash");
    command
        .env("NUKKAD_ADDR", format!("127.0.0.1:{port}"))
        .env("NUKKAD_BASE_URL", format!("http://127.0.0.1:{port}"))
        .env("NUKKAD_SANDBOX_ADDR", format!("127.0.0.1:{}", free_port()))
        .env("NUKKAD_DATA_DIR", files.path())
        .env("DATABASE_URL", format!("sqlite://{}?mode=rwc", files.path().join("bench.db").display()))
        .env("TOKIO_WORKER_THREADS", WORKERS.to_string())
        .env_remove("RUST_LOG");
    start(&mut command, concat!(env!("CARGO_BIN_EXE_nukkad"), " serve --demo"), port, files)
}

/// nginx over a folder: what lies in `site/br` is sent as compressed by brotli, `site/gzip` by gzip, `site/identity` as it is.
pub(crate) fn nginx() -> Server {
    let (files, port) = (tempfile::tempdir().unwrap(), free_port());
    // Its workers may be another user's.
    fs::set_permissions(files.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let dir = files.path().display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("  {name}_temp_path {dir}/{name};\n")).concat();
    let encoded: String = ["br", "gzip"].map(|name| format!("    location /{name}/ {{ add_header Content-Encoding {name}; }}\n")).concat();
    let config = format!(
        "daemon off;\nworker_processes {WORKERS};\npid {dir}/pid;\nerror_log {dir}/errors;\nevents {{ worker_connections 512; }}\n\
         http {{\n{temporary}  access_log off;\n  default_type \"text/html; charset=utf-8\";\n  sendfile on;\n  tcp_nopush on;\n  \
         keepalive_requests 1000000000;\n  open_file_cache max=100;\n  server {{\n    listen 127.0.0.1:{port};\n    root {dir}/site;\n{encoded}  }}\n}}\n"
    );
    fs::write(files.path().join("nginx.conf"), config).unwrap();
    for folder in ["br", "gzip", "identity"] {
        fs::create_dir_all(files.path().join("site").join(folder)).unwrap();
    }
    let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"].into_iter().find(|path| Path::new(path).exists()).unwrap_or("nginx");
    let run = format!("{program} -e {dir}/errors -c {dir}/nginx.conf");
    start(&mut Command::new("bash"), &run, port, files)
}

impl Server {
    /// Memory in use, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        kilobytes.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
    }
}

/// How long this process has been computing.
pub(crate) fn computed() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // The name, in brackets, may hold blanks; times are in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    Duration::from_millis([11, 12].iter().map(|at| fields[*at].parse::<u64>().unwrap() * 10).sum())
}
