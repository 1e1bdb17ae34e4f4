import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { binary, chromium, main, servers, siteRoot } from './settings';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['./server/log-check.ts']],
  use: {
    baseURL: main.baseURL,
    browserName: 'chromium',
    headless: true,
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    viewport: { width: 1280, height: 800 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    // A trace slows every test down: ask for one with E2E_TRACE=1.
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    // A development bundle has 10 MB: to compress it anew for every test would cost more than the tests.
    extraHTTPHeaders: { 'accept-encoding': 'identity' },
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // The same tests twice; those about one kind of browser only carry a tag.
  projects: [
    { name: 'live', grepInvert: /@plain/ },
    { name: 'plain', grepInvert: /@live/, use: { javaScriptEnabled: false } },
  ],
  webServer: servers.map((server) => ({
    command: 'node server/serve.mjs',
    url: `http://${server.addr}/readyz`,
    timeout: 60_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 15_000 },
    stdout: 'pipe' as const,
    stderr: 'pipe' as const,
    env: {
      E2E_BINARY: binary,
      E2E_FOLDER: server.folder,
      E2E_LOG: server.log,
      E2E_CLOCK: server.clock ?? '',
      NUKKAD_ADDR: server.addr,
      NUKKAD_BASE_URL: server.baseURL,
      NUKKAD_SANDBOX_ADDR: server.sandboxAddr,
      NUKKAD_DATA_DIR: path.join(server.folder, 'data'),
      NUKKAD_ENV: 'development',
      DATABASE_URL: '',
      // Whoever has real keys in the environment pays nobody and writes to nobody here.
      RAZORPAY_KEY_ID: '',
      RAZORPAY_KEY_SECRET: '',
      RAZORPAY_API_URL: '',
      RAZORPAY_WEBHOOK_SECRET: '',
      RAZORPAY_WEBHOOK_SECRET_OLD: '',
      RAZORPAY_WEBHOOK_SECRET_OLD_UNTIL: '',
      SMTP_URL: '',
      LEPTOS_SITE_ROOT: siteRoot,
      LEPTOS_OUTPUT_NAME: 'nukkad',
      NO_COLOR: '1',
    },
  })),
});
