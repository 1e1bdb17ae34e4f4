// Every page of the site in every state that looks different, for tests that are about all pages.
import { ADMIN, DEMO_PASSWORD, HOST, OTHER_HOST, seatsLeft, somebody, type Api, type Run } from '../fixtures/api';
import { letter, png } from '../fixtures/picture';
import { CARDS, type Provider } from '../fixtures/provider';
import { expect } from '../fixtures/test';
import { staysOpen, type Runs } from '../fixtures/runs';
import type { Watch } from '../fixtures/watch';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { CheckoutPage } from '../pages/checkout';
import { CallOffPage } from '../pages/call-off';
import { EditorPage } from '../pages/editor';
import { MailPage } from '../pages/mail';
import { OrganizationPage } from '../pages/organization';
import { PicturesPage } from '../pages/pictures';
import { SchedulePage, offered, seriesOf } from '../pages/schedule';
import type { Site } from '../pages/site';
import { WaitlistPage } from '../pages/waitlist';

type Tools = { site: Site; api: Api; runs: Runs; provider: Provider; watch: Watch };

export type Place = {
  name: string;
  /** What its title ends with, where it is no page of the application. */
  title?: RegExp;
  open: (tools: Tools) => Promise<void>;
};

/** A name as long as names may be, in one word: no page may become wider for it. */
const LONG_NAME = 'Venkatanarasimharajuvaripeta'.repeat(3).slice(0, 80);

/** A run with seats, for looking at only. */
async function anyRun(api: Api): Promise<Run> {
  const run = (await api.allRuns('city=bengaluru&seats=3')).find((run) => staysOpen(run) && run.price > 0 && run.stake > 0);
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
    const busiest = runs.filter(({ card }) => tab !== 'upcoming' || staysOpen(card)).sort((one, other) => other.bookings - one.bookings)[0];
    if (busiest) {
      return busiest.card.run;
    }
  }
  return undefined;
}

/** Somebody new books three seats that cost something; gives the reference. */
async function book({ api, runs }: Tools): Promise<string> {
  const { email } = await api.signUp();
  return api.book(await runs.claim({ staked: true, policy: 'moderate' }), ['Meera Iyer', 'Arjun Iyer', LONG_NAME], email);
}

/** The same, and pays. */
async function bookAndPay(tools: Tools): Promise<string> {
  const reference = await book(tools);
  await tools.provider.settle(tools.api, reference);
  return reference;
}

/** The same, and cancels some of the seats; waits until the money has been sent back. */
async function bookAndCancel(tools: Tools, who: number[]): Promise<string> {
  const reference = await bookAndPay(tools);
  await tools.api.cancel(reference, who);
  await expect.poll(async () => (await tools.api.booking(reference)).refunds.map(({ status }) => status)).toEqual(['processed']);
  return reference;
}

/** Somebody new waits for a seat on a run that is full, or on one of the demo's first host that they have just filled themselves. */
async function waitInLine({ api, runs }: Tools, filled = false): Promise<Run> {
  const { email } = await api.signUp();
  const run = filled ? await runs.claim({ host: 'Third Wave Walkers', left: 1, leftMax: 10 }) : await runs.full();
  if (filled) {
    await api.book(run, Array.from({ length: seatsLeft(run) }, (_, index) => `Guest ${String.fromCodePoint(65 + index)}`), email);
  }
  const form = { 'form[run]': String(run.run), 'form[travelers]': '1', 'form[names][0]': LONG_NAME, 'form[email]': email, 'form[token]': `w${run.run}` };
  expect(await api.post('join_waitlist', form)).toBeOK();
  return run;
}

/** The provider's page for a new booking. */
async function checkout(tools: Tools): Promise<CheckoutPage> {
  const booking = new BookingPage(tools.site);
  await booking.open(await book(tools));
  return booking.goAndPay();
}

/** Somebody new founds an organization and invites somebody with a long address to it; gives the address. */
async function found({ site, api }: Tools): Promise<string> {
  await api.signUp(somebody(LONG_NAME));
  const [organization, unique] = [new OrganizationPage(site), somebody().email.split('@')[0] ?? ''];
  const email = `${LONG_NAME.slice(0, 30).toLowerCase()}-${unique}@example.com`;
  await organization.found(`Tumbler ${unique}`);
  await site.goto('/host/new?step=people');
  await organization.invite(email, 'Manager');
  await expect(organization.row(email)).toBeVisible();
  await site.settled();
  return email;
}

const PROVIDER = /Test sandbox$/;
const DEVELOPMENT = /Nukkad in development$/;

export const places: Place[] = [
  page('home', '/'),
  page('explore', '/explore'),
  page('explore, narrowed down', '/explore?city=kochi&domain=food&price_max=1500'),
  page('explore, with notes', '/explore?city=atlantis&price_min=x&from=2027-01-01&to=2026-01-01'),
  page('explore, nothing found', '/explore?domain=food&price_min=900000&language=english'),
  page('explore, words', '/explore?q=clay%20quiet'),
  page('explore, a slip', '/explore?q=malleshwarem'),
  page('explore, calendar', '/explore?city=bengaluru&view=calendar'),
  page('explore, map of a city', '/explore?city=bengaluru&view=map'),
  page('explore, map of all cities', '/explore?view=map'),
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
  { name: 'waitlist, signed out', open: async ({ site, runs }) => new WaitlistPage(site).open(await runs.full(), 2) },
  {
    name: 'waitlist, with errors',
    open: async ({ site, api, runs, watch }) => {
      watch.expectStatus(422);
      await api.signUp();
      const form = new WaitlistPage(site);
      await form.open(await runs.full());
      await form.name(0).fill('');
      await form.submit.click();
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  { name: 'waitlist, in line', open: async (tools) => new WaitlistPage(tools.site).open(await waitInLine(tools)) },
  {
    name: 'bookings, in line',
    open: async (tools) => {
      await waitInLine(tools);
      await tools.site.goto('/bookings');
    },
  },
  {
    name: 'run details, with a waitlist',
    open: async (tools) => {
      const run = await waitInLine(tools, true);
      await tools.api.logIn(HOST);
      await tools.site.goto(`/host/runs/${run.run}`);
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
    name: 'saved, nothing',
    open: async ({ site, api }) => {
      await api.signUp();
      await site.goto('/saved');
    },
  },
  {
    name: 'saved',
    open: async ({ site, api }) => {
      await api.signUp();
      const runs = (await api.allRuns('city=bengaluru')).slice(0, 5);
      for (const { run } of runs) {
        expect(await api.post('keep_favorite', { kind: 'run', of: String(run), keep: 'true', next: '/' })).toBeOK();
      }
      expect(await api.post('keep_favorite', { kind: 'host', of: 'third-wave-walkers', keep: 'true', next: '/' })).toBeOK();
      for (const query of ['city=jaipur&domain=food', 'domain=art&when=weekend']) {
        expect(await api.post('save_search', { query, next: '/' })).toBeOK();
      }
      const { searches } = (await (await api.get('saved')).json()) as { searches: { id: number }[] };
      expect(await api.post('rename_search', { search: String(searches[0]?.id), name: LONG_NAME })).toBeOK();
      await site.goto('/saved');
      for (const change of await site.main.getByText('Change', { exact: true }).all()) {
        await change.click();
      }
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
  ...['confirmed', 'completed', 'cancelled', 'expired'].map((status) => ({
    name: `booking, ${status}`,
    open: async ({ site, api }: Tools) => void (await site.goto(`/bookings/${await demoBooking(api, status)}`)),
  })),
  { name: 'booking, to be paid', open: async (tools) => new BookingPage(tools.site).open(await book(tools)) },
  {
    name: 'booking, payment failed',
    open: async (tools) => {
      const reference = await book(tools);
      await tools.provider.decline(tools.api, reference);
      await new BookingPage(tools.site).open(reference);
      await expect(tools.site.button('Try again')).toBeVisible();
    },
  },
  { name: 'booking, paid', open: async (tools) => new BookingPage(tools.site).open(await bookAndPay(tools)) },
  { name: 'booking, refunded in part', open: async (tools) => new BookingPage(tools.site).open(await bookAndCancel(tools, [1])) },
  { name: 'booking, cancelled and refunded', open: async (tools) => new BookingPage(tools.site).open(await bookAndCancel(tools, [0, 1, 2])) },
  { name: 'cancel seats', open: async (tools) => void (await tools.site.goto(`/bookings/${await bookAndPay(tools)}/cancel?choose=1&who=1&who=2`)) },
  {
    name: 'cancel seats, nothing to cancel',
    open: async (tools) => {
      tools.watch.expectStatus(409);
      await tools.site.goto(`/bookings/${await book(tools)}/cancel`, 409);
    },
  },
  { name: 'tickets', open: async (tools) => void (await tools.site.goto(`/bookings/${await bookAndCancel(tools, [1])}/tickets`)) },
  {
    name: 'tickets, none yet',
    open: async (tools) => {
      tools.watch.expectStatus(409);
      await tools.site.goto(`/bookings/${await book(tools)}/tickets`, 409);
    },
  },
  { name: 'receipt', open: async (tools) => void (await tools.site.goto(`/bookings/${await bookAndCancel(tools, [1])}/receipt`)) },
  { name: 'provider, how to pay', title: PROVIDER, open: async (tools) => void (await checkout(tools)) },
  {
    name: 'provider, with errors',
    title: PROVIDER,
    open: async (tools) => {
      tools.watch.expectStatus(422);
      await (await checkout(tools)).pay.click();
      await tools.site.main.getByRole('alert').waitFor();
    },
  },
  { name: 'provider, the bank', title: PROVIDER, open: async (tools) => (await checkout(tools)).typeCard(CARDS.good) },
  {
    name: 'provider, nothing to pay',
    title: PROVIDER,
    open: async (tools) => {
      tools.watch.expectStatus(400);
      const booking = new BookingPage(tools.site);
      const reference = await book(tools);
      await booking.open(reference);
      await tools.provider.settle(tools.api, reference);
      await booking.pay.click();
      await expect(tools.site.heading).toHaveText('This payment cannot be made');
    },
  },
  {
    name: 'mails',
    title: DEVELOPMENT,
    open: async (tools) => {
      await bookAndPay(tools);
      await tools.site.page.goto('/dev/mail');
    },
  },
  {
    name: 'mail',
    title: DEVELOPMENT,
    open: async ({ site, api, runs, provider }) => {
      const { email } = await api.signUp();
      await provider.settle(api, await api.book(await runs.claim({ staked: true }), ['Meera Iyer'], email));
      await new MailPage(site).read(email, /^Booked: /);
    },
  },
  page('host profile', '/hosts/third-wave-walkers'),
  {
    name: 'host dashboard',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host');
    },
  },
  {
    name: 'experiences of a host',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/experiences');
    },
  },
  {
    name: 'new experience, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.logIn(HOST);
      await site.goto('/host/experiences/new');
      await site.button('Begin').click();
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  {
    name: 'editor, with errors and a question',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.logIn(HOST);
      const editor = new EditorPage(site);
      await editor.begin(LONG_NAME);
      await editor.ask('');
      await site.field('On the map').fill('91, 0');
      await editor.publish.click();
      await site.main.getByRole('alert').getByRole('paragraph').first().waitFor();
      await site.settled();
    },
  },
  {
    name: 'editor of what is on offer, about to be archived',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/experiences?status=published');
      await site.link(/^Archive: /).first().click();
      await site.arrived(/\?archive#archive$/);
    },
  },
  {
    name: 'preview of an experience',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/experiences?status=published');
      await site.link(/^Edit: /).first().click();
      await site.arrived(/\/host\/experiences\/\d+$/);
      await site.goto(`${site.path()}/preview`);
    },
  },
  {
    name: 'payouts of a host',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/payouts');
    },
  },
  {
    name: 'payouts of a year',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/payouts/year');
    },
  },
  {
    name: 'payout account, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.logIn(HOST);
      await site.goto('/host/payouts/account');
      await site.button('Send me the link').click();
      await site.main.getByRole('alert').getByRole('paragraph').first().waitFor();
      await site.settled();
    },
  },
  ...['draft', 'approved', 'processing', 'paid'].map((tab) => ({
    name: `payouts, ${tab}`,
    open: async ({ site, api }: Tools) => {
      await api.logIn(ADMIN);
      await site.goto(`/admin/payouts?tab=${tab}`);
    },
  })),
  {
    name: 'payout, a draft',
    open: async ({ site, api }) => {
      await api.logIn(ADMIN);
      await expect(async () => {
        await site.goto('/admin/payouts');
        await expect(site.link(/^View payout/).first()).toBeVisible({ timeout: 250 });
      }).toPass();
      // One in the middle: others are approved by a test meanwhile.
      const views = site.link(/^View payout/);
      await site.goto((await views.nth(Math.floor((await views.count()) / 2)).getAttribute('href')) ?? '');
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
    name: 'pictures of an experience, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.logIn(HOST);
      const [pictures, experiences] = [new PicturesPage(site), await PicturesPage.experiences(api)];
      // With and without JavaScript at the same time: each has an experience of its own.
      await pictures.open((site.live ? experiences.at(0) : experiences.at(-1)) as number);
      await pictures.clear();
      await pictures.send(png('gate.png', [28, 119, 83]), png('door.png', [43, 58, 140]), letter(`${LONG_NAME}.jpg`));
      await expect(pictures.faults).toHaveCount(1);
      await site.settled();
    },
  },
  {
    name: 'logo',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/settings/logo');
    },
  },
  {
    name: 'run details, by traveler',
    open: async ({ site, api }) => void (await site.goto(`/host/runs/${await hostRun(api, 'upcoming')}?view=travelers&q=a`)),
  },
  ...['door-list', 'messages'].map((page) => ({
    name: `run, ${page}`,
    open: async ({ site, api }: Tools) => void (await site.goto(`/host/runs/${await hostRun(api, 'upcoming')}/${page}`)),
  })),
  {
    name: 'run, messages, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await site.goto(`/host/runs/${await hostRun(api, 'upcoming')}/messages`);
      await site.button('Send').click();
      await site.main.getByRole('alert').getByRole('paragraph').waitFor();
      await site.settled();
    },
  },
  ...['', '/cancel'].map((below) => ({
    name: `run, one booking${below}`,
    open: async ({ site, api, runs, provider }: Tools) => {
      const { email } = await api.signUp();
      const run = await runs.claim({ host: 'Studio Neel', staked: true });
      const reference = await api.book(run, ['Meera Iyer', LONG_NAME], email);
      await provider.settle(api, reference);
      await api.logIn(OTHER_HOST);
      await site.goto(`/host/runs/${run.run}/bookings/${reference}${below}`);
    },
  })),
  {
    name: 'a run, about to be called off',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      const [run, callOff] = [await hostRun(api, 'upcoming'), new CallOffPage(site)];
      await site.goto(`/host/runs/${run}/cancel`);
      await callOff.button.click();
      await site.expectFault(callOff.reason, /\w/);
      await site.settled();
    },
  },
  ...['upcoming', 'past'].map((tab) => ({
    name: `attendance, ${tab}`,
    open: async ({ site, api }: Tools) => void (await site.goto(`/host/runs/${await hostRun(api, tab)}/attendance`)),
  })),
  {
    name: 'appeal to decide',
    open: async ({ site, api }) => {
      await api.logIn(ADMIN);
      const appeals = (await (await api.get('open_appeals')).json()) as { id: number }[];
      await site.goto(`/admin/appeals/${appeals[0]!.id}`);
    },
  },
  {
    name: 'create an organization',
    open: async ({ site, api }) => {
      await api.signUp();
      await site.goto('/host/new');
    },
  },
  ...['about', 'links'].map((step) => ({
    name: `create an organization, ${step}`,
    open: async (tools: Tools) => {
      await found(tools);
      await tools.site.goto(`/host/new?step=${step}`);
    },
  })),
  { name: 'create an organization, people', open: async (tools) => void (await found(tools)) },
  {
    name: 'organization',
    open: async (tools) => {
      await found(tools);
      await tools.site.goto('/host/settings?saved=profile');
    },
  },
  {
    name: 'organization, with errors',
    open: async (tools) => {
      tools.watch.expectStatus(422);
      await found(tools);
      await tools.site.goto('/host/settings');
      const organization = new OrganizationPage(tools.site);
      await organization.links.fill('http://a.example');
      await organization.save.click();
      await tools.site.expectFault(organization.links, /https/);
      await tools.site.settled();
    },
  },
  {
    name: 'member',
    open: async (tools) => {
      await found(tools);
      await tools.site.goto('/host/settings');
      await new OrganizationPage(tools.site).row('you').getByRole('link', { name: /^Change/ }).click();
      await expect(tools.site.heading).toHaveText(LONG_NAME);
      await tools.site.settled();
    },
  },
  {
    name: 'activity log',
    open: async (tools) => {
      await found(tools);
      await tools.site.goto('/host/settings/activity');
    },
  },
  {
    name: 'invitation',
    open: async (tools) => {
      const mail = new MailPage(tools.site);
      await mail.read(await found(tools), /invites you/);
      const path = (await mail.text.innerText()).match(/\/invitations\/[0-9a-f]{32}/)?.[0];
      await tools.api.signUp();
      await tools.site.goto(path ?? '/invitations/none');
    },
  },
  {
    name: 'a run, called off',
    open: async ({ site, api }) => {
      const run = await hostRun(api, 'cancelled');
      await site.goto(`/host/runs/${run}/cancel`);
    },
  },
  {
    name: 'a run, about to be changed',
    open: async ({ site, api }) => {
      const run = await hostRun(api, 'upcoming');
      await site.goto(`/host/runs/${run}/edit`);
    },
  },
  {
    name: 'schedule a run, of which experience',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await site.goto('/host/runs/new');
    },
  },
  {
    name: 'schedule a series, before it is made',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      await new SchedulePage(site).open(seriesOf(await offered(api), 3));
    },
  },
  {
    name: 'schedule a run, with errors',
    open: async ({ site, api, watch }) => {
      watch.expectStatus(422);
      await api.logIn(HOST);
      await new SchedulePage(site).open({ experience: await offered(api), date: '2020-01-01', time: '', price: '-1' }, 422);
    },
  },
  {
    name: 'a series',
    open: async ({ site, api }) => {
      await api.logIn(HOST);
      const schedule = new SchedulePage(site);
      await schedule.open(seriesOf(await offered(api), 3));
      await schedule.make.click();
      await site.arrived(/\/host\/series\/\d+$/);
    },
  },
  {
    name: 'check-in',
    open: async ({ site, api }) => void (await site.goto(`/host/runs/${await hostRun(api, 'upcoming')}/check-in`)),
  },
  {
    name: 'check-in, a forged ticket',
    open: async ({ site, api }) => void (await site.goto(`/host/runs/${await hostRun(api, 'upcoming')}/check-in?q=NK1:${'0'.repeat(120)}`)),
  },
  {
    name: 'admin',
    open: async ({ site, api }) => {
      await api.logIn(ADMIN);
      await site.goto('/admin');
    },
  },
  {
    name: 'statement',
    open: async (tools) => {
      const reference = await bookAndCancel(tools, [1]);
      await tools.api.logIn(ADMIN);
      await tools.site.goto(`/admin/bookings/${reference}`);
    },
  },
  ...['find?name=host', 'organizations', 'organizations/1', 'people', 'people/1', 'ledger', 'ledger?account=host_payable', 'webhooks', 'rules', 'audit', 'reconciliation'].map((path) => ({
    name: `admin, ${path}`,
    open: async ({ site, api }: Tools) => {
      await api.logIn(ADMIN);
      await site.goto(`/admin/${path}`);
    },
  })),
  {
    name: 'dispute',
    open: async (tools) => {
      const { site, api, provider } = tools;
      const reference = await bookAndPay(tools);
      const [payment] = (await provider.trace(reference)).payments;
      await provider.dispute(payment!.id);
      await api.logIn(ADMIN);
      await expect(async () => {
        await site.goto('/admin/disputes');
        await expect(site.link(`View the dispute about ${reference}`)).toBeVisible({ timeout: 250 });
      }).toPass();
      await site.link(`View the dispute about ${reference}`).click();
      await expect(site.heading).toHaveText(`Dispute about ${reference}`);
    },
  },
  {
    name: 'disputes',
    open: async ({ site, api }) => {
      await api.logIn(ADMIN);
      await site.goto('/admin/disputes');
    },
  },
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
