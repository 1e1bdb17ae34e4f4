// Every page of the site in every state that looks different, for tests that are about all pages.
import { DEMO_PASSWORD, HOST, OTHER_HOST, somebody, type Api, type Run } from '../fixtures/api';
import { expect } from '../fixtures/test';
import type { Runs } from '../fixtures/runs';
import type { Watch } from '../fixtures/watch';
import { BookPage } from '../pages/book';
import type { Site } from '../pages/site';

type Tools = { site: Site; api: Api; runs: Runs; watch: Watch };

export type Place = { name: string; open: (tools: Tools) => Promise<void> };

/** A run with seats, for looking at only. */
async function anyRun(api: Api): Promise<Run> {
  const run = (await api.allRuns('city=bengaluru&seats=3')).find((run) => run.price > 0 && run.stake > 0);
  if (!run) {
    throw new Error('no run has three seats left');
  }
  return run;
}

/** Logs in as somebody of the demo who has a booking in a state; gives its reference. */
async function demoBooking(api: Api, status: string): Promise<string> {
  const guests = Array.from({ length: 12 }, (_, index) => `guest${String(index + 1).padStart(2, '0')}@example.com`);
  for (const email of ['traveler@example.com', ...guests]) {
    await api.logIn(email, DEMO_PASSWORD);
    const booking = (await api.bookings()).find((booking) => booking.status === status);
    if (booking) {
      return booking.reference;
    }
  }
  throw new Error(`nobody of the demo has a booking that is ${status}`);
}

const page = (name: string, path: string): Place => ({ name, open: async ({ site }) => void (await site.goto(path)) });

/** Logs in as a host of the demo that has a run under a tab of its list; gives the one with most bookings. */
async function hostRun(api: Api, tab: string): Promise<number | undefined> {
  for (const host of [HOST, OTHER_HOST]) {
    await api.logIn(host);
    const { runs } = await api.hostRuns(tab);
    const busiest = runs.sort((one, other) => other.bookings - one.bookings)[0];
    if (busiest) {
      return busiest.card.run;
    }
  }
  return undefined;
}

export const places: Place[] = [
  page('home', '/'),
  page('explore', '/explore'),
  page('explore, narrowed down', '/explore?city=kochi&domain=food&price_max=1500'),
  page('explore, nothing found', '/explore?city=atlantis'),
  { name: 'experience', open: async ({ site, api }) => void (await site.goto(`/experiences/${(await anyRun(api)).slug}`)) },
  { name: 'run', open: async ({ site, api }) => void (await site.goto(`/runs/${(await anyRun(api)).run}?travelers=2`)) },
  { name: 'run, sold out', open: async ({ site, runs }) => void (await site.goto(`/runs/${(await runs.full()).run}`)) },
  { name: 'book, signed out', open: async ({ site, api }) => new BookPage(site).open(await anyRun(api), 2) },
  {
    name: 'book, signed in',
    open: async ({ site, api }) => {
      await api.signUp();
      await new BookPage(site).open(await anyRun(api), 2);
    },
  },
  {
    name: 'book, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.signUp();
      const form = new BookPage(site);
      await form.open(await anyRun(api), 2);
      await form.fill({ names: ['', ''], email: 'nowhere', phone: 'call me', requests: 'x'.repeat(501) });
      await form.submit.click();
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  page('login', '/login'),
  {
    name: 'login, with errors',
    open: async ({ site, watch }) => {
      watch.expectStatus(422);
      await site.goto('/login?next=/runs/7/book');
      await site.logIn('nobody@example.com', 'wrong password');
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  {
    name: 'signup, with errors',
    open: async ({ site, watch }) => {
      watch.expectStatus(422);
      await site.goto('/signup');
      await site.signUp({ name: '', email: 'x', password: 'y' });
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  {
    name: 'account',
    open: async ({ site, api }) => {
      await api.signUp(somebody());
      await site.goto('/account?saved=profile');
    },
  },
  {
    name: 'bookings, none',
    open: async ({ site, api }) => {
      await api.signUp();
      await site.goto('/bookings');
    },
  },
  {
    name: 'bookings',
    open: async ({ site, api }) => {
      await api.logIn('traveler@example.com');
      await site.goto('/bookings');
    },
  },
  ...['pending', 'confirmed', 'completed', 'cancelled', 'expired'].map((status) => ({
    name: `booking, ${status}`,
    open: async ({ site, api }: Tools) => void (await site.goto(`/bookings/${await demoBooking(api, status)}`)),
  })),
  page('host profile', '/hosts/third-wave-walkers'),
  {
    name: 'host dashboard',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host');
    },
  },
  {
    name: 'event runs',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/runs');
    },
  },
  ...['upcoming', 'past', 'cancelled'].map((tab) => ({
    name: `run details, ${tab}`,
    open: async ({ site, api }: Tools) => {
      const run = await hostRun(api, tab);
      expect(run, `a run that is ${tab}`).toBeDefined();
      await site.goto(`/host/runs/${run}`);
    },
  })),
  {
    name: 'not for travelers',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(403);
      await api.signUp();
      await site.goto('/host', 403);
    },
  },
  {
    name: 'not found',
    open: async ({ site, watch }) => {
      watch.expectStatus(404);
      await site.goto('/nothing-here', 404);
    },
  },
];
