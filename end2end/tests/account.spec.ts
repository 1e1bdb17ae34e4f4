import { somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';

test('one’s name and phone', async ({ site, api, watch }) => {
  watch.expectStatus(422);
  const person = await api.signUp(somebody('Meera Iyer'));
  await site.goto('/account');
  await expect(site.main).toContainText(person.email);
  await site.field('Name').fill('Aditi <b>Rao</b>');
  await site.field('Phone').fill('twelve');
  await site.button('Save').click();
  await site.expectFault(site.field('Phone'), /does not look like a phone number/, 'twelve');
  await expect(site.field('Name')).toHaveValue('Aditi <b>Rao</b>');
  await site.field('Phone').fill('98450 54321');
  await site.button('Save').click();
  await site.arrived('/account?saved=profile');
  await expect(site.main.getByText('Saved.')).toBeVisible();
  await expect(site.field('Name')).toHaveValue('Aditi <b>Rao</b>');
  await expect(site.field('Phone')).toHaveValue('+919845054321');
  await expect(site.header.getByRole('link', { name: 'Aditi', exact: true })).toBeVisible();
});

test('a changed password: the old one fails, other sessions end, this one stays', async ({ site, page, api, visitor, watch }) => {
  watch.expectStatus(422);
  const person = await api.signUp();
  const elsewhere = await visitor();
  await elsewhere.api.logIn(person.email, person.password);
  const change = async (present: string, wanted: string): Promise<void> => {
    await site.password('Present password').fill(present);
    await site.password('New password').fill(wanted);
    await site.button('Change password').click();
  };

  await site.goto('/account');
  await change('not my password', 'a tumbler and a davara');
  await site.expectFault(site.password('Present password'), /not your present password/);
  expect(await page.content()).not.toContain('davara');
  await change(person.password, 'short');
  await site.expectFault(site.password('New password'), /at least 8 characters/);
  await change(person.password, 'a tumbler and a davara');
  await site.arrived('/account?saved=password');
  await expect(site.main).toContainText('Your password is changed');
  await expect(site.main).toContainText(person.email);

  await elsewhere.site.goto('/account');
  await elsewhere.site.arrived('/login?next=/account');

  await site.logOut();
  await site.goto('/login?next=/account');
  await site.logIn(person.email, person.password);
  await site.expectFault(site.password('Password'), /The address or the password is not right/);
  await site.logIn(person.email, 'a tumbler and a davara');
  await site.arrived('/account');
  await expect(site.main).toContainText(person.email);
});

test('what needs a session leads to the login page and back', async ({ site, api, visitor }) => {
  const person = await (await visitor()).api.signUp();
  for (const path of ['/account', '/bookings', '/bookings/NK-23456789', '/host', '/host/runs?tab=past', '/host/runs/7']) {
    await site.goto(path);
    await site.arrived(`/login?next=${path.replace('?', '%3F').replace('=', '%3D')}`);
  }
  for (const name of ['bookings', 'host_runs']) {
    expect((await api.get(name)).status(), name).toBe(401);
  }
  expect((await api.post('book', { 'form[run]': '7' })).status()).toBe(401);
  await site.goto('/bookings');
  await site.logIn(person.email, person.password);
  await site.arrived('/bookings');
  await expect(site.main).toContainText('Nothing booked yet');
});
