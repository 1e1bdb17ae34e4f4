// Measures in a browser; see `make bench`.
import config from './playwright.config';

export default { ...config, testDir: 'bench', testMatch: '*.bench.ts', workers: 1, timeout: 300_000, reporter: [['list']], projects: [{ name: 'live' }] };
