// Starts the real server on a fresh database and writes down all it says.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const { E2E_BINARY: binary, E2E_FOLDER: folder, E2E_LOG: log, E2E_CLOCK: clock, LEPTOS_SITE_ROOT: site } = process.env;
for (const needed of [binary, site]) {
  if (!existsSync(needed)) {
    console.error(`${needed} is not there: build first, or say where it is (NUKKAD_BIN, LEPTOS_SITE_ROOT).`);
    process.exit(1);
  }
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const output = openSync(log, 'w');
/** What makes the server read the time by a file that tests write: Debian's faketime, for the clock on the wall only. */
function turned() {
  if (!clock) {
    return {};
  }
  const library = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`).find(existsSync);
  if (!library) {
    console.error('faketime is not there: scripts/need.sh faketime');
    process.exit(1);
  }
  writeFileSync(clock, '+0');
  return { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' };
}
// In the run's folder, so that no .env file of the project is read.
const server = spawn(binary, ['serve', '--demo'], { cwd: folder, stdio: ['ignore', output, output], env: { ...process.env, ...turned() } });
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => server.kill('SIGTERM'));
}
server.on('error', (error) => {
  console.error(`${binary} cannot be started: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code, signal) => {
  closeSync(output);
  if (code !== 0) {
    console.error(`the server ended (${code ?? signal}); its last words:\n${readFileSync(log, 'utf8').split('\n').slice(-30).join('\n')}`);
  }
  process.exit(code ?? 1);
});
