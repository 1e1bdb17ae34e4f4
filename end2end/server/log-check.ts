// Fails the whole run when the server has panicked, logged an error or warned about hydration, and says so on the last line.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { serverLog } from '../settings';

const BAD = /panicked| ERROR |hydration/i;
const COLORS = /\u001b\[[0-9;]*m/g;

export default class LogCheck implements Reporter {
  private readonly counts = new Map<string, number>();

  onTestEnd(_test: TestCase, result: TestResult): void {
    this.counts.set(result.status, (this.counts.get(result.status) ?? 0) + 1);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    if (this.counts.size === 0) {
      return undefined;
    }
    const lines = existsSync(serverLog) ? readFileSync(serverLog, 'utf8').replace(COLORS, '').split('\n') : ['the server left no log: ERROR '];
    const bad = lines.filter((line) => BAD.test(line));
    for (const line of bad) {
      console.log(`  server: ${line}`);
    }
    const tests = [...this.counts].map(([status, count]) => `${count} ${status}`).join(', ');
    const sound = bad.length === 0 && result.status === 'passed';
    console.log(`${sound ? 'End to end: all is well' : 'End to end: FAILED'} (${tests}; ${bad.length} bad lines in ${path.relative(process.cwd(), serverLog)})`);
    return bad.length > 0 ? { status: 'failed' } : undefined;
  }

  printsToStdio(): boolean {
    return true;
  }
}
