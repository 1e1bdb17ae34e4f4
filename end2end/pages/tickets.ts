import type { Locator } from '@playwright/test';
import type { Code } from '../fixtures/camera';
import type { Site } from './site';

/** The tickets of a booking. */
export class TicketsPage {
  readonly tickets: Locator;

  constructor(private readonly site: Site) {
    this.tickets = site.main.locator('.admit');
  }

  async open(reference: string): Promise<void> {
    await this.site.goto(`/bookings/${reference}/tickets`);
  }

  /** The QR code of one ticket, counted from 0. */
  async code(index: number): Promise<Code> {
    const drawing = this.tickets.nth(index).locator('svg.qr');
    const [box, path] = [await drawing.getAttribute('viewBox'), await drawing.locator('path').getAttribute('d')];
    return { modules: Number(box?.split(' ')[2]), path: path ?? '' };
  }

  name(index: number): Promise<string> {
    return this.tickets.nth(index).locator('.admit-name').innerText();
  }
}
