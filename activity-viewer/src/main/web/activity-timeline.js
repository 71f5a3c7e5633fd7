// SPDX-License-Identifier: Apache-2.0
/**
 * <activity-timeline> shows the timeline of one entity, read from the HTTP API of the Activity Service: see docs/viewer.md.
 *
 * Rows are placed once and never moved, so that focus and scroll position remain. All text is written as text nodes.
 * @typedef {import('./activity-timeline.d.ts').Token} Token
 */

const STORAGE_KEY = 'activity-timeline';
const POLL_MS = 5000;
const MAX_POLL_MS = 60000;
const TICK_MS = 30000;
const REQUEST_TIMEOUT_MS = 30000;
const MAX_EMPTY_PAGES = 10;
const MAX_ROW_CHARS = 300;
const MAX_VALUE_CHARS = 20000;
const MAX_INLINE_CHARS = 60;
const MAX_CODES = 5;
const HOUR_MS = 3600000;
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['year', 31557600], ['month', 2629800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const WINDOWS = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 };

/** The texts. A text with "|" has a singular and a plural. */
const EN = {
  loading: 'Loading…', empty: 'Nothing has happened yet.', noMatch: 'No activity matches the filters.',
  count: '{n} activity|{n} activities', atLeast: 'more than {n} activities', first: 'first {t}', last: 'latest {t}',
  fresh: '{n} new', by: 'by', more: 'Load more', further: 'Search further', shown: '{n} loaded',
  filters: 'Filters', types: 'Types', prefix: 'Other type, or prefix', add: 'Add', time: 'Time', any: 'Any time', '1h': 'Last hour',
  '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', custom: 'Other times', from: 'From', until: 'Until',
  actor: 'Actor', anyActor: 'All actors', remove: 'Remove filter: {t}', order: 'Order', desc: 'Newest first', asc: 'Oldest first',
  times: 'Times', relative: 'Relative', local: 'Local time', utc: 'UTC', details: 'Details: {t}', type: 'Type', id: 'Event id',
  source: 'Source', occurred: 'Exact time', origin: 'Origin of time', event: 'event', eventbridge: 'envelope of EventBridge',
  sns: 'notification of SNS', sqs: 'message of SQS', correlation_id: 'Correlation id', causation_id: 'Causation id',
  sequence: 'Sequence', trace_id: 'Trace id', span_id: 'Span id', trace: 'Open trace', copy: 'Copy link', copied: 'Link copied',
  part: 'This part of the timeline begins on {t}.', gone: 'The linked activity is not in this timeline.',
  newest: 'Show all', retry: 'Try again', wait: 'Next try in {n} s.', paused: 'Live updates pause.',
  e401: 'Please sign in to see this timeline.', e403: 'You may not see this timeline.',
  e429: 'There are too many requests.', e503: 'The service is not available at the moment.',
  e0: 'The service cannot be reached. Check your connection.', error: 'The service answers with an error: {t}',
};
/** @type {typeof EN} */
const DE = {
  loading: 'Wird geladen …', empty: 'Noch ist nichts geschehen.', noMatch: 'Keine Aktivität passt zu den Filtern.',
  count: '{n} Aktivität|{n} Aktivitäten', atLeast: 'mehr als {n} Aktivitäten', first: 'erste {t}', last: 'letzte {t}',
  fresh: '{n} neu', by: 'von', more: 'Mehr laden', further: 'Weiter suchen', shown: '{n} geladen',
  filters: 'Filter', types: 'Typen', prefix: 'Anderer Typ oder Präfix', add: 'Hinzufügen', time: 'Zeit', any: 'Alle Zeiten',
  '1h': 'Letzte Stunde', '24h': 'Letzte 24 Stunden', '7d': 'Letzte 7 Tage', '30d': 'Letzte 30 Tage', custom: 'Andere Zeiten',
  from: 'Von', until: 'Bis', actor: 'Akteur', anyActor: 'Alle Akteure', remove: 'Filter entfernen: {t}', order: 'Reihenfolge',
  desc: 'Neueste zuerst', asc: 'Älteste zuerst', times: 'Zeiten', relative: 'Relativ', local: 'Ortszeit', utc: 'UTC',
  details: 'Details: {t}', type: 'Typ', id: 'Ereignis-ID', source: 'Quelle', occurred: 'Genaue Zeit', origin: 'Herkunft der Zeit',
  event: 'Ereignis', eventbridge: 'Umschlag von EventBridge', sns: 'Nachricht von SNS', sqs: 'Nachricht von SQS',
  correlation_id: 'Korrelations-ID', causation_id: 'Ursachen-ID', sequence: 'Sequenz', trace_id: 'Trace-ID', span_id: 'Span-ID',
  trace: 'Trace öffnen', copy: 'Link kopieren', copied: 'Link kopiert', part: 'Dieser Teil der Zeitleiste beginnt am {t}.',
  gone: 'Die verlinkte Aktivität ist nicht in dieser Zeitleiste.', newest: 'Alle zeigen', retry: 'Erneut versuchen',
  wait: 'Nächster Versuch in {n} s.', paused: 'Live-Aktualisierung pausiert.',
  e401: 'Bitte melden Sie sich an, um diese Zeitleiste zu sehen.', e403: 'Sie dürfen diese Zeitleiste nicht sehen.',
  e429: 'Es gibt zu viele Anfragen.', e503: 'Der Dienst ist zurzeit nicht verfügbar.',
  e0: 'Der Dienst ist nicht erreichbar. Prüfen Sie Ihre Verbindung.', error: 'Der Dienst meldet einen Fehler: {t}',
};

const CSS = `
:host{display:block;color-scheme:light dark;container-type:inline-size;text-align:start;line-height:1.5;
--i:var(--activity-text,light-dark(#1a1e26,#e7eaf0));--m:var(--activity-muted,light-dark(#596273,#a2abba));
--s:var(--activity-surface,light-dark(#fff,#14171c));--u:var(--activity-subtle,light-dark(#f4f6f9,#1d2128));
--b:var(--activity-border,light-dark(#e2e6ec,#2d333d));--c:var(--activity-control,light-dark(#828b9a,#737d8d));
--a:var(--activity-accent,light-dark(#2b59c3,#8fb4ff));--o:var(--activity-on-accent,light-dark(#fff,#0d1420));
--d:var(--activity-danger,light-dark(#a8281e,#ffb3a8));--t:var(--activity-sticky-top,0px);
color:var(--i);background:var(--s);border:1px solid var(--b);border-radius:var(--activity-radius,12px);
font-family:var(--activity-font,system-ui,sans-serif);font-size:var(--activity-font-size,.9375rem)}
:host([hidden]),[hidden]{display:none!important}
*{box-sizing:border-box;margin:0;padding:0;border:0;min-width:0;overflow-wrap:anywhere}
ol{list-style:none}
button,select,input{font:inherit;color:inherit}
button,select,.field{background:var(--s);border:1px solid var(--c);border-radius:8px;padding:.25rem .75rem;min-height:2.125rem}
button,select,summary,[type=checkbox]{cursor:pointer}
button:hover,select:hover{background:var(--u)}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
a{color:var(--a);text-underline-offset:.2em}
time{font-variant-numeric:tabular-nums}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.m,dt,legend,[part=day],[part=time],[part=actor],[part=message],[part=foot]{color:var(--m)}
.bar,[part=note],[part=foot]{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
[part=head]{padding:1.25rem;display:grid;gap:1rem}
[part=title]{font-size:1.3125em;line-height:1.3;font-weight:650}
[part=title] span{display:block;font-size:.8125rem;font-weight:600;color:var(--m)}
[part=panel]{inset:auto;position-area:block-end span-inline-end;position-try-fallbacks:flip-inline;margin-block:.375rem;width:22rem;max-width:95vw;max-height:75vh;overflow:auto;color:inherit;background:var(--s);border:1px solid var(--c);border-radius:10px;padding:1rem;gap:1.25rem;box-shadow:0 8px 32px #0004}
[part=panel]:popover-open{display:grid}
legend{font-weight:600;font-size:.875em;margin-block-end:.5rem}
fieldset{display:grid;gap:.5rem;align-content:start}
fieldset label{display:flex;gap:.5rem;align-items:baseline}
.in{padding-inline-start:1.5rem}
.scroll{max-height:12rem;overflow:auto;display:grid;gap:.25rem;padding:3px}
.field{flex:1}
[type=checkbox]{accent-color:var(--a);inline-size:1rem;block-size:1rem;flex:none;translate:0 2px}
[part=chip]{border-radius:99px;min-height:1.75rem;padding:0 .75rem;font-size:.875em}
[part=chip]::after{content:"×";margin-inline-start:.5rem}
[part=note]{margin:0 1.25rem 1rem;padding:.5rem .75rem;background:var(--u);border-radius:8px}
.live{position:sticky;inset-block-start:calc(var(--t) + .5rem);z-index:2;height:0;display:flex;justify-content:center}
[part=notice],[part=notice]:hover{background:var(--a);color:var(--o);border-color:transparent;border-radius:99px;font-weight:600;height:2.125rem;box-shadow:0 4px 16px #0003}
[part=day]{position:sticky;inset-block-start:var(--t);z-index:1;background:var(--s);padding:.5rem 1.25rem;font-size:.875em;font-weight:500}
[part=day] b{color:var(--i);font-weight:650;display:inline-block}
[part=day] b::first-letter{text-transform:uppercase}
li{content-visibility:auto;contain-intrinsic-size:auto 2.75rem;position:relative;padding-inline:.5rem}
li::before{content:"";position:absolute;inset-block:0;inset-inline-start:1.5rem;border-inline-start:2px solid var(--b)}
[part=row]{display:grid;grid-template-columns:1.25rem minmax(0,1fr) auto auto .75rem;gap:.125rem .75rem;align-items:baseline;width:100%;text-align:start;background:none;border:0;padding:.5rem .75rem;position:relative}
[part=row]:focus-visible{outline-offset:-2px}
[part=row]::before{content:"";width:0;border:5px solid var(--c);border-radius:50%;box-shadow:0 0 0 3px var(--s);align-self:start;margin-block-start:.4375rem}
[part=row]::after{content:"";grid-column:5;width:.4375rem;height:.4375rem;border:solid var(--m);border-width:0 2px 2px 0;rotate:45deg;align-self:start;margin-block-start:.4375rem}
[aria-expanded=true]::after{rotate:225deg!important}
[aria-expanded=true]::before{border-color:var(--a)!important}
[part=summary]{grid-column:2;font-weight:500;overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2}
[part=actor]{max-width:14rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:.875em}
[part=time]{grid-column:4;font-size:.875em}
[part=details]{position:relative;margin-block:.25rem .75rem;margin-inline:2.75rem .75rem;padding:1rem;background:var(--u);border-radius:10px;display:grid;gap:1rem;font-size:.875em}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.25rem 1.25rem}
dl+dl{border-block-start:1px solid var(--b);padding-block-start:1rem}
dt{max-width:14rem}
pre,summary{font:.9375em/1.5 var(--activity-mono,ui-monospace,monospace);white-space:pre-wrap}
.code{font:.8em var(--activity-mono,ui-monospace,monospace);border:1px solid var(--c);border-radius:4px;padding:0 .2em;margin:0 .1em}
[part=message]{padding:2rem 1.25rem;text-align:center;display:grid;gap:1rem;justify-items:center}
[role=alert]{color:var(--d);font-weight:500}
[part=foot]{padding:.75rem 1.25rem 1rem;font-size:.875em}
.wait{min-height:12rem;margin:0 1.25rem 1.25rem;background:repeating-linear-gradient(#0000 0 1.75rem,var(--u) 0 3rem)}
@container (max-width:36rem){[part=row]{grid-template-columns:1.25rem auto minmax(0,1fr) .75rem}[part=summary]{grid-column:2/4}[part=row]::after{grid-area:1/4}
[part=time]{grid-area:2/2}[part=actor]{grid-area:2/3}[part=details]{margin-inline:.75rem}dl{grid-template-columns:minmax(0,1fr)}dd{margin-block-end:.5rem}}
@media (forced-colors:active){[part=row]::before,li::before{border-color:CanvasText;box-shadow:none}[aria-expanded=true]::before{border-color:Highlight!important}
[part=details],[part=panel],[part=note],[part=notice]{border:1px solid CanvasText}}`;

const JOINED = '[\\p{Script=Arabic}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Malayalam}\\p{Script=Sinhala}]';
const PICTURE = '\\p{Extended_Pictographic}';
/** Invisible characters, and those that reorder others; but not the joiners and selectors that scripts and emoji need. */
const HIDDEN = new RegExp(
  `(?:(?!(?<=${JOINED}\\p{M}*)[\\u200c\\u200d](?=${JOINED})|(?<=${PICTURE})\\ufe0f|(?<=[${PICTURE}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=${PICTURE}))`
  + '[\\p{C}\\p{Zl}\\p{Zp}\\p{DI}\\u2800])+', 'gu');

/** Creates an element. Functions become listeners, other properties attributes. @returns {any} */
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

/** Returns a text of others: isolated for bidirectional text, with the codes of invisible characters. */
function foreign(value, limit = MAX_VALUE_CHARS) {
  const text = String(value).slice(0, limit);
  const isolated = h('bdi');
  let end = 0;
  for (const { 0: run, index } of text.matchAll(HIDDEN)) {
    const codes = Array.from(run, (c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
    const more = codes.length > MAX_CODES ? ` … ${codes.length}` : '';
    isolated.append(text.slice(end, index), h('span', { class: 'code' }, codes.slice(0, MAX_CODES).join(' ') + more));
    end = index + run.length;
  }
  isolated.append(text.slice(end), text.length < String(value).length ? '…' : '');
  return isolated;
}

/** Parses JSON. A number that would lose digits keeps its text. */
const parse = (text) => JSON.parse(text, /** @type {any} */ ((_, value, context) =>
  (typeof value === 'number' && context && context.source !== String(value) ? JSON['rawJSON']?.(context.source) ?? value : value)));

const keyOf = (activity) => JSON.stringify([activity.source, activity.event_id, activity.occurred_at, activity.sequence]);

/** Returns the name of an activity in a link: its time and a hash (FNV-1a). */
function nameOf(activity) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(keyOf(activity))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `${activity.activity_time}-${hash.toString(36)}`;
}

/** Status 0: no response. */
class Failure extends Error {
  constructor(status, code = '', wait = NaN) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.wait = wait >= 0 ? Math.ceil(wait) : undefined;
  }

  static async of(response) {
    const after = response.headers.get('Retry-After') ?? '';
    const problem = await response.json().catch(() => null);
    return new Failure(response.status, String(problem?.code ?? ''),
      /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000);
  }
}

/** @type {CSSStyleSheet} */
let sheet;
// A program on a server can import this module, although it has no HTMLElement.
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class ActivityTimeline extends Base {
  static observedAttributes = ['src', 'entity-type', 'entity-id', 'lang', 'page-size', 'live', 'fragment', 'heading-level'];

  #token;
  #ui;
  #text = EN;
  #locale;
  #format;
  #time = 'local';
  #query;
  #parameters = {};
  #items = [];
  #rows = new Map();
  #activities = new WeakMap();
  #opened = new Set();
  #types = new Set();
  #actors = new Set();
  #next;
  #fresh;
  #summary;
  #etag = {};
  #pollMs;
  #failed;
  #again;
  #isLoaded = false;
  #isBusy = false;
  #isChanged = false;
  #run = new AbortController();
  #stop = new AbortController();
  #pollTimer;
  #countdown;
  #observer;
  #id = 0;

  /** @type {Token | (() => Token | Promise<Token>)} */
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
    // The page may have set the token before this module defined the element.
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
    addEventListener('hashchange', () => {
      if (this.#readQuery()) {
        this.#showFilters();
        this.#load();
      }
    }, { signal });
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
    this.#observer.disconnect();
    clearTimeout(this.#pollTimer);
    clearInterval(this.#countdown);
  }

  attributeChangedCallback() {
    this.#changed();
  }

  #changed() {
    if (!this.isConnected || this.#isChanged) {
      return;
    }
    this.#isChanged = true;
    queueMicrotask(() => {
      this.#isChanged = false;
      if (this.isConnected) {
        this.#summary = undefined;
        this.#types.clear();
        this.#actors.clear();
        this.#opened.clear();
        this.#build();
        this.#load();
      }
    });
  }

  #prefix() {
    const name = this.getAttribute('fragment') ?? 'activity';
    return name && `${name}.`;
  }

  /** Reads the choices, and returns whether they have changed. */
  #readQuery() {
    let stored = {};
    try {
      stored = JSON.parse(localStorage.getItem(STORAGE_KEY)) ?? {};
    } catch {
      // A sandboxed page has no storage.
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
      last: get('last') in WINDOWS ? get('last') : '',
      from: get('from'),
      until: get('until'),
      order: (get('order') || stored.order) === 'asc' ? 'asc' : 'desc',
      entry: get('entry'),
    };
    const isChanged = JSON.stringify(query) !== JSON.stringify(this.#query);
    this.#query = query;
    return isChanged;
  }

  /** Returns the URL of the page with these choices. Other parts of the fragment remain. */
  #pageUrl({ types = [], ...values }) {
    const prefix = this.#prefix();
    const others = location.hash.slice(1).split('&').filter((part) => part && !(prefix && part.startsWith(prefix)));
    const own = Object.entries({ type: types.join(), ...values }).filter(([, value]) => value);
    const url = new URL(location.href);
    url.hash = [...others, ...own.map(([name, value]) => `${prefix || 'activity.'}${name}=${encodeURIComponent(value)}`)].join('&');
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
      // A sandboxed page may have neither.
    }
  }

  #url(parameters) {
    const url = new URL(this.getAttribute('src'), document.baseURI);
    const id = this.getAttribute('entity-id');
    // Gateways and clients change other characters and dots in a path.
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
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
        cache: 'no-store',
      }).catch(() => {
        signal.throwIfAborted();
        throw new Failure(0);
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
        throw await Failure.of(response);
      }
      return response;
    }
  }

  /** Returns a page; nothing if it has not changed. */
  async #page(parameters, signal) {
    const url = this.#url(parameters);
    const known = this.#etag.url === url && this.#etag.tag;
    const response = await this.#request(url, { Accept: 'application/json', ...(known && { 'If-None-Match': known }) }, signal);
    if (response.status === 304) {
      return undefined;
    }
    const page = await response.text().then(parse).catch(() => null);
    signal.throwIfAborted();
    if (!Array.isArray(page?.activities)) {
      throw new Failure(response.status, 'invalid_response');
    }
    if (!parameters.cursor) {
      this.#etag = { url, tag: response.headers.get('ETag') };
    }
    return page;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** Loads the first page. If a time is given, the page begins with it. */
  async #load(start) {
    this.#run.abort();
    const { signal } = this.#run = new AbortController();
    clearTimeout(this.#pollTimer);
    const { list, loading } = this.#ui;
    this.#items = [];
    this.#rows.clear();
    list.replaceChildren();
    this.#next = this.#fresh = undefined;
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
    const limit = Math.min(Math.max(parseInt(this.getAttribute('page-size'), 10) || 50, 1), 1000);
    this.#parameters = {
      order, limit, until, type: types.join(), from: last ? new Date(Date.now() - WINDOWS[last] * HOUR_MS).toISOString() : from,
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
    }
    if (!signal.aborted) {
      loading.hidden = true;
      list.removeAttribute('aria-busy');
    }
  }

  /** Loads further pages until there is a new row. A user who has asked for it continues there. */
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

  /** Opens the linked activity. If it is older than the first page, loads the page that begins with it. */
  #showLinked(isStart) {
    const { entry, order } = this.#query;
    const time = parseInt(entry, 10);
    if (!entry) {
      return;
    }
    const row = this.#rows.get(keyOf(this.#items.find((each) => each.activity_time === time && nameOf(each) === entry) ?? {}));
    const end = this.#items.at(-1)?.activity_time;
    if (row) {
      this.#toggle(row, true);
      row.scrollIntoView({ block: 'center' });
    } else if (!isStart && this.#next && (order === 'asc' ? end <= time : end >= time)) {
      this.#load(time);
    } else {
      this.#showNote(this.#text.gone);
    }
  }

  #fail(error, signal, again) {
    if (signal.aborted) {
      return;
    }
    if (!(error instanceof Failure)) {
      throw error;
    }
    const { status, code, wait } = error;
    this.#again = again;
    this.#showState(true, error);
    this.#emit('activity-error', { status, code, wait });
  }

  #schedule() {
    clearTimeout(this.#pollTimer);
    if (this.getAttribute('live') !== 'off' && !this.#parameters.until) {
      this.#pollTimer = setTimeout(() => this.#poll(), this.#pollMs * (0.8 + Math.random() * 0.4));
    }
  }

  async #poll() {
    const { signal } = this.#run;
    clearTimeout(this.#pollTimer);
    if (document.hidden || !this.#isLoaded || this.#parameters.until || this.getAttribute('live') === 'off') {
      return;
    }
    try {
      const page = await this.#page({ ...this.#parameters, order: 'desc' }, signal);
      const known = new Set(this.#items.map(keyOf));
      const count = page ? page.activities.filter((each) => !known.has(keyOf(each)) && this.#matches(each)).length : 0;
      this.#pollMs = count > (this.#fresh?.count ?? 0) ? POLL_MS : Math.min(this.#pollMs * 2, MAX_POLL_MS);
      if (count) {
        this.#fresh = { ...page, count };
        if (this.getAttribute('live') === 'insert' || !known.size) {
          this.#insert();
        } else {
          this.#showFresh(this.#plural('fresh', count) + (count === page.activities.length && page.next_cursor ? '+' : ''));
        }
      }
      if (this.#failed !== undefined) {
        this.#failed = undefined;
        this.#showNote('');
      }
    } catch (error) {
      if (signal.aborted || !(error instanceof Failure)) {
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

  /** Adds new activities to the list. A user who has asked for it continues there. */
  #insert(isAsked = false) {
    const { activities, next_cursor: next } = this.#fresh;
    const known = new Set(this.#items.map(keyOf));
    const isAscending = this.#query.order === 'asc';
    // Without a known activity, a part between the new page and the list is missing. So is the end of an incomplete ascending list.
    if ((next && !known.has(keyOf(activities.at(-1)))) || (isAscending && this.#next)) {
      this.#choose({ order: 'desc' });
      return;
    }
    const fresh = activities.filter((each) => !known.has(keyOf(each)));
    let row = null;
    if (isAscending) {
      this.#items.push(...fresh.reverse());
      row = fresh.map((each) => this.#place(each, null)).find(Boolean);
    } else {
      const keys = new Set(activities.map(keyOf));
      this.#items = [...activities, ...this.#items.filter((each) => !keys.has(keyOf(each)))];
      for (let i = this.#items.length - 1; i >= 0; i--) {
        row = this.#rows.get(keyOf(this.#items[i])) ?? this.#place(this.#items[i], row) ?? row;
      }
    }
    this.#fresh = undefined;
    this.#showFresh('');
    this.#showState();
    this.#showChoices();
    this.#loadSummary(this.#run.signal);
    if (isAsked) {
      row?.firstChild.focus();
    }
  }

  // A service of an older version has no summary and no exports.

  async #loadSummary(signal) {
    // TODO part 4
  }

  #say(name, value) {
    return this.#text[name].replace('{t}', () => foreign(value).textContent);
  }

  #plural(name, n) {
    const forms = this.#text[name].split('|');
    return (this.#format.plural.select(n) === 'one' ? forms[0] : forms.at(-1)).replace('{n}', this.#format.number.format(n));
  }

  #reason({ status, message }) {
    return this.#text[`e${status === 502 || status === 504 ? 503 : status}`] ?? this.#say('error', message);
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
    return this.#time === 'utc' ? new Date(ms).toISOString().slice(0, 10) : new Date(ms).toDateString();
  }

  #matches(activity) {
    return !this.#query.actor || activity.actor?.id === this.#query.actor;
  }

  /** Creates the row of an activity before another row, or at the end. Returns nothing if the actor does not match. */
  #place(activity, next) {
    this.#types.add(activity.type);
    if (activity.actor) {
      this.#actors.add(activity.actor.id);
    }
    if (!this.#matches(activity)) {
      return undefined;
    }
    const { list } = this.#ui;
    const day = this.#dayOf(activity.activity_time);
    let group = next?.parentNode.parentNode;
    let before = next;
    if (group?.day !== day) {
      before = null;
      const previous = group ? group.previousSibling : list.lastChild;
      if (previous?.day === day) {
        group = previous;
      } else {
        const id = `day${++this.#id}`;
        const following = group ?? null;
        group = h('div', {}, h(`h${this.#ui.level + 1}`, { part: 'day', id }), h('ol', { role: 'list', 'aria-labelledby': id }));
        Object.assign(group, { day, time: activity.activity_time });
        this.#labelDay(group);
        list.insertBefore(group, following);
      }
    }
    const time = activity.activity_time;
    const row = h('li', {},
      h('button', { part: 'row', 'aria-expanded': 'false' },
        h('span', { part: 'summary' }, foreign(activity.summary ?? activity.type, MAX_ROW_CHARS)),
        activity.actor && h('span', { part: 'actor' },
          h('span', { class: 'v' }, `, ${this.#text.by} `), foreign(activity.actor.id, MAX_ROW_CHARS)),
        h('time', { part: 'time', datetime: activity.occurred_at },
          h('span', { 'aria-hidden': 'true' }, this.#timeText(time)), h('span', { class: 'v' }, `, ${this.#format.full.format(time)}`))));
    this.#activities.set(row, activity);
    this.#rows.set(keyOf(activity), row);
    group.lastChild.insertBefore(row, before);
    if (this.#opened.has(keyOf(activity))) {
      this.#toggle(row, true);
    }
    return row;
  }

  #labelDay(group) {
    const ago = [0, 1].find((days) => this.#dayOf(Date.now() - days * 24 * HOUR_MS) === group.day);
    group.firstChild.replaceChildren(
      ...(ago === undefined ? [] : [h('b', {}, this.#format.relative.format(-ago, 'day')), ' · ']), this.#format.day.format(group.time));
  }

  #tick() {
    for (const group of this.#ui?.list.children ?? []) {
      this.#labelDay(group);
    }
    if (this.#time === 'relative') {
      for (const row of this.#rows.values()) {
        row.querySelector('time').firstChild.textContent = this.#timeText(this.#activities.get(row).activity_time);
      }
    }
  }

  #redraw() {
    this.#setFormats();
    this.#rows.clear();
    this.#ui.list.replaceChildren();
    this.#items.forEach((activity) => this.#place(activity, null));
    this.#showFilters();
  }

  #toggle(row, isOpen) {
    const button = row.firstChild;
    const activity = this.#activities.get(row);
    if (!row.lastChild.matches('[part=details]')) {
      row.append(this.#details(activity));
      button.setAttribute('aria-controls', row.lastChild.id);
    }
    row.lastChild.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    this.#opened[isOpen ? 'add' : 'delete'](keyOf(activity));
    if (isOpen) {
      this.#emit('activity-open', { activity });
    }
  }

  #details(activity) {
    const t = this.#text;
    const { actor, time_source: origin, trace_url: trace } = activity;
    const list = (entries) => h('dl', {}, ...entries.filter(([, value]) => value !== undefined)
      .flatMap(([name, value]) => [h('dt', {}, foreign(name)), h('dd', {}, this.#value(value))]));
    const attributes = Object.entries(activity.attributes ?? {});
    const href = this.#pageUrl({ entry: nameOf(activity) });
    const link = h('a', {
      href,
      click: async (event) => {
        event.preventDefault();
        // Without access to the clipboard, the link is in the address bar.
        await navigator.clipboard?.writeText(href).catch(() => history.replaceState(history.state, '', href));
        link.textContent = t.copied;
      },
    }, t.copy);
    return h('div', { part: 'details', role: 'region', id: `details${++this.#id}`, 'aria-label': this.#say('details', `${activity.summary ?? activity.type}, ${activity.source} ${activity.event_id}`) },
      attributes.length ? list(attributes) : null,
      list([
        [t.type, activity.type], [t.occurred, activity.occurred_at], [t.origin, t[origin] ?? origin], [t.id, activity.event_id],
        [t.source, activity.source], [t.actor, actor && (actor.type ? `${actor.type} ${actor.id}` : actor.id)],
        ...['correlation_id', 'causation_id', 'sequence', 'trace_id', 'span_id'].map((name) => [t[name], activity[name]]),
      ]),
      h('div', { class: 'bar' }, link, /^https?:\/\//i.test(trace ?? '')
        ? h('a', { href: trace, target: '_blank', rel: 'noopener noreferrer' }, t.trace) : null));
  }

  #value(value) {
    if (typeof value !== 'object') {
      return foreign(value);
    }
    const short = JSON.stringify(value);
    if (short.length <= MAX_INLINE_CHARS) {
      return h('pre', {}, foreign(short));
    }
    return h('details', {}, h('summary', {}, foreign(short, MAX_INLINE_CHARS)), h('pre', {}, foreign(JSON.stringify(value, null, 2))));
  }

  /** Shows what is loaded, and a failure. A stopped list continues only with its button. */
  #showState(isStopped = false, failure = undefined) {
    const { message, foot, shown, more } = this.#ui;
    const count = this.#rows.size;
    clearInterval(this.#countdown);
    this.#failed = failure?.status;
    foot.hidden = !count && !this.#next;
    shown.textContent = this.#plural(this.#next ? 'shown' : 'count', count);
    more.hidden = !this.#next || failure;
    more.textContent = this.#text[this.#isBusy ? 'loading' : isStopped ? 'further' : 'more'];
    this.#observer.unobserve(more);
    if (this.#next && !isStopped && !this.#isBusy) {
      this.#observer.observe(more);
    }
    const isEmpty = this.#isLoaded && !count && !this.#next;
    message.hidden = !failure && !isEmpty;
    if (failure) {
      this.#showFailure(failure);
    } else if (isEmpty) {
      const { types, actor, last, from, until } = this.#query;
      message.replaceChildren(h('p', {}, this.#text[types.length || actor || last || from || until ? 'noMatch' : 'empty']));
    }
  }

  #showFailure(failure) {
    const { message } = this.#ui;
    const again = () => {
      message.hidden = true;
      this.#failed = undefined;
      this.#again();
    };
    let seconds = failure.wait;
    const text = () => this.#text.wait.replace('{n}', this.#format.number.format(seconds));
    const wait = seconds !== undefined;
    // The alert is read once. What changes each second is not a part of it.
    const visible = h('p', { 'aria-hidden': 'true' }, wait ? text() : '');
    message.replaceChildren(
      h('p', { role: 'alert' }, this.#reason(failure), wait ? h('span', { class: 'v' }, ` ${text()}`) : null),
      wait ? visible : h('button', { click: again }, this.#text.retry));
    if (wait) {
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

  #showFresh(text) {
    this.#ui.live.replaceChildren(...(text
      ? [h('button', { part: 'notice', click: () => this.#insert(true) }, text)] : []));
  }

  #showNote(text) {
    const { note } = this.#ui;
    note.hidden = !text;
    note.replaceChildren(h('span', {}, text), this.#failed === undefined
      ? h('button', { click: () => this.#choose({}) }, this.#text.newest) : '');
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
        // The language of the page is not valid.
      }
    }
    const lang = /^de\b/.test(this.#locale) ? 'de' : 'en';
    const t = this.#text = { ...(lang === 'de' ? DE : EN), ...this['messages'] };
    const level = Math.min(Math.max(parseInt(this.getAttribute('heading-level'), 10) || 2, 1), 5);
    const select = (names, label, change) => {
      const element = h('select', { 'aria-label': label, change: () => change(element.value) },
        ...names.map((name) => h('option', { value: name }, t[name || 'any'])));
      return element;
    };
    const field = (name) => {
      const input = h('input', { class: 'field', type: 'datetime-local', change: () => {
        const { value } = input;
        this.#choose({ last: '', [name]: value && iso(Date.parse(this.#time === 'utc' ? `${value}Z` : value)) });
      } });
      return h('label', {}, t[name], input);
    };
    const panel = (id, label, ...children) => [
      h('button', { popovertarget: id }, label),
      h('div', { id, part: 'panel', role: 'group', 'aria-label': label, popover: true }, ...children),
    ];
    const prefix = h('input', { class: 'field', type: 'text', 'aria-label': t.prefix, placeholder: 'orders.*', keydown: ({ key }) => key === 'Enter' && add() });
    const add = () => {
      const type = prefix.value.trim();
      prefix.value = '';
      if (type) {
        this.#choose({ types: [...new Set([...this.#query.types, type.endsWith('.') ? `${type}*` : type])] });
      }
    };
    const types = h('div', { class: 'scroll' });
    const actor = h('select', { 'aria-label': t.actor, change: () => this.#choose({ actor: actor.value }) });
    const actors = h('fieldset', {}, h('legend', {}, t.actor), actor);
    const from = field('from');
    const until = field('until');
    const last = select(['', ...Object.keys(WINDOWS), 'custom'], t.time, (value) => {
      if (value === 'custom') {
        from.hidden = until.hidden = false;
      } else {
        this.#choose({ last: value, from: '', until: '' });
      }
    });
    const [toggle, filters] = panel('filters', t.filters,
      h('fieldset', {}, h('legend', {}, t.types), types, h('div', { class: 'bar' }, prefix, h('button', { click: add }, t.add))),
      h('fieldset', {}, h('legend', {}, t.time), last, from, until), actors);
    const order = select(['desc', 'asc'], t.order, (value) => this.#choose({ order: value }));
    const times = select(['relative', 'local', 'utc'], t.times, (value) => {
      this.#time = value;
      this.#store();
      this.#redraw();
    });
    const more = h('button', { part: 'more', click: () => this.#more(true) });
    const shown = h('span');
    this.#ui = {
      lang, level, types, actor, actors, from, until, last, order, times, more, shown, toggle,
      facts: h('p', { class: 'm', part: 'facts', hidden: true }),
      chips: h('div', { class: 'bar', hidden: true }),
      live: h('div', { class: 'live', 'aria-live': 'polite' }),
      note: h('div', { part: 'note', hidden: true }),
      loading: h('div', { class: 'wait', hidden: true }, t.loading),
      list: h('div', {
        click: ({ target }) => {
          const row = target.closest('[part=row]');
          if (row) {
            this.#toggle(row.parentNode, row.getAttribute('aria-expanded') === 'false');
          }
        },
        keydown: (event) => {
          const rows = [...this.#ui.list.querySelectorAll('[part=row]')];
          const i = rows.indexOf(event.target);
          const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: rows.length - 1 }[event.key];
          if (i >= 0 && rows[to]) {
            event.preventDefault();
            rows[to].focus();
          }
        },
      }),
      message: h('div', { part: 'message', hidden: true }),
      foot: h('div', { part: 'foot', hidden: true }, shown, more),
    };
    const { facts, chips, live, note, loading, list, message, foot } = this.#ui;
    this.shadowRoot.replaceChildren(h('div', { lang },
      h('div', { part: 'head' },
        h('div', {},
          h(`h${level}`, { part: 'title' }, h('span', {}, foreign(this.getAttribute('entity-type') ?? '')), foreign(this.getAttribute('entity-id') ?? '')),
          facts),
        h('div', { class: 'bar', part: 'toolbar' }, toggle, filters, order, times),
        chips),
      live, note, loading, list, message, foot));
    this.#setFormats();
    this.#showFilters();
  }

  #showFilters() {
    const { toggle, order, times, last, from, until, chips } = this.#ui;
    const query = this.#query;
    order.value = query.order;
    times.value = this.#time;
    last.value = query.from || query.until ? 'custom' : query.last;
    for (const [name, label] of Object.entries({ from, until })) {
      const ms = Date.parse(query[name]);
      label.hidden = last.value !== 'custom';
      label.lastChild.value = ms
        ? iso(ms - (this.#time === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60000)).slice(0, 16) : '';
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
        all.push(chip(this.#text[value] ?? `${this.#text[name]}: ${ms ? this.#format.short.format(ms) : value}`, { [name]: '' }));
      }
    }
    chips.replaceChildren(...all);
    chips.hidden = !all.length;
    toggle.textContent = this.#text.filters + (all.length ? ` (${this.#format.number.format(all.length)})` : '');
    this.#showChoices();
  }

  #showChoices() {
    const { types, actor, actors } = this.#ui;
    const query = this.#query;
    const names = [...new Set([...this.#types, ...query.types].flatMap((type) => (type.includes('.') ? [`${type.split('.')[0]}.*`, type] : type)))].sort();
    const state = JSON.stringify([names, query.types, [...this.#actors], query.actor]);
    if (types.state === state) {
      return;
    }
    types.state = state;
    const focused = this.shadowRoot.activeElement?.['value'];
    const covers = (prefix, type) => prefix !== type && prefix.endsWith('.*') && type.startsWith(prefix.slice(0, -1));
    types.replaceChildren(...names.map((name) => {
      const isCovered = query.types.some((each) => covers(each, name));
      const box = h('input', {
        type: 'checkbox', value: name, disabled: isCovered, change: () => {
          const rest = query.types.filter((each) => each !== name && !covers(name, each));
          this.#choose({ types: box.checked ? [...rest, name] : rest });
        },
      });
      box.checked = isCovered || query.types.includes(name);
      return h('label', { class: name.includes('.') && !name.endsWith('.*') ? 'in' : null }, box, foreign(name));
    }));
    actor.replaceChildren(h('option', { value: '' }, this.#text.anyActor),
      ...[...new Set([...this.#actors, query.actor])].filter(Boolean).sort().map((id) => h('option', { value: id }, foreign(id).textContent)));
    actor.value = query.actor;
    actors.hidden = actor.length < 2;
    [...types.querySelectorAll('input')].find((box) => box.value === focused)?.focus();
  }
}

const iso = (ms) => new Date(ms).toISOString();

if (globalThis.customElements && !customElements.get('activity-timeline')) {
  customElements.define('activity-timeline', ActivityTimeline);
}
