/**
 * The task Cincture@0: the inputs go to `cincture ci`, whose output the agent reads, and its exit status decides. What is told to
 * Azure Pipelines is written by the program. The task never ends as SucceededWithIssues.
 */

// First: see there.
import { kubeconfigContent } from './secrets';

import * as tl from 'azure-pipelines-task-lib/task';

import { access } from './connection';
import { variable, variables } from './inputs';
import { find } from './program';
import { run, why } from './run';

const KUBECONFIG = variable('kubeconfigContent');
const CONTEXT = variable('context');

/** The variables of the program. */
function environment(): NodeJS.ProcessEnv {
  const inputs = variables();
  const connection = tl.getInput('connection');
  if (kubeconfigContent.trim() !== '') {
    inputs.set(KUBECONFIG, kubeconfigContent);
  }
  if (connection) {
    if (inputs.has(KUBECONFIG) || inputs.has(variable('kubeconfig'))) {
      throw new Error('there are a service connection and a kubeconfig: leave one of them away');
    }
    const { kubeconfig, context } = access(connection);
    inputs.set(KUBECONFIG, kubeconfig);
    if (context && !inputs.has(CONTEXT)) {
      inputs.set(CONTEXT, context);
    }
  }
  mask(inputs.get(KUBECONFIG) ?? '');
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('INPUT_'));
  return { ...Object.fromEntries(others), ...Object.fromEntries(inputs), CINCTURE_PLATFORM: 'azure' };
}

/** Of a kubeconfig of several lines, the program masks what is secret in it; all of its lines would mask every name of a cluster. */
function mask(kubeconfig: string): void {
  const text = kubeconfig.trim();
  if (!/[\r\n]/.test(text)) {
    tl.setSecret(text);
  }
}

async function main(): Promise<void> {
  // The agent's word for it would be lost behind a line that the program did not end.
  process.exitCode = 1;
  try {
    const end = await run(await find(), environment());
    if (end === 0) {
      process.exitCode = 0;
      tl.setResult(tl.TaskResult.Succeeded, 'pass (0): everything asked for was checked, and the threshold holds');
    } else {
      process.exitCode = typeof end === 'number' ? end : 1;
      tl.setResult(tl.TaskResult.Failed, why(end));
    }
  } catch (error) {
    tl.setResult(tl.TaskResult.Failed, error instanceof Error ? error.message : String(error));
  }
}

void main();
