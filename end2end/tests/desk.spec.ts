// A run's host at the desk: finds people, notes, writes to them, and takes one booking off.
import { readFileSync } from 'node:fs';
import { OTHER_HOST, exactRupees, rupees, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookingPage } from '../pages/booking';
import { HostDesk } from '../pages/host-desk';
import { HostRunPage } from '../pages/host-run';
import { MailPage } from '../pages/mail';

test('a host finds a booking, notes, writes, and takes it off again', async ({ site, page, api, runs, provider, visitor, watch }) => {
  test.slow(true, 'two people at a browser each');
  watch.expectStatus(409, 422);
  const run = await runs.claim({ host: 'Studio Neel', staked: true, left: 4 });
  const each = run.price + run.stake;
  const guest = await visitor();
  const { email } = await guest.api.signUp(somebody('Asha Rao'));
  const reference = await guest.api.book(run, ['Asha Rao', 'Zubin Oberoi-Desk'], email);
  await provider.settle(guest.api, reference);
  await api.logIn(OTHER_HOST);
  const [details, desk] = [new HostRunPage(site), new HostDesk(site)];
  const here = `/host/runs/${run.run}`;

  await test.step('found by the name of whoever comes along', async () => {
    await site.goto(here);
    await desk.search('oberoi-desk');
    await expect(details.rows).toHaveCount(1);
    await expect(details.rows).toContainText(reference);
    await site.link('By traveler').click();
    await site.arrived(/view=travelers/);
    await expect(details.rows).toHaveCount(1);
    await expect(details.cell(details.rows.first(), 'Traveler')).toHaveText('Zubin Oberoi-Desk');
    await expect(details.cell(details.rows.first(), 'Attendance')).toHaveText('expected');
  });

  await test.step('the file has what is listed', async () => {
    const download = page.waitForEvent('download');
    await site.link('CSV').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^nukkad-\d{4}-\d\d-\d\d-\d{4}-.+-travelers\.csv$/);
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(reference);
  });

  await test.step('a note, with nothing in it at first', async () => {
    await site.link(reference).click();
    await site.arrived(`${here}/bookings/${reference}`);
    await desk.addNote.click();
    await site.expectFault(desk.note, /\w/, '');
    await site.settled();
    await desk.note.fill('Comes with a cane');
    await desk.addNote.click();
    await expect(site.main.getByRole('listitem').filter({ hasText: 'Comes with a cane' })).toHaveCount(1);
  });

  await test.step('a message to this booking alone', async () => {
    await site.link('Write to them').click();
    await site.arrived(`${here}/messages?to=${reference}`);
    await expect(site.main.getByRole('radio', { name: 'Only those ticked here' })).toBeChecked();
    await expect(site.main.getByRole('checkbox', { name: new RegExp(reference) })).toBeChecked();
    await desk.write('Another gate', 'We meet at gate 2.');
    await desk.send.click();
    await expect(site.main.getByRole('status')).toHaveText('Your message is on its way to 1 booking.');
    const mail = new MailPage(guest.site);
    await mail.read(email, /^Another gate: /);
    await expect(mail.text).toContainText('We meet at gate 2.');
    await expect(mail.text).not.toContainText(OTHER_HOST);
  });

  await test.step('the list for the door', async () => {
    await site.goto(`${here}/door-list`);
    await expect(details.row(reference)).toHaveCount(2);
    await expect(details.row(reference).first()).toContainText('Comes with a cane');
  });

  await test.step('and off it goes, with all of the money', async () => {
    await site.goto(`${here}/bookings/${reference}`);
    await site.link('Cancel this booking').click();
    await site.arrived(`${here}/bookings/${reference}/cancel`);
    await expect(desk.cancel).toHaveText(`Cancel the booking, ${rupees(2 * each)} goes back`);
    await desk.cancel.click();
    await site.expectFault(desk.reason, /\w/, '');
    await site.settled();
    await desk.reason.fill('The cook is ill');
    await desk.cancel.click();
    await site.arrived(`${here}/bookings/${reference}`);
    await expect(site.main.locator('.row-tags')).toContainText('cancelled');
    const booking = new BookingPage(guest.site);
    await booking.open(reference);
    await booking.expectSentBack(2 * each);
    await expect(booking.notice).toContainText('The host has cancelled your booking: The cook is ill');
    const mail = new MailPage(guest.site);
    await mail.read(email, /^Cancelled by the host: /);
    await expect(mail.text).toContainText(exactRupees(2 * each));
    await site.goto(`${here}/bookings/${reference}/cancel`, 409);
  });
});

test('ticks in the list go along to the message', async ({ site, api }) => {
  await api.logIn(OTHER_HOST);
  const busiest = (await api.hostRuns('upcoming')).runs.sort((one, other) => other.bookings - one.bookings)[0]?.card;
  const details = new HostRunPage(site);
  await site.goto(`/host/runs/${busiest?.run}?status=confirmed`);
  const tick = details.rows.first().getByRole('checkbox');
  const reference = (await tick.getAttribute('value')) ?? '';
  await tick.check();
  await site.button('Write to those ticked').click();
  await site.arrived(`/host/runs/${busiest?.run}/messages?to=${reference}`);
  const ticked = site.main.getByRole('checkbox', { checked: true });
  await expect(ticked).toHaveCount(1);
  await expect(ticked).toHaveValue(reference);
});
