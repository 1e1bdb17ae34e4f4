import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The page at a run's door. */
export class DoorPage {
  readonly words: Locator;
  readonly find: Locator;
  readonly guests: Locator;
  /** What the door said last. */
  readonly said: Locator;
  readonly word: Locator;
  readonly counts: Locator;
  readonly link: Locator;
  readonly camera: Locator;

  constructor(private readonly site: Site) {
    this.words = site.main.getByRole('searchbox', { name: 'Name, booking or ticket code' });
    this.find = site.button('Find');
    this.guests = site.main.locator('.guest');
    this.said = site.main.getByRole('status').first();
    this.word = this.said.locator('.said-word');
    this.counts = site.main.locator('.door-count');
    this.link = site.main.locator('.door-link');
    this.camera = site.button(/Scan tickets|Stop the camera/);
  }

  async open(run: number): Promise<void> {
    await this.site.goto(`/host/runs/${run}/check-in`);
  }

  /** Types a text and presses Enter, as a handheld scanner does. */
  async type(text: string): Promise<void> {
    await this.words.fill(text);
    await this.words.press('Enter');
  }

  guest(name: string): Locator {
    return this.guests.filter({ hasText: name });
  }

  mark(guest: Locator, button: 'Check in' | 'Undo'): Promise<void> {
    return guest.getByRole('button', { name: button }).click();
  }

  /** The number of people who are here. */
  async here(): Promise<number> {
    return Number(/^(\d+) of/.exec(await this.counts.innerText())?.[1]);
  }

  async expectHere(number: number): Promise<void> {
    await expect(this.counts).toContainText(new RegExp(`^${number} of`));
  }

  /** Waits until a copy of the page is on the device. */
  async kept(): Promise<void> {
    await expect(this.link).toContainText('opens without a network');
  }
}
