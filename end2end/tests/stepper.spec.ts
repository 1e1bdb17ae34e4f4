import { rupees, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { RunPage } from '../pages/run';

test('on a run’s page the price follows the number of travelers', async ({ site, runs }) => {
  const [run, ticket] = [await runs.claim({ free: false, left: 4 }), new RunPage(site)];
  await ticket.open(run);
  await ticket.stepper.expectCount(1);
  await ticket.stepper.expectPrice(run, 1);
  await expect(site.main.getByText('The stake is yours')).toHaveCount(run.stake > 0 ? 1 : 0);
  await ticket.stepper.more();
  await ticket.stepper.more();
  await ticket.stepper.expectPrice(run, 3);
  await expect(ticket.book).toHaveText('Book 3 seats');
  expect(site.path()).toBe(`/runs/${run.run}?travelers=3`);
  await ticket.stepper.fewer();
  await ticket.stepper.expectPrice(run, 2);
  await ticket.book.click();
  await site.arrived(`/runs/${run.run}/book?travelers=2`);
  await new BookPage(site).stepper.expectPrice(run, 2);
});

test('a number of travelers that makes no sense is put right', async ({ site, runs }) => {
  const [run, ticket] = [await runs.claim({ left: 4, leftMax: 9 }), new RunPage(site)];
  const left = run.seats.capacity - run.seats.taken;
  for (const [asked, shown] of [['0', 1], ['-3', 1], ['two', 1], ['4000', left]] as const) {
    await site.goto(`/runs/${run.run}?travelers=${asked}`);
    await ticket.stepper.expectCount(shown);
    await site.goto(`/runs/${run.run}/book?travelers=${asked}`);
    await new BookPage(site).stepper.expectCount(shown);
  }
});

test('on the booking form + and − change the lines and keep the names', async ({ site, runs, api, page }) => {
  await api.signUp(somebody('Lakshmi Menon'));
  const [run, form] = [await runs.claim({ free: false, left: 4 }), new BookPage(site)];
  await form.open(run);
  await expect(form.name(0)).toHaveValue('Lakshmi Menon');
  await form.name(0).fill('Lakshmi M.');
  await form.requests.fill('One of us uses a cane');
  await form.stepper.more();
  await form.name(1).fill('Arjun & Devi');
  await form.stepper.more();
  await form.stepper.expectPrice(run, 3);
  await expect(form.submit).toHaveText('Book 3 seats');
  await expect(form.name(0)).toHaveValue('Lakshmi M.');
  await expect(form.name(1)).toHaveValue('Arjun & Devi');
  await expect(form.name(2)).toHaveValue('');
  await expect(form.requests).toHaveValue('One of us uses a cane');
  await form.stepper.fewer();
  await form.stepper.expectPrice(run, 2);
  await expect(form.name(2)).toHaveCount(0);
  await form.stepper.fewer();
  await form.stepper.expectPrice(run, 1);
  await expect(form.name(0)).toHaveValue('Lakshmi M.');
  expect(await api.bookings(), 'the stepper books nothing').toEqual([]);

  await form.name(0).press('Enter');
  await site.arrived(/\/bookings\/NK-/);
  const total = page.locator('dl.lines .total dd');
  await expect(total, 'Enter in a field books').toHaveText(rupees(run.price + run.stake));
});
