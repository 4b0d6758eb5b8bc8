# shellcheck shell=bash
# The pages' style sheets: fetched by npm as web/package-lock.json says, and put beside the program.
# Sourced by ./run and ./test.

# build_web FOLDER: leaves tema.css, fkui.css, utvag.css, utvag.js and ikon.svg in FOLDER.
build_web() {
  local into=$1 stamp
  mkdir -p build/npm "$into"
  stamp=$(cat web/package.json web/package-lock.json | sha256sum | cut -d' ' -f1)
  if [ ! -e "build/npm/$stamp" ]; then
    cp web/package.json web/package-lock.json web/.npmrc build/npm/
    (cd build/npm && npm ci --ignore-scripts --loglevel=error)
    touch "build/npm/$stamp"
  fi
  cp build/npm/node_modules/@fkui/theme-default/dist/theme-auto.css "$into/tema.css"
  cp build/npm/node_modules/@fkui/design/lib/fkui.min.css "$into/fkui.css"
  cp web/utvag.css web/utvag.js web/ikon.svg "$into/"
}
