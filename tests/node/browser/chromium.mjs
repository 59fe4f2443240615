// Drives a headless Chromium over a pipe, in the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/
// Nothing but Node is needed. The browser has a home of its own in `folder`, and no way to any host.
import {spawn} from 'node:child_process';
import {join} from 'node:path';

const FLAGS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-sandbox', // the tests run as root, where Chromium's sandbox does not start
  '--no-first-run',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--force-color-profile=srgb',
];

// Milliseconds until an answer must have come.
const PATIENCE = 60_000;

export class Browser {
  #child;
  #next = 1;
  #open = new Map();
  #listeners = new Set();

  static async start(program, folder) {
    const browser = new Browser();
    const home = {HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder};
    browser.#child = spawn(program, [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      env: {...process.env, ...home},
    });
    browser.#child.once('error', (error) => browser.#fail(error));
    browser.#child.once('exit', (status) => browser.#fail(new Error(`the browser ended with ${status}`)));
    browser.#listen(browser.#child.stdio[4]);
    await browser.send('Browser.getVersion');
    return browser;
  }

  // The answer to a command; fails where the browser refuses it or does not answer.
  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE);
      this.#open.set(id, {resolve, reject, method, timer});
      this.#child.stdio[3].write(`${JSON.stringify({id, method, params, sessionId})}\0`);
    });
  }

  onEvent(listener) {
    this.#listeners.add(listener);
  }

  async page(options = {}) {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    return Page.prepare(this, sessionId, targetId, options);
  }

  async end() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.send('Browser.close').catch(() => {});
    await ended;
  }

  #fail(error) {
    for (const {reject, timer} of this.#open.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#open.clear();
  }

  #listen(stream) {
    let parts = [];
    stream.on('data', (data) => {
      let from = 0;
      for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, from)) {
        parts.push(data.subarray(from, end));
        this.#take(JSON.parse(Buffer.concat(parts).toString('utf8')));
        parts = [];
        from = end + 1;
      }
      parts.push(data.subarray(from));
    });
  }

  #take(message) {
    if (message.id === undefined) {
      this.#listeners.forEach((listener) => listener(message));
      return;
    }
    const open = this.#open.get(message.id);
    if (!open) return;
    this.#open.delete(message.id);
    clearTimeout(open.timer);
    if (message.error) open.reject(new Error(`${open.method}: ${message.error.message}`));
    else open.resolve(message.result);
  }
}

// A tab. It keeps what a page must not do: errors, refusals of its policy, and requests for anything but itself.
export class Page {
  complaints = [];
  #browser;
  #session;
  #target;
  #scripts;
  #loaded = [];

  static async prepare(browser, session, target, {scripts = true, width = 1280, height = 900}) {
    const page = new Page();
    page.#browser = browser;
    page.#session = session;
    page.#target = target;
    page.#scripts = scripts;
    browser.onEvent((event) => event.sessionId === session && page.#take(event));
    for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Audits']) await page.send(`${domain}.enable`);
    if (!scripts) await page.send('Emulation.setScriptExecutionDisabled', {value: true});
    await page.size(width, height);
    return page;
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  async close() {
    await this.#browser.send('Target.closeTarget', {targetId: this.#target});
  }

  size(width, height) {
    return this.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: false});
  }

  media(media, features = {}) {
    const list = Object.entries(features).map(([name, value]) => ({name, value}));
    return this.send('Emulation.setEmulatedMedia', {media, features: list});
  }

  async open(address) {
    const loaded = new Promise((resolve) => this.#loaded.push(resolve));
    const {errorText} = await this.send('Page.navigate', {url: address});
    if (errorText) throw new Error(`${address}: ${errorText}`);
    await loaded;
  }

  // The value of an expression in the page.
  async value(expression) {
    const params = {expression, returnByValue: true, awaitPromise: true};
    const {result, exceptionDetails} = await this.send('Runtime.evaluate', params);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // Presses keys one after the other: names such as `Enter`, or single letters.
  async press(...keys) {
    for (const key of keys) {
      const text = key.length === 1 ? key : {Enter: '\r'}[key];
      const codes = {Enter: 13, Escape: 27, ArrowDown: 40, ArrowUp: 38, Tab: 9, ' ': 32};
      const code = codes[key] ?? key.toUpperCase().charCodeAt(0);
      const event = {key, text, windowsVirtualKeyCode: code, code: key.length === 1 ? `Key${key.toUpperCase()}` : key};
      await this.send('Input.dispatchKeyEvent', {type: text ? 'keyDown' : 'rawKeyDown', ...event});
      await this.send('Input.dispatchKeyEvent', {type: 'keyUp', ...event, text: undefined});
    }
  }

  async click(selector) {
    const place = await this.value(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element.scrollIntoView({block: 'center', behavior: 'instant'});
      const box = element.getBoundingClientRect();
      return {x: box.x + box.width / 2, y: box.y + box.height / 2};
    })()`);
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.send('Input.dispatchMouseEvent', {type, ...place, button: 'left', clickCount: 1});
    }
  }

  // Until the page has done what it put off, such as a search. Where it runs no scripts, it has no timers either.
  async settle() {
    if (!this.#scripts) return;
    await this.value('new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)), 20))');
  }

  #take({method, params}) {
    if (method === 'Page.loadEventFired') this.#loaded.splice(0).forEach((resolve) => resolve());
    if (method === 'Runtime.exceptionThrown') {
      const {exception, text} = params.exceptionDetails;
      this.complaints.push(`exception: ${exception?.description ?? text}`);
    }
    if (method === 'Runtime.consoleAPICalled') this.complaints.push(`console.${params.type}`);
    if (method === 'Log.entryAdded') this.complaints.push(`log: ${params.entry.text}`);
    if (method === 'Audits.issueAdded') this.complaints.push(`issue: ${JSON.stringify(params.issue)}`);
    if (method === 'Network.requestWillBeSent' && params.type !== 'Document') {
      this.complaints.push(`request: ${params.request.url}`);
    }
    if (method === 'Page.javascriptDialogOpening') this.complaints.push(`dialog: ${params.message}`);
  }
}
