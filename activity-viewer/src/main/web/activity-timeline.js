// SPDX-License-Identifier: Apache-2.0
/**
 * <activity-timeline> shows the timeline of one entity, read from the HTTP API of the Activity Service: docs/viewer.md.
 *
 * Rows are placed once and never moved, so that focus and scroll position remain.
 */

const STORAGE_KEY = 'activity-timeline';
const POLL_MS = 5000;
const MAX_POLL_MS = 60000;
const MAX_WAIT_S = 60;
const TICK_MS = 30000;
const MAX_GROUP_ROWS = 100;
const MAX_EMPTY_PAGES = 10;
const MAX_ROW_CHARS = 300;
const MAX_VALUE_CHARS = 20000;
const MAX_INLINE_CHARS = 60;
const EXPORT_LIMIT = 1000;
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const WINDOWS = { '1h': [1, 'hour', 3600000], '24h': [24, 'hour', 3600000], '7d': [7, 'day', 86400000], '30d': [30, 'day', 86400000] };
const JSON_TYPE = 'application/json';
const EXPORTS = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/** English and German. "|" separates singular and plural. */
const TEXTS = {
  loading: ['Loading…', 'Wird geladen …'],
  empty: ['Nothing has happened yet.', 'Noch ist nichts geschehen.'],
  noMatch: ['No activity matches the filters.', 'Keine Aktivität passt zu den Filtern.'],
  count: ['{n} activity|{n} activities', '{n} Aktivität|{n} Aktivitäten'],
  atLeast: ['more than {n} activities', 'mehr als {n} Aktivitäten'],
  first: ['first {t}', 'erste {t}'],
  last: ['latest {t}', 'letzte {t}'],
  fresh: ['{n} new', '{n} neu'],
  by: ['by', 'von'],
  more: ['Load more', 'Mehr laden'],
  shown: ['{n} loaded', '{n} geladen'],
  filters: ['Filters', 'Filter'],
  types: ['Types', 'Typen'],
  prefix: ['Other type, or prefix', 'Anderer Typ oder Präfix'],
  add: ['Add', 'Hinzufügen'],
  time: ['Time', 'Zeit'],
  any: ['All', 'Alle'],
  from: ['From', 'Von'],
  until: ['Until', 'Bis'],
  actor: ['Actor', 'Akteur'],
  remove: ['Remove filter: {t}', 'Filter entfernen: {t}'],
  order: ['Order', 'Reihenfolge'],
  desc: ['Newest first', 'Neueste zuerst'],
  asc: ['Oldest first', 'Älteste zuerst'],
  relative: ['Relative', 'Relativ'],
  local: ['Local time', 'Ortszeit'],
  utc: ['UTC'],
  export: ['Export'],
  csv: ['CSV'],
  ndjson: ['JSON Lines'],
  cancel: ['Cancel', 'Abbrechen'],
  type: ['Type', 'Typ'],
  id: ['Event id', 'Ereignis-ID'],
  source: ['Source', 'Quelle'],
  occurred: ['Exact time', 'Genaue Zeit'],
  origin: ['Origin of time', 'Herkunft der Zeit'],
  trace: ['Open trace', 'Trace öffnen'],
  copy: ['Copy link', 'Link kopieren'],
  copied: ['Link copied', 'Link kopiert'],
  part: ['This list begins on {t}.', 'Diese Liste beginnt am {t}.'],
  gone: ['The linked activity is not in this list.', 'Die verlinkte Aktivität ist nicht in dieser Liste.'],
  all: ['Show all', 'Alle zeigen'],
  retry: ['Try again', 'Erneut versuchen'],
  wait: ['Next try in {n} s.', 'Nächster Versuch in {n} s.'],
  paused: ['Live updates pause.', 'Live-Aktualisierung pausiert.'],
  e401: ['Please sign in.', 'Bitte melden Sie sich an.'],
  e403: ['You may not see this timeline.', 'Sie dürfen diese Zeitleiste nicht sehen.'],
  e429: ['Too many requests.', 'Zu viele Anfragen.'],
  e503: ['The service is not available.', 'Der Dienst ist nicht verfügbar.'],
  e0: ['The service cannot be reached.', 'Der Dienst ist nicht erreichbar.'],
  error: ['The service answers: error {t}', 'Der Dienst antwortet: Fehler {t}'],
};

const CSS = `
:host{display:block;color-scheme:light dark;container-type:inline-size;text-align:start;line-height:1.5;
--i:var(--activity-text,light-dark(#1a1e26,#e7eaf0));--m:var(--activity-muted,light-dark(#596273,#a2abba));
--s:var(--activity-surface,light-dark(#fff,#14171c));--u:var(--activity-subtle,light-dark(#f4f6f9,#1d2128));
--b:var(--activity-border,light-dark(#e2e6ec,#2d333d));--c:var(--activity-control,light-dark(#828b9a,#737d8d));
--a:var(--activity-accent,light-dark(#2b59c3,#8fb4ff));--o:var(--activity-on-accent,light-dark(#fff,#0d1420));
--d:var(--activity-danger,light-dark(#a8281e,#ffb3a8));--t:var(--activity-sticky-top,0px);--f:var(--activity-mono,ui-monospace,monospace);
color:var(--i);background:var(--s);border:1px solid var(--b);border-radius:var(--activity-radius,12px);
font-family:var(--activity-font,system-ui,sans-serif);font-size:var(--activity-font-size,.9375rem)}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box;margin:0;padding:0;border:0;min-width:0;overflow-wrap:anywhere}
ol{list-style:none}
button,select,input{font:inherit;color:inherit;cursor:pointer}
button,select,.field{background:var(--s);border:1px solid var(--c);border-radius:8px;padding:.25rem .75rem;min-height:2.125rem}
button:hover,select:hover{background:var(--u)}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
a{color:var(--a)}
time{font-variant-numeric:tabular-nums}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[part=facts],dt,legend,time,[part=day],[part=actor],[part=message],[part=foot]{color:var(--m)}
.day{content-visibility:auto;contain-intrinsic-size:auto 40rem}
.bar,[part=note],[part=foot]{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
[part=head]{padding:1.25rem;display:grid;gap:1rem}
[part=title]{font-size:1.3125em;line-height:1.3;font-weight:650}
[part=title] span{display:block;font-size:.8125rem;color:var(--m)}
[part=panel]{inset:auto;position-area:block-end span-inline-end;position-try-fallbacks:flip-inline;margin-block:.375rem;width:min(22rem,95vw);max-height:75vh;overflow:auto;color:inherit;background:var(--s);border:1px solid var(--c);border-radius:10px;padding:1rem;gap:1rem;box-shadow:0 8px 32px #0004}
:popover-open,fieldset,.scroll{display:grid}
legend{font-weight:600;font-size:.875em;margin-block-end:.5rem}
fieldset{gap:.5rem}
label{display:flex;gap:.5rem;align-items:baseline}
.in{padding-inline-start:1.5rem}
.scroll{max-height:12rem;overflow:auto;gap:.25rem;padding:3px}
.field{flex:1}
[type=checkbox]{accent-color:var(--a)}
[part=chip]{border-radius:99px;min-height:1.75rem;padding:0 .75rem;font-size:.875em}
[part=chip]::after{content:" ×"}
[part=note]{margin:0 1.25rem 1rem;padding:.5rem .75rem}
[part=note],[part=details]{background:var(--u);border:1px solid #0000;border-radius:10px}
.live{position:sticky;top:calc(var(--t) + .5rem);z-index:2;height:0;display:flex;justify-content:center}
[part=notice],[part=notice]:hover{background:var(--a);color:var(--o);border-radius:99px;font-weight:600;height:2.125rem}
[part=day]{position:sticky;top:var(--t);z-index:1;background:var(--s);padding:.5rem 1.25rem;font-size:.875em;font-weight:500}
[part=day] b{color:var(--i);font-weight:650;text-transform:capitalize}
[part=day]+ol{margin-inline-start:1.5rem;border-inline-start:2px solid var(--b)}
li{margin-inline-start:calc(-1rem - 2px);padding-inline-end:.5rem}
[part=row]{display:grid;grid-template-columns:1.25rem minmax(0,1fr) auto auto .75rem;gap:.125rem .75rem;align-items:baseline;width:100%;text-align:start;background:none;border:0;padding:.5rem .75rem}
[part=row]:focus-visible{outline-offset:-2px}
[part=row]::before{content:"";align-self:start;margin-block-start:.4375rem;width:0;border:5px solid var(--c);border-radius:50%;box-shadow:0 0 0 3px var(--s)}
[part=row]::after{grid-column:5;content:"▾"/"";color:var(--m)}
[aria-expanded=true]::after{content:"▴"/""!important}
[aria-expanded=true]::before{border-color:var(--a)!important}
[part=summary]{grid-column:2;font-weight:500;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2}
[part=actor]{max-width:14rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:.875em}
[part=time]{grid-column:4;font-size:.875em}
[part=details]{position:relative;margin-block:.25rem .75rem;margin-inline:2.75rem .75rem;padding:1rem;display:grid;gap:1rem;font-size:.875em}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.25rem 1.25rem}
dl+dl{border-block-start:1px solid var(--b);padding-block-start:1rem}
pre{font:.9375em/1.5 var(--f);white-space:pre-wrap}
.code{font:.8em var(--f);border:1px solid var(--c);border-radius:4px;padding:0 .2em}
.wait,[part=message]{padding:2rem 1.25rem;text-align:center;display:grid;gap:1rem;justify-items:center}
[role=alert]{color:var(--d);font-weight:500}
[part=foot]{padding:.75rem 1.25rem 1rem;font-size:.875em}
@container (max-width:36rem){[part=row]{grid-template-columns:1.25rem auto minmax(0,1fr) .75rem}[part=summary]{grid-column:2/4}[part=row]::after{grid-area:1/4}
[part=time]{grid-area:2/2}[part=actor]{grid-area:2/3}[part=details]{margin-inline:.75rem}dl{grid-template-columns:minmax(0,1fr)}dd{margin-block-end:.5rem}}`;

const JOINED = '[\\p{sc=Arab}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Mlym}\\p{sc=Sinh}]';
const PICTURE = '\\p{ExtPict}';
/** Invisible and reordering characters, but not joiners that scripts and emoji need. */
const HIDDEN = new RegExp(
  `(?:(?!(?<=${JOINED}\\p{M}*)[\\u200c\\u200d](?=${JOINED})|(?<=${PICTURE})\\ufe0f|(?<=[${PICTURE}\\p{EMod}\\ufe0f])\\u200d(?=${PICTURE}))`
  + '[\\p{C}\\p{Zl}\\p{Zp}\\p{DI}\\u2800])+', 'gu');

/** Creates an element with listeners and attributes. @returns {any} */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value != null && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Isolates a text of others, and shows the codes of its invisible characters. */
function foreign(value, limit = MAX_VALUE_CHARS, part = undefined) {
  const text = String(value).slice(0, limit);
  const isolated = h('bdi', { part });
  let end = 0;
  for (const { 0: run, index } of text.matchAll(HIDDEN)) {
    const codes = Array.from(run, (c) => `U+${c.codePointAt(0).toString(16).padStart(4, '0')}`.toUpperCase());
    isolated.append(text.slice(end, index), h('span', { class: 'code' }, codes.slice(0, 5).join(' ') + (codes[5] ? '…' : '')));
    end = index + run.length;
  }
  isolated.append(text.slice(end), text.length < String(value).length ? '…' : '');
  return isolated;
}

/** Keeps the text of numbers that would lose digits. */
const parse = (text) => JSON.parse(text, /** @type {any} */ ((_, value, context) =>
  (typeof value === 'number' && context && context.source !== String(value) ? JSON['rawJSON']?.(context.source) ?? value : value)));

/** Empty for times that no date has. */
const iso = (ms) => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '');

const keyOf = (activity) => JSON.stringify([activity.source, activity.event_id, activity.occurred_at, activity.sequence]);

const keysOf = (activities) => new Set(activities.map(keyOf));

const nameOf = (activity) => `${activity.activity_time}~${activity.event_id}`.toWellFormed();

/** The browser does not lay out groups outside of the view. */
const isFull = (group) => group.lastChild.childElementCount >= MAX_GROUP_ROWS;

const covers = (pattern, type) => pattern !== type && pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));

/** @returns {any} an error; its status is 0 without a response */
const failure = (status, code = '', wait = NaN) =>
  Object.assign(new Error(`${status} ${code}`), { status, code, wait: wait >= 0 ? Math.ceil(wait) : undefined });

async function failureOf(response) {
  const after = response.headers.get('Retry-After') ?? '';
  const problem = await response.json().catch(() => null);
  return failure(response.status, problem?.code, /^\d+$/.test(after) ? +after : (Date.parse(after) - Date.now()) / 1000);
}

/** @type {CSSStyleSheet} */
let sheet;
// Servers that import this module have no HTMLElement.
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class ActivityTimeline extends Base {
  static observedAttributes = ['src', 'entity-type', 'entity-id', 'lang', 'page-size', 'live', 'fragment', 'heading-level'];

  #token;
  #ui;
  #text;
  #locale;
  #format;
  #time = 'local';
  #query;
  #parameters = {};
  #items = [];
  #rows = new Map();
  #opened = new Set();
  #types = new Set();
  #actors = new Set();
  #next;
  #fresh;
  #baseline;
  #summary;
  #exporting;
  #etag = {};
  #pollMs;
  #failed;
  #again;
  #isLoaded = false;
  #isBusy = false;
  #buildTimer;
  #run = new AbortController();
  #stop = new AbortController();
  #pollTimer;
  #countdown;
  #observer;
  #id = 0;

  /** @type {import('./activity-timeline.d.ts').ActivityTimeline['token']} */
  get token() {
    return this.#token;
  }

  set token(token) {
    this.#token = token;
    if (this.#failed === 401) {
      this.#again();
    }
  }

  reload() {
    this.#changed();
  }

  connectedCallback() {
    // Set before this module defined the element.
    if (Object.hasOwn(this, 'token')) {
      const { token } = this;
      delete this.token;
      this.token = token;
    }
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
    }
    (this.shadowRoot ?? this.attachShadow({ mode: 'open' })).adoptedStyleSheets = [sheet];
    const { signal } = this.#stop = new AbortController();
    document.addEventListener('visibilitychange', () => {
      this.#pollMs = POLL_MS;
      this.#poll();
    }, { signal });
    addEventListener('hashchange', () => this.#readQuery() && this.#changed(), { signal });
    addEventListener('online', () => this.#failed === 0 && this.#again(), { signal });
    const ticker = setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener('abort', () => clearInterval(ticker));
    this.#observer = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.#more(), { rootMargin: '400px' });
    this.#readQuery();
    this.#changed();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#run.abort();
    this.#exporting?.abort();
    this.#observer.disconnect();
    clearTimeout(this.#pollTimer);
    clearInterval(this.#countdown);
  }

  attributeChangedCallback() {
    this.#changed();
  }

  #changed() {
    this.#exporting?.abort();
    clearTimeout(this.#buildTimer);
    this.#buildTimer = setTimeout(() => {
      if (this.isConnected) {
        this.#build();
        this.#load();
      }
    });
  }

  #number(name, standard, max) {
    return Math.min(Math.max(parseInt(this.getAttribute(name), 10) || standard, 1), max);
  }

  #prefix() {
    const name = this.getAttribute('fragment') ?? 'activity';
    return name && `${name}.`;
  }

  /** Returns whether the choices have changed. */
  #readQuery() {
    let stored = {};
    try {
      stored = JSON.parse(localStorage.getItem(STORAGE_KEY)) ?? {};
    } catch {
      // In a sandbox.
    }
    if (['relative', 'local', 'utc'].includes(stored.time)) {
      this.#time = stored.time;
    }
    const prefix = this.#prefix();
    const fragment = new URLSearchParams(prefix && location.hash.slice(1));
    const get = (name) => fragment.get(prefix + name) ?? '';
    const query = {
      types: get('type').split(',').filter(Boolean),
      actor: get('actor'),
      last: Object.hasOwn(WINDOWS, get('last')) ? get('last') : '',
      from: get('from'),
      until: get('until'),
      order: (get('order') || stored.order) === 'asc' ? 'asc' : 'desc',
      entry: get('entry'),
    };
    const isChanged = JSON.stringify(query) !== JSON.stringify(this.#query);
    this.#query = query;
    return isChanged;
  }

  /** Other parts of the fragment remain. */
  #pageUrl({ types = [], ...values }) {
    const prefix = this.#prefix();
    const others = location.hash.slice(1).split('&').filter((part) => part && !part.startsWith(prefix));
    const own = Object.entries({ type: types.join(), ...values }).filter(([, value]) => value);
    const url = new URL(location.href);
    url.hash = [...others, ...own.map(([name, value]) => `${prefix}${name}=${encodeURIComponent(value)}`)].join('&');
    return url.href;
  }

  #choose(change) {
    Object.assign(this.#query, { entry: '' }, change);
    this.#store();
    this.#showFilters();
    this.#load();
  }

  #store() {
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify({ order: this.#query.order, time: this.#time }));
      if (this.#prefix()) {
        history.replaceState(history.state, '', this.#pageUrl(this.#query));
      }
    } catch {
      // In a sandbox.
    }
  }

  #url(parameters) {
    const url = new URL(this.getAttribute('src'), document.baseURI);
    const id = this.getAttribute('entity-id');
    // Gateways change other paths.
    const isSafe = /^(?!\.\.?$)[\w.~-]+$/.test(id);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(this.getAttribute('entity-type'))}${isSafe ? `/${id}` : ''}`;
    for (const [name, value] of Object.entries({ id: isSafe ? '' : id, ...parameters })) {
      if (value) {
        url.searchParams.set(name, value);
      }
    }
    return url.href;
  }

  async #bearer() {
    try {
      return typeof this.#token === 'function' ? await this.#token() : this.#token;
    } catch {
      return undefined;
    }
  }

  async #request(url, headers, signal) {
    let token = await this.#bearer();
    for (let isFirst = true; ; isFirst = false) {
      const response = await (this['fetch'] ?? fetch)(url, {
        headers: token ? { ...headers, Authorization: `Bearer ${token}` } : headers,
        signal: AbortSignal.any([signal, AbortSignal.timeout(MAX_POLL_MS)]),
        cache: 'no-store',
      }).catch(() => {
        signal.throwIfAborted();
        throw failure(0);
      });
      if (response.status === 401 && isFirst) {
        this.#emit('activity-unauthenticated', {});
        const renewed = await this.#bearer();
        if (renewed && renewed !== token) {
          token = renewed;
          continue;
        }
      }
      if (!response.ok && response.status !== 304) {
        throw await failureOf(response);
      }
      return response;
    }
  }

  /** Returns nothing if the page has not changed. */
  async #page(parameters, signal) {
    const url = this.#url(parameters);
    const known = this.#etag.url === url && this.#etag.tag;
    const response = await this.#request(url, { Accept: JSON_TYPE, ...(known && { 'If-None-Match': known }) }, signal);
    if (response.status === 304) {
      return undefined;
    }
    const page = await response.text().then(parse).catch(() => null);
    signal.throwIfAborted();
    if (!Array.isArray(page?.activities)) {
      throw failure(response.status, 'invalid_response');
    }
    if (!parameters.cursor) {
      this.#etag = { url, tag: response.headers.get('ETag') };
    }
    return page;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** @param {number} [start] the time of the first activity */
  async #load(start) {
    this.#run.abort();
    const { signal } = this.#run = new AbortController();
    clearTimeout(this.#pollTimer);
    const { list, loading } = this.#ui;
    this.#items = [];
    this.#rows.clear();
    list.replaceChildren();
    this.#next = this.#fresh = this.#baseline = this.#summary = undefined;
    this.#ui.facts.hidden = true;
    this.#isLoaded = this.#isBusy = false;
    this.#etag = {};
    this.#pollMs = POLL_MS;
    this.#showFresh('');
    this.#showNote('');
    this.#showState();
    if (!['src', 'entity-type', 'entity-id'].every((name) => this.getAttribute(name))) {
      return;
    }
    loading.hidden = false;
    list.setAttribute('aria-busy', 'true');
    const { types, last, from, until, order } = this.#query;
    const [amount, , unit] = WINDOWS[last] ?? [];
    this.#parameters = {
      order, until, type: types.join(), from: last ? iso(Date.now() - amount * unit) : from,
      limit: this.#number('page-size', 50, 1000),
    };
    if (start !== undefined) {
      Object.assign(this.#parameters, order === 'asc' ? { from: iso(start) } : { until: iso(start + 1) });
    }
    try {
      const page = await this.#page(this.#parameters, signal);
      this.#isLoaded = true;
      this.#accept(page);
      if (start !== undefined) {
        this.#showNote(this.#say('part', this.#format.full.format(start)));
      }
      this.#showLinked(start !== undefined);
      this.#loadSummary(signal);
      this.#schedule();
    } catch (error) {
      this.#fail(error, signal, () => this.#load(start));
    } finally {
      if (!signal.aborted) {
        loading.hidden = true;
        list.removeAttribute('aria-busy');
      }
    }
  }

  /** Until there is a new row. */
  async #more(isAsked = false) {
    const { signal } = this.#run;
    const before = this.#rows.size;
    if (this.#isBusy || !this.#next) {
      return;
    }
    this.#isBusy = true;
    this.#showState();
    try {
      for (let i = 0; i < MAX_EMPTY_PAGES && this.#next && this.#rows.size === before; i++) {
        this.#accept(await this.#page({ ...this.#parameters, cursor: this.#next }, signal));
      }
      this.#isBusy = false;
      this.#showState(this.#rows.size === before);
      if (isAsked) {
        const rows = [...this.#rows.values()];
        (rows[before] ?? rows.at(-1))?.firstChild.focus();
      }
    } catch (error) {
      this.#isBusy = signal.aborted && this.#isBusy;
      this.#fail(error, signal, () => this.#more());
    }
  }

  #accept({ activities, next_cursor: next }) {
    for (const activity of activities) {
      this.#items.push(activity);
      this.#place(activity, null);
    }
    this.#next = next;
    this.#showState();
    this.#showChoices();
  }

  /** Opens the linked activity, or loads the page that begins with it. */
  #showLinked(isStart) {
    const { entry, order } = this.#query;
    const time = parseInt(entry, 10);
    if (!entry) {
      return;
    }
    const row = this.#rows.get(keyOf(this.#items.find((each) => nameOf(each) === entry) ?? {}));
    const end = this.#items.at(-1)?.activity_time;
    if (row) {
      this.#toggle(row, true);
      row.scrollIntoView({ block: 'center' });
    } else if (!isStart && this.#next && iso(time) && (order === 'asc' ? end <= time : end >= time)) {
      this.#load(time);
    } else {
      this.#showNote(this.#text.gone);
    }
  }

  #fail(error, signal, again) {
    if (signal.aborted) {
      return;
    }
    if (error.status === undefined) {
      throw error;
    }
    const { status, code, wait } = error;
    this.#again = again;
    this.#showState(true, error);
    this.#emit('activity-error', { status, code, wait });
  }

  #schedule() {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => this.#poll(), this.#pollMs * (0.8 + Math.random() * 0.4));
  }

  async #poll() {
    const { signal } = this.#run;
    const live = this.getAttribute('live');
    clearTimeout(this.#pollTimer);
    if (document.hidden || !this.#isLoaded || this.#parameters.until || live === 'off') {
      return;
    }
    try {
      const page = await this.#page({ ...this.#parameters, order: 'desc' }, signal);
      // The list does not have the newest activities: the first poll defines what is not new.
      if (this.#query.order === 'asc' && this.#next) {
        this.#baseline ??= page.activities;
      }
      const known = keysOf([...this.#items, ...this.#baseline ?? []]);
      const count = page ? page.activities.filter((each) => !known.has(keyOf(each)) && this.#matches(each)).length : 0;
      this.#pollMs = count > (this.#fresh?.count ?? 0) ? POLL_MS : Math.min(this.#pollMs * 2, MAX_POLL_MS);
      if (count) {
        this.#fresh = { ...page, count };
        this.#showFresh(this.#plural('fresh', count) + (count === page.activities.length && page.next_cursor ? '+' : ''));
        if (live === 'insert' || !known.size) {
          this.#insert();
        }
      }
      if (this.#failed !== undefined) {
        this.#failed = undefined;
        this.#showNote('');
      }
    } catch (error) {
      if (signal.aborted || error.status === undefined) {
        return;
      }
      if (error.status === 401 || error.status === 403) {
        this.#isLoaded = false;
        this.#fail(error, signal, () => this.#load());
        return;
      }
      this.#failed = error.status;
      this.#again = () => this.#poll();
      this.#pollMs = Math.max(Math.min(this.#pollMs * 2, MAX_POLL_MS), (error.wait ?? 0) * 1000);
      this.#showNote(`${this.#text.paused} ${this.#reason(error)}`);
    }
    this.#schedule();
  }

  #insert(isAsked = false) {
    const { activities, next_cursor: next, count } = this.#fresh;
    const known = keysOf(this.#items);
    const isAscending = this.#query.order === 'asc';
    // A part between page and list is missing.
    if ((next && !known.has(keyOf(activities.at(-1)))) || (isAscending && this.#next)) {
      if (isAsked) {
        this.#choose({ order: 'desc' });
      }
      return;
    }
    const fresh = activities.filter((each) => !known.has(keyOf(each)));
    let row = null;
    if (isAscending) {
      fresh.reverse();
      this.#items.push(...fresh);
      row = fresh.map((each) => this.#place(each, null)).find(Boolean);
    } else {
      const keys = keysOf(activities);
      this.#items = [...activities, ...this.#items.filter((each) => !keys.has(keyOf(each)))];
      for (let i = this.#items.length - 1; i >= 0; i--) {
        row = this.#rows.get(keyOf(this.#items[i])) ?? this.#place(this.#items[i], row) ?? row;
      }
    }
    this.#fresh = undefined;
    this.#showFresh(isAsked ? '' : this.#plural('fresh', count), 'v');
    this.#showState();
    const summary = this.#summary;
    if (summary) {
      const counts = summary.count_by_type;
      summary.count += fresh.length;
      [summary.last] = activities;
      summary.first ??= activities.at(-1);
      fresh.forEach(({ type }) => {
        counts[type] = (counts[type] ?? 0) + 1;
      });
      this.#showSummary();
    }
    this.#showChoices();
    if (isAsked) {
      row?.firstChild.focus();
    }
  }

  /** Without a summary, there are no exports either. */
  async #loadSummary(signal) {
    const { type, from, until } = this.#parameters;
    try {
      const response = await this.#request(this.#url({ view: 'summary', type, from, until }), { Accept: JSON_TYPE }, signal);
      const summary = await response.json();
      if (summary.count >= 0 && !signal.aborted) {
        this.#summary = summary;
        this.#showSummary();
        this.#showChoices();
      }
    } catch {
      // Without a summary.
    }
  }

  #showSummary() {
    const { count, count_precision: precision, first, last } = this.#summary;
    const { facts, exports } = this.#ui;
    const date = (name, activity) => (activity ? [this.#say(name, this.#format.short.format(activity.activity_time))] : []);
    facts.textContent = [this.#plural(precision === 'exact' ? 'count' : 'atLeast', count), ...date('first', first), ...date('last', last)].join(' · ');
    facts.hidden = exports.hidden = false;
  }

  async #export(format) {
    this.#exporting?.abort();
    const { progress } = this.#ui;
    const { signal } = this.#exporting = new AbortController();
    const { actor } = this.#query;
    const type = EXPORTS[format];
    const download = `${this.getAttribute('entity-type')}-${this.getAttribute('entity-id')}.${format}`;
    const parts = [];
    let chars = 0;
    const label = h('span', {}, this.#text.loading);
    progress.replaceChildren(label, h('button', {
      click: () => {
        this.#exporting.abort();
        progress.replaceChildren();
      },
    }, this.#text.cancel));
    try {
      for (let url = this.#url({ ...this.#parameters, limit: EXPORT_LIMIT }); url;) {
        const response = await this.#request(url, { Accept: type }, signal).catch((error) => {
          if (!(error.wait <= MAX_WAIT_S)) {
            throw error;
          }
          label.textContent = this.#reason(error);
          return new Promise((done) => setTimeout(done, error.wait * 1000));
        });
        if (!response) {
          continue;
        }
        const next = /<([^>]+)>; *rel="?next/.exec(response.headers.get('Link'));
        const following = next && new URL(next[1], url);
        // Other origins must not get the token.
        if (!response.headers.get('Content-Type')?.startsWith(type) || (following && following.origin !== new URL(url).origin)) {
          throw failure(502);
        }
        let text = await response.text();
        if (actor) {
          text = text.replace(/[^\n]+\n?/g, (line) => (JSON.parse(line).actor?.id === actor ? line : ''));
        }
        parts.push(text);
        chars += text.length;
        label.textContent = `${this.#format.number.format(Math.ceil(chars / 1000))} KB`;
        url = following?.href;
      }
      const href = URL.createObjectURL(new Blob(parts, { type }));
      h('a', { href, download }).click();
      setTimeout(() => URL.revokeObjectURL(href), TICK_MS);
      progress.replaceChildren(label);
    } catch (error) {
      if (!signal.aborted) {
        progress.replaceChildren(this.#reason(error));
      }
    }
  }

  #say(name, value) {
    return this.#text[name].replace('{t}', () => foreign(value).textContent);
  }

  #plural(name, n) {
    const forms = this.#text[name].split('|');
    return (this.#format.plural.select(n) === 'one' ? forms[0] : forms.at(-1)).replace('{n}', this.#format.number.format(n));
  }

  #reason({ status, message }) {
    return this.#text[`e${status > 501 ? 503 : status}`] ?? this.#say('error', message);
  }

  #setFormats() {
    const timeZone = this.#time === 'utc' ? 'UTC' : undefined;
    const date = (options) => new Intl.DateTimeFormat(this.#locale, { timeZone, ...options });
    this.#format = {
      day: date({ dateStyle: 'full' }),
      short: date({ dateStyle: 'medium', timeStyle: 'short' }),
      time: date({ timeStyle: 'medium' }),
      full: date({ dateStyle: 'full', timeStyle: 'long' }),
      relative: new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto' }),
      plural: new Intl.PluralRules(this.#ui.lang),
      number: new Intl.NumberFormat(this.#locale),
    };
  }

  #timeText(ms) {
    if (this.#time !== 'relative') {
      return this.#format.time.format(ms);
    }
    const seconds = (ms - Date.now()) / 1000;
    const [unit, size] = UNITS.find((each) => Math.abs(seconds) >= each[1]) ?? UNITS[5];
    return this.#format.relative.format(Math.trunc(seconds / size), unit);
  }

  #dayOf(ms) {
    return this.#time === 'utc' ? iso(ms).slice(0, 10) : new Date(ms).toDateString();
  }

  #matches(activity) {
    return !this.#query.actor || activity.actor?.id === this.#query.actor;
  }

  /** Adds a row before another, or at the end. */
  #place(activity, next) {
    const { type, actor, activity_time: time } = activity;
    this.#types.add(type);
    if (actor) {
      this.#actors.add(actor.id);
    }
    if (!this.#matches(activity)) {
      return undefined;
    }
    const { list, level } = this.#ui;
    const day = this.#dayOf(time);
    let group = next?.parentNode.parentNode;
    let before = next;
    if (group?.day !== day || (isFull(group) && (!next || next === group.lastChild.firstChild))) {
      const previous = group ? group.previousSibling : list.lastChild;
      before = null;
      if (previous?.day === day && !isFull(previous)) {
        group = previous;
      } else {
        const id = `day${++this.#id}`;
        const following = group ?? null;
        group = h('div', { class: 'day' }, h(`h${level + 1}`, { part: 'day', id }), h('ol', { role: 'list', 'aria-labelledby': id }));
        Object.assign(group, { day, time });
        this.#labelDay(group);
        list.insertBefore(group, following);
      }
    }
    const row = h('li', {},
      h('button', { part: 'row', 'aria-expanded': 'false' },
        foreign(activity.summary ?? type, MAX_ROW_CHARS, 'summary'),
        actor && h('span', { part: 'actor' }, h('span', { class: 'v' }, `, ${this.#text.by} `), foreign(actor.id, MAX_ROW_CHARS)),
        h('time', { part: 'time', datetime: activity.occurred_at },
          h('span', { 'aria-hidden': 'true' }, this.#timeText(time)), h('span', { class: 'v' }, `, ${this.#format.full.format(time)}`))));
    row.activity = activity;
    this.#rows.set(keyOf(activity), row);
    group.lastChild.insertBefore(row, before);
    if (this.#opened.has(keyOf(activity))) {
      this.#toggle(row, true);
    }
    return row;
  }

  #labelDay(group) {
    const ago = [0, 1].find((days) => this.#dayOf(Date.now() - days * 86400000) === group.day);
    group.firstChild.replaceChildren(
      ...(ago === undefined ? [] : [h('b', {}, this.#format.relative.format(-ago, 'day')), ' · ']), this.#format.day.format(group.time));
  }

  #tick() {
    for (const group of this.#ui?.list.children ?? []) {
      this.#labelDay(group);
    }
    if (this.#time === 'relative') {
      for (const row of this.#rows.values()) {
        row.querySelector('time').firstChild.textContent = this.#timeText(row.activity.activity_time);
      }
    }
  }

  #toggle(row, isOpen) {
    const button = row.firstChild;
    const { activity } = row;
    if (row.lastChild === button) {
      row.append(this.#details(activity));
      button.setAttribute('aria-controls', row.lastChild.id);
    }
    row.lastChild.hidden = !isOpen;
    button.setAttribute('aria-expanded', isOpen);
    this.#opened[isOpen ? 'add' : 'delete'](keyOf(activity));
    if (isOpen) {
      this.#emit('activity-open', { activity });
    }
  }

  #details(activity) {
    const t = this.#text;
    const { actor, trace_url: trace } = activity;
    const list = (entries) => h('dl', {}, ...entries.filter(([, value]) => value !== undefined)
      .flatMap(([name, value]) => [h('dt', {}, foreign(name)), h('dd', {}, this.#value(value))]));
    const attributes = Object.entries(activity.attributes ?? {});
    const href = this.#pageUrl({ entry: nameOf(activity) });
    const link = h('a', {
      href,
      click: async (event) => {
        event.preventDefault();
        // Without a clipboard, the address bar has the link.
        try {
          await navigator.clipboard.writeText(href);
        } catch {
          history.replaceState(history.state, '', href);
        }
        link.textContent = t.copied;
      },
    }, t.copy);
    return h('div', {
      part: 'details', role: 'region', id: `details${++this.#id}`,
      'aria-label': foreign(`${activity.summary ?? activity.type}, ${activity.source} ${activity.event_id}`).textContent,
    },
    attributes.length ? list(attributes) : null,
    list([
      [t.type, activity.type], [t.occurred, activity.occurred_at], [t.origin, activity.time_source], [t.id, activity.event_id],
      [t.source, activity.source], [t.actor, actor && (actor.type ? `${actor.type} ${actor.id}` : actor.id)],
      ...['correlation_id', 'causation_id', 'sequence', 'trace_id', 'span_id'].map((name) => [name.replace('_', ' '), activity[name]]),
    ]),
    h('div', { class: 'bar' }, this.#prefix() ? link : null, /^https?:\/\//i.test(trace)
      ? h('a', { href: trace, target: '_blank', rel: 'noopener noreferrer' }, t.trace) : null));
  }

  #value(value) {
    if (typeof value !== 'object') {
      return foreign(value);
    }
    const short = JSON.stringify(value);
    const text = short.length > MAX_INLINE_CHARS ? JSON.stringify(value, null, 2) : short;
    return h('pre', {}, ...text.split('\n').flatMap((line) => [foreign(line), '\n']));
  }

  #showState(isStopped = false, error = undefined) {
    const { message, foot, shown, more } = this.#ui;
    const count = this.#rows.size;
    clearInterval(this.#countdown);
    this.#failed = error?.status;
    foot.hidden = !count && !this.#next;
    shown.textContent = this.#plural(this.#next ? 'shown' : 'count', count);
    more.hidden = !this.#next || error;
    more.textContent = this.#text[this.#isBusy ? 'loading' : 'more'];
    this.#observer.unobserve(more);
    if (this.#next && !isStopped && !this.#isBusy) {
      this.#observer.observe(more);
    }
    const isEmpty = this.#isLoaded && !count && !this.#next;
    message.hidden = !error && !isEmpty;
    if (error) {
      this.#showFailure(error);
    } else if (isEmpty) {
      const { types, actor, last, from, until } = this.#query;
      message.replaceChildren(h('p', {}, this.#text[types.length || actor || last || from || until ? 'noMatch' : 'empty']));
    }
  }

  #showFailure(error) {
    const { message } = this.#ui;
    let seconds = error.wait;
    const isWaiting = seconds !== undefined;
    const text = () => this.#text.wait.replace('{n}', this.#format.number.format(seconds));
    const again = () => {
      message.hidden = true;
      this.#failed = undefined;
      this.#again();
    };
    const visible = h('p', { 'aria-hidden': 'true' }, isWaiting ? text() : '');
    message.replaceChildren(
      h('p', { role: 'alert' }, this.#reason(error), isWaiting ? h('span', { class: 'v' }, ` ${text()}`) : null),
      isWaiting ? visible : h('button', { click: again }, this.#text.retry));
    if (isWaiting) {
      this.#countdown = setInterval(() => {
        seconds -= 1;
        visible.textContent = text();
        if (seconds <= 0) {
          clearInterval(this.#countdown);
          again();
        }
      }, 1000);
    }
  }

  #showFresh(text, hidden) {
    this.#ui.live.replaceChildren(hidden ? h('span', { class: hidden }, text)
      : text && h('button', { part: 'notice', click: () => this.#insert(true) }, text));
  }

  #showNote(text) {
    const { note } = this.#ui;
    note.hidden = !text;
    note.replaceChildren(h('span', {}, text), this.#failed === undefined ? h('button', { click: () => this.#choose({}) }, this.#text.all) : '');
  }

  #build() {
    this.#locale = navigator.language;
    for (let node = /** @type {any} */ (this); node; node = node.parentNode ?? node.host) {
      try {
        const [locale] = Intl.getCanonicalLocales(node.lang || []);
        if (locale) {
          this.#locale = locale;
          break;
        }
      } catch {
        // An invalid language.
      }
    }
    const isGerman = /^de\b/.test(this.#locale);
    const lang = isGerman ? 'de' : 'en';
    const t = this.#text = /** @type {any} */ (Object.fromEntries(Object.entries(TEXTS).map(([name, [en, de = en]]) => [name, isGerman ? de : en])));
    for (const [name, [amount, unit]] of Object.entries(WINDOWS)) {
      t[name] = new Intl.NumberFormat(this.#locale, { style: 'unit', unit: String(unit), unitDisplay: 'long' }).format(+amount);
    }
    Object.assign(t, this['messages']);
    const level = this.#number('heading-level', 2, 5);
    const select = (names, label, change) => h('select', { 'aria-label': label, change: ({ target }) => change(target.value) },
      ...names.map((name) => h('option', { value: name }, t[name || 'any'])));
    const field = (name) => h('label', {}, t[name], h('input', {
      class: 'field', type: 'datetime-local', change: ({ target: { value } }) =>
        this.#choose({ last: '', [name]: value && iso(Date.parse(this.#time === 'utc' ? `${value}Z` : value)) }),
    }));
    const panel = (id, label, ...children) => {
      const button = h('button', { popovertarget: id }, label);
      const keydown = ({ key }) => key === 'Escape' && button.focus();
      return [button, h('div', { id, part: 'panel', role: 'group', 'aria-label': label, popover: true, keydown }, ...children)];
    };
    const group = (label, ...children) => h('fieldset', {}, h('legend', {}, label), ...children);
    const add = () => {
      const type = prefix.value.trim();
      prefix.value = '';
      if (type) {
        this.#choose({ types: [...this.#query.types, type.endsWith('.') ? `${type}*` : type] });
      }
    };
    const prefix = h('input', { class: 'field', 'aria-label': t.prefix, placeholder: 'orders.*', keydown: ({ key }) => key === 'Enter' && add() });
    const types = h('div', { class: 'scroll' });
    const actor = select([], t.actor, (value) => this.#choose({ actor: value }));
    const actors = group(t.actor, actor);
    const from = field('from');
    const until = field('until');
    const last = select(['', ...Object.keys(WINDOWS)], t.time, (value) => this.#choose({ last: value, from: '', until: '' }));
    const [toggle, filters] = panel('filters', t.filters,
      group(t.types, types, h('div', { class: 'bar' }, prefix, h('button', { click: add }, t.add))), group(t.time, last, from, until), actors);
    const progress = h('div', { class: 'bar' });
    const [exports, formats] = panel('formats', t.export,
      ...Object.keys(EXPORTS).map((name) => h('button', { value: name, click: () => this.#export(name) }, t[name])), progress);
    const order = select(['desc', 'asc'], t.order, (value) => this.#choose({ order: value }));
    const times = select(['relative', 'local', 'utc'], t.time, (value) => {
      this.#time = value;
      this.#store();
      this.#setFormats();
      this.#rows.clear();
      list.replaceChildren();
      this.#items.forEach((activity) => this.#place(activity, null));
      this.#showFilters();
    });
    const list = h('div', {
      click: ({ target }) => {
        const row = target.closest('[part=row]');
        if (row) {
          this.#toggle(row.parentNode, row.getAttribute('aria-expanded') === 'false');
        }
      },
      keydown: (event) => {
        const rows = [...list.querySelectorAll('[part=row]')];
        const i = rows.indexOf(event.target);
        const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: rows.length - 1 }[event.key];
        if (i >= 0 && rows[to]) {
          event.preventDefault();
          rows[to].focus();
        }
      },
    });
    const facts = h('p', { part: 'facts', hidden: true });
    const chips = h('div', { class: 'bar' });
    const live = h('div', { class: 'live', 'aria-live': 'polite' });
    const note = h('div', { part: 'note' });
    const loading = h('div', { class: 'wait', hidden: true }, t.loading);
    const message = h('div', { part: 'message' });
    const shown = h('span');
    const more = h('button', { part: 'more', click: () => this.#more(true) });
    const foot = h('div', { part: 'foot' }, shown, more);
    exports.hidden = true;
    for (const set of [this.#types, this.#actors, this.#opened]) {
      set.clear();
    }
    this.#ui = {
      lang, level, types, actor, actors, from, until, last, order, times, more, shown, toggle, facts, exports, formats, progress, chips, live, note, loading, list, message, foot,
    };
    this.shadowRoot.replaceChildren(h('div', { lang },
      h('div', { part: 'head' },
        h('div', {},
          h(`h${level}`, { part: 'title' }, h('span', {}, foreign(this.getAttribute('entity-type') ?? '')), foreign(this.getAttribute('entity-id') ?? '')),
          facts),
        h('div', { class: 'bar', part: 'toolbar' }, toggle, filters, order, times, exports, formats),
        chips),
      live, note, loading, list, message, foot));
    this.#setFormats();
    this.#showFilters();
  }

  #showFilters() {
    const { toggle, order, times, last, from, until, chips, formats } = this.#ui;
    const query = this.#query;
    order.value = query.order;
    times.value = this.#time;
    last.value = query.last;
    for (const [name, label] of Object.entries({ from, until })) {
      const ms = Date.parse(query[name]);
      label.lastChild.value = ms ? iso(ms - (this.#time === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60000)).slice(0, 16) : '';
    }
    const chip = (label, change) => h('button', {
      part: 'chip', 'aria-label': this.#say('remove', label), click: () => {
        this.#choose(change);
        toggle.focus();
      },
    }, foreign(label));
    const all = query.types.map((type) => chip(type, { types: query.types.filter((each) => each !== type) }));
    for (const name of ['last', 'from', 'until', 'actor']) {
      const value = query[name];
      if (value) {
        const ms = name === 'actor' ? NaN : Date.parse(value);
        all.push(chip(name === 'last' ? this.#text[value] : `${this.#text[name]}: ${ms ? this.#format.short.format(ms) : value}`, { [name]: '' }));
      }
    }
    chips.replaceChildren(...all);
    for (const button of formats.querySelectorAll('[value]')) {
      // Only lines are filtered by actor here.
      button.hidden = query.actor && button.value !== 'ndjson';
    }
    toggle.textContent = this.#text.filters + (all.length ? ` (${this.#format.number.format(all.length)})` : '');
    this.#showChoices();
  }

  #showChoices() {
    const { types, actor, actors } = this.#ui;
    const query = this.#query;
    const counts = this.#summary?.count_by_type ?? {};
    const present = [...new Set([...this.#types, ...Object.keys(counts), ...query.types])];
    const size = (prefix) => present.filter((type) => type.startsWith(prefix)).length;
    const prefixes = present.flatMap((type) => type.split('.').map((_, i, all) => `${all.slice(0, i).join('.')}.`)).filter((prefix) => size(prefix) > 1);
    const names = [...new Set([...present, ...prefixes.map((prefix) => `${prefix}*`)])].sort();
    const state = JSON.stringify([names, counts, query.types, [...this.#actors], query.actor]);
    if (types.state === state) {
      return;
    }
    types.state = state;
    const focused = this.shadowRoot.activeElement?.['value'];
    types.replaceChildren(...names.map((name) => {
      const isCovered = query.types.some((each) => covers(each, name));
      const box = h('input', {
        type: 'checkbox', value: name, disabled: isCovered, change: () => {
          const rest = query.types.filter((each) => each !== name && !covers(name, each));
          this.#choose({ types: box.checked ? [...rest, name] : rest });
        },
      });
      box.checked = isCovered || query.types.includes(name);
      return h('label', { class: names.some((each) => covers(each, name)) ? 'in' : null }, box, foreign(name),
        Object.hasOwn(counts, name) ? ` (${this.#format.number.format(counts[name])})` : null);
    }));
    actor.replaceChildren(h('option', { value: '' }, this.#text.any),
      ...[...new Set([...this.#actors, query.actor])].filter(Boolean).sort().map((id) => h('option', { value: id }, foreign(id).textContent)));
    actor.value = query.actor;
    actors.hidden = actor.length < 2;
    [...types.querySelectorAll('input')].find((box) => box.value === focused)?.focus();
  }
}

if (globalThis.customElements && !customElements.get('activity-timeline')) {
  customElements.define('activity-timeline', ActivityTimeline);
}
