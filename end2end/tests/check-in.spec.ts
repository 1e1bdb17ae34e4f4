// The door of a run: by camera, without a network, with two devices, and without JavaScript.
import path from 'node:path';
import { mkdirSync } from 'node:fs';
import { Api, HOST, OTHER_HOST } from '../fixtures/api';
import { film, withCamera } from '../fixtures/camera';
import { awaited, logInAsOwner, openDoor, partyOf } from '../fixtures/doors';
import { expect, test } from '../fixtures/test';
import { DoorPage } from '../pages/door';
import { Site } from '../pages/site';
import { TicketsPage } from '../pages/tickets';

// One door, so one test after the other.
test.describe.configure({ mode: 'serial' });

test('a ticket is scanned by the camera, and a photograph of it says since when @live', async ({ server, api, visitor, watch }, { project }) => {
  test.slow(true, 'a browser of its own, with a camera');
  await api.logIn(HOST);
  const door = await openDoor(api);
  const reference = awaited(door, 2);
  const traveler = await visitor();
  await logInAsOwner(traveler.api, reference);
  const tickets = new TicketsPage(traveler.site);
  await tickets.open(reference);
  await expect(tickets.tickets).toHaveCount(2);
  const name = await tickets.name(0);
  const folder = path.join(server.folder, 'films');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${reference}.y4m`);
  film(file, await tickets.code(0));

  const browser = await withCamera(project.use.launchOptions ?? {}, file);
  try {
    const context = await browser.newContext({ baseURL: server.baseURL, locale: 'en-IN', timezoneId: 'Asia/Kolkata' });
    watch.over(context);
    await new Api(context.request).logIn(HOST);
    const desk = new DoorPage(new Site(await context.newPage(), true));
    await desk.open(door.run);
    await desk.camera.click();
    await expect(desk.word).toHaveText('Yes');
    await expect(desk.said).toContainText(name);
    await expect(desk.said).toContainText('1 of 2 here');
    await expect(desk.link).toContainText('all sent');
    await desk.camera.click();
    await desk.camera.click();
    await expect(desk.word).toHaveText('Already here');
  } finally {
    await browser.close();
  }
  await tickets.open(reference);
  await expect(tickets.tickets.first()).toContainText('here since');
});

test('without a network people are checked in, the page opens again, and all is sent once @live', async ({ context, page, site, api, visitor, watch }) => {
  test.slow(true, 'the network comes and goes');
  watch.expectOffline();
  await api.logIn(HOST);
  const door = await openDoor(api);
  const [first, second] = partyOf(door, awaited(door, 3));
  const here = door.guests.filter((guest) => guest.here).length;
  const desk = new DoorPage(site);
  await desk.open(door.run);
  await desk.kept();

  // As a page loads anew, the browser's own way of being offline lets requests out for a moment.
  await context.route('**/api/check_in', (route) => route.abort('internetdisconnected'));
  await context.setOffline(true);
  await desk.words.fill(first!.code);
  await desk.mark(desk.guest(first!.code), 'Check in');
  await expect(desk.word).toHaveText('Yes');
  await expect(desk.link).toContainText('1 scan waits');
  await page.reload();
  await site.settled();
  await desk.expectHere(here + 1);
  await desk.words.fill(second!.code);
  await desk.mark(desk.guest(second!.code), 'Check in');
  await expect(desk.link).toContainText('2 scans wait');
  await desk.expectHere(here + 2);

  const other = await visitor();
  await other.api.logIn(HOST);
  const otherDesk = new DoorPage(other.site);
  await otherDesk.open(door.run);
  await otherDesk.expectHere(here);

  await context.unroute('**/api/check_in');
  await context.setOffline(false);
  // After some vain attempts it takes a while until the next.
  await expect(desk.link).toContainText('all sent', { timeout: 35_000 });
  await otherDesk.expectHere(here + 2);
  // What one device takes back, the other hears of.
  await otherDesk.words.fill(second!.code);
  await otherDesk.mark(otherDesk.guest(second!.code), 'Undo');
  await expect(otherDesk.word).toHaveText('Taken back');
  await desk.expectHere(here + 1);

  await test.step('whoever logs out leaves no names behind', async () => {
    await site.logOut();
    await expect.poll(() => page.evaluate(async () => [Object.keys(localStorage).filter((key) => key.includes(':list:')), await caches.keys()])).toEqual([[], []]);
  });
});

test('tickets that are not for here, by a scanner that types @live', async ({ site, api, visitor, watch }) => {
  watch.expectStatus(404);
  await api.logIn(HOST);
  const door = await openDoor(api);
  const desk = new DoorPage(site);
  await desk.open(door.run);
  for (const text of ['NK1:ABC', `NK1:${'0'.repeat(10_000)}`, 'https://example.com/ticket']) {
    await desk.type(text);
    await expect(desk.word).toHaveText('Not a ticket');
  }
  const host = await visitor();
  await host.api.logIn(OTHER_HOST);
  await host.site.goto(`/host/runs/${door.run}/check-in`, 404);
});

test('without JavaScript people are found and marked @plain', async ({ site, api }) => {
  await api.logIn(OTHER_HOST);
  const door = await openDoor(api);
  const reference = awaited(door, 3);
  const guest = partyOf(door, reference)[0]!;
  const desk = new DoorPage(site);
  await desk.open(door.run);
  const here = await desk.here();
  await desk.words.fill(reference);
  await desk.find.click();
  await expect(desk.guests).toHaveCount(3);
  await desk.words.fill(guest.code);
  await desk.find.click();
  await expect(desk.guests).toHaveCount(1);
  await desk.mark(desk.guests.first(), 'Check in');
  await expect(desk.word).toHaveText('Yes');
  await expect(desk.said).toContainText('1 of 3 here');
  await desk.expectHere(here + 1);
  await desk.said.getByRole('button', { name: 'Undo' }).click();
  await expect(desk.word).toHaveText('Taken back');
  await desk.expectHere(here);
});
