// The page of the local stack. The URL names the timeline: /?type=order&id=ORD-1
const REFRESH_MS = 3000;
const TOKEN = 'token';

const find = (id) => document.getElementById(id);
const address = ({ entity_type: type, entity_id: id }) => `/?${new URLSearchParams({ type, id })}`;
const chosen = new URLSearchParams(location.search);
const entity = { entity_type: chosen.get('type') ?? '', entity_id: chosen.get('id') ?? '' };

let timeline;

/** Shows links to timelines. They change only if the entities have changed, so that the focus remains. */
function showLinks(list, entities) {
  const state = JSON.stringify(entities);
  if (list.dataset.state === state) {
    return;
  }
  list.dataset.state = state;
  list.replaceChildren(...entities.map((each) => {
    const link = document.createElement('a');
    link.href = address(each);
    if (link.search === address(entity).slice(1)) {
      link.setAttribute('aria-current', 'page');
    }
    const type = document.createElement('span');
    type.textContent = `${each.entity_type} `;
    const id = document.createElement('bdi');
    id.textContent = each.entity_id;
    link.append(type, id);
    const item = document.createElement('li');
    item.append(link);
    return item;
  }));
}

/** Shows what may change while the page is open. */
async function refresh() {
  if (!document.hidden) {
    try {
      const [facts, health] = await Promise.all(
        ['/page.json', '/health'].map((path) => fetch(path).then((response) => response.json())));
      showLinks(find('recent'), facts.recent);
      find('no-recent').hidden = facts.recent.length > 0;
      const parts = Object.entries(health.parts ?? {}).filter(([, state]) => state !== 'up').map(([name]) => name.replaceAll('_', ' '));
      showHealth(health.status, health.status === 'up' ? 'All parts are up' : `Down: ${parts.join(', ') || health.status}`);
    } catch {
      showHealth('down', 'The local stack does not answer');
    }
  }
  setTimeout(refresh, REFRESH_MS);
}

function showHealth(status, text) {
  const health = find('health');
  health.dataset.status = status;
  if (health.textContent !== text) {
    health.textContent = text;
  }
}

function askForToken(reason) {
  find('token-reason').textContent = reason;
  find('token-section').hidden = false;
}

async function start() {
  const facts = await fetch('/page.json').then((response) => response.json());
  find('publish').textContent = facts.publish;
  find('types').append(...facts.entity_types.map((type) => new Option(type)));
  find('demo-section').hidden = !facts.demo.length;
  showLinks(find('demo'), facts.demo);
  document.querySelector('[name=type]').value = entity.entity_type;
  document.querySelector('[name=id]').value = entity.entity_id;
  document.addEventListener('click', async ({ target }) => {
    if (target.dataset?.copy) {
      await navigator.clipboard.writeText(find(target.dataset.copy).textContent);
      target.textContent = 'Copied';
    }
  });
  if (facts.token) {
    find('token-command').textContent = facts.token;
    find('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      sessionStorage.setItem(TOKEN, find('token').value.trim());
      find('token').value = '';
      find('token-section').hidden = true;
      if (timeline) {
        timeline.token = () => sessionStorage.getItem(TOKEN);
      }
    });
    if (!sessionStorage.getItem(TOKEN)) {
      askForToken('');
    }
  }
  if (entity.entity_type && entity.entity_id) {
    document.title = `${entity.entity_id}, ${document.title}`;
    await import(facts.viewer);
    timeline = document.createElement('activity-timeline');
    timeline.setAttribute('src', '/api/activity');
    timeline.setAttribute('entity-type', entity.entity_type);
    timeline.setAttribute('entity-id', entity.entity_id);
    timeline.setAttribute('live', 'insert');
    timeline.lang = navigator.language;
    timeline.addEventListener('activity-unauthenticated', () => {
      if (sessionStorage.getItem(TOKEN)) {
        askForToken('The token is not valid, or it has expired.');
      }
    });
    timeline.token = () => sessionStorage.getItem(TOKEN);
    find('timeline').append(timeline);
  }
  refresh();
}

start();
