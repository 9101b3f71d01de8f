// Keeps the overview up to date: loads the page again while it is visible, and replaces the parts that have changed. Forms are not replaced.
'use strict';
(() => {
  const PAUSE = 1000;
  const button = document.getElementById('live');
  const connection = document.getElementById('connection');
  let tag = null;
  let isLive = true;

  const hasSelection = (part) => {
    const selection = getSelection();
    return !selection.isCollapsed && selection.containsNode(part, true);
  };

  const replace = (part, fresh) => {
    if (!fresh || part.isEqualNode(fresh) || hasSelection(part)) return;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
    part.replaceWith(document.adoptNode(fresh));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const update = async () => {
    const response = await fetch(location.href, { headers: tag ? { 'if-none-match': tag } : {}, cache: 'no-store' });
    if (response.status !== 200 || !isLive) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.querySelectorAll('[data-live]').forEach((part) => replace(part, fresh.getElementById(part.id)));
    // A part with a selection was not replaced: load it again.
    tag = getSelection().isCollapsed ? response.headers.get('etag') : null;
  };

  const run = async () => {
    if (isLive && document.visibilityState === 'visible') {
      const problem = await update().then(() => '', () => 'The sandbox does not respond.');
      if (connection.textContent !== problem) connection.textContent = problem;
    }
    setTimeout(run, PAUSE);
  };

  button.hidden = false;
  button.addEventListener('click', () => {
    isLive = !isLive;
    button.setAttribute('aria-pressed', String(isLive));
  });
  run();
})();
