// Where things are, and what may be overridden from outside.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const firstPort = Number(process.env.E2E_PORT ?? 3311);

/** A server of the run, and the stand-in for the payment provider inside it. */
export type Server = {
  addr: string;
  baseURL: string;
  sandboxAddr: string;
  sandboxURL: string;
  folder: string;
  log: string;
  /** Errors that tests provoke: its log may hold them. */
  provoked?: RegExp;
  /** The file that says how far its clock is ahead, where a test may turn it. */
  clock?: string;
};

/** Takes two ports: one for the site, the next for its provider, so that none that happens to run is taken for it. */
function server(port: number, host: string): Server {
  // Made anew by every run: database, server log, claims on event runs. One per port, so that two suites can run at once.
  const folder = path.join(here, '.runs', String(port));
  const [addr, sandboxAddr] = [`127.0.0.1:${port}`, `127.0.0.1:${port + 1}`];
  return { addr, baseURL: `http://${host}:${port}`, sandboxAddr, sandboxURL: `http://${sandboxAddr}`, folder, log: path.join(folder, 'server.log') };
}

/** The site that tests drive unless they say otherwise. */
export const main = server(firstPort, '127.0.0.1');
/**
 * Another one, for tests that make its provider fail: that holds for all its visitors. Its address has a name and its provider's a
 * number, so that to the browser the two are different sites, as in real life.
 */
export const shaky: Server = { ...server(firstPort + 2, 'localhost'), provoked: /response failed classification=Status code: 502 Bad Gateway/ };
/** One whose clock a test turns forward, for what takes hours: that holds for all its visitors. */
const ahead = server(firstPort + 4, '127.0.0.1');
export const clocked: Server & { clock: string } = { ...ahead, clock: path.join(ahead.folder, 'clock') };
export const servers: Server[] = [main, shaky, clocked];

export const binary = path.resolve(process.env.NUKKAD_BIN ?? path.join(root, 'target/debug/nukkad'));
export const siteRoot = path.resolve(process.env.LEPTOS_SITE_ROOT ?? path.join(root, 'target/site'));
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
