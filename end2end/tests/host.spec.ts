import { HOST, OTHER_HOST, type Api, type Run } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { HostRunPage } from '../pages/host-run';

/** The run of the caller's organization that most people have booked. */
async function busiest(api: Api): Promise<Run> {
  const { runs } = await api.hostRuns('upcoming');
  const run = runs.sort((one, other) => other.bookings - one.bookings)[0];
  if (!run) {
    throw new Error('the host has no upcoming run');
  }
  return run.card;
}

test('another host’s run is a run that does not exist', async ({ site, page, api, visitor, watch }) => {
  watch.expectStatus(404);
  const owner = await visitor();
  await owner.api.logIn(HOST);
  const run = String((await busiest(owner.api)).run);
  expect(await owner.api.get('host_run', { run })).toBeOK();

  await api.logIn(OTHER_HOST);
  const [there, nowhere] = [await api.get('host_run', { run }), await api.get('host_run', { run: '999999999' })];
  expect([there.status(), nowhere.status()]).toEqual([404, 404]);
  expect(await there.json()).toEqual(await nowhere.json());

  await site.goto('/host/runs/999999999', 404);
  const nothing = await page.locator('body').innerText();
  await site.goto(`/host/runs/${run}`, 404);
  await expect(site.heading).toHaveText('This corner is empty');
  expect(await page.locator('body').innerText()).toBe(nothing);
});

test('a traveler without an organization is told that this door is for hosts', async ({ site, api, watch }) => {
  watch.expectStatus(403);
  await api.signUp();
  for (const path of ['/host', '/host/runs', '/host/runs/7']) {
    await site.goto(path, 403);
    await expect(site.heading).toHaveText('This door is for hosts');
  }
  expect((await api.get('host_run', { run: '7' })).status()).toBe(403);
  await expect(site.header.getByRole('link', { name: 'Host' })).toHaveCount(0);
});

test('somebody who is not logged in comes back to the run after logging in', async ({ site, api, visitor }) => {
  const owner = await visitor();
  await owner.api.logIn(HOST);
  const run = await busiest(owner.api);
  expect((await api.get('host_run', { run: String(run.run) })).status()).toBe(401);
  await site.goto(`/host/runs/${run.run}`);
  await site.arrived(`/login?next=/host/runs/${run.run}`);
  await site.logIn(HOST, 'nukkad-demo');
  await site.arrived(`/host/runs/${run.run}`);
  await expect(site.main).toContainText(run.title);
});

test('runs under their tabs', async ({ site, api }) => {
  await api.logIn(HOST);
  await site.goto('/host/runs');
  for (const tab of ['Past', 'Cancelled', 'Upcoming']) {
    await site.link(new RegExp(`^${tab} \\d+`)).click();
    await site.arrived(`/host/runs?tab=${tab.toLowerCase()}`);
    await expect(site.link(new RegExp(`^${tab} \\d+`))).toHaveAttribute('aria-current', 'page');
    const { runs } = await api.hostRuns(tab.toLowerCase());
    await expect(site.main.locator('tbody tr')).toHaveCount(runs.length);
  }
  await expect(site.main.locator('tbody tr').first()).toContainText(/\d+ \/ \d+/);
});

test('a run’s bookings, by status and in order', async ({ site, api }) => {
  await api.logIn(HOST);
  const [run, details] = [await busiest(api), new HostRunPage(site)];
  await site.goto(`/host/runs/${run.run}`);
  const all = await details.rows.count();
  expect(all).toBeGreaterThan(1);
  await expect(details.statuses.getByRole('link', { name: /^All/ })).toHaveText(`All ${all}`);

  await details.statuses.getByRole('link', { name: /^confirmed/ }).click();
  await site.arrived(`/host/runs/${run.run}?status=confirmed`);
  await expect(details.statuses.getByRole('link', { name: /^confirmed/ })).toHaveAttribute('aria-current', 'true');
  await expect.poll(async () => new Set(await details.column('Status'))).toEqual(new Set(['confirmed']));
  await expect(details.cell(details.rows.first(), 'Contact').getByRole('link').first()).toHaveText(/@example\.com$/);

  await details.orders.getByRole('link', { name: 'largest party first' }).click();
  await site.arrived(`/host/runs/${run.run}?status=confirmed&sort=party`);
  await expect(details.orders.getByRole('link', { name: 'largest party first' })).toHaveAttribute('aria-current', 'true');
  const parties = (await details.column('Lead traveler')).map((text) => Number(/party of (\d+)/.exec(text)?.[1]));
  expect(parties).toEqual([...parties].sort((one, other) => other - one));
});
