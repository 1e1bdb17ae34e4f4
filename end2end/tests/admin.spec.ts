// The admin's side: for anybody else it does not exist.
import { ADMIN, HOST } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { StatementPage } from '../pages/statement';

const UNKNOWN = 'NK-23456789';

test('for travelers and hosts there is no admin’s side', async ({ site, page, api, runs, provider, visitor, watch }) => {
  watch.expectStatus(404);
  const reference = await (async () => {
    const owner = await visitor();
    await owner.api.signUp();
    const reference = await owner.api.book(await runs.claim({ staked: true }), ['Meera Iyer']);
    await provider.settle(owner.api, reference);
    // Not even for one's own booking.
    await owner.site.goto(`/admin/bookings/${reference}`, 404);
    return reference;
  })();
  const host = await visitor();
  await host.api.logIn(HOST);
  await api.signUp();
  for (const somebody of [{ site, page, api }, host]) {
    await somebody.site.goto('/nothing-here', 404);
    const nothing = await somebody.page.locator('body').innerText();
    for (const path of ['/admin', `/admin?reference=${reference}`, `/admin/bookings/${reference}`, `/admin/bookings/${UNKNOWN}`]) {
      await somebody.site.goto(path, 404);
      expect(await somebody.page.locator('body').innerText(), path).toBe(nothing);
    }
    expect((await somebody.api.get('operations')).status()).toBe(404);
    expect((await somebody.api.get('statement', { reference })).status()).toBe(404);
    expect((await somebody.api.post('settle_now', { reference })).status()).toBe(404);
    expect((await somebody.api.post('retry_job', { job: '1' })).status()).toBe(404);
  }
});

test('somebody who is not logged in is asked to, and an admin comes back', async ({ site, api }) => {
  expect((await api.get('operations')).status()).toBe(401);
  await site.goto('/admin');
  await site.arrived('/login?next=/admin');
  await site.logIn(ADMIN, 'nukkad-demo');
  await site.arrived('/admin');
  await expect(site.heading).toHaveText('Admin');
});

test('an admin finds a booking’s statement by its reference', async ({ site, api, runs, provider, visitor, watch }) => {
  watch.expectStatus(404);
  const owner = await visitor();
  await owner.api.signUp();
  const reference = await owner.api.book(await runs.claim({ staked: true }), ['Meera Iyer']);
  await api.logIn(ADMIN);
  const statement = new StatementPage(site);

  await site.goto('/admin');
  await expect(site.main).toContainText('The books are in order');
  const [field, find] = [site.field('Find'), site.button('Find')];
  await field.fill('NK-what');
  await find.click();
  await site.arrived('/admin/find?name=NK-what');
  await expect(site.main).toContainText('Nothing goes by this name.');
  await field.fill(reference.toLowerCase());
  await find.click();
  await site.link(reference).click();
  await site.arrived(`/admin/bookings/${reference}`);
  await expect(site.heading).toHaveText(reference);
  await expect(site.main).toContainText('Nobody has tried to pay');
  await expect(site.main).toContainText('The ledger has nothing on this booking');

  await provider.settle(owner.api, reference);
  await statement.askNow('the traveler has called');
  await expect(statement.payments).toContainText('captured');
  await site.settled();
  expect((await statement.ledger()).map(({ kind }) => kind)).toEqual(['captured']);

  await statement.open(UNKNOWN, 404);
  await expect(site.heading).toHaveText('This corner is empty');
});
