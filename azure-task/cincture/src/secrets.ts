/**
 * Inputs that are secrets. They are taken out of the environment before the library for tasks sees them: it writes the value of each
 * input that it is asked for into the log of a debugged run. So this module must be the first one that is loaded.
 */

const VARIABLE = 'INPUT_KUBECONFIGCONTENT';

/** The kubeconfig that the task was given, as text or in base64; empty if none. */
export const kubeconfigContent = process.env[VARIABLE] ?? '';

delete process.env[VARIABLE];
