// A host calls a run off.
import { ADMIN, OTHER_HOST, exactRupees, rupees, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookingPage } from '../pages/booking';
import { CallOffPage } from '../pages/call-off';
import { HostRunPage } from '../pages/host-run';
import { MailPage } from '../pages/mail';
import { RunPage } from '../pages/run';
import { StatementPage } from '../pages/statement';

const REASON = 'The bridge is closed & <b>the lake</b> has come up';

test('everybody gets all of it back, whatever the policy says, and is told why', async ({ site, api, runs, provider, visitor, watch }) => {
  test.slow(true, 'five people at a browser each');
  watch.expectStatus(409, 422);
  const run = await runs.claim({ host: 'Studio Neel', staked: true, left: 5, empty: true });
  const each = run.price + run.stake;
  const [paid, part, waiting] = [await visitor(), await visitor(), await visitor()];
  const emails: string[] = [];
  const references: string[] = [];
  for (const [guest, names] of [[paid, ['Asha Rao', 'Binu Thomas']], [part, ['Chitra Iyer', 'Dev Nair']], [waiting, ['Esha Gill']]] as const) {
    const { email } = await guest.api.signUp(somebody(names[0]));
    emails.push(email);
    references.push(await guest.api.book(run, [...names], email));
  }
  const [inFull, inPart, unpaid] = references as [string, string, string];
  await provider.settle(paid.api, inFull);
  await provider.settle(part.api, inPart);
  await part.api.cancel(inPart, [1]);

  await test.step('the host gives a reason, and the run is off', async () => {
    await api.logIn(OTHER_HOST);
    const details = new HostRunPage(site);
    await site.goto(`/host/runs/${run.run}`);
    await expect(details.cell(details.row(inFull), 'Contact')).toContainText(emails[0]!);
    await expect(details.cell(details.row(unpaid), 'Contact')).toHaveText('shown once confirmed');
    await details.callOff.click();
    await site.arrived(`/host/runs/${run.run}/cancel`);
    const callOff = new CallOffPage(site);
    // Two of the first booking, one of the second, and a hold.
    await expect(callOff.figure(/^Bookings cancelled, 3 travelers/)).toHaveText('2');
    await expect(callOff.figure('Unpaid holds that end')).toHaveText('1');
    await expect(callOff.figure('Goes back in all')).toHaveText(rupees(3 * each));
    await callOff.button.click();
    await site.expectFault(callOff.reason, /\w/, '');
    await site.settled();
    await callOff.reason.fill(REASON);
    await callOff.button.click();
    await expect(site.main.locator('.notice.bad')).toContainText(`Cancelled: ${REASON}`);
    await expect(callOff.button).toHaveCount(0);
    await callOff.expectDone(3, 2);
    await site.goto(`/host/runs/${run.run}`);
    await expect(site.main.locator('.notice.bad')).toContainText(`Cancelled: ${REASON}`);
    await expect(details.callOff).toHaveCount(0);
  });

  await test.step('whoever has paid for two gets two back', async () => {
    const booking = new BookingPage(paid.site);
    await booking.open(inFull);
    await booking.expectSentBack(2 * each);
    await expect(paid.site.heading).toHaveText('This booking is cancelled');
    await expect(booking.notice).toContainText(`The host has cancelled this run: ${REASON}`);
    await expect(booking.cancelSeats).toHaveCount(0);
    expect(await provider.trace(inFull)).toMatchObject({ payments: [{ status: 'refunded' }], refunds: [{ amount: 2 * each, status: 'processed' }] });
    await paid.site.goto(`/bookings/${inFull}/cancel`, 409);
  });

  await test.step('whoever has cancelled one before gets the other one back', async () => {
    await new BookingPage(part.site).open(inPart);
    await expect.poll(async () => (await part.api.booking(inPart)).refunds.map(({ status }) => status)).toEqual(['processed', 'processed']);
    const { payments, refunds } = await provider.trace(inPart);
    expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(payments[0]?.amount_refunded);
    expect(refunds.map(({ amount }) => amount)).toContain(each);
  });

  await test.step('whoever has not paid owes nothing and cannot pay any more', async () => {
    const booking = new BookingPage(waiting.site);
    await booking.open(unpaid);
    await expect(booking.notice).toContainText(`The host has cancelled this run: ${REASON}`);
    await expect(booking.notice).toContainText(/Nothing was charged|Nothing more is to be paid/);
    await expect(booking.payment).toHaveCount(0);
    expect((await provider.trace(unpaid)).payments).toEqual([]);
  });

  await test.step('mails say what comes back', async () => {
    const mail = new MailPage(paid.site);
    await mail.read(emails[0]!, /^Called off: /);
    await expect(mail.text).toContainText(REASON);
    await expect(mail.text).toContainText(exactRupees(2 * each));
    await new MailPage(waiting.site).read(emails[2]!, /^Called off: /);
  });

  await test.step('nobody can book it any more', async () => {
    const ticket = new RunPage(waiting.site);
    await ticket.open(run);
    await expect(ticket.book).toHaveCount(0);
    await expect(waiting.site.main).toContainText(REASON);
  });

  await test.step('and the books agree', async () => {
    const admin = await visitor();
    await admin.api.logIn(ADMIN);
    const statement = new StatementPage(admin.site);
    for (const reference of [inFull, inPart]) {
      await statement.open(reference);
      const legs = (await statement.ledger()).flatMap(({ legs }) => legs);
      for (const account of ['stake escrow', 'refund clearing']) {
        expect(legs.filter((leg) => leg.account === account).reduce((sum, { amount }) => sum + amount, 0), `${reference}: ${account}`).toBe(0);
      }
    }
    await admin.site.goto('/admin');
    await expect(admin.site.main).toContainText('The books are in order');
  });
});

test('a host cannot call off somebody else’s run', async ({ site, api, runs, watch }) => {
  watch.expectStatus(404, 422);
  const run = await runs.claim({ host: 'Third Wave Walkers' });
  await api.logIn(OTHER_HOST);
  await site.goto(`/host/runs/${run.run}`, 404);
  expect((await api.post('cancel_run', { run: String(run.run), reason: REASON })).status()).toBe(404);
  expect((await api.run(run.run)).bookable).toBe('open');
});
