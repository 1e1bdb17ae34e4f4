// Fails the whole run when a server has panicked, logged an error or warned about hydration, and says so on the last line.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { servers, type Server } from '../settings';

// An address in use is the provider's: tests must not meet somebody else's.
const BAD = /panicked| ERROR |[Hh]ydration|address is in use/;
const COLORS = /\u001b\[[0-9;]*m/g;

function badLines({ log, provoked }: Server): string[] {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').replace(COLORS, '').split('\n') : ['the server left no log: ERROR '];
  return lines.filter((line) => BAD.test(line) && !provoked?.test(line));
}

export default class LogCheck implements Reporter {
  private readonly counts = new Map<string, number>();

  onTestEnd(_test: TestCase, result: TestResult): void {
    this.counts.set(result.status, (this.counts.get(result.status) ?? 0) + 1);
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] } | undefined> {
    if (this.counts.size === 0) {
      return undefined;
    }
    const bad = servers.flatMap(badLines);
    for (const line of bad) {
      console.log(`  server: ${line}`);
    }
    const tests = [...this.counts].map(([status, count]) => `${count} ${status}`).join(', ');
    const sound = bad.length === 0 && result.status === 'passed';
    console.log(`${sound ? 'End to end: all is well' : 'End to end: FAILED'} (${tests}; ${bad.length} bad lines in ${servers.map(({ log }) => path.relative(process.cwd(), log)).join(', ')})`);
    return bad.length > 0 ? { status: 'failed' } : undefined;
  }

  printsToStdio(): boolean {
    return true;
  }
}
