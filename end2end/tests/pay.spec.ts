// Paying at the provider's page, and whatever can happen on the way there and back.
import { ADMIN, exactRupees, rupees, seatsLeft, somebody, type Run } from '../fixtures/api';
import { CARDS } from '../fixtures/provider';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { CancelPage } from '../pages/cancel';
import { MailPage } from '../pages/mail';
import { ReceiptPage } from '../pages/receipt';
import { StatementPage, type Leg } from '../pages/statement';

const NAMES = ['Asha Rao', 'Binu Thomas', 'Chitra Iyer'];
const total = (run: Run, seats: number): number => (run.price + run.stake) * seats;
/** `20261128T011500Z` */
const stamp = (at: string): string => new Date(at).toISOString().replace(/[-:]|\.000/g, '');

test('three pay with a card, one cancels, and every paisa is where it belongs', async ({ site, page, runs, api, provider, visitor, server }) => {
  test.slow(true, 'a long way');
  // Half of the price comes back, rounded half up, and all of the stake.
  const [run, person] = [await runs.claim({ staked: true, policy: 'strict', left: 4 }), somebody('Asha Rao')];
  const [form, booking, cancel, mail, receipt] = [new BookPage(site), new BookingPage(site), new CancelPage(site), new MailPage(site), new ReceiptPage(site)];
  const priceBack = Math.round(run.price / 2);
  const [paid, back, kept] = [total(run, 3), priceBack + run.stake, run.price - priceBack];
  await api.signUp(person);

  const reference = await test.step('three seats are held, and the page leads to the provider', async () => {
    await form.open(run, 3);
    await form.fill({ names: NAMES, email: person.email, phone: '98450 12345', requests: '' });
    await form.book();
    await expect(booking.status).toHaveText('pending');
    await expect(booking.pay).toHaveText(`Pay ${rupees(paid)}`);
    return booking.shown();
  });

  await test.step('a test card, the bank says yes, and the seats are theirs', async () => {
    const checkout = await booking.goAndPay();
    await expect(checkout.amount).toHaveText(rupees(paid));
    await expect(site.main).toContainText(run.title);
    await checkout.payByCard(CARDS.good, 'Success');
    await site.arrived(`/bookings/${reference}`);
    await expect(site.heading).toHaveText('You are going');
    await expect(booking.status).toHaveText('confirmed');
    await expect(booking.payment).toHaveCount(0);
    await expect(booking.clock).toHaveCount(0);
    await page.reload();
    await expect(booking.status).toHaveText('confirmed');
  });

  await test.step('the mail has come, with an entry for the calendar', async () => {
    await mail.read(person.email, /^Booked: /);
    await expect(mail.text).toContainText(exactRupees(paid));
    for (const name of NAMES) {
      await expect(mail.text).toContainText(name);
    }
    await expect(mail.html.getByRole('heading', { name: 'Your seats are booked' })).toBeVisible();
    const entry = await mail.attachment(`nukkad-${reference}.ics`);
    expect(entry).toContain('METHOD:PUBLISH');
    expect(entry).toContain('STATUS:CONFIRMED');
    expect(entry).toContain(`DTSTART:${stamp(run.starts.at)}`);
    expect(entry).toContain(`UID:booking-${reference}@`);
    expect(entry).toContain(`${server.baseURL}/bookings/${reference}`);
  });

  await test.step('the second one cannot come: what that brings back, line by line', async () => {
    await booking.open(reference);
    await booking.cancelSeats.click();
    await site.arrived(`/bookings/${reference}/cancel`);
    const seat = { price: run.price, priceBack, stake: run.stake, stakeBack: run.stake };
    await cancel.expectQuote(NAMES.map((name) => ({ name, ...seat })));
    await expect(cancel.confirm).toHaveText(`Cancel the booking, ${rupees(3 * back)} comes back`);
    await cancel.choose('Binu Thomas');
    await cancel.expectQuote([{ name: 'Binu Thomas', ...seat }]);
    await expect(cancel.confirm).toHaveText(`Cancel 1 seat, ${rupees(back)} comes back`);
  });

  await test.step('it is done as it was quoted', async () => {
    await cancel.confirm.click();
    await site.arrived(`/bookings/${reference}`);
    await expect(booking.status).toHaveText('confirmed');
    await expect(booking.detail('Travelers')).toHaveText(['Asha Rao', 'Binu Thomas cancelled', 'Chitra Iyer']);
    await booking.expectSentBack(back);
    expect(seatsLeft(await api.run(run.run))).toBe(seatsLeft(run) - 2);
  });

  await test.step('the receipt: paid, refunded, left', async () => {
    await booking.receipt.click();
    await site.arrived(`/bookings/${reference}/receipt`);
    await expect(receipt.amount('Paid by card')).toHaveText(exactRupees(paid));
    await expect(receipt.amount('Refund')).toHaveText(exactRupees(-back));
    await expect(receipt.line('Refund')).toContainText('sent back');
    await expect(receipt.amount('Balance')).toHaveText(exactRupees(paid - back));
  });

  await test.step('and mails say so', async () => {
    await mail.read(person.email, /^Cancelled in part: /);
    await expect(mail.text).toContainText('Binu Thomas');
    await expect(mail.text).not.toContainText('Chitra Iyer');
    await expect(mail.text).toContainText(exactRupees(back));
    await mail.read(person.email, new RegExp(`^Refunded ${exactRupees(back)}: `));
  });

  const { orders, payments, refunds } = await provider.trace(reference);

  await test.step('the provider knows one order, one payment and one refund', async () => {
    expect(orders).toMatchObject([{ amount: paid, status: 'paid' }]);
    expect(payments).toMatchObject([{ amount: paid, status: 'captured', amount_refunded: back }]);
    expect(refunds).toMatchObject([{ amount: back, status: 'processed' }]);
  });

  await test.step('an admin sees that the ledger adds up', async () => {
    const admin = await visitor();
    await admin.api.logIn(ADMIN);
    const statement = new StatementPage(admin.site);
    await statement.open(reference);
    await expect(statement.payments).toHaveCount(1);
    await expect(statement.payments).toContainText('captured');
    await expect(statement.payments).toContainText(exactRupees(paid));
    await expect(statement.refunds).toHaveCount(1);
    await expect(statement.refunds).toContainText('processed');
    await expect(statement.refunds).toContainText(refunds[0]?.id ?? '');
    const ledger = await statement.ledger();
    expect(ledger.map(({ kind }) => kind).sort()).toEqual(['captured', 'price kept', 'refund intended', 'refund processed']);
    for (const { kind, legs } of ledger) {
      expect(legs.at(-1)?.sum, `${kind} adds up to nothing`).toBe(0);
    }
    const legs: Leg[] = ledger.flatMap(({ legs }) => legs);
    const balance = (...accounts: string[]): number => legs.filter(({ account }) => accounts.includes(account)).reduce((sum, { amount }) => sum + amount, 0);
    const fee = payments[0]?.fee ?? 0;
    expect(fee).toBeGreaterThan(0);
    expect(balance('provider clearing'), 'with the provider').toBe(paid - fee - back);
    expect(balance('gateway fee', 'tax payable'), 'for the provider').toBe(fee);
    expect(balance('traveler funds'), 'the price of those who come').toBe(-2 * run.price);
    expect(balance('stake escrow'), 'their stakes').toBe(-2 * run.stake);
    expect(balance('host payable', 'platform fee'), 'what was kept of the price').toBe(-kept);
    expect(balance('refund clearing'), 'nothing is on its way any more').toBe(0);
    expect(legs.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  });
});

test.describe('a booking that waits to be paid', () => {
  const person = somebody();
  let run: Run;
  let reference: string;
  let booking: BookingPage;

  test.beforeEach(async ({ site, runs, api }) => {
    await api.signUp({ ...person, email: somebody().email });
    run = await runs.claim({ staked: true });
    reference = await api.book(run, ['Meera Iyer', 'Arjun Iyer']);
    booking = new BookingPage(site);
    await booking.open(reference);
  });

  test('a declined card: nothing charged, still held, and the next card pays the same order', async ({ site, provider, api }) => {
    const order = await booking.order();
    await (await booking.goAndPay()).payByCard(CARDS.declined, 'Failure');
    await site.arrived(`/bookings/${reference}`);
    await expect(booking.notice.first()).toContainText('The payment did not go through. Nothing was charged.');
    await expect(booking.notice.first()).toContainText('declined by the bank');
    await expect(booking.status).toHaveText('pending');
    await expect(booking.clock).toHaveText(/^1[45]:\d\d$/);
    await expect(booking.pay).toHaveText('Try again');
    expect(await provider.trace(reference)).toMatchObject({ payments: [{ status: 'failed' }], refunds: [] });
    expect((await api.run(run.run)).seats.taken).toBe(run.seats.taken + 2);

    expect(await booking.order()).toBe(order);
    await (await booking.goAndPay()).payByCard(CARDS.good, 'Success');
    await site.arrived(`/bookings/${reference}`);
    await expect(site.heading).toHaveText('You are going');
    await expect(booking.status).toHaveText('confirmed');
    await expect(site.main).not.toContainText('did not go through');
    const { orders, payments, refunds } = await provider.trace(reference);
    expect(orders).toMatchObject([{ id: order, status: 'paid' }]);
    expect(payments.map(({ status }) => status).sort()).toEqual(['captured', 'failed']);
    expect(refunds).toEqual([]);
  });

  test('backing out of the provider’s page changes nothing, and the seats can be given up', async ({ site, provider, api }) => {
    const held = async (): Promise<void> => {
      await site.arrived(`/bookings/${reference}`);
      await expect(site.heading).toHaveText('Your seats are held');
      await expect(booking.pay).toHaveText(`Pay ${rupees(total(run, 2))}`);
      await expect(site.main).not.toContainText('did not go through');
    };
    await (await booking.goAndPay()).cancel.click();
    await held();
    const checkout = await booking.goAndPay();
    await checkout.typeCard(CARDS.good);
    await checkout.leave.click();
    await held();
    await booking.giveUp.click();
    await expect(site.heading).toHaveText('This booking is cancelled');
    await expect(booking.payment).toHaveCount(0);
    expect((await api.run(run.run)).seats.taken).toBe(run.seats.taken);
    expect(await provider.trace(reference)).toMatchObject({ payments: [{ status: 'created' }], refunds: [] });
  });

  test('a card that makes no sense is refused by the provider’s page, and then another one pays', async ({ site, watch }) => {
    watch.expectStatus(422);
    const checkout = await booking.goAndPay();
    await checkout.number.fill('4100 2800 0000 1008');
    await checkout.expiry.fill('12/19');
    await checkout.pay.click();
    await expect(site.main.getByRole('alert')).toContainText('Nothing was paid');
    await expect(checkout.number).toHaveAccessibleDescription(/not a valid card number/);
    await expect(checkout.expiry).toHaveAccessibleDescription(/expired/);
    await checkout.payByCard(CARDS.good, 'Success');
    await expect(booking.status).toHaveText('confirmed');
  });

  test('a browser that never comes back: the page finds out by itself', { tag: '@live' }, async ({ site, page, provider, api }) => {
    await page.clock.install();
    await booking.open(reference);
    await expect(booking.status).toHaveText('pending');
    await provider.pay(await booking.order());
    await expect.poll(async () => (await api.booking(reference)).card.status).toBe('confirmed');
    // It looks every ten seconds.
    await page.clock.fastForward(10_000);
    await expect(booking.status).toHaveText('confirmed');
    await expect(site.heading).toHaveText('You are going');
    await expect(booking.payment).toHaveCount(0);
  });

  test('a browser that never comes back: the page that loads itself anew says so', { tag: '@plain' }, async ({ site, page, provider, api }) => {
    await expect(page.locator('meta[http-equiv="refresh"]')).toHaveAttribute('content', '30');
    await provider.pay(await booking.order());
    await expect.poll(async () => (await api.booking(reference)).card.status).toBe('confirmed');
    // As the browser would by itself in half a minute.
    await page.reload();
    await expect(booking.status).toHaveText('confirmed');
    await expect(site.heading).toHaveText('You are going');
    await expect(page.locator('meta[http-equiv="refresh"]')).toHaveCount(0);
  });

  test('paid twice, in two windows: one payment is kept, the other one goes back in full', async ({ site, context, provider, api }) => {
    const order = await booking.order();
    await (await booking.goAndPay()).typeCard(CARDS.good);
    const second = await context.newPage();
    await provider.settle(api, reference);
    await second.goto(`/bookings/${reference}`);
    await expect(second.getByRole('heading', { level: 1 })).toHaveText('You are going');
    // The first window's bank was asked before that, and says yes now.
    await site.button('Success').click();
    if (!site.live) {
      await site.button('Continue').click();
    }
    await site.arrived(`/bookings/${reference}`);
    await expect(booking.status).toHaveText('confirmed');
    const amount = total(run, 2);
    const settled = async (): Promise<unknown> =>
      (await provider.trace(reference)).payments.map((payment) => [payment.status, payment.amount, payment.amount_refunded]).sort();
    await expect.poll(settled).toEqual([['captured', amount, 0], ['refunded', amount, amount]]);
    expect((await provider.trace(reference)).orders).toMatchObject([{ id: order }]);
    expect((await api.booking(reference)).card.status).toBe('confirmed');
  });
});

test('nobody pays for, cancels or reads the receipt of somebody else’s booking', async ({ site, page, runs, api, visitor, provider, watch }) => {
  watch.expectStatus(404);
  const owner = await visitor();
  await owner.api.signUp();
  const reference = await owner.api.book(await runs.claim({ staked: true }), ['Meera Iyer']);
  await provider.settle(owner.api, reference);
  await api.signUp();
  for (const path of [`/bookings/${reference}`, `/bookings/${reference}/cancel`, `/bookings/${reference}/receipt`]) {
    await site.goto(path, 404);
    await expect(site.heading).toHaveText('This corner is empty');
  }
  expect((await api.post('cancel_seats', { reference, who: '0', quoted: '0' })).status()).toBe(404);
  expect((await api.post('open_checkout', { reference })).status()).toBe(404);
  const forged = { razorpay_payment_id: 'pay_AAAAAAAAAAAAAA', razorpay_order_id: 'order_AAAAAAAAAAAAAA', razorpay_signature: '0'.repeat(64) };
  const answer = await page.request.post(`/payments/razorpay/callback?booking=${reference}`, { form: forged, maxRedirects: 0 });
  expect(answer.status(), 'a callback that is not the provider’s').toBe(401);
  expect((await owner.api.booking(reference)).card.status).toBe('confirmed');
});
