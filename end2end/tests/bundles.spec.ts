// Travelers load a bundle without the pages of hosts and admins; whoever goes there gets the one that has them all.
import { HOST } from '../fixtures/api';
import { expect, test } from '../fixtures/test';

const [SMALL, WHOLE] = ['/pkg/nukkad.wasm', '/pkg/nukkad-desk.wasm'];

test('the desk comes along when somebody goes there', { tag: '@live' }, async ({ site, page, api }) => {
  await api.logIn(HOST);
  const loaded: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (path.endsWith('.wasm')) {
      loaded.push(path);
    }
  });
  await site.goto('/');
  expect(new Set(loaded)).toEqual(new Set([SMALL]));
  await site.header.getByRole('link', { name: 'Host', exact: true }).click();
  await site.arrived('/host');
  await expect.poll(() => new Set(loaded)).toEqual(new Set([SMALL, WHOLE]));
  await expect(site.main.getByRole('navigation', { name: /Host/ })).toBeVisible();
  // From there on everything is at hand: nothing is loaded any more, wherever one goes.
  await site.settled();
  const before = loaded.length;
  await page.goBack();
  await site.arrived('/');
  await site.header.getByRole('link', { name: 'Bookings', exact: true }).click();
  await site.arrived('/bookings');
  expect(loaded.length).toBe(before);
});

test('a host page that is asked for outright is live at once', { tag: '@live' }, async ({ site, page, api }) => {
  await api.logIn(HOST);
  const bundle = page.waitForRequest((request) => new URL(request.url()).pathname.endsWith('.wasm'));
  await site.goto('/host/payouts/year');
  expect(new URL((await bundle).url()).pathname).toBe(WHOLE);
});
