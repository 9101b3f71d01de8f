//! The parts of the help that clap does not generate: usage, explanations and examples. No line is longer than 80 characters.

use crate::exit::Exit;

/// The usage of `reserve`, with one line for each way to name the numbers.
pub const RESERVE_USAGE: &str = "\
colt-numbers reserve [OPTIONS] --country <CC> --start <NUMBER>
       colt-numbers reserve [OPTIONS] --country <CC> --range <FIRST..LAST>...
       colt-numbers reserve [OPTIONS] --country <CC> --lock-id <ID>
       colt-numbers reserve [OPTIONS] --request <FILE>";

pub const RESERVE: &str = "\
The request is checked before anything is sent. The default target is a sandbox
inside this program: nothing is ordered, and no account is needed. The targets
`sandbox`, `production` and any URL need credentials, from the environment or a
file; no flag takes a secret.

Environment:
  COLT_CLIENT_ID, COLT_CLIENT_SECRET
  COLT_TOKEN_URL        only for a URL. A server on this machine is called
                        without a token if none of these three is set
  COLT_CREDENTIALS_FOR  the only target that the credentials are sent to, for
                        example `sandbox`; mandatory for `production`

Credentials file: TOML with one section for each target, accessible only to you
(`chmod 600`). The section of a URL has a `token-url` as well.
  [sandbox]
  client-id = \"...\"
  client-secret = \"...\"
  [\"https://host/numberManagement\"]
  ...

Examples:
  colt-numbers reserve --country GB --start +442081324758 --service-profile ANH
  colt-numbers reserve --country GB --range +442081324700..+442081324709 \\
      --dry-run
  colt-numbers reserve --request request.json --target sandbox --json

A call takes at most twice `--timeout`, including further attempts after one
that was refused or not sent.
Exit code 6: there may be an order. Do not send it a second time; look for the
tracking id. The response is saved in the file of `--save-answer`, by default in
`colt-numbers-<tracking id>.answer` in `$XDG_STATE_HOME/colt-numbers`, which is
usually `~/.local/state/colt-numbers`.";

pub const CHECK: &str = "\
With `--fix`, the fixed request is printed to standard output, and the remaining
violations to standard error. With `--fix --json`, both are one object with the
members `outcome`, `violations`, `changed` and `body`.

Examples:
  colt-numbers check request.json
  colt-numbers check --fix - < request.json > fixed.json
  colt-numbers check --lines --json requests.jsonl

At most 1000 errors and 1000 warnings of a request are listed; the rest are
counted. Exit code 0: valid, perhaps with warnings. Exit code 3: invalid.";

pub const RULES: &str = "\
An `error` makes a request invalid; a `warning` is this project's own advice.
`reserve` and `check` ignore a rule with `--allow RULE`.

Examples:
  colt-numbers rules
  colt-numbers rules --country LU --json";

pub const SANDBOX: &str = "\
The first line of standard output is the base URL, which `reserve` takes as
`--target`. Port 0 picks a free port.
`--list-faults` lists the names of the faults. The prefix `token:` moves a fault
to the token request. The suffix `@before` or `@after` says whether the fault
occurs before or after the order is recorded.

Examples:
  colt-numbers sandbox --no-auth
  colt-numbers sandbox --no-auth --fault close-unanswered@after
  colt-numbers reserve --country GB --start +442081324758 \\
      --target http://127.0.0.1:4010/numberManagement";

pub const CONTRACT: &str = "\
Each case is derived from the spec: it breaks one constraint, or only just meets
it. A case that may be accepted orders numbers. The run first prints how many
orders it may place, and stops at that number. Production is always rejected.
Credentials are given as for `reserve`.

Exit codes:
  8  drift: the target differs from the spec. `--report baseline=FILE` saves the
     known drift, and `--baseline FILE` ignores it
  7  no other drift, but the result is incomplete: the target was not reached,
     responses were inconclusive, or the run ended early, at a limit for example
  6  interrupted, and there may be an order; the report names the tracking id

In JUnit XML, drift is a failure; a case that is inconclusive or was not run is
an error.
Ctrl-C sends no more requests and waits for the response in flight; a second
Ctrl-C abandons that request.
A regular report file is replaced once the new report is complete; a link, a
FIFO or a device is written to directly.

Examples:
  colt-numbers contract
  colt-numbers contract --target sandbox --max-orders 3 --rate 2/s \\
      --report html=drift.html
  colt-numbers contract --target sandbox --dry-run";

/// The end of the program's help: where the examples are, and the exit codes.
pub fn program() -> String {
    let mut text =
        "This program is not made or endorsed by Colt.\n`colt-numbers <COMMAND> --help` shows examples.\n\nExit codes:"
            .to_owned();
    for exit in Exit::ALL {
        text.push_str(&format!("\n  {:>3}  {}", exit.code(), exit.meaning()));
    }
    text
}
