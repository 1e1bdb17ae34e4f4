import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** What a host does with one booking, and with all travelers of a run. */
export class HostDesk {
  readonly note: Locator;
  readonly addNote: Locator;
  readonly subject: Locator;
  readonly text: Locator;
  readonly send: Locator;
  readonly preview: Locator;
  readonly reason: Locator;
  readonly cancel: Locator;

  constructor(private readonly site: Site) {
    this.note = site.field('Note');
    this.addNote = site.button('Add the note');
    this.subject = site.field('Subject');
    this.text = site.field('Text');
    this.send = site.button('Send');
    this.preview = site.main.getByRole('region', { name: 'What they read' });
    this.reason = site.field('Reason');
    this.cancel = site.button(/^Cancel the booking/);
  }

  /** Writes a message, and looks at what travelers will read. */
  async write(subject: string, text: string): Promise<void> {
    await this.subject.fill(subject);
    await this.text.fill(text);
    if (!this.site.live) {
      await this.site.button('Show what they read').click();
    }
    await expect(this.preview).toContainText(subject);
    await expect(this.preview).toContainText(text);
  }

  /** Searches the list of a run, whose page is open. */
  async search(words: string): Promise<void> {
    await this.site.main.getByRole('searchbox', { name: 'Search' }).fill(words);
    await this.site.button('Search').click();
    await expect(this.site.page).toHaveURL(/[?&]q=/);
    await this.site.settled();
  }
}
