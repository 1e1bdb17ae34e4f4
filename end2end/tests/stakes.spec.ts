// After the run: who was there, stakes that come back, and those who appeal.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ADMIN, HOST, OTHER_HOST, type Api } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { AppealCase, AppealPage, AttendanceList } from '../pages/stakes';

type Booking = { appeal: { status: string } | null; stakes: { name: string; stake: string; amount: number }[] };

/** Logs in as a guest of the demo who may still appeal, and whom no other test has; gives the reference. */
async function claimAppeal(api: Api, folder: string): Promise<string> {
  for (let guest = 1; guest <= 60; guest += 1) {
    const email = `guest${String(guest).padStart(2, '0')}@example.com`;
    const answer = await api.post('log_in', { 'form[email]': email, 'form[password]': 'nukkad-demo', 'form[next]': '/' });
    if (!answer.ok()) {
      break;
    }
    for (const { reference, status } of await api.bookings()) {
      const booking = status === 'completed' ? ((await api.booking(reference)) as unknown as Booking) : undefined;
      if (booking?.appeal?.status === 'possible' && claimed(folder, reference)) {
        return reference;
      }
    }
  }
  throw new Error('nobody of the demo may appeal any more');
}

/** Only one process can make a folder. */
function claimed(folder: string, reference: string): boolean {
  const claims = path.join(folder, 'appeals');
  mkdirSync(claims, { recursive: true });
  try {
    mkdirSync(path.join(claims, reference));
    return true;
  } catch {
    return false;
  }
}

test('a traveler who was missed appeals, an admin grants it, and the stake comes back', async ({ site, api, server, visitor, watch }) => {
  watch.expectStatus(422);
  const reference = await claimAppeal(api, server.folder);
  const appeal = new AppealPage(site);
  await site.goto(`/bookings/${reference}`);
  await expect(site.main).toContainText('The stake waits: it is not lost yet');
  await site.link('Appeal').click();
  await site.arrived(`/bookings/${reference}/appeal`);
  await appeal.chooseAll();
  await appeal.send.click();
  await site.expectFault(appeal.words, /what happened/);
  await appeal.chooseAll();
  await appeal.words.fill('We stood at the <wrong> corner.');
  await appeal.send.click();
  await expect(appeal.notice).toContainText('It is being looked at');

  const admin = await visitor();
  await admin.api.logIn(ADMIN);
  const { id } = ((await (await admin.api.get('open_appeals')).json()) as { id: number; reference: string }[]).find((open) => open.reference === reference)!;
  await admin.site.goto('/admin');
  await admin.site.main.locator(`a[href="/admin/appeals/${id}"]`).click();
  await admin.site.arrived(`/admin/appeals/${id}`);
  await expect(admin.site.main).toContainText('We stood at the <wrong> corner.');
  const decision = new AppealCase(admin.site);
  await decision.choice(/goes back/).check();
  await decision.words.fill('The pictures show you.');
  await decision.decide.click();
  await expect(admin.site.main).toContainText('Granted: the stake goes back.');

  await expect.poll(async () => ((await api.booking(reference)) as unknown as Booking).stakes.map(({ stake }) => stake)).not.toContain('return_due');
  await site.goto(`/bookings/${reference}`);
  await expect(site.main).toContainText('It was decided in your favor');
  await expect(site.main).toContainText('Your appeal was granted.');
});

test('a host sees who came to a run that is final, and cannot make it final again', async ({ site, api }) => {
  const list = new AttendanceList(site);
  await api.logIn(HOST);
  const { runs } = await api.hostRuns('past');
  const run = runs.sort((one, other) => other.bookings - one.bookings)[0]!.card.run;
  await site.goto(`/host/runs/${run}`);
  await site.link('Attendance').first().click();
  await site.arrived(`/host/runs/${run}/attendance`);
  await expect(list.rows.first()).toBeVisible();
  await expect(list.final).toHaveCount(0);
});

test('another host’s attendance does not exist', async ({ site, api, visitor, watch }) => {
  watch.expectStatus(404);
  const owner = await visitor();
  await owner.api.logIn(HOST);
  const run = (await owner.api.hostRuns('upcoming')).runs[0]!.card.run;
  await owner.site.goto(`/host/runs/${run}/attendance`);
  await expect(owner.site.main).toContainText('The run is not over yet');
  await api.logIn(OTHER_HOST);
  await new AttendanceList(site).open(run, 404);
  expect((await api.post('finalize_run', { run: String(run), closing: 'by_attendance', seen: '0' })).status()).toBe(404);
});
