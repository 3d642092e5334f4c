#!/usr/bin/env bash
# One verb a job; `./build.sh` alone lists them. Needs the .NET 10 SDK, git and Node.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=${CONFIGURATION:-Release}
solution=Fairlead.slnx

restore() { # packages at the versions of the lock files; the npm clients the tests run
  dotnet restore "$solution" --locked-mode
  (cd test/clients && npm ci --no-audit --no-fund --loglevel=error)
}

format() { # fails when a file is not as .editorconfig wants it; `dotnet format` mends it
  dotnet restore "$solution" --locked-mode
  dotnet format "$solution" --no-restore --verify-no-changes
}

build() { # everything, warnings as errors
  dotnet restore "$solution" --locked-mode
  dotnet build "$solution" -c "$configuration" --no-restore
}

run_tests() { # every test project; the last line is the sum
  mkdir -p artifacts/tests
  local log=artifacts/tests/run.log status=0
  dotnet test "$solution" -c "$configuration" --no-build 2>&1 | tee "$log" || status=$?
  awk '
    /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+/ {
      line = $0; gsub(/[^0-9,:A-Za-z]/, "", line)
      if (match(line, /Failed:[0-9]+/)) failed += substr(line, RSTART + 7, RLENGTH - 7)
      if (match(line, /Passed:[0-9]+/)) passed += substr(line, RSTART + 7, RLENGTH - 7)
      if (match(line, /Skipped:[0-9]+/)) skipped += substr(line, RSTART + 8, RLENGTH - 8)
      projects++
    }
    END {
      if (projects == 0) { print "no test project reported a result"; exit 1 }
      printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    }' "$log" || status=1
  return $status
}

test() { # installs what the tests need, builds, runs them all
  restore
  build
  run_tests
}

canary() { # publishes a program that roots every shipped assembly, trimmed, and runs it
  dotnet publish test/Fairlead.TrimCanary/Fairlead.TrimCanary.csproj -c Release -o artifacts/canary -p:RestoreLockedMode=true
  artifacts/canary/Fairlead.TrimCanary
}

bench() { # ./build.sh bench routing|micro|e2e [options]; see bench/README.md
  dotnet run --project bench/Fairlead.Benchmarks -c Release -- "$@"
}

mutate() { # changes the kernel's code bit by bit and tells which changes no test notices; takes an hour
  dotnet tool restore
  if [ "${1:-}" = --stryker ]; then # Stryker by itself, a test host per change: takes a day
    shift
    (cd test/Fairlead.Tests && dotnet stryker "$@")
  else
    dotnet restore "$solution" --locked-mode
    dotnet build test/Fairlead.Mutation -c Release --no-restore -v quiet
    dotnet test/Fairlead.Mutation/bin/Release/net10.0/Fairlead.Mutation.dll "$@"
  fi
}

pack() { # NuGet packages and the tool into artifacts/packages
  dotnet pack "$solution" -c Release -o artifacts/packages
}

ci() { # what a landing must pass
  format
  canary
  ./build.sh test
}

case "${1:-}" in
  restore | format | build | test | canary | pack | ci) "$1" ;;
  bench | mutate) verb=$1; shift; "$verb" "$@" ;;
  *)
    echo "usage: ./build.sh VERB"
    sed -nE 's/^([a-z]+)\(\) \{ # (.*)$/  \1\t\2/p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
