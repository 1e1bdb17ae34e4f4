import { seatsLeft, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { RunPage } from '../pages/run';

test('a booking form that will not do says why beside each field, keeps all and books nothing', async ({ site, runs, api, watch }) => {
  watch.expectStatus(422);
  await api.signUp();
  const [run, form] = [await runs.claim({ left: 4 }), new BookPage(site)];
  const requests = 'x'.repeat(501);
  await form.open(run, 2);
  await form.fill({ names: ['Meera Iyer', ''], email: 'meera at home', phone: 'call me', requests });
  await form.submit.click();
  await expect(site.main.getByRole('alert')).toHaveText('A few things need another look.');
  await site.settled();
  await form.stepper.expectCount(2);
  await site.expectFault(form.name(1), /Please give a name/, '');
  await site.expectFault(form.email, /does not look like an e-mail address/, 'meera at home');
  await site.expectFault(form.phone, /does not look like a phone number/, 'call me');
  await site.expectFault(form.requests, /500/, requests);
  await expect(form.name(0)).toHaveValue('Meera Iyer');
  await expect(form.name(0)).not.toHaveAttribute('aria-invalid', 'true');
  expect(await api.bookings()).toEqual([]);
  expect((await api.run(run.run)).seats).toEqual(run.seats);

  await form.fill({ names: ['Meera Iyer', 'Arjun Iyer'], email: 'meera@example.com', phone: '98450 12345', requests: '' });
  await form.book();
  expect(await api.bookings()).toHaveLength(1);
});

test('seats that went to somebody else meanwhile: said in words, the form kept, nothing booked', async ({ site, runs, api, visitor, watch }) => {
  watch.expectStatus(409);
  await api.signUp();
  const [run, form, faster] = [await runs.claim({ left: 2, leftMax: 9 }), new BookPage(site), await visitor()];
  await form.open(run, 2);
  await form.name(1).fill('Arjun Iyer');
  await form.requests.fill('A seat near the door');
  await faster.api.signUp();
  await faster.api.book(run, Array.from({ length: seatsLeft(run) }, (_, index) => `Guest ${String.fromCodePoint(65 + index)}`));
  await form.submit.click();
  await expect(site.main.getByRole('alert')).toContainText('Sold out');
  await expect(form.requests).toHaveValue('A seat near the door');
  await expect(form.name(1)).toHaveValue('Arjun Iyer');
  expect(await api.bookings()).toEqual([]);
});

test('a sold-out run says so and offers no Book button', async ({ site, runs }) => {
  const [run, ticket] = [await runs.full(), new RunPage(site)];
  await ticket.open(run);
  await expect(ticket.seats).toHaveText('Full');
  await expect(site.main).toContainText('Every seat is taken');
  await expect(ticket.book).toHaveCount(0);
  await site.goto(`/runs/${run.run}/book`);
  await expect(site.main).toContainText('No seats can be booked on this run any more');
  await expect(new BookPage(site).submit).toHaveCount(0);
});

test('a sign-up that will not do says why and keeps all but the password', async ({ site, page, watch }) => {
  watch.expectStatus(422);
  await site.goto('/signup');
  await site.signUp({ name: '  ', email: 'meera', password: 'short' });
  await expect(site.main.getByRole('alert')).toHaveText('A few things need another look.');
  await site.settled();
  await site.expectFault(site.field('Name'), /Please give a name/);
  await site.expectFault(site.field('E-mail'), /does not look like an e-mail address/, 'meera');
  await site.expectFault(site.password('Password'), /at least 8 characters/);
  expect(await page.content()).not.toContain('value="short"');
  await expect(site.header.getByRole('link', { name: 'Log in' })).toBeVisible();
});

test('an address that has an account already is refused beside its field', async ({ site, watch, visitor }) => {
  watch.expectStatus(422);
  const person = await (await visitor()).api.signUp();
  await site.goto('/signup');
  await site.signUp({ ...person, email: person.email.toUpperCase() });
  await site.expectFault(site.field('E-mail'), /There is an account with this address already/);
});

test('a wrong password keeps the address and never shows the password', async ({ site, page, watch }) => {
  watch.expectStatus(422);
  await site.goto('/login');
  await site.logIn('host@example.com', 'a-wrong-guess-of-mine');
  await site.expectFault(site.password('Password'), /The address or the password is not right/);
  await expect(site.field('E-mail')).toHaveValue('host@example.com');
  // What stands there, not how the lines break: that differs while fonts are still loading.
  const words = async () => (await site.main.innerText()).replace(/\s+/g, ' ');
  const known = await words();
  expect(await page.content()).not.toContain('a-wrong-guess-of-mine');

  await site.goto('/login');
  await site.logIn(somebody().email, 'a-wrong-guess-of-mine');
  await site.expectFault(site.password('Password'), /The address or the password is not right/);
  expect(await words(), 'no hint whether there is such an account').toBe(known);
});

for (const next of ['https://evil.example', '//evil.example']) {
  test(`a way back to another site is not taken: ${next}`, async ({ site, page, visitor, api }) => {
    const person = await (await visitor()).api.signUp();
    await site.goto(`/login?next=${encodeURIComponent(next)}`);
    expect(await page.content()).not.toContain('evil.example"');
    await site.logIn(person.email, person.password);
    await site.arrived('/');
    await expect(site.header.getByRole('link', { name: 'Meera' })).toBeVisible();
    for (const tampered of [next, `/\\${next}`, `\t${next}`]) {
      const machine = await api.post('log_in', { 'form[email]': person.email, 'form[password]': person.password, 'form[next]': tampered });
      expect(await machine.json(), tampered).toEqual({ to: '/' });
    }

    await site.logOut();
    await site.goto(`/signup?next=${encodeURIComponent(next)}`);
    await site.signUp(somebody());
    await site.arrived('/');
  });
}

test('addresses that are none: 404 in the design', async ({ site, watch }) => {
  watch.expectStatus(404);
  for (const path of ['/nothing-here', '/runs/999999999', '/runs/-1', '/runs/abc/book', '/experiences/no-such', '/hosts/no-such']) {
    await site.goto(path, 404);
    await expect(site.heading).toHaveText('This corner is empty');
    await expect(site.header).toBeVisible();
  }
});
