// Waiting in line for seats on a full run, and taking those that come free.
import { seatsLeft, somebody, type Api, type Run } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import type { Runs } from '../fixtures/runs';
import { BookingPage } from '../pages/booking';
import { RunPage } from '../pages/run';
import { WaitlistPage } from '../pages/waitlist';

/** A run that whoever is logged in at `api` has just taken all seats of; gives the booking, too. */
async function filled(api: Api, runs: Runs, free: boolean): Promise<{ run: Run; reference: string }> {
  const run = await runs.claim({ free, left: 2, leftMax: 10 });
  const reference = await api.book(run, Array.from({ length: seatsLeft(run) }, (_, index) => `Guest ${String.fromCodePoint(65 + index)}`));
  return { run, reference };
}

test('from the full run through the gate into the line, and to the seats that come free', async ({ site, api, runs, visitor, watch }) => {
  watch.expectStatus(401);
  const holder = await visitor();
  await holder.api.signUp();
  const { run, reference } = await filled(holder.api, runs, false);
  const [ticket, waiting, booking, person] = [new RunPage(site), new WaitlistPage(site), new BookingPage(site), somebody()];
  await ticket.open(run);
  await site.link('Join the waitlist').click();
  await site.arrived(`/runs/${run.run}/waitlist`);
  await waiting.stepper.more();
  await waiting.name(0).fill('Meera Iyer');
  await waiting.name(1).fill('Arjun Iyer');
  await site.field('E-mail').fill(person.email);
  await waiting.submit.click();
  await site.arrived(/\/login\?next=/);
  await site.link('Sign up').click();
  await site.arrived(/\/signup\?next=/);
  await site.signUp(person);
  await site.arrived(/\/waitlist/);
  await expect(waiting.name(1)).toHaveValue('Arjun Iyer');
  await waiting.submit.click();
  await expect(site.heading).toHaveText('You are next in line');
  await site.settled();
  await site.goto('/bookings');
  await expect(site.main.getByRole('region', { name: 'In line' })).toContainText('next in line');

  expect(await holder.api.post('give_up', { reference })).toBeOK();
  await waiting.open(run);
  await expect(site.heading).toHaveText('It is your turn');
  await waiting.turn.click();
  await site.arrived(/\/bookings\/NK-/);
  await expect(site.heading).toHaveText('It is your turn');
  await expect(booking.clock).toHaveText(/^\d+:\d\d(:\d\d)?$/);
  await expect(booking.detail('Travelers')).toHaveText(['Meera Iyer', 'Arjun Iyer']);
  await expect(site.button('Go to payment')).toBeVisible();
  // Nobody can take what is offered, and what is given up is free again.
  const left = seatsLeft(await api.run(run.run));
  await booking.giveUp.click();
  await expect(site.heading).toHaveText('This booking is cancelled');
  expect(seatsLeft(await api.run(run.run))).toBe(left + 2);
});

test('seats that cost nothing are accepted with a button', async ({ site, api, runs, visitor }) => {
  const holder = await visitor();
  await holder.api.signUp();
  const { run, reference } = await filled(holder.api, runs, true);
  await api.signUp();
  const [waiting, booking] = [new WaitlistPage(site), new BookingPage(site)];
  await waiting.open(run);
  await waiting.submit.click();
  await expect(site.heading).toHaveText('You are next in line');
  await holder.api.cancel(reference, [0]);
  await waiting.open(run);
  await waiting.turn.click();
  await site.arrived(/\/bookings\/NK-/);
  await site.button('Accept the seats').click();
  await expect(site.heading).toHaveText('You are going');
  await site.settled();
  await expect(booking.status).toHaveText('confirmed');
});

test('whoever leaves the line is no longer in it', async ({ site, api, runs, visitor }) => {
  const holder = await visitor();
  await holder.api.signUp();
  const { run } = await filled(holder.api, runs, false);
  await api.signUp();
  const waiting = new WaitlistPage(site);
  await waiting.open(run);
  await waiting.submit.click();
  await expect(site.heading).toHaveText('You are next in line');
  await site.settled();
  await waiting.leave.click();
  await expect(site.heading).toHaveText('Wait for seats');
  await site.goto('/bookings');
  await expect(site.main.getByRole('region', { name: 'In line' })).toHaveCount(0);
});
