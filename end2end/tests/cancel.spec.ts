// Cancelling seats that are paid for, by those who booked them.
import { rupees, seatsLeft, somebody, type Run } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookingPage } from '../pages/booking';
import { CancelPage, type Seat } from '../pages/cancel';
import { MailPage } from '../pages/mail';

const NAMES = ['Meera Iyer', 'Arjun <i>Iyer</i>', 'देवी'];

test.describe('three paid seats', () => {
  let [run, reference, email] = [{} as Run, '', ''];

  test.beforeEach(async ({ api, runs, provider }) => {
    email = (await api.signUp()).email;
    run = await runs.claim({ staked: true, policy: 'flexible', left: 3 });
    reference = await api.book(run, NAMES, email);
    await provider.settle(api, reference);
  });

  const quote = (...names: string[]): Seat[] => names.map((name) => ({ name, price: run.price, priceBack: run.price, stake: run.stake, stakeBack: run.stake }));

  test('who is chosen decides what comes back; nothing happens before it is confirmed', async ({ site, api, provider }) => {
    const [booking, cancel] = [new BookingPage(site), new CancelPage(site)];
    await booking.open(reference);
    await booking.cancelSeats.click();
    await site.arrived(`/bookings/${reference}/cancel`);
    await cancel.expectQuote(quote(...NAMES));
    for (const chosen of [[NAMES[0]!, NAMES[2]!], [NAMES[1]!], NAMES]) {
      await cancel.choose(...chosen);
      await cancel.expectQuote(quote(...chosen));
      for (const name of NAMES) {
        await expect(cancel.tick(name)).toBeChecked({ checked: chosen.includes(name) });
      }
    }
    await cancel.choose();
    await expect(site.main).toContainText('Nobody is chosen, so nothing changes');
    await expect(cancel.confirm).toHaveCount(0);
    await cancel.choose(NAMES[1]!);
    await cancel.keep.click();
    await site.arrived(`/bookings/${reference}`);
    await expect(booking.detail('Travelers')).toHaveText(NAMES);
    expect((await api.booking(reference)).refunds).toEqual([]);
    expect((await provider.trace(reference)).refunds).toEqual([]);
  });

  test('one after the other, and at last the whole booking', async ({ site, api, provider }) => {
    const [booking, cancel, mail] = [new BookingPage(site), new CancelPage(site), new MailPage(site)];
    const each = run.price + run.stake;
    await cancel.open(reference);
    await cancel.choose(NAMES[0]!);
    await cancel.confirm.click();
    await site.arrived(`/bookings/${reference}`);
    await cancel.open(reference);
    await expect(cancel.tick(NAMES[0]!)).toHaveCount(0);
    await cancel.expectQuote(quote(NAMES[1]!, NAMES[2]!));
    await expect(cancel.confirm).toHaveText(`Cancel the booking, ${rupees(2 * each)} comes back`);
    await cancel.confirm.click();
    await site.arrived(`/bookings/${reference}`);
    await expect(site.heading).toHaveText('This booking is cancelled');
    await expect(booking.status).toHaveText('cancelled');
    await expect(booking.cancelSeats).toHaveCount(0);
    await booking.expectSentBack(each, 2 * each);
    expect(seatsLeft(await api.run(run.run))).toBe(seatsLeft(run));
    const { payments, refunds } = await provider.trace(reference);
    expect(payments).toMatchObject([{ status: 'refunded', amount: 3 * each, amount_refunded: 3 * each }]);
    expect(refunds.map(({ amount }) => amount).sort()).toEqual([each, 2 * each].sort());
    await mail.read(email, /^Cancelled: /);
    await expect(mail.text).toContainText('Arjun <i>Iyer</i>');
  });

  test('a page that is out of date cancels nothing, and says so', async ({ site, api, provider, watch }) => {
    watch.expectStatus(409);
    const [booking, cancel] = [new BookingPage(site), new CancelPage(site)];
    await cancel.open(reference);
    await cancel.choose(NAMES[0]!, NAMES[1]!);
    await api.cancel(reference, [1]);
    await cancel.confirm.click();
    await expect(site.main.getByRole('alert')).toContainText('Choose at least one traveler who still has a seat');
    await booking.open(reference);
    await expect(booking.detail('Travelers')).toHaveText([NAMES[0]!, `${NAMES[1]} cancelled`, NAMES[2]!]);
    await booking.expectSentBack(run.price + run.stake);
    expect((await provider.trace(reference)).refunds).toHaveLength(1);
  });

  test('pressed twice, it is done once', async ({ site, provider }) => {
    const [booking, cancel] = [new BookingPage(site), new CancelPage(site)];
    await cancel.open(reference);
    await cancel.choose(NAMES[2]!);
    await cancel.confirm.dblclick();
    await site.arrived(`/bookings/${reference}`);
    await booking.expectSentBack(run.price + run.stake);
    await expect(booking.detail('Travelers')).toHaveText([NAMES[0]!, NAMES[1]!, `${NAMES[2]} cancelled`]);
    expect((await provider.trace(reference)).refunds).toHaveLength(1);
  });
});

test('there is nothing to cancel before it is paid, nor after it was given up', async ({ site, api, runs, watch }) => {
  watch.expectStatus(409, 404);
  await api.signUp(somebody());
  const [reference, cancel] = [await api.book(await runs.claim({ staked: true }), ['Meera Iyer']), new CancelPage(site)];
  await cancel.open(reference, 409);
  await expect(site.heading).toHaveText('Nothing to cancel here');
  await expect(site.main).toContainText('Seats can be cancelled once a booking is confirmed');
  await site.goto(`/bookings/${reference}/receipt`, 404);
  expect(await api.post('give_up', { reference })).toBeOK();
  await cancel.open(reference, 409);
  await expect(site.heading).toHaveText('Nothing to cancel here');
  await site.link('To the booking').click();
  await site.arrived(`/bookings/${reference}`);
  await expect(site.heading).toHaveText('This booking is cancelled');
});
