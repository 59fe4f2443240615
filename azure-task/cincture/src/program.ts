/**
 * The program, of known content: the one that the input `program` names, one in PATH, or the one at `downloadUrl`. What was
 * downloaded, now or earlier, is used only with the checksum that it must have.
 */

import { createHash } from 'node:crypto';
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import * as tl from 'azure-pipelines-task-lib/task';

const NAME = process.platform === 'win32' ? 'cincture.exe' : 'cincture';
/** The longest time for a download, milliseconds. */
const LONGEST = 600_000;
/** Most bytes of a program. */
const MOST = 256 * 1024 * 1024;
/** Most addresses that one may lead to. */
const MOST_ADDRESSES = 6;

/** Its path. Throws where there is none. */
export async function find(): Promise<string> {
  const named = given('program');
  if (named) {
    return executable(resolve(named));
  }
  const url = given('downloadUrl');
  if (url) {
    return downloaded(url, given('checksum'));
  }
  const installed = tl.which('cincture');
  if (!installed) {
    throw new Error('there is no cincture in PATH: give the input program, or downloadUrl and checksum');
  }
  return installed;
}

function given(input: string): string {
  return tl.getInput(input)?.trim() ?? '';
}

function executable(path: string): string {
  try {
    accessSync(path, constants.X_OK);
    if (statSync(path).isFile()) {
      return path;
    }
  } catch {
    // Said below, as for what is no file.
  }
  throw new Error(`the input program names no program: ${path}`);
}

async function downloaded(url: string, checksum: string): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(checksum)) {
    throw new Error('the input checksum must be the SHA-256 of the program, in 64 small hexadecimal digits');
  }
  const kept = tl.getVariable('Agent.ToolsDirectory') || tl.getVariable('Agent.TempDirectory');
  if (!kept) {
    throw new Error('the agent has no folder for tools (Agent.ToolsDirectory)');
  }
  const folder = join(kept, 'cincture', checksum);
  const program = join(folder, NAME);
  if ((await digest(program)) === checksum) {
    return program;
  }
  await mkdir(folder, { recursive: true });
  const fresh = await mkdtemp(join(folder, 'fresh-'));
  try {
    const file = join(fresh, NAME);
    await save(await answer(url), file);
    const found = await digest(file);
    if (found !== checksum) {
      throw new Error(`what was downloaded has another checksum: ${found}, not ${checksum}`);
    }
    await rename(file, program);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return program;
}

/** The SHA-256 of a file; empty where it cannot be read. */
async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk);
    }
  } catch {
    return '';
  }
  return hash.digest('hex');
}

/** The answer that `url` leads to, over addresses that are all https. */
async function answer(url: string): Promise<Response> {
  const signal = AbortSignal.timeout(LONGEST);
  let address = url;
  for (let hop = 0; hop < MOST_ADDRESSES; hop += 1) {
    if (!URL.canParse(address) || new URL(address).protocol !== 'https:') {
      throw new Error('the program cannot be downloaded: its address is not https://, or leads to one that is not');
    }
    const response = await fetch(address, { redirect: 'manual', signal }).catch((e) => {
      throw new Error(`the program cannot be downloaded: ${e?.cause?.message ?? e?.message}`);
    });
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !next) {
      return response;
    }
    address = URL.canParse(next, address) ? new URL(next, address).href : next;
  }
  throw new Error('the program cannot be downloaded: one address leads to the next');
}

async function save(response: Response, path: string): Promise<void> {
  if (!response.ok || !response.body) {
    throw new Error(`the program cannot be downloaded: the answer is ${response.status}`);
  }
  const file = await open(path, 'wx', 0o700);
  try {
    let length = 0;
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > MOST) {
        throw new Error('the program cannot be downloaded: it is longer than 256 MiB');
      }
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
}
