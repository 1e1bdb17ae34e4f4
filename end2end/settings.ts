// Where things are, and what may be overridden from outside.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

export const port = Number(process.env.E2E_PORT ?? 3311);
export const baseURL = `http://127.0.0.1:${port}`;
/** Made anew by every run: database, server log, claims on event runs. One per port, so that two suites can run at once. */
export const runFolder = path.join(here, '.runs', String(port));
export const serverLog = path.join(runFolder, 'server.log');
export const binary = path.resolve(process.env.NUKKAD_BIN ?? path.join(root, 'target/debug/nukkad'));
export const siteRoot = path.resolve(process.env.LEPTOS_SITE_ROOT ?? path.join(root, 'target/site'));
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
