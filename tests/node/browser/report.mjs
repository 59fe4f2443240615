// Uses report.html as its readers do: with a pointer, with keys, on a small screen, on paper, in the dark, without scripts.
// Usage: node report.mjs CHROMIUM FOLDER [CHECKS], where FOLDER holds failing.html, hostile.html and large.html, and takes the browser's own
// files; CHECKS is how the names of the checks begin. Prints a line for each thing that does not hold; the exit status is 1 then.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {Browser} from './chromium.mjs';

const [program, folder, chosen = ''] = process.argv.slice(2);
const address = (name, part = '') => `${pathToFileURL(join(folder, `${name}.html`))}${part}`;
const pages = readdirSync(folder).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5));

// What a reader sees of the list: the ids of its controls in their order.
const SHOWN = `[...document.querySelectorAll('#list > li')].filter((li) => li.checkVisibility()).map((li) => li.querySelector('.id').textContent)`;
const OPEN = `[...document.querySelectorAll('#list > li > details')].filter((d) => d.open).map((d) => d.querySelector('.id').textContent)`;
const FOCUSED = `document.activeElement.closest('#list > li')?.querySelector('.id').textContent ?? document.activeElement.id`;
const TOLD = `document.getElementById('shown').textContent`;

const choose = async (page, id, value) => {
  await page.value(`(() => { const one = document.getElementById('${id}'); one.value = '${value}'; one.dispatchEvent(new Event('change', {bubbles: true})); })()`);
};
const type = async (page, text) => {
  await page.send('Input.insertText', {text});
  await page.settle();
};

const checks = {
  async 'nothing goes wrong, and nothing is asked for, whatever is opened'(open) {
    for (const name of pages) {
      const page = await open(name);
      await page.value(`document.querySelectorAll('details').forEach((d) => { d.open = true; })`);
      await page.value(`scrollTo(0, document.documentElement.scrollHeight)`);
      await page.settle();
      assert.equal(await page.value(`document.querySelectorAll('img, iframe, object, embed, link, base, video, audio, [style]').length`), 0);
      assert.equal(await page.value(`document.scripts.length`), 1);
      assert.equal(await page.value(`document.getElementById('filters').hidden`), false, 'the script did not run');
    }
  },

  async 'hostile text is read as text'(open) {
    const page = await open('hostile');
    assert.equal(await page.value(`document.title.startsWith('Breached')`), true);
    assert.ok((await page.value(`document.querySelector('#list .desc').textContent`)).includes('</script><img src=x onerror=alert(1)>'));
    await page.press('/');
    await type(page, '</script>');
    assert.ok((await page.value(SHOWN)).length > 0);
  },

  async 'a search looks into ids, titles and texts, and all words must be there'(open) {
    const page = await open('failing');
    const all = await page.value(SHOWN);
    await page.click('#search');
    await type(page, 'MESSAGE of files-1');
    assert.deepEqual(await page.value(SHOWN), ['files-1']);
    assert.match(await page.value(TOLD), new RegExp(`^1 of ${all.length} controls$`));
    await type(page, ' nowhere');
    assert.deepEqual(await page.value(SHOWN), []);
    assert.match(await page.value(TOLD), /^0 of .* nothing fits/);
    await page.press('Escape');
    assert.deepEqual(await page.value(SHOWN), all);
  },

  async 'filters narrow, and say how many controls each choice would show'(open) {
    const page = await open('failing');
    const count = (name, value) => page.value(`Number(document.querySelector('input[name=${name}][value=${value}] ~ .count').textContent)`);
    assert.deepEqual([await count('status', 'failed'), await count('status', 'passed')], [3, 2]);
    await page.click('input[name=status][value=failed]');
    assert.deepEqual(await page.value(SHOWN), ['files-1', 'spaces and "quotes"', 'files-2']);
    assert.deepEqual([await count('severity', 'critical'), await count('status', 'passed')], [1, 2]);
    await page.click('input[name=status][value=passed]');
    await page.click('input[name=severity][value=critical]');
    assert.deepEqual(await page.value(SHOWN), ['files-1', 'users-1']);
    await page.click('#clear');
    assert.equal((await page.value(SHOWN)).length, 8);
    await choose(page, 'nist', 'AC-3');
    assert.deepEqual(await page.value(SHOWN), ['files-1', 'files-2']);
    assert.equal(await page.value(`document.querySelector('#nist option:checked').textContent`), 'AC-3 (2)');
  },

  async 'the order can be chosen'(open) {
    const page = await open('failing');
    assert.deepEqual((await page.value(SHOWN)).slice(0, 3), ['files-1', 'spaces and "quotes"', 'files-2']);
    await choose(page, 'order', 'id');
    assert.deepEqual((await page.value(SHOWN)).slice(0, 4), ['error-1', 'files-1', 'files-2', 'skipped-1']);
    await choose(page, 'order', 'position');
    assert.equal((await page.value(SHOWN))[0], 'users-1');
  },

  async 'everything is done with keys'(open) {
    const page = await open('failing');
    await page.press('j');
    assert.equal(await page.value(FOCUSED), 'files-1');
    await page.press('Enter');
    assert.deepEqual(await page.value(OPEN), ['files-1']);
    await page.press('j', 'ArrowDown');
    assert.equal(await page.value(FOCUSED), 'files-2');
    await page.press('k', 'ArrowUp');
    await page.press('Escape');
    assert.deepEqual([await page.value(OPEN), await page.value(FOCUSED)], [[], 'files-1']);
    await page.press('/', 'j', '/');
    assert.deepEqual([await page.value(FOCUSED), await page.value(`document.getElementById('search').value`)], ['search', 'j/']);
    await page.press('Escape', '/');
    await type(page, 'users');
    await page.press('ArrowDown');
    assert.equal(await page.value(FOCUSED), 'users-1');
    const outline = await page.value(`getComputedStyle(document.activeElement).outlineStyle`);
    assert.notEqual(outline, 'none', 'what has the focus is not to be seen');
    await page.value(`document.getElementById('letters').checked = false`);
    await page.press('/');
    assert.equal(await page.value(FOCUSED), 'users-1', 'the letters were switched off');
  },

  async 'each part that acts has a name and its place in the order of the page'(open) {
    const page = await open('failing');
    const {nodes} = await page.send('Accessibility.getFullAXTree', {});
    const acting = ['button', 'checkbox', 'searchbox', 'textbox', 'combobox', 'link', 'DisclosureTriangle'];
    const nameless = nodes.filter((node) => !node.ignored && acting.includes(node.role?.value) && !node.name?.value?.trim());
    assert.deepEqual(nameless.map((node) => node.role.value), []);
    for (const role of ['banner', 'main', 'search', 'contentinfo', 'status']) {
      assert.ok(nodes.some((node) => node.role?.value === role), `no ${role}`);
    }
    assert.equal(await page.value(`[...document.querySelectorAll('[tabindex]')].filter((e) => e.tabIndex > 0).length`), 0);
    assert.equal(await page.value(`document.querySelectorAll('h1').length`), 1);
  },

  async 'a link opens its control, with and without the script'(open) {
    for (const scripts of [true, false]) {
      const page = await open('failing', {scripts, part: '#control-users-1'});
      await page.settle();
      assert.deepEqual(await page.value(OPEN), ['users-1'], `scripts: ${scripts}`);
      const top = await page.value(`document.getElementById('control-users-1').getBoundingClientRect().top`);
      assert.ok(top > 0 && top < 900, `scripts: ${scripts}: it is at ${top}`);
    }
    const page = await open('failing');
    await page.click('input[name=status][value=skipped]');
    await page.click('.by a');
    await page.settle();
    assert.deepEqual([await page.value(OPEN), await page.value(FOCUSED)], [['files-1'], 'files-1']);
    const links = await page.value(`[...document.querySelectorAll('a[href^="#"]')].every((a) => document.getElementById(a.getAttribute('href').slice(1)))`);
    assert.ok(links, 'a link leads nowhere');
  },

  async 'a figure shows the controls that it counts'(open) {
    const page = await open('failing');
    await page.click('a[data-show=failed][data-of=critical]');
    assert.deepEqual(await page.value(SHOWN), ['files-1']);
    await page.click('a[data-show=passed][data-of=""]');
    assert.equal((await page.value(SHOWN)).length, 2);
  },

  async 'on paper what failed is open, and nothing is there that only a screen needs'(open) {
    for (const scripts of [true, false]) {
      const page = await open('failing', {scripts});
      const visible = `[...document.querySelectorAll('#list > li')].filter((li) => li.querySelector('.body h4').checkVisibility({contentVisibilityAuto: false})).map((li) => li.dataset.status)`;
      assert.deepEqual(await page.value(visible), []);
      await page.media('print');
      assert.deepEqual(new Set(await page.value(visible)), new Set(['failed', 'error']));
      assert.equal(await page.value(`document.getElementById('filters').checkVisibility()`), false);
      assert.equal(await page.value(`document.getElementById('theme').checkVisibility()`), false);
      await page.size(700, 1000);
      assert.equal(await page.value(`[...document.querySelectorAll('.wide')].filter((e) => e.scrollWidth > e.clientWidth).length`), 0, 'a table is cut');
      assert.ok((await page.send('Page.printToPDF', {})).data.length > 1000);
    }
  },

  async 'light and dark have contrast enough, and the button goes before the system'(open) {
    const bright = `(() => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = getComputedStyle(document.body).backgroundColor; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data[0] > 128; })()`;
    for (const scheme of ['light', 'dark']) {
      const page = await open('failing', {scheme});
      assert.equal(await page.value(bright), scheme === 'light');
      await page.value(`document.querySelectorAll('details').forEach((d) => { d.open = true; })`);
      assert.deepEqual(await page.value(`(${faint})()`), [], scheme);
      await page.click('#theme');
      assert.equal(await page.value(bright), true);
      await page.click('#theme');
      assert.equal(await page.value(bright), false);
      assert.match(await page.value(`document.getElementById('theme').textContent`), /dark/);
      await page.click('#theme');
    }
  },

  async 'a small screen needs no scrolling to the side'(open) {
    for (const name of pages) {
      const page = await open(name, {width: 340});
      await page.value(`[...document.querySelectorAll('#list details')].slice(0, 20).forEach((d) => { d.open = true; })`);
      await page.settle();
      const [all, seen] = await page.value(`[document.documentElement.scrollWidth, document.documentElement.clientWidth]`);
      assert.ok(all <= seen, `${name}: ${all} in ${seen}`);
    }
  },

  async 'without the script everything can be read, and nothing is there that would need it'(open) {
    const page = await open('failing', {scripts: false});
    assert.equal((await page.value(SHOWN)).length, 8);
    assert.equal(await page.value(`document.getElementById('filters').checkVisibility()`), false);
    assert.equal(await page.value(`document.getElementById('theme').checkVisibility()`), false);
    await page.click('#list summary');
    assert.deepEqual(await page.value(OPEN), ['files-1']);
    assert.ok((await page.value(`document.querySelector('#list .body').innerText`)).includes('message of files-1'));
  },

  async 'many controls of several targets'(open) {
    const page = await open('large');
    assert.match(await page.value(TOLD), /^2000 of 2000 controls$/);
    // Numbers of list items would make each filter take a time that grows with the square of the list's length.
    assert.equal(await page.value(`getComputedStyle(document.querySelector('#list > li')).display`), 'block');
    await choose(page, 'target', '1');
    await page.click('input[name=status][value=failed]');
    const ids = await page.value(SHOWN);
    assert.equal(ids.length, 100);
    await page.press('/');
    await type(page, ids[7]);
    assert.deepEqual(await page.value(SHOWN), [ids[7]]);
    await page.press('Escape');
    assert.equal((await page.value(SHOWN)).length, 100);
  },
};

// Texts with less contrast than WCAG 2.2 asks for (1.4.3), with what they have. Runs in the page.
function faint() {
  const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const pixel = (colour) => {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      known.set(colour, [...context.getImageData(0, 0, 1, 1).data]);
    }
    return known.get(colour);
  };
  const luminance = ([r, g, b]) => {
    const linear = (c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = pixel(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!own || element.matches('script, option') || !element.checkVisibility()) continue;
    const [a, b] = [luminance(pixel(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(found)];
}

const browser = await Browser.start(program, join(folder, 'browser'));
let failed = 0;
for (const [name, check] of Object.entries(checks).filter(([name]) => name.startsWith(chosen))) {
  const opened = [];
  const open = async (file, {part = '', scheme = 'light', ...options} = {}) => {
    const page = await browser.page(options);
    opened.push([file, page]);
    await page.media('', {'prefers-color-scheme': scheme});
    await page.open(address(file, part));
    return page;
  };
  try {
    await check(open);
    for (const [file, page] of opened) assert.deepEqual(page.complaints, [], file);
  } catch (error) {
    failed += 1;
    console.log([`${name}: ${error.message}`, ...opened.flatMap(([, page]) => page.complaints)].join('\n  '));
  }
  for (const [, page] of opened) await page.close();
}
await browser.end();
process.exitCode = failed > 0 ? 1 : 0;
