// Where a host's money goes, and how it gets there.
import { ADMIN, HOST, somebody, type Api } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { MailPage } from '../pages/mail';
import { OrganizationPage } from '../pages/organization';
import { PayoutAccountPage } from '../pages/payout-account';

type Payout = { id: number; organization: string; amount: number };

/** A payout that an admin sees. */
async function draft(api: Api, path: string): Promise<Payout> {
  const { payout } = await api.read<{ payout: Payout }>('payout', { payout: path.split('/').pop()! });
  return payout;
}

/** What is collected for an organization just now. */
async function draftOf(api: Api, organization: string): Promise<Payout | undefined> {
  const { payouts } = await api.read<{ payouts: Payout[] }>('payouts', { tab: 'draft' });
  return payouts.find((payout) => payout.organization === organization);
}

const NUMBER = '00123456789012';

test('a payout account: typed in, confirmed by mail, held for a day, withdrawn', async ({ site, api, visitor, watch }) => {
  watch.expectStatus(422);
  const [organization, account] = [new OrganizationPage(site), new PayoutAccountPage(site)];
  const owner = await api.signUp();
  await organization.found(`Tumbler ${somebody().email.split('@')[0]}`);
  await site.goto('/host/payouts');
  await expect(site.main).toContainText('Nothing can be paid until there is an account.');
  await site.link('Give one').click();
  await site.arrived('/host/payouts/account');

  await account.kind('UPI').check();
  await expect(account.upi).toBeVisible();
  await expect(account.number).toBeHidden();
  await account.kind('Bank account').check();
  await expect(account.upi).toBeHidden();
  await account.fillBank(NUMBER, '00123456789013', 'not my password');
  await account.send.click();
  await site.expectFault(account.again, /The two numbers differ/, '00123456789013');
  await expect(account.number).toHaveValue(NUMBER);
  await account.again.fill(NUMBER);
  await account.password.fill('not my password');
  await account.send.click();
  await site.expectFault(account.password, /That is not your password/);
  await account.password.fill(owner.password);
  await account.send.click();
  await site.arrived('/host/payouts/account?saved=asked');
  await expect(site.main).toContainText('SBIN0001234 ····9012');
  await expect(site.main).toContainText('has to follow the link');
  expect(await site.page.content()).not.toContain(NUMBER);

  const reader = await visitor();
  const mail = new MailPage(reader.site);
  await mail.read(owner.email, /^Confirm where the money of Tumbler/);
  const path = (await mail.text.innerText()).match(/\/host\/payouts\/account\/[0-9a-f]{32}/)?.[0];
  expect(path).toBeDefined();
  await site.goto(path!);
  await expect(site.heading).toHaveText('Is this your account?');
  await site.button('Yes, confirm it').click();
  await site.arrived('/host/payouts/account?saved=confirmed');
  await expect(site.main).toContainText('Nothing is paid before');
  await mail.read(owner.email, /^The money of Tumbler .* goes to another account$/);
  await site.button('Withdraw it').click();
  await site.arrived('/host/payouts/account?saved=withdrawn');
  await expect(site.main).toContainText('There is no account yet');
});

test('a payout: disputed and released, approved with a reason, taken to the bank, and paid', async ({ site, page, api, provider, visitor, watch }) => {
  watch.expectStatus(409, 422);
  await api.logIn(ADMIN);
  // What the demo's hosts have earned is collected by itself.
  await expect(async () => {
    await site.goto('/admin/payouts');
    await expect(site.link(/^View payout/).first()).toBeVisible({ timeout: 250 });
  }).toPass();
  // With and without JavaScript at the same time: each takes another one.
  const views = site.link(/^View payout/);
  let reference = await (site.live ? views.first() : views.last()).getAttribute('href');
  expect(await views.count()).toBeGreaterThan(2);
  await site.goto(reference!);

  // A dispute about one of its bookings takes that out of it, and lets it in again once it is won.
  const booking = await site.main.locator('tbody a').first().innerText();
  const before = await draft(api, reference!);
  const { payments } = await api.read<{ payments: { payment: string }[] }>('statement', { reference: booking });
  const dispute = await provider.dispute(payments[0]!.payment);
  await expect(async () => {
    await site.goto('/admin/disputes');
    await expect(site.link(`View the dispute about ${booking}`)).toBeVisible({ timeout: 250 });
  }).toPass();
  await api.post('collect_payouts', {});
  const smaller = await draftOf(api, before.organization);
  expect(smaller?.amount ?? 0).toBeLessThan(before.amount);
  await site.goto('/admin/disputes');
  await site.link(`View the dispute about ${booking}`).click();
  await expect(site.heading).toHaveText(`Dispute about ${booking}`);
  await expect(site.main).toContainText('At the door');
  await expect(site.main.locator('.row-tags')).toContainText('open');
  await provider.decide(dispute, 'won');
  const path = new URL(page.url()).pathname;
  await expect(async () => {
    await site.goto(path);
    await expect(site.main.locator('.row-tags')).toContainText('won', { timeout: 250 });
  }).toPass();
  await api.post('collect_payouts', {});
  const whole = await draftOf(api, before.organization);
  expect(whole?.amount).toBe(before.amount);
  reference = `/admin/payouts/${whole!.id}`;
  await site.goto(reference);
  const title = (await site.heading.innerText()).replace('Payout ', '');
  const amount = await site.main.locator('.row-tags strong').innerText();
  await site.button('Approve it').click();
  await site.expectFault(site.field('Why'), /say why/);
  await site.field('Why').fill('Looked through');
  await site.button('Approve it').click();
  await site.arrived(reference!);
  await expect(site.main.locator('.row-tags')).toContainText(/Approved|On its way/);

  // Who makes the file takes along what the other one has approved.
  await site.goto('/admin/payouts?tab=approved');
  if (await site.button('Make the file').isVisible()) {
    const form = page.getByRole('form', { name: 'A file for the bank' });
    await form.getByLabel('Why').fill('Saturday');
    await form.getByRole('button').click();
  }
  await expect(async () => {
    await site.goto(reference!);
    await expect(site.main.locator('.row-tags')).toContainText('On its way', { timeout: 250 });
  }).toPass();
  await site.goto('/admin/payouts?tab=processing');
  const files = await site.link(/^File \d+ for the bank/).evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const texts = await Promise.all(files.map(async (file) => (await page.request.get(file)).text()));
  const line = texts.flatMap((text) => text.split('\n')).find((line) => line.startsWith(`${title},`));
  expect(line).toContain(`,${amount.replace(/[₹,]/g, '')},`);

  await site.goto(reference!);
  const [utr, day] = [site.field('The bank’s reference (UTR)'), site.field('Paid on')];
  await site.button('The bank has paid it').click();
  await site.expectFault(utr, /12 to 22 letters and digits/);
  await utr.fill(`SBIN${Date.now()}${site.live ? 1 : 2}`.slice(0, 22));
  await day.fill(new Date().toISOString().slice(0, 10));
  await site.button('The bank has paid it').click();
  await site.arrived(reference!);
  await expect(site.main.locator('.row-tags')).toContainText('Paid');
  await site.goto('/admin');
  await expect(site.main).toContainText('The books are in order');

  // The host sees the same, to the paisa.
  const host = await visitor();
  for (const email of [HOST, 'otherhost@example.com']) {
    await host.api.logIn(email);
    const { payouts } = (await (await host.api.get('host_payouts')).json()) as { payouts: { id: number; status: string }[] };
    if (payouts.some(({ id, status }) => `PO-${id}` === title && status === 'paid')) {
      await host.site.goto('/host/payouts');
      await host.site.link(`View payout ${title.replace('PO-', '')}`).click();
      await expect(host.site.main.locator('.row-tags strong')).toHaveText(amount);
      await expect(host.site.main.locator('tfoot strong')).toHaveText(amount);
    }
  }
});
