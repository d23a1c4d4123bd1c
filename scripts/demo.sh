#!/usr/bin/env bash
# The whole walk on the recordings that come with this repository: validate, train, evaluate, sample.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

spec=specs/tiny.toml
data=data/speech
run="runs/demo/$(date -u +%Y%m%dT%H%M%SZ)-$$"
sound="$run/samples/demo.wav"

say() {
    printf '\n$ %s\n' "$*"
    "$@"
}

say graphnet validate "$spec"
say graphnet show "$spec"
say graphnet train "$spec" --data "$data" --run "$run"
say graphnet evaluate "$run" --data "$data"
say graphnet generate "$run" --seconds 2 -o "$sound"

printf '\nsound        %s\n' "$sound"
printf 'spectrogram  %s\n' "${sound%.wav}.png"
printf 'loss curve   %s\n' "$run/loss.png"
printf 'run folder   %s\n' "$run"
[ -s "$sound" ] && [ -s "${sound%.wav}.png" ]
