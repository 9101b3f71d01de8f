//! The help below the options: what a command does beyond its line, and examples.

use crate::exit::Exit;

/// Usage of `reserve`, one line for each way to say what is reserved.
pub const RESERVE_USAGE: &str = "\
colt-numbers reserve --country <CC> --start <NUMBER> [--end <NUMBER>] [OPTIONS]
       colt-numbers reserve --country <CC> --range <FIRST..LAST>... [OPTIONS]
       colt-numbers reserve --country <CC> --lock-id <ID> [OPTIONS]
       colt-numbers reserve --request <FILE> [OPTIONS]";

pub const RESERVE: &str = "\
The request is checked before anything is sent. By default it goes to a sandbox inside this
program: nothing is ordered, and no account is needed. `sandbox`, `production` and a URL need
credentials, which are never given by a flag:
  from the environment  COLT_CLIENT_ID, COLT_CLIENT_SECRET; for a URL COLT_TOKEN_URL as well
                        (a URL of this machine is called without a token where none is set);
                        COLT_CREDENTIALS_FOR names the one target that they are for, as `sandbox`;
                        for `production` it must be set
  from a file           TOML, one section a target, open to nobody else (`chmod 600`):
                          [sandbox]
                          client-id = \"...\"
                          client-secret = \"...\"
                          [\"https://host/numberManagement\"]    # takes a token-url as well

Examples:
  colt-numbers reserve --country GB --start +442081324758 --service-profile ANH
  colt-numbers reserve --country GB --range +442081324700..+442081324709 --dry-run
  colt-numbers reserve --request request.json --target sandbox --json

A call as a whole, tries that were refused or not sent included, takes at most twice `--timeout`.
Exit code 6: there may be an order. Do not send it a second time; look for the tracking id. What
the server answered is kept, without `--save-answer` in `colt-numbers-<tracking id>.answer` in
`$XDG_STATE_HOME/colt-numbers`, by default `~/.local/state/colt-numbers`.";

pub const CHECK: &str = "\
With `--fix` the fixed request is on standard output, and what is left to report on standard error.
With `--fix --json` both are one object: `outcome`, `violations`, `changed` and `body`.

Examples:
  colt-numbers check request.json
  colt-numbers check --fix - < request.json > fixed.json
  colt-numbers check --lines --json requests.jsonl

At most 1000 errors and 1000 warnings of a request are listed, and the rest is counted.
Exit code 0: valid, perhaps with warnings. Exit code 3: invalid.";

pub const RULES: &str = "\
An `error` makes a request invalid; a `warning` is our own advice. Each can be overruled by
`--allow` of `reserve` and `check`.

Examples:
  colt-numbers rules
  colt-numbers rules --country LU --json";

pub const SANDBOX: &str = "\
The base URL is the first line of standard output; give it to `reserve` as `--target`. Port 0
listens on any free port.
A fault is a name, with `token:` before it where it is the token call that goes wrong, and with
`@before` or `@after` behind it: before or after the order is recorded.

Examples:
  colt-numbers sandbox --no-auth
  colt-numbers sandbox --no-auth --fault close-unanswered@after
  colt-numbers reserve --country GB --start +442081324758 \\
      --target http://127.0.0.1:4010/numberManagement";

pub const CONTRACT: &str = "\
Cases are derived from the spec: each breaks, or just keeps, one constraint. A case that could
succeed orders numbers, so the run says beforehand how many orders it could place, and stops at
the bound. Production is refused, whatever else is given. Credentials are given as for `reserve`.
Exit code 8 means that the target does otherwise than the document says. What is known is kept by
`--report baseline=FILE`, and counts no longer where that is given as `--baseline`. Exit code 7
means that there is no other drift and something stays unclear: the target was not reached, or
gave answers of which nothing follows; or the run ended before all its cases, at a bound for
instance. In JUnit XML drift is a failure, and what is unclear or was not run an error.
Ctrl-C sends no more requests and waits for the response in flight; a second one gives that up.
Exit code 6: interrupted, and there may be an order; the report names the tracking id.
A report replaces a regular file once it is complete; a link, a FIFO or a device is written to.

Examples:
  colt-numbers contract
  colt-numbers contract --target sandbox --max-orders 3 --rate 2/s --report html=drift.html
  colt-numbers contract --target sandbox --dry-run";

/// The help of the program itself, with the table of exit codes.
pub fn program() -> String {
    let mut text =
        "Not Colt's software, nor endorsed by Colt. `colt-numbers <COMMAND> --help` has examples.\n\nExit codes:"
            .to_owned();
    for exit in Exit::ALL {
        text.push_str(&format!("\n  {:>3}  {}", exit.code(), exit.meaning()));
    }
    text
}
