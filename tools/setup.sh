#!/usr/bin/env bash
# Make everything ready that `make run` (profile "run") or `make test` (profile "test") needs. Safe to repeat.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${1:-run}

apt_run="python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1"
apt_test="chromium ffmpeg fonts-thai-tlwg-otf poppler-utils postgresql redis-server nginx-light"
brew_run="python@3.12 pango libmagic"
brew_test="chromium ffmpeg poppler postgresql redis nginx"

say() { printf '%s\n' "$*" >&2; }

python=""
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$name
    break
  fi
done

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || ls /opt/homebrew/lib/*"${2:-$1}"* /usr/local/lib/*"${2:-$1}"* >/dev/null 2>&1; }
missing_for_run() {
  [ -n "$python" ] && "$python" -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
  has_library libpangoft2-1.0 pangoft2 || echo libpangoft2-1.0-0
  has_library libpango-1.0 pango-1.0 || echo libpango-1.0-0
  has_library libharfbuzz-subset harfbuzz-subset || echo libharfbuzz-subset0
  has_library libmagic.so libmagic || echo libmagic1
}
missing_for_test() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || echo chromium
  command -v pdftotext >/dev/null || echo poppler-utils
  command -v ffmpeg >/dev/null || echo ffmpeg
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || echo postgresql
  command -v redis-server >/dev/null || echo redis-server
  [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || echo nginx-light
}

missing=$(missing_for_run)
[ "$profile" = test ] && missing="$missing $(missing_for_test)"
missing=$(echo $missing)

if [ -n "$missing" ]; then
  wanted=$apt_run; brews=$brew_run
  if [ "$profile" = test ]; then wanted="$apt_run $apt_test"; brews="$brew_run $brew_test"; fi
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    say "Installing system packages: $missing"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    say "These system packages are missing: $missing"
    say "Debian or Ubuntu:  sudo apt-get install -y $wanted"
    say "macOS:             brew install $brews"
    exit 1
  fi
  for name in python3 python3.13 python3.12 python3.11; do
    if [ -z "$python" ] && command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      python=$name
    fi
  done
fi
if [ -z "$python" ]; then
  say "Kru needs Python 3.11 or later. Debian or Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python@3.12"
  exit 1
fi

requirements=requirements.txt
[ "$profile" = test ] && requirements=requirements/dev.txt
wanted_hash=$(cat requirements.txt requirements/dev.txt | cksum | tr ' ' -)
stamp=.venv/.kru-$profile
if [ -f .venv/.kru-test ] && [ "$(cat .venv/.kru-test)" = "$wanted_hash" ]; then stamp=.venv/.kru-test; fi
if [ ! -x .venv/bin/python ]; then
  say "Making the virtual environment in .venv"
  "$python" -m venv .venv
fi
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted_hash" ]; then
  say "Installing $requirements (pinned, with hashes)"
  .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$requirements"
  echo "$wanted_hash" > "$stamp"
fi
translations=app/translations
if ls $translations/*/LC_MESSAGES/*.po >/dev/null 2>&1; then
  .venv/bin/python tools/compile_translations.py
fi
