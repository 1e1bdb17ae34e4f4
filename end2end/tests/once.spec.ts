// However often one form is sent, it books once.
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { RunPage } from '../pages/run';

test.beforeEach(async ({ api }) => {
  await api.signUp();
});

test('a double click books once', async ({ site, runs, api }) => {
  const [run, form] = [await runs.claim({ left: 4 }), new BookPage(site)];
  await form.open(run, 2);
  await form.name(1).fill('Arjun Iyer');
  await form.submit.dblclick();
  await site.arrived(/\/bookings\/NK-/);
  const reference = await new BookingPage(site).shown();
  await site.goto('/bookings');
  await expect(site.main.getByRole('article')).toHaveCount(1);
  await expect(site.main.getByRole('article')).toContainText(reference);
  expect((await api.run(run.run)).seats.taken).toBe(run.seats.taken + 2);
});

test('the same form sent again leads to the same booking', async ({ site, page, runs, api }) => {
  const [run, form] = [await runs.claim({ free: true }), new BookPage(site)];
  await form.open(run);
  const fields = await page.locator('form[aria-label="Booking"]').evaluate((form: HTMLFormElement) =>
    [...new FormData(form)].map(([name, value]) => [name, String(value)] as const),
  );
  await form.book();
  const reference = await new BookingPage(site).shown();
  const again = await page.context().request.post(`/runs/${run.run}/book`, { form: Object.fromEntries(fields), maxRedirects: 0 });
  expect(again.status()).toBe(303);
  expect(again.headers()['location']).toBe(`/bookings/${reference}`);
  const machine = await api.post('book', Object.fromEntries(fields));
  expect(await machine.json()).toEqual({ to: `/bookings/${reference}` });
  expect(await api.bookings()).toHaveLength(1);
});

test('the back button and Book again do not book again', { tag: '@plain' }, async ({ site, page, runs, api }) => {
  const [run, form] = [await runs.claim({ left: 4 }), new BookPage(site)];
  await form.open(run, 2);
  await form.name(1).fill('Arjun Iyer');
  await form.book();
  const reference = await new BookingPage(site).shown();
  await page.goBack();
  await form.name(1).fill('Arjun Iyer');
  const sent = page.waitForResponse((response) => response.request().method() === 'POST');
  await form.submit.click();
  await sent;
  // The booking again, or a refusal that names it.
  await expect(site.main).toContainText(reference);
  expect(await api.bookings()).toHaveLength(1);
});

test('the form is not in the history once it has booked', { tag: '@live' }, async ({ site, page, runs, api }) => {
  const [run, ticket, form] = [await runs.claim({ left: 4 }), new RunPage(site), new BookPage(site)];
  await ticket.open(run);
  await ticket.book.click();
  await site.arrived(`/runs/${run.run}/book?travelers=1`);
  await form.book();
  const reference = await new BookingPage(site).shown();
  await page.goBack();
  await site.arrived(`/runs/${run.run}`);
  await ticket.book.click();
  await expect(site.main).toContainText(`You already have seats on this run: ${reference}`);
  expect(await api.bookings()).toHaveLength(1);
});
