// Seats that are held until paid for, and what becomes of them.
import { seatsLeft } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { RunPage } from '../pages/run';

test.beforeEach(async ({ api }) => {
  await api.signUp();
});

test('a hold counts down', async ({ site, runs, api }) => {
  const run = await runs.claim({ free: false });
  const booking = new BookingPage(site);
  await site.goto(`/bookings/${await api.book(run, ['Meera Iyer'])}`);
  await expect(booking.clock).toHaveText(/^1[45]:\d\d$/);
  if (site.live) {
    const first = await booking.clock.innerText();
    await expect.poll(() => booking.clock.innerText()).not.toBe(first);
    const second = await booking.clock.innerText();
    await expect.poll(() => booking.clock.innerText()).not.toBe(second);
  }
  await site.goto('/bookings');
  await expect(site.main.getByRole('timer')).toHaveText(/^1[45]:\d\d$/);
});

test('seats that are given up are free at once', async ({ site, runs, api }) => {
  const run = await runs.claim({ free: false, left: 5 });
  const [ticket, form, booking] = [new RunPage(site), new BookPage(site), new BookingPage(site)];
  await ticket.open(run);
  const before = await ticket.seats.innerText();

  await form.open(run, 2);
  await form.name(1).fill('Arjun Iyer');
  await form.book();
  const reference = await booking.shown();
  await ticket.open(run);
  await expect(ticket.seats).not.toHaveText(before);
  expect(seatsLeft(await api.run(run.run))).toBe(seatsLeft(run) - 2);

  await site.goto(`/bookings/${reference}`);
  await booking.giveUp.click();
  await expect(site.heading).toHaveText('This booking is cancelled');
  await site.settled();
  await expect(booking.status).toHaveText('cancelled');
  await expect(booking.giveUp).toHaveCount(0);
  await expect(booking.clock).toHaveCount(0);

  await ticket.open(run);
  await expect(ticket.seats).toHaveText(before);
  expect(seatsLeft(await api.run(run.run))).toBe(seatsLeft(run));
});

test('giving up twice is refused in words', async ({ site, runs, api, watch }) => {
  watch.expectStatus(409);
  const run = await runs.claim({ free: false });
  const booking = new BookingPage(site);
  const reference = await api.book(run, ['Meera Iyer']);
  await site.goto(`/bookings/${reference}`);
  expect(await api.post('give_up', { reference })).toBeOK();
  await booking.giveUp.click();
  if (site.live) {
    await expect(site.main.getByRole('alert')).toContainText(/\w/);
  } else {
    await expect(site.heading).toHaveText('This booking is cancelled');
  }
  expect(seatsLeft(await api.run(run.run))).toBe(seatsLeft(run));
});

test("another traveler's booking does not exist", async ({ site, runs, api, visitor, watch }) => {
  watch.expectStatus(404);
  const run = await runs.claim({ free: false });
  const reference = await api.book(run, ['Meera Iyer']);
  const other = await visitor();
  await other.api.signUp();
  await other.site.goto(`/bookings/${reference}`, 404);
  await expect(other.site.heading).toHaveText('This corner is empty');
  expect((await other.api.post('give_up', { reference })).status()).toBe(404);
  await site.goto(`/bookings/${reference}`);
  await expect(new BookingPage(site).status).toHaveText('pending');
});
