//! The parts of the help that clap does not generate: usage, explanations and examples. No line is longer than 80 characters.

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::api::schema::{CUSTOMER_REFERENCE, SchemaKind};

use crate::exit::Exit;
use crate::target_arg::vendor_path;

/// The help of `--customer-reference`, with the limit that the spec states.
pub fn customer_reference() -> String {
    let limit = match &CUSTOMER_REFERENCE.kind {
        SchemaKind::String(text) => text.max_length,
        _ => None,
    };
    let limit = limit.map(|limit| format!(", up to {limit} characters"));
    format!("Your customer reference{}", limit.unwrap_or_default())
}

/// The usage of `reserve`, with one line for each way to name the numbers.
pub const RESERVE_USAGE: &str = "\
colt-numbers reserve [OPTIONS] --country <CC> --start <NUMBER>
       colt-numbers reserve [OPTIONS] --country <CC> --range <FIRST..LAST>...
       colt-numbers reserve [OPTIONS] --country <CC> --lock-id <ID>
       colt-numbers reserve [OPTIONS] --request <FILE>";

pub const RESERVE: &str = "\
The request is checked before anything is sent. The default target is a sandbox
inside this program: nothing is ordered, and no account is needed. The targets
`sandbox` and `production`, and URLs of other machines, need credentials from
the environment or from a file. No flag takes a secret.

Environment:
  COLT_TARGET           the target without `--target`
  COLT_CLIENT_ID, COLT_CLIENT_SECRET
  COLT_TOKEN_URL        the URL of the token endpoint, if the target is a URL
  COLT_CREDENTIALS_FOR  the only target that these credentials may be sent to,
                        for example `sandbox`; mandatory for `production`
  COLT_PROXY            the proxy without `--proxy`; it may contain a user and a
                        password: `http://user:password@host:port`. With
                        `environment`, `HTTPS_PROXY` and `NO_PROXY` are used
  COLT_PLAIN_HTTP       `any-host`: allow `http` URLs of other machines, which
                        sends everything without encryption

Credentials file: TOML with one section for each target. Only you may have
access to the file (`chmod 600`). The section of a URL also has a `token-url`.
  [sandbox]
  client-id = \"...\"
  client-secret = \"...\"
  [\"https://host/api\"]
  ...
  [\"http://proxy:3128\"]     the user and the password for this proxy
  user = \"...\"
  password = \"...\"
Credentials are read from the file of `--credentials`; else from the environment
if a variable for credentials is set; else from the default file
`$XDG_CONFIG_HOME/colt-numbers/credentials.toml`, which is usually in
`~/.config`. A server on this machine is called without a token if there are no
credentials for it.

Examples:
  colt-numbers reserve --country GB --start +442081324758 \\
      --service-profile ANH --customer-reference \"My Customer\"
  colt-numbers reserve --country GB --range +442081324700..+442081324709 \\
      --customer-reference \"My Customer\" --dry-run
  colt-numbers reserve --request request.json --target sandbox --json

A call takes at most twice `--timeout`, including further attempts after an
attempt that was refused or not sent.
Exit code 6: there may be an order. Do not send the request a second time; look
up its tracking id in the sources that the message lists. The response is saved
in the file that `--save-answer` names, by default in the file
`colt-numbers-<tracking id>.answer` in `$XDG_STATE_HOME/colt-numbers`, which is
usually `~/.local/state/colt-numbers`.";

/// The usage of `call`.
pub const CALL_USAGE: &str = "colt-numbers call [OPTIONS] <OPERATION> [--param <NAME=VALUE>]...";

/// What `call` does, with examples. The header with the tracking id is that of the spec.
pub fn call() -> String {
    let header = RESERVE_NUMBERS.tracking_id().map_or("NAME", |parameter| parameter.name);
    CALL.replace("{tracking header}", header)
}

const CALL: &str = "\
The request is checked before anything is sent, as by `reserve`: the schemas of
its parameters and of its body, and the rules of the operation. If the operation
has a tracking id and none is given, a new one is sent. `reserve --help`
explains targets, credentials and saved responses.

Standard output is the body of the response, unchanged; status and ids are
printed to standard error. With `--json`, one object contains all of these.

Before an order at production, and before any other request there whose method
is not GET, the program asks for confirmation. Exit code 6: the request may have
had an effect, such as an order. Do not send it a second time, unless the
message says that it may be sent again.

Examples:
  colt-numbers operations
  colt-numbers call reserveNumbers --body request.json --dry-run
  colt-numbers call reserveNumbers --body - --param {tracking header}=my-order-1";

pub const PLAN: &str = "\
Every line is checked, also against the orders in the journal. If a line is
invalid, nothing is recorded. Nothing is sent before `colt-numbers apply`.

CSV: the first line names the columns, in any order:
  country              mandatory
  start, end           the range; `end` may be blank for one number
  lock_id              in place of a range
  service_profile, customer_reference
  key                  your own key; each key is ordered at most once
The delimiter is a comma or a semicolon. JSONL: a request on each line.

A plan is for the target and the account of the credentials with which it was
made. Plans for the embedded sandbox are kept until the next one.
`reserve --help` explains targets and credentials.

Examples:
  colt-numbers plan ranges.csv
  colt-numbers plan ranges.csv --target sandbox --name spring --dry-run
  colt-numbers plan - --name spring --max-orders 500 < requests.jsonl";

pub const APPLY: &str = "\
An order is recorded as being sent before its first byte leaves. After an
interruption of any kind, the same command continues; no order is sent twice. An
order that may have been placed without a response is in doubt: it is never sent
again, and `colt-numbers status` lists it until it is settled with evidence.

After Ctrl-C, no more orders are sent, and the command waits for those on their
way. A second Ctrl-C leaves these in doubt.

At production, the count of the plan's numbers has to be typed, or given with
`--confirm`; the count of its orders, if the count of numbers is not clear.

Exit codes, the first that holds:
    6  an order of the plan is in doubt
    9  not confirmed, or the limit of the plan is reached
    4  the credentials were rejected
    5  an order of the plan was rejected
  130  stopped by Ctrl-C
    7  an order is still planned
    0  otherwise
With `--json`, each line of the output is an event.

Examples:
  colt-numbers apply spring
  colt-numbers apply spring --report html=spring.html
  colt-numbers apply spring --rate 30/m --confirm 12400 --json > events.jsonl";

pub const STATUS: &str = "\
Without `--journal`, plans for the embedded sandbox are shown as well.

States:
  planned      not sent yet, or each attempt so far was refused or not sent
  sending      being sent
  accepted     ordered
  rejected     rejected by the server; nothing was ordered
  unreadable   in doubt: accepted, but no order id could be read
  unknown      in doubt: it may have been ordered; it is never sent again
  notOrdered   was in doubt; evidence shows that nothing was ordered
  released     was ordered; evidence shows that the reservation has ended
  withdrawn    withdrawn before it was sent

Exit code 6: an order of these plans is in doubt.

Examples:
  colt-numbers status
  colt-numbers status spring --state unknown --state unreadable
  colt-numbers status spring --csv > orders.csv";

/// The usage of `reconcile`, with one line for each use.
pub const RECONCILE_USAGE: &str = "\
colt-numbers reconcile [OPTIONS]
       colt-numbers reconcile [OPTIONS] --inventory <FILE> --as-of <TIME>
       colt-numbers reconcile [OPTIONS] --tracking-id <ID> --ordered <ORDER-ID>
       colt-numbers reconcile [OPTIONS] --tracking-id <ID> --not-ordered";

pub const RECONCILE: &str = "\
Without options, lists the orders in doubt, where to find out about them, and
what to ask the vendor. An order in doubt is never sent again.

By an export, nothing is changed without `--apply`. The export has to list every
number that the account holds in the countries of the orders.
  ordered      every number of the order is held
  not ordered  none is held, the export is at least 24 hours newer than the last
               attempt, and it lists the numbers of all accepted orders
  released     an accepted order may have lapsed, and every number is `Free`
Everything else stays in doubt: a part of a range, for example. The file is CSV
with a header, in UTF-8, separated by commas or semicolons. A number in
scientific notation, a number that occurs twice, and an unknown status are
errors.

By hand, `--not-ordered` and `--released` need the time at which the vendor
looked (`--as-of`): a day after the last attempt, or later than the order.

Exit code 6: an order is in doubt after the command, or was not settled.

Examples:
  colt-numbers reconcile
  colt-numbers reconcile --inventory export.csv --as-of 2027-01-05T09:00Z
  colt-numbers reconcile --tracking-id ID --ordered ORDER-ID \\
      --evidence 'ticket 4711: the vendor found the order'";

/// What `lapses` does, with examples. The days are those of the spec.
pub fn lapses() -> String {
    let days = RESERVE_NUMBERS.holds_days.map_or_else(|| "some".to_owned(), |days| days.to_string());
    LAPSES.replace("{days}", &days)
}

const LAPSES: &str = "\
A reservation lapses after {days} days unless its numbers are activated; the
journal does not know whether they are. Reservations that may have lapsed are
listed too, until `reconcile` settles them as released.

The calendar has an event for each day and plan, with a reminder seven days
before.

Exit code 8, with `--fail`: a reservation may lapse within these days. Exit code
6, with `--fail`: an order is in doubt, so it may be a reservation that is not
listed.

Examples:
  colt-numbers lapses
  colt-numbers lapses --within 90d --ics lapses.ics
  colt-numbers lapses --within 7d --fail";

pub const JOURNAL: &str = "\
`check` checks the journal's file and what it records. Exit code 8: it found
a problem; 6: it found none, but an order is in doubt.
`export` prints everything that is recorded as JSON, one value on a line: the
journal, then each plan, then its orders with requests, responses and history.
`resume` makes a journal usable again whose send log is lost. The send log is a
file in your state folder that shows whether the journal is an older copy.
Without it, the planned orders may have been sent: they become unknown, to be
settled by `reconcile`. Only if it is certain that none was sent since this copy
was made, for example because you moved it to this machine, use
`--keep-planned`. If the journal itself is lost, `resume` creates it from its
send log: each order that was sent is in doubt. Planned orders and results are
not in the send log, so restore a backup of the journal if there is one.
If the journal was moved, run `resume` at its new path: only then is it not
missed any more at its old one.
For a journal in PostgreSQL that was restored or moved, or whose standby was
promoted, `resume` also lets its planned orders be sent, as its owner. First run
`journal check` on each machine that has sent orders, which compares its send
log; `resume` names the machines that are missing. `--lost ID --reason TEXT`
gives up one that is lost for good: all planned orders become unknown.

Examples:
  colt-numbers journal check
  colt-numbers journal export > journal.jsonl";

pub const OPERATIONS: &str = "\
`colt-numbers call OPERATION` sends a request of an operation.

Examples:
  colt-numbers operations
  colt-numbers operations --json";

pub const CHECK: &str = "\
With `--fix`, the fixed request is printed to standard output, and the remaining
violations to standard error. With `--fix --json`, one object contains both:
its members are `outcome`, `violations`, `changed` and `body`.

Examples:
  colt-numbers check request.json
  colt-numbers check --fix - < request.json > fixed.json
  colt-numbers check --lines --json requests.jsonl

At most 1000 errors and 1000 warnings of a request are listed; the rest are
counted. Exit code 0: valid, perhaps with warnings. Exit code 3: invalid.";

pub const RULES: &str = "\
An `error` makes a request invalid; a `warning` is this project's own advice.
`reserve`, `call` and `check` ignore a rule with `--allow RULE`.

Examples:
  colt-numbers rules
  colt-numbers rules --country LU --json";

/// What `sandbox` does, with examples. The base path is that of the spec.
pub fn sandbox() -> String {
    SANDBOX.replace("{base path}", vendor_path())
}

const SANDBOX: &str = "\
The first line of standard output is the base URL: pass it to `reserve` as
`--target`. For port 0, the system picks a free port. The page shows the latest
requests and why they were rejected; `-v` prints a line for each request.
`--list-faults` lists the names of the faults. With the prefix `token:`, a fault
occurs in the token request instead of the reservation; with the prefix
`OPERATION:`, in a request to that operation. With the suffix `@before` or
`@after`, the fault occurs before or after the order is recorded.

Examples:
  colt-numbers sandbox --no-auth
  colt-numbers sandbox --no-auth --fault close-unanswered@after
  colt-numbers sandbox --expose --host twin --tls --root-certificate root.pem
  colt-numbers reserve --request request.json \\
      --target http://127.0.0.1:4010{base path}";

pub const CONTRACT: &str = "\
Each case is derived from the spec: its request breaks one constraint, or only
just meets that constraint. If the target accepts a request, numbers are
ordered. The run first prints how many orders it may place, and never places
more. The target `production` is always rejected. `reserve --help` explains
`COLT_TARGET` and credentials.
An operation may change the target's state without ordering, and so may a method
that the spec does not have. Such requests are left out without
`--allow-changes`, except for `embedded`.

Exit codes:
  8  drift: the target differs from the spec. `--report baseline=FILE` saves the
     known drift, and `--baseline FILE` ignores it
  7  no drift except known drift, but the result is incomplete: the target was
     not reached, responses were inconclusive, or the run ended early, for
     example at a limit
  6  interrupted, and there may be an order; the report names the tracking id

In JUnit XML, drift is a failure; a case that is inconclusive or was not run is
an error.
After Ctrl-C, the run sends no more requests and waits for the response to the
request in flight. A second Ctrl-C abandons that request.
A report file that is a regular file is replaced once the new report is
complete; a link, a FIFO or a device is written to directly.

Examples:
  colt-numbers contract
  colt-numbers contract --target sandbox --max-orders 3 --rate 2/s \\
      --report html=drift.html
  colt-numbers contract --target sandbox --dry-run";

pub const JSON_SCHEMA: &str = "\
Commands: `reserve`, `call`, `plan`, `apply`, `status`, `reconcile`, `lapses`,
`journal`, `operations`, `check`, `rules`, `sandbox`, `contract`, `version`.
With `check --lines`, `apply` and `journal export`, each line of the output is
one value of the schema. New members may be added to the output.

Examples:
  colt-numbers json-schema reserve > reserve.schema.json";

pub const COMPLETIONS: &str = "\
Examples:
  source <(colt-numbers completions bash)
  colt-numbers completions zsh > ~/.zfunc/_colt-numbers
  colt-numbers completions fish > ~/.config/fish/completions/colt-numbers.fish";

pub const MAN: &str = "\
Examples:
  colt-numbers man reserve | man -l -
  colt-numbers man --dir ~/.local/share/man/man1";

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
