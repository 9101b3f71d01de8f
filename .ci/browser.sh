# Sourced by the scripts that test pages in a browser, in the root of the clone. Sets `browser` and `outside`. Installs Debian's Chromium and a font
# if there is no browser, and a pinned version of Playwright from npm below target/outside.
playwright=1.65.1
outside=target/outside/browser
browser=$(command -v chromium || true)
if [ -z "$browser" ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core > /dev/null
  browser=$(command -v chromium)
fi
if [ "$(cat "$outside/stamp" 2>/dev/null)" != "$playwright" ]; then
  mkdir -p "$outside"
  # playwright-core does not include a browser.
  npm install --silent --no-audit --no-fund --prefix "$outside" "playwright-core@$playwright"
  echo "$playwright" > "$outside/stamp"
fi
