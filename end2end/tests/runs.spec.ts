// A host schedules runs, changes them and calls them off.
import { HOST, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { CallOffPage } from '../pages/call-off';
import { HostRunPage } from '../pages/host-run';
import { MailPage } from '../pages/mail';
import { SchedulePage, inDays, offered, seriesOf } from '../pages/schedule';

test('one run: what is wrong stands beside its field, what is right is shown and then made', async ({ site, api, watch }) => {
  watch.expectStatus(422);
  await api.logIn(HOST);
  const schedule = new SchedulePage(site);
  await site.goto('/host/runs');
  await site.link('Schedule a run').click();
  await site.arrived('/host/runs/new');
  await site.goto(`/host/runs/new?experience=${await offered(api)}`);
  await schedule.field('Date').fill(inDays(150));
  await schedule.field('Begins').fill('18:30');
  await schedule.field('Ends').fill('18:00');
  await schedule.field('Price').fill('450.505');
  await schedule.field('Stake').fill('200');
  await schedule.field('Seats').fill('8');
  await schedule.show.click();
  await site.expectFault(schedule.field('Price'), /rupees/, '450.505');
  await site.expectFault(schedule.field('Ends'), /before it begins/, '18:00');
  await site.settled();
  await expect(schedule.make).toHaveCount(0);
  await schedule.field('Price').fill('450.50');
  await schedule.field('Ends').fill('20:00');
  await schedule.show.click();
  await expect(schedule.dates).toHaveCount(1);
  await expect(schedule.dates).toContainText('6:30 – 8:00 pm');
  await schedule.make.click();
  await site.arrived(/\/host\/runs\/\d+$/);
  await expect(site.heading).toContainText('6:30 pm');
  await expect(site.main).toContainText('0 / 8');
});

test('a series: planned, thinned out, made, changed from the middle on, and called off', async ({ site, api, visitor, provider }) => {
  test.slow(true, 'a whole season');
  await api.logIn(HOST);
  const [schedule, details, callOff] = [new SchedulePage(site), new HostRunPage(site), new CallOffPage(site)];

  await test.step('its dates are shown before anything is made, and one is left out', async () => {
    await schedule.open(seriesOf(await offered(api), 5));
    await expect(site.main).toContainText('A series of 5 runs');
    await expect(schedule.dates).toHaveCount(5);
    await schedule.dates.nth(1).getByRole('checkbox').uncheck();
    await schedule.make.click();
    await site.arrived(/\/host\/series\/\d+$/);
  });
  const series = site.path();

  await test.step('the page tells how far it is', async () => {
    const made = async (): Promise<string> => {
      if (!site.live) {
        await site.goto(series);
      }
      return (await site.main.locator('.progress p').first().innerText()).replace(/\s+/g, ' ');
    };
    await expect.poll(made, { timeout: 15_000 }).toBe('Runs made 4 of 4');
    await expect(site.main.locator('tbody tr')).toHaveCount(4);
  });
  const runs = (await site.main.locator('tbody a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) as string[];
  const second = runs[1]!;

  const guest = await visitor();
  const { email } = await guest.api.signUp(somebody('Asha Rao'));
  const run = await guest.api.run(Number(second.split('/').pop()));
  const reference = await guest.api.book(run, ['Asha Rao'], email);
  await provider.settle(guest.api, reference);

  await test.step('the second and those that follow begin later; who has booked is told and may leave', async () => {
    await site.goto(second);
    await details.change.click();
    await site.arrived(`${second}/edit`);
    await schedule.field('Begins').fill('07:15');
    await site.main.getByLabel('This and the 2 that follow').check();
    await site.button('Save the changes').click();
    await site.arrived(second);
    await expect(site.heading).toContainText('7:15 am');
    await site.goto(runs[0]!);
    await expect(site.heading).toContainText('6:45 am');
    await site.goto(runs[3]!);
    await expect(site.heading).toContainText('7:15 am');
    await new MailPage(guest.site).read(email, /^New date: /);
    await guest.site.goto(`/bookings/${reference}/cancel`);
    await expect(guest.site.main).toContainText('The host has changed the date.');
  });

  await test.step('and all of them are called off', async () => {
    await site.goto(`${second}/cancel`);
    await site.link('This and the 2 that follow').click();
    await site.arrived(`${second}/cancel?scope=following`);
    await expect(callOff.figure('Runs called off')).toHaveText('3');
    await expect(callOff.figure(/^Bookings cancelled/)).toHaveText('1');
    await callOff.reason.fill('The monsoon is early');
    await callOff.button.click();
    await site.arrived(series);
    await expect(site.main.getByText('called off', { exact: true })).toHaveCount(3);
  });
});
