/** The inputs of the task as the program takes them. What they are is in task.json and nowhere else. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as tl from 'azure-pipelines-task-lib/task';

/** Inputs that are for the task itself, and the one that is a secret. */
const NOT_PASSED_ON = ['connection', 'program', 'downloadUrl', 'checksum', 'kubeconfigContent'];

/** `INPUT_WAIT_READY` for `waitReady`. */
export function variable(input: string): string {
  return `INPUT_${input.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** A variable for each input that has a value, with the value as it was written. */
export function variables(): Map<string, string> {
  const task: { inputs: { name: string }[] } = JSON.parse(readFileSync(join(__dirname, '..', 'task.json'), 'utf8'));
  const names = task.inputs.map(({ name }) => name).filter((name) => !NOT_PASSED_ON.includes(name));
  const given = names.map((name): [string, string] => [variable(name), tl.getInput(name) ?? '']);
  return new Map(given.filter(([, value]) => value.trim() !== ''));
}
