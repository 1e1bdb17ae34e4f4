// The provider on another site, which does not always answer. Faults hold for everybody who is there, so there is a server for these tests
// alone, and one at a time has it.
import { ADMIN, exactRupees, type Run } from '../fixtures/api';
import { CARDS, reserve } from '../fixtures/provider';
import { expect, test as base } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { StatementPage } from '../pages/statement';
import { shaky } from '../settings';

const test = base.extend<{ reserved: void }>({
  reserved: [
    async ({ provider }, use) => {
      const release = await reserve(shaky);
      await use();
      await provider.setFaults();
      release();
    },
    { auto: true, timeout: 60_000 },
  ],
});

test.use({ baseURL: shaky.baseURL });

let run: Run;

test.beforeEach(async ({ api, runs }) => {
  await api.signUp();
  run = await runs.claim({ staked: true, policy: 'flexible' });
});

test('from the site to the provider’s and back: the callback comes without our cookie, the booking’s page with it', async ({ site, page, api }) => {
  const [booking, reference] = [new BookingPage(site), await api.book(run, ['Meera Iyer'])];
  await booking.open(reference);
  const checkout = await booking.goAndPay();
  expect(new URL(page.url()).hostname, 'another site').not.toBe(new URL(shaky.baseURL).hostname);
  const callback = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/payments/razorpay/callback'));
  await checkout.payByCard(CARDS.good, 'Success');
  expect(await (await callback).headerValue('cookie')).toBeNull();
  await site.arrived(`/bookings/${reference}`);
  await expect(booking.status).toHaveText('confirmed');
});

test('a provider that makes no order: nothing charged, and a button that asks again', async ({ site, api, provider, watch }) => {
  watch.expectStatus(502);
  const [form, booking] = [new BookPage(site), new BookingPage(site)];
  await provider.setFaults({ on: 'POST /v1/orders', do: 'status', status: 500 });
  await form.open(run);
  await form.book();
  await expect(booking.status).toHaveText('pending');
  await expect(booking.pay).toHaveText('Go to payment');
  await booking.pay.click();
  await expect(booking.payment.getByRole('alert')).toHaveText(/does not answer just now\. Nothing was charged\./);
  await site.settled();
  await expect(booking.status).toHaveText('pending');
  const reference = await booking.reference.innerText();
  expect((await provider.trace(reference)).orders).toEqual([]);

  await provider.setFaults();
  await booking.pay.click();
  await expect(booking.pay).toHaveText(/^Pay ₹/);
  await site.settled();
  await (await booking.goAndPay()).payByCard(CARDS.good, 'Success');
  await expect(booking.status).toHaveText('confirmed');
  expect(await provider.trace(reference)).toMatchObject({ orders: [{ status: 'paid' }], payments: [{ status: 'captured' }] });
  expect((await api.booking(reference)).card.status).toBe('confirmed');
});

test('an order that was made without an answer is found again, not made twice', async ({ site, api, provider }) => {
  await provider.setFaults({ on: 'POST /v1/orders', do: 'reset', when: 'after', times: 1 });
  const [booking, reference] = [new BookingPage(site), await api.book(run, ['Meera Iyer'])];
  await booking.open(reference);
  await expect(booking.pay).toHaveText('Go to payment');
  const { orders } = await provider.trace(reference);
  expect(orders).toHaveLength(1);
  await booking.pay.click();
  await expect(booking.pay).toHaveText(/^Pay ₹/);
  expect(await booking.order()).toBe(orders[0]?.id);
  expect((await provider.trace(reference)).orders).toHaveLength(1);
});

test('a provider that says nothing on the way back: the page waits, warns of paying twice, and finds out by itself', async ({ site, page, api, provider }) => {
  const [booking, reference] = [new BookingPage(site), await api.book(run, ['Meera Iyer'])];
  await booking.open(reference);
  const checkout = await booking.goAndPay();
  await checkout.typeCard(CARDS.good);
  await provider.setFaults({ on: 'GET /v1/**', do: 'status', status: 503 });
  await site.button('Success').click();
  if (!site.live) {
    await site.button('Continue').click();
  }
  await site.arrived(`/bookings/${reference}?checking`);
  await expect(site.heading).toHaveText('Nearly there');
  await expect(site.main.getByRole('status')).toContainText('Please do not pay twice');
  await expect(booking.payment).toHaveCount(0);
  if (!site.live) {
    await expect(page.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '3');
  }
  await provider.setFaults();
  await expect(site.heading).toHaveText('You are going', { timeout: 15_000 });
  await expect(booking.status).toHaveText('confirmed');
  expect(await provider.trace(reference)).toMatchObject({ payments: [{ status: 'captured' }], refunds: [] });
});

test('a refund that the bank does not take: the traveler is told, an admin sends it once more', async ({ site, api, provider, visitor }) => {
  const reference = await api.book(run, ['Meera Iyer', 'Arjun Iyer']);
  const [booking, back] = [new BookingPage(site), run.price + run.stake];
  await provider.settle(api, reference);
  await provider.setFaults({ on: 'refund', do: 'pending', times: 1 });
  await api.cancel(reference, [1]);
  await expect.poll(async () => (await api.booking(reference)).refunds.map(({ status }) => status)).toEqual(['sent']);
  await booking.open(reference);
  await expect(booking.refundStates).toHaveText(['on its way']);

  await provider.refuse((await provider.trace(reference)).refunds[0]?.id ?? '');
  await expect.poll(async () => (await api.booking(reference)).refunds.map(({ status }) => status)).toEqual(['failed']);
  await booking.open(reference);
  await expect(booking.refundStates).toHaveText(['held up']);
  await expect(site.main).toContainText('The money is safe and we are on it; you need do nothing.');

  const admin = await visitor();
  await admin.api.logIn(ADMIN);
  const statement = new StatementPage(admin.site);
  await admin.site.goto('/admin');
  const flag = admin.site.main.getByRole('row').filter({ hasText: reference });
  await expect(flag).toContainText(exactRupees(back));
  await flag.getByRole('link', { name: reference }).click();
  await admin.site.arrived(`/admin/bookings/${reference}`);
  await expect(statement.refunds).toContainText('failed');
  await statement.refunds.getByLabel('Why').fill('the bank is back');
  await statement.refunds.getByRole('button', { name: 'Try again' }).click();
  await booking.expectSentBack(back);
  const { payments, refunds } = await provider.trace(reference);
  expect(payments).toMatchObject([{ status: 'captured', amount_refunded: back }]);
  expect(refunds.map(({ status }) => status).sort()).toEqual(['failed', 'processed']);
  await statement.open(reference);
  await expect(statement.refunds.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await expect(statement.refunds.locator('.tag')).toHaveText('processed');
});
