// The script of report.html: searches, filters, sorts, and moves by keys. It reads text that may be hostile and makes no
// markup of it: nodes are only shown, hidden, moved, or given text. Nothing is fetched, and nothing is evaluated.
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const list = byId('list');
  const form = byId('filters');
  const search = byId('search');
  const shown = byId('shown');
  const FACETS = ['status', 'severity', 'target', 'profile', 'nist'];
  // Bit of the search in the mask of what keeps a control from being shown; the facets have those below it.
  const SEARCH = 1 << FACETS.length;

  const items = Array.from(list.children, (element) => {
    const data = element.dataset;
    const details = element.firstElementChild;
    return {
      element, details, summary: details.firstElementChild, visible: true, text: null, position: Number(data.position),
      values: { status: data.status, severity: data.severity, target: data.target, profile: data.profile, nist: data.nist ? data.nist.split('\n') : [] },
    };
  });
  const inOrder = items.slice();
  const unlisted = Number(shown.textContent.split(' of ')[1].split(' ')[0]) - items.length;
  const itemOf = new Map(items.map((item) => [item.element, item]));

  // Filters -----------------------------------------------------------------------------------------------------------

  // What a search looks at: every text from outside, without our own labels. Collected when it is first needed.
  const textOf = (item) => {
    if (item.text === null) {
      item.text = Array.from(item.details.querySelectorAll('.x'), (part) => part.textContent).join('\n').toLowerCase();
    }
    return item.text;
  };

  const boxes = (name) => Array.from(form.querySelectorAll(`input[name=${name}]`));
  const controls = Object.fromEntries(FACETS.map((name) => [name, { boxes: boxes(name), select: byId(name) }]));

  // The chosen values of each facet; null where nothing is chosen, so that all are.
  const chosen = () => Object.fromEntries(FACETS.map((name) => {
    const { boxes, select } = controls[name];
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    if (select && select.value !== '') values.push(select.value);
    return [name, values.length > 0 ? new Set(values) : null];
  }));

  const has = (wanted, value) => (Array.isArray(value) ? value.some((one) => wanted.has(one)) : wanted.has(value));

  const mask = (item, wanted, words) => {
    let bits = 0;
    FACETS.forEach((name, bit) => {
      if (wanted[name] !== null && !has(wanted[name], item.values[name])) bits |= 1 << bit;
    });
    if (words.length > 0 && !words.every((word) => textOf(item).includes(word))) bits |= SEARCH;
    return bits;
  };

  // Shows what fits, and counts for each value of each facet how many it would show with everything else as it is.
  const filter = () => {
    const wanted = chosen();
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const counts = FACETS.map(() => new Map());
    const count = (bit, value) => counts[bit].set(value, (counts[bit].get(value) ?? 0) + 1);
    let visible = 0;
    for (const item of items) {
      const bits = mask(item, wanted, words);
      const isVisible = bits === 0;
      if (isVisible !== item.visible) {
        item.element.hidden = !isVisible;
        item.visible = isVisible;
      }
      visible += isVisible ? 1 : 0;
      FACETS.forEach((name, bit) => {
        if ((bits & ~(1 << bit)) !== 0) return;
        const value = item.values[name];
        if (Array.isArray(value)) new Set(value).forEach((one) => count(bit, one));
        else count(bit, value);
      });
    }
    FACETS.forEach((name, bit) => showCounts(controls[name], counts[bit]));
    tell(visible);
  };

  const showCounts = ({ boxes, select }, counts) => {
    for (const box of boxes) box.parentElement.querySelector('.count').textContent = String(counts.get(box.value) ?? 0);
    if (!select) return;
    for (const option of select.options) {
      if (option.value === '') continue;
      option.dataset.name ??= option.textContent;
      option.textContent = `${option.dataset.name} (${counts.get(option.value) ?? 0})`;
    }
  };

  const tell = (visible) => {
    const all = `${visible} of ${items.length + unlisted} controls`;
    shown.textContent = visible === 0 && items.length > 0 ? `${all}: nothing fits the search and the filters` : all;
  };

  // NIST tags are known only here; as options they are text like everything else.
  const addTags = () => {
    const tags = new Set(items.flatMap((item) => item.values.nist));
    if (tags.size === 0) return;
    const { select } = controls.nist;
    const sorted = Array.from(tags).sort(new Intl.Collator('en', { numeric: true }).compare);
    for (const tag of sorted.slice(0, 2000)) select.add(new Option(tag, tag));
    if (sorted.length > 2000) {
      const rest = new Option(`${sorted.length - 2000} more: search for them`, '');
      rest.disabled = true;
      select.add(rest);
    }
    select.parentElement.hidden = false;
  };

  const sort = () => {
    const key = byId('order').value;
    const collator = new Intl.Collator('en', { numeric: true });
    const text = (item, part) => item.summary.querySelector(`.${part}`)?.textContent ?? '';
    let sorted = inOrder.slice();
    if (key === 'position') sorted.sort((a, b) => a.position - b.position);
    else if (key !== '') {
      const keyed = sorted.map((item) => [text(item, key), item]);
      sorted = keyed.sort((a, b) => collator.compare(a[0], b[0])).map((pair) => pair[1]);
    }
    const fragment = document.createDocumentFragment();
    sorted.forEach((item) => fragment.append(item.element));
    items.splice(0, items.length, ...sorted);
    list.append(fragment);
  };

  // Opening -----------------------------------------------------------------------------------------------------------

  // Everything is shown again; the order stays.
  const clear = () => {
    search.value = '';
    for (const { boxes, select } of Object.values(controls)) {
      for (const box of boxes) box.checked = false;
      if (select) select.value = '';
    }
    filter();
  };

  // The control that the address names: shown whatever the filters say, open, and in view.
  const openNamed = () => {
    const body = byId(location.hash.slice(1));
    const item = itemOf.get(body?.closest('#list > li'));
    if (!item) return;
    if (!item.visible) clear();
    item.details.open = true;
    item.element.scrollIntoView({ block: 'start' });
    item.summary.focus({ preventScroll: true });
  };

  const show = (status, severity) => {
    clear();
    for (const box of controls.status.boxes) box.checked = box.value === status;
    for (const box of controls.severity.boxes) box.checked = box.value === severity;
    filter();
    byId('controls').focus({ preventScroll: true });
  };

  // Keys --------------------------------------------------------------------------------------------------------------

  const move = (step) => {
    const visible = items.filter((item) => item.visible);
    const here = visible.findIndex((item) => item.element.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : visible.length - 1) : Math.min(Math.max(here + step, 0), visible.length - 1);
    visible[next]?.summary.focus();
  };

  const escape = () => {
    const active = document.activeElement;
    const item = itemOf.get(active?.closest('#list > li'));
    if (active === search) {
      search.value = '';
      filter();
      search.blur();
    } else if (item?.details.open) {
      item.details.open = false;
      item.summary.focus();
    }
  };

  const isTyping = (element) => element.matches('input:not([type=checkbox]), select, textarea');
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    const letters = byId('letters').checked && !isTyping(target);
    const inList = target.closest('#list > li > details > summary') !== null;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === 'Escape') escape();
    else if (letters && event.key === '/') search.select();
    else if (letters && event.key === 'j') move(1);
    else if (letters && event.key === 'k') move(-1);
    else if (inList && event.key in steps) move(steps[event.key]);
    else if (target === search && event.key === 'ArrowDown') move(1);
    else return;
    event.preventDefault();
  };

  // Light and dark ----------------------------------------------------------------------------------------------------

  const THEMES = [['', 'system'], ['light', 'light'], ['dark', 'dark']];
  const KEPT = 'cincture-theme';
  // A page from disk may have no storage.
  const kept = (write) => {
    try {
      return write === undefined ? localStorage.getItem(KEPT) : localStorage.setItem(KEPT, write);
    } catch {
      return null;
    }
  };
  let theme = Math.max(0, THEMES.findIndex(([name]) => name === kept()));
  const setTheme = () => {
    const [name, word] = THEMES[theme];
    if (name === '') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    byId('theme').textContent = `Theme: ${word}`;
  };

  // Beginning ---------------------------------------------------------------------------------------------------------

  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(filter, items.length > 2000 ? 120 : 0);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', (event) => {
    if (event.target.id === 'order') sort();
    else if (event.target !== search && event.target.id !== 'letters') filter();
  });
  byId('clear').addEventListener('click', clear);
  byId('open').addEventListener('click', () => items.forEach((item) => { if (item.visible) item.details.open = true; }));
  byId('close').addEventListener('click', () => items.forEach((item) => { item.details.open = false; }));
  byId('theme').addEventListener('click', () => {
    theme = (theme + 1) % THEMES.length;
    kept(THEMES[theme][0]);
    setTheme();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-show]');
    if (link) show(link.dataset.show, link.dataset.of);
  });
  document.addEventListener('keydown', onKey);
  addEventListener('hashchange', openNamed);

  form.hidden = items.length === 0;
  byId('theme').hidden = false;
  setTheme();
  addTags();
  filter();
  openNamed();
})();
