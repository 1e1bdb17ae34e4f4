import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { Site } from './site';

/** In development, the mails that went out. These pages are drawn without the application. */
export class MailPage {
  readonly rows: Locator;
  readonly html: FrameLocator;
  readonly text: Locator;
  private readonly page: Page;

  constructor(site: Site) {
    this.page = site.page;
    this.rows = site.main.locator('tbody tr');
    this.html = this.page.frameLocator('iframe');
    this.text = site.main.locator('pre');
  }

  /** Looks until a mail has come to somebody, and opens it. */
  async read(to: string, subject: RegExp): Promise<void> {
    const link = this.rows.filter({ hasText: to }).getByRole('link', { name: subject });
    await expect(async () => {
      await this.page.goto('/dev/mail');
      await expect(link).toHaveCount(1, { timeout: 250 });
    }).toPass();
    await link.click();
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(subject);
  }

  /** What an attachment holds, lines that were folded made whole. */
  async attachment(name: string): Promise<string> {
    const href = await this.page.getByRole('link', { name }).getAttribute('href');
    const response = await this.page.request.get(href ?? '');
    expect(response).toBeOK();
    expect(response.headers()['content-disposition']).toBe('attachment');
    return (await response.text()).replaceAll('\r\n ', '');
  }
}
