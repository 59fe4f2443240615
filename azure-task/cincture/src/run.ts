/** Running the program, and what its end means. */

import { spawn } from 'node:child_process';

/** What the agent sends where a build is cancelled; the program then ends what it began, and writes what it has. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The exit status of `program ci`, or the signal that ended it. There is no shell, and the agent reads its output directly. */
export function run(program: string, env: NodeJS.ProcessEnv): Promise<number | string> {
  return new Promise((done, failed) => {
    // Before the program is there: one that comes while it is started would end this process alone.
    const handlers = SIGNALS.map((signal) => ({ signal, handler: () => void child.kill(signal) }));
    handlers.forEach(({ signal, handler }) => process.on(signal, handler));
    const child = spawn(program, ['ci'], { env, stdio: ['ignore', 'inherit', 'inherit'], shell: false });
    const over = () => handlers.forEach(({ signal, handler }) => process.off(signal, handler));
    child.on('error', (error) => {
      over();
      failed(new Error(`the program cannot be started: ${error.message}`));
    });
    child.on('close', (status, signal) => {
      over();
      done(status ?? signal ?? 'nobody knows what');
    });
  });
}

/** Why a run that did not end with 0 failed. */
export function why(end: number | string): string {
  switch (end) {
    case 1:
      return 'failed (1): Cincture or its surroundings failed';
    case 2:
      return 'invalid (2): usage, or an invalid configuration, threshold, profile or results file';
    case 3:
      return 'breached (3): the threshold does not hold';
    case 4:
      return 'incomplete (4): something that was asked for was not checked';
    default:
      return `the program was ended by ${end}, which is no exit status of Cincture`;
  }
}
