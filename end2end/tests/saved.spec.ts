// Keeping experiences, hosts and searches, and the way out of the weekly mail.
import { somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { SavedPage } from '../pages/saved';

test('from the button through the gate to the page of what is kept, and away again', async ({ site, page, api, watch }) => {
  watch.expectStatus(401);
  const [saved, person] = [new SavedPage(site), somebody()];
  const run = (await api.allRuns('city=kochi&seats=1'))[0];
  if (!run) {
    throw new Error('nothing is on in Kochi');
  }
  await site.goto(`/runs/${run.run}`);
  await saved.button('Save', run.title, false).click();
  await site.arrived(/\/login\?next=/);
  await site.link('Sign up').click();
  await site.arrived(/\/signup\?next=/);
  await site.signUp(person);
  await site.arrived(`/runs/${run.run}`);
  await expect(site.main.getByText('one more click keeps it')).toBeVisible();
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const before = await height();
  await saved.button('Save', run.title, false).click();
  await expect(saved.button('Save', run.title, true)).toBeVisible();
  expect(await height(), 'nothing has moved').toBe(before);
  if (site.live) {
    await expect(saved.button('Save', run.title, true)).toBeFocused();
  }
  await site.settled();
  await site.header.getByRole('link', { name: 'Saved' }).click();
  await site.arrived('/saved');
  await expect(saved.cards).toHaveCount(1);
  await expect(saved.cards).toContainText('Next: ');
  await saved.button('Save', run.title, true).click();
  if (site.live) {
    // It stays in its place, so that it can be kept again.
    await expect(saved.button('Save', run.title, false)).toBeFocused();
    await expect(saved.cards).toHaveCount(1);
    await page.reload();
    await site.settled();
  }
  await expect(site.main).toContainText('Nothing saved yet.');
});

test('a host is followed, and left out of the mail', async ({ site, api }) => {
  const saved = new SavedPage(site);
  await api.signUp();
  await site.goto('/hosts/third-wave-walkers');
  await saved.button('Follow', 'Third Wave Walkers', false).click();
  await expect(saved.button('Follow', 'Third Wave Walkers', true)).toBeVisible();
  await expect(site.main).toContainText('New dates come in your weekly mail.');
  await site.settled();
  await saved.open();
  await expect(saved.hosts.getByRole('link', { name: 'Third Wave Walkers' })).toBeVisible();
  await saved.button('Weekly mail', 'new dates of these hosts', true).click();
  await expect(saved.button('Weekly mail', 'new dates of these hosts', false)).toBeVisible();
  await site.settled();
  await saved.open();
  await expect(saved.button('Weekly mail', 'new dates of these hosts', false)).toBeVisible();
});

test('a search is named, turned off, opened as a calendar, and deleted', async ({ site, page, api }) => {
  const saved = new SavedPage(site);
  await api.signUp();
  expect(await api.post('save_search', { query: 'city=jaipur&domain=food&when=weekend', next: '/' })).toBeOK();
  await saved.open();
  const named = saved.search('Food in Jaipur, this weekend');
  await expect(named.getByRole('link', { name: 'Food in Jaipur' })).toHaveAttribute('href', '/explore?city=jaipur&domain=food&when=weekend');
  await saved.button('Weekly mail', 'Food in Jaipur, this weekend', true).click();
  await expect(saved.button('Weekly mail', 'Food in Jaipur, this weekend', false)).toBeVisible();
  await site.settled();

  await named.getByText('Change', { exact: true }).click();
  const address = await named.locator('code').innerText();
  const calendar = await page.request.get(address);
  expect(calendar).toBeOK();
  expect(await calendar.text()).toContain('BEGIN:VCALENDAR');

  await named.getByRole('textbox', { name: 'Name' }).fill('Supper on Saturday');
  await named.getByRole('button', { name: 'Rename' }).click();
  const renamed = saved.search('Supper on Saturday');
  await expect(renamed).toBeVisible();
  await site.settled();
  if (!site.live) {
    await renamed.getByText('Change', { exact: true }).click();
  }
  await renamed.getByRole('button', { name: 'Delete this search' }).click();
  if (site.live) {
    await expect(site.main.getByText('“Supper on Saturday” is deleted.')).toBeFocused();
  }
  await saved.open();
  await expect(saved.searches).toContainText('None yet.');
});

test('a name that will not do is refused beside its field', async ({ site, api, watch }) => {
  watch.expectStatus(422);
  const saved = new SavedPage(site);
  await api.signUp();
  expect(await api.post('save_search', { query: 'domain=art', next: '/' })).toBeOK();
  await saved.open();
  await saved.search('Art').getByText('Change', { exact: true }).click();
  const field = saved.search('Art').getByRole('textbox', { name: 'Name' });
  await field.fill('  ');
  await saved.search('Art').getByRole('button', { name: 'Rename' }).click();
  await expect(field).toHaveAccessibleDescription('Please give it a name.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
});
